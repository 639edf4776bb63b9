package docx

import (
	"encoding/xml"
	"io"
	"strings"

	"rapporteur/bot/ingest/prose"
)

// body reads the document's text.
func (r *reader) body(in io.Reader) error { return r.text(in, "") }

// notes reads the text of footnotes or endnotes, each an item below a heading.
func (r *reader) notes(in io.Reader) error { return r.text(in, "Notes") }

// text reads a part that holds paragraphs. Those of notes, which have a heading,
// are items.
func (r *reader) text(in io.Reader, heading string) error {
	w := &walk{reader: r, heading: heading}
	defer func() { w.add(&paragraph{}) }() // what was to go on
	return r.tokens(in, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			w.start(t)
		case xml.EndElement:
			w.end(t.Name.Local)
		case xml.CharData:
			if w.inText > 0 && w.skip == 0 {
				r.size += len(t)
				w.write(string(t))
			}
		}
		if r.size > maxText || len(r.doc.Blocks) > maxParts {
			return ErrTooMuch
		}
		return nil
	})
}

// walk goes through a part's elements. Paragraphs nest: a text box stands inside
// one of them, and its paragraphs come out before that one.
type walk struct {
	*reader
	heading string
	stack   []*paragraph    // open ones
	cells   [][]prose.Block // of the row that is open
	cell    []prose.Block   // the paragraphs of the cell that is open
	tables  int             // open ones; a table inside a cell is text of the cell
	skip    int             // open elements since one that is no text of the document
	inText  int
	marks   bool   // the properties of a paragraph are open
	joined  string // a paragraph whose end was deleted
}

// paragraph is one that is open.
type paragraph struct {
	style
	text strings.Builder
	run  struct{ hidden, struck, raised bool }
	goes bool // its end was deleted: it goes on with the next
}

// write adds to the text of the paragraph that is open.
func (w *walk) write(text string) {
	p := w.open()
	switch {
	case p.run.hidden:
		w.hidden = w.hidden || strings.TrimSpace(text) != ""
		return
	case p.run.struck:
		w.struck = w.struck || strings.TrimSpace(text) != ""
		return
	case p.run.raised:
		if above := prose.Superscript(strings.TrimSpace(text)); above != "" {
			text = above
		}
	}
	p.text.WriteString(text)
}

func (w *walk) open() *paragraph {
	if len(w.stack) == 0 {
		return &paragraph{} // what stands outside paragraphs is white space
	}
	return w.stack[len(w.stack)-1]
}

// skipped are elements whose content is not the document's text.
var skipped = map[string]bool{
	"del": true, "moveFrom": true, // tracked changes
	"Fallback":  true, // the same text again, for older programs
	"instrText": true, "delInstrText": true, "separator": true,
	"rt": true, // how the letters below it are spoken
}

func (w *walk) start(t xml.StartElement) {
	name := t.Name.Local
	if w.skip > 0 || skipped[name] || w.separates(t) {
		w.skip++
		w.deleted = w.deleted || name == "del" || name == "moveFrom"
		w.open().goes = w.open().goes || name == "del" && w.marks
		return
	}
	p := w.open()
	switch name {
	case "p":
		w.stack = append(w.stack, &paragraph{})
	case "pPr":
		w.marks = true
	case "pStyle":
		s := w.styles[attr(t, "val")]
		p.style = s
		p.run.hidden = s.hidden
	case "outlineLvl":
		if level := attr(t, "val"); len(level) == 1 && level[0] < '9' {
			p.style.heading = int(level[0]-'0') + 1
		}
	case "numId":
		p.style.item = attr(t, "val") != "0" // which takes a paragraph out of its style's list
	case "r":
		p.run.hidden, p.run.struck, p.run.raised = p.style.hidden, false, false
	case "vanish":
		p.run.hidden = on(t)
	case "strike", "dstrike":
		p.run.struck = on(t) && !w.marks
	case "vertAlign":
		p.run.raised = attr(t, "val") == "superscript"
	case "t":
		w.inText++
	case "tab", "ptab":
		p.text.WriteByte(' ')
	case "br", "cr":
		p.text.WriteByte('\n')
	case "noBreakHyphen":
		p.text.WriteByte('-')
	case "tbl":
		w.tables++
	case "tr":
		if w.tables == 1 {
			w.cells = nil
		}
	}
}

// separates reports whether an element is a note that Word keeps for the line
// between text and notes.
func (w *walk) separates(t xml.StartElement) bool {
	kind := attr(t, "type")
	return (t.Name.Local == "footnote" || t.Name.Local == "endnote") && kind != "" && kind != "normal"
}

func (w *walk) end(name string) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch name {
	case "t":
		w.inText--
	case "pPr":
		w.marks = false
	case "p":
		if len(w.stack) > 0 {
			p := w.open()
			w.stack = w.stack[:len(w.stack)-1]
			w.add(p)
		}
	case "tc":
		if w.tables == 1 {
			w.cells = append(w.cells, w.cell)
			w.cell = nil
		}
	case "tr":
		if w.tables == 1 {
			w.row()
		}
	case "tbl":
		w.tables--
	}
}

// maxCell is how much text, in bytes, a cell of several paragraphs has at most in a
// table of data. Tables with more, or of one cell, lay out a page.
const maxCell = 600

// row adds the row that has ended: one of a table or, where the table lays out a page,
// the paragraphs of its cells.
func (w *walk) row() {
	layout := len(w.cells) == 1
	row := prose.Block{Kind: prose.Row}
	for _, cell := range w.cells {
		var texts []string
		size := 0
		for _, block := range cell {
			texts = append(texts, block.Text)
			size += len(block.Text)
		}
		layout = layout || len(cell) > 1 && size > maxCell
		row.Cells = append(row.Cells, strings.Join(texts, " "))
	}
	if !layout {
		w.doc.Blocks = append(w.doc.Blocks, row)
		return
	}
	for _, cell := range w.cells {
		w.doc.Blocks = append(w.doc.Blocks, cell...)
	}
}

// add adds a paragraph that has ended. Where two lines were broken off one after the
// other there are two.
func (w *walk) add(p *paragraph) {
	text := w.joined + p.text.String()
	w.joined = ""
	switch {
	case p.goes:
		w.joined = text
		return
	case p.contents:
		return
	}
	for part := range strings.SplitSeq(text, "\n\n") {
		if strings.TrimSpace(part) != "" {
			w.addBlock(p, strings.ReplaceAll(part, "\n", " "))
		}
	}
}

func (w *walk) addBlock(p *paragraph, text string) {
	block := prose.Block{Text: text}
	switch {
	case w.heading != "":
		if !w.noted {
			w.doc.Blocks = append(w.doc.Blocks, prose.Block{Kind: prose.Heading, Level: 1, Text: w.heading})
			w.noted = true
		}
		block.Kind = prose.Item
	case p.title && w.title == "" && w.tables == 0:
		w.title = text
		return
	case p.style.heading > 0 && len(text) <= maxHeading:
		block.Kind, block.Level = prose.Heading, p.style.heading
	case p.item:
		block.Kind = prose.Item
	}
	if w.tables > 0 {
		w.cell = append(w.cell, block)
		return
	}
	w.doc.Blocks = append(w.doc.Blocks, block)
}

// maxHeading is the longest heading, in bytes: what a heading says cannot be
// cited, so that a paragraph in its style must not become one.
const maxHeading = 300
