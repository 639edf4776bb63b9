package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

// withoutContent switches the message content intent off in the portal.
func withoutContent(t *testing.T, s *sandbox.Server) {
	t.Helper()
	if _, err := s.World.UpdateApplication(s.Bot.ID, func(a *world.Application) { a.Flags &^= world.MessageContentLimited }); err != nil {
		t.Fatal(err)
	}
}

func TestAReplyChainIsFollowedToItsBeginning(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	messages, hear := kept[*discordgo.MessageCreate]()
	dg := online(t, s, usual, hear)
	first := must(s.Alice.Say(s.General.ID, "first"))(t)
	second := must(s.Bob.Reply(first, "second"))(t)
	must(s.Alice.Reply(second, "third"))(t)
	next(t, messages)
	next(t, messages)
	m := next(t, messages).Message
	var chain []string
	for m != nil {
		chain = append(chain, m.Content)
		switch {
		case m.ReferencedMessage != nil:
			// What a reply shows ends one step back: the rest is fetched.
			m = must(dg.ChannelMessage(m.ChannelID, m.ReferencedMessage.ID))(t)
		default:
			m = nil
		}
	}
	if said := strings.Join(chain, " "); said != "third second first" {
		t.Errorf("the chain is %q", said)
	}
	if err := s.Alice.Delete(first); err != nil {
		t.Fatal(err)
	}
	orphan := must(dg.ChannelMessage(second.ChannelID.String(), second.ID.String()))(t)
	if orphan.ReferencedMessage != nil || orphan.MessageReference == nil || orphan.MessageReference.MessageID != first.ID.String() {
		t.Errorf("the reply to what is gone is %+v", orphan)
	}
	_, err := dg.ChannelMessage(first.ChannelID.String(), first.ID.String())
	refusedWith(t, err, discordgo.ErrCodeUnknownMessage)
}

func TestWithoutTheContentIntentOnlyWhatConcernsTheBotIsReadable(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	withoutContent(t, s)
	messages, hear := kept[*discordgo.MessageCreate]()
	dg := online(t, s, usual&^discordgo.IntentMessageContent, hear)
	mention := "<@" + s.Bot.ID.String() + "> is that so?"

	claim := must(s.Bob.Say(s.General.ID, "a claim"))(t)
	asked := must(s.Alice.Reply(claim, mention))(t)
	own := must(dg.ChannelMessageSend(s.General.ID.String(), "It is."))(t)
	ofBot := must(s.Alice.Await(soon(t), s.General.ID, func(m world.Message) bool { return m.ID.String() == own.ID }))(t)
	loud := must(s.Alice.Reply(ofBot, "thanks"))(t)
	quiet := must(s.Alice.ReplyQuietly(ofBot, "thanks"))(t)
	for _, want := range []struct {
		id             world.ID
		text, referred string // "" is what the bot may not read
	}{
		{claim.ID, "", ""}, {asked.ID, mention, ""}, {ofBot.ID, "It is.", ""}, {loud.ID, "thanks", "It is."}, {quiet.ID, "", "It is."},
	} {
		heard := next(t, messages).Message
		fetched := must(dg.ChannelMessage(s.General.ID.String(), want.id.String()))(t)
		for _, m := range []*discordgo.Message{heard, fetched} {
			referred := ""
			if m.ReferencedMessage != nil {
				referred = m.ReferencedMessage.Content
			}
			if m.ID != want.id.String() || m.Content != want.text || referred != want.referred {
				t.Errorf("%q, which refers to %q: want %q and %q", m.Content, referred, want.text, want.referred)
			}
		}
	}
}

func TestAskingForAnIntentThatThePortalHasOffEndsTheConnection(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	withoutContent(t, s)
	dg := bare(t, s)
	dg.Identify.Intents, dg.ShouldReconnectOnError = usual, false
	if err := dg.Open(); err == nil || !strings.Contains(err.Error(), "4014") {
		t.Errorf("Open says %v, want 4014", err)
	}
}

func TestThreadsBeginFromAMessageAndFromNone(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	threads, hear := kept[*discordgo.ThreadCreate]()
	dg := online(t, s, usual, hear)
	m := must(dg.ChannelMessageSend(s.General.ID.String(), "A topic"))(t)
	under := must(dg.MessageThreadStartComplex(m.ChannelID, m.ID, &discordgo.ThreadStart{Name: "Under it", AutoArchiveDuration: 1440}))(t)
	alone := must(dg.ThreadStartComplex(m.ChannelID, &discordgo.ThreadStart{
		Name: "By itself", Type: discordgo.ChannelTypeGuildPublicThread, AutoArchiveDuration: 60,
	}))(t)
	if under.ID != m.ID || alone.ID == m.ID || !under.IsThread() || alone.ParentID != m.ChannelID {
		t.Errorf("the threads are %+v and %+v", under, alone)
	}
	for range 2 {
		if e := next(t, threads); !e.NewlyCreated || e.OwnerID != s.Bot.ID.String() {
			t.Errorf("THREAD_CREATE says %+v", e.Channel)
		}
	}
	_, err := dg.MessageThreadStart(m.ChannelID, m.ID, "Again", 60)
	refusedWith(t, err, discordgo.ErrCodeThreadAlreadyCreatedForThisMessage)
	for _, thread := range []*discordgo.Channel{under, alone} {
		said := must(dg.ChannelMessageSend(thread.ID, "Welcome."))(t)
		id := must(world.ParseID(thread.ID))(t)
		if _, err := s.Alice.Await(soon(t), id, func(x world.Message) bool { return x.ID.String() == said.ID }); err != nil {
			t.Error(err)
		}
		locked, archived := true, true
		must(dg.ChannelEdit(thread.ID, &discordgo.ChannelEdit{Name: "Renamed"}))(t)
		_, err := dg.ChannelEdit(thread.ID, &discordgo.ChannelEdit{Locked: &locked})
		refusedWith(t, err, discordgo.ErrCodeMissingPermissions)
		must(dg.ChannelEdit(thread.ID, &discordgo.ChannelEdit{Archived: &archived}))(t)
	}
	active := must(dg.GuildThreadsActive(s.Guild.ID.String()))(t)
	closed := must(dg.ThreadsArchived(m.ChannelID, nil, 10))(t)
	if len(active.Threads) != 0 || len(closed.Threads) != 2 {
		t.Errorf("%d active, %d archived", len(active.Threads), len(closed.Threads))
	}
}

