package curate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// Correction is a posted answer whose readers should be told what has changed.
type Correction struct {
	store.Correction
	Post    store.Answer
	Article *corpus.Article // as it is now; nil when it is withdrawn
	Altered []Altered       // of what the answer cites, as it is said now; at least one
	// Ruled means that moderators ruled that a sentence of Article stands instead, and
	// that nothing was changed.
	Ruled bool
}

// Corrections are those that nobody has told or is about to, as the store gives them,
// at most limit of them. Who tells one claims it in the store before, and says there
// what became of it. Each compares what the answer cites with what is said now: what has
// been put right since needs no correction, and is dropped from the list for good.
// Run finds them, shortly after a change; those of a change that the bot did not
// outlive are found after the next start.
func (k *Keeper) Corrections(ctx context.Context, limit int) ([]Correction, error) {
	due, err := k.o.Store.Corrections(ctx, limit)
	if err != nil {
		return nil, err
	}
	var out []Correction
	for _, d := range due {
		c, err := k.correction(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("correct answer %s: %w", d.Answer, err)
		}
		if len(c.Altered) > 0 {
			out = append(out, c)
			continue
		}
		d.Outcome = store.CorrectionNeedless
		if _, err := k.o.Store.TellCorrection(ctx, d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (k *Keeper) correction(ctx context.Context, d store.Correction) (c Correction, err error) {
	if OfRuling(d.Slug) {
		return k.ruledOut(ctx, d)
	}
	c.Correction = d
	if c.Post, err = k.o.Store.Answer(ctx, d.Answer); err != nil {
		return c, err
	}
	id := key{d.Guild, d.Slug}
	h := k.state().held[id]
	if c.Article = h.article; h.Version < d.Version { // another process has changed it
		if c.Article, err = k.textOf(ctx, id, d.Version); err != nil {
			return c, err
		}
	}
	c.Altered, err = k.alteredIn(ctx, id, c.Post, c.Article)
	return c, err
}

// Due has one value when Run has found corrections since it was last read.
func (k *Keeper) Due() <-chan struct{} { return k.due }

func (k *Keeper) tellDue() {
	select {
	case k.due <- struct{}{}:
	default: // somebody is going to look
	}
}

// correct finds out which posted answers cite what has changed, of all articles of
// which that is not known yet.
func (k *Keeper) correct(ctx context.Context) error {
	articles, err := k.o.Store.Uncorrected(ctx)
	if err != nil {
		return err
	}
	var failed []error // one article holds up no other
	for _, u := range articles {
		first := u.From + 1
		if u.From == 0 { // of before there were corrections
			first = u.To
		}
		for version := first; version <= u.To; version++ {
			if err := k.correctVersion(ctx, key{u.Guild, u.Slug}, version); err != nil {
				failed = append(failed, fmt.Errorf("version %d of article %s: %w", version, u.Slug, err))
				break
			}
			k.recent = append(k.recent, place{u.Guild, u.Slug, version})
		}
	}
	return errors.Join(failed...)
}

// lateAnswers is how long after a change an answer may be posted that was begun before
// it: a model takes that long.
const lateAnswers = time.Minute

// correctLate finds the answers that were posted since the corrections of the last
// changes were found. Doing it again changes nothing.
func (k *Keeper) correctLate(ctx context.Context) {
	recent := k.recent
	k.recent = nil
	for _, p := range recent {
		if err := k.correctVersion(ctx, key{p.guild, p.slug}, p.version); err != nil && ctx.Err() == nil {
			k.o.Log.Error("it could not be found out which answers cite what has changed", "article", p.slug, "error", err)
		}
	}
}

// correctVersion compares a version with the one before.
func (k *Keeper) correctVersion(ctx context.Context, id key, version int) error {
	before, err := k.textOf(ctx, id, version-1)
	if err != nil {
		return err
	}
	after, err := k.textOf(ctx, id, version)
	if err != nil {
		return err
	}
	var refs []string
	if before != nil {
		if refs, err = k.citedRefs(ctx, id, alteredBy(changes.Between(before, after))); err != nil {
			return err
		}
	}
	n, err := k.o.Store.AddCorrections(ctx, id.guild, id.slug, version, refs)
	if err != nil {
		return err
	}
	if n > 0 {
		k.tellDue()
		k.o.Log.Info("answers cite what has changed", "article", id.slug, "version", version, "answers", n)
	}
	return nil
}

// textOf is a version, or nil for one without text.
func (k *Keeper) textOf(ctx context.Context, id key, version int) (*corpus.Article, error) {
	a, err := k.version(ctx, place{id.guild, id.slug, version})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return a, err
}
