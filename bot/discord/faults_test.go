package discord

import (
	"errors"
	"flag"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/discord/queue"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

// faultRounds is how often each fault strikes:
//
//	go test -timeout 30m -run TestEveryFault ./bot/discord -faults 20
var faultRounds = flag.Int("faults", 2, "how often each fault strikes in TestEveryFault; half as often under the race detector")

const (
	acknowledging = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	answering     = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	posting       = "POST /channels/{channel_id}/messages"
)

// fault is a cruelty of the sandbox.
type fault struct {
	name    string
	inflict func(*newsroom) error
	lasts   time.Duration // before it is healed
}

// moment is how long a fault lasts that strikes at once.
const moment = 20 * time.Millisecond

func struck(name string, do func(*newsroom)) fault {
	return fault{name, func(n *newsroom) error { do(n); return nil }, moment}
}

// longer makes a fault last for twice the heartbeat, so that only a bot that
// notices a dead connection gets over it while it lasts.
func longer(f fault) fault {
	f.lasts = 2 * heartbeat
	return f
}

// heartbeat is the sandbox's interval in TestEveryFault.
const heartbeat = 2 * time.Second

func httpFault(name string, f rest.Fault) fault {
	return struck(name, func(n *newsroom) { n.API.Inflict(f) })
}

// on is a fault that strikes a route so many times.
func on(route string, times int, f rest.Fault) rest.Fault {
	f.Route, f.Times = route, times
	return f
}

func everyFault() []fault {
	faults := []fault{
		struck("drop", func(n *newsroom) { n.Gateway.Drop() }),
		struck("close 4000", func(n *newsroom) { n.Gateway.CloseAll(4000, "unknown error") }),
		struck("close 4009", func(n *newsroom) { n.Gateway.CloseAll(4009, "session timed out") }),
		longer(struck("stall", func(n *newsroom) { n.Gateway.Stall(true) })),
		longer(struck("lose acks", func(n *newsroom) { n.Gateway.LoseAcks(true) })),
		struck("reconnect", func(n *newsroom) { n.Gateway.Reconnect() }),
		struck("invalidate, resumable", func(n *newsroom) { n.Gateway.InvalidateSessions(true) }),
		struck("invalidate", func(n *newsroom) { n.Gateway.InvalidateSessions(false) }),
		struck("refuse resume", func(n *newsroom) { n.Gateway.RefuseResume(1); n.Gateway.Drop() }),
		{"ready twice", func(n *newsroom) error { return n.Gateway.ReadyTwice() }, moment},
		struck("duplicate", func(n *newsroom) { n.Gateway.Duplicate(3) }),
		struck("reorder", func(n *newsroom) { n.Gateway.Reorder(2) }),
		struck("reconnect first", func(n *newsroom) { n.Gateway.ReconnectBeforeReady(1); n.Gateway.Drop() }),
		struck("mute", func(n *newsroom) { n.Gateway.Mute(1); n.Gateway.Drop() }),
		struck("silent after hello", func(n *newsroom) { n.Gateway.SilentAfterHello(1); n.Gateway.Drop() }),
		struck("garbage", func(n *newsroom) { n.Gateway.Garbage([]byte("{{{")) }),
		struck("unknown event", func(n *newsroom) { n.Gateway.SendUnknownEvent() }),
		struck("refuse connections", func(n *newsroom) { n.Gateway.RefuseConnections(http.StatusServiceUnavailable, 2); n.Gateway.Drop() }),
		{"outage", func(n *newsroom) error { return n.World.SetOutage(n.Guild.ID, true) }, moment},
		httpFault("global 429", on("", 1, rest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 300 * time.Millisecond, Global: true})),
		httpFault("storm of 429", on(answering, 3, rest.Fault{Status: http.StatusTooManyRequests, RetryAfter: 100 * time.Millisecond})),
		httpFault("429 as a page", on(answering, 1, rest.HTMLError(http.StatusTooManyRequests))),
		httpFault("slow", on("", 3, rest.Fault{Delay: 300 * time.Millisecond})),
	}
	for _, route := range []string{acknowledging, answering, posting} {
		verb := strings.Fields(route)[0] + " " + strings.Split(route, "/")[1]
		faults = append(
			faults,
			httpFault("500 of "+verb, on(route, 1, rest.Fault{Status: 500})),
			httpFault("502 as a page of "+verb, on(route, 1, rest.HTMLError(502))),
			httpFault("503 of "+verb, on(route, 2, rest.Fault{Status: 503})),
			httpFault("cut "+verb, on(route, 1, rest.Fault{Cut: true})),
			httpFault("lose "+verb, on(route, 1, rest.Fault{Lose: true})),
		)
	}
	return faults
}

