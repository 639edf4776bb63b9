package report

import (
	"fmt"
	"strings"
	"time"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/changes"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Options say what stands on a page beside the briefing. The zero value adds
// nothing.
type Options struct {
	// Made is when the page is made; zero is not told.
	Made time.Time
}

// Page is a briefing or an edition with the passages that it cites.
type Page struct {
	Title string
	// Dates says since when something is new, and when the page was made; "" for
	// neither.
	Dates string
	// Says tells that there is nothing to read; "" where there is something.
	Says        string
	Note        string
	Corrections []correction
	News        []line
	Points      []line
	Paragraphs  [][]line // in the place of points
	Timeline    []event
	Positions   []position
	Left        string // what more there is
	Asked       []string
	Unanswered  []string
	Articles    []article
	About       string // who worded it, and what it cites

	marks    *marks
	language string // the tag of that of translated lines
}

// line is a text with its references.
type line struct {
	text     string
	Language string // of the text, "" for English
	Pieces   []piece
	Refs     []ref
}

// piece is a part of a text.
type piece struct {
	Text   string
	Marked bool
}

// ref is a use of a source.
type ref struct{ N, Use int }

type event struct {
	When string
	Date string // for machines, "" where When is not exact
	line
}

type position struct {
	Who string
	line
}

type correction struct {
	Label, Name string
	Aspects     string
	Old, New    *line // nil where there is none
}

// OfBriefing is the page of a briefing.
func OfBriefing(b *brief.Briefing, o Options) *Page {
	p := newPage(b.Title(), b.Sources(), b.Mode(), b.Note())
	p.Dates = datesOf(time.Time{}, o.Made)
	p.translated(b.Language())
	p.Points = p.lines(b.Points())
	p.rest(b.Timeline(), b.Positions())
	if b.Empty() {
		p.Says = "The articles hold no sentence that a briefing could quote."
	}
	p.cite(b.Sources())
	return p
}

// OfEdition is the page of an edition.
func OfEdition(e *edition.Edition, o Options) *Page {
	p := newPage(e.Title(), e.Sources(), e.Mode(), e.Note())
	if p.Dates = datesOf(time.Time{}, o.Made); e.Compared() {
		p.Dates = datesOf(e.Since(), o.Made)
	}
	p.translated(e.Language())
	for _, c := range e.Corrections() {
		p.Corrections = append(p.Corrections, p.correction(c))
	}
	p.News = p.lines(e.News())
	if e.Shape() == edition.Narrative {
		for _, lines := range e.Paragraphs() {
			p.Paragraphs = append(p.Paragraphs, p.lines(lines))
		}
	} else {
		p.Points = p.lines(e.Points())
	}
	p.rest(e.Timeline(), e.Positions())
	p.Left = left(e.Left())
	p.Asked, p.Unanswered = questions(e.Asked()), questions(e.Unanswered())
	switch {
	case e.Nothing():
		p.Says = "Nothing is new, nothing was changed and nothing was withdrawn."
	case e.Empty():
		p.Says = "The articles hold no sentence that a briefing could quote."
	}
	p.cite(e.Sources())
	return p
}

func newPage(title string, sources []cite.Source, mode cite.Mode, note string) *Page {
	p := &Page{Title: corpus.Visible(title), Note: note, marks: newMarks(sources)}
	if len(sources) > 0 {
		p.About = count(len(sources), "sentence") + " cited from " + cite.Articles(sources) + ". " + worded(mode)
	}
	return p
}

// translated says that lines are in another language than the articles, by its tag;
// "" where none are.
func (p *Page) translated(language string) {
	if p.language = language; language != "" {
		p.About += " What was translated was verified by what a blind translation of it back into the articles’ language says."
	}
}

func worded(mode cite.Mode) string {
	if mode == cite.Written {
		return "What is not an article’s own sentence was written anew and verified against the sentences that it cites."
	}
	return "All sentences are the articles’ own."
}

func datesOf(since, made time.Time) string {
	var out []string
	if !since.IsZero() {
		out = append(out, "What is new since "+moment(since))
	}
	if !made.IsZero() {
		out = append(out, "Made on "+moment(made))
	}
	return strings.Join(out, " · ")
}

// moment writes a time, without the hour where it is midnight.
func moment(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.UTC().Format("2 January 2006")
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func left(corrections, news int) string {
	var out []string
	if corrections > 0 {
		out = append(out, count(corrections, "correction"))
	}
	if news > 0 {
		out = append(out, count(news, "new sentence"))
	}
	switch {
	case len(out) == 0:
		return ""
	case corrections+news == 1:
		return out[0] + " more is not shown here."
	}
	return strings.Join(out, " and ") + " more are not shown here."
}

func questions(asked []edition.Asked) []string {
	var out []string
	for _, q := range asked {
		text := "“" + corpus.Visible(q.Question) + "”"
		if q.Count > 1 {
			text += fmt.Sprintf(" (%d times)", q.Count)
		}
		out = append(out, text)
	}
	return out
}

func (p *Page) rest(timeline []brief.Event, positions []brief.Position) {
	for _, x := range timeline {
		one := event{When: corpus.Visible(x.When()), line: p.line(x.Text, x.Sources)}
		if exact(x.Date) {
			one.Date = x.Date
		}
		p.Timeline = append(p.Timeline, one)
	}
	for _, x := range positions {
		p.Positions = append(p.Positions, position{corpus.Visible(x.Who), p.line(x.Text, x.Sources)})
	}
}

// exact reports whether a date is one that HTML's time element reads.
func exact(date string) bool {
	for _, form := range []string{time.DateOnly, "2006-01", "2006"} {
		if _, err := time.Parse(form, date); err == nil {
			return true
		}
	}
	return false
}

func (p *Page) lines(all []brief.Point) []line {
	var out []line
	for _, l := range all {
		one := p.line(l.Text, l.Sources)
		if l.Back != "" {
			one.Language = languageOf(p.language)
		}
		out = append(out, one)
	}
	return out
}

func (p *Page) line(text string, sources []int) line {
	text = corpus.Visible(text)
	return line{text: text, Language: p.marks.language(sources), Pieces: []piece{{Text: text}}, Refs: p.marks.use(sources)}
}

// correction marks the words in which two wordings differ.
func (p *Page) correction(c edition.Correction) correction {
	out := correction{Name: corpus.Visible(c.Name)}
	var aspects []string
	for _, a := range c.Aspects {
		aspects = append(aspects, a.String())
	}
	out.Aspects = strings.Join(aspects, ", ")
	switch c.Kind {
	case edition.Changed:
		out.Label = "Changed"
	case edition.Withdrawn:
		out.Label = "Withdrawn"
	default:
		out.Label = "Article removed"
	}
	if c.Old != "" {
		old := p.line(c.Old, c.OldSources)
		out.Old = &old
	}
	if c.New != "" {
		now := p.line(c.New, c.NewSources)
		out.New = &now
	}
	if out.Old != nil && out.New != nil {
		olds, news := changes.Differences(out.Old.text, out.New.text)
		out.Old.Pieces, out.New.Pieces = cutUp(out.Old.text, olds), cutUp(out.New.text, news)
	}
	return out
}

// cutUp divides a text at the ranges that are marked.
func cutUp(text string, marked []corpus.Span) []piece {
	var out []piece
	at := 0
	add := func(to int, mark bool) {
		if to > at {
			out = append(out, piece{text[at:to], mark})
			at = to
		}
	}
	for _, span := range marked {
		add(span.Start, false)
		add(span.End, true)
	}
	add(len(text), false)
	return out
}
