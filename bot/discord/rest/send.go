package rest

import (
	"context"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// maxNonce is how many characters a nonce may have (docs: Resources, Message, Create Message).
const maxNonce = 25

// Send posts a message to a channel. With a nonce it is repeatable: "If another
// message was created by the same author with the same nonce, that message will
// be returned and no new message will be created", for a few minutes (docs:
// Create Message, enforce_nonce). With the nonce "" it is sent once, and the
// error has Unclear set when it may have been.
func (c *Client) Send(ctx context.Context, channel, nonce string, m *discordgo.MessageSend) (*discordgo.Message, error) {
	if n := utf8.RuneCountInString(nonce); n > maxNonce {
		return nil, fmt.Errorf("send to channel %s: the nonce has %d characters, Discord takes %d", channel, n, maxNonce)
	}
	payload, files := messageOf(m, nonce)
	var sent *discordgo.Message
	err := c.call(ctx, &exchange{repeat: nonce != ""}, http.MethodPost, discordgo.EndpointChannelMessages(channel), payload, files, &sent)
	if err != nil {
		return nil, fmt.Errorf("send to channel %s: %w", channel, err)
	}
	return sent, nil
}
