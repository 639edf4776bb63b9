package world

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWhoIsPingedIsSaidByContentPermissionAndAllowedMentions(t *testing.T) {
	w, s := furnished(t)
	alice, mods := "<@"+s.Alice.ID.String()+">", "<@&"+s.Moderators.ID.String()+">"
	everything := alice + " " + mods + " @everyone"
	check(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, MentionEveryone))
	for name, c := range map[string]struct {
		by       ID
		content  string
		allowed  *AllowedMentions
		users    int
		roles    int
		everyone bool
	}{
		"a member may ping all that may be pinged":  {s.Bob.ID, everything, nil, 1, 1, true},
		"the bot lacks the permission for everyone": {s.Bot.Bot.ID, everything, nil, 1, 1, false},
		"nothing is allowed":                        {s.Bob.ID, everything, &AllowedMentions{}, 0, 0, false},
		"users alone are":                           {s.Bob.ID, everything, &AllowedMentions{Parse: []string{"users"}}, 1, 0, false},
		"one who is listed is":                      {s.Bob.ID, everything, &AllowedMentions{Users: []ID{s.Alice.ID}}, 1, 0, false},
		"another who is listed changes nothing":     {s.Bob.ID, everything, &AllowedMentions{Users: []ID{s.Mo.ID}}, 0, 0, false},
		"code pings nobody":                         {s.Bob.ID, "`" + everything + "`", nil, 0, 0, false},
		"the same user counts once":                 {s.Bob.ID, alice + alice, nil, 1, 0, false},
		"nobody has the ID":                         {s.Bob.ID, "<@1> <@&2>", nil, 0, 0, false},
	} {
		m, err := w.CreateMessage(c.by, s.General.ID, Draft{Content: c.content, AllowedMentions: c.allowed})
		if err != nil || len(m.Mentions) != c.users || len(m.MentionRoles) != c.roles || m.MentionEveryone != c.everyone {
			t.Errorf("%s: %v %v %v, %v", name, m.Mentions, m.MentionRoles, m.MentionEveryone, err)
		}
	}
}

func TestPagesOfHistoryJoinToTheWhole(t *testing.T) {
	w, s := furnished(t)
	var all []ID
	for n := range 25 {
		all = append(all, must[Message](t)(s.Alice.Say(s.General.ID, fmt.Sprint(n))).ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 30).Draw(t, "limit")
		var down, up []ID
		for page := (Page{Limit: limit}); ; page.Before = down[len(down)-1] {
			messages, err := w.Messages(s.Bob.ID, s.General.ID, page)
			if err != nil || len(messages) == 0 {
				break
			}
			for _, m := range messages {
				down = append(down, m.ID)
			}
		}
		for page := (Page{Limit: limit, After: 1}); ; page.After = up[len(up)-1] {
			messages, err := w.Messages(s.Bob.ID, s.General.ID, page)
			if err != nil || len(messages) == 0 {
				break
			}
			for _, m := range slices.Backward(messages) {
				up = append(up, m.ID)
			}
		}
		slices.Reverse(down)
		if !slices.Equal(down, all) || !slices.Equal(up, all) {
			t.Fatalf("by %d: %d down and %d up of %d", limit, len(down), len(up), len(all))
		}
	})
}

// What was shown of a channel is read by whoever got it, without the world's lock.
func TestWhatIsShownOfAChannelIsNotPartOfItsMessages(t *testing.T) {
	w, s := furnished(t)
	m := must[Message](t)(s.Alice.Say(s.General.ID, "first"))
	shown := must[Channel](t)(w.Channel(s.Alice.ID, s.General.ID))
	if *shown.LastMessageID != m.ID {
		t.Errorf("the last message is %v, want %v", *shown.LastMessageID, m.ID)
	}
	messages := w.channels[s.General.ID].messages
	if kept := messages[len(messages)-1]; shown.LastMessageID == &kept.ID {
		t.Error("it is read from a message that an edit writes to")
	}
}

