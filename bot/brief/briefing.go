package brief

import (
	"encoding/json"
	"slices"
	"time"

	"rapporteur/bot/cite"
)

// Briefing is what articles come to, in their own sentences. Only Compose makes
// one, after every text has been checked against the sentences that it cites, and
// Reword one of it, whose points may be sentences of a model that cite.Verify has
// accepted, and Translate one of that, in another language. The zero value is a briefing that says nothing.
type Briefing struct {
	title     string
	limit     int // the most words of the points, 0 for none
	points    []Point
	timeline  []Event
	positions []Position
	sources   []cite.Source
	mode      cite.Mode
	written   []cite.Verified // by point, the zero value for a quoted one; nil if all are
	language  string
	note      string
	cause     error
	dropped   []cite.Dropped
}

// Point is one thing that a briefing says: one sentence, or a sentence with the
// one before it that it needs; of a model, always one. Sources are numbers of
// Briefing.Sources, in the order of the sentences.
type Point struct {
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
	// Back is what a blind translation of Text back into the articles' language says,
	// and what was verified, where Text is a translation; else "".
	Back string `json:"back,omitempty"`
}

// Event is a dated sentence. Date is as precise as the article is: 2025-06-14,
// 2024-12, 2023 or 1990s. Where nothing tells the year it is the expression as
// written, such as "June".
type Event struct {
	Date    string `json:"date"`
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
}

// When is the date as people write it: 14 June 2025 for 2025-06-14 and December
// 2024 for 2024-12. What is no such date stays as it is.
func (e Event) When() string { return WrittenDate(e.Date) }

// WrittenDate writes a date as Event.When does.
func WrittenDate(date string) string {
	for _, form := range []struct{ from, to string }{{time.DateOnly, "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(form.from, date); err == nil {
			return t.Format(form.to)
		}
	}
	return date
}

// Position is what somebody says, wants or objects to. Who is the name as it
// stands in the sentence, or the author of an opinion article.
type Position struct {
	Who     string `json:"who"`
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
}

// Title names the article or the articles.
func (b *Briefing) Title() string { return b.title }

// Points are in the order of the articles' text.
func (b *Briefing) Points() []Point { return slices.Clone(b.points) }

// Timeline is ordered by date. Events whose year is not known come last, in the
// order of the text: a month without a year is one close to the writing.
func (b *Briefing) Timeline() []Event { return slices.Clone(b.timeline) }

// Positions are grouped by speaker, in the order in which the speakers appear.
func (b *Briefing) Positions() []Position { return slices.Clone(b.positions) }

// Sources are numbered from 1 in the order of their first use: points, then
// timeline, then positions.
func (b *Briefing) Sources() []cite.Source { return slices.Clone(b.sources) }

// Empty reports whether the briefing says nothing.
func (b *Briefing) Empty() bool { return len(b.sources) == 0 }

// MarshalJSON writes the shape that the command line promises. Empty lists are
// written as such, never as null.
func (b *Briefing) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Title     string         `json:"title"`
		Points    []Point        `json:"points"`
		Timeline  []Event        `json:"timeline"`
		Positions []Position     `json:"positions"`
		Sources   []cite.Source  `json:"sources"`
		Mode      cite.Mode      `json:"mode"`
		Language  string         `json:"language,omitempty"`
		Note      string         `json:"note,omitempty"`
		Dropped   []cite.Dropped `json:"dropped,omitempty"`
	}{b.title, notNil(b.points), notNil(b.timeline), notNil(b.positions), notNil(b.sources), b.Mode(), b.language, b.note, b.dropped})
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
