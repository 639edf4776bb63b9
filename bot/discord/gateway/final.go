package gateway

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

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

// Portal is where applications are set up, for a sentence.
const Portal = "the Discord developer portal (https://discord.com/developers/applications)"

// TokenAdvice says what to do about a token that Discord does not know.
const TokenAdvice = "Discord does not accept the bot's token: copy it anew from " + Portal + ", Bot → Reset Token, set DISCORD_TOKEN to it, and start the bot again."

// final is the FinalError of a close code, nil when the code is not final.
func (s *supervisor) final(ctx context.Context, e *closeError) error {
	advice := ""
	switch e.code {
	case closeAuthenticationFailed:
		advice = TokenAdvice
	case closeInvalidShard:
		advice = "The bot was started as a shard that does not exist: leave the number of shards out, and Discord says how many there are."
	case closeShardingRequired:
		advice = fmt.Sprintf("The bot is in too many servers for %d shard(s): leave the number of shards out, and Discord says how many it takes.", s.shards)
	case closeInvalidVersion:
		advice = "Discord no longer speaks the version of its gateway that this bot knows: update the bot."
	case closeInvalidIntents:
		advice = fmt.Sprintf("Discord does not know the intents %d that the bot asks for: update the bot.", s.options.Intents)
	case closeDisallowedIntents:
		advice = IntentAdvice(s.switchedOff(ctx))
	default:
		return nil
	}
	return &FinalError{Code: e.code, Reason: e.reason, advice: advice}
}

// switchedOff are the switches that the bot's intents need and that are off; all
// that they need, when Discord does not say.
func (s *supervisor) switchedOff(ctx context.Context) []string {
	const patient = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	application, err := s.options.Client.Application(ctx)
	if err != nil {
		s.log.Warn("gateway: which intents are switched off cannot be read", "error", err)
		application = new(rest.Application)
	}
	var off, needed []string
	for _, p := range rest.Switches() {
		if s.options.Intents&p.Intent == 0 {
			continue
		}
		needed = append(needed, p.Name)
		if application.Allowed()&p.Intent == 0 {
			off = append(off, p.Name)
		}
	}
	if len(off) == 0 {
		return needed
	}
	return off
}

// IntentAdvice says how to switch intents on that the bot cannot be without.
func IntentAdvice(switches []string) string {
	quoted := make([]string, len(switches))
	for i, s := range switches {
		quoted[i] = "“" + s + "”"
	}
	return "Switch on " + strings.Join(quoted, " and ") + " in " + Portal + ", under Bot → Privileged Gateway Intents, save, and start the bot again."
}

// unauthorized is the FinalError of a token that the API does not take.
func unauthorized() *FinalError {
	return &FinalError{Code: http.StatusUnauthorized, Reason: rest.ErrUnauthorized.Error(), advice: TokenAdvice}
}
