package render

import (
	"fmt"

	"rapporteur/bot/corpus"
)

// Otherwise is what another sentence says instead of one that an answer cites.
type Otherwise struct {
	N     int // the number of the cited one; 0 for one of the passage that is shown
	Here  string
	Cited corpus.Place
	Also  int // the number of the other sentence where that is cited too; else 0
	There string
	Place corpus.Place // of the other sentence
	// Falls says that moderators ruled that the other one stands.
	Falls bool
	// Newer and Older say so of the other one where its day may explain the
	// difference.
	Newer, Older bool
	// Attributed says that each has somebody else say so.
	Attributed bool
}

// maxOtherwise is how many a reply shows; maxSaid is how long what each says may be,
// in units.
const (
	maxOtherwise = 3
	maxSaid      = 120
)

// otherwise lists what other sentences say instead, each as it stands there, with
// where and of when it is.
func (r Renderer) otherwise(list []Otherwise) []part {
	var out []part
	for i, o := range list {
		if i == maxOtherwise {
			out = append(out, part{gap: "\n", text: fmt.Sprintf("*…and %d more.*", len(list)-i)})
			break
		}
		if o.Also > 0 {
			out = append(out, part{gap: "\n", text: o.both()})
			continue
		}
		out = append(out,
			part{gap: "\n", text: o.here() + " says " + said(o.Here) + ofDay(o.Cited) + ". " + o.but()},
			part{gap: " ", text: r.datedPlace(o.Place) + ":"},
			sentence("\n", "> ", "", "“"+o.Place.Plain()+"”", ""))
	}
	return headed("Said otherwise", out)
}

// here is what says it.
func (o Otherwise) here() string {
	if o.N == 0 {
		return "This passage"
	}
	return fmt.Sprintf("[%d]", o.N)
}

// both says how two cited sentences stand to each other.
func (o Otherwise) both() string {
	if o.Falls {
		return fmt.Sprintf("%s says %s%s. The moderators have ruled that %s stands instead, as in [%d].", o.here(), said(o.Here), ofDay(o.Cited), said(o.There), o.Also)
	}
	return fmt.Sprintf("%s says %s%s, but [%d] says %s%s.", o.here(), said(o.Here), ofDay(o.Cited), o.Also, said(o.There), ofDay(o.Place))
}

// ofDay is when an article appeared, as far as it says: ", of 3 May".
func ofDay(p corpus.Place) string {
	if p.Article == nil {
		return ""
	}
	if day := name(p.Article.Published, maxDate); day != "" {
		return ", of " + day
	}
	return ""
}

// but leads to the other sentence.
func (o Otherwise) but() string {
	there := said(o.There)
	switch {
	case o.Falls:
		return "The moderators have ruled that " + there + " stands instead, as in"
	case o.Newer:
		return "Newer, with " + there + ", is"
	case o.Older:
		return "Older, with " + there + ", is"
	case o.Attributed:
		return "Somebody else says " + there + ", in"
	}
	return "But " + there + " stands in"
}

func said(text string) string { return "“" + Escape(shorten(clean(text), maxSaid)) + "”" }

// datedPlace is where a sentence stands, and of which day that is as far as it is known:
// "name, ¶3, of 3 May".
func (r Renderer) datedPlace(p corpus.Place) string {
	return r.linked(p.Article, fmt.Sprintf(", ¶%d", p.Passage+1)+ofDay(p))
}
