package gateway_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox/gateway"
)

// roundTrip answers discordgo's HTTP requests, which go to discord.com.
type roundTrip func(http.ResponseWriter, *http.Request)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	f(w, r)
	return w.Result(), nil
}

// bot is a bare discordgo session of the scene's application.
func (s *scene) bot(t testing.TB) *discordgo.Session {
	t.Helper()
	bot, err := discordgo.New("Bot " + s.app.Token)
	if err != nil {
		t.Fatal(err)
	}
	bot.LogLevel = -1
	bot.Client.Transport = roundTrip(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v9/gateway" {
			http.NotFound(w, r)
			return
		}
		if err := json.NewEncoder(w).Encode(map[string]string{"url": s.url}); err != nil {
			t.Error(err)
		}
	})
	return bot
}

// open connects the bot until the test ends.
func (s *scene) open(t *testing.T, bot *discordgo.Session) {
	t.Helper()
	there := on[*discordgo.GuildCreate](bot)
	if err := bot.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		untilBeating(t, bot)
		if err := bot.Close(); err != nil {
			t.Error(err)
		}
	})
	receive(t, there)
	untilBeating(t, bot)
}

// untilBeating waits for the connection's first heartbeat: a discordgo that is
// closed before it, by either side, takes that for a failure, and reconnects once
// more, for ever.
func untilBeating(t *testing.T, bot *discordgo.Session) {
	for end := time.Now().Add(patience); time.Now().Before(end); runtime.Gosched() {
		bot.RLock()
		beating := bot.DataReady
		bot.RUnlock()
		if beating {
			return
		}
	}
	t.Error("no heartbeat was sent")
}

// on is the events of a type, from now on.
func on[E any](bot *discordgo.Session) <-chan E {
	events := make(chan E, 100)
	var handler any = func(_ *discordgo.Session, e E) { events <- e }
	bot.AddHandler(handler)
	return events
}

func receive[E any](t testing.TB, events <-chan E) (e E) {
	t.Helper()
	select {
	case e = <-events:
	case <-time.After(patience):
		t.Fatalf("no %T came", e)
	}
	return e
}

func TestDiscordgoHearsWhatHappens(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	s.open(t, bot)
	updates := on[*discordgo.ChannelUpdate](bot)
	s.rename(t, "news")
	if e := receive(t, updates); e.Name != "news" {
		t.Errorf("channel %q, want news", e.Name)
	}
}

func TestDiscordgoResumes(t *testing.T) {
	for name, disturb := range map[string]func(*gateway.Gateway){
		"after the network fails": (*gateway.Gateway).Drop,
		"when asked to reconnect": (*gateway.Gateway).Reconnect,
		"after close code 4000":   func(g *gateway.Gateway) { g.CloseAll(4000, "Unknown error.") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, gateway.Options{})
			bot := s.bot(t)
			s.open(t, bot)
			resumes, updates := on[*discordgo.Resumed](bot), on[*discordgo.ChannelUpdate](bot)
			disturb(s.Gateway)
			s.rename(t, "news")
			receive(t, resumes)
			receive(t, updates)
		})
	}
}

func TestDiscordgoIdentifiesAnewWhenItsSessionIsInvalid(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	s.open(t, bot)
	readies := on[*discordgo.Ready](bot)
	s.InvalidateSessions(false)
	receive(t, readies)
}
