package cite

import (
	"slices"

	"rapporteur/bot/corpus"
)

// Mode says who worded a text.
type Mode string

// The modes.
const (
	Quoted  Mode = "quoted"  // the articles' own sentences
	Written Mode = "written" // a model's sentences, verified
)

// Dropped is a sentence that was left out because its sources do not carry it.
type Dropped struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Verified is a sentence that Verify has accepted, with what carries it. Only
// Verify makes one, so that whoever takes it need not ask again. The zero value
// is no sentence.
type Verified struct {
	text   string
	places []corpus.Place
}

// Text is the sentence, "" of the zero value.
func (v Verified) Text() string { return v.text }

// Places carry the sentence, in reading order.
func (v Verified) Places() []corpus.Place { return slices.Clone(v.places) }

// RestsOn reports whether a sentence of an article is among what carries it.
func (v Verified) RestsOn(p corpus.Place) bool { return slices.Contains(v.places, p) }
