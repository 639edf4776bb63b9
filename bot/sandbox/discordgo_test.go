package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

// The tests of this file show the faults of the bare library over HTTP, so that
// a defence against one can be shown to work. Those of its gateway stand in
// package gateway. Where a newer version mends one, its test fails.

// bare is the library's session, pointed at the sandbox and nothing more.
func bare(t *testing.T, s *sandbox.Server) *discordgo.Session {
	t.Helper()
	dg, err := discordgo.New("Bot " + s.Bot.Token)
	if err != nil {
		t.Fatal(err)
	}
	dg.Client.Transport = s.Transport()
	return dg
}

// deferred is an interaction of Alice's that the bot has deferred.
func deferred(t *testing.T, s *sandbox.Server, dg *discordgo.Session) *discordgo.Interaction {
	t.Helper()
	ask := world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, ask); err != nil {
		t.Fatal(err)
	}
	p := begun(t)(s.Alice.Slash(s.General.ID, "ask", nil))
	i := &discordgo.Interaction{ID: p.Interaction.ID.String(), AppID: s.Bot.ID.String(), Token: p.Interaction.Token}
	err := dg.InteractionRespond(i, &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestBareEditsOfDifferentInteractionsWaitForEachOther(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	const edits, slow = 5, 100 * time.Millisecond
	var interactions []*discordgo.Interaction
	for range edits {
		interactions = append(interactions, deferred(t, s, dg))
	}
	s.API.Inflict(rest.Fault{Route: "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", Delay: slow})
	started := time.Now()
	var all sync.WaitGroup
	for _, i := range interactions {
		all.Go(func() {
			text := "done"
			if _, err := dg.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(started); took < (edits-1)*slow {
		t.Errorf("%d edits of %v each took %v: they no longer share a bucket", edits, slow, took)
	}
}

func TestBareBucketsAreNeverFreed(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	const interactions = 20
	for range interactions {
		deferred(t, s, dg)
	}
	if n := reflect.ValueOf(dg.Ratelimiter).Elem().FieldByName("buckets").Len(); n < interactions {
		t.Errorf("%d buckets after %d interactions", n, interactions)
	}
}

func TestBareGlobalLimitStopsNoOtherRoute(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	s.API.Inflict(rest.Fault{Route: "GET /users/@me", Times: 1, Status: http.StatusTooManyRequests, RetryAfter: time.Minute, Global: true})
	if _, err := dg.User("@me", discordgo.WithRetryOnRatelimit(false)); err == nil {
		t.Fatal("no error")
	}
	started := time.Now()
	if _, err := dg.Channel(s.General.ID.String()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(started); took > 30*time.Second {
		t.Errorf("another route waited %v", took)
	}
}

func TestBareLimitIsRetriedWithoutEnd(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	const storm = 20 // the library's MaxRestRetries is 3
	s.API.Inflict(rest.Fault{Route: "GET /users/@me", Times: storm, Status: http.StatusTooManyRequests, RetryAfter: time.Millisecond})
	if _, err := dg.User("@me"); err != nil {
		t.Errorf("it gave up: %v", err)
	}
}

func TestBareLimitAsHTMLIsAJSONError(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	page := rest.HTMLError(http.StatusTooManyRequests)
	page.Times = 1
	s.API.Inflict(page)
	_, err := dg.User("@me")
	if unreadable := new(json.SyntaxError); !errors.As(err, &unreadable) {
		t.Errorf("the error is %T %v", err, err)
	}
}

func TestBareServerErrorsAreNotRetried(t *testing.T) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		s := sandboxtest.Start(t)
		s.API.Inflict(rest.Fault{Times: 1, Status: status})
		if _, err := bare(t, s).User("@me"); err == nil {
			t.Errorf("%d was retried", status)
		}
	}
	s := sandboxtest.Start(t)
	s.API.Inflict(rest.Fault{Times: 1, Status: http.StatusBadGateway})
	if _, err := bare(t, s).User("@me"); err != nil {
		t.Errorf("502, the only one that is: %v", err)
	}
}

// held keeps the first request until it may go. Its bucket is locked meanwhile.
type held struct {
	http.RoundTripper
	once sync.Once
	came chan struct{}
	goes chan struct{}
}

// RoundTrip is for package http.
func (h *held) RoundTrip(r *http.Request) (*http.Response, error) {
	h.once.Do(func() {
		close(h.came)
		<-h.goes
	})
	return h.RoundTripper.RoundTrip(r)
}

func TestBareContextIsIgnoredWhileWaitingForABucket(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	h := &held{RoundTripper: dg.Client.Transport, came: make(chan struct{}), goes: make(chan struct{})}
	dg.Client.Transport = h
	var first sync.WaitGroup
	first.Go(func() { _, _ = dg.Channel(s.General.ID.String()) })
	<-h.came
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	second := make(chan error, 1)
	go func() {
		_, err := dg.Channel(s.General.ID.String(), discordgo.WithContext(ctx))
		second <- err
	}()
	waited := false
	select {
	case err := <-second:
		second <- err
	case <-time.After(100 * time.Millisecond):
		waited = true
	}
	close(h.goes)
	first.Wait()
	if err := <-second; !waited || !errors.Is(err, context.Canceled) {
		t.Errorf("waited %v: %v", waited, err)
	}
}

func TestBareMessageSendHasNoNonce(t *testing.T) {
	lacks(t, discordgo.MessageSend{}, "Nonce", "EnforceNonce")
}

func TestBareLibraryKnowsNoNewerComponents(t *testing.T) {
	lacks(t, discordgo.TextInput{}, "Component")
	lacks(t, discordgo.WebhookEdit{}, "Flags")
	respond, _ := reflect.TypeFor[*discordgo.Session]().MethodByName("InteractionRespond")
	if outs := respond.Type.NumOut(); outs != 1 {
		t.Errorf("InteractionRespond gives %d results: with_response is supported now", outs)
	}
}

func lacks(t *testing.T, v any, fields ...string) {
	t.Helper()
	for _, f := range fields {
		if _, ok := reflect.TypeOf(v).FieldByName(f); ok {
			t.Errorf("%T has a field %s now", v, f)
		}
	}
}

func TestBareNilSlicesAreSentAsNull(t *testing.T) {
	var mu sync.Mutex
	var body string
	s := sandboxtest.Start(t, sandbox.Options{Observe: func(x rest.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		body = string(x.Request)
	}})
	_, err := bare(t, s).ChannelMessageSendComplex(s.General.ID.String(), &discordgo.MessageSend{
		Content: "hello", AllowedMentions: &discordgo.MessageAllowedMentions{},
	})
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, null := range []string{`"parse":null`, `"components":null`, `"embeds":null`} {
		if !strings.Contains(body, null) {
			t.Errorf("%s is not in %s", null, body)
		}
	}
}

func TestBareEditsOfOldMessagesAreRefused(t *testing.T) {
	s := sandboxtest.Start(t, sandbox.Options{NoRateLimits: true})
	dg := bare(t, s)
	m, err := dg.ChannelMessageSend(s.General.ID.String(), "hello")
	if err != nil {
		t.Fatal(err)
	}
	s.World.Clock.Advance(2 * time.Hour)
	for range 10 {
		_, err = dg.ChannelMessageEdit(m.ChannelID, m.ID, "hello again", discordgo.WithRetryOnRatelimit(false))
		if err != nil {
			break
		}
	}
	if err == nil {
		t.Error("ten edits of a message two hours old were taken")
	}
}
