package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/discord/render"
)

// askAsOf answers /ask with as-of: from the articles as they were at the end of a day.
func (b *Bot) askAsOf(ctx context.Context, c *call) (result, error) {
	zone, err := b.zoneOf(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	at, err := endOfDay(strings.TrimSpace(c.options.text("as-of")), zone, b.o.Now())
	if err != nil {
		return result{}, err
	}
	if err := b.setBack(ctx, c, at); err != nil {
		return result{}, err
	}
	slug, err := c.slug()
	if err != nil {
		return result{}, err
	}
	return b.answerCall(ctx, c, answer.Question{Text: c.options.text("question"), Article: slug})
}

// endOfDay is the last moment of a day that was typed, or now if it is today. The error
// is an *adviceError.
func endOfDay(typed string, zone *time.Location, now time.Time) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, typed, zone)
	if err != nil || day.Year() < 1970 {
		return time.Time{}, &adviceError{fmt.Sprintf("I cannot read “%s” as a day. Write year, month and day, such as 2027-03-01.", plainName(typed))}
	}
	if day.After(now) {
		return time.Time{}, &adviceError{"That day is yet to come. Give one that has begun, or leave as-of out."}
	}
	end := day.AddDate(0, 0, 1).Add(-time.Millisecond)
	if end.After(now) {
		end = now.In(zone)
	}
	return end, nil
}

// setBack has a call answered from the articles as they were at a time, without what had
// fallen by a ruling then. The error is an *adviceError where nothing is known of that.
func (b *Bot) setBack(ctx context.Context, c *call, at time.Time) error {
	since, err := b.o.Past.Since(ctx, c.GuildID)
	switch {
	case err != nil:
		return err
	case since.IsZero():
		return &adviceError{"I know no earlier versions of the articles. Leave as-of out."}
	case at.Before(since):
		return &adviceError{fmt.Sprintf("I know the articles since <t:%d:D>, and not what they said before. Give that day or a later one.", since.Unix())}
	}
	articles, err := b.o.Past.AsOf(ctx, c.GuildID, at)
	if err != nil {
		return err
	}
	known, err := b.earlier(ctx, c.GuildID, articles)
	if err != nil {
		return err
	}
	rulings, err := b.rulingsOf(ctx, c.GuildID)
	if err != nil {
		return err
	}
	known.docket.Rule(c.GuildID, rulings)
	if c.answerer, err = without(known.answerer, known.docket.Rulings(c.GuildID).Fallen(known.answerer.Articles(), at)); err != nil {
		return err
	}
	c.asOf, c.past = at, known
	return nil
}

// Bounds of what is kept of earlier knowledge.
const (
	keptEarlier = 16 << 20 // bytes of text; an index has several times that
	keepEarlier = 10 * time.Minute
)

// earlierCache keeps answerers of earlier knowledge by guild and state. What was erased
// since is in no state that is asked for, and is gone with the time.
type earlierCache = otter.Cache[string, *earlierKnowledge]

type earlierKnowledge struct {
	answerer *answer.Answerer
	docket   *disputes.Docket // of the same articles, whose owner is ""
	bytes    uint32
}

// otherwise is what other sentences of that knowledge say instead of those that are
// shown to a guild, and which of them were ruled on since.
func (e *earlierKnowledge) otherwise(guild string, shown []cited) []render.Otherwise {
	fallen := e.docket.Rulings(guild).Fallen(e.answerer.Articles(), time.Time{})
	return otherwiseBy(e.docket, "", guild, fallen, shown)
}

func newEarlierCache() *earlierCache {
	return otter.Must(&otter.Options[string, *earlierKnowledge]{
		MaximumWeight: keptEarlier, ExpiryCalculator: otter.ExpiryAccessing[string, *earlierKnowledge](keepEarlier),
		Weigher: func(_ string, e *earlierKnowledge) uint32 { return e.bytes },
	})
}

// earlier answers from articles as they were, by their words: what they mean is known
// of the present ones alone. Making one takes the processor as long as reading the
// articles at start does, and comparing them.
func (b *Bot) earlier(ctx context.Context, guild string, articles []*corpus.Article) (*earlierKnowledge, error) {
	key := guild + "\x00" + articlesState(articles)
	if known, ok := b.earlierKnowledge.GetIfPresent(key); ok {
		return known, nil
	}
	made := &earlierKnowledge{docket: disputes.New(), bytes: 1}
	var err error
	if ended := b.think(ctx, func() {
		if made.answerer, err = answer.From(articles); err == nil {
			err = made.docket.Update(ctx, "", articles)
		}
	}); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, fmt.Errorf("index earlier articles of guild %s: %w", guild, err)
	}
	for _, a := range articles {
		made.bytes += uint32(len(a.Text)) //nolint:gosec // an article has far fewer bytes
	}
	b.earlierKnowledge.Set(key, made)
	return made, nil
}
