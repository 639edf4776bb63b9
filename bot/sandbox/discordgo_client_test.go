package sandbox_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
)

// goBot is the bot of testdata/discordjs, written with discordgo.
type goBot struct {
	t       *testing.T
	session *discordgo.Session
}

func TestDiscordgoRunsUnchanged(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	t.Cleanup(cancel)
	resumed := make(chan struct{}, 1)
	b := startGoBot(t, s, resumed)
	c := &client{Server: s, ctx: ctx, resumed: func(t *testing.T) {
		select {
		case <-resumed:
		case <-ctx.Done():
			t.Error("the session was not resumed")
		}
	}}
	c.run(t)
	if err := b.session.Close(); err != nil {
		t.Error(err)
	}
}

func startGoBot(t *testing.T, s *sandbox.Server, resumed chan<- struct{}) *goBot {
	t.Helper()
	b := &goBot{t: t, session: bare(t, s)}
	b.session.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentMessageContent
	b.session.AddHandler(func(*discordgo.Session, *discordgo.Resumed) { resumed <- struct{}{} })
	b.session.AddHandler(b.interaction)
	b.session.AddHandler(b.message)
	connect(t, b.session)
	if _, err := b.session.ApplicationCommandBulkOverwrite(s.Bot.ID.String(), "", goCommands()); err != nil {
		t.Fatal(err)
	}
	return b
}

func goCommands() []*discordgo.ApplicationCommand {
	text := func(name string, required bool) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{
			Type: discordgo.ApplicationCommandOptionString, Name: name, Description: "Some text", Required: required, Autocomplete: !required,
		}
	}
	return []*discordgo.ApplicationCommand{
		{Name: "ask", Description: "Asks something", Options: []*discordgo.ApplicationCommandOption{text("question", true), text("article", false)}},
		{Name: "form", Description: "Opens a form"},
		{Name: "panel", Description: "Shows buttons and a select"},
		{Name: "discuss", Description: "Opens a thread", Options: []*discordgo.ApplicationCommandOption{{
			Type: discordgo.ApplicationCommandOptionSubCommand, Name: "about", Description: "About a topic",
			Options: []*discordgo.ApplicationCommandOption{text("topic", true)},
		}}},
		{Name: "Count the words", Type: discordgo.MessageApplicationCommand},
	}
}

func (b *goBot) check(err error) {
	if err != nil {
		b.t.Error("the bot: ", err)
	}
}

func (b *goBot) respond(i *discordgo.InteractionCreate, kind discordgo.InteractionResponseType, data *discordgo.InteractionResponseData) {
	b.check(b.session.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: kind, Data: data}))
}

func (b *goBot) say(i *discordgo.InteractionCreate, text string, flags discordgo.MessageFlags) {
	b.respond(i, discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{Content: text, Flags: flags})
}

func (b *goBot) interaction(_ *discordgo.Session, i *discordgo.InteractionCreate) {
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		b.command(i)
	case discordgo.InteractionApplicationCommandAutocomplete:
		b.respond(i, discordgo.InteractionApplicationCommandAutocompleteResult, &discordgo.InteractionResponseData{Choices: offered(i)})
	case discordgo.InteractionModalSubmit:
		row := i.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
		b.say(i, "Because: "+row.Components[0].(*discordgo.TextInput).Value, discordgo.MessageFlagsEphemeral)
	case discordgo.InteractionMessageComponent:
		b.component(i)
	}
}

func offered(i *discordgo.InteractionCreate) []*discordgo.ApplicationCommandOptionChoice {
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, o := range i.ApplicationCommandData().Options {
		for _, article := range articles() {
			if o.Focused && strings.Contains(strings.ToLower(article), strings.ToLower(o.StringValue())) {
				choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: article, Value: article})
			}
		}
	}
	return choices
}

func articles() []string { return []string{"The rift", "The river", "The harvest"} }

