package discord

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate"
	"rapporteur/bot/curate/effect"
)

// shownOutcomes is how many answers that a change makes others its preview shows.
const shownOutcomes = 3

// effectNotes say what a proposal would do to saved questions and to earlier posts, in
// words of the bot's own and of what was asked and said.
func (b *Bot) effectNotes(ctx context.Context, c *call, p *curate.Proposal) ([]string, error) {
	preview, err := b.o.Curator.Preview(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []string
	if n := preview.CitedAll; n > 0 {
		told := "get a reply with the old and the new wording"
		if c.settings.NoCorrections {
			told = "get no reply, as corrections are off in the settings"
		}
		out = append(out, fmt.Sprintf("Earlier posts that cite what this changes: %d. They %s.", n, told))
	}
	saved, err := b.o.Store.Questions(ctx, c.GuildID)
	if err != nil || len(saved) == 0 {
		return out, err
	}
	index, err := b.o.Curator.IndexWith(c.GuildID, p)
	if err != nil {
		return nil, err
	}
	e, err := effectOf(ctx, answer.New(b.o.Curator.Index(c.GuildID)), answer.New(index), saved)
	if err != nil {
		return nil, err
	}
	return append(out, outcomeNotes(e)...), nil
}

// outcomeNotes say how saved questions are answered before and after a change.
func outcomeNotes(e effect.Effect) []string {
	all := len(e.Outcomes)
	out := []string{fmt.Sprintf("Saved questions that are answered: %d of %d now, %d of %d after this.",
		answered(e.ScoreBefore(), all), all, answered(e.ScoreAfter(), all), all)}
	changed := e.Changed()
	for _, o := range changed[:min(shownOutcomes, len(changed))] {
		out = append(out, fmt.Sprintf("“%s”: now %s; after this %s.", shortened(o.Text, maxShown), saidBy(o.Before), saidBy(o.After)))
	}
	if left := len(changed) - shownOutcomes; left > 0 {
		out = append(out, fmt.Sprintf("And %s changed.", counted(left, "more answer")))
	}
	if e.Left > 0 {
		out = append(out, fmt.Sprintf("Not asked: %d. There was no time.", e.Left))
	}
	return out
}

// answered is how many of all a share is.
func answered(share float64, all int) int { return int(share*float64(all) + .5) }

// saidBy is what a reply says, in short.
func saidBy(r *answer.Reply) string {
	if !r.Answered() {
		return "not answered"
	}
	var texts []string
	for _, claim := range r.Claims() {
		texts = append(texts, claim.Text)
	}
	return "“" + shortened(strings.Join(texts, " "), maxQuoted) + "”"
}
