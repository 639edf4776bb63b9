package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestADeferredReplyIsEditedWithEverythingAMessageHas(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	p := asked(t, s, dg)
	i := next(t, calls).Interaction
	if err := dg.InteractionRespond(i, deferring(0)); err != nil {
		t.Fatal(err)
	}
	if seen, err := p.Answer(soon(t)); err != nil || seen.State != world.Deferred {
		t.Fatalf("Alice sees %v, %v", seen.State, err)
	}
	text := "@everyone <@" + s.Bob.ID.String() + "> said so."
	embeds := []*discordgo.MessageEmbed{{Title: "An answer", Description: "Text [1]", Fields: []*discordgo.MessageEmbedField{{Name: "Sources", Value: "[1] An article"}}}}
	rows := []discordgo.MessageComponent{rowOf(discordgo.Button{CustomID: "quotes", Label: "Show quotes", Style: discordgo.SecondaryButton})}
	edited := must(dg.InteractionResponseEdit(i, &discordgo.WebhookEdit{
		Content: &text, Embeds: &embeds, Components: &rows, AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		Files: []*discordgo.File{{Name: "sources.txt", ContentType: "text/plain", Reader: strings.NewReader("one article")}},
	}))(t)
	if edited.EditedTimestamp != nil || edited.Flags&discordgo.MessageFlagsLoading != 0 {
		t.Errorf("the filled reply is marked as edited or still loading: %+v", edited)
	}
	reply := got(t)(p.Reply(soon(t)))
	switch {
	case reply.Content != text, len(reply.Embeds) != 1, len(reply.Embeds[0].Fields) != 1, len(reply.Components) != 1, len(reply.Attachments) != 1:
		t.Errorf("the reply is %+v", reply)
	case len(reply.Mentions) != 0 || reply.MentionEveryone:
		t.Errorf("the reply pings %v, everyone %v", reply.Mentions, reply.MentionEveryone)
	case download(t, reply.Attachments[0].URL) != "one article":
		t.Error("the file holds something else")
	}
	if pinged, err := s.Bob.Pings(s.General.ID); err != nil || len(pinged) != 0 {
		t.Errorf("Bob was pinged by %v, %v", pinged, err)
	}
	text = "A second thought."
	if again := must(dg.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text}))(t); again.EditedTimestamp == nil || len(again.Embeds) != 1 {
		t.Errorf("the second edit gives %+v", again)
	}
	if read := must(dg.InteractionResponse(i))(t); read.Content != text {
		t.Errorf("@original reads %q", read.Content)
	}
}

func TestFilesComeWithTheFirstAnswerAndAreDownloaded(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	p := asked(t, s, dg)
	err := dg.InteractionRespond(next(t, calls).Interaction, replying(discordgo.InteractionResponseData{
		Content: "Two files.", Embeds: []*discordgo.MessageEmbed{{Title: "Shown", Image: &discordgo.MessageEmbedImage{URL: "attachment://map.png"}}},
		Files: []*discordgo.File{
			{Name: "map.png", ContentType: "image/png", Reader: strings.NewReader("not really")},
			{Name: "résumé 1.md", ContentType: "text/markdown", Reader: strings.NewReader("# One")},
		},
	}))
	if err != nil {
		t.Fatal(err)
	}
	reply := got(t)(p.Reply(soon(t)))
	if len(reply.Attachments) != 1 || len(reply.Embeds) != 1 || !strings.HasPrefix(reply.Embeds[0].Image.URL, s.URL) {
		t.Fatalf("the reply is %+v", reply)
	}
	if text := download(t, reply.Embeds[0].Image.URL); text != "not really" {
		t.Errorf("the picture holds %q", text)
	}
	file := reply.Attachments[0]
	if text := download(t, file.URL); text != "# One" || strings.ContainsAny(file.Filename, "é ") {
		t.Errorf("%s holds %q", file.Filename, text)
	}
}

func TestAFileOptionIsDownloadedByTheBot(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	register(t, s, dg, &discordgo.ApplicationCommand{Name: "add", Description: "Adds an article", Options: []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionAttachment, Name: "file", Description: "The article", Required: true},
	}})
	begun(t)(s.Alice.Slash(s.General.ID, "add", world.Options{"file": world.File{Name: "rift.md", Data: []byte("# The rift")}}))
	data := next(t, calls).ApplicationCommandData()
	file := data.Resolved.Attachments[data.Options[0].Value.(string)]
	if file == nil || file.Filename != "rift.md" || file.Size != len("# The rift") {
		t.Fatalf("the attachment is %+v", file)
	}
	if text := download(t, file.URL); text != "# The rift" {
		t.Errorf("the file holds %q", text)
	}
}

