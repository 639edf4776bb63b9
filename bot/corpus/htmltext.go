package corpus

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlParagraph is one paragraph of a page: a list's items, a table's rows or a
// preformatted text's lines are its chunks.
type htmlParagraph struct {
	section string
	chunks  []string
}

func textSize(paragraphs []htmlParagraph) int {
	n := 0
	for _, p := range paragraphs {
		for _, c := range p.chunks {
			n += len(c)
		}
	}
	return n
}

// htmlText returns the paragraphs of the visible text below a node. Headings are
// the sections of what follows, not paragraphs.
func htmlText(root *html.Node) []htmlParagraph {
	var w htmlWalk
	w.walk(root)
	w.endParagraph()
	return w.out
}

// htmlWalk goes through a page in the order of its text.
type htmlWalk struct {
	out     []htmlParagraph
	section string
	chunks  []string        // of the paragraph that is open
	text    strings.Builder // of the chunk that is open
	grouped int             // inside how many lists, tables and preformatted texts
	pre     int             // inside how many preformatted texts
}

func (w *htmlWalk) walk(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		if w.pre > 0 {
			w.lines(n.Data)
		} else {
			w.text.WriteString(n.Data)
		}
		return
	case n.Type != html.ElementNode && n.Type != html.DocumentNode, invisible(n):
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak(n)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if w.grouped == 0 {
			w.endParagraph()
			w.section = nodeText(n)
			return
		}
		w.block(n)
	case atom.Ul, atom.Ol, atom.Pre:
		w.group(n)
	case atom.Table:
		if layoutTable(n) {
			w.block(n)
		} else {
			w.group(n)
		}
	case atom.Td, atom.Th:
		w.children(n)
		w.text.WriteByte(' ')
	default:
		if blockTags[n.Data] || otherBlocks[n.DataAtom] {
			w.block(n)
		} else {
			w.children(n)
		}
	}
}

func (w *htmlWalk) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
}

// block walks an element that stands on lines of its own.
func (w *htmlWalk) block(n *html.Node) {
	w.end()
	w.children(n)
	w.end()
}

// group walks an element that is one paragraph of several chunks.
func (w *htmlWalk) group(n *html.Node) {
	w.end()
	w.grouped++
	if n.DataAtom == atom.Pre {
		w.pre++
		w.children(n)
		w.pre--
	} else {
		w.children(n)
	}
	w.endChunk()
	w.grouped--
	w.end()
}

// end ends the paragraph, or the chunk inside a group.
func (w *htmlWalk) end() {
	if w.grouped > 0 {
		w.endChunk()
	} else {
		w.endParagraph()
	}
}

func (w *htmlWalk) endChunk() {
	text := fold(w.text.String())
	w.text.Reset()
	if hasWord(text) {
		w.chunks = append(w.chunks, text)
	}
}

func (w *htmlWalk) endParagraph() {
	w.endChunk()
	if len(w.chunks) > 0 {
		w.out = append(w.out, htmlParagraph{w.section, w.chunks})
		w.chunks = nil
	}
}

// lineBreak is a space, or the end of a paragraph where two stand together, as
// old pages separate paragraphs.
func (w *htmlWalk) lineBreak(n *html.Node) {
	next := n.NextSibling
	for next != nil && next.Type == html.TextNode && strings.TrimSpace(next.Data) == "" {
		next = next.NextSibling
	}
	if next != nil && next.DataAtom == atom.Br || w.pre > 0 {
		w.end()
		return
	}
	w.text.WriteByte(' ')
}

// lines makes each line of preformatted text a chunk.
func (w *htmlWalk) lines(text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			w.endChunk()
		}
		w.text.WriteString(line)
	}
}

// invisible reports whether a browser shows nothing of an element.
func invisible(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Svg,
		atom.Select, atom.Textarea, atom.Button, atom.Dialog:
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || (a.Key == "style" && strings.Contains(strings.ReplaceAll(a.Val, " ", ""), "display:none")) {
			return true
		}
	}
	return false
}

// layoutTable reports whether a table lays out a page instead of holding data.
func layoutTable(n *html.Node) bool {
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3:
			return true
		}
	}
	return false
}

// otherBlocks are block elements besides blockTags.
var otherBlocks = map[atom.Atom]bool{
	atom.Address: true, atom.Body: true, atom.Fieldset: true, atom.Form: true,
	atom.Aside: true, atom.Legend: true, atom.Html: true, atom.Hgroup: true, atom.Menu: true, atom.Search: true,
}
