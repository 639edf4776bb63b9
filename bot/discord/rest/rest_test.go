package rest_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
	fault "rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Routes as the sandbox names them.
const (
	callbackRoute = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	editRoute     = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	followRoute   = "POST /webhooks/{webhook_id}/{webhook_token}"
	sendRoute     = "POST /channels/{channel_id}/messages"
	channelRoute  = "GET /channels/{channel_id}"
	userRoute     = "GET /users/@me"
)

// scene is a sandbox with a client of its bot, and what the client sent.
type scene struct {
	*sandbox.Server
	client *rest.Client
	t      *testing.T

	mu   sync.Mutex
	sent []fault.Exchange
}

func newScene(t *testing.T, options ...sandbox.Options) *scene {
	t.Helper()
	s := &scene{t: t}
	var o sandbox.Options
	if len(options) > 0 {
		o = options[0]
	}
	o.Observe = func(x fault.Exchange) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent = append(s.sent, x)
	}
	s.Server = sandboxtest.Start(t, o)
	s.client = s.newClient(rest.Options{})
	return s
}

func (s *scene) newClient(o rest.Options) *rest.Client {
	s.t.Helper()
	o.Token, o.API = s.Bot.Token, cmp.Or(o.API, s.URL)
	c, err := rest.New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	return c
}

// bodies are what was sent to a route.
func (s *scene) bodies(method, part string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, x := range s.sent {
		if x.Method == method && strings.Contains(x.Route, part) {
			out = append(out, string(x.Request))
		}
	}
	return out
}

// asked is an interaction of Alice's that nobody has answered.
func (s *scene) asked() (*discordgo.Interaction, *world.Pending) {
	s.t.Helper()
	ask := world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, ask); err != nil {
		s.t.Fatal(err)
	}
	p, err := s.Alice.Slash(s.General.ID, "ask", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &discordgo.Interaction{ID: p.Interaction.ID.String(), AppID: s.Bot.ID.String(), Token: p.Interaction.Token}, p
}

// deferred is one that was deferred.
func (s *scene) deferred() (*discordgo.Interaction, *world.Pending) {
	s.t.Helper()
	i, p := s.asked()
	s.ok(s.client.Acknowledge(s.t.Context(), i, later))
	return i, p
}

func (s *scene) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) inflict(f fault.Fault) { s.API.Inflict(f) }

// messages is how many messages of the text Alice sees in #general.
func (s *scene) messages(text string) int {
	s.t.Helper()
	seen, err := s.Alice.See(s.General.ID)
	s.ok(err)
	n := 0
	for _, m := range seen {
		if m.Content == text {
			n++
		}
	}
	return n
}

var later = &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}

func edit(text string) *discordgo.WebhookEdit { return &discordgo.WebhookEdit{Content: &text} }

// troubles are what may befall a single request.
func troubles(route string) map[string]fault.Fault {
	all := map[string]fault.Fault{
		"the connection is cut":  {Cut: true},
		"the answer is lost":     {Lose: true},
		"it is limited":          {Status: 429, RetryAfter: 50 * time.Millisecond},
		"it is limited globally": {Status: 429, RetryAfter: 50 * time.Millisecond, Global: true},
		"a proxy limits it":      fault.HTMLError(429),
		"a proxy fails":          fault.HTMLError(502),
	}
	for _, status := range []int{500, 502, 503, 504} {
		all[fmt.Sprint("status ", status)] = fault.Fault{Status: status}
	}
	for name, f := range all {
		f.Route, f.Times = route, 1
		all[name] = f
	}
	return all
}

func TestWhatMayBeRepeatedSurvivesEveryTrouble(t *testing.T) {
	for _, c := range []struct {
		name, route string
		do          func(*scene) error
	}{
		{"acknowledge", callbackRoute, func(s *scene) error {
			i, _ := s.asked()
			return s.client.Acknowledge(s.t.Context(), i, &discordgo.InteractionResponse{
				Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Content: "hello"},
			})
		}},
		{"edit", editRoute, func(s *scene) error {
			i, _ := s.deferred()
			_, err := s.client.EditReply(s.t.Context(), i, edit("hello"))
			return err
		}},
		{"send", sendRoute, func(s *scene) error {
			m, err := s.client.Send(s.t.Context(), s.General.ID.String(), "slot-1", &discordgo.MessageSend{Content: "hello"})
			if err == nil && m.ID == "" {
				return errors.New("no message came back")
			}
			return err
		}},
		{"read", channelRoute, func(s *scene) error {
			_, err := s.client.Session().Channel(s.General.ID.String())
			if err == nil {
				_, err = s.client.Send(s.t.Context(), s.General.ID.String(), "", &discordgo.MessageSend{Content: "hello"})
			}
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for name, f := range troubles(c.route) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					s := newScene(t)
					s.inflict(f)
					s.ok(c.do(s))
					if n := s.messages("hello"); n != 1 {
						t.Errorf("the message is there %d times", n)
					}
				})
			}
		})
	}
}

func TestAFollowUpIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	for name, f := range troubles(followRoute) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			i, _ := s.deferred()
			s.inflict(f)
			_, err := s.client.FollowUp(t.Context(), i, &discordgo.WebhookParams{Content: "hello"})
			tries := len(s.bodies("POST", "/webhooks"))
			if f.Status == 429 {
				if err != nil || tries != 2 || s.messages("hello") != 1 {
					t.Errorf("%v after %d tries: a 429 means that nothing was done", err, tries)
				}
				return
			}
			var e *rest.Error
			if !errors.As(err, &e) || !e.Unclear || !errors.Is(err, rest.ErrUnavailable) || tries > 1 {
				t.Errorf("%v after %d tries", err, tries)
			}
			if n := s.messages("hello"); f.Lose != (n == 1) || n > 1 {
				t.Errorf("the message is there %d times", n)
			}
		})
	}
}

func TestASecondAnswerIsAnErrorUnlessTheFirstWasOurs(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	i, _ := s.deferred()
	err := s.client.Acknowledge(t.Context(), i, later)
	if e := new(rest.Error); !errors.As(err, &e) || e.Code != 40060 || e.Unclear {
		t.Errorf("error %v, want code 40060", err)
	}
}

func TestARefusalMatchesItsSentinel(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	i, _ := s.asked()
	s.World.Clock.Advance(time.Minute)
	if err := s.client.Acknowledge(t.Context(), i, later); !errors.Is(err, rest.ErrUnknownInteraction) {
		t.Errorf("too late: %v", err)
	}
	i, _ = s.deferred()
	s.World.Clock.Advance(time.Hour)
	if _, err := s.client.EditReply(t.Context(), i, edit("x")); !errors.Is(err, rest.ErrExpiredToken) || errors.Is(err, rest.ErrUnauthorized) {
		t.Errorf("after an hour: %v", err)
	}
	send := func(channel world.ID) error {
		_, err := s.client.Send(t.Context(), channel.String(), "", &discordgo.MessageSend{Content: "x"})
		return err
	}
	if err := send(world.ID(1 << 40)); !errors.Is(err, rest.ErrGone) {
		t.Errorf("an unknown channel: %v", err)
	}
	s.ok(s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.SendMessages))
	if err := send(s.General.ID); !errors.Is(err, rest.ErrMissingPermissions) {
		t.Errorf("without Send Messages: %v", err)
	}
	s.ok(s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.ViewChannel))
	if err := send(s.General.ID); !errors.Is(err, rest.ErrMissingAccess) {
		t.Errorf("without View Channel: %v", err)
	}
	if _, err := s.client.Session().Channel(s.General.ID.String()); !errors.Is(err, rest.ErrMissingAccess) {
		t.Errorf("by a plain session: %v", err)
	}
	wrong, err := rest.New(rest.Options{Token: "wrong", API: s.URL})
	s.ok(err)
	t.Cleanup(wrong.Close)
	if _, err := wrong.Self(t.Context()); !errors.Is(err, rest.ErrUnauthorized) {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestErrorsShowNoToken(t *testing.T) {
	t.Parallel()
	for name, f := range troubles("") {
		f.Times = 0
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			i, _ := s.deferred()
			s.inflict(f)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, edited := s.client.EditReply(ctx, i, edit("x"))
			_, followed := s.client.FollowUp(ctx, i, &discordgo.WebhookParams{Content: "x"})
			_, plain := s.client.Session().User("@me", discordgo.WithContext(ctx))
			_, misused := s.client.Session().InteractionResponse(i, discordgo.WithContext(ctx))
			for _, err := range []error{s.client.Acknowledge(ctx, i, later), edited, followed, plain, misused} {
				if err == nil {
					t.Error("no error")
					continue
				}
				text := fmt.Sprintf("%v", err)
				if e := new(rest.Error); errors.As(err, &e) {
					text += fmt.Sprintf("%+v %#v", e, e)
				}
				if strings.Contains(text, i.Token) || strings.Contains(text, s.Bot.Token) {
					t.Errorf("a token is in %s", text)
				}
			}
		})
	}
}

