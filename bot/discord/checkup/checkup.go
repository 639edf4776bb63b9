// Package checkup looks over what a bot has on Discord, and says in words what to
// mend: the address, the clock, the token, the intents, the gateway, the commands
// and the permissions in each channel. It asks, and changes nothing.
//
// Checks are plain values. What a check costs is a few requests for the bot and
// three for each server.
package checkup

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// State is what came of a check.
type State string

// The states.
const (
	OK   State = "ok"
	Look State = "look" // the bot runs, and something of it does not work
	Bad  State = "bad"  // the bot cannot run
)

// Check is one line of a checkup.
type Check struct {
	Subject string `json:"subject"` // what was looked at
	State   State  `json:"state"`
	Finding string `json:"finding"` // how it stands, without a full stop
	Advice  string `json:"advice"`  // sentences that say what to do; "" when all is well
}

// Options of Run. Client is required.
type Options struct {
	Client       *rest.Client
	WantsContent bool     // the bot asks for the Message Content Intent where it may
	NeedsContent bool     // and does not run without it
	Shards       int      // as configured; zero is as many as Discord asks for
	Commands     []string // the names of the bot's commands
	Posts        []Post   // what the bot posts by itself
	Log          *slog.Logger
	Now          func() time.Time // time.Now when nil
}

// Post is something that the bot posts by itself in a channel.
type Post struct {
	Guild, Channel string // ids
	Name           string
	Needs          int64 // permissions
}

// Report is what Run found.
type Report struct {
	Checks []Check
	Invite string   // the link that takes the bot into a server; "" when the token is not accepted
	Guilds []string // the ids of the servers that the bot is in, if that could be asked
}

// Run makes every check that those before it leave possible. The error is that
// of ctx.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	e := &examination{Options: o}
	if e.reach(ctx) && e.identify(ctx) {
		e.gateway(ctx)
		e.commands(ctx)
		e.guilds(ctx)
	}
	return e.report, ctx.Err()
}

// examination is a run.
type examination struct {
	Options
	report Report
	app    *rest.Application
}

func (e *examination) add(checks ...Check) { e.report.Checks = append(e.report.Checks, checks...) }

func (e *examination) ok(subject, finding string) { e.add(Check{subject, OK, finding, ""}) }

// unanswered notes that Discord did not answer a question that a check asks.
func (e *examination) unanswered(subject string, state State, err error) {
	e.Log.Warn("a check could not be made", "subject", subject, "error", err)
	advice := "Run doctor again later, with --verbose to see the reason."
	if errors.Is(err, rest.ErrMissingAccess) || errors.Is(err, rest.ErrMissingPermissions) {
		advice = "Invite the bot anew with the link below."
	}
	e.add(Check{subject, state, "Discord did not tell", advice})
}

func (e *examination) session() *discordgo.Session { return e.Client.Session() }
