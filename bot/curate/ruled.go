package curate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/store"
)

// rulingMark begins what stands for a ruling among corrections, where an article's slug
// stands else. No slug has it.
const rulingMark = "ruling/"

// OfRuling reports whether a correction of that slug is due to a ruling of moderators, and
// not to a change of an article.
func OfRuling(slug string) bool { return strings.HasPrefix(slug, rulingMark) }

// rulingSlug stands for a ruling on two sentences, whenever it was made.
func rulingSlug(r store.Ruling) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", []string{r.Stands.Slug, r.Stands.Digest, r.Falls.Slug, r.Falls.Digest}))
	return rulingMark + hex.EncodeToString(sum[:8])
}

// Fell finds the posts in a guild that cite what fell by a ruling of its moderators, which
// is stored, and says how many there are. They are corrected once, also when the ruling is
// taken back and made again. Doing it again changes nothing.
func (k *Keeper) Fell(ctx context.Context, r store.Ruling) (int, error) {
	if r.Both {
		return 0, nil
	}
	wrap := func(err error) error {
		return fmt.Errorf("find what cites a sentence of %s that fell: %w", r.Falls.Slug, err)
	}
	cited, err := k.o.Store.CitedRefs(ctx, r.Guild, r.Falls.Slug)
	if err != nil {
		return 0, wrap(err)
	}
	var refs []string
	for _, ref := range cited {
		if p, err := k.cited(ctx, r.Guild, store.Citation{Ref: ref}); err != nil {
			return 0, wrap(err)
		} else if p.Article != nil && store.Sentence(disputes.SentenceAt(p)) == r.Falls {
			refs = append(refs, ref)
		}
	}
	if len(refs) == 0 {
		return 0, nil
	}
	n, err := k.o.Store.AddCorrections(ctx, r.Guild, rulingSlug(r), 1, refs)
	if err != nil {
		return 0, wrap(err)
	}
	if n > 0 {
		k.tellDue()
	}
	return n, nil
}

// cited is where a citation leads, as a guild read it; a place without article where
// that says something else, or nothing any more.
func (k *Keeper) cited(ctx context.Context, guild string, c store.Citation) (corpus.Place, error) {
	ref, err := corpus.ParseRef(c.Ref)
	if err != nil {
		return corpus.Place{}, nil //nolint:nilerr // none of ours
	}
	a, err := k.Version(ctx, guild, ref.Article, ref.Version)
	if errors.Is(err, store.ErrNotFound) {
		return corpus.Place{}, nil
	}
	if err != nil {
		return corpus.Place{}, err
	}
	span, ok := a.Sentence(ref)
	if !ok || c.Quote != "" && a.Raw(span) != c.Quote {
		return corpus.Place{}, nil
	}
	return corpus.Place{Article: a, Passage: ref.Paragraph - 1, Sentence: ref.Sentence - 1}, nil
}

// ruledOut is the correction of a post because of a ruling, as long as that holds: it was
// not taken back, and both sentences stand.
func (k *Keeper) ruledOut(ctx context.Context, d store.Correction) (c Correction, err error) {
	c.Correction = d
	if c.Post, err = k.o.Store.Answer(ctx, d.Answer); err != nil {
		return c, err
	}
	all, err := k.o.Store.Rulings(ctx, d.Guild)
	if err != nil {
		return c, err
	}
	for _, r := range all {
		if r.Both || rulingSlug(r) != d.Slug || c.Post.At.After(r.At) { // what came later went by it
			continue
		}
		stands, ok := k.standing(d.Guild, r.Stands)
		if _, falls := k.standing(d.Guild, r.Falls); !ok || !falls {
			break
		}
		c.Article, c.Ruled = stands.Article, true
		seen := make(map[string]bool)
		for _, x := range c.Post.Citations {
			p, err := k.cited(ctx, d.Guild, x)
			if err != nil {
				return c, err
			}
			if p.Article == nil || seen[x.Ref] || store.Sentence(disputes.SentenceAt(p)) != r.Falls {
				continue
			}
			seen[x.Ref] = true
			c.Altered = append(c.Altered, Altered{Ref: x.Ref, Kind: changes.Changed, Old: p.Plain(), New: stands.Plain(), Now: []corpus.Ref{stands.Ref()}})
		}
	}
	return c, nil
}

// standing is where a sentence stands of those that a guild may read.
func (k *Keeper) standing(guild string, s store.Sentence) (corpus.Place, bool) {
	a := k.state().reads(guild, s.Slug)
	if a == nil {
		return corpus.Place{}, false
	}
	for i, p := range a.Passages {
		for j := range p.Sentences {
			if at := (corpus.Place{Article: a, Passage: i, Sentence: j}); store.Sentence(disputes.SentenceAt(at)) == s {
				return at, true
			}
		}
	}
	return corpus.Place{}, false
}
