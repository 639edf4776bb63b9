package rest_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
	fault "rapporteur/bot/sandbox/rest"
)

// limit makes the client meet a 429 of GET /users/@me that asks for longer than a
// call waits: it gives up at once, and knows of the limit from then on.
func (s *scene) limit(f fault.Fault) {
	s.t.Helper()
	f.Route, f.Times, f.Status, f.RetryAfter = userRoute, 1, 429, time.Hour
	s.inflict(f)
	if err := s.user(); !errors.Is(err, rest.ErrRateLimited) {
		s.t.Fatalf("error %v", err)
	}
}

func (s *scene) user() error {
	_, err := s.client.Session().User("@me")
	return err
}

func (s *scene) channel() error {
	_, err := s.client.Session().Channel(s.General.ID.String())
	return err
}

func TestAGlobalLimitPausesAllButInteractions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	i, _ := s.asked()
	s.limit(fault.Fault{Global: true})
	s.ok(s.client.Acknowledge(t.Context(), i, later))
	if err := s.channel(); !errors.Is(err, rest.ErrRateLimited) || len(s.bodies("GET", "/channels")) > 0 {
		t.Errorf("another route was asked: %v", err)
	}
}

func TestALimitOfARoutePausesNoOther(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.limit(fault.Fault{})
	s.ok(s.channel())
	if err := s.user(); !errors.Is(err, rest.ErrRateLimited) || len(s.bodies("GET", "/users/@me")) > 1 {
		t.Errorf("the same route was asked: %v", err)
	}
}

// TestALimitIsWaitedFor asks another route once the first is about to ask again.
func TestALimitIsWaitedFor(t *testing.T) {
	const wait = time.Second // of a proxy that says no time, too
	for name, f := range map[string]fault.Fault{
		"of everything":                  {Status: 429, RetryAfter: wait, Global: true},
		"of the proxy pauses everything": fault.HTMLError(429),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			retries := make(chan struct{}, 9)
			s.client = s.newClient(rest.Options{Log: slog.New(slog.NewTextHandler(signal(retries), nil))})
			f.Route, f.Times = userRoute, 1
			s.inflict(f)
			began := time.Now()
			var first sync.WaitGroup
			first.Go(func() {
				if err := s.user(); err != nil {
					t.Error(err)
				}
			})
			<-retries
			s.ok(s.channel())
			if took := time.Since(began); took < wait {
				t.Errorf("another route was asked after %v", took)
			}
			first.Wait()
		})
	}
}

// signal tells that something was logged.
type signal chan<- struct{}

func (s signal) Write(p []byte) (int, error) {
	s <- struct{}{}
	return len(p), nil
}

func TestALongWaitIsToldAndNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, c := range []struct {
		after, within time.Duration
	}{{time.Hour, 10 * time.Minute}, {14 * time.Second, 13 * time.Second}} {
		s.inflict(fault.Fault{Route: channelRoute, Times: 1, Status: 429, RetryAfter: c.after})
		ctx, cancel := context.WithTimeout(t.Context(), c.within)
		defer cancel()
		_, err := s.newClient(rest.Options{}).Session().Channel(s.General.ID.String(), discordgo.WithContext(ctx))
		// After the context's end it would be another error.
		var e *rest.Error
		if !errors.As(err, &e) || !errors.Is(err, rest.ErrRateLimited) || e.Wait > c.after+time.Second || e.Wait < c.after-c.within {
			t.Errorf("error %v, want to wait %v", err, c.after)
		}
	}
}

func TestAStormOfLimitsHasAnEnd(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.inflict(fault.Fault{Route: userRoute, Status: 429, RetryAfter: time.Millisecond})
	if _, err := s.client.Session().User("@me"); !errors.Is(err, rest.ErrRateLimited) {
		t.Errorf("error %v", err)
	}
	if n := len(s.bodies("GET", "/users/@me")); n > 6 {
		t.Errorf("%d tries", n)
	}
}

// The sandbox takes five messages in five seconds. Whoever keeps to what it says
// meets a 429 only by what was on its way already.
func TestMessagesComeAtTheRateThatDiscordTakes(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var all sync.WaitGroup
	for range 9 {
		all.Go(func() {
			if _, err := s.client.Send(t.Context(), s.General.ID.String(), "", &discordgo.MessageSend{Content: "x"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	refused := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sent {
		if x.Status == 429 {
			refused++
		}
	}
	if refused > 4 {
		t.Errorf("%d of %d requests were refused", refused, len(s.sent))
	}
}

func TestTheTokenGoesToTheAPIAlone(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Host+r.Header.Get("Authorization"))
	}))
	t.Cleanup(elsewhere.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(api.Close)
	c, err := rest.New(rest.Options{Token: "Bot secret", API: api.URL + "/api/"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if _, err := c.Session().User("@me"); err == nil {
		t.Error("a redirect was followed")
	}
	resp, err := (&http.Client{Transport: c.Transport()}).Get(elsewhere.URL)
	if err == nil {
		resp.Body.Close()
		t.Error("a request for another host was sent")
	}
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != 0 {
		t.Errorf("the other host saw %v", seen)
	}
}

func TestAnAddressThatCouldLeakTheTokenIsRefused(t *testing.T) {
	t.Parallel()
	for address, fine := range map[string]bool{
		"": true, "https://discord.com": true, "https://discord.com/": true, "http://127.0.0.1:8765": true, "http://localhost:1/api": true,
		"http://[::1]:1": true, "https://chat.example.org/discord": true,
		"http://discord.com": false, "http://192.168.1.2": false, "http://127.0.0.1.example.org": false, "discord.com": false,
		"ftp://127.0.0.1": false, "https://me:you@discord.com": false, "http://localhost.example.org": false, "https://": false,
	} {
		if c, err := rest.New(rest.Options{Token: "t", API: address}); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		} else if err == nil {
			c.Close()
		}
	}
	for _, token := range []string{"", "Bot ", "two words"} {
		if _, err := rest.New(rest.Options{Token: token}); err == nil {
			t.Errorf("the token %q was taken", token)
		}
	}
}

func TestAnAnswerWithoutEndIsCutOff(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for block := make([]byte, 1<<20); r.Context().Err() == nil; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	t.Cleanup(api.Close)
	c, err := rest.New(rest.Options{Token: "t", API: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if _, err := c.Session().User("@me"); !errors.Is(err, rest.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
}

// BenchmarkAcknowledge is a first answer over loopback, beside the bare library's.
func BenchmarkAcknowledge(b *testing.B) {
	for name, with := range map[string]func(*rest.Client, *sandbox.Server) func(*discordgo.Interaction) error{
		"ours": func(c *rest.Client, _ *sandbox.Server) func(*discordgo.Interaction) error {
			return func(i *discordgo.Interaction) error { return c.Acknowledge(context.Background(), i, later) }
		},
		"bare": func(_ *rest.Client, s *sandbox.Server) func(*discordgo.Interaction) error {
			dg, _ := discordgo.New("Bot " + s.Bot.Token)
			dg.Client.Transport = s.Transport()
			return func(i *discordgo.Interaction) error { return dg.InteractionRespond(i, later) }
		},
	} {
		b.Run(name, func(b *testing.B) { benchmarkAcknowledge(b, with) })
	}
}