// readyWithin is how soon the bot must answer again after a fault.
const readyWithin = 10 * time.Second

func TestEveryFaultLeavesNoQuestionUnansweredAndNoneAnsweredTwice(t *testing.T) {
	t.Parallel()
	n := furnish(t, sandbox.Options{HeartbeatInterval: heartbeat, NoRateLimits: true})
	n.lasting(time.Duration(*faultRounds) * 10 * time.Minute)
	n.start(func(o *Options) { o.Limits = queue.Limits{Workers: 16, Waiting: 999, PerMember: 999, PerGuild: 999} })
	var order []fault
	rounds := *faultRounds
	if raced {
		rounds = (rounds + 1) / 2
	}
	for range rounds {
		order = append(order, everyFault()...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	var asked []*world.Pending
	var mentions []world.Message
	for _, f := range order {
		p, m := n.strike(f)
		asked, mentions = append(asked, p...), append(mentions, m...)
		if t.Failed() {
			t.Fatalf("after %s", f.name)
		}
	}
	n.settled(asked, mentions)
}

// strike asks before, during and after a fault, and waits until the bot answers
// as ever.
func (n *newsroom) strike(f fault) (asked []*world.Pending, mentions []world.Message) {
	n.t.Helper()
	ask := func() *world.Pending {
		p, err := n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge})
		if err != nil {
			return nil // Discord itself refuses, in an outage
		}
		asked = append(asked, p)
		return p
	}
	ask()
	if err := f.inflict(n); err != nil {
		n.t.Errorf("%s: %v", f.name, err)
		return asked, nil
	}
	ask()
	if m, err := n.Bob.Say(n.General.ID, n.mentioning(aboutBridge)); err == nil {
		mentions = append(mentions, m)
	}
	time.Sleep(f.lasts)
	began := time.Now()
	if err := n.Server.Heal(); err != nil {
		n.t.Error(err)
	}
	for {
		p := ask()
		if p != nil {
			if _, err := p.Reply(n.ctx); err == nil {
				return asked, mentions
			} else if !errors.Is(err, world.ErrNoResponse) {
				n.t.Errorf("%s: %v", f.name, err)
				return asked, mentions
			}
		}
		if took := time.Since(began); took > readyWithin {
			n.t.Errorf("%s: no answer for %v", f.name, took)
			return asked, mentions
		}
	}
}

// settled checks that whatever was acknowledged was answered, once.
func (n *newsroom) settled(asked []*world.Pending, mentions []world.Message) {
	n.t.Helper()
	acknowledged := 0
	for _, p := range asked {
		v, err := p.Answer(n.ctx)
		if errors.Is(err, world.ErrNoResponse) {
			continue // it never reached the bot, or Discord never heard of its acknowledgement
		}
		must[world.InteractionView](n.t)(v, err)
		acknowledged++
		m, err := p.Reply(n.ctx)
		if err != nil || read(m) == "" {
			n.t.Errorf("a question that was acknowledged has no answer: %v", err)
		}
		if len(v.Followups) > 0 {
			n.t.Errorf("a question was answered %d times", 1+len(v.Followups))
		}
	}
	answers := make(map[world.ID]int)
	for _, m := range n.everything() {
		if m.MessageReference != nil && m.Author.ID == n.Bot.Bot.ID {
			answers[m.MessageReference.MessageID]++
		}
	}
	heard := 0
	for _, m := range mentions {
		if answers[m.ID] > 1 {
			n.t.Errorf("a mention was answered %d times", answers[m.ID])
		}
		heard += answers[m.ID]
	}
	n.t.Logf("%d of %d commands were acknowledged and answered once; %d of %d mentions were answered",
		acknowledged, len(asked), heard, len(mentions))
}

// everything is all that was said in the general channel, oldest first.
func (n *newsroom) everything() []world.Message {
	n.t.Helper()
	var all []world.Message
	after := world.ID(1)
	for {
		page := must[[]world.Message](n.t)(n.World.Messages(n.Bob.ID, n.General.ID, world.Page{After: after, Limit: 100}))
		if len(page) == 0 {
			return all
		}
		slices.Reverse(page) // the newest come first
		all = append(all, page...)
		after = page[len(page)-1].ID
	}
}