func TestEphemeralFollowupsAreForOnePairOfEyes(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	messages, hearMessages := kept[*discordgo.MessageCreate]()
	dg := online(t, s, usual, hear, hearMessages)
	p := asked(t, s, dg)
	i := next(t, calls).Interaction
	if err := dg.InteractionRespond(i, replying(discordgo.InteractionResponseData{Content: "Public."})); err != nil {
		t.Fatal(err)
	}
	if m := next(t, messages); m.Content != "Public." {
		t.Errorf("the gateway tells of %q", m.Content)
	}
	private := must(dg.FollowupMessageCreate(i, true, &discordgo.WebhookParams{Content: "Private.", Flags: discordgo.MessageFlagsEphemeral}))(t)
	none(t, messages)
	if m := got(t)(p.Followup(soon(t), 1)); m.ID.String() != private.ID || m.Flags&world.Ephemeral == 0 {
		t.Errorf("Alice reads %+v", m)
	}
	must(dg.FollowupMessageEdit(i, private.ID, &discordgo.WebhookEdit{Content: &private.ID}))(t)
	_, err := dg.ChannelMessage(s.General.ID.String(), private.ID)
	refusedWith(t, err, discordgo.ErrCodeUnknownMessage)
	if err := dg.FollowupMessageDelete(i, private.ID); err != nil {
		t.Error(err)
	}
	if seen := must(s.Alice.See(s.General.ID))(t); len(seen) != 1 {
		t.Errorf("Alice still sees %d messages", len(seen))
	}
}

func TestTokensAndAnswersEndByTheClock(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	s.World.Clock.Stop()
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	asked(t, s, dg)
	late := next(t, calls).Interaction
	s.World.Clock.Advance(3100 * time.Millisecond)
	refusedWith(t, dg.InteractionRespond(late, deferring(0)), discordgo.ErrCodeUnknownInteraction)

	asked(t, s, dg)
	i := next(t, calls).Interaction
	if err := dg.InteractionRespond(i, deferring(0)); err != nil {
		t.Fatal(err)
	}
	refusedWith(t, dg.InteractionRespond(i, deferring(0)), discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged)
	text := "In time."
	s.World.Clock.Advance(14*time.Minute + 59*time.Second)
	must(dg.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text}))(t)
	s.World.Clock.Advance(2 * time.Second)
	_, err := dg.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text})
	refusedWith(t, err, discordgo.ErrCodeInvalidWebhookTokenProvided)
	_, err = dg.FollowupMessageCreate(i, true, &discordgo.WebhookParams{Content: text})
	refusedWith(t, err, discordgo.ErrCodeInvalidWebhookTokenProvided)
}

func TestACommandTellsWhatTheBotAndTheMemberMayDoThere(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	calls, hear := kept[*discordgo.InteractionCreate]()
	dg := online(t, s, usual, hear)
	asked(t, s, dg)
	before := next(t, calls)
	if before.AppPermissions&discordgo.PermissionEmbedLinks == 0 || before.Member.Permissions&discordgo.PermissionManageGuild != 0 {
		t.Errorf("app %b, member %b", before.AppPermissions, before.Member.Permissions)
	}
	if err := s.Olga.Deny(s.General.ID, s.Bot.ID, world.EmbedLinks|world.SendMessages); err != nil {
		t.Fatal(err)
	}
	origin := must(s.Alice.Say(s.General.ID, "hello"))(t)
	thread := must(s.Olga.OpenThread(origin, "a talk"))(t)
	for _, channel := range []world.ID{s.General.ID, thread.ID} {
		begun(t)(s.Mo.Slash(channel, "ask", world.Options{"question": "Why?"}))
		i := next(t, calls)
		if i.AppPermissions&(discordgo.PermissionEmbedLinks|discordgo.PermissionSendMessages) != 0 || i.Member.Permissions&discordgo.PermissionManageGuild == 0 {
			t.Errorf("in %s: app %b, member %b", channel, i.AppPermissions, i.Member.Permissions)
		}
	}
	// A thread is spoken in by its own permission, whatever its channel's is.
	if _, err := dg.ChannelMessageSend(thread.ID.String(), "hello"); err != nil {
		t.Error(err)
	}
	_, err := dg.ChannelMessageSend(s.General.ID.String(), "hello")
	refusedWith(t, err, discordgo.ErrCodeMissingPermissions)
	if err := s.Olga.Deny(s.General.ID, s.Bot.ID, world.SendInThreads); err != nil {
		t.Fatal(err)
	}
	_, err = dg.ChannelMessageSend(thread.ID.String(), "hello")
	refusedWith(t, err, discordgo.ErrCodeMissingPermissions)
}
