package changes

import (
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Kind says what became of a sentence. The zero value is Same.
type Kind uint8

// The kinds.
const (
	Same      Kind = iota // word by word, in its place among the others
	Moved                 // word by word, elsewhere
	Reworded              // the same facts in other words, or split or merged
	Changed               // another number, name, date, or something said otherwise, added or dropped
	New                   // only in the new version
	Withdrawn             // only in the old version
)

// String is the kind's name for a reader.
func (k Kind) String() string {
	return [...]string{"same", "moved", "reworded", "changed", "new", "withdrawn"}[k]
}

// News reports whether a briefing shows changes of this kind.
func (k Kind) News() bool { return k >= Changed }

// Change is what became of one sentence, or of two that were merged or into which
// one was split.
type Change struct {
	Kind Kind
	// Old and New are the sentences of each version, in its order: at most two, and
	// two on one side only. New has no Old, and Withdrawn no New. A sentence
	// that the other version has too, but fewer times, is the Same with nothing on
	// the other side.
	Old, New []corpus.Place
	// Aspects are what differs of a Changed sentence, each once, in the order of
	// their declaration. Wording stands for words added, dropped or replaced that
	// are nothing else.
	Aspects []cite.Aspect
}

// OldText is the old wording as a reader should see it, "" if there is none.
func (c Change) OldText() string { return textOf(c.Old) }

// NewText is the new wording as a reader should see it, "" if there is none.
func (c Change) NewText() string { return textOf(c.New) }

func textOf(places []corpus.Place) string {
	texts := make([]string, len(places))
	for i, p := range places {
		texts[i] = p.Plain()
	}
	return strings.Join(texts, " ")
}

// Between gives the changes from one version of an article to another: every
// sentence of either stands in one of them. They are in the order of the new
// version, a withdrawn sentence behind the one that it followed. Either version may
// be nil, which is one without sentences.
func Between(before, after *corpus.Article) []Change {
	r := newReading(before, after)
	a := newAlignment(r)
	a.pairEqual()
	a.pairSimilar()
	return a.changes()
}

// News are the changes that a briefing shows.
func News(changes []Change) []Change {
	var out []Change
	for _, c := range changes {
		if c.Kind.News() {
			out = append(out, c)
		}
	}
	return out
}
