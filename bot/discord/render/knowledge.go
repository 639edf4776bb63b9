package render

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/button"
)

// Choice is a button below what a moderator is shown.
type Choice struct {
	Label string
	Do    button.Action
	With  []string
	// Main is what they most likely want, Danger what cannot be taken back.
	Main, Danger bool
}

func (c Choice) press() press {
	p := press{label: c.Label, action: c.Do, args: c.With}
	switch {
	case c.Danger:
		p.style = discordgo.DangerButton
	case c.Main:
		p.style = discordgo.SuccessButton
	}
	return p
}

// Review is a change of an article as a moderator sees it, before or after it is
// public. Its texts may be as hostile as any.
type Review struct {
	Heading  string
	Notes    []string // sentences
	List     []string // lines of a list
	Sections []ReviewSection
	Problems []string // what should be mended first, a sentence each
	Near     []Near
	Effect   Effect
	Choices  []Choice // at most five
}

// ReviewSection is what one change does: of one that has no Before the article is
// shown, of one that has no After what is lost.
type ReviewSection struct {
	Heading       string // "" for none
	Before, After *corpus.Article
}

// Near is an article that says nearly the same.
type Near struct {
	Article *corpus.Article
	How     string // in the bot's words
}

const (
	maxProblems = 8
	// firstPassages is how many passages of a new article are shown.
	firstPassages = 2
	maxPassage    = 500 // units of each
)

// Review shows a change. What is too much of its effect to be shown is in a file.
func (r Renderer) Review(v Review) []Post {
	d := document{title: clean(v.Heading)}
	for _, note := range v.Notes {
		d.parts = append(d.parts, sentence("\n", "", "", note, ""))
	}
	d.parts = append(d.parts, listedLines(v.List)...)
	for _, s := range v.Sections {
		parts := r.section(s)
		if s.Heading != "" {
			parts = headed(Escape(s.Heading), parts)
		} else if len(d.parts) > 0 {
			parts[0].gap = "\n\n"
		}
		d.parts = append(d.parts, parts...)
	}
	d.parts = append(d.parts, r.nearby(v.Near)...)
	d.parts = append(d.parts, problems(v.Problems)...)
	d.parts = append(d.parts, r.effect(v.Effect)...)
	if len(d.parts) == 0 {
		d.parts = []part{{text: "\u2014"}}
	}
	d.rows = r.choices(v.Choices)
	posts := r.posts(d)
	if file := v.Effect.file(); file != nil {
		last := &posts[len(posts)-1]
		last.Files = append(last.Files, file)
	}
	return posts
}

func (r Renderer) section(s ReviewSection) []part {
	switch {
	case s.Before == nil && s.After != nil:
		return r.whatWasRead(s.After)
	case s.After == nil && s.Before != nil:
		return r.details(s.Before)
	}
	return difference(s.Before, s.After)
}

// maxLines bounds a list.
const maxLines = 40

func listedLines(lines []string) []part {
	var out []part
	for i, line := range lines {
		if i == maxLines {
			return append(out, part{gap: "\n", text: fmt.Sprintf("*…and %d more.*", len(lines)-i)})
		}
		out = append(out, sentence("\n", "- ", "", shorten(clean(line), maxReason), ""))
	}
	return out
}

func problems(list []string) []part {
	var out []part
	for i, p := range list {
		if i == maxProblems {
			out = append(out, part{gap: "\n", text: fmt.Sprintf("*…and %d more.*", len(list)-i)})
			break
		}
		out = append(out, sentence("\n", "- ", "", p, ""))
	}
	return headed("Look at this", out)
}

func (r Renderer) nearby(list []Near) []part {
	var out []part
	for _, n := range list {
		out = append(out, part{gap: "\n", line: "- ", text: r.linked(n.Article, "") + ": " + Escape(n.How)})
	}
	return headed("Already here", out)
}

