package rest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Edit has a message of the bot's show m and nothing else. Files are not taken.
// It is ErrGone when somebody has deleted the message.
func (c *Client) Edit(ctx context.Context, channel, message string, m *discordgo.MessageSend) (*discordgo.Message, error) {
	var edited *discordgo.Message
	err := c.call(ctx, &exchange{repeat: true}, http.MethodPatch, discordgo.EndpointChannelMessage(channel, message), changeOf(m), nil, &edited)
	if err != nil {
		return nil, fmt.Errorf("edit message %s of channel %s: %w", message, channel, err)
	}
	return edited, nil
}

// Type shows in a channel that the bot is at work, for ten seconds or until it
// has sent a message there (docs: Resources, Channel, Trigger Typing Indicator).
// One that fails is not worth a second try.
func (c *Client) Type(ctx context.Context, channel string) error {
	if err := c.call(ctx, &exchange{}, http.MethodPost, discordgo.EndpointChannelTyping(channel), nil, nil, nil); err != nil {
		return fmt.Errorf("type in channel %s: %w", channel, err)
	}
	return nil
}