func (b *goBot) command(i *discordgo.InteractionCreate) {
	switch data := i.ApplicationCommandData(); data.Name {
	case "ask":
		b.ask(i, data.Options[0].StringValue())
	case "form":
		b.respond(i, discordgo.InteractionResponseModal, &discordgo.InteractionResponseData{
			CustomID: "form", Title: "A form", Components: []discordgo.MessageComponent{discordgo.ActionsRow{
				Components: []discordgo.MessageComponent{discordgo.TextInput{
					CustomID: "reason", Label: "Why?", Style: discordgo.TextInputParagraph, MinLength: 3, Required: true,
				}},
			}},
		})
	case "panel":
		b.respond(i, discordgo.InteractionResponseChannelMessageWithSource, panel())
	case "discuss":
		b.discuss(i, data.Options[0].Options[0].StringValue())
	case "Count the words":
		b.say(i, fmt.Sprintf("%d words", len(strings.Fields(data.Resolved.Messages[data.TargetID].Content))), 0)
	}
}

func (b *goBot) ask(i *discordgo.InteractionCreate, question string) {
	b.respond(i, discordgo.InteractionResponseDeferredChannelMessageWithSource, nil)
	text := "You asked: " + question
	_, err := b.session.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{
		Content: &text, Embeds: &[]*discordgo.MessageEmbed{{Title: "An answer", Description: "With **bold** text."}},
	})
	b.check(err)
	_, err = b.session.FollowupMessageCreate(i.Interaction, true, &discordgo.WebhookParams{
		Content: "Only you see this.", Flags: discordgo.MessageFlagsEphemeral,
	})
	b.check(err)
	_, err = b.session.FollowupMessageCreate(i.Interaction, true, &discordgo.WebhookParams{
		Content: "Here is the file.", Files: []*discordgo.File{{Name: "answer.txt", Reader: bytes.NewBufferString("forty-two")}},
	})
	b.check(err)
}

func panel() *discordgo.InteractionResponseData {
	var options []discordgo.SelectMenuOption
	for _, a := range articles() {
		options = append(options, discordgo.SelectMenuOption{Label: a, Value: a})
	}
	row := func(c discordgo.MessageComponent) discordgo.ActionsRow {
		return discordgo.ActionsRow{Components: []discordgo.MessageComponent{c}}
	}
	return &discordgo.InteractionResponseData{
		Content: "A panel", Flags: discordgo.MessageFlagsEphemeral,
		Components: []discordgo.MessageComponent{
			row(discordgo.Button{CustomID: "press", Label: "Press", Style: discordgo.PrimaryButton}),
			row(discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: "pick", Placeholder: "Pick", Options: options}),
		},
	}
}

func (b *goBot) discuss(i *discordgo.InteractionCreate, topic string) {
	b.say(i, "Topic: "+topic, 0)
	m, err := b.session.InteractionResponse(i.Interaction)
	b.check(err)
	thread, err := b.session.MessageThreadStart(m.ChannelID, m.ID, topic, 1440)
	b.check(err)
	_, err = b.session.ChannelMessageSend(thread.ID, "Welcome.")
	b.check(err)
}

func (b *goBot) component(i *discordgo.InteractionCreate) {
	data := i.MessageComponentData()
	if data.CustomID == "press" {
		b.respond(i, discordgo.InteractionResponseUpdateMessage, &discordgo.InteractionResponseData{
			Content: "Pressed", Components: []discordgo.MessageComponent{},
		})
		return
	}
	b.respond(i, discordgo.InteractionResponseDeferredMessageUpdate, nil)
	text := "Picked " + strings.Join(data.Values, ",")
	_, err := b.session.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &text})
	b.check(err)
}

func (b *goBot) message(s *discordgo.Session, m *discordgo.MessageCreate) {
	self := s.State.User.ID
	if m.Author.Bot || len(m.Mentions) == 0 || m.Mentions[0].ID != self {
		return
	}
	b.check(s.MessageReactionAdd(m.ChannelID, m.ID, "👍"))
	text := strings.ReplaceAll(m.Content, "<@"+self+">", "@"+s.State.User.Username)
	_, err := s.ChannelMessageSendComplex(m.ChannelID, &discordgo.MessageSend{
		Content: "I heard: " + text, Reference: m.Reference(), AllowedMentions: &discordgo.MessageAllowedMentions{},
	})
	b.check(err)
}