// details are what is known of an article, a line each.
func (r Renderer) details(a *corpus.Article) []part {
	words := 0
	for _, p := range a.Passages {
		words += len(strings.Fields(a.Plain(p.Span)))
	}
	out := []part{{gap: "\n", line: "- ", text: "Title: " + r.linked(a, "")}}
	for _, f := range []struct{ label, text string }{
		{"Author", a.Author},
		{"Publisher", a.Publisher},
		{"Date", a.Published},
		{"Kind", kind(a.Kind)},
		{"Language", a.Language},
		{"Tags", strings.Join(a.Tags, ", ")},
	} {
		shown := name(f.text, maxName)
		if shown == "" {
			if f.label == "Language" || f.label == "Tags" {
				continue
			}
			shown = "*not given*"
		}
		out = append(out, part{gap: "\n", line: "- ", text: f.label + ": " + shown})
	}
	return append(out, part{gap: "\n", line: "- ", text: counted(len(a.Passages), "paragraph") + ", " + counted(words, "word")})
}

// whatWasRead shows an article that is new.
func (r Renderer) whatWasRead(a *corpus.Article) []part {
	return append(r.details(a), beginning(a)...)
}

func beginning(a *corpus.Article) []part {
	var out []part
	for i, p := range a.Passages[:min(firstPassages, len(a.Passages))] {
		out = append(out, sentence("\n", fmt.Sprintf("> ¶%d ", i+1), "", shorten(clean(a.Plain(p.Span)), maxPassage), ""))
	}
	return headed("Beginning", out)
}

// Kept is an article in the list that moderators see.
type Kept struct {
	Slug    string
	Article *corpus.Article // nil once it is withdrawn or erased
	Shared  bool            // all guilds may read it
	Version int
	Action  string // of that version: "edited"
	By      string // who made it
	At      time.Time
}

// PageOfKept is the view of a button.Page that turns the pages of Kept, PageOfPast
// that of Past, whose third and fourth argument are owner and slug, and PageOfAudit
// that of Audit.
const (
	PageOfKept  = "kept"
	PageOfPast  = "past"
	PageOfAudit = "audit"
)

// KeptOnPage is how many articles a page lists.
const KeptOnPage = 8

// Kept lists a page of articles: of is how many there are. notes are sentences below
// them.
func (r Renderer) Kept(list []Kept, page, of int, notes ...string) []Post {
	if len(list) == 0 {
		return r.nothing("Articles", "There are no articles here yet. Add one with /knowledge add.")
	}
	page, pages := within(page, of, KeptOnPage)
	d := document{title: "Articles", footer: counted(of, "article")}
	for i, k := range list {
		title := "**" + name(k.Slug, maxName) + "**"
		if k.Article != nil {
			title = r.linked(k.Article, "") + " (" + name(k.Slug, maxName) + ")"
		}
		if k.Shared {
			title += " · for all servers"
		}
		facts := fmt.Sprintf("version %d, %s by %s %s", k.Version, Escape(k.Action), Who(k.By), Moment(k.At))
		if k.Article != nil {
			facts += " · " + counted(len(k.Article.Passages), "paragraph")
		}
		d.parts = append(d.parts,
			part{gap: "\n", line: fmt.Sprintf("**%d.** ", (page-1)*KeptOnPage+i+1), text: title},
			part{gap: "\n", line: "-# ", text: facts})
	}
	for _, note := range notes {
		d.parts = append(d.parts, sentence("\n", "", "", note, ""))
	}
	if pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = r.turning(PageOfKept, page, pages)
	}
	return r.posts(d)
}

// Elsewhere stands for somebody who is not named here, since they keep what is shared
// for all guilds.
const Elsewhere = "elsewhere"

// Who names who made a change: a person by their mention, which pings nobody, and
// others in words. It is markup.
func Who(by string) string {
	switch by {
	case "disk":
		return "an edit on disk"
	case "bot":
		return "the bot"
	case Elsewhere:
		return "those who keep it for all servers"
	}
	if m := mention("@", by); m != "" {
		return m
	}
	return "somebody who was erased"
}

// Past is one version in an article's history.
type Past struct {
	Version int
	Action  string // "edited"
	By, Why string
	At      time.Time
	Text    bool // it has one: it does not withdraw, and is not erased
	Current bool
	Keeps   bool // whoever reads may bring it back
}

