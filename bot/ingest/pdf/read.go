package pdf

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"

	"rapporteur/bot/ingest/prose"
)

const (
	maxPages   = 2000    // of a document; 5 MB of text alone have some 1,500
	maxChars   = 200_000 // of a page; a page of a newspaper has 20,000
	maxText    = 5 << 20 // bytes of a document
	maxLines   = 60_000  // of a document; 1,300 full pages
	maxBadRuns = 20      // pages in a row that cannot be read, before the rest is given up
)

// Read reads a document. It ends with ctx, within a moment. The error wraps one of
// the package's, or is that of ctx.
func (e *Engine) Read(ctx context.Context, data []byte) (doc *prose.Document, err error) {
	if err := e.acquire(ctx); err != nil {
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	defer e.release()
	defer func() {
		if err != nil && ctx.Err() != nil {
			doc, err = nil, fmt.Errorf("read PDF: %w", ctx.Err()) // whatever broke, broke because of it
		}
	}()
	// What a document used is given back at once: the next may come in a month.
	defer debug.FreeOSMemory()
	m := &memory{}
	pool, err := webassembly.Init(configuration(m.with(ctx), e.cache))
	if err != nil {
		return nil, fmt.Errorf("read PDF: %w: %w", ErrEngine, err)
	}
	defer func() { _ = pool.Close() }() // frees memory; there is nothing to be lost
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("read PDF: %w: %w", ErrEngine, err)
	}
	f := &file{ctx: ctx, pdfium: instance, doc: &prose.Document{}}
	err = f.read(data)
	switch {
	case err != nil && m.exhausted:
		return nil, fmt.Errorf("read PDF in %d bytes of memory: %w", maxMemory, ErrTooMuch)
	case err != nil:
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	return f.doc, nil
}

// file is one document that is being read.
type file struct {
	ctx    context.Context // of the one call
	pdfium pdfium.Pdfium
	handle references.FPDF_DOCUMENT
	doc    *prose.Document
	pages  []page
	size   int
	asked  int // how often it was looked how a digit is set
}

// page is the lines of one page.
type page struct {
	number int
	lines  []line
}

// line is one line of text and where it stands, in points from the page's lower
// left corner.
type line struct {
	text        string
	left, right float64
	base        float64 // what its first character stands on
	lastBase    float64 // and its last: PDFium makes two lines with a hyphen between them one
	size        float64 // of its first character's font
}

func (f *file) read(data []byte) error {
	opened, err := f.pdfium.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return ErrEncrypted
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	f.handle = opened.Document
	count, err := f.pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.handle})
	switch {
	case err != nil || count.PageCount < 1:
		return ErrDamaged
	case count.PageCount > maxPages:
		return fmt.Errorf("%d pages, at most %d: %w", count.PageCount, maxPages, ErrTooMuch)
	}
	if err := f.readPages(count.PageCount); err != nil {
		return err
	}
	f.doc.Blocks = blocks(f.pages)
	f.meta(data)
	return nil
}

// readPages reads the lines of all pages, and says which could not be read.
func (f *file) readPages(count int) error {
	var bad, blank []int
	total := 0
	for i := range count {
		if f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		lines, err := f.lines(i)
		switch {
		case errors.Is(err, ErrTooMuch):
			return err
		case err != nil:
			if bad = append(bad, i+1); len(bad) >= maxBadRuns && bad[len(bad)-maxBadRuns] == i+2-maxBadRuns {
				return fmt.Errorf("pages from %d on: %w", bad[len(bad)-maxBadRuns], ErrDamaged)
			}
		case len(lines) == 0:
			blank = append(blank, i+1)
		default:
			if total += len(lines); total > maxLines {
				return fmt.Errorf("more than %d lines: %w", maxLines, ErrTooMuch)
			}
			f.pages = append(f.pages, page{i + 1, lines})
		}
	}
	switch {
	case len(f.pages) == 0 && len(bad) > 0:
		return ErrDamaged
	case len(f.pages) == 0:
		return ErrNoText
	}
	if len(bad) > 0 {
		f.doc.Warnings = append(f.doc.Warnings, fmt.Sprintf("%s damaged and could not be read. Look whether the file is complete.", are(bad)))
	}
	if len(blank) > 0 {
		f.doc.Warnings = append(f.doc.Warnings, fmt.Sprintf("%s without text: a picture or a scan, or empty. What a picture shows was not read.", are(blank)))
	}
	return nil
}

// are begins a sentence about pages: "Page 3 is", "Pages 3, 5 and 9 are".
func are(pages []int) string {
	const most = 10
	if len(pages) == 1 {
		return fmt.Sprintf("Page %d is", pages[0])
	}
	var names []string
	for _, p := range pages[:min(len(pages), most)] {
		names = append(names, fmt.Sprint(p))
	}
	last := names[len(names)-1]
	if len(pages) > most {
		return fmt.Sprintf("Pages %s and %d more are", strings.Join(names, ", "), len(pages)-most)
	}
	return fmt.Sprintf("Pages %s and %s are", strings.Join(names[:len(names)-1], ", "), last)
}