func TestReactionsCountTheirUsers(t *testing.T) {
	w, s := furnished(t)
	m := must[Message](t)(s.Alice.Say(s.General.ID, "hello"))
	check(t, s.Alice.React(m, "👍"))
	check(t, s.Bob.React(m, "👍"))
	check(t, s.Bob.React(m, "👍"))
	check(t, s.Olga.Deny(s.General.ID, s.Mo.ID, AddReactions))
	check(t, s.Mo.React(m, "👍")) // one that stands there may be joined
	if err := s.Mo.React(m, "👎"); !errors.Is(err, ErrMissingPermissions) {
		t.Errorf("a new one: %v", err)
	}
	if err := s.Alice.React(m, "no emoji"); !errors.Is(err, ErrUnknownEmoji) {
		t.Errorf("words: %v", err)
	}
	seen := must[Message](t)(w.Message(s.Bob.ID, s.General.ID, m.ID))
	if len(seen.Reactions) != 1 || seen.Reactions[0].Count != 3 || !seen.Reactions[0].Me {
		t.Errorf("%+v", seen.Reactions)
	}
	check(t, s.Bob.Unreact(m, "👍"))
	users := must[[]User](t)(w.Reactors(s.Alice.ID, s.General.ID, m.ID, "👍", 0, 10))
	if len(users) != 2 {
		t.Errorf("%d users", len(users))
	}
}

func TestAPollEndsByTheClock(t *testing.T) {
	w, s := furnished(t)
	poll := &DraftPoll{Question: PollMedia{Text: "Who?"}, Duration: 1}
	poll.Answers = append(poll.Answers, struct {
		PollMedia PollMedia `json:"poll_media"`
	}{PollMedia{Text: "They"}}, struct {
		PollMedia PollMedia `json:"poll_media"`
	}{PollMedia{Text: "Nobody"}})
	m := must[Message](t)(w.CreateMessage(s.Bot.Bot.ID, s.General.ID, Draft{Poll: poll}))
	check(t, s.Alice.Vote(m, 1))
	check(t, s.Bob.Vote(m, 1))
	check(t, s.Bob.Vote(m, 2)) // changes the one vote
	if err := s.Bob.Vote(m, 1, 2); err == nil {
		t.Error("two answers were taken where one is allowed")
	}
	w.Clock.Advance(2 * time.Hour)
	if err := s.Mo.Vote(m, 1); err == nil {
		t.Error("a vote was taken after the end")
	}
	results := must[Message](t)(w.Message(s.Alice.ID, s.General.ID, m.ID)).Poll.Results
	if !results.IsFinalized || results.AnswerCounts[0].Count != 1 || results.AnswerCounts[1].Count != 1 {
		t.Errorf("%+v", results)
	}
}

func TestLinksOfFilesAreSignedAndExpire(t *testing.T) {
	w, s := furnished(t)
	m := must[Message](t)(s.Alice.Say(s.General.ID, "", File{Name: "my notes.txt", Data: []byte("hello")}))
	a := m.Attachments[0]
	if a.Filename != "my_notes.txt" || a.Size != 5 || !strings.HasPrefix(a.ContentType, "text/plain") {
		t.Errorf("%+v", a)
	}
	link, err := url.Parse(a.URL)
	check(t, err)
	q := link.Query()
	file := must[File](t)(w.Download(a.ID, q.Get("ex"), q.Get("is"), q.Get("hm")))
	if string(file.Data) != "hello" {
		t.Errorf("%q", file.Data)
	}
	if _, err := w.Download(a.ID, q.Get("ex")+"0", q.Get("is"), q.Get("hm")); err == nil {
		t.Error("a later end was taken with the same signature")
	}
	w.Clock.Advance(25 * time.Hour)
	if _, err := w.Download(a.ID, q.Get("ex"), q.Get("is"), q.Get("hm")); err == nil {
		t.Error("the link works for longer than a day")
	}
}

func TestASilentThreadIsArchivedAndANewMessageOpensIt(t *testing.T) {
	w, s := furnished(t)
	m := must[Message](t)(s.Alice.Say(s.General.ID, "hello"))
	thread := must[Channel](t)(w.StartThread(s.Alice.ID, s.General.ID, m.ID, ThreadSpec{Name: "Hello", AutoArchiveDuration: 60}))
	archived := func() bool {
		return must[Channel](t)(w.Channel(s.Alice.ID, thread.ID)).ThreadMetadata.Archived
	}
	w.Clock.Advance(50 * time.Minute)
	must[Message](t)(s.Bob.Say(thread.ID, "still here"))
	w.Clock.Advance(50 * time.Minute)
	if archived() {
		t.Error("it was archived 50 minutes after the last message")
	}
	w.Clock.Advance(11 * time.Minute)
	if !archived() {
		t.Error("it was not archived after an hour of silence")
	}
	must[Message](t)(s.Bob.Say(thread.ID, "back"))
	got := must[Channel](t)(w.Channel(s.Bob.ID, thread.ID))
	if got.ThreadMetadata.Archived || *got.MessageCount != 2 || got.Member == nil {
		t.Errorf("%+v", got)
	}
	check(t, s.Mo.Lock(thread.ID, true))
	check(t, s.Mo.Archive(thread.ID, true))
	if _, err := s.Bob.Say(thread.ID, "again"); !errors.Is(err, ErrArchivedThread) {
		t.Errorf("a locked thread: %v", err)
	}
	if shown := must[Message](t)(w.Message(s.Bob.ID, s.General.ID, m.ID)); shown.Thread == nil || shown.Flags&HasThread == 0 {
		t.Error("the message does not show its thread")
	}
}

