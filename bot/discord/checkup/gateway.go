package checkup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// gateway asks how often the bot may still connect, and with how many shards.
func (e *examination) gateway(ctx context.Context) {
	const subject = "gateway"
	info, err := e.session().GatewayBot(discordgo.WithContext(ctx))
	if err != nil {
		e.unanswered(subject, Bad, err)
		return
	}
	e.add(starts(info, e.Shards, e.Now()))
}

// fewStarts is the part of a day's session starts, one in so many, below which
// something must be connecting again and again.
const fewStarts = 10

// starts judges what Discord says of a bot's connections.
func starts(info *discordgo.GatewayBotResponse, shards int, now time.Time) Check {
	limit := info.SessionStartLimit
	c := Check{Subject: "gateway", State: OK, Finding: fmt.Sprintf("%d of %d session starts left; Discord asks for %s",
		limit.Remaining, limit.Total, counted(info.Shards, "shard"))}
	reset := now.Add(time.Duration(limit.ResetAfter) * time.Millisecond).UTC().Format("2006-01-02 15:04 UTC")
	const often = "find out what starts the bot so often: each start takes one, and so does each connection that could not be resumed."
	switch {
	case limit.Total > 0 && limit.Remaining <= 0:
		c.State, c.Advice = Bad, "Wait until "+reset+", when there are new ones, and "+often
	case limit.Remaining*fewStarts < limit.Total:
		c.State, c.Advice = Look, "There are new ones at "+reset+"; "+often
	case shards > 0 && shards < info.Shards:
		c.State = Look
		c.Advice = fmt.Sprintf("DISCORD_SHARDS is %d, which will be too few: leave it out, and the bot takes as many as Discord asks for.", shards)
	}
	return c
}

// commands asks which of the bot's commands Discord knows.
func (e *examination) commands(ctx context.Context) {
	const subject = "commands"
	known, err := e.session().ApplicationCommands(e.app.ID, "", discordgo.WithContext(ctx))
	if err != nil {
		e.unanswered(subject, Look, err)
		return
	}
	var names []string
	for _, c := range known {
		names = append(names, c.Name)
	}
	e.add(registered(names, e.Commands))
}

// registered compares the commands that Discord knows with the bot's. None at
// all is a bot that has not run yet.
func registered(known, wanted []string) Check {
	c := Check{Subject: "commands", State: OK}
	missing := slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return slices.Contains(known, name) })
	switch {
	case len(known) == 0:
		c.Finding = "none is registered yet; serve does that when it starts"
	case len(missing) > 0:
		c.State, c.Finding = Look, "not registered: "+strings.Join(missing, ", ")
		c.Advice = "Start serve again: it registers them all."
	default:
		c.Finding = fmt.Sprintf("all %d are registered", len(wanted))
	}
	return c
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
