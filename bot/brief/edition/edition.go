package edition

import (
	"slices"
	"strings"
	"time"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/changes"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// The shapes of an edition's body.
const (
	Points    = "points"    // points, timeline and positions
	Timeline  = "timeline"  // the timeline alone
	Positions = "positions" // who says what, alone
	Narrative = "narrative" // the points as paragraphs
)

// The bounds of an edition.
const (
	DefaultMost  = 5   // corrections, and new sentences
	MaxMost      = 50  // the largest Options.Most that counts
	MaxAsked     = 5   // questions of members, of each sort
	MaxQuestion  = 200 // characters of one; what is longer is cut
	maxTitle     = 300 // characters
	maxNote      = 500 // characters
	maxTag       = 35  // characters of a language's tag (BCP 47, section 4.4.1)
	maxParagraph = 3   // sentences of a paragraph of a narrative
)

// Options say how an edition is made. The zero value gives the defaults.
type Options struct {
	// Shape is one of the shapes; any other is Points.
	Shape string
	// Since is when the edition before was made; zero when there was none.
	Since time.Time
	// Most is the most corrections, and the most new sentences, that are shown; 0 is
	// DefaultMost, and what is over MaxMost is MaxMost.
	Most int
	// Asked are questions that members asked often, and Unanswered those that no
	// article answers; the first MaxAsked of each are shown.
	Asked, Unanswered []Asked
}

func (o Options) most() int {
	if o.Most <= 0 {
		return DefaultMost
	}
	return min(o.Most, MaxMost)
}

// Asked is a question of members, and how often it was asked.
type Asked struct {
	Question string `json:"question"`
	Count    int    `json:"count"`
}

// Version is a version of an article.
type Version struct {
	Article string `json:"article"` // its slug
	Version int    `json:"version"`
}

// Line is a sentence, or one with the sentence before it, with the numbers of its
// sources.
type Line = brief.Point

// Kind says what is corrected.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // a sentence says something else now
	Withdrawn Kind = "withdrawn" // a sentence is not there any more
	Removed   Kind = "removed"   // the article is not there any more
)

// Correction is what readers of earlier editions should take back. Old is what the
// article said, New what it says now, "" if not Changed. Of a removed article Old
// is the sentence that sums it up best, "" when none can be told. Aspects are what
// differs, of a changed one.
type Correction struct {
	Kind       Kind
	Article    string // its slug: the new one of a changed article, else the old
	Name       string // as a reader should see it
	Old, New   string
	OldSources []int
	NewSources []int
	Aspects    []cite.Aspect
}

// Edition is one issue of a recurring briefing. Only New, Restore and Edit make
// one. The zero value says nothing.
type Edition struct {
	title, shape string
	since        time.Time
	compared     bool

	corrections       []correction
	news              []text
	body              body
	asked, unanswered []Asked
	left              left

	mode     cite.Mode
	language string // of texts with a back
	note     string
	cause    error
	dropped  []cite.Dropped
	versions []Version

	sources []cite.Source
	numbers map[corpus.Ref]int
}

// text is a text with the sentences that carry it: by what came back of it, where it
// is a translation.
type text struct {
	says   string
	places []corpus.Place
	back   string
}

type correction struct {
	kind     Kind
	article  *corpus.Article
	old, new text
	aspects  []cite.Aspect
}

// body is what an edition has of a briefing.
type body struct {
	paragraphs [][]text // the points; of other shapes than Narrative each by itself
	timeline   []event
	positions  []position
}

type event struct {
	date string
	text
}

type position struct {
	who string
	text
}

// left is how much is not shown.
type left struct{ corrections, news int }

// New makes the edition of a plan. b is the briefing of p.Brief, quoted or written,
// nil where that is empty.
func New(p Plan, b *brief.Briefing, o Options) *Edition {
	e := &Edition{
		title: cut(corpus.Visible(titleOf(p)), maxTitle), shape: shapeOf(o.Shape), since: o.Since, compared: p.compared, mode: cite.Quoted,
		asked: bounded(o.Asked), unanswered: bounded(o.Unanswered), versions: p.versions(),
	}
	t := brief.NewTelling(len(p.now) > 1)
	e.corrections, e.news, e.left = changed(p.Set, t, o.most())
	if b != nil {
		e.take(b)
	}
	e.number()
	return e
}

func titleOf(p Plan) string {
	if articles := p.touched(); len(articles) > 0 {
		return brief.Title(articles)
	}
	return "Briefing"
}

func shapeOf(shape string) string {
	if slices.Contains([]string{Timeline, Positions, Narrative}, shape) {
		return shape
	}
	return Points
}

// number numbers the sources by their first use.
func (e *Edition) number() {
	var n cite.Numbering
	e.each(func(t text) {
		for _, p := range t.places {
			n.Number(p)
		}
	})
	e.sources = n.Sources()
	e.numbers = make(map[corpus.Ref]int, len(e.sources))
	for _, s := range e.sources {
		e.numbers[s.Ref()] = s.N
	}
}

// each goes through the texts in the order in which they are shown.
func (e *Edition) each(f func(text)) {
	for _, c := range e.corrections {
		f(c.old)
		f(c.new)
	}
	for _, t := range e.news {
		f(t)
	}
	for _, p := range e.body.paragraphs {
		for _, t := range p {
			f(t)
		}
	}
	for _, x := range e.body.timeline {
		f(x.text)
	}
	for _, x := range e.body.positions {
		f(x.text)
	}
}

