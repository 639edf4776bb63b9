package curate

import (
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// Preview is what readers would see of a proposal.
type Preview struct {
	Changes []changes.Change // sentence by sentence; see changes.News for those that matter
	Gone    map[string]bool  // sentences, as a reader sees them, that are said otherwise or no more
	// Cited are posted answers that cite a sentence which would say something else or
	// be gone, the newest first; CitedAll is how many there are.
	Cited    []Cited
	CitedAll int
}

// Cited is an answer with what it cites and is not said like that any more.
type Cited struct {
	store.Answer
	Altered []Altered
}

// Altered is a cited sentence that says something else now, or is gone.
type Altered struct {
	Ref  string       // as it was cited
	Kind changes.Kind // Changed or Withdrawn
	Old  string       // as a reader should see it
	New  string       // "" when it is gone
	Now  []corpus.Ref // where the new wording stands; none when it is gone
}

// mostCited bounds the answers of a preview.
const mostCited = 25

// Preview says what readers would see of a proposal. It may take a second for a
// long article that is much cited.
func (k *Keeper) Preview(ctx context.Context, p *Proposal) (*Preview, error) {
	out := &Preview{Changes: changes.Between(p.Before, p.Article), Gone: make(map[string]bool)}
	id := key{p.Change.Guild, p.Change.Slug}
	altered := alteredBy(out.Changes)
	for sentence := range altered {
		out.Gone[sentence] = true
	}
	refs, err := k.citedRefs(ctx, id, altered)
	if err != nil {
		return nil, fmt.Errorf("preview a change of article %s: %w", id.slug, err)
	}
	answers, all, err := k.o.Store.AnswersWithRefs(ctx, id.guild, refs, mostCited)
	if err != nil {
		return nil, fmt.Errorf("preview a change of article %s: %w", id.slug, err)
	}
	out.CitedAll = all
	for _, a := range answers {
		altered, err := k.alteredIn(ctx, id, a, p.Article)
		if err != nil {
			return nil, fmt.Errorf("preview a change of article %s: %w", id.slug, err)
		}
		if len(altered) == 0 {
			out.CitedAll--
			continue
		}
		out.Cited = append(out.Cited, Cited{a, altered})
	}
	return out, nil
}

// alteredBy are the sentences, as a reader sees them, that a version says no more.
func alteredBy(all []changes.Change) map[string]changes.Change {
	out := make(map[string]changes.Change)
	for _, c := range all {
		if c.Kind != changes.Changed && c.Kind != changes.Withdrawn {
			continue
		}
		for _, p := range c.Old {
			out[p.Plain()] = c
		}
	}
	// What stands elsewhere in the same words is still said.
	for _, c := range all {
		for _, p := range c.New {
			delete(out, p.Plain())
		}
	}
	return out
}

// citedRefs are the references of posted answers to sentences that are altered, in
// whatever version they were cited.
func (k *Keeper) citedRefs(ctx context.Context, id key, altered map[string]changes.Change) ([]string, error) {
	if len(altered) == 0 {
		return nil, nil
	}
	cited, err := k.o.Store.CitedRefs(ctx, id.guild, id.slug)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, ref := range cited {
		sentence, err := k.sentence(ctx, id, ref)
		if err != nil {
			return nil, err
		}
		if _, ok := altered[sentence]; ok {
			out = append(out, ref)
		}
	}
	return out, nil
}

// sentence is what a reference led to, as a reader saw it; "" where it leads
// nowhere any more.
func (k *Keeper) sentence(ctx context.Context, id key, text string) (string, error) {
	ref, err := corpus.ParseRef(text)
	if err != nil || ref.Article != id.slug {
		return "", nil //nolint:nilerr // another article's, or none of ours
	}
	a, err := k.version(ctx, place{id.guild, id.slug, ref.Version})
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	span, ok := a.Sentence(ref)
	if !ok {
		return "", nil
	}
	return a.Plain(span), nil
}

// alteredIn is what an answer cites of an article and is not said like that in
// another version of it, each sentence once; now is nil when the article is gone.
func (k *Keeper) alteredIn(ctx context.Context, id key, answer store.Answer, now *corpus.Article) ([]Altered, error) {
	var out []Altered
	seen := make(map[string]bool)
	between := make(map[int]map[string]changes.Change) // by the version that is cited
	for _, c := range answer.Citations {
		ref, err := corpus.ParseRef(c.Ref)
		if err != nil || ref.Article != id.slug || seen[c.Ref] {
			continue
		}
		seen[c.Ref] = true
		then, err := k.version(ctx, place{id.guild, id.slug, ref.Version})
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		span, ok := then.Sentence(ref)
		if !ok || then.Raw(span) != c.Quote {
			continue // it cites what had this name before, or for another guild
		}
		sentence := then.Plain(span)
		altered, ok := between[ref.Version]
		if !ok {
			altered = alteredBy(changes.Between(then, now))
			between[ref.Version] = altered
		}
		if change, ok := altered[sentence]; ok {
			out = append(out, alteredOf(c.Ref, sentence, change))
		}
	}
	return out, nil
}

func alteredOf(ref, sentence string, c changes.Change) Altered {
	a := Altered{Ref: ref, Kind: c.Kind, Old: sentence, New: c.NewText()}
	for _, p := range c.New {
		a.Now = append(a.Now, p.Ref())
	}
	return a
}