func TestABotEditsItsPublicReplyWithoutTheToken(t *testing.T) {
	w, s := furnished(t)
	_, _, err := w.AddCommand(s.Bot.ID, 0, Command{Name: "ask", Type: SlashCommand, Description: "Asks"})
	check(t, err)
	p := must[*Pending](t)(s.Alice.Slash(s.General.ID, "ask", nil))
	_, err = w.Respond(p.Interaction.ID, p.Interaction.Token, Callback{Type: ReplyCallback, Draft: &Draft{
		Content: "<@" + s.Alice.ID.String() + "> <@&" + s.Moderators.ID.String() + ">",
	}})
	check(t, err)
	reply := must[Message](t)(p.Reply(t.Context()))
	if len(reply.Mentions) != 1 || len(reply.MentionRoles) != 0 {
		t.Errorf("an answer to an interaction pings %v and %v", reply.Mentions, reply.MentionRoles)
	}
	text := "Another answer"
	if _, err := w.EditMessage(s.Bot.Bot.ID, s.General.ID, reply.ID, Edit{Content: &text}); err != nil {
		t.Error(err)
	}
	if _, err := s.Bob.Edit(reply, "mine"); !errors.Is(err, ErrNotYours) {
		t.Errorf("Bob's edit: %v", err)
	}
}

func TestNobodyAnsweringIsSeenAfterThreeSeconds(t *testing.T) {
	w, s := furnished(t)
	_, _, err := w.AddCommand(s.Bot.ID, 0, Command{Name: "ask", Type: SlashCommand, Description: "Asks"})
	check(t, err)
	p := must[*Pending](t)(s.Alice.Slash(s.General.ID, "ask", nil))
	done := make(chan error)
	go func() {
		_, err := p.Reply(context.WithoutCancel(t.Context()))
		done <- err
	}()
	w.Clock.Advance(4 * time.Second)
	if err := <-done; !errors.Is(err, ErrNoResponse) {
		t.Errorf("%v", err)
	}
	if _, err := w.Respond(p.Interaction.ID, p.Interaction.Token, Callback{Type: ReplyCallback, Draft: &Draft{Content: "late"}}); !errors.Is(err, ErrUnknownInteraction) {
		t.Errorf("a late answer: %v", err)
	}
}

