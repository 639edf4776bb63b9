package disagree

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// Kind says what two places give differently.
type Kind uint8

// The kinds.
const (
	Number Kind = iota
	Date
	Name
)

// String is the kind's name for a reader.
func (k Kind) String() string { return [...]string{"number", "date", "name"}[k] }

// Disagreement is two sentences that give different numbers, dates or names for the
// same thing.
type Disagreement struct {
	Kind Kind
	// A and B are the sentences: the newer one first if Later, else by slug, passage
	// and sentence.
	A, B corpus.Place
	// InA and InB are what each says, as ranges of its article's text. It is the whole
	// sentence where markup stands between.
	InA, InB corpus.Span
	// Topic is what both speak of: the words that they have in common, as A writes
	// them, in A's order.
	Topic []string
	// Attributed says that each has somebody else say so: positions, of which none
	// need be wrong.
	Attributed bool
	// Later says that the days on which the articles were published may explain the
	// difference: a toll that has grown, or a figure that is months older.
	Later bool
}

// TextA is what A says, as a reader should see it.
func (d *Disagreement) TextA() string { return d.A.Article.Plain(d.InA) }

// TextB is what B says, as a reader should see it.
func (d *Disagreement) TextB() string { return d.B.Article.Plain(d.InB) }

// Find returns the disagreements between articles, and within each, by A, B and kind.
// The order of the articles does not matter. Their slugs must differ; of two with one
// slug the last counts.
func Find(articles []*corpus.Article) []Disagreement {
	f := NewFinder()
	for _, a := range articles {
		f.Put(a)
	}
	return f.All()
}

// FindFor returns those of Find that article has a part in, when it stands among the
// others, in place of one with its slug.
func FindFor(article *corpus.Article, others []*corpus.Article) []Disagreement {
	f := NewFinder()
	for _, a := range others {
		f.Put(a)
	}
	f.Put(article)
	return f.For(article.Slug)
}

// order sorts disagreements and leaves out what is there twice.
func order(all []Disagreement) []Disagreement {
	slices.SortFunc(all, func(a, b Disagreement) int {
		return cmp.Or(comparePlaces(a.A, b.A), comparePlaces(a.B, b.B), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.CompactFunc(all, func(a, b Disagreement) bool { return a.A == b.A && a.B == b.B && a.Kind == b.Kind })
}

func comparePlaces(a, b corpus.Place) int {
	return cmp.Or(strings.Compare(a.Article.Slug, b.Article.Slug), cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Sentence, b.Sentence))
}

func compareRefs(a, b corpus.Ref) int {
	return cmp.Or(strings.Compare(a.Article, b.Article), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Paragraph, b.Paragraph), cmp.Compare(a.Sentence, b.Sentence))
}
