package discord

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
)

// ruledKnowledge answers each guild without what fell by the rulings of its moderators.
// A guild without such rulings is answered by what answers all others, for the price of
// a look-up.
type ruledKnowledge struct {
	Knowledge
	docket *disputes.Docket
	log    *slog.Logger

	mu     sync.Mutex
	guilds map[string]*ruledAnswerer // those with rulings
}

// ruledAnswerer is what a guild is answered by, made anew when what it is of changes.
type ruledAnswerer struct {
	mu     sync.Mutex
	whole  *answer.Answerer
	by     *disputes.Rulings
	fallen disputes.Fallen
	made   *answer.Answerer
}

// For is the answerer of a guild.
func (k *ruledKnowledge) For(guild string) *answer.Answerer {
	made, _ := k.of(guild)
	return made
}

// fallen is what fell of a guild's articles.
func (k *ruledKnowledge) fallen(guild string) disputes.Fallen {
	if k.docket.Rulings(guild) == nil {
		return disputes.Fallen{}
	}
	_, fallen := k.of(guild)
	return fallen
}

func (k *ruledKnowledge) of(guild string) (*answer.Answerer, disputes.Fallen) {
	whole, by := k.Knowledge.For(guild), k.docket.Rulings(guild)
	if by == nil {
		return whole, disputes.Fallen{}
	}
	k.mu.Lock()
	r := k.guilds[guild]
	if r == nil {
		r = new(ruledAnswerer)
		k.guilds[guild] = r
	}
	k.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.whole != whole || r.by != by {
		r.whole, r.by, r.fallen = whole, by, by.Fallen(whole.Articles(), time.Time{})
		var err error
		if r.made, err = without(whole, r.fallen); err != nil {
			k.log.Error("the rulings of moderators could not be gone by", "guild", guild, "error", err)
		}
	}
	return r.made, r.fallen
}

// tidy lets go of what was made for a guild without rulings.
func (k *ruledKnowledge) tidy(guild string) {
	if k.docket.Rulings(guild) != nil {
		return
	}
	k.mu.Lock()
	delete(k.guilds, guild)
	k.mu.Unlock()
}

// without is an answerer without what fell; the same one where nothing did, and with
// an error.
func without(whole *answer.Answerer, f disputes.Fallen) (*answer.Answerer, error) {
	_, struck := f.Strike(whole.Articles())
	if len(struck) == 0 {
		return whole, nil
	}
	made, err := whole.Without(struck, f.Instead)
	if err != nil {
		return whole, err
	}
	return made, nil
}

// standingIn gives articles of any versions without what fell by a guild's rulings, as
// far as those hold among the articles of now.
func (b *Bot) standingIn(guild string, now, articles []*corpus.Article) []*corpus.Article {
	by := b.docket.Rulings(guild)
	if by == nil {
		return articles
	}
	all, _ := by.Fallen(now, time.Time{}).Strike(articles)
	return all
}

// rulingsOf is what is stored of a guild's rulings.
func (b *Bot) rulingsOf(ctx context.Context, guild string) ([]disputes.Ruling, error) {
	all, err := b.o.Store.Rulings(ctx, guild)
	var out []disputes.Ruling
	for _, r := range all {
		out = append(out, disputes.Ruling{Stands: disputes.Sentence(r.Stands), Falls: disputes.Sentence(r.Falls), Both: r.Both, At: r.At})
	}
	return out, err
}

// loadRulings has a guild's answers go by what is stored of its rulings.
func (b *Bot) loadRulings(ctx context.Context, guild string) error {
	all, err := b.rulingsOf(ctx, guild)
	if err != nil {
		return err
	}
	b.docket.Rule(guild, all)
	b.rulings.tidy(guild)
	return nil
}

// loadAllRulings is loadRulings for all guilds that have any.
func (b *Bot) loadAllRulings(ctx context.Context) error {
	guilds, err := b.o.Store.GuildsWithRulings(ctx)
	if err != nil {
		return fmt.Errorf("read the rulings of moderators: %w", err)
	}
	for _, guild := range guilds {
		if err := b.loadRulings(ctx, guild); err != nil {
			return fmt.Errorf("read the rulings of moderators: %w", err)
		}
	}
	return nil
}
