package gateway_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

// These tests show what the bare discordgo v0.29.0 does with a gateway that has
// a bad day. Each fails when the library is mended, and the care that the
// comment asks for can then go.

// inProcess runs the test of this name alone in a process of its own, and is
// true there. Elsewhere it returns what the process printed and how it ended.
func inProcess(t *testing.T) (child bool, output string, err error) {
	t.Helper()
	const mark = "GATEWAY_TEST_CHILD"
	if os.Getenv(mark) != "" {
		return true, "", nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], "-test.run=^"+t.Name()+"$")
	command.Env = append(os.Environ(), mark+"=1")
	out, err := command.CombinedOutput()
	return false, string(out), err
}

// run does something beside the test; the channel is closed when it has ended, well or not.
func run(do func() error) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		_ = do() // what it says depends on how it was freed
		close(ended)
	}()
	return ended
}

// Open holds the session's mutex until READY. Give the connection a read
// deadline by a NetDialContext of your own, so that Open returns.
func TestFaultASilentGatewayKeepsOpenAndCloseWaiting(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	s.SilentAfterHello(1)
	opened := run(bot.Open)
	for bot.TryLock() { // until Open has it
		bot.Unlock()
		runtime.Gosched()
	}
	closed := run(bot.Close)
	select {
	case <-closed:
		t.Error("Close returned while Open was waiting")
	case <-opened:
		t.Error("Open returned from a silent gateway")
	case <-time.After(300 * time.Millisecond):
	}
	for {
		s.Drop() // frees Open, once it has connected
		select {
		case <-opened:
			<-closed
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Open calls CloseWithCode, which wants the mutex that Open holds: nothing frees
// it, the network neither. A supervisor must abandon the session and build a new one.
func TestFaultReconnectBeforeReadyLocksTheSessionForEver(t *testing.T) {
	t.Parallel()
	child, output, err := inProcess(t)
	if !child {
		if err != nil || !strings.Contains(output, "locked for ever") {
			t.Errorf("%v: %s", err, output)
		}
		return
	}
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	s.ReconnectBeforeReady(1)
	obeys := make(chan struct{})
	bot.LogLevel = discordgo.LogInformational
	discordgo.Logger = func(_, _ int, format string, _ ...any) {
		if strings.Contains(format, "in response to Op7") {
			close(obeys)
		}
	}
	opened := run(bot.Open)
	<-obeys
	s.Drop()
	select {
	case <-opened:
		t.Fatal("Open returned")
	case <-time.After(2 * time.Second):
		fmt.Println("locked for ever")
		os.Exit(0) // Open's goroutine cannot be ended
	}
}

// Heartbeats that nobody acknowledges are noticed after five of them, 206 s at
// Discord's interval. A read deadline above one interval notices sooner.
func TestFaultAZombieIsNoticedAfterFiveHeartbeats(t *testing.T) {
	t.Parallel()
	const interval = 200 * time.Millisecond
	s := newScene(t, gateway.Options{HeartbeatInterval: interval})
	bot := s.bot(t)
	s.open(t, bot)
	ended := on[*discordgo.Disconnect](bot)
	connects := on[*discordgo.Connect](bot)
	s.LoseAcks(true)
	start := time.Now()
	receive(t, ended)
	const closing = time.Second // that Close sleeps
	patient := discordgo.FailedHeartbeatAcks / time.Millisecond * interval
	if waited := time.Since(start) - closing; waited < patient-interval {
		t.Errorf("noticed after %s, want %s", waited, patient)
	}
	s.LoseAcks(false)
	receive(t, connects)
}

// dialled tells of each connection that the bot tries.
func dialled(bot *discordgo.Session) <-chan struct{} {
	dials := make(chan struct{}, 100)
	bot.Dialer = &websocket.Dialer{NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		dials <- struct{}{}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
	return dials
}

// 4004 means that the token is wrong, and will be wrong again; 4010 to 4014 that
// the shard or the intents are. Keep ShouldReconnectOnError off and decide by the
// close code.
func TestFaultWhatIsFinalIsTriedForEver(t *testing.T) {
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, gateway.Options{})
			bot := s.bot(t)
			dials := dialled(bot)
			s.open(t, bot)
			receive(t, dials)
			connects := on[*discordgo.Connect](bot)
			s.CloseAll(code, "")
			receive(t, dials)
			receive(t, connects)
		})
	}
}