func (e *Edition) numbersOf(t text) []int {
	out := make([]int, len(t.places))
	for i, p := range t.places {
		out[i] = e.numbers[p.Ref()]
	}
	return out
}

func (e *Edition) line(t text) Line { return Line{Text: t.says, Sources: e.numbersOf(t), Back: t.back} }

// Title names the articles that the edition is about.
func (e *Edition) Title() string { return e.title }

// Shape is one of the shapes, "" of the zero value.
func (e *Edition) Shape() string { return e.shape }

// Since is when the edition before was made; zero when there was none.
func (e *Edition) Since() time.Time { return e.since }

// Compared reports whether there was an edition before.
func (e *Edition) Compared() bool { return e.compared }

// Corrections are what was changed and withdrawn, most important first.
func (e *Edition) Corrections() []Correction {
	var out []Correction
	for _, c := range e.corrections {
		out = append(out, Correction{
			Kind: c.kind, Article: c.article.Slug, Name: c.article.Name(), Old: c.old.says, New: c.new.says,
			OldSources: e.numbersOf(c.old), NewSources: e.numbersOf(c.new), Aspects: slices.Clone(c.aspects),
		})
	}
	return out
}

// News are new sentences of articles that were there before, in the order of their
// text.
func (e *Edition) News() []Line { return e.lines(e.news) }

func (e *Edition) lines(texts []text) []Line {
	var out []Line
	for _, t := range texts {
		out = append(out, e.line(t))
	}
	return out
}

// Points are those of the body, in the shapes Points and Narrative.
func (e *Edition) Points() []Line { return e.lines(slices.Concat(e.body.paragraphs...)) }

// Paragraphs are the points of the shape Narrative, to be shown as running text;
// none in other shapes.
func (e *Edition) Paragraphs() [][]Line {
	if e.shape != Narrative {
		return nil
	}
	var out [][]Line
	for _, p := range e.body.paragraphs {
		out = append(out, e.lines(p))
	}
	return out
}

// Timeline is the body's, in the shapes Points and Timeline.
func (e *Edition) Timeline() []brief.Event {
	var out []brief.Event
	for _, x := range e.body.timeline {
		out = append(out, brief.Event{Date: x.date, Text: x.says, Sources: e.numbersOf(x.text)})
	}
	return out
}

// Positions are the body's, in the shapes Points and Positions.
func (e *Edition) Positions() []brief.Position {
	var out []brief.Position
	for _, x := range e.body.positions {
		out = append(out, brief.Position{Who: x.who, Text: x.says, Sources: e.numbersOf(x.text)})
	}
	return out
}

// Asked are questions that members asked often: untrusted text, one line each.
func (e *Edition) Asked() []Asked { return slices.Clone(e.asked) }

// Unanswered are questions of members that no article answers: untrusted text, one
// line each.
func (e *Edition) Unanswered() []Asked { return slices.Clone(e.unanswered) }

// Sources are numbered from 1 in the order of their first use over all parts.
func (e *Edition) Sources() []cite.Source { return slices.Clone(e.sources) }

// Left is how many more corrections and how many more new sentences there are,
// over Options.Most or such as cannot stand alone.
func (e *Edition) Left() (corrections, news int) { return e.left.corrections, e.left.news }

// Versions are those of all articles of the plan as they are now, by slug: what the
// next edition is compared with.
func (e *Edition) Versions() []Version { return slices.Clone(e.versions) }

// Mode says who worded the edition: Written if any of it is not the articles' own
// words.
func (e *Edition) Mode() cite.Mode { return e.mode }

// Language is the tag of the language that lines with a Back are in; "" if there are
// none.
func (e *Edition) Language() string {
	translated := false
	e.each(func(t text) { translated = translated || t.back != "" })
	if !translated {
		return ""
	}
	return e.language
}

// Note says to the reader what a model that was asked did not word; "" when there
// is nothing to say.
func (e *Edition) Note() string { return e.note }

// Cause is why a model failed, for the operator: an error of package llm, or nil.
// It is not saved.
func (e *Edition) Cause() error { return e.cause }

// Dropped are the sentences of a model that are not shown.
func (e *Edition) Dropped() []cite.Dropped { return slices.Clone(e.dropped) }

// Nothing reports whether there was an edition before and nothing is new, changed
// or withdrawn since.
func (e *Edition) Nothing() bool { return e.compared && e.Empty() && e.left == left{} }

// Empty reports whether the edition cites nothing: members' questions do not count.
func (e *Edition) Empty() bool { return len(e.sources) == 0 && len(e.corrections) == 0 }

// Words is how many words the edition has, without titles and questions.
func (e *Edition) Words() int {
	n := 0
	e.each(func(t text) { n += len(strings.Fields(t.says)) })
	for _, x := range e.body.timeline {
		n += len(strings.Fields(x.date))
	}
	for _, x := range e.body.positions {
		n += len(strings.Fields(x.who))
	}
	return n
}

// changed gives the corrections and the news of a set, at most so many of each.
func changed(set changes.Set, t *brief.Telling, most int) ([]correction, []text, left) {
	found := sift(set, t)
	corrections, more := chooseCorrections(found.corrections, most)
	told := t.Choose(found.news, most)
	news := make([]text, len(told))
	for i, n := range told {
		news[i] = text{says: n.Text, places: n.Places}
	}
	return corrections, news, left{more + found.untold.corrections, len(found.news) - len(news) + found.untold.news}
}
