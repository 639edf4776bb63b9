package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"rapporteur/bot/ingest/prose"
)

// cellMark stands between the cells of a table's row in what tidy makes of a page. It
// is of Unicode's private use, and taken out of pages that hold it.
const cellMark = "\uE000"

// tidied is a page ready for corpus.
type tidied struct {
	page    string
	heading string // the first of the first level; "" for none
	struck  bool   // words that are struck out were left out
}

// tidy makes a page ready for corpus, which reads the text of pages alone: what a
// browser shows by other means than text becomes text, and what stands in the page
// beside the article, as far as its markup says so, goes. A page that cannot be parsed
// stays as it is.
func tidy(source string) tidied {
	doc, err := html.Parse(strings.NewReader(strings.ReplaceAll(source, cellMark, "")))
	if err != nil {
		return tidied{page: source}
	}
	t := &tidying{}
	t.children(doc)
	var b strings.Builder
	if err := html.Render(&b, doc); err != nil || b.Len() > MaxBytes {
		return tidied{page: source}
	}
	out := tidied{page: b.String(), struck: t.struck}
	if h := find(doc, atom.H1); h != nil && !longer(h, 4*maxField) {
		out.heading = lineOf(h)
	}
	return out
}

type tidying struct{ struck bool }

func (t *tidying) children(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode {
			t.element(c)
		}
		c = next
	}
}

// element tidies an element, which may be gone afterwards.
func (t *tidying) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Del, atom.S, atom.Strike:
		t.struck = t.struck || hasText(n)
		n.Parent.RemoveChild(n)
		return
	case atom.A:
		if !longer(n, 10) && strings.ContainsAny(textOf(n), "↩⤴") { // back from a note
			n.Parent.RemoveChild(n)
			return
		}
	case atom.Sup:
		superscript(n)
		return
	}
	if beside(n) {
		n.Parent.RemoveChild(n)
		return
	}
	t.children(n)
	switch n.DataAtom {
	case atom.Q:
		quote(n, n)
	case atom.Blockquote:
		quotation(n)
	case atom.Table:
		table(n)
	case atom.Dl:
		definitions(n)
	}
}

// maxMark is the longest mark of a note, in bytes, such as [citation needed].
const maxMark = 24

// superscript makes a note's mark that leads to the note nothing, and a number above
// the line one of Unicode's: 10³ is not 103.
func superscript(n *html.Node) {
	if longer(n, maxMark) {
		return
	}
	text := lineOf(n)
	raised := prose.Superscript(text)
	switch {
	case find(n, atom.A) != nil, n.Parent.DataAtom == atom.A && !longer(n.Parent, maxMark) && lineOf(n.Parent) == text:
		n.Parent.RemoveChild(n)
	case raised != "":
		n.Parent.InsertBefore(textNode(raised), n)
		n.Parent.RemoveChild(n)
	}
}

var (
	// apart are classes and ids of what is never a part of an article.
	apart = []string{
		"comments", "comments-area", "comments-section", "comments-list", "comment-list", "commentlist", "disqus_thread", "respond",
		"newsletter-signup", "sharedaddy", "jp-relatedposts", "post-navigation", "cookie-banner", "most-read", "catlinks", "toc", "sitesub",
	}
	// small are what begins those of boxes that stand beside or in an article.
	small = []string{"newsletter", "cookie", "consent", "gdpr", "share", "sharing", "social", "related", "signup", "subscribe", "subscription", "tags", "advert", "ad", "ads", "promo", "breadcrumb", "breadcrumbs"}
	// unseen are those of what is there for programs that read pages aloud, and of
	// what people press.
	unseen = []string{"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "mw-editsection", "button-wrapper"}
)

// maxSmall is how much text, in bytes, a box has at most: what holds more may be the
// article, whatever it is called.
const maxSmall = 600

// beside reports whether an element is no part of the article, by what its markup says.
func beside(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Video, atom.Audio, atom.Canvas, atom.Annotation, atom.AnnotationXml:
		return true // what stands in them is for programs that cannot show them
	}
	switch n.Data {
	case "amp-ad", "amp-embed", "amp-sidebar", "amp-consent", "amp-user-notification":
		return true
	}
	classes := strings.Fields(strings.ToLower(attrOf(n, "class") + " " + attrOf(n, "id")))
	if slices.ContainsFunc(classes, func(c string) bool { return slices.Contains(unseen, c) }) {
		return true
	}
	switch n.DataAtom {
	case atom.Div, atom.Section, atom.Aside, atom.Nav, atom.Form, atom.Ul, atom.Ol, atom.Footer:
	default:
		return false
	}
	role := attrOf(n, "role")
	never := n.DataAtom == atom.Nav || role == "navigation" || slices.ContainsFunc(classes, func(c string) bool { return slices.Contains(apart, c) })
	box := role == "dialog" || role == "alertdialog" || slices.ContainsFunc(classes, func(c string) bool {
		first, _, _ := strings.Cut(strings.ReplaceAll(c, "_", "-"), "-")
		return slices.Contains(small, first)
	})
	return (never || box && !longer(n, maxSmall)) && find(n, atom.H1) == nil && find(n, atom.Main) == nil
}

