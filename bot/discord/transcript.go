package discord

import (
	"fmt"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
)

// What an answer said, as plain text: what is stored, and what later turns of a
// conversation look back to.

// replyText is what a reply said.
func replyText(r *answer.Reply) string {
	if refusal := r.Refusal(); refusal != nil {
		return refusal.Message
	}
	var t transcript
	t.line(r.Lead())
	t.claims(r.Claims())
	return t.String()
}

// transcript is a text that grows by lines.
type transcript struct{ strings.Builder }

func (t *transcript) line(text string) {
	if text == "" {
		return
	}
	if t.Len() > 0 {
		t.WriteByte('\n')
	}
	t.WriteString(text)
}

func (t *transcript) claims(claims []answer.Claim) {
	texts := make([]string, len(claims))
	for i, c := range claims {
		texts[i] = c.Text + markers(c.Sources)
	}
	t.line(strings.Join(texts, " "))
}

func (t *transcript) points(points []brief.Point) {
	for _, p := range points {
		t.line(p.Text + markers(p.Sources))
	}
}

func (t *transcript) events(events []brief.Event) {
	for _, e := range events {
		t.line(e.Date + ": " + e.Text + markers(e.Sources))
	}
}

func (t *transcript) positions(positions []brief.Position) {
	for _, p := range positions {
		t.line(p.Who + ": " + p.Text + markers(p.Sources))
	}
}

// markers are the numbers of sources: " [1] [2]".
func markers(sources []int) string {
	var b strings.Builder
	for _, n := range sources {
		fmt.Fprintf(&b, " [%d]", n)
	}
	return b.String()
}
