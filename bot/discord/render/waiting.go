package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/corpus"
)

// Waiting is one thing that waits for the moderators. Its texts may be as hostile as
// any.
type Waiting struct {
	What    string // in the bot's words: "Not answered, asked 3 times"
	Text    string // what somebody wrote; "" for none
	More    []string
	Facts   string // markup in the bot's words, for the small print; "" for none
	Places  []WaitingPlace
	Choices []Choice // at most five
}

// WaitingPlace is a sentence that belongs to it. What marks it for a button, "A"; ""
// for none. Says is the part of it that counts, "" for none.
type WaitingPlace struct {
	What, Says string
	Place      corpus.Place
}

const (
	// PageOfWaiting is the view of a button.Page that turns the pages of Waiting. Its
	// third argument is which kind is listed.
	PageOfWaiting = "wait"
	// WaitingOnPage is how much a page shows: each has a row of buttons, and one turns
	// the pages.
	WaitingOnPage = 4

	maxWaitingText  = 300 // units of what somebody wrote
	maxWaitingMore  = 4   // how many other wordings are shown
	maxWaitingPlace = 400 // units of a sentence
)

// Waiting shows a page of what waits under a heading: of is how much there is, and kind
// the third argument of the buttons that turn the pages, "" for all kinds.
func (r Renderer) Waiting(heading, kind string, list []Waiting, page, of int) []Post {
	if len(list) == 0 {
		text := "Nothing waits: every question is answered, no article is known to disagree with another, and nobody has complained."
		if kind != "" {
			text = "Nothing of that kind waits."
		}
		return r.nothing(heading, text)
	}
	page, pages := within(page, of, WaitingOnPage)
	d := document{title: heading, footer: fmt.Sprintf("%d of %d", len(list), of)}
	for i, w := range list {
		n := (page-1)*WaitingOnPage + i + 1
		d.parts = append(d.parts, r.waiting(n, w)...)
		var presses []press
		for _, c := range w.Choices {
			p := c.press()
			p.label = fmt.Sprintf("%d: %s", n, c.Label)
			presses = append(presses, p)
		}
		d.rows = append(d.rows, r.row(presses...)...)
	}
	if pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = append(d.rows, r.turning(PageOfWaiting, page, pages, kind)...)
	}
	return r.posts(d)
}

func (r Renderer) waiting(n int, w Waiting) []part {
	out := []part{{gap: "\n\n", line: fmt.Sprintf("**%d.** ", n), style: "**", text: Escape(clean(w.What))}}
	if w.Text != "" {
		out = append(out, sentence("\n", "> ", "", shorten(clean(w.Text), maxWaitingText), ""))
	}
	if len(w.More) > 0 {
		var more []string
		for _, text := range w.More[:min(maxWaitingMore, len(w.More))] {
			more = append(more, "“"+shorten(clean(text), maxWaitingText/2)+"”")
		}
		if rest := len(w.More) - len(more); rest > 0 {
			more = append(more, fmt.Sprintf("and %d more", rest))
		}
		out = append(out, sentence("\n", "-# ", "", "Also: "+strings.Join(more, ", "), ""))
	}
	for _, p := range w.Places {
		lead := ""
		if p.What != "" {
			lead = "**" + Escape(p.What) + "** "
		}
		if p.Says != "" {
			lead += said(p.Says) + " in "
		}
		out = append(out,
			part{gap: "\n", line: "- ", text: lead + r.datedPlace(p.Place) + ": "},
			sentence("", "", "", "“"+shorten(p.Place.Plain(), maxWaitingPlace)+"”", ""))
	}
	if w.Facts != "" {
		out = append(out, part{gap: "\n", line: "-# ", text: w.Facts})
	}
	return out
}
