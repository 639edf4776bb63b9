package discord

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

func TestWithoutEmbedLinksAnAnswerIsPlainText(t *testing.T) {
	n := open(t)
	if err := n.Olga.Deny(n.General.ID, n.Bot.Bot.ID, world.EmbedLinks); err != nil {
		t.Fatal(err)
	}
	for _, m := range []world.Message{n.ask(aboutBridge), n.say(n.Alice, n.General.ID, n.mentioning(aboutBridge))} {
		if len(m.Embeds) > 0 {
			t.Errorf("%d embeds, which would vanish", len(m.Embeds))
		}
		reads(t, m, "closed in 2019", "[1]", "Show quotes")
	}
}

func TestWhoAsksWhereTheBotMayNotSpeakIsToldByDirectMessage(t *testing.T) {
	n := open(t)
	if err := n.Olga.Deny(n.General.ID, n.Bot.Bot.ID, world.SendMessages); err != nil {
		t.Fatal(err)
	}
	must[world.Message](t)(n.Alice.Say(n.General.ID, n.mentioning(aboutBridge)))
	direct := must[world.Channel](t)(n.World.OpenDirect(n.Alice.ID, n.Bot.Bot.ID))
	m := must[world.Message](t)(n.Alice.Await(n.ctx, direct.ID, func(m world.Message) bool { return m.Author.ID == n.Bot.Bot.ID }))
	reads(t, m, "<#"+n.General.ID.String()+">", "Send Messages")
	lacks(t, m, "View Channel")
}

func TestAGuildNeverSeesTheArticlesOfAnother(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	n.shelf.guilds = map[string]*answer.Answerer{n.Guild.ID.String(): answererOf(t, map[string]string{
		"secret.md": "The council of Westport meets in the old lighthouse every Friday at noon.\n",
	})}
	n.start()
	const secret = "Where does the council of Westport meet every Friday?"
	reads(t, n.ask(secret), "lighthouse")

	other := must[world.Guild](t)(n.secondGuild())
	channel := must[world.Channel](t)(n.World.AddChannel(n.Olga.ID, other.ID, world.Channel{Name: "there"}))
	for _, m := range []world.Message{
		n.slashIn(channel.ID, n.Bob, "ask", world.Options{"question": secret}),
		n.slashIn(channel.ID, n.Bob, "sources", nil),
		n.slashIn(channel.ID, n.Bob, "brief", nil),
		n.slashIn(channel.ID, n.Bob, "who", world.Options{"name": "Westport"}),
		n.say(n.Bob, channel.ID, n.mentioning(secret)),
	} {
		lacks(t, m, "lighthouse", "secret")
	}
	choices := must[[]world.Choice](t)(must[*world.Pending](t)(n.Bob.Type(channel.ID, "ask", world.Options{"question": "x", "article": "sec"}, "article")).Choices(n.ctx))
	if len(choices) > 0 {
		t.Errorf("offered %+v", choices)
	}
}

// secondGuild is another guild, with Bob and the bot in it.
func (n *newsroom) secondGuild() (world.Guild, error) {
	g := n.World.AddGuild("Elsewhere", n.Olga.ID)
	if err := n.Bob.Join(g.ID); err != nil {
		return g, err
	}
	return g, n.Olga.Invite(g.ID, n.Bot.Bot.ID, world.BotPermissions)
}

func TestSettingsAreForModerators(t *testing.T) {
	n := open(t)
	if _, err := n.Alice.Slash(n.General.ID, "settings", nil); err == nil {
		t.Error("Discord shows the command to everybody")
	}
	reads(t, n.slash(n.Mo, "settings", world.Options{"threads": "always", "retention": 30}), "Saved", "30 days", "Every answer")
	got := must[store.Settings](t)(n.store.Settings(n.ctx, n.Guild.ID.String()))
	if got.Threads != store.ThreadsAlways || got.RetentionDays != 30 {
		t.Errorf("stored %+v", got)
	}
	audit := must[[]store.Audit](t)(n.store.Audits(n.ctx, n.Guild.ID.String(), 9))
	if len(audit) != 1 || audit[0].By != n.Mo.ID.String() {
		t.Errorf("audit %+v", audit)
	}
}

