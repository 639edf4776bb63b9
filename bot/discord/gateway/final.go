package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// FinalError is an end that trying again does not mend. Advice says what does.
type FinalError struct {
	Code   int    // with which the gateway closed, or HTTP's 401
	Reason string // as Discord words it
	advice string
}

func (e *FinalError) Error() string {
	return fmt.Sprintf("gateway: Discord ended it for good with %d %s", e.Code, e.Reason)
}

// Advice is a sentence that says what to mend, for whoever runs the bot.
func (e *FinalError) Advice() string { return e.advice }

// Close codes after which Discord says not to reconnect, and those that end the
// session but not the bot (docs: Topics, Opcodes and Status Codes, Gateway Close
// Event Codes).
const (
	closeAuthenticationFailed = 4004
	closeInvalidSeq           = 4007
	closeSessionTimedOut      = 4009
	closeInvalidShard         = 4010
	closeShardingRequired     = 4011
	closeInvalidVersion       = 4012
	closeInvalidIntents       = 4013
	closeDisallowedIntents    = 4014
)

// portal is where applications are set up.
const portal = "the Discord developer portal (https://discord.com/developers/applications)"

const tokenAdvice = "Discord does not accept the bot's token: copy it anew from " + portal + ", Bot → Reset Token, and start the bot with it."

// final is the FinalError of a close code, nil when the code is not final.
func (s *supervisor) final(ctx context.Context, e *closeError) error {
	advice := ""
	switch e.code {
	case closeAuthenticationFailed:
		advice = tokenAdvice
	case closeInvalidShard:
		advice = "The bot was started as a shard that does not exist: leave the number of shards out, and Discord says how many there are."
	case closeShardingRequired:
		advice = fmt.Sprintf("The bot is in too many servers for %d shard(s): leave the number of shards out, and Discord says how many it takes.", s.shards)
	case closeInvalidVersion:
		advice = "Discord no longer speaks the version of its gateway that this bot knows: update the bot."
	case closeInvalidIntents:
		advice = fmt.Sprintf("Discord does not know the intents %d that the bot asks for: update the bot.", s.options.Intents)
	case closeDisallowedIntents:
		advice = intentAdvice(s.switchedOff(ctx))
	default:
		return nil
	}
	return &FinalError{Code: e.code, Reason: e.reason, advice: advice}
}

// privileged are the intents with a switch in the portal, and the application's
// flags that say whether it is on: one for bots in less than 100 servers, one for
// verified bots (docs: Resources, Application, Application Flags).
func privileged() []struct {
	intent discordgo.Intent
	flags  int
	name   string
} {
	return []struct {
		intent discordgo.Intent
		flags  int
		name   string
	}{
		{discordgo.IntentGuildPresences, 1<<12 | 1<<13, "Presence Intent"},
		{discordgo.IntentGuildMembers, 1<<14 | 1<<15, "Server Members Intent"},
		{discordgo.IntentMessageContent, 1<<18 | 1<<19, "Message Content Intent"},
	}
}

// switchedOff are the switches that the bot's intents need and that are off; all
// that they need, when Discord does not say.
func (s *supervisor) switchedOff(ctx context.Context) []string {
	const patient = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	body, err := s.options.Client.Session().Request(http.MethodGet, discordgo.EndpointAPI+"applications/@me", nil, discordgo.WithContext(ctx))
	var application struct {
		Flags int `json:"flags"`
	}
	if err == nil {
		err = json.Unmarshal(body, &application)
	}
	if err != nil {
		s.log.Warn("gateway: which intents are switched off cannot be read", "error", err)
	}
	var off, needed []string
	for _, p := range privileged() {
		if s.options.Intents&p.intent == 0 {
			continue
		}
		needed = append(needed, p.name)
		if application.Flags&p.flags == 0 {
			off = append(off, p.name)
		}
	}
	if len(off) == 0 {
		return needed
	}
	return off
}

func intentAdvice(switches []string) string {
	quoted := make([]string, len(switches))
	for i, s := range switches {
		quoted[i] = "“" + s + "”"
	}
	return "Switch on " + strings.Join(quoted, " and ") + " in " + portal + ", under Bot → Privileged Gateway Intents, save, and start the bot again."
}

// unauthorized is the FinalError of a token that the API does not take.
func unauthorized() *FinalError {
	return &FinalError{Code: http.StatusUnauthorized, Reason: rest.ErrUnauthorized.Error(), advice: tokenAdvice}
}
