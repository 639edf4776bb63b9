package checkup

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scene is a sandbox whose bot is looked over.
type scene struct {
	*sandbox.Server
	t       *testing.T
	options Options
}

func furnish(t *testing.T) *scene {
	t.Helper()
	s := &scene{Server: sandboxtest.Start(t), t: t}
	s.options = Options{Client: client(t, s.Bot.Token, s.URL), WantsContent: true, Commands: []string{"ask", "who"}}
	return s
}

func client(t *testing.T, token, address string) *rest.Client {
	t.Helper()
	c, err := rest.New(rest.Options{Token: token, API: address})
	ok(t, err)
	t.Cleanup(c.Close)
	return c
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *scene) run() Report {
	s.t.Helper()
	report, err := Run(s.t.Context(), s.options)
	ok(s.t, err)
	return report
}

// states are the subjects of all checks that are not ok, with their states.
func states(r Report) string {
	var all []string
	for _, c := range r.Checks {
		if c.State != OK {
			all = append(all, string(c.State)+" "+c.Subject)
		}
	}
	return strings.Join(all, ", ")
}

// finds wants exactly these states, and the words in what is said of the first.
func (s *scene) finds(r Report, want string, words ...string) {
	s.t.Helper()
	if got := states(r); got != want {
		s.t.Errorf("found %q, want %q", got, want)
	}
	for _, c := range r.Checks {
		if (c.State == OK) != (c.Advice == "") {
			s.t.Errorf("%s is %s with the advice %q", c.Subject, c.State, c.Advice)
		}
		if strings.Contains(c.Finding+c.Advice, s.Bot.Token) {
			s.t.Errorf("%s shows the token", c.Subject)
		}
	}
	for _, c := range r.Checks {
		if c.State == OK {
			continue
		}
		for _, w := range words {
			if !strings.Contains(c.Finding+" "+c.Advice, w) {
				s.t.Errorf("%q is not in %q %q", w, c.Finding, c.Advice)
			}
		}
		return
	}
}

func (s *scene) portal(change func(*world.Application)) {
	s.t.Helper()
	_, err := s.World.UpdateApplication(s.Bot.ID, change)
	ok(s.t, err)
}

func TestAllIsWell(t *testing.T) {
	s := furnish(t)
	r := s.run()
	s.finds(r, "")
	want := "https://discord.com/oauth2/authorize?client_id=" + s.Bot.ID.String() + "&scope=bot+applications.commands&permissions=309237763072"
	if r.Invite != want {
		t.Errorf("the invite link is %s, want %s", r.Invite, want)
	}
	if len(r.Guilds) != 1 || r.Guilds[0] != s.Guild.ID.String() {
		t.Errorf("guilds %v", r.Guilds)
	}
}

// Where everybody else may do nothing, what the link asks for is enough, and less
// is not.
func TestTheInviteLinkAsksForExactlyWhatIsNeeded(t *testing.T) {
	s := furnish(t)
	if got := strings.Join(rest.Names(Permissions()), ", "); got != "View Channel, Send Messages, Send Messages in Threads, Create Public Threads, Embed Links, Attach Files, Read Message History" {
		t.Errorf("needed are %s", got)
	}
	ok(t, s.World.Kick(s.Olga.ID, s.Guild.ID, s.Bot.Bot.ID))
	for _, n := range needs() {
		s.invited(n.why, Permissions()&^n.bit)
	}
	s.invited("nothing", Permissions())
	r := s.run()
	if got := strings.Count(states(r), "look #there in"); got != len(needs())-1 || strings.Contains(states(r), "nothing") {
		t.Errorf("found %q", states(r))
	}
}

// invited is a guild with one channel, where members may do nothing and the bot
// has been invited with these permissions.
func (s *scene) invited(name string, permissions int64) {
	s.t.Helper()
	g := s.World.AddGuild(name, s.Olga.ID)
	_, err := s.World.AddChannel(s.Olga.ID, g.ID, world.Channel{Name: "there"})
	ok(s.t, err)
	ok(s.t, s.Olga.ChangeRole(g.ID, g.ID, 0))
	ok(s.t, s.Olga.Invite(g.ID, s.Bot.Bot.ID, world.Permissions(permissions)))
}

func TestAWrongTokenEndsTheCheckup(t *testing.T) {
	s := furnish(t)
	s.options.Client = client(t, "MTIz.wrong.token", s.URL)
	r := s.run()
	s.finds(r, "bad token", "Reset Token", "DISCORD_TOKEN")
	if r.Invite != "" {
		t.Errorf("invites %s", r.Invite)
	}
}

