package gateway_test

import (
	"fmt"
	"testing"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

func TestMessageContentIsOnlyForThoseItConcerns(t *testing.T) {
	const guildMessages, directMessages, messageContent = 1 << 9, 1 << 12, 1 << 15
	s := newScene(t, gateway.Options{})
	direct, err := s.world.OpenDirect(s.owner.ID, s.app.ID)
	if err != nil {
		t.Fatal(err)
	}
	mention := fmt.Sprintf("<@%s> hello", s.app.ID)
	cases := []struct {
		name            string
		by, channel     world.ID
		content, lesser string // as it is sent, and as one without the intent reads it
	}{
		{"another's", s.owner.ID, s.channel.ID, "hello", ""},
		{"a mention", s.owner.ID, s.channel.ID, mention, mention},
		{"its own", s.app.ID, s.channel.ID, "hello", "hello"},
		{"a direct message", s.owner.ID, direct.ID, "hello", "hello"},
	}
	with, _ := s.connect(t, guildMessages|directMessages|messageContent)
	without, _ := s.connect(t, guildMessages|directMessages)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if _, err := s.world.CreateMessage(test.by, test.channel, world.Draft{Content: test.content}); err != nil {
				t.Fatal(err)
			}
			if got := with.wantMessage(); got != test.content {
				t.Errorf("with the intent: %q, want %q", got, test.content)
			}
			if got := without.wantMessage(); got != test.lesser {
				t.Errorf("without the intent: %q, want %q", got, test.lesser)
			}
		})
	}
}

// wantMessage is the content of the next message.
func (c *client) wantMessage() string {
	c.t.Helper()
	var message struct{ Content string }
	c.decode(c.wantEvent("MESSAGE_CREATE"), &message)
	return message.Content
}
