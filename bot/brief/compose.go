package brief

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// The numbers of points of a briefing.
const (
	MinPoints     = 5
	MaxPoints     = 8
	DefaultPoints = 6
)

// ErrNoArticles means that there is nothing to compose a briefing from.
var ErrNoArticles = errors.New("no articles")

// Options say how a briefing is composed. The zero value gives the defaults.
type Options struct {
	// Points is the number of points, MinPoints to MaxPoints; 0 is
	// DefaultPoints, and what lies outside is moved to the nearer end. There are
	// fewer where the articles have fewer sentences that can be one.
	Points int
	// Words is the most words that the points may have together, the leads that
	// name an author among them; 0 is no limit. A point that no longer fits makes
	// way for the next best that does, and there may be fewer than MinPoints.
	// Without Points there are as many as fit.
	Words int
}

func (o Options) points() int {
	switch {
	case o.Points == 0 && o.Words > 0:
		return MaxPoints
	case o.Points == 0:
		return DefaultPoints
	}
	return min(max(o.Points, MinPoints), MaxPoints)
}

func (o Options) words() int {
	if o.Words <= 0 {
		return math.MaxInt
	}
	return o.Words
}

// Compose makes the briefing of articles, which must have different slugs. The
// order in which they are given makes no difference; they count by slug. Very
// large libraries are read in part (maxRead).
//
// The error wraps ErrNoArticles or corpus.ErrDuplicate. Articles without a
// usable sentence give a briefing without points, not an error.
func Compose(articles []*corpus.Article, o Options) (*Briefing, error) {
	sorted, err := bySlug(articles)
	if err != nil {
		return nil, fmt.Errorf("compose briefing: %w", err)
	}
	c := composition{several: len(sorted) > 1, vocabulary: newVocabulary()}
	c.documents = read(sorted, c.vocabulary)
	for _, d := range c.documents {
		d.opinion = d.argues()
		d.prepare(fitted)
	}
	b := &Briefing{title: Title(sorted), limit: max(o.Words, 0)}
	points := c.points(o.points(), o.words())
	events := c.timeline()
	positions := c.positions(points)

	var cited cite.Numbering
	for _, p := range points {
		b.points = append(b.points, Point{Text: c.attributed(p), Sources: citeAll(&cited, p.sentences)})
	}
	for _, e := range events {
		one := unit{sentences: []*sentence{e.sentence}}
		b.timeline = append(b.timeline, Event{e.date, c.attributed(one), citeAll(&cited, one.sentences)})
	}
	for _, p := range positions {
		b.positions = append(b.positions, Position{p.who, joined(p.sentences), citeAll(&cited, p.sentences)})
	}
	b.sources = cited.Sources()
	if err := b.verify(sorted); err != nil {
		return nil, fmt.Errorf("compose briefing: %w", err)
	}
	return b, nil
}

// composition is one call of Compose.
type composition struct {
	documents  []*document
	vocabulary *vocabulary
	several    bool // more than one article
}

// maxTitle is the length from which a title that lists articles becomes a
// count. Discord shows 256 characters of an embed's title.
const maxTitle = 160

// Title names one article by its name and several by theirs, or says how many they
// are; there must be one at least.
func Title(articles []*corpus.Article) string {
	if len(articles) == 1 {
		return articles[0].Name()
	}
	names := make([]string, len(articles))
	for i, a := range articles {
		names[i] = a.Name()
	}
	if list := "Briefing: " + strings.Join(names, "; "); utf8.RuneCountInString(list) <= maxTitle {
		return list
	}
	return fmt.Sprintf("Briefing: %d articles", len(articles))
}

// joined is the display text of sentences that stand together.
func joined(sentences []*sentence) string {
	texts := make([]string, len(sentences))
	for i, s := range sentences {
		texts[i] = s.text
	}
	return strings.Join(texts, " ")
}

// citeAll numbers the sentences of a text.
func citeAll(numbers *cite.Numbering, sentences []*sentence) []int {
	out := make([]int, len(sentences))
	for i, s := range sentences {
		out[i] = numbers.Number(corpus.Place{Article: s.article, Passage: s.ref.Paragraph - 1, Sentence: s.ref.Sentence - 1})
	}
	return out
}
