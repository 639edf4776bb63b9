package render

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Run is what became of one slot, for its moderators.
type Run struct {
	Due     time.Time
	Outcome string        // in words: "posted", "waits for approval"
	ByHand  bool          // it is of no slot
	Late    time.Duration // how long after its time it was posted; 0 for on time
	Words   int           // of the briefing, 0 when there is none
	Sources int
	Why     string
	// Guild, Channel and Message are where it stands; Message is "" when it does
	// not.
	Guild, Channel, Message string
}

// RunsOnPage is how many runs a page of Runs shows.
const RunsOnPage = 10

// Runs shows a page of a schedule's log: of is how many runs there are, and page,
// from 1, which of their pages these are. schedule is the buttons' argument.
func (r Renderer) Runs(title string, runs []Run, page, of int, schedule string) []Post {
	heading := "Log: " + clean(title)
	if len(runs) == 0 {
		return r.nothing(heading, "Nothing has been due yet.")
	}
	d := document{title: heading, footer: counted(of, "entry")}
	if of != 1 {
		d.footer = strconv.Itoa(of) + " entries"
	}
	for _, x := range runs {
		d.parts = append(d.parts, part{gap: "\n", line: "- ", text: x.line()})
		if x.Why != "" {
			d.parts = append(d.parts, sentence("", "", "", ": "+shorten(clean(x.Why), maxReason), ""))
		}
		if to := x.link(); to != "" {
			d.parts = append(d.parts, part{text: " · [see it](" + to + ")"})
		}
	}
	d.parts[0].gap = ""
	if page, pages := within(page, of, RunsOnPage); pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = r.turning(PageOfRuns, page, pages, schedule)
	}
	return r.posts(d)
}

func (x Run) line() string {
	facts := []string{fmt.Sprintf("<t:%d:f>", x.Due.Unix()), x.Outcome}
	if x.ByHand {
		facts = append(facts, "by hand")
	}
	if x.Late > 0 {
		facts = append(facts, roundly(x.Late)+" after its time")
	}
	if x.Words > 0 {
		facts = append(facts, counted(x.Words, "word"), counted(x.Sources, "source"))
	}
	return strings.Join(facts, " · ")
}

// link is to a message on Discord; "" unless all of its ids are ids.
func (x Run) link() string {
	for _, id := range []string{x.Guild, x.Channel, x.Message} {
		if _, err := strconv.ParseUint(id, 10, 64); err != nil {
			return ""
		}
	}
	return "https://discord.com/channels/" + x.Guild + "/" + x.Channel + "/" + x.Message
}

// roundly is a duration in words: "40 s", "12 min", "3 h 5 min", "2 days".
func roundly(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 48*60:
		return strings.TrimSuffix(fmt.Sprintf("%d h %d min", minutes/60, minutes%60), " 0 min")
	default:
		return fmt.Sprintf("%d days", minutes/60/24)
	}
}
