package discord

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/curate/gaps"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// reviewPace is how often what waits for the moderators is looked at.
type reviewPace struct {
	every  time.Duration // whether or not a change was announced
	settle time.Duration // after a change, so that several are one
	tell   time.Duration // between two messages to those who asked
	retry  time.Duration // after one that could not be sent
}

func (p reviewPace) withDefaults() reviewPace {
	return reviewPace{
		every: cmp.Or(p.every, time.Minute), settle: cmp.Or(p.settle, 300*time.Millisecond),
		tell: cmp.Or(p.tell, 5*time.Second), retry: cmp.Or(p.retry, time.Minute),
	}
}

// maxAskedAgain is how many questions of a guild are asked again after a change: all that
// are listed, in the three wordings that are tried of each.
const maxAskedAgain = 3 * maxGaps

// askedOf is what the questions of a guild were asked of.
type askedOf struct {
	index   any
	rulings *disputes.Rulings
}

// keepWatch looks after each change of the articles at where they disagree now, and at
// which questions they answer by now, until ctx is done. What a ruling strikes, or gives
// back, is such a change. It begins with all of them, so that what was to be looked at
// before a stop is looked at after it.
func (b *Bot) keepWatch(ctx context.Context) {
	looked := make(map[string]askedOf) // by guild
	for ctx.Err() == nil {
		b.guarded("what a change of the articles means", func() { b.lookAfterChange(ctx, looked) })
		select {
		case <-ctx.Done():
		case <-time.After(b.o.review.every):
		case <-b.ruledAnew:
		case <-b.o.Changes:
			select {
			case <-ctx.Done():
			case <-time.After(b.o.review.settle):
			}
		}
	}
}

// guarded has something done whose fault must not end the program.
func (b *Bot) guarded(what string, do func()) {
	defer func() {
		if fault := recover(); fault != nil {
			b.o.Log.Error("panic", "doing", what, "fault", fmt.Sprint(fault), "stack", stack())
		}
	}()
	do()
}

// lookAfterChange brings in line what follows from the articles.
func (b *Bot) lookAfterChange(ctx context.Context, looked map[string]askedOf) {
	owners := append(b.o.Curator.Guilds(), "")
	for _, owner := range owners {
		if err := b.docket.Update(ctx, owner, b.o.Curator.Articles(owner)); err != nil {
			return // it goes on at the next start
		}
	}
	for _, owner := range b.docket.Owners() {
		if !slices.Contains(owners, owner) {
			b.docket.Forget(owner)
		}
	}
	guilds, err := b.o.Store.GuildsWithGaps(ctx)
	if err != nil {
		b.o.Log.Error("what the articles leave open could not be read", "error", err)
		return
	}
	for _, guild := range guilds {
		_, index := b.o.Curator.Shelf(guild)
		of := askedOf{index, b.docket.Rulings(guild)}
		if looked[guild] == of {
			continue
		}
		err := b.lookForAnswers(ctx, guild)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			b.o.Log.Error("open questions could not be looked at again", "guild", guild, "error", err)
		default:
			looked[guild] = of
		}
	}
}

// lookForAnswers asks the open questions of a guild again, the most asked first, and
// notes which are answered by now. The moderators are told of those or, where they chose
// so, those who asked.
func (b *Bot) lookForAnswers(ctx context.Context, guild string) error {
	open, err := b.questionsOf(ctx, guild)
	if err != nil {
		return err
	}
	groups := make([]gaps.Group, len(open))
	for i, q := range open {
		groups[i] = q.Group
	}
	answerer := b.o.Knowledge.For(guild)
	found, done, err := gaps.Answered(ctx, groups, maxAskedAgain, func(text string) bool {
		return b.quoted(ctx, answerer, text) != nil
	})
	if err != nil {
		return err
	}
	as := make(map[string]string, len(found)) // by label, the gap whose wording is answered
	for _, f := range found {
		as[f.Group.Label.ID] = f.Question.ID
	}
	var news []question
	var answered, not []string
	for _, q := range open[:done] {
		switch {
		case as[q.Label.ID] == "":
			not = append(not, q.ids()...)
			continue
		case !q.answered:
			news = append(news, q)
		}
		answered = append(answered, q.ids()...)
	}
	if err := b.o.Store.SetAnswered(ctx, guild, answered, not); err != nil || len(answered) == 0 {
		return err
	}
	settings, err := b.settingsOf(ctx, guild)
	if err != nil {
		return err
	}
	if !settings.TellAskers {
		b.tellOfAnswered(settings, news)
		return nil
	}
	for _, q := range open[:done] {
		if as[q.Label.ID] == "" {
			continue
		}
		if _, err := b.o.Store.ReleaseGaps(ctx, guild, q.ids(), as[q.Label.ID], store.Bot); err != nil {
			return err
		}
	}
	b.wakeTeller()
	return nil
}

// tellOfAnswered tells the staff which questions are answered by now.
func (b *Bot) tellOfAnswered(settings store.Settings, news []question) {
	if len(news) == 0 {
		return
	}
	text := "The articles answer by now what they did not when it was asked:"
	for _, q := range news[:min(shownGaps, len(news))] {
		text += "\n> " + quoted(q.label().Question)
	}
	if more := len(news) - shownGaps; more > 0 {
		text += fmt.Sprintf("\nand %d more", more)
	}
	var choices []render.Choice
	if len(news) == 1 {
		choices = answeredChoices(news[0].Label.ID)
	} else {
		text += "\nWhoever asked can be told with " + b.mention("knowledge review") + "."
	}
	b.tellStaff(settings, shortNonce("answered", news[0].Label.ID, news[0].label().LastAt.String()), text, choices...)
}

// shortNonce is a nonce of what it is about, with room for the number of a part.
func shortNonce(about ...string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q", about)))
	return hex.EncodeToString(sum[:10])
}
