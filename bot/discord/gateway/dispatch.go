package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Bounds of what runs and waits at once. An interaction never waits: its handler
// has 3 s to acknowledge it, so more of them than maxInteractions at once could
// not be saved by a line. Guilds are handled one by one, in their order.
const (
	maxInteractions = 4096
	maxMessages     = 64
	waitingMessages = 4096
	waitingGuilds   = 1 << 16
)

// dispatcher hands events to the handlers.
type dispatcher struct {
	handlers     Handlers
	token        string // kept out of logs
	log          *slog.Logger
	interactions lane
	messages     lane
	guilds       lane
	asked, said  *seen // interactions, messages
}

func newDispatcher(o Options) *dispatcher {
	return &dispatcher{
		handlers: o.Handlers, token: o.Token, log: o.Log,
		interactions: lane{limit: maxInteractions},
		messages:     lane{limit: maxMessages, waiting: waitingMessages},
		guilds:       lane{limit: 1, waiting: waitingGuilds},
		asked:        newSeen(), said: newSeen(),
	}
}

// listen has the events of a shard's session come here. Handlers run with ctx.
func (d *dispatcher) listen(ctx context.Context, s *discordgo.Session, shard int) {
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Ready) { d.ready(ctx, shard, e) })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.InteractionCreate) { d.interaction(ctx, e.Interaction) })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.MessageCreate) { d.message(ctx, e.Message) })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildCreate) { d.guild(ctx, e.Guild) })
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.GuildDelete) { d.guildGone(ctx, e.Guild) })
}

func (d *dispatcher) interaction(ctx context.Context, i *discordgo.Interaction) {
	if d.handlers.Interaction == nil || i == nil || !d.asked.first(i.ID) {
		return
	}
	if why := unusable(i); why != "" {
		d.log.Error("gateway: an interaction cannot be handled", "interaction", i.ID, "type", int(i.Type), "why", why)
		return
	}
	job := func() {
		defer d.recover("interaction", i.ID, i.Token)
		d.handlers.Interaction(ctx, i)
	}
	if !d.interactions.do(job) {
		d.log.Error("gateway: an interaction is lost: too many at once, or stopping", "interaction", i.ID)
	}
}

// unusable is what an interaction lacks that handlers rely on, "" for nothing.
func unusable(i *discordgo.Interaction) string {
	switch {
	case i.Member == nil && i.User == nil, i.Member != nil && i.Member.User == nil:
		return "nobody is named who asks"
	case i.Data == nil && i.Type != discordgo.InteractionPing:
		return "its data is not as the library expects"
	case i.Type == discordgo.InteractionMessageComponent && i.Message == nil:
		return "the component's message is missing"
	}
	return ""
}

func (d *dispatcher) message(ctx context.Context, m *discordgo.Message) {
	if d.handlers.Message == nil || m == nil || m.Author == nil || !d.said.first(m.ID) {
		return
	}
	job := func() {
		defer d.recover("message", m.ID, "")
		d.handlers.Message(ctx, m)
	}
	if !d.messages.do(job) {
		d.log.Warn("gateway: a message is passed over: too many at once, or stopping", "message", m.ID)
	}
}

func (d *dispatcher) guild(ctx context.Context, g *discordgo.Guild) {
	if d.handlers.Guild == nil || g == nil || g.Unavailable {
		return
	}
	d.orderly("guild", g.ID, func() { d.handlers.Guild(ctx, g) })
}

// guildGone is told only when the bot has left: a guild in an outage is deleted too.
func (d *dispatcher) guildGone(ctx context.Context, g *discordgo.Guild) {
	if g == nil || g.ID == "" || g.Unavailable {
		return
	}
	if d.handlers.GuildGone == nil {
		return
	}
	d.orderly("guild gone", g.ID, func() { d.handlers.GuildGone(ctx, g.ID) })
}

func (d *dispatcher) ready(ctx context.Context, shard int, r *discordgo.Ready) {
	if d.handlers.Ready != nil {
		d.orderly("ready", r.SessionID, func() { d.handlers.Ready(ctx, shard, r) })
	}
}

func (d *dispatcher) orderly(what, id string, do func()) {
	job := func() {
		defer d.recover(what, id, "")
		do()
	}
	if !d.guilds.do(job) {
		d.log.Warn("gateway: an event is passed over: too many at once, or stopping", "event", what, "id", id)
	}
}

// recover logs a handler's panic, without tokens.
func (d *dispatcher) recover(what, id, secret string) {
	v := recover()
	if v == nil {
		return
	}
	text := fmt.Sprint(v)
	for _, s := range []string{secret, d.token} {
		if s != "" {
			text = strings.ReplaceAll(text, s, "[token]")
		}
	}
	d.log.Error("gateway: a handler panicked", what, id, "panic", text, "stack", string(debug.Stack()))
}

// errGrace is why the handlers' context ends at last.
var errGrace = errors.New("the gateway has stopped and its grace is over")

// close waits for the handlers. Those that are not done after the grace have
// their context cancelled, and are waited for.
func (d *dispatcher) close(grace time.Duration, cancel context.CancelCauseFunc) {
	for what, l := range map[string]*lane{"interactions": &d.interactions, "messages": &d.messages, "guild events": &d.guilds} {
		if n := l.close(); n > 0 {
			d.log.Warn("gateway: what waited when it stopped is dropped", "what", what, "number", n)
		}
	}
	done := make(chan struct{})
	go func() {
		d.interactions.workers.Wait()
		d.messages.workers.Wait()
		d.guilds.workers.Wait()
		close(done)
	}()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		d.log.Warn("gateway: handlers are still at work: their context ends now", "grace", grace)
		cancel(errGrace)
		<-done
	}
	cancel(errGrace)
}
