package sandbox_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestTheGatewaySaysHowManyShardsAndStartsThereAre(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	before := must(dg.GatewayBot())(t)
	if before.Shards != 1 || before.SessionStartLimit.Total != 1000 || before.SessionStartLimit.Remaining != 1000 || before.SessionStartLimit.MaxConcurrency != 1 {
		t.Errorf("the gateway says %+v", before)
	}
	online(t, s, usual)
	if after := must(dg.GatewayBot())(t); after.SessionStartLimit.Remaining != 999 || after.SessionStartLimit.ResetAfter <= 0 {
		t.Errorf("after a start it says %+v", after)
	}
}

func TestTwoShardsShareTheGuildsAndTheFirstHasDirectMessages(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	if _, err := s.World.UpdateApplication(s.Bot.ID, func(a *world.Application) { a.Shards = 2 }); err != nil {
		t.Fatal(err)
	}
	var messages [2]<-chan *discordgo.MessageCreate
	for shard := range 2 {
		dg := bare(t, s)
		dg.Identify.Intents, dg.SyncEvents = usual, true
		dg.ShardID, dg.ShardCount = shard, 2
		var hear func(*discordgo.Session, *discordgo.MessageCreate)
		messages[shard], hear = kept[*discordgo.MessageCreate]()
		dg.AddHandler(hear)
		connect(t, dg)
		t.Cleanup(func() { _ = dg.Close() })
	}
	own := int(uint64(s.Guild.ID) >> 22 % 2)
	must(s.Alice.Say(s.General.ID, "in the guild"))(t)
	next(t, messages[own])
	none(t, messages[1-own])
	must(s.Alice.Write(s.Bot.ID, "in private"))(t)
	next(t, messages[0])
	none(t, messages[1])
}

func TestAButtonWorksAfterTheBotWasStartedAgain(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	first := bare(t, s)
	calls, hear := kept[*discordgo.InteractionCreate]()
	first.AddHandler(hear)
	connect(t, first)
	p := asked(t, s, first)
	err := first.InteractionRespond(next(t, calls).Interaction, replying(discordgo.InteractionResponseData{
		Content: "An answer.", Components: []discordgo.MessageComponent{rowOf(discordgo.Button{CustomID: "quotes:7", Label: "Show quotes"})},
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	reply := got(t)(p.Reply(soon(t)))
	nobody := begun(t)(s.Alice.Click(reply, "Show quotes"))
	s.World.Clock.Advance(answerTime)
	if _, err := nobody.Answer(soon(t)); err == nil {
		t.Error("a click was answered while no bot was there")
	}

	calls, hear = kept[*discordgo.InteractionCreate]()
	second := online(t, s, usual, hear)
	none(t, calls) // what came while it was away is lost
	pressed := begun(t)(s.Alice.Click(reply, "Show quotes"))
	i := next(t, calls)
	if i.MessageComponentData().CustomID != "quotes:7" {
		t.Errorf("the button is %+v", i.Data)
	}
	if err := second.InteractionRespond(i.Interaction, replying(discordgo.InteractionResponseData{Content: "The quotes.", Flags: discordgo.MessageFlagsEphemeral})); err != nil {
		t.Fatal(err)
	}
	if quotes := got(t)(pressed.Reply(soon(t))); quotes.Content != "The quotes." {
		t.Errorf("Alice reads %q", quotes.Content)
	}
}

// answerTime is a little more than a bot has for its first answer.
const answerTime = 3100e6 // nanoseconds

// killedBot names the environment that makes the test below a bot.
const killedBot = "SANDBOX_TEST_BOT"

func TestAKilledBotsDeferredReplyIsFinishedByItsSuccessor(t *testing.T) {
	if address := os.Getenv(killedBot); address != "" {
		deferAndHang(t, address, os.Getenv(killedBot+"_TOKEN"))
		return
	}
	t.Parallel()
	s := sandboxtest.Start(t)
	register(t, s, bare(t, s), question())
	bot := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	bot.Env = append(os.Environ(), killedBot+"="+s.URL, killedBot+"_TOKEN="+s.Bot.Token)
	stdout := must(bot.StdoutPipe())(t)
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	says := bufio.NewScanner(stdout)
	if !says.Scan() || says.Text() != "ready" {
		t.Fatalf("the bot says %q", says.Text())
	}
	p := begun(t)(s.Alice.Slash(s.General.ID, "ask", world.Options{"question": "Why?"}))
	if v, err := p.Answer(soon(t)); err != nil || v.State != world.Deferred {
		t.Fatalf("Alice sees %v, %v", v.State, err)
	}
	if err := bot.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = bot.Wait() // killed, as it says

	calls, hear := kept[*discordgo.InteractionCreate]()
	successor := online(t, s, usual, hear)
	text := "Late, but here."
	i := &discordgo.Interaction{AppID: s.Bot.ID.String(), Token: p.Interaction.Token}
	must(successor.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text}))(t)
	if reply := got(t)(p.Reply(soon(t))); reply.Content != text {
		t.Errorf("Alice reads %q", reply.Content)
	}
	begun(t)(s.Alice.Slash(s.General.ID, "ask", world.Options{"question": "And now?"}))
	next(t, calls)
	none(t, calls) // nobody else listens
}

// deferAndHang is a bot that answers a command by thinking, for ever.
func deferAndHang(t *testing.T, address, token string) {
	dg := must(discordgo.New("Bot " + token))(t)
	dg.Client.Transport = elsewhere(must(url.Parse(address))(t).Host)
	dg.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		_ = dg.InteractionRespond(i.Interaction, deferring(0))
	})
	connect(t, dg)
	fmt.Println("ready")
	select {}
}

// elsewhere sends every request to a host, as any bot in a process of its own does.
type elsewhere string

// RoundTrip is for package http.
func (host elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", string(host)
	return http.DefaultTransport.RoundTrip(r)
}

func TestTwoSessionsOfOneTokenBothHear(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t, sandbox.Options{})
	one, hearOne := kept[*discordgo.MessageCreate]()
	two, hearTwo := kept[*discordgo.MessageCreate]()
	online(t, s, usual, hearOne)
	online(t, s, usual, hearTwo)
	must(s.Alice.Say(s.General.ID, "hello"))(t)
	next(t, one)
	next(t, two)
}
