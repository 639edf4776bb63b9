package brief

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Wording is what a model wrote for a briefing.
type Wording struct {
	Sentences []cite.Verified // in the order of the draft
	Dropped   []cite.Dropped  // what was not verified
	Note      string          // for the reader; "" leaves it to Reword
	Cause     error           // why the model failed, for the operator; nil if it did not
}

// Reword is the briefing with verified sentences in the place of points: each
// stands where the first point does that it rests on, and stands for all of those.
// A point that no sentence rests on stays quoted, and a sentence that rests on
// none is dropped. Timeline and positions stay as they are, and sources are numbered
// anew. The mode is written if one point is; the note says how many are not.
//
// Where the briefing has a limit of words, the sentences that add most to their
// points are dropped until it is kept.
//
// It is for a briefing that Compose made: what is written or translated already would
// be taken for quoted.
//
// A sentence rests on a point if it cites the point's last sentence; the one before
// that is there only for what the last one means.
func (b *Briefing) Reword(w Wording) *Briefing {
	out := &Briefing{
		title: b.title, limit: b.limit, timeline: b.Timeline(), positions: b.Positions(), mode: cite.Quoted,
		note: w.Note, cause: w.Cause, dropped: slices.Clone(w.Dropped),
	}
	var cited cite.Numbering
	quoted := 0
	for _, p := range b.worded(w.Sentences, &out.dropped) {
		out.points = append(out.points, Point{Text: p.text, Sources: numbered(&cited, p.places)})
		out.written = append(out.written, p.written)
		if p.written.Text() != "" {
			out.mode = cite.Written
		} else {
			quoted++
		}
	}
	if out.mode == cite.Written && w.Note == "" {
		out.note = quotedNote(quoted, len(out.points))
	}
	for i, e := range out.timeline {
		out.timeline[i].Sources = numbered(&cited, b.places(e.Sources))
	}
	for i, p := range out.positions {
		out.positions[i].Sources = numbered(&cited, b.places(p.Sources))
	}
	out.sources = cited.Sources()
	return out
}

// tooManyWords is why a sentence is dropped that is verified, too.
const tooManyWords = "with it the points would have more words than they may"

// notAboutPoints is why a sentence is dropped that is verified.
const notAboutPoints = "it is about none of the points that were chosen, or about one that has a sentence"

// wordedPoint is a point with what carries it.
type wordedPoint struct {
	text    string
	places  []corpus.Place
	written cite.Verified // the zero value for a quoted one
}

// worded are the points with sentences in their place, and what is left of the
// sentences among the dropped.
func (b *Briefing) worded(sentences []cite.Verified, dropped *[]cite.Dropped) []wordedPoint {
	by := b.assign(sentences)
	for i, s := range sentences {
		if !slices.Contains(by, i+1) {
			*dropped = append(*dropped, cite.Dropped{Text: s.Text(), Why: notAboutPoints})
		}
	}
	for b.limit > 0 && b.length(sentences, by) > b.limit {
		longest := b.longest(sentences, by)
		*dropped = append(*dropped, cite.Dropped{Text: sentences[longest-1].Text(), Why: tooManyWords})
		for k := range by {
			if by[k] == longest {
				by[k] = 0
			}
		}
	}
	var out []wordedPoint
	for k, p := range b.points {
		switch {
		case by[k] == 0:
			out = append(out, wordedPoint{text: p.Text, places: b.places(p.Sources)})
		case slices.Index(by, by[k]) == k: // else it stands already
			s := sentences[by[k]-1]
			out = append(out, wordedPoint{s.Text(), s.Places(), s})
		}
	}
	return out
}

// assign gives each point the number, from 1, of the first sentence that rests on
// it, 0 for none.
func (b *Briefing) assign(sentences []cite.Verified) []int {
	by := make([]int, len(b.points))
	for i, s := range sentences {
		for k, p := range b.points {
			places := b.places(p.Sources)
			if by[k] == 0 && s.RestsOn(places[len(places)-1]) {
				by[k] = i + 1
			}
		}
	}
	return by
}

// length is how many words the points have with the sentences in their place. The
// quoted points alone keep to the limit.
func (b *Briefing) length(sentences []cite.Verified, by []int) int {
	n := 0
	for k, p := range b.points {
		switch {
		case by[k] == 0:
			n += len(strings.Fields(p.Text))
		case slices.Index(by, by[k]) == k:
			n += len(strings.Fields(sentences[by[k]-1].Text()))
		}
	}
	return n
}

// longest is the number of the sentence that adds most words to the points that it
// stands for.
func (b *Briefing) longest(sentences []cite.Verified, by []int) int {
	more := make(map[int]int)
	for k, p := range b.points {
		if by[k] == 0 {
			continue
		}
		if slices.Index(by, by[k]) == k {
			more[by[k]] += len(strings.Fields(sentences[by[k]-1].Text()))
		}
		more[by[k]] -= len(strings.Fields(p.Text))
	}
	return slices.MaxFunc(slices.Sorted(maps.Keys(more)), func(i, j int) int { return cmp.Compare(more[i], more[j]) })
}

// places are those of sources, by their numbers.
func (b *Briefing) places(numbers []int) []corpus.Place {
	out := make([]corpus.Place, len(numbers))
	for i, n := range numbers {
		out[i] = b.sources[n-1].Where()
	}
	return out
}

func numbered(cited *cite.Numbering, places []corpus.Place) []int {
	out := make([]int, len(places))
	for i, p := range places {
		out[i] = cited.Number(p)
	}
	return out
}

// PointPlaces are the sentences that each point rests on, in the order of the
// points: what a model is to word.
func (b *Briefing) PointPlaces() [][]corpus.Place {
	out := make([][]corpus.Place, len(b.points))
	for i, p := range b.points {
		out[i] = b.places(p.Sources)
	}
	return out
}

// Mode says who worded the points. The timeline and the positions are always the
// articles' own sentences.
func (b *Briefing) Mode() cite.Mode {
	if b.mode == "" {
		return cite.Quoted
	}
	return b.mode
}

// Note says to the reader what the model that was asked did not word; "" when
// there is nothing to say.
func (b *Briefing) Note() string { return b.note }

// Cause is why a model failed, for the operator: an error of package llm, or nil.
func (b *Briefing) Cause() error { return b.cause }

// Dropped are the sentences of a model that are not shown.
func (b *Briefing) Dropped() []cite.Dropped { return slices.Clone(b.dropped) }

// quotedNote says how many points of a written briefing are quoted.
func quotedNote(quoted, all int) string {
	if quoted == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d points are quoted, because what the model wrote for them could not be verified.", quoted, all)
}
