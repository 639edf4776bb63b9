package edition

import (
	"cmp"
	"slices"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/changes"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// sifted is what of a set's changes a reader can be told.
type sifted struct {
	corrections []ranked
	news        []brief.Told
	untold      left // what says something, but not alone
}

// ranked is a correction with its rank and its place among those of its article and
// rank, both from 0.
type ranked struct {
	correction
	rank, nth int
}

// The ranks of corrections, most important first.
const (
	articleGone = iota
	factChanged // a number, date or name
	turned      // a negation, a direction, a role, a certainty
	sentenceGone
	wordingChanged
)

// sift reads a set.
func sift(set changes.Set, t *brief.Telling) (out sifted) {
	for _, a := range set.Removed {
		out.corrections = append(out.corrections, ranked{correction: correction{kind: Removed, article: a, old: gist(a, t)}, rank: articleGone})
	}
	for _, a := range set.Articles {
		var count [wordingChanged + 1]int
		for _, c := range changes.News(a.Changes) {
			r, ok := out.read(a, c, t)
			if !ok {
				continue
			}
			r.rank = rankOf(r.correction)
			r.nth = count[r.rank]
			count[r.rank]++
			out.corrections = append(out.corrections, r)
		}
	}
	return out
}

// gist is the sentence that sums a removed article up best.
func gist(a *corpus.Article, t *brief.Telling) text {
	for _, ref := range brief.Summarize(a, 1) {
		if told, ok := t.Tell(corpus.Place{Article: a, Passage: ref.Paragraph - 1, Sentence: ref.Sentence - 1}); ok {
			return text{says: told.Text, places: told.Places}
		}
	}
	return text{}
}

// read gives the correction of one change, and notes what is news or cannot be
// told. Where only one of two wordings can be told, the other one is what no
// briefing has said, or none will.
func (s *sifted) read(a changes.Article, c changes.Change, t *brief.Telling) (ranked, bool) {
	old, hadOld := t.Tell(c.Old...)
	now, hasNew := t.Tell(c.New...)
	r := ranked{correction: correction{kind: Changed, article: a.New, old: text{says: old.Text, places: old.Places}, new: text{says: now.Text, places: now.Places}, aspects: c.Aspects}}
	switch {
	case hadOld && hasNew && c.Kind == changes.Changed:
		return r, true
	case hadOld && !hasNew && !t.Useful(c.New...):
		r.kind, r.article, r.new, r.aspects = Withdrawn, a.Old, text{}, nil
		return r, true
	case hasNew && !hadOld && !t.Useful(c.Old...):
		s.news = append(s.news, now)
	case c.Kind == changes.New && t.Useful(c.New...):
		s.untold.news++
	case t.Useful(c.Old...) || t.Useful(c.New...):
		s.untold.corrections++
	}
	return ranked{}, false
}

func rankOf(c correction) int {
	rank := wordingChanged
	switch c.kind {
	case Removed:
		return articleGone
	case Withdrawn:
		return sentenceGone
	}
	for _, a := range c.aspects {
		switch a {
		case cite.Number, cite.Time, cite.Name:
			rank = min(rank, factChanged)
		case cite.Negation, cite.Direction, cite.Role, cite.Modality:
			rank = min(rank, turned)
		}
	}
	return rank
}

// chooseCorrections chooses the most important ones, at most so many, and says how
// many more there are. Of one rank, each article's first come before any second.
// What two articles correct in the same words is told once.
func chooseCorrections(found []ranked, most int) ([]correction, int) {
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.nth, b.nth))
	})
	var out []correction
	type wording struct{ old, new string }
	said := make(map[wording]bool)
	more := 0
	for _, r := range found {
		w := wording{r.old.says, r.new.says}
		switch {
		case r.kind != Removed && said[w]:
		case len(out) == most:
			more++
		default:
			said[w] = true
			out = append(out, r.correction)
		}
	}
	return out, more
}