// A token that has become wrong is refused at each new try.
func TestFaultAWrongTokenIsTriedForEver(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	dials := dialled(bot)
	s.open(t, bot)
	receive(t, dials)
	setToken := func(token string) {
		t.Helper()
		if _, err := s.world.UpdateApplication(s.app.ID, func(a *world.Application) { a.Token = token }); err != nil {
			t.Fatal(err)
		}
	}
	connects := on[*discordgo.Connect](bot)
	setToken("another")
	s.CloseAll(4004, "Authentication failed.")
	for range 3 {
		receive(t, dials)
	}
	setToken(s.app.Token)
	receive(t, connects)
}

// Handlers run in bare goroutines. Wrap each in one that recovers.
func TestFaultAPanicInAHandlerEndsTheProcess(t *testing.T) {
	t.Parallel()
	child, output, err := inProcess(t)
	if !child {
		if err == nil || !strings.Contains(output, "panic: in a handler") {
			t.Errorf("%v: %s", err, output)
		}
		return
	}
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	bot.AddHandler(func(*discordgo.Session, *discordgo.Ready) { panic("in a handler") })
	s.open(t, bot)
	select {}
}

// READY comes again when a session could not be resumed. Start background jobs
// once, outside of its handler.
func TestFaultReadyComesAgainAfterAReconnect(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	readies := on[*discordgo.Ready](bot)
	s.open(t, bot)
	receive(t, readies)
	s.RefuseResume(1)
	s.Drop()
	receive(t, readies)
}

// A guild in an outage is deleted from the State, as one that the bot has left.
// Delete nothing of your own when GUILD_DELETE says unavailable.
func TestFaultAnOutageLooksLikeLeaving(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	s.open(t, bot)
	deletes := on[*discordgo.GuildDelete](bot)
	if err := s.world.SetOutage(s.guild.ID, true); err != nil {
		t.Fatal(err)
	}
	if e := receive(t, deletes); !e.Unavailable {
		t.Error("the event does not say unavailable")
	}
	if _, err := bot.State.Guild(s.guild.ID.String()); err == nil {
		t.Error("the guild is still in the State")
	}
}

// The State keeps each member it hears of. Switch it off, or its tracking.
func TestFaultTheStateGrowsWithEachMember(t *testing.T) {
	t.Parallel()
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	bot.Identify.Intents |= discordgo.IntentGuildMembers
	s.open(t, bot)
	joins := on[*discordgo.GuildMemberAdd](bot)
	const many = 50
	for i := range many {
		if _, err := s.world.Join(s.guild.ID, s.world.AddUser(fmt.Sprint("user", i), "").ID, 0); err != nil {
			t.Fatal(err)
		}
		receive(t, joins)
	}
	guild, err := bot.State.Guild(s.guild.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	bot.State.RLock()
	defer bot.State.RUnlock()
	if len(guild.Members) != many+2 {
		t.Errorf("%d members in the State, want %d", len(guild.Members), many+2)
	}
}

// The State hands out what it goes on changing. Switch it off, or its tracking.
func TestFaultTheStateRaces(t *testing.T) {
	t.Parallel()
	if !raceDetector {
		t.Skip("only the race detector sees it: go test -race")
	}
	child, output, err := inProcess(t)
	if !child {
		if err == nil || !strings.Contains(output, "DATA RACE") || !strings.Contains(output, "discordgo.(*State)") {
			t.Errorf("%v: %s", err, output)
		}
		return
	}
	s := newScene(t, gateway.Options{})
	bot := s.bot(t)
	bot.Identify.Intents |= discordgo.IntentGuildMembers
	s.open(t, bot)
	guild, err := bot.State.Guild(s.guild.ID.String())
	if err != nil {
		t.Fatal(err)
	}
	read := run(func() error {
		for len(guild.Members) < 10 { // as a handler does
			time.Sleep(time.Millisecond)
		}
		return nil
	})
	for i := range 10 {
		if _, err := s.world.Join(s.guild.ID, s.world.AddUser(fmt.Sprint("user", i), "").ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	<-read
}
