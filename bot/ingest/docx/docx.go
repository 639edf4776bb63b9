// Package docx reads the text of Word's documents: headings, paragraphs, lists,
// tables, text boxes and notes, in the order of the text.
//
// It reads no more of the archive than the parts that hold these, and bounds
// what each of them may unpack to, how deep it may nest, and how much text there
// may be. What the author deleted, hid or commented on is not the document's
// text and is left out. Pure.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"rapporteur/bot/ingest/prose"
)

const (
	maxFiles = 10_000    // entries of the archive; a report with many pictures has some hundred
	maxPart  = 24 << 20  // bytes of one part unpacked: 300 pages of heavily styled text have 10 MB
	maxRun   = 1 << 20   // bytes of one part without a tag, which the XML decoder must hold at once
	maxMarks = 2_000_000 // tags and texts of one part: what 10 MB of styled text have, four times
	maxText  = 5 << 20   // bytes of text in all
	maxParts = 50_000    // paragraphs, headings and rows; a report of 300 pages has 5,000
	maxDepth = 256       // open elements; tables in tables in text boxes have some 60
)

// The errors of Read, which are wrapped with the part of the document.
var (
	// ErrNotWord means that the archive is none of Word's.
	ErrNotWord = errors.New("not a Word document")
	// ErrDamaged means that the archive or its XML is broken.
	ErrDamaged = errors.New("damaged document")
	// ErrTooMuch means that the document unpacks to more than the limits above.
	ErrTooMuch = errors.New("document unpacks to too much")
	// ErrDoctype means that a part declares entities, which Word never does.
	ErrDoctype = errors.New("document declares XML entities")
)

// Read reads a document. The error wraps one of those above, or is that of ctx.
func Read(ctx context.Context, data []byte) (*prose.Document, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("read archive: %w: %w", ErrDamaged, err)
	}
	if len(archive.File) > maxFiles {
		return nil, fmt.Errorf("read archive of %d files: %w", len(archive.File), ErrTooMuch)
	}
	r := &reader{ctx: ctx, doc: &prose.Document{}, parts: make(map[string]*zip.File)}
	for _, f := range archive.File {
		if _, twice := r.parts[f.Name]; !twice {
			r.parts[f.Name] = f
		}
	}
	if r.parts["word/document.xml"] == nil {
		return nil, fmt.Errorf("read archive: %w", ErrNotWord)
	}
	for _, step := range []struct {
		part string
		read func(io.Reader) error
	}{
		{"docProps/core.xml", r.core},
		{"word/styles.xml", r.styleSheet},
		{"word/document.xml", r.body},
		{"word/footnotes.xml", r.notes},
		{"word/endnotes.xml", r.notes},
	} {
		if err := r.part(step.part, step.read); err != nil {
			return nil, fmt.Errorf("read %s: %w", step.part, err)
		}
	}
	if r.hidden {
		r.doc.Warnings = append(r.doc.Warnings, "The document has hidden text, which was left out.")
	}
	if r.struck {
		r.doc.Warnings = append(r.doc.Warnings, "The document has words that are struck out, which were left out.")
	}
	if r.deleted {
		r.doc.Warnings = append(r.doc.Warnings, "The document has tracked changes. It was read as if all of them were accepted.")
	}
	r.doc.Meta.Made = r.doc.Meta.Published != ""
	if r.doc.Meta.Title == "" {
		r.doc.Meta.Title = r.title
	}
	return r.doc, nil
}

// reader reads one document.
type reader struct {
	ctx     context.Context // of the one call
	parts   map[string]*zip.File
	styles  map[string]style
	doc     *prose.Document
	title   string // what stands in the style of titles
	noted   bool   // the heading of the notes is there
	hidden  bool
	struck  bool
	deleted bool
	size    int
}

// part reads a part of the document, if it is there.
func (r *reader) part(name string, read func(io.Reader) error) error {
	file := r.parts[name]
	if file == nil {
		return nil
	}
	in, err := file.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer in.Close() // nothing was written
	bounded := &bounded{in: in, left: maxPart, run: maxRun}
	if err = read(bounded); err == nil || errors.Is(err, ErrTooMuch) || errors.Is(err, ErrDoctype) || r.ctx.Err() != nil {
		return err
	}
	if bounded.left < 0 || bounded.run < 0 {
		return ErrTooMuch
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// bounded fails where io.LimitReader would end as if the part did.
type bounded struct {
	in   io.Reader
	left int // bytes of the part
	run  int // bytes until there must be a tag
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	b.left -= n
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		b.run = maxRun - (n - last)
	} else {
		b.run -= n
	}
	if b.left < 0 || b.run < 0 {
		return n, ErrTooMuch
	}
	return n, err
}

// tokens calls f with each start, end and text of a part's XML until f fails, and
// checks the limits on the way.
func (r *reader) tokens(in io.Reader, f func(xml.Token) error) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("encoding %q", label) // Word writes UTF-8
	}
	depth := 0
	for n := 0; ; n++ {
		if n%1024 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if n > maxMarks {
			return ErrTooMuch
		}
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch token.(type) {
		case xml.Directive:
			return ErrDoctype
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ErrTooMuch
			}
		case xml.EndElement:
			depth--
		}
		if err := f(token); err != nil {
			return err
		}
	}
}

// core reads the properties of the document.
func (r *reader) core(in io.Reader) error {
	m := &r.doc.Meta
	fields := map[string]*string{"title": &m.Title, "creator": &m.Author, "publisher": &m.Publisher, "language": &m.Language, "created": &m.Published}
	var open *string
	return r.tokens(in, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			open = fields[t.Name.Local]
		case xml.EndElement:
			open = nil
		case xml.CharData:
			if open != nil && len(*open) < 2000 {
				*open += string(t)
			}
		}
		return nil
	})
}

// style is what a paragraph's style makes of it.
type style struct {
	heading  int // 0 for none
	title    bool
	contents bool // of the table of contents
	item     bool
	hidden   bool
}

// styleSheet reads what each style makes of a paragraph. Names of the styles that
// come with Word are English in every language's Word.
func (r *reader) styleSheet(in io.Reader) error {
	r.styles = make(map[string]style)
	id := ""
	return r.tokens(in, func(token xml.Token) error {
		t, ok := token.(xml.StartElement)
		if !ok {
			return nil
		}
		s := r.styles[id]
		switch t.Name.Local {
		case "style":
			id = attr(t, "styleId")
			return nil
		case "name":
			name := strings.ToLower(attr(t, "val"))
			if level, ok := strings.CutPrefix(name, "heading "); ok && len(level) == 1 {
				s.heading = int(level[0] - '0')
			}
			s.title = s.title || name == "title"
			s.contents = s.contents || strings.HasPrefix(name, "toc ")
			s.item = s.item || strings.HasPrefix(name, "list bullet") || strings.HasPrefix(name, "list number")
		case "outlineLvl":
			if level := attr(t, "val"); len(level) == 1 && level[0] < '9' && s.heading == 0 {
				s.heading = int(level[0]-'0') + 1
			}
		case "numPr":
			s.item = true
		case "vanish":
			s.hidden = on(t)
		default:
			return nil
		}
		if id != "" && len(r.styles) < maxFiles {
			r.styles[id] = s
		}
		return nil
	})
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on reads a property that is on unless it says otherwise.
func on(t xml.StartElement) bool {
	switch attr(t, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