// PastOnPage is how many versions a page shows: each has a row of buttons, and one
// turns the pages.
const PastOnPage = 4

// What the buttons of a version do, as their first argument.
const (
	ShowVersion    = "v"
	CompareVersion = "d"
	RestoreVersion = "r"
	FileOfVersion  = "f"
)

// Past shows a page of an article's versions, the newest first: of is how many there
// are, owner and slug are the buttons' arguments.
func (r Renderer) Past(title string, list []Past, page, of int, owner, slug string) []Post {
	heading := "History: " + clean(title)
	if len(list) == 0 {
		return r.nothing(heading, "There are no versions.")
	}
	page, pages := within(page, of, PastOnPage)
	d := document{title: heading, footer: counted(of, "version")}
	for _, v := range list {
		text := fmt.Sprintf("**Version %d**", v.Version)
		if v.Current {
			text += " (now)"
		}
		d.parts = append(d.parts, part{gap: "\n", line: "- ", text: fmt.Sprintf("%s: %s by %s %s", text, Escape(v.Action), Who(v.By), Moment(v.At))})
		if v.Why != "" {
			d.parts = append(d.parts, sentence("", "", "", ": "+shorten(clean(v.Why), maxReason), ""))
		}
		if v.Text {
			d.rows = append(d.rows, r.versionRow(v, owner, slug)...)
		}
	}
	if pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = append(d.rows, r.turning(PageOfPast, page, pages, owner, slug)...)
	}
	return r.posts(d)
}

func (r Renderer) versionRow(v Past, owner, slug string) []discordgo.MessageComponent {
	do := func(label, what string) press {
		return press{label: label, action: button.Version, args: []string{what, owner, slug, strconv.Itoa(v.Version)}}
	}
	presses := []press{do(fmt.Sprintf("Show version %d", v.Version), ShowVersion)}
	if !v.Current {
		presses = append(presses, do(fmt.Sprintf("Version %d to current", v.Version), CompareVersion))
	}
	if !v.Current && v.Keeps {
		presses = append(presses, do(fmt.Sprintf("Restore version %d", v.Version), RestoreVersion))
	}
	return r.row(presses...)
}

// Audited is a change of a guild for its moderators.
type Audited struct {
	At     time.Time
	By     string
	Did    string // in the bot's words: "edited the article"
	What   string // which one; "" for none
	Detail string
	Facts  string // the same as markup in the bot's words; "" for none
}

// AuditedOnPage is how many changes a page of Audit shows.
const AuditedOnPage = 10

// Audit shows a page of the changes of a guild, the newest first.
func (r Renderer) Audit(list []Audited, page, of int) []Post {
	const heading = "What was changed"
	if len(list) == 0 {
		return r.nothing(heading, "Nothing has been changed yet.")
	}
	page, pages := within(page, of, AuditedOnPage)
	d := document{title: heading, footer: counted(of, "change")}
	for _, a := range list {
		text := fmt.Sprintf("<t:%d:f> %s %s", a.At.Unix(), Who(a.By), Escape(a.Did))
		if a.What != "" {
			text += " **" + name(a.What, maxName) + "**"
		}
		d.parts = append(d.parts, part{gap: "\n", line: "- ", text: text})
		if a.Detail != "" {
			d.parts = append(d.parts, sentence(" ", "", "", "("+shorten(clean(a.Detail), maxReason)+")", ""))
		}
		if a.Facts != "" {
			d.parts = append(d.parts, part{gap: "\n", line: "-# ", text: a.Facts})
		}
	}
	if pages > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, pages)
		d.rows = r.turning(PageOfAudit, page, pages)
	}
	return r.posts(d)
}

// Version shows an article in one version, for its moderators: what is known of it
// and how it begins.
func (r Renderer) Version(a *corpus.Article, notes []string, choices ...Choice) []Post {
	return r.Review(Review{
		Heading: called(a), Notes: notes, Sections: []ReviewSection{{After: a}}, Choices: choices,
	})
}
