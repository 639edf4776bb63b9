package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/corpus"
)

// Markdown is the page in CommonMark. Numbers lead to headings "Source 1", by the
// anchors that GitHub, GitLab, Pandoc and others give headings.
func (p *Page) Markdown() []byte {
	m := &markdown{}
	m.block("# " + escape(p.Title))
	m.blocks(p.Dates, p.Says, p.Note)
	m.corrections(p.Corrections)
	m.list("New", p.News)
	if len(p.Paragraphs) > 0 {
		m.block("## Briefing")
	}
	for _, lines := range p.Paragraphs {
		var texts []string
		for _, l := range lines {
			texts = append(texts, l.markdown())
		}
		m.block(strings.Join(texts, " "))
	}
	m.list("Points", p.Points)
	m.timeline(p.Timeline)
	m.positions(p.Positions)
	m.blocks(p.Left)
	m.quoted("Often asked", p.Asked)
	m.quoted("Asked and not answered by the articles", p.Unanswered)
	if len(p.Articles) > 0 {
		m.block("## Sources")
	}
	for _, a := range p.Articles {
		m.article(a)
	}
	m.blocks(p.About)
	return []byte(m.String() + "\n")
}

// markdown writes blocks with an empty line between them.
type markdown struct{ strings.Builder }

func (m *markdown) block(text string) {
	if m.Len() > 0 {
		m.WriteString("\n\n")
	}
	m.WriteString(text)
}

// blocks writes paragraphs, but for empty ones.
func (m *markdown) blocks(texts ...string) {
	for _, t := range texts {
		if t != "" {
			m.block(escape(t))
		}
	}
}

// items writes a list under a heading.
func (m *markdown) items(heading string, items []string) {
	if len(items) == 0 {
		return
	}
	m.block("## " + heading)
	m.block(strings.Join(items, "\n"))
}

func (m *markdown) list(heading string, lines []line) {
	var items []string
	for _, l := range lines {
		items = append(items, "- "+l.markdown())
	}
	m.items(heading, items)
}

func (m *markdown) corrections(all []correction) {
	var items []string
	for _, c := range all {
		item := "- **" + c.Label + "** · " + escape(c.Name)
		if c.Aspects != "" {
			item += " (" + c.Aspects + ")"
		}
		if c.Old != nil {
			item += "\n  - Was: " + c.Old.markdown()
		}
		if c.New != nil {
			item += "\n  - Now: " + c.New.markdown()
		}
		items = append(items, item)
	}
	m.items("Corrections", items)
}

func (m *markdown) timeline(all []event) {
	var items []string
	for _, x := range all {
		items = append(items, "- **"+escape(x.When)+"** · "+x.markdown())
	}
	m.items("Timeline", items)
}

func (m *markdown) positions(all []position) {
	var items []string
	for _, x := range all {
		items = append(items, "- **"+escape(x.Who)+"** · "+x.markdown())
	}
	m.items("Positions", items)
}

func (m *markdown) quoted(heading string, texts []string) {
	var items []string
	for _, t := range texts {
		items = append(items, "- "+escape(t))
	}
	m.items(heading, items)
}

func (m *markdown) article(a article) {
	m.block("### " + escape(a.Name))
	var about []string
	for _, t := range a.About {
		about = append(about, escape(t))
	}
	if a.Address != "" {
		about = append(about, "<"+a.Address+">")
	}
	m.block(strings.Join(about, " · "))
	for _, p := range a.Passages {
		var texts []string
		for _, s := range p.Sentences {
			switch {
			case s.LeftOut != "":
				texts = append(texts, "*("+s.LeftOut+")*")
			case s.N > 0:
				m.block(fmt.Sprintf("#### Source %d", s.N))
				texts = append(texts, fmt.Sprintf("**%s** \\[%d\\]", escape(s.Text), s.N))
			default:
				texts = append(texts, escape(s.Text))
			}
		}
		m.block(fmt.Sprintf("> ¶%d  \n> ", p.N) + strings.Join(texts, " "))
	}
}

// markdown is a text with its references.
func (l line) markdown() string {
	var b strings.Builder
	for i, p := range l.Pieces {
		text := escape(p.Text)
		if i > 0 {
			text = strings.TrimPrefix(escape("."+p.Text), ".") // it begins no line
		}
		if p.Marked && emphasizable(p.Text) {
			text = "**" + text + "**"
		}
		b.WriteString(text)
	}
	for i, r := range l.Refs {
		if i == 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "[[%d]](#source-%d)", r.N, r.N)
	}
	return b.String()
}

// emphasizable reports whether Markdown takes two asterisks around a text for
// emphasis wherever it stands: its ends are letters or figures.
func emphasizable(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	return word(first) && word(last)
}

// escape makes a line stand for itself in Markdown, at the beginning of a line too.
func escape(text string) string { return corpus.Escaped(text, active) }

// active reports whether the byte at i could be, or be part of, markup: of
// CommonMark, or of what GitHub and others add to it.
func active(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '_', '[', ']', '<', '>', '~', '|', '&', '#', '@', '$':
		return true
	case '-', '+', '=':
		return i == 0
	case ':': // https://, :emoji:
		return i+1 < len(s) && s[i+1] != ' '
	case '.': // www.
		return i >= 3 && strings.EqualFold(s[i-3:i], "www")
	}
	return false
}
