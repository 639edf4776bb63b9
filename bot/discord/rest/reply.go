package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Acknowledge answers an interaction for the first time, which Discord wants
// within 3 s; a longer context is no use. When the answer to a try is lost and
// the next one is told that the interaction is acknowledged already (40060), it
// was that try, and all is well.
func (c *Client) Acknowledge(ctx context.Context, i *discordgo.Interaction, r *discordgo.InteractionResponse) error {
	x := &exchange{repeat: true}
	payload, files := callbackOf(r)
	err := c.call(ctx, x, http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), payload, files, nil)
	if e := new(Error); errors.As(err, &e) && e.Code == codeAcknowledged && x.unclear {
		return nil
	}
	return about("acknowledge", i, err)
}

// EditReply sets what the interaction's first answer shows. Nothing of it waits
// for other interactions.
func (c *Client) EditReply(ctx context.Context, i *discordgo.Interaction, e *discordgo.WebhookEdit) (*discordgo.Message, error) {
	payload := editOf(e)
	var m *discordgo.Message
	err := c.call(ctx, &exchange{repeat: true}, http.MethodPatch, original(i), payload, e.Files, &m)
	return m, about("edit the reply to", i, err)
}

// DeleteReply takes the interaction's first answer away.
func (c *Client) DeleteReply(ctx context.Context, i *discordgo.Interaction) error {
	err := c.call(ctx, &exchange{repeat: true}, http.MethodDelete, original(i), nil, nil, nil)
	return about("delete the reply to", i, err)
}

// FollowUp sends one more message in answer to the interaction. Discord has no
// nonce for these, so it is not tried again when it may have been sent: the
// error then has Unclear set.
func (c *Client) FollowUp(ctx context.Context, i *discordgo.Interaction, p *discordgo.WebhookParams) (*discordgo.Message, error) {
	payload := followUpOf(p)
	endpoint := discordgo.EndpointFollowupMessage(i.AppID, i.Token) + "?wait=true"
	var m *discordgo.Message
	err := c.call(ctx, &exchange{}, http.MethodPost, endpoint, payload, p.Files, &m)
	return m, about("follow up on", i, err)
}

func original(i *discordgo.Interaction) string {
	return discordgo.EndpointInteractionResponseActions(i.AppID, i.Token)
}

// about says what was being done when err happened. It keeps nil.
func about(what string, i *discordgo.Interaction, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s interaction %s: %w", what, i.ID, err)
}