func TestTheBotItselfDecidesWhoModerates(t *testing.T) {
	role := store.Settings{Moderators: "42"}
	for _, c := range []struct {
		name     string
		member   *discordgo.Member
		settings store.Settings
		want     bool
	}{
		{"nobody of a guild", nil, role, false},
		{"a member", &discordgo.Member{Roles: []string{"1"}}, role, false},
		{"Manage Server", &discordgo.Member{Permissions: discordgo.PermissionManageGuild}, store.Settings{}, true},
		{"an administrator", &discordgo.Member{Permissions: discordgo.PermissionAdministrator}, store.Settings{}, true},
		{"the chosen role", &discordgo.Member{Roles: []string{"1", "42"}}, role, true},
		{"no role is chosen", &discordgo.Member{Roles: []string{""}}, store.Settings{}, false},
	} {
		got := (&call{Interaction: &discordgo.Interaction{Member: c.member}, place: place{settings: c.settings}}).moderates()
		if got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestTheStaffChannelIsToldOfGapsAndComplaints(t *testing.T) {
	n := open(t)
	n.slash(n.Mo, "settings", world.Options{"staff": n.Staff.ID})
	told := func(text string) world.Message {
		return must[world.Message](t)(n.Mo.Await(n.ctx, n.Staff.ID, func(m world.Message) bool { return strings.Contains(read(m), text) }))
	}
	n.ask(aboutNothing)
	n.slash(n.Bob, "ask", world.Options{"question": aboutNothing})
	gap := told("cup final")
	m := n.ask(aboutBridge)
	n.stored(m)
	form := must[*world.OpenModal](t)(must[*world.Pending](t)(n.Alice.Click(m, "👎")).Modal(n.ctx))
	must[*world.Pending](t)(form.Submit(map[string]string{commentInput: "Wrong year, @everyone."}))
	complaint := told("Wrong year")
	reads(t, complaint, "/"+m.ID.String())
	if complaint.MentionEveryone {
		t.Error("everybody was called")
	}
	if seen := must[[]world.Message](t)(n.Mo.See(n.Staff.ID)); len(seen) != 2 {
		t.Errorf("the staff were told %d times", len(seen))
	}
	reads(t, n.slash(n.Mo, "settings", nil), "cup final", "2 times", "Wrong year", "/"+m.ID.String())

	// Each is dealt with where it is told.
	reads(t, gap, "[Write what is missing]", "[Look again]", "[Not for us]")
	reads(t, n.click(n.Mo, gap, "Look again"), "still do not answer it")
	reads(t, n.click(n.Mo, gap, "Not for us"), "off the list")
	reads(t, n.click(n.Mo, gap, "Not for us"), "somebody has dealt with it")
	reads(t, n.click(n.Mo, complaint, "Done"), "off the list")
	lacks(t, n.slash(n.Mo, "settings", nil), "cup final", "Wrong year")
}

func TestTheBotIsAskedWhereTheModeratorsSay(t *testing.T) {
	n := open(t)
	n.slash(n.Mo, "settings", world.Options{"allow": n.Staff.ID})
	m := n.ask(aboutBridge)
	reads(t, m, "<#"+n.Staff.ID.String()+">")
	lacks(t, m, "2019")
	reads(t, n.say(n.Alice, n.General.ID, n.mentioning(aboutBridge)), "<#"+n.Staff.ID.String()+">")
	reads(t, n.slashIn(n.Staff.ID, n.Mo, "ask", world.Options{"question": aboutBridge}), "closed in 2019")
	reads(t, n.slash(n.Alice, "help", nil), "ask") // works everywhere
	n.slash(n.Mo, "settings", world.Options{"disallow": n.Staff.ID})
	reads(t, n.ask(aboutBridge), "closed in 2019")
}

func TestEveryAnswerGetsAThreadWhereTheModeratorsWantIt(t *testing.T) {
	n := open(t)
	n.slash(n.Mo, "settings", world.Options{"threads": "always"})
	m := n.ask(aboutBridge)
	n.remembered(m.ID, 2) // the thread of a message has its id
	reads(t, n.say(n.Bob, m.ID, "And the new one, what will it cost?"), "85 million crowns")
}