func TestAnIntentThatIsOffIsNamed(t *testing.T) {
	s := furnish(t)
	s.portal(func(a *world.Application) { a.Flags &^= world.MessageContentLimited })
	s.finds(s.run(), "look intents", "Message Content Intent off", "Switch on “Message Content Intent”", "DISCORD_MESSAGE_CONTENT")
	s.options.NeedsContent = true
	s.finds(s.run(), "bad intents", "Switch on “Message Content Intent”")
	s.options.WantsContent, s.options.NeedsContent = false, false
	s.finds(s.run(), "")
	s.portal(func(a *world.Application) { a.Flags |= world.MessageContent }) // of a verified bot
	s.options.WantsContent = true
	s.finds(s.run(), "")
}

func TestWhatTheBotLacksInAChannelIsNamed(t *testing.T) {
	s := furnish(t)
	ok(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.EmbedLinks|world.AttachFiles))
	s.finds(s.run(), "look #general in “The Newsroom”", "lacks Embed Links, Attach Files", "plain text")
	ok(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.ViewChannel))
	s.finds(s.run(), "look #general in “The Newsroom”", "lacks View Channel")
}

func TestPermissionsForThreadsAreNamed(t *testing.T) {
	s := furnish(t)
	ok(t, s.Olga.Deny(s.Staff.ID, s.Bot.Bot.ID, world.SendInThreads|world.CreatePublicThreads))
	s.finds(s.run(), "look #staff in “The Newsroom”", "lacks Send Messages in Threads, Create Public Threads", "/discuss")
}

func TestWhatTheBotLacksEverywhereIsSaidOnce(t *testing.T) {
	s := furnish(t)
	for _, ch := range []world.ID{s.General.ID, s.Staff.ID} {
		ok(t, s.Olga.Deny(ch, s.Bot.Bot.ID, world.EmbedLinks))
	}
	ok(t, s.Olga.Deny(s.Staff.ID, s.Bot.Bot.ID, world.AttachFiles))
	s.finds(s.run(), "look server “The Newsroom”, look #staff in “The Newsroom”", "lacks in every one Embed Links", "Server Settings")
}

func TestAPrivateChannelWithoutTheBotIsNoFault(t *testing.T) {
	s := furnish(t)
	ok(t, s.Olga.Deny(s.Staff.ID, s.Bot.Bot.ID, world.ViewChannel))
	r := s.run()
	s.finds(r, "")
	if last := r.Checks[len(r.Checks)-1]; !strings.Contains(last.Finding, "1 text channel and 1 private one without the bot") {
		t.Errorf("says %q", last.Finding)
	}
}

func TestATimeOutIsSaidInTheFirstPlace(t *testing.T) {
	s := furnish(t)
	_, err := s.World.TimeOut(s.Olga.ID, s.Guild.ID, s.Bot.Bot.ID, world.Time{Time: s.World.Clock.Now().Add(time.Hour)})
	ok(t, err)
	s.finds(s.run(), "look server “The Newsroom”", "time-out")
}

func TestAGuildThatIsAwayKeepsNoOtherFromBeingLookedAt(t *testing.T) {
	s := furnish(t)
	other := s.World.AddGuild("Elsewhere", s.Olga.ID)
	ok(t, s.Olga.Invite(other.ID, s.Bot.Bot.ID, world.BotPermissions))
	ok(t, s.World.SetOutage(s.Guild.ID, true))
	r := s.run()
	s.finds(r, "look server “The Newsroom”")
	if last := r.Checks[len(r.Checks)-1]; last.Subject != "server “Elsewhere”" {
		t.Errorf("the last check is of %s", last.Subject)
	}
}

func TestABotInNoServerIsToldToBeInvited(t *testing.T) {
	s := furnish(t)
	ok(t, s.World.Kick(s.Olga.ID, s.Guild.ID, s.Bot.Bot.ID))
	s.finds(s.run(), "look servers", "invite link")
}

func TestAClockThatIsOffIsSaid(t *testing.T) {
	for _, c := range []struct {
		moved time.Duration
		want  string
		words string
	}{
		{time.Second, "", ""},
		{-time.Second, "", ""},
		{10 * time.Second, "look clock", "10s behind"},
		{-time.Hour, "look clock", "1h0m0s ahead of"},
	} {
		s := furnish(t)
		// Stopped at half a second, so that the date's whole seconds do not count.
		s.World.Clock.Stop()
		now := s.World.Clock.Now().Truncate(time.Second).Add(time.Second / 2)
		s.options.Now = func() time.Time { return now }
		s.World.Clock.Advance(now.Add(c.moved).Sub(s.World.Clock.Now()))
		s.finds(s.run(), c.want, c.words)
	}
}

