package render

import (
	"fmt"
	"strings"
	"time"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// EditionOptions are what stands around an edition. The zero value is the edition
// alone.
type EditionOptions struct {
	Title string // the schedule's; "" for the edition's own
	// Signature ends each post, so that one can be told from all others.
	Signature string
	// Role is the id of the role to notify, "" for none. Whoever sends the first post
	// must allow the mention.
	Role string
	// Late is when it was due, if that is long ago; else zero.
	Late time.Time
	// Lost is how many sentences are left out since the articles do not say them any
	// more.
	Lost int
	// Weak marks the sentences that a moderator should look at; nil marks none.
	Weak   func(edition.Line) bool
	Beside Beside
}

// Edition shows an issue of a recurring briefing: corrections, what is new, the
// body, members' questions, and the sources; or that there is nothing new.
func (r Renderer) Edition(e *edition.Edition, o EditionOptions) []Post {
	d := document{
		title: clean(o.Title), signature: clean(o.Signature), role: roleMention(o.Role), rows: r.underAnswer(o.Beside),
	}
	if d.title == "" {
		d.title = clean(e.Title())
	}
	if !o.Late.IsZero() {
		d.parts = append(d.parts, part{text: "*Late: this was due " + full(o.Late) + ", and could not be posted then.*"})
	}
	d.parts = append(d.parts, editionBody(e, o)...)
	if !e.Empty() {
		d.footer = citedFrom(e.Sources(), e.Mode())
		d.parts = append(d.parts, r.byVersion(e.Sources())...)
	}
	d.parts = append(d.parts, r.otherwise(o.Beside.Otherwise)...)
	d.parts = append(d.parts, o.Beside.parts(e.Note(), lostText(o.Lost))...)
	return r.posts(d)
}

func editionBody(e *edition.Edition, o EditionOptions) []part {
	var out []part
	corrections, news := e.Left()
	out = append(out, headed("Corrections", more(editionCorrections(e.Corrections()), corrections, "correction"))...)
	out = append(out, headed("New", more(lines(e.News(), nil), news, "new sentence"))...)
	out = append(out, points(e, o)...)
	out = append(out, headed("Timeline", events(e.Timeline(), nil))...)
	out = append(out, headed("Positions", positions(e.Positions()))...)
	if len(out) == 0 {
		out = append(out, part{gap: "\n\n", text: nothingText(e)})
	}
	out = append(out, headed("Asked most", asked(e.Asked()))...)
	return append(out, headed("Asked, and not answered by the articles", asked(e.Unanswered()))...)
}

// nothingText says why an edition says nothing.
func nothingText(e *edition.Edition) string {
	switch {
	case !e.Nothing():
		return "The articles hold no sentence that a briefing could quote."
	case e.Since().IsZero():
		return "Nothing is new, changed or withdrawn since the last briefing."
	}
	return "Nothing is new, changed or withdrawn since the last briefing, " + full(e.Since()) + "."
}

func editionCorrections(all []edition.Correction) []part {
	var out []part
	for _, c := range all {
		switch c.Kind {
		case edition.Changed:
			out = append(out, sentence("\n", "- **Was:** ", "", c.Old, " "+cite.Markers(c.OldSources)),
				sentence("\n", "  **Now:** ", "", c.New, " "+cite.Markers(c.NewSources)))
		case edition.Withdrawn:
			out = append(out, sentence("\n", "- **No longer said:** ", "", c.Old, " "+cite.Markers(c.OldSources)))
		case edition.Removed:
			out = append(out, part{gap: "\n", line: "- **Article withdrawn:** ", text: name(c.Name, maxName)})
			if c.Old != "" {
				out = append(out, sentence("\n", "  **It said:** ", "", c.Old, " "+cite.Markers(c.OldSources)))
			}
		}
	}
	return out
}

// more says at the end of a list how much of it is not shown.
func more(parts []part, left int, noun string) []part {
	if left > 0 {
		plural := "s are"
		if left == 1 {
			plural = " is"
		}
		other := ""
		if len(parts) > 0 {
			other = " more"
		}
		parts = append(parts, part{gap: "\n", line: "- ", text: fmt.Sprintf("%d%s %s%s not shown here.", left, other, noun, plural)})
	}
	return parts
}

func lines(all []edition.Line, weak func(edition.Line) bool) []part {
	var out []part
	for _, l := range all {
		out = append(out, sentence("\n", "- ", "", l.Text, " "+cite.Markers(l.Sources)+weakMark(l, weak)))
	}
	return out
}

// weakMark tells a moderator, in words, of a sentence that needs a look.
func weakMark(l edition.Line, weak func(edition.Line) bool) string {
	if weak == nil || !weak(l) {
		return ""
	}
	return " **⚠ weak: compare it with its source**"
}

// points are those of the body; after an edition they are of the articles that came
// since.
func points(e *edition.Edition, o EditionOptions) []part {
	var out []part
	if paragraphs := e.Paragraphs(); len(paragraphs) > 0 {
		for _, p := range paragraphs {
			for i, l := range p {
				gap := " "
				if i == 0 {
					gap = "\n\n"
				}
				out = append(out, sentence(gap, "", "", l.Text, " "+cite.Markers(l.Sources)+weakMark(l, o.Weak)))
			}
		}
	} else {
		out = lines(e.Points(), o.Weak)
	}
	if e.Compared() {
		return headed("From new articles", out)
	}
	if len(out) > 0 {
		out[0].gap = "\n\n"
	}
	return out
}

func asked(all []edition.Asked) []part {
	var out []part
	for _, q := range all {
		times := ""
		if q.Count > 1 {
			times = fmt.Sprintf(" (%d times)", q.Count)
		}
		out = append(out, sentence("\n", "- ", "", q.Question, times))
	}
	return out
}

func lostText(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "One sentence is left out: the articles do not say it any more."
	}
	return fmt.Sprintf("%d sentences are left out: the articles do not say them any more.", n)
}

// byVersion is byArticle with the version of an article that is cited in several.
func (r Renderer) byVersion(sources []cite.Source) []part {
	versions := make(map[string]map[int]bool)
	for _, s := range sources {
		a := s.Of()
		if versions[a.Slug] == nil {
			versions[a.Slug] = make(map[int]bool)
		}
		versions[a.Slug][a.Version] = true
	}
	return r.listedByArticle(sources, func(a *corpus.Article) string {
		if len(versions[a.Slug]) < 2 {
			return ""
		}
		return fmt.Sprintf(", version %d", a.Version)
	})
}

// full is a moment as Discord shows it to each reader, with date and time (docs:
// Reference, Timestamp Styles, f).
func full(t time.Time) string { return fmt.Sprintf("<t:%d:f>", t.Unix()) }

// roleMention is "" for what is no role's id.
func roleMention(id string) string {
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return "<@&" + id + ">"
}
