package render

import (
	"time"

	"rapporteur/bot/discord/button"
)

// Beside is what stands beside an answer. The zero value is nothing.
type Beside struct {
	// ID is that of the stored answer, for its buttons; "" for none.
	ID string
	// Article is the slug of the only article that was asked, "" for all.
	Article string
	// Otherwise is what other sentences say instead of those that it cites.
	Otherwise []Otherwise
	// Save offers to save the question where nothing answers it, to a moderator who
	// alone sees it: elsewhere moderators find that beside what they open.
	Save bool
	// Direct says that it was asked in direct messages, where there are no moderators,
	// and Private that nobody else sees who asked.
	Direct, Private bool
	// More are buttons beside those of an answer.
	More []Choice
	// Stored is when the answer was written, if that was for an earlier question.
	Stored time.Time
	// AsOf is the time of the knowledge that the answer is from, in the reader's zone;
	// zero for that of now.
	AsOf time.Time
	// Notice is a sentence of the bot's own for this answer alone, and Until when
	// what it says is over, zero for never.
	Notice string
	Until  time.Time
}

// dated puts above an answer from earlier knowledge of which day that is.
func (b Beside) dated(d document) document {
	if b.AsOf.IsZero() {
		return d
	}
	above := part{text: "**As of " + b.AsOf.Format("2 January 2006") + ".** The articles may say something else today."}
	if len(d.parts) > 0 && d.parts[0].gap == "" {
		d.parts[0].gap = "\n"
	}
	d.parts = append([]part{above}, d.parts...)
	return d
}

// parts are the lines below an answer: note, which says how it came about, and
// what else the reader should know.
func (b Beside) parts(notes ...string) []part {
	var out []part
	for _, text := range notes {
		if text != "" {
			out = append(out, sentence("\n", "", "", text, ""))
		}
	}
	if b.Notice != "" {
		until := ""
		if !b.Until.IsZero() {
			until = " That is " + Moment(b.Until) + "."
		}
		out = append(out, sentence("\n", "", "", b.Notice, until))
	}
	if !b.Stored.IsZero() {
		out = append(out, part{gap: "\n", text: "Answered before, " + Moment(b.Stored) + "."})
	}
	if len(out) > 0 {
		out[0].gap = "\n\n"
	}
	return out
}

// anew asks once more what has an answer from before; there is no such button
// under a new answer.
func (b Beside) anew() []press {
	if b.Stored.IsZero() || b.ID == "" {
		return nil
	}
	p := press{label: "Ask anew", action: button.Anew, args: []string{b.ID}}
	if b.Article != "" {
		p.args = append(p.args, b.Article)
	}
	return []press{p}
}
