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
	return r.tokens(in, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			w.start(t)
		case xml.EndElement:
			w.end(t.Name.Local)
		case xml.CharData:
			if w.inText > 0 && w.skip == 0 && !w.open().run.hidden {
				r.size += len(t)
				w.open().text.Write(t)
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
	stack   []*paragraph // open ones
	cells   []string     // of the row that is open
	cell    []string     // the paragraphs of the cell that is open
	tables  int          // open ones; a table inside a cell is text of the cell
	skip    int          // open elements since one that is no text of the document
	inText  int
}

// paragraph is one that is open.
type paragraph struct {
	style
	text strings.Builder
	run  struct{ hidden bool }
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
}

func (w *walk) start(t xml.StartElement) {
	name := t.Name.Local
	if w.skip > 0 || skipped[name] || w.separates(t) {
		w.skip++
		w.deleted = w.deleted || name == "del" || name == "moveFrom"
		return
	}
	p := w.open()
	switch name {
	case "p":
		w.stack = append(w.stack, &paragraph{})
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
		p.run.hidden = p.style.hidden
	case "vanish":
		p.run.hidden = on(t)
		w.hidden = w.hidden || p.run.hidden
	case "t":
		w.inText++
	case "tab", "br", "cr", "ptab":
		p.text.WriteByte(' ')
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
	case "p":
		if len(w.stack) > 0 {
			p := w.open()
			w.stack = w.stack[:len(w.stack)-1]
			w.add(p)
		}
	case "tc":
		if w.tables == 1 {
			w.cells = append(w.cells, strings.Join(w.cell, " "))
			w.cell = nil
		}
	case "tr":
		if w.tables == 1 {
			w.doc.Blocks = append(w.doc.Blocks, prose.Block{Kind: prose.Row, Cells: w.cells})
		}
	case "tbl":
		w.tables--
	}
}

// add adds a paragraph that has ended.
func (w *walk) add(p *paragraph) {
	text := p.text.String()
	if strings.TrimSpace(text) == "" {
		return
	}
	block := prose.Block{Text: text}
	switch {
	case w.tables > 0:
		w.cell = append(w.cell, text)
		return
	case w.heading != "":
		if !w.noted {
			w.doc.Blocks = append(w.doc.Blocks, prose.Block{Kind: prose.Heading, Level: 1, Text: w.heading})
			w.noted = true
		}
		block.Kind = prose.Item
	case p.title && w.title == "":
		w.title = text
		return
	case p.style.heading > 0 && len(text) <= maxHeading:
		block.Kind, block.Level = prose.Heading, p.style.heading
	case p.item:
		block.Kind = prose.Item
	}
	w.doc.Blocks = append(w.doc.Blocks, block)
}

// maxHeading is the longest heading, in bytes: what a heading says cannot be
// cited, so that a paragraph in its style must not become one.
const maxHeading = 300
