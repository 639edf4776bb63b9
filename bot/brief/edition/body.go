package edition

import (
	"cmp"
	"slices"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// take takes the parts of a briefing that the shape shows.
func (e *Edition) take(b *brief.Briefing) {
	sources := b.Sources()
	resting := func(says string, numbers []int) text {
		t := text{says: says}
		for _, n := range numbers {
			t.places = append(t.places, sources[n-1].Where())
		}
		return t
	}
	if e.shape == Points || e.shape == Narrative {
		var points []text
		for _, p := range b.Points() {
			t := resting(p.Text, p.Sources)
			t.back = p.Back
			points = append(points, t)
		}
		e.mode, e.language, e.note, e.cause, e.dropped = b.Mode(), b.Language(), b.Note(), b.Cause(), b.Dropped()
		if e.shape == Narrative {
			e.body.paragraphs = told(points, b.Timeline(), sources)
		} else {
			e.body.paragraphs = singly(points)
		}
	}
	if e.shape == Points || e.shape == Timeline {
		for _, x := range b.Timeline() {
			e.body.timeline = append(e.body.timeline, event{x.Date, resting(x.Text, x.Sources)})
		}
	}
	if e.shape == Points || e.shape == Positions {
		for _, x := range b.Positions() {
			e.body.positions = append(e.body.positions, position{x.Who, resting(x.Text, x.Sources)})
		}
	}
}

// singly makes a paragraph of each point.
func singly(points []text) [][]text {
	out := make([][]text, len(points))
	for i, p := range points {
		out[i] = []text{p}
	}
	return out
}

// told makes paragraphs of points: articles in the order in which they were
// published, the sentences of each in the order of its argument or, if it argues
// nothing and the timeline dates all of them, in that of time. A new section of an
// article begins a paragraph, and long ones are divided evenly.
func told(points []text, timeline []brief.Event, sources []cite.Source) [][]text {
	dates := make(map[corpus.Ref]string)
	for _, x := range timeline {
		if datesSort(x.Date) {
			dates[sources[x.Sources[len(x.Sources)-1]-1].Ref()] = x.Date
		}
	}
	groups := byArticle(points)
	slices.SortStableFunc(groups, func(a, b []text) int {
		return cmp.Compare(a[0].article().Published, b[0].article().Published)
	})
	var out [][]text
	for _, g := range groups {
		if g[0].article().Kind != corpus.Opinion && !slices.ContainsFunc(g, func(t text) bool { return dates[t.last().Ref()] == "" }) {
			slices.SortStableFunc(g, func(a, b text) int { return cmp.Compare(dates[a.last().Ref()], dates[b.last().Ref()]) })
			out = append(out, evenly(g)...)
			continue
		}
		for _, section := range bySection(g) {
			out = append(out, evenly(section)...)
		}
	}
	return out
}

// datesSort reports whether a date is one of a known year, in which dates sort.
func datesSort(date string) bool {
	return len(date) >= 4 && date[0] >= '0' && date[0] <= '9' && date[3] >= '0' && date[3] <= '9'
}

// article is the one of the text's last sentence; a text rests on one at least.
func (t text) article() *corpus.Article { return t.last().Article }

func (t text) last() corpus.Place { return t.places[len(t.places)-1] }

// byArticle groups texts that follow each other.
func byArticle(points []text) [][]text {
	return grouped(points, func(a, b text) bool { return a.article() == b.article() })
}

func bySection(points []text) [][]text {
	section := func(t text) string { return t.article().Passages[t.last().Passage].Section }
	return grouped(points, func(a, b text) bool { return section(a) == section(b) })
}

func grouped(points []text, same func(a, b text) bool) [][]text {
	var out [][]text
	for i, p := range points {
		if i == 0 || !same(points[i-1], p) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], p)
	}
	return out
}

// evenly divides texts into as few paragraphs as hold them, of much the same
// length.
func evenly(texts []text) [][]text {
	n := (len(texts) + maxParagraph - 1) / maxParagraph
	var out [][]text
	for i := range n {
		out = append(out, texts[i*len(texts)/n:(i+1)*len(texts)/n])
	}
	return out
}