func TestEyesSeeEditsAndPings(t *testing.T) {
	w, s := furnished(t)
	watch := s.Bob.Watch(s.General.ID)
	m := must[Message](t)(w.CreateMessage(s.Bot.Bot.ID, s.General.ID, Draft{Content: "first"}))
	text := "second <@" + s.Bob.ID.String() + ">"
	must[Message](t)(w.EditMessage(s.Bot.Bot.ID, s.General.ID, m.ID, Edit{Content: &text}))
	for _, want := range []string{"first", text} {
		if seen := must[Message](t)(watch.Next(t.Context())); seen.Content != want {
			t.Errorf("%q, not %q", seen.Content, want)
		}
	}
	if pings := must[[]Message](t)(s.Bob.Pings(s.General.ID)); len(pings) != 1 {
		t.Errorf("%d pings", len(pings))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := watch.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestContentIsKeptFromBotsWithoutThePrivilege(t *testing.T) {
	w, s := furnished(t)
	_, err := w.UpdateApplication(s.Bot.ID, func(a *Application) { a.Flags &^= MessageContentLimited })
	check(t, err)
	plain := must[Message](t)(s.Alice.Say(s.General.ID, "hello"))
	named := must[Message](t)(s.Alice.Say(s.General.ID, "hello <@"+s.Bot.Bot.ID.String()+">"))
	direct := must[Message](t)(s.Alice.Write(s.Bot.Bot.ID, "hello"))
	for _, c := range []struct {
		m     Message
		shown bool
	}{{plain, false}, {named, true}, {direct, true}} {
		got := must[Message](t)(w.Message(s.Bot.Bot.ID, c.m.ChannelID, c.m.ID))
		if (got.Content != "") != c.shown {
			t.Errorf("the bot reads %q", got.Content)
		}
	}
}

func TestDirectMessagesNeedACommonGuildAndAnOpenDoor(t *testing.T) {
	w, s := furnished(t)
	ch := must[Channel](t)(w.OpenDirect(s.Bot.Bot.ID, s.Alice.ID))
	must[Message](t)(w.CreateMessage(s.Bot.Bot.ID, ch.ID, Draft{Content: "hello"}))
	w.CloseDirects(s.Alice.ID, true)
	if _, err := w.CreateMessage(s.Bot.Bot.ID, ch.ID, Draft{Content: "hello"}); !errors.Is(err, ErrCannotDM) {
		t.Errorf("closed: %v", err)
	}
	w.CloseDirects(s.Alice.ID, false)
	check(t, s.Alice.Leave(s.Guild.ID))
	if _, err := w.CreateMessage(s.Bot.Bot.ID, ch.ID, Draft{Content: "hello"}); !errors.Is(err, ErrCannotDM) {
		t.Errorf("no common guild: %v", err)
	}
}

func TestBulkDeletionHasItsLimits(t *testing.T) {
	w, s := furnished(t)
	old := must[Message](t)(s.Alice.Say(s.General.ID, "old"))
	w.Clock.Advance(15 * 24 * time.Hour)
	a := must[Message](t)(s.Alice.Say(s.General.ID, "a"))
	b := must[Message](t)(s.Alice.Say(s.General.ID, "b"))
	for _, c := range []struct {
		by   ID
		ids  []ID
		want error
	}{
		{s.Mo.ID, []ID{a.ID}, ErrBulkDeleteCount},
		{s.Mo.ID, []ID{old.ID, a.ID}, ErrTooOldToDelete},
		{s.Bob.ID, []ID{a.ID, b.ID}, ErrMissingPermissions},
		{s.Mo.ID, []ID{a.ID, b.ID}, nil},
	} {
		if err := w.DeleteMessages(c.by, s.General.ID, c.ids); !errors.Is(err, c.want) {
			t.Errorf("%v: %v, not %v", c.ids, err, c.want)
		}
	}
	if left := must[[]Message](t)(s.Alice.See(s.General.ID)); len(left) != 1 {
		t.Errorf("%d are left", len(left))
	}
}

func TestIDsRiseThoughTheClockIsSetBack(t *testing.T) {
	w, s := furnished(t)
	before := must[Message](t)(s.Alice.Say(s.General.ID, "before"))
	w.Clock.Advance(-time.Hour)
	after := must[Message](t)(s.Alice.Say(s.General.ID, "after"))
	if after.ID <= before.ID {
		t.Errorf("%s after %s", after.ID, before.ID)
	}
}

func TestRenamingAUserChangesNoCopy(t *testing.T) {
	w, s := furnished(t)
	member := must[Member](t)(w.Member(s.Alice.ID, s.Guild.ID, s.Bot.Bot.ID))
	must[User](t)(w.SetUsername(s.Bot.Bot.ID, "Renamed"))
	if member.User.Username != "Rapporteur" {
		t.Error("a copy was written into")
	}
	if now := must[Member](t)(w.Member(s.Alice.ID, s.Guild.ID, s.Bot.Bot.ID)); now.User.Username != "Renamed" {
		t.Errorf("the member is called %s", now.User.Username)
	}
}

func TestModeratorsMayNotReachAboveThemselves(t *testing.T) {
	w, s := furnished(t)
	for name, err := range map[string]error{
		"the owner is kicked":              s.Mo.Kick(s.Guild.ID, s.Olga.ID),
		"a member kicks":                   s.Alice.Kick(s.Guild.ID, s.Bob.ID),
		"a role is given without it":       s.Mo.GiveRole(s.Guild.ID, s.Alice.ID, s.Moderators.ID),
		"a member hides a channel":         s.Alice.Deny(s.General.ID, s.Bob.ID, ViewChannel),
		"a member deletes a channel":       s.Alice.DeleteChannel(s.General.ID),
		"a member deletes others' message": s.Alice.Delete(must[Message](t)(s.Bob.Say(s.General.ID, "mine"))),
	} {
		if !errors.Is(err, ErrMissingPermissions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.AddChannel(s.Mo.ID, s.Guild.ID, Channel{Name: "new"}); !errors.Is(err, ErrMissingPermissions) {
		t.Errorf("a channel without the permission: %v", err)
	}
}

func FuzzContent(f *testing.F) {
	for _, seed := range []string{"hello", "<@1> <@&2> @everyone", "`<@1>`", strings.Repeat("é", 2001), "\x00\u202e", "```"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		w, s := furnished(t)
		m, err := s.Alice.Say(s.General.ID, content)
		if err == nil && len([]rune(m.Content)) > maxContent {
			t.Errorf("%d characters were taken", len([]rune(m.Content)))
		}
		_ = w
	})
}
