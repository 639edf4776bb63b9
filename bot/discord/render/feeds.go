package render

import (
	"cmp"
	"fmt"
	"time"
)

// Feed is a feed that a guild follows. Its texts may be as hostile as any.
type Feed struct {
	ID, Title, Address string
	Shared             bool   // what is published of it all guilds read
	By                 string // who follows it
	// Allower is who has it published by itself; "" for nobody.
	Allower      string
	At           time.Time
	Looked, Next time.Time // Next is zero while it is paused
	Failures     int       // in a row
	Failure      string    // a sentence
	Waiting      int       // drafts
	Behind       int       // entries that wait behind them, unread
	NextTitle    string    // of the first of those
	Remaining    int       // entries that are left in the feed, as no more can wait
	Moved        string    // its new address at another site; "" for none
	Choices      []Choice  // at most five
}

const (
	// PageOfFeeds is the view of a button.Page that turns the pages of Feeds.
	PageOfFeeds = "feeds"
	// FeedsOnPage is how many a page shows: each has a row of buttons, and one turns
	// the pages.
	FeedsOnPage = 4
)

// Feeds lists a page of the feeds of a guild: of is how many there are. full means that
// as many drafts wait as may.
func (r Renderer) Feeds(list []Feed, page, of int, full bool) []Post {
	const heading = "Feeds"
	if len(list) == 0 {
		return r.nothing(heading, "No feed is followed here. Follow one with /knowledge follow.")
	}
	page, pages := within(page, of, FeedsOnPage)
	d := document{title: heading, footer: counted(of, "feed")}
	for i, f := range list {
		n := (page-1)*FeedsOnPage + i + 1
		d.parts = append(d.parts, f.parts(n)...)
		var presses []press
		for _, c := range f.Choices {
			p := c.press()
			p.label = fmt.Sprintf("%d: %s", n, c.Label)
			presses = append(presses, p)
		}
		d.rows = append(d.rows, r.row(presses...)...)
	}
	if full {
		d.parts = append(d.parts, part{gap: "\n\n", text: "**Look at this.** As many drafts of feeds wait as may. What is new waits behind them: publish or discard some in /knowledge review."})
	}
	if pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = append(d.rows, r.turning(PageOfFeeds, page, pages)...)
	}
	return r.posts(d)
}

func (f Feed) parts(n int) []part {
	title := "**" + cmp.Or(name(f.Title, maxName), "a feed without a title") + "**"
	if f.Shared {
		title += " · for all servers"
	}
	out := []part{
		{gap: "\n\n", line: fmt.Sprintf("**%d.** ", n), text: title},
		sentence("\n", "-# ", "", shorten(clean(f.Address), maxReason), ""),
	}
	does := "what is new waits as a draft"
	if f.Allower != "" {
		does = "what is new is published by itself, as " + Who(f.Allower) + " allowed"
	}
	out = append(out, part{gap: "\n", line: "- ", text: does + "; followed by " + Who(f.By) + " " + Moment(f.At)})
	looked := "not looked at yet"
	if !f.Looked.IsZero() {
		looked = "looked at " + Moment(f.Looked)
	}
	if !f.Next.IsZero() {
		looked += ", next " + Moment(f.Next)
	}
	if f.Waiting > 0 {
		looked += " · " + counted(f.Waiting, "draft") + " to be dealt with"
	}
	out = append(out, part{gap: "\n", line: "- ", text: looked})
	if f.Behind > 0 {
		out = append(out, sentence("\n", "- "+entries(f.Behind)+" to be read when there is room, next: ", "", shorten(clean(f.NextTitle), maxName), ""))
	}
	if f.Remaining > 0 {
		out = append(out, part{gap: "\n", line: "- ", text: fmt.Sprintf("**Look at this.** No more can wait: %s left in the feed, where they are lost in time. Publish or discard some drafts.", entries(f.Remaining))})
	}
	if f.Moved != "" {
		out = append(out, sentence("\n", "- It has moved for good, to another site: ", "", shorten(clean(f.Moved), maxReason), " – follow that if you trust it"))
	}
	switch {
	case f.Next.IsZero() && f.Failures == 0:
		out = append(out, sentence("\n", "- **Paused**: ", "", shorten(clean(f.Failure), maxReason), " Look now goes on with it."))
	case f.Next.IsZero():
		out = append(out, sentence("\n", "- **Paused**: it could not be read "+counted(f.Failures, "time")+" in a row. ", "", shorten(clean(f.Failure), maxReason), " Mend that, then press Look now."))
	case f.Failures > 0:
		out = append(out, sentence("\n", "- It could not be read "+counted(f.Failures, "time")+" in a row. ", "", shorten(clean(f.Failure), maxReason), ""))
	}
	return out
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