// lines reads the lines of a page, which counts from 0.
func (f *file) lines(index int) ([]line, error) {
	loaded, err := f.pdfium.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.handle, Index: index})
	if err != nil {
		return nil, fmt.Errorf("load page: %w", err)
	}
	defer func() { _, _ = f.pdfium.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }() // frees memory
	text, err := f.pdfium.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &loaded.Page}})
	if err != nil {
		return nil, fmt.Errorf("load text: %w", err)
	}
	defer func() { _, _ = f.pdfium.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }() // frees memory
	count, err := f.pdfium.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text.TextPage})
	switch {
	case err != nil:
		return nil, fmt.Errorf("count characters: %w", err)
	case count.Count == 0:
		return nil, nil
	case count.Count > maxChars:
		return nil, fmt.Errorf("page of %d characters: %w", count.Count, ErrTooMuch)
	}
	got, err := f.pdfium.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: text.TextPage, Count: count.Count})
	if err != nil {
		return nil, fmt.Errorf("get text: %w", err)
	}
	if f.size += len(got.Text); f.size > maxText {
		return nil, fmt.Errorf("more than %d bytes of text: %w", maxText, ErrTooMuch)
	}
	return f.placed(text.TextPage, strings.TrimRight(got.Text, "\x00")), nil
}

// placed cuts a page's text into lines and finds where they stand.
func (f *file) placed(text references.FPDF_TEXTPAGE, all string) []line {
	var out []line
	at := 0 // in PDFium's characters, which are UTF-16 units
	for part := range strings.SplitAfterSeq(all, "\n") {
		start := at
		at += units(part)
		trimmed := strings.TrimRight(part, "\r\n ")
		lead := len(trimmed) - len(strings.TrimLeft(trimmed, " "))
		if strings.TrimSpace(trimmed) == "" {
			continue
		}
		out = append(out, f.place(text, trimmed[lead:], start+lead, start+units(trimmed)-1))
	}
	return out
}

// units counts the UTF-16 units of text.
func units(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// place finds where a line stands by its first and last character. What PDFium
// cannot say stays 0, and the line is then taken to go on from the one before.
func (f *file) place(text references.FPDF_TEXTPAGE, content string, first, last int) line {
	l := line{text: dehyphenated(content)}
	start := first
	first, last = f.char(text, first), f.char(text, last)
	if origin, err := f.pdfium.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: first}); err == nil {
		l.left, l.right, l.base, l.lastBase = origin.X, origin.X, origin.Y, origin.Y
	}
	if origin, err := f.pdfium.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: last}); err == nil {
		l.lastBase = origin.Y
	}
	if box, err := f.pdfium.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: last}); err == nil {
		l.right = box.Right
	}
	l.size = f.sizeOf(text, first)
	if above, ok := f.raised(text, content, start, max(l.size, f.sizeOf(text, last)), min(l.base, l.lastBase)); ok {
		l.text = dehyphenated(above)
		l.size, l.base = max(l.size, f.sizeOf(text, last)), min(l.base, l.lastBase) // of the line, not of a mark at its beginning
	}
	return l
}

// sizeOf is the size of a character's font; 0 where PDFium cannot say.
func (f *file) sizeOf(text references.FPDF_TEXTPAGE, char int) float64 {
	size, err := f.pdfium.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: char})
	if err != nil {
		return 0
	}
	return size.FontSize
}

// char is the index of a character by its place in the text, which leaves out
// characters that stand for nothing.
func (f *file) char(text references.FPDF_TEXTPAGE, at int) int {
	got, err := f.pdfium.FPDFText_GetCharIndexFromTextIndex(&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: text, NTextIndex: at})
	if err != nil || got.CharIndex < 0 {
		return at
	}
	return got.CharIndex
}

// dehyphenated joins what PDFium marks as one word in two lines.
func dehyphenated(text string) string {
	return strings.NewReplacer("\x02", "", "\ufffe", "").Replace(text)
}

// meta reads what the document says of itself: its XMP packet, else its info.
func (f *file) meta(data []byte) {
	m := &f.doc.Meta
	xmp(data, m)
	m.Made = m.Published == ""
	for _, field := range []struct {
		tag string
		to  *string
	}{{"Title", &m.Title}, {"Author", &m.Author}, {"CreationDate", &m.Published}} {
		if *field.to != "" {
			continue
		}
		got, err := f.pdfium.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: f.handle, Tag: field.tag})
		if err == nil {
			*field.to = got.Value
		}
	}
	m.Published = date(m.Published)
	m.Made = m.Made && m.Published != ""
	if slices.ContainsFunc([]string{"microsoft word", "untitled", "powerpoint"}, func(s string) bool {
		return strings.HasPrefix(strings.ToLower(m.Title), s)
	}) {
		m.Title = "" // a program's, not the author's
	}
}

// date reads PDF's dates, D:20310314093000Z, as 2031-03-14; others stay.
func date(text string) string {
	digits := strings.TrimPrefix(text, "D:")
	if len(digits) >= 8 {
		if at, err := time.Parse("20060102", digits[:8]); err == nil {
			return at.Format(time.DateOnly)
		}
	}
	return text
}