func TestDirectMessagesGoBothWays(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	messages, hear := kept[*discordgo.MessageCreate]()
	typing, hearTyping := kept[*discordgo.TypingStart]()
	withoutContent(t, s)
	dg := online(t, s, usual&^discordgo.IntentMessageContent|discordgo.IntentsDirectMessageTyping, hear, hearTyping)
	direct := must(dg.UserChannelCreate(s.Alice.ID.String()))(t)
	if direct.Type != discordgo.ChannelTypeDM || len(direct.Recipients) != 1 || direct.Recipients[0].ID != s.Alice.ID.String() {
		t.Fatalf("the channel is %+v", direct)
	}
	if again := must(dg.UserChannelCreate(s.Alice.ID.String()))(t); again.ID != direct.ID {
		t.Errorf("a second channel: %s, %s", direct.ID, again.ID)
	}
	if err := dg.ChannelTyping(direct.ID); err != nil {
		t.Error(err)
	}
	next(t, typing)
	must(dg.ChannelMessageSend(direct.ID, "An answer has come."))(t)
	next(t, messages)
	must(s.Alice.Write(s.Bot.ID, "Thank you."))(t)
	if m := next(t, messages); m.Content != "Thank you." || m.GuildID != "" || m.ChannelID != direct.ID {
		t.Errorf("the bot reads %+v", m.Message)
	}
	s.World.CloseDirects(s.Alice.ID, true)
	_, err := dg.ChannelMessageSend(direct.ID, "Still there?")
	refusedWith(t, err, discordgo.ErrCodeCannotSendMessagesToThisUser)
}

func TestAMessageSentTwiceWithANonceStandsOnce(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	url := discordgo.EndpointChannelMessages(s.General.ID.String())
	for range 2 {
		body := map[string]any{"content": "The briefing", "nonce": "slot-2026-11-24-0830", "enforce_nonce": true, "allowed_mentions": map[string]any{"parse": []string{}}}
		must(dg.RequestWithBucketID("POST", url, body, url))(t)
	}
	if seen := must(s.Alice.See(s.General.ID))(t); len(seen) != 1 {
		t.Errorf("Alice sees %d messages", len(seen))
	}
}

func TestWhatTheBotIsToldOfItselfAndItsGuild(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	me := must(dg.User("@me"))(t)
	if me.ID != s.Bot.ID.String() || !me.Bot || me.Username != "Rapporteur" {
		t.Errorf("the bot is %+v", me)
	}
	application := func() (a struct{ Flags world.ApplicationFlags }) {
		t.Helper()
		body := must(dg.RequestWithBucketID("GET", discordgo.EndpointAPI+"applications/@me", nil, "application"))(t)
		if err := discordgo.Unmarshal(body, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	if flags := application().Flags; flags&world.MessageContentLimited == 0 {
		t.Errorf("the flags are %b", flags)
	}
	withoutContent(t, s)
	if flags := application().Flags; flags&world.MessageContentLimited != 0 || flags&world.GuildMembersLimited == 0 {
		t.Errorf("with the intent off the flags are %b", flags)
	}
	guild, roles, channels := must(dg.Guild(s.Guild.ID.String()))(t), must(dg.GuildRoles(s.Guild.ID.String()))(t), must(dg.GuildChannels(s.Guild.ID.String()))(t)
	if guild.OwnerID != s.Olga.ID.String() || len(roles) != len(guild.Roles) || len(roles) != 3 || len(channels) != 2 {
		t.Errorf("%+v with %d roles and %d channels", guild, len(roles), len(channels))
	}
	for _, role := range roles {
		if role.ID == s.Moderators.ID.String() && role.Permissions&discordgo.PermissionManageGuild == 0 {
			t.Errorf("moderators hold %b", role.Permissions)
		}
	}
}

// The permissions that the library computes from what it is told are those that
// the sandbox enforces.
func TestTheLibraryComputesTheSamePermissions(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	guilds, hear := kept[*discordgo.GuildCreate]()
	dg := online(t, s, discordgo.IntentsGuilds|discordgo.IntentsGuildMembers, hear)
	next(t, guilds)
	for _, who := range []world.ID{s.Bot.ID, s.Mo.ID, s.Alice.ID} {
		for _, where := range []world.ID{s.General.ID, s.Staff.ID} {
			theirs := must(dg.State.UserChannelPermissions(who.String(), where.String()))(t)
			ours := must(s.World.Permissions(who, where))(t)
			if ours != 0 && fmt.Sprint(theirs) != ours.String() || (theirs&discordgo.PermissionViewChannel == 0) != (ours == 0) {
				t.Errorf("%s in %s: the library says %b, the sandbox %b", who, where, theirs, ours)
			}
		}
	}
}
