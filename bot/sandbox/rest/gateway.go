package rest

import (
	"time"

	"rapporteur/bot/sandbox/world"
)

// gatewayAddress is the spec's GatewayResponse, and with the rest GatewayBotResponse.
type gatewayAddress struct {
	URL               string             `json:"url"`
	Shards            int                `json:"shards,omitzero"`
	SessionStartLimit *sessionStartLimit `json:"session_start_limit,omitempty"`
}

// sessionStartLimit is how often a bot may identify (docs: Gateway, Session Start Limit Object).
type sessionStartLimit struct {
	Total          int   `json:"total"`
	Remaining      int   `json:"remaining"`
	ResetAfter     int64 `json:"reset_after"` // milliseconds
	MaxConcurrency int   `json:"max_concurrency"`
}

// uncounted is the limit where nobody counts.
func uncounted(world.ID) (total, remaining int, resetAfter time.Duration, concurrency int) {
	const starts = 1000
	return starts, starts, 0, 1
}

func gateway(c *call) (answer, error) { return ok(gatewayAddress{URL: c.options.GatewayURL()}) }

func gatewayBot(c *call) (answer, error) {
	app, err := c.world.Application(c.me)
	if err != nil {
		return answer{}, err
	}
	startLimit := c.options.StartLimit
	if startLimit == nil {
		startLimit = uncounted
	}
	total, remaining, resetAfter, concurrency := startLimit(c.me)
	starts := &sessionStartLimit{total, remaining, resetAfter.Milliseconds(), concurrency}
	return ok(gatewayAddress{c.options.GatewayURL(), max(app.Shards, 1), starts})
}
