package rest

import "github.com/bwmarrin/discordgo"

// The bodies below are the library's, but for what it sends wrong: null for
// empty lists, pings where none were asked for, no nonce, and fields that do
// not belong to a kind of answer.

// noPings is the allowed_mentions that pings nobody.
func noPings(said *discordgo.MessageAllowedMentions) *discordgo.MessageAllowedMentions {
	var mentions discordgo.MessageAllowedMentions
	if said != nil {
		mentions = *said
	}
	if mentions.Parse == nil {
		mentions.Parse = []discordgo.AllowedMentionType{}
	}
	return &mentions
}

// list is s, or an empty list in the place of none.
func list[E any](s []E) []E {
	if s == nil {
		return []E{}
	}
	return s
}

// listIn is p, pointing to an empty list in the place of none. It keeps nil,
// which leaves what a message has.
func listIn[E any](p *[]E) *[]E {
	if p == nil {
		return nil
	}
	s := list(*p)
	return &s
}

// callback is the body of an interaction's first answer.
type callbackBody struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

type deferredData struct {
	Flags discordgo.MessageFlags `json:"flags,omitempty"`
}

type choicesData struct {
	Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
}

type modalData struct {
	CustomID   string                       `json:"custom_id"`
	Title      string                       `json:"title"`
	Components []discordgo.MessageComponent `json:"components"`
}

// callbackOf is the body that answers with r, and its files.
func callbackOf(r *discordgo.InteractionResponse) (callbackBody, []*discordgo.File) {
	body := callbackBody{Type: r.Type}
	var data discordgo.InteractionResponseData
	if r.Data != nil {
		data = *r.Data
	}
	switch r.Type {
	case discordgo.InteractionResponsePong, discordgo.InteractionResponseDeferredMessageUpdate:
	case discordgo.InteractionResponseDeferredChannelMessageWithSource:
		body.Data = deferredData{data.Flags}
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		body.Data = choicesData{list(data.Choices)}
	case discordgo.InteractionResponseModal:
		body.Data = modalData{data.CustomID, data.Title, list(data.Components)}
	default:
		data.Components, data.Embeds = list(data.Components), list(data.Embeds)
		data.AllowedMentions = noPings(data.AllowedMentions)
		data.Attachments = listIn(data.Attachments)
		body.Data = data
		return body, data.Files
	}
	return body, nil
}

func editOf(e *discordgo.WebhookEdit) discordgo.WebhookEdit {
	body := *e
	body.Components, body.Embeds, body.Attachments = listIn(e.Components), listIn(e.Embeds), listIn(e.Attachments)
	body.AllowedMentions = noPings(e.AllowedMentions)
	return body
}

func followUpOf(p *discordgo.WebhookParams) discordgo.WebhookParams {
	body := *p
	body.Components, body.AllowedMentions = list(p.Components), noPings(p.AllowedMentions)
	return body
}

// messageBody is the body of Create Message. The library's has no nonce.
type messageBody struct {
	Content         string                            `json:"content,omitempty"`
	Embeds          []*discordgo.MessageEmbed         `json:"embeds"`
	TTS             bool                              `json:"tts,omitempty"`
	Components      []discordgo.MessageComponent      `json:"components"`
	AllowedMentions *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Reference       *discordgo.MessageReference       `json:"message_reference,omitempty"`
	StickerIDs      []string                          `json:"sticker_ids,omitempty"`
	Flags           discordgo.MessageFlags            `json:"flags,omitempty"`
	Poll            *discordgo.Poll                   `json:"poll,omitempty"`
	Nonce           string                            `json:"nonce,omitempty"`
	EnforceNonce    bool                              `json:"enforce_nonce,omitempty"`
}

// messageOf is the body that posts m, and its files.
func messageOf(m *discordgo.MessageSend, nonce string) (messageBody, []*discordgo.File) {
	embeds, files := m.Embeds, m.Files
	if m.Embed != nil {
		embeds = append([]*discordgo.MessageEmbed{m.Embed}, embeds...)
	}
	if m.File != nil {
		files = append([]*discordgo.File{m.File}, files...)
	}
	return messageBody{
		Content: m.Content, Embeds: list(embeds), TTS: m.TTS, Components: list(m.Components),
		AllowedMentions: noPings(m.AllowedMentions), Reference: m.Reference, StickerIDs: m.StickerIDs,
		Flags: m.Flags, Poll: m.Poll, Nonce: nonce, EnforceNonce: nonce != "",
	}, files
}

// changeBody is the body of Edit Message. An empty content is sent too: it takes
// away what was there.
type changeBody struct {
	Content         string                            `json:"content"`
	Embeds          []*discordgo.MessageEmbed         `json:"embeds"`
	Components      []discordgo.MessageComponent      `json:"components"`
	AllowedMentions *discordgo.MessageAllowedMentions `json:"allowed_mentions"`
}

// changeOf is the body that makes a message show m.
func changeOf(m *discordgo.MessageSend) changeBody {
	return changeBody{m.Content, list(m.Embeds), list(m.Components), noPings(m.AllowedMentions)}
}