func TestNothingIsNullAndNobodyIsPinged(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ctx := t.Context()
	i, _ := s.asked()
	s.ok(s.client.Acknowledge(ctx, i, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Content: "@everyone"},
	}))
	none := []*discordgo.MessageEmbed(nil)
	_, err := s.client.EditReply(ctx, i, &discordgo.WebhookEdit{Embeds: &none})
	s.ok(err)
	_, err = s.client.FollowUp(ctx, i, &discordgo.WebhookParams{Content: "@everyone", Files: []*discordgo.File{{Name: "a.txt", Reader: strings.NewReader("text")}}})
	s.ok(err)
	_, err = s.client.Send(ctx, s.General.ID.String(), "n", &discordgo.MessageSend{
		Content: "<@" + s.Alice.ID.String() + ">", AllowedMentions: &discordgo.MessageAllowedMentions{},
	})
	s.ok(err)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sent {
		if body := string(x.Request); strings.Contains(body, "null") || !strings.Contains(body, `"parse":[]`) {
			t.Errorf("%s: %s", x.Route, body)
		}
	}
	if pings, err := s.Alice.Pings(s.General.ID); err != nil || len(pings) != 0 {
		t.Errorf("Alice was pinged by %v, %v", pings, err)
	}
}

// Each kind of first answer has the fields that it may have, no more.
func TestEveryKindOfFirstAnswerIsTaken(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	with := func(i *discordgo.Interaction, r discordgo.InteractionResponse) {
		t.Helper()
		s.ok(s.client.Acknowledge(t.Context(), i, &r))
	}
	i, p := s.asked()
	with(i, discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: &discordgo.InteractionResponseData{
		CustomID: "m", Title: "A form", Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.TextInput{CustomID: "t", Label: "Why?", Style: discordgo.TextInputShort},
		}}},
	}})
	if _, err := p.Modal(t.Context()); err != nil {
		t.Error(err)
	}
	i, p = s.asked()
	with(i, discordgo.InteractionResponse{Type: later.Type, Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral}})
	_, err := s.client.EditReply(t.Context(), i, edit("for you"))
	s.ok(err)
	if m, err := p.Reply(t.Context()); err != nil || m.Flags&world.Ephemeral == 0 {
		t.Errorf("%+v, %v", m, err)
	}
	s.ok(s.client.DeleteReply(t.Context(), i))
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, world.Command{Name: "find", Type: world.SlashCommand, Description: "Finds", Options: []world.Option{
		{Type: world.StringOption, Name: "what", Description: "What", Autocomplete: true},
	}}); err != nil {
		t.Fatal(err)
	}
	p, err = s.Alice.Type(s.General.ID, "find", world.Options{"what": "x"}, "what")
	s.ok(err)
	with(&discordgo.Interaction{ID: p.Interaction.ID.String(), Token: p.Interaction.Token}, discordgo.InteractionResponse{
		Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: &discordgo.InteractionResponseData{},
	})
	if choices, err := p.Choices(t.Context()); err != nil || len(choices) != 0 {
		t.Errorf("%v, %v", choices, err)
	}
}

func TestANonceThatDiscordWouldRefuseIsNotSent(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	if _, err := s.client.Send(t.Context(), s.General.ID.String(), strings.Repeat("n", 26), &discordgo.MessageSend{Content: "x"}); err == nil {
		t.Error("26 characters were taken")
	}
	if n := len(s.bodies("POST", "/messages")); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// together is an address of the sandbox's at which edits are held until so many are
// there. A client that sends them one after another never has its first answered.
func (s *scene) together(edits int) string {
	s.t.Helper()
	target, err := url.Parse(s.URL)
	s.ok(err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	var arrived atomic.Int32
	all := make(chan struct{})
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			if arrived.Add(1) == int32(edits) {
				close(all)
			}
			select {
			case <-all:
			case <-r.Context().Done(): // the client has given up
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	s.t.Cleanup(front.Close)
	return front.URL
}

func TestEditsOfDifferentInteractionsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	const edits = 10
	var interactions []*discordgo.Interaction
	for range edits {
		i, _ := s.deferred()
		interactions = append(interactions, i)
	}
	client := s.newClient(rest.Options{API: s.together(edits)})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for _, i := range interactions {
		all.Go(func() {
			if _, err := client.EditReply(ctx, i, edit("done")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestTheContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.inflict(fault.Fault{Delay: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	var all sync.WaitGroup
	session := s.client.Session
	for range 5 { // of the same route
		all.Go(func() {
			if _, err := session().Channel(s.General.ID.String(), discordgo.WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
		})
	}
	all.Wait()
	if took := time.Since(started); took > 10*time.Second { // not the minute of the answer
		t.Errorf("it took %v", took)
	}
}

func TestASlowTryIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	i, _ := s.asked()
	s.inflict(fault.Fault{Route: callbackRoute, Times: 1, Delay: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	s.ok(s.client.Acknowledge(ctx, i, later))
}