func TestClock(t *testing.T) {
	date := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for here, want := range map[time.Duration]State{
		-2500 * time.Millisecond: OK, 3500 * time.Millisecond: OK, // as the date may stand for 9:00:00.000 to .999
		-2501 * time.Millisecond: Look, 3501 * time.Millisecond: Look,
	} {
		if got := clock(date, date.Add(here)); got.State != want {
			t.Errorf("%v off: %+v", here, got)
		}
	}
	if got := clock(time.Time{}, date); got.State != OK {
		t.Errorf("no date: %+v", got)
	}
}

func TestAnAddressThatIsNotDiscordIsSaid(t *testing.T) {
	s := furnish(t)
	for name, c := range map[string]struct {
		handler http.HandlerFunc // nil: nobody listens
		words   string
	}{
		"nobody":  {nil, "does not answer"},
		"a page":  {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Welcome</html>") }, "not as Discord does"},
		"nothing": {http.NotFound, "not as Discord does"},
		"trouble": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "trouble of its own"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of it is waiting between tries
			server := httptest.NewServer(c.handler)
			t.Cleanup(server.Close)
			if c.handler == nil {
				server.Close()
			}
			s := &scene{Server: s.Server, t: t, options: s.options}
			s.options.Client = client(t, s.Bot.Token, server.URL)
			s.finds(s.run(), "bad address", server.URL, c.words)
		})
	}
}

func TestACheckupEndsWithItsContext(t *testing.T) {
	s := furnish(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, s.options); err == nil {
		t.Error("no error")
	}
}

func TestStarts(t *testing.T) {
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		remaining, shards, configured int
		state                         State
		words                         string
	}{
		{1000, 1, 0, OK, "1000 of 1000"},
		{100, 2, 2, OK, "2 shards"},
		{99, 1, 0, Look, "2026-11-27 10:00 UTC"},
		{0, 1, 0, Bad, "Wait until 2026-11-27 10:00 UTC"},
		{1000, 2, 1, Look, "DISCORD_SHARDS is 1"},
	} {
		info := &discordgo.GatewayBotResponse{Shards: c.shards, SessionStartLimit: discordgo.SessionInformation{
			Total: 1000, Remaining: c.remaining, ResetAfter: int(time.Hour.Milliseconds()),
		}}
		got := starts(info, c.configured, now)
		if got.State != c.state || !strings.Contains(got.Finding+" "+got.Advice, c.words) {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

func TestCommandsThatAreNotRegisteredAreNamed(t *testing.T) {
	s := furnish(t)
	_, err := s.options.Client.Session().ApplicationCommandCreate(s.Bot.ID.String(), "", &discordgo.ApplicationCommand{
		Name: "ask", Description: "Ask", Options: []*discordgo.ApplicationCommandOption{},
	})
	ok(t, err)
	s.finds(s.run(), "look commands", "not registered: who", "serve")
	s.options.Commands = []string{"ask"}
	s.finds(s.run(), "")
}

func TestAnApplicationThatNeedsACodeIsSaid(t *testing.T) {
	s := furnish(t)
	e := &examination{Options: s.options}
	app, err := s.options.Client.Application(t.Context())
	ok(t, err)
	app.CodeGrant = true
	e.introduce("Rapporteur", app)
	s.finds(e.report, "look invitation", "Requires OAuth2 Code Grant")
}

func TestABriefingThatCannotBePostedIsNamed(t *testing.T) {
	s := furnish(t)
	post := func(channel world.ID) Post {
		return Post{s.Guild.ID.String(), channel.String(), "News", discordgo.PermissionSendMessages | discordgo.PermissionSendPolls}
	}
	s.options.Posts = []Post{post(s.General.ID), {Guild: "77", Channel: "78", Name: "Elsewhere"}}
	ok(t, s.Olga.Allow(s.General.ID, s.Bot.Bot.ID, world.SendPolls))
	s.finds(s.run(), "")
	ok(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.SendPolls))
	s.finds(s.run(), "look briefing “News” in “The Newsroom”", "in #general the bot lacks Create Polls", "Edit Channel")
	s.options.Posts = []Post{post(77)}
	s.finds(s.run(), "look briefing “News” in “The Newsroom”", "its channel is gone", "/briefing edit")
}
