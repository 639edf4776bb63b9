package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Bounds of names, in units before they are escaped. What is longer is
// shortened, with an ellipsis.
const (
	maxName  = 200 // of an article
	maxMaker = 100 // an author, a publisher
	maxDate  = 60
)

// name is an untrusted name that stands in a line of other words.
func name(s string, most int) string {
	return isolated(Escape(shorten(clean(s), most)))
}

// called is an article's name. A title that shows nothing is not one.
func called(a *corpus.Article) string {
	if title := clean(a.Title); title != "" {
		return title
	}
	if slug := clean(a.Slug); slug != "" {
		return slug
	}
	return "Untitled article"
}

// linked is an article's name, as a link where the article has an address, with
// what follows the name: ", ¶3".
func (r Renderer) linked(a *corpus.Article, rest string) string {
	shown := name(called(a), maxName)
	if to, ok := corpus.Address(a.URL); ok && !r.Plain && linkable(shown) {
		return "[" + shown + "](" + to + ")" + rest
	}
	return shown + rest + r.opening(a)
}

// opening is the link to an article whose name is none: " · " and the link, or
// the address as text if it is not safe. Without an address it is empty.
func (r Renderer) opening(a *corpus.Article) string {
	to, ok := corpus.Address(a.URL)
	switch {
	case clean(a.URL) == "":
		return ""
	case !ok:
		return " · " + name(a.URL, maxName)
	case r.Plain: // angle brackets keep Discord from previewing it
		return " · <" + to + ">"
	}
	return " · [open the article](" + to + ")"
}

// linkable reports whether an escaped name can be the text of a link. Discord
// finds the end of the text by its brackets, escaped or not, and makes no link
// of a text that is itself an address.
func linkable(name string) bool {
	return !strings.ContainsAny(name, "[]") && !strings.Contains(name, "//") && !strings.Contains(name, "www.")
}

// cited is one line of a list of sources: "[1] name, ¶3".
func (r Renderer) cited(s cite.Source) string {
	return fmt.Sprintf("[%d] %s", s.N, r.place(s.Of(), s.Paragraph))
}

// place is an article's name and the number of a paragraph.
func (r Renderer) place(a *corpus.Article, paragraph int) string {
	return r.linked(a, fmt.Sprintf(", ¶%d", paragraph))
}

// listed lists sources, one a line, under a heading.
func (r Renderer) listed(sources []cite.Source) []part {
	var out []part
	for _, s := range sources {
		out = append(out, part{gap: "\n", text: r.cited(s)})
	}
	return headed("Sources", out)
}

// headed puts a heading above the first of some parts.
func headed(heading string, parts []part) []part {
	if len(parts) > 0 {
		parts[0].gap = "\n\n"
		parts[0].line = "**" + heading + "**\n" + parts[0].line
	}
	return parts
}

// byArticle lists many sources, one article a line: "name: [1] ¶3 · [4] ¶7".
func (r Renderer) byArticle(sources []cite.Source) []part {
	return r.listedByArticle(sources, func(*corpus.Article) string { return "" })
}

// listedByArticle does so with something behind the name of each.
func (r Renderer) listedByArticle(sources []cite.Source, behind func(*corpus.Article) string) []part {
	var order []*corpus.Article
	places := make(map[*corpus.Article][]part)
	for _, s := range sources {
		a := s.Of()
		gap := " · "
		if places[a] == nil {
			order, gap = append(order, a), " "
		}
		places[a] = append(places[a], part{gap: gap, text: fmt.Sprintf("[%d] ¶%d", s.N, s.Paragraph)})
	}
	var out []part
	for _, a := range order {
		out = append(out, part{gap: "\n", text: r.linked(a, behind(a)) + ":"})
		out = append(out, places[a]...)
	}
	return headed("Sources", out)
}

// about says who made an article, when, and what it is: "Jane Roe · Saltmere
// Courier · 2031-03-14 · report · version 2".
func about(a *corpus.Article) string {
	var facts []string
	for _, fact := range []struct {
		text string
		most int
	}{{a.Author, maxMaker}, {a.Publisher, maxMaker}, {a.Published, maxDate}, {kind(a.Kind), maxMaker}} {
		if shown := name(fact.text, fact.most); shown != "" {
			facts = append(facts, shown)
		}
	}
	return strings.Join(append(facts, fmt.Sprintf("version %d", a.Version)), " · ")
}

// kind is an article's kind in words.
func kind(k corpus.Kind) string {
	if k == corpus.Opinion {
		return "opinion piece"
	}
	return string(k)
}
