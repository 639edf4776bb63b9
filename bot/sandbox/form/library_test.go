package form

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// TestWhatDiscordgoSendsPasses marshals discordgo's own structs, zero fields
// and all.
func TestWhatDiscordgoSendsPasses(t *testing.T) {
	text, yes, mask := "text", true, int64(discordgo.PermissionManageGuild)
	row := discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: "More", Style: discordgo.PrimaryButton, CustomID: "more"},
		discordgo.Button{Label: "Source", Style: discordgo.LinkButton, URL: "https://a.example"},
	}}
	menu := discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.SelectMenu{CustomID: "pick", Options: []discordgo.SelectMenuOption{{Label: "a", Value: "a"}}},
	}}
	input := discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.TextInput{CustomID: "note", Label: "Note", Style: discordgo.TextInputShort},
	}}
	rows := []discordgo.MessageComponent{row, menu}
	embeds := []*discordgo.MessageEmbed{{
		Type: discordgo.EmbedTypeRich, Title: "t", Timestamp: time.Unix(0, 0).Format(time.RFC3339),
		Footer: &discordgo.MessageEmbedFooter{Text: "f", ProxyIconURL: "p"}, Image: &discordgo.MessageEmbedImage{URL: "attachment://a.png", Width: 1},
		Author: &discordgo.MessageEmbedAuthor{}, Provider: &discordgo.MessageEmbedProvider{}, Video: &discordgo.MessageEmbedVideo{},
	}}
	kept := []*discordgo.MessageAttachment{{ID: "1", URL: "u", Filename: "a.png"}}
	options := []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionString, Name: "q", Description: "d", Required: true},
		{Type: discordgo.ApplicationCommandOptionUser, Name: "u", Description: "d"},
	}
	command := discordgo.ApplicationCommand{
		ID: "1", ApplicationID: "2", GuildID: "3", Version: "4", Name: "ask", Description: "d", Type: discordgo.ChatApplicationCommand,
		DefaultPermission: &yes, DefaultMemberPermissions: &mask, NSFW: &yes, Options: options,
		Contexts: &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild},
	}
	branch := discordgo.ApplicationCommand{Name: "knowledge", Description: "d", Options: []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "add", Description: "d", Options: options},
	}}
	callback := func(kind discordgo.InteractionResponseType, data *discordgo.InteractionResponseData) discordgo.InteractionResponse {
		return discordgo.InteractionResponse{Type: kind, Data: data}
	}
	for _, sent := range []struct {
		shape Shape
		body  any
	}{
		{MessageCreate, discordgo.MessageSend{Content: "c"}},
		{MessageCreate, discordgo.MessageSend{
			Content: "c", Embeds: embeds, Components: rows, AllowedMentions: &discordgo.MessageAllowedMentions{}, Flags: discordgo.MessageFlagsSuppressEmbeds,
			Reference: &discordgo.MessageReference{MessageID: "1", ChannelID: "2", GuildID: "3"},
			Poll:      &discordgo.Poll{Question: discordgo.PollMedia{Text: "q"}, Answers: []discordgo.PollAnswer{{Media: &discordgo.PollMedia{Text: "a"}}}},
		}},
		{MessageEdit, discordgo.MessageEdit{ID: "1", Channel: "2", Content: &text, Embeds: &embeds, Components: &rows, Attachments: &kept}},
		{WebhookCreate, discordgo.WebhookParams{Content: "c", Embeds: embeds, Components: rows, Flags: discordgo.MessageFlagsEphemeral}},
		{WebhookEdit, discordgo.WebhookEdit{Content: &text, Attachments: &kept}},
		{InteractionCallback, callback(discordgo.InteractionResponseChannelMessageWithSource, &discordgo.InteractionResponseData{Content: "c", Embeds: embeds})},
		{InteractionCallback, callback(discordgo.InteractionResponseDeferredChannelMessageWithSource, &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral})},
		{InteractionCallback, callback(discordgo.InteractionResponseDeferredMessageUpdate, nil)},
		{InteractionCallback, callback(discordgo.InteractionResponseUpdateMessage, &discordgo.InteractionResponseData{Components: rows})},
		{InteractionCallback, callback(discordgo.InteractionApplicationCommandAutocompleteResult, &discordgo.InteractionResponseData{})},
		{InteractionCallback, callback(discordgo.InteractionResponseModal, &discordgo.InteractionResponseData{CustomID: "m", Title: "t", Components: []discordgo.MessageComponent{input}})},
		{CommandCreate, command},
		{CommandEdit, command},
		{CommandCreate, discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: "Save This"}},
		{CommandList, []discordgo.ApplicationCommand{command, branch}},
		{ChannelCreate, discordgo.GuildChannelCreateData{Name: "n", PermissionOverwrites: []*discordgo.PermissionOverwrite{{ID: "1"}}}},
		{ChannelEdit, discordgo.ChannelEdit{Archived: &yes}},
		{ThreadFromMessage, discordgo.ThreadStart{Name: "n", AutoArchiveDuration: 60}},
		{ThreadCreate, discordgo.ThreadStart{Name: "n", Type: discordgo.ChannelTypeGuildPublicThread}},
		{RoleCreate, discordgo.RoleParams{Name: "n", Permissions: &mask}},
		{MemberEdit, discordgo.GuildMemberParams{Nick: "n", CommunicationDisabledUntil: &time.Time{}}},
	} {
		body, err := discordgo.Marshal(sent.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := sent.shape.Check(body); err != nil {
			t.Errorf("%v: %v\n%s", sent.shape, err, body)
		}
	}
}

// TestWhatDiscordJSSendsPasses has bodies as discord.js 14 writes them.
func TestWhatDiscordJSSendsPasses(t *testing.T) {
	for _, sent := range []struct {
		shape Shape
		body  string
	}{
		{MessageCreate, `{"content":"c","tts":false,"enforce_nonce":false,"message_reference":{"message_id":"1","fail_if_not_exists":true},"attachments":[{"id":"0"}]}`},
		{MessageEdit, `{"content":"","tts":false,"enforce_nonce":false,"flags":36,"attachments":[{"attachment":"u","name":"a","id":"1","size":1,"url":"u","proxyURL":"p","height":null,"width":null,"contentType":"t","description":null,"ephemeral":false,"duration":null,"waveform":null,"flags":0,"title":null}]}`},
		{WebhookCreate, `{"content":"c","tts":false,"enforce_nonce":false,"flags":64}`},
		{WebhookEdit, `{"content":"c","tts":false,"enforce_nonce":false}`},
		{InteractionCallback, `{"type":4,"data":{"content":"c","tts":false,"enforce_nonce":false,"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","emoji":{"id":"1","name":"n","animated":false}}]}]}}`},
		{InteractionCallback, `{"type":5,"data":{}}`},
		{CommandCreate, `{"name":"ask","description":"d","type":1,"options":[{"type":1,"name":"a","description":"d","options":[]}],"default_member_permissions":"8"}`},
		{OverwriteSet, `{"id":"1","type":0,"allow":"1024","deny":"0"}`},
		{ThreadFromMessage, `{"name":"n","type":11}`},
		{UserEdit, `{"avatar":null}`},
	} {
		if err := sent.shape.Check([]byte(sent.body)); err != nil {
			t.Errorf("%v: %v", sent.shape, err)
		}
	}
}