// quote puts quotation marks around what stands from one element to another, unless it
// has some.
func quote(first, last *html.Node) {
	mark, _ := utf8.DecodeRuneInString(strings.TrimSpace(textOf(first)))
	if !hasText(first) || strings.ContainsRune("\"'“„«»‘‚", mark) || strings.HasSuffix(strings.TrimSpace(textOf(last)), "”") {
		return
	}
	first.InsertBefore(textNode("“"), first.FirstChild)
	last.AppendChild(textNode("”"))
}

// dashes stand before the name of who is quoted.
const dashes = "—–-― "

// quotation keeps who is quoted with their words: what names them at the end of a
// block of quoted text goes behind the last paragraph of that, in quotation marks.
func quotation(n *html.Node) {
	who := find(n, atom.Footer)
	if who == nil {
		who = find(n, atom.Cite)
	}
	if who == nil || who.Parent != n && who.Parent.Parent != n || longer(who, maxField) {
		return
	}
	name := lineOf(who)
	if p := who.Parent; p != n {
		if longer(p, maxField) || strings.TrimLeft(lineOf(p), dashes) != name {
			return // the title of a work, in a sentence
		}
		who = p // a paragraph that names them alone
	}
	who.Parent.RemoveChild(who)
	var paragraphs []*html.Node
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.P && hasText(c) {
			paragraphs = append(paragraphs, c)
		}
	}
	if len(paragraphs) == 0 {
		paragraphs = []*html.Node{n}
	}
	last := paragraphs[len(paragraphs)-1]
	quote(paragraphs[0], last)
	if name = strings.TrimSpace(strings.TrimLeft(name, dashes)); name != "" {
		last.AppendChild(textNode(" — " + name))
	}
}

// table marks where the cells of a table of data end. Paragraphs alone in their cells
// are taken out of them: corpus takes tables with paragraphs for the layout of a page.
func table(n *html.Node) {
	if !ofData(n) {
		return
	}
	for d := range n.Descendants() {
		if d.DataAtom != atom.Td && d.DataAtom != atom.Th {
			continue
		}
		text := lineOf(d)
		for d.FirstChild != nil {
			d.RemoveChild(d.FirstChild)
		}
		d.AppendChild(textNode(text))
		if nextCell(d.NextSibling) {
			d.AppendChild(textNode(cellMark))
		}
	}
}

func nextCell(n *html.Node) bool {
	for ; n != nil; n = n.NextSibling {
		if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
			return true
		}
	}
	return false
}

// maxCell is how much text, in bytes, a cell of data has at most.
const maxCell = 400

// ofData reports whether a table holds data, and lays out no page: short cells without
// headings, lists, pictures of a page's parts or further tables in them, in two columns
// at least.
func ofData(n *html.Node) bool {
	columns := false
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.Form, atom.Article, atom.Nav, atom.Blockquote, atom.Pre:
			return false
		case atom.Br:
			if next := d.NextSibling; next != nil && next.DataAtom == atom.Br {
				return false // paragraphs, as old pages have them
			}
		case atom.Td, atom.Th:
			columns = columns || nextCell(d.NextSibling)
			if longer(d, maxCell) {
				return false
			}
		}
	}
	return columns
}

// definitions makes a paragraph of each term and what is said of it, as long as that is
// no more than text.
func definitions(n *html.Node) {
	var term *html.Node
	bare := false // nothing was said of it yet
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.DataAtom == atom.Dt:
			term, bare = c, true
		case c.DataAtom == atom.Dd && term != nil && find(c, atom.P) == nil && find(c, atom.Ul) == nil && find(c, atom.Ol) == nil && find(c, atom.Table) == nil:
			if bare {
				colon(term)
			}
			bare = false
			term.AppendChild(textNode(" "))
			for c.FirstChild != nil {
				child := c.FirstChild
				c.RemoveChild(child)
				term.AppendChild(child)
			}
			n.RemoveChild(c)
		}
		c = next
	}
}

// colon ends a term that no other mark ends.
func colon(term *html.Node) {
	if text := strings.TrimSpace(textOf(term)); text != "" && !strings.ContainsAny(text[len(text)-1:], ".:?!") {
		term.AppendChild(textNode(":"))
	}
}

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// longer reports whether an element has more than so many bytes of text.
func longer(n *html.Node, most int) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if most -= len(d.Data); most < 0 {
				return true
			}
		}
	}
	return false
}

// lineOf is the text of an element in one line.
func lineOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br, d.DataAtom == atom.P, d.DataAtom == atom.Div:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func hasText(n *html.Node) bool { return strings.TrimSpace(textOf(n)) != "" }

// find is the first element of a kind below another; nil for none.
func find(n *html.Node, kind atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.DataAtom == kind {
			return d
		}
	}
	return nil
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
