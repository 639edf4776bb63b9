package render

import (
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/button"
)

// articlesOnPage is how many articles one page of Sources lists.
const articlesOnPage = 8

// Sources lists articles: title, author, publisher, date, kind, version, number
// of paragraphs and link. Page counts from 1; one that is not there gives the
// nearest. With several pages there are buttons of the view PageOfSources.
func (r Renderer) Sources(articles []*corpus.Article, page int) []Post {
	if len(articles) == 0 {
		return r.nothing("Articles", "There are no articles to answer from. A moderator can add some.")
	}
	of := (len(articles) + articlesOnPage - 1) / articlesOnPage
	page = min(max(page, 1), of)
	first := (page - 1) * articlesOnPage
	d := document{title: "Articles", footer: counted(len(articles), "article")}
	for i, a := range articles[first:min(first+articlesOnPage, len(articles))] {
		d.parts = append(d.parts,
			part{gap: "\n", line: fmt.Sprintf("**%d.** ", first+i+1), text: r.linked(a, "")},
			part{gap: "\n", line: "-# ", text: about(a) + " · " + counted(len(a.Passages), "paragraph")})
	}
	d.parts[0].gap = ""
	if of > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, of)
		d.rows = r.turning(PageOfSources, page, of)
	}
	return r.posts(d)
}

// maxNeighbour is how much of the passage before and after is shown, in units.
const maxNeighbour = 600

// Passage shows a paragraph, counted from 1, in full and what stands next to it
// of the paragraphs before and after, with author, date, version and link, and below
// it what other sentences say instead of its own.
func (r Renderer) Passage(a *corpus.Article, paragraph int, otherwise ...Otherwise) []Post {
	if paragraph < 1 || paragraph > len(a.Passages) {
		return r.nothing(called(a), fmt.Sprintf("This article has %s, and none with the number %d.", counted(len(a.Passages), "paragraph"), paragraph))
	}
	passage := a.Passages[paragraph-1]
	d := document{
		title:  called(a),
		footer: fmt.Sprintf("Paragraph %d of %d", paragraph, len(a.Passages)),
		rows:   r.beside(a, paragraph),
		parts:  []part{{line: "-# ", text: about(a) + r.opening(a)}},
	}
	if section := clean(passage.Section); section != "" {
		d.parts = append(d.parts, part{gap: "\n", text: "Section: " + name(section, maxName)})
	}
	if paragraph > 1 {
		d.parts = append(d.parts, neighbour(a, paragraph-1, true)...)
	}
	for i, span := range passage.Sentences {
		x := sentence(" ", "> ", "", a.Plain(span), "")
		if i == 0 {
			x.gap, x.line = "\n\n", fmt.Sprintf("**¶%d, this passage**\n> ", paragraph)
		}
		d.parts = append(d.parts, x)
	}
	if paragraph < len(a.Passages) {
		d.parts = append(d.parts, neighbour(a, paragraph+1, false)...)
	}
	d.parts = append(d.parts, r.otherwise(otherwise)...)
	return r.posts(d)
}

// neighbour shows the end of the paragraph before, or the beginning of the one
// after, in whole sentences as far as they fit.
func neighbour(a *corpus.Article, paragraph int, end bool) []part {
	sentences := a.Passages[paragraph-1].Sentences
	from, to := 0, len(sentences)
	room := maxNeighbour
	fits := func(span corpus.Span) bool {
		if span.Len() > 4*room {
			return false
		}
		room -= length(clean(a.Plain(span)))
		return room >= 0
	}
	if end {
		for from = to; from > 0 && fits(sentences[from-1]); {
			from--
		}
	} else {
		for to = 0; to < len(sentences) && fits(sentences[to]); {
			to++
		}
	}
	var out []part
	if from > 0 {
		out = append(out, part{gap: " ", text: leftOut(from)})
	}
	for _, span := range sentences[from:to] {
		out = append(out, sentence(" ", "", "", a.Plain(span), ""))
	}
	if to < len(sentences) {
		out = append(out, part{gap: " ", text: leftOut(len(sentences) - to)})
	}
	return headed("¶"+strconv.Itoa(paragraph), out)
}

// beside are the buttons to the passages before and after.
func (r Renderer) beside(a *corpus.Article, paragraph int) []discordgo.MessageComponent {
	var presses []press
	to := func(label string, n int) {
		presses = append(presses, press{
			label:  fmt.Sprintf("%s: ¶%d", label, n),
			action: button.Passage, args: []string{a.Slug, strconv.Itoa(a.Version), strconv.Itoa(n)},
		})
	}
	if paragraph > 1 {
		to("Previous", paragraph-1)
	}
	if paragraph < len(a.Passages) {
		to("Next", paragraph+1)
	}
	return r.row(presses...)
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
