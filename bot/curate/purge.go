package curate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// Purge erases the text of an article for good, in all its versions, from store and
// disk, as store.EraseArticle says. It is for the law: there is no way back. The
// errors are those of Publish, and store.ErrNotFound; when
// the bytes in the database could not be overwritten at once, the result comes with
// the error of that, and it is tried again. What is told of it by somebody who has
// begun before is erased a minute later by Run.
func (k *Keeper) Purge(ctx context.Context, guild, slug, by, why string, saw int) (*Published, store.ErasedArticle, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	id := key{guild, slug}
	wrap := func(err error) error { return fmt.Errorf("purge article %s: %w", slug, err) }
	h, err := k.asSeen(ctx, id, saw)
	if err != nil {
		return nil, store.ErasedArticle{}, wrap(err)
	}
	e, err := k.erasure(ctx, id, saw)
	if err != nil {
		return nil, store.ErasedArticle{}, wrap(err)
	}
	e.By, e.Why = by, why
	erased, late := k.o.Store.EraseArticle(ctx, e)
	if erased.Version == 0 {
		if errors.Is(late, store.ErrChanged) {
			if err := k.reload(ctx); err != nil {
				return nil, erased, wrap(err)
			}
			late = k.conflict(ctx, id, saw)
		}
		return nil, erased, wrap(late)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	k.forget(id)
	k.purged = append(k.purged, e)
	v, err := k.o.Store.Version(ctx, guild, slug, erased.Version)
	if err != nil {
		return nil, erased, wrap(err)
	}
	done, err := k.shown(ctx, v, h, nil)
	if err := errors.Join(err, late); err != nil {
		return done, erased, wrap(err)
	}
	return done, erased, nil
}

// sayings are sentences by how they begin, so that a text is looked through once, however
// many there are.
type sayings map[string][]string

const (
	// shortRepeat is below which length a sentence says too little for whoever says the
	// same to have it from the article; in bytes.
	shortRepeat = 20
	beginning   = 16 // bytes
)

func (s sayings) add(text string) {
	if len(text) < shortRepeat {
		return
	}
	begins := text[:beginning]
	if !slices.Contains(s[begins], text) {
		s[begins] = append(s[begins], text)
	}
}

// in reports whether a text holds one of them.
func (s sayings) in(text string) bool {
	for i := range max(len(text)-beginning+1, 0) {
		for _, said := range s[text[i:i+beginning]] {
			if strings.HasPrefix(text[i:], said) {
				return true
			}
		}
	}
	return false
}

// erasure is of an article, with what its text is known by.
func (k *Keeper) erasure(ctx context.Context, id key, saw int) (store.Erasure, error) {
	var versions []*corpus.Article
	said := make(sayings)
	for n := 1; n <= saw; n++ {
		v, err := k.o.Store.Version(ctx, id.guild, id.slug, n)
		if err != nil {
			return store.Erasure{}, err
		}
		a, _, err := read(v)
		if err != nil {
			continue // nobody could read it
		}
		versions = append(versions, a)
		for _, p := range a.Passages {
			for _, s := range p.Sentences {
				said.add(a.Plain(s))
				said.add(a.Raw(s))
			}
		}
	}
	e := store.Erasure{Guild: id.guild, Slug: id.slug, Saw: saw, Repeats: said.in}
	if k.o.Vectors != nil {
		e.Vectors = k.o.Vectors(versions)
	}
	return e, nil
}

// forget drops what is kept in memory of an article's earlier versions, once they
// are erased in the store.
func (k *Keeper) forget(id key) {
	k.reading.Lock() // who has read one before has put it there by now
	defer k.reading.Unlock()
	for p := range k.earlier.Keys() {
		if p.guild == id.guild && p.slug == id.slug {
			k.earlier.Invalidate(p)
		}
	}
}

// purgeLate erases what has been told since of what was erased.
func (k *Keeper) purgeLate(ctx context.Context) {
	k.mu.Lock()
	purged := k.purged
	k.purged = nil
	k.mu.Unlock()
	for _, e := range purged {
		if _, err := k.o.Store.EraseLate(ctx, e); err != nil && ctx.Err() == nil {
			k.o.Log.Error("what was told of an erased article while it was erased could not be erased", "article", e.Slug, "error", err)
		}
	}
}
