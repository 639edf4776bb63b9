package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// Application is what Discord tells of the bot's application (docs: Resources,
// Application, Get Current Application).
type Application struct {
	ID  string `json:"id"`
	Bot struct {
		ID string `json:"id"`
	} `json:"bot"`
	Flags     int  `json:"flags"`
	CodeGrant bool `json:"bot_require_code_grant"` // an invite link alone does not suffice
}

// Application asks who the bot is. The library's own type lacks the flags.
func (c *Client) Application(ctx context.Context) (*Application, error) {
	url := discordgo.EndpointAPI + "applications/@me"
	body, err := c.Session().RequestWithBucketID(http.MethodGet, url, nil, url, discordgo.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("ask for the application: %w", bare(err))
	}
	app := new(Application)
	if err := json.Unmarshal(body, app); err != nil || app.ID == "" || app.Bot.ID == "" {
		return nil, &Error{Op: "GET /applications/@me", Message: "the answer is no application", cause: err}
	}
	return app, nil
}

// Switch is a privileged intent, which has a switch in the developer portal.
type Switch struct {
	Intent discordgo.Intent
	Name   string // as the portal shows it
	flags  int    // either says that it is on: for bots in fewer than 100 servers, and for verified ones
}

// Switches are those of the portal (docs: Resources, Application, Application
// Flags).
func Switches() []Switch {
	return []Switch{
		{discordgo.IntentGuildPresences, "Presence Intent", 1<<12 | 1<<13},
		{discordgo.IntentGuildMembers, "Server Members Intent", 1<<14 | 1<<15},
		{discordgo.IntentMessageContent, "Message Content Intent", 1<<18 | 1<<19},
	}
}

// Allowed are the privileged intents that are switched on.
func (a *Application) Allowed() (allowed discordgo.Intent) {
	for _, s := range Switches() {
		if a.Flags&s.flags != 0 {
			allowed |= s.Intent
		}
	}
	return allowed
}
