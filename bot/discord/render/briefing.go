package render

import (
	"fmt"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Briefing shows a briefing: points, timeline, positions and sources.
func (r Renderer) Briefing(b *brief.Briefing, beside Beside) []Post {
	if b.Empty() {
		return r.nothing(b.Title(), "The articles hold no sentence that a briefing could quote.")
	}
	d := document{title: clean(b.Title()), footer: citedFrom(b.Sources(), b.Mode()), rows: r.underAnswer(beside)}
	for _, p := range b.Points() {
		d.parts = append(d.parts, sentence("\n", "- ", "", p.Text, " "+cite.Markers(p.Sources)))
	}
	if len(d.parts) > 0 {
		d.parts[0].gap = ""
	}
	d.parts = append(d.parts, headed("Timeline", events(b.Timeline(), nil))...)
	d.parts = append(d.parts, headed("Positions", positions(b.Positions()))...)
	d.parts = append(d.parts, r.byArticle(b.Sources())...)
	d.parts = append(d.parts, r.otherwise(beside.Otherwise)...)
	d.parts = append(d.parts, beside.parts(b.Note())...)
	return r.posts(d)
}

// Timeline shows the dated events of a briefing alone. Their sources are
// numbered anew, as TimelineSources has them.
func (r Renderer) Timeline(b *brief.Briefing, beside Beside) []Post {
	timeline, sources := b.Timeline(), TimelineSources(b)
	if len(timeline) == 0 {
		return r.nothing("Timeline", "The articles date no event.")
	}
	anew := make(map[int]int)
	numbers := numbersOf(sources)
	for _, s := range b.Sources() {
		anew[s.N] = numbers[s.Ref()]
	}
	d := document{title: "Timeline: " + subject(sources), footer: quotedFrom(sources), rows: r.underAnswer(beside)}
	d.parts = events(timeline, anew)
	d.parts[0].gap = ""
	d.parts = append(d.parts, r.byArticle(sources)...)
	d.parts = append(d.parts, r.otherwise(beside.Otherwise)...)
	d.parts = append(d.parts, beside.parts()...)
	return r.posts(d)
}

// TimelineSources are the sources of a briefing's timeline with the numbers
// that Timeline shows, from 1.
func TimelineSources(b *brief.Briefing) []cite.Source {
	var numbers cite.Numbering
	places := make(map[int]corpus.Place)
	for _, s := range b.Sources() {
		places[s.N] = placeOf(s)
	}
	for _, e := range b.Timeline() {
		for _, n := range e.Sources {
			numbers.Number(places[n])
		}
	}
	return numbers.Sources()
}

// subject names the only article of sources, or says how many there are.
func subject(sources []cite.Source) string {
	for _, s := range sources {
		if s.Article != sources[0].Article {
			return cite.Articles(sources)
		}
	}
	return called(sources[0].Of())
}

// nothing is a post that says that there is nothing to show.
func (r Renderer) nothing(title, why string) []Post {
	return r.posts(document{title: clean(title), parts: []part{{text: why}}})
}

// events lists a timeline; anew maps the numbers of sources, nil to keep them.
func events(timeline []brief.Event, anew map[int]int) []part {
	var out []part
	for _, e := range timeline {
		numbers := e.Sources
		if anew != nil {
			numbers = make([]int, len(e.Sources))
			for i, n := range e.Sources {
				numbers[i] = anew[n]
			}
		}
		out = append(out, sentence("\n", "- **"+name(written(e.Date), maxDate)+":** ", "", e.Text, " "+cite.Markers(numbers)))
	}
	return out
}

// written is a date as people write it.
func written(date string) string { return brief.WrittenDate(date) }

func positions(all []brief.Position) []part {
	var out []part
	for _, p := range all {
		out = append(out, sentence("\n", "- **"+name(p.Who, maxMaker)+":** ", "", p.Text, " "+cite.Markers(p.Sources)))
	}
	return out
}

// quotedFrom is the footer of what quotes sources.
func quotedFrom(sources []cite.Source) string { return citedFrom(sources, cite.Quoted) }

// citedFrom says the same of a text whose words may be a model's.
func citedFrom(sources []cite.Source, by cite.Mode) string {
	noun := "sentences"
	if len(sources) == 1 {
		noun = "sentence"
	}
	return fmt.Sprintf("%d %s cited · %s · %s", len(sources), noun, cite.Articles(sources), by)
}
