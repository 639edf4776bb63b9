// Package ingest turns what moderators bring, a file or a page of the web, into an
// article file that package corpus reads: Markdown and plain text as they are, in
// UTF-8; HTML, PDF and Word's documents as Markdown.
//
// Files come from anywhere and may be made to do harm. So every size, depth and
// time is bounded, nothing in a file is run or fetched, and what comes out is
// text: markup of other formats is escaped, and characters that nobody sees are
// left out or pointed out. What a file cannot give is refused with an [Error],
// whose advice says why and what to do.
//
// The parts are pdf (with the one engine that must be closed), docx, prose, fetch
// (pages of the web), feed (RSS and Atom) and near (articles that are there
// already).
package ingest

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/docx"
	"rapporteur/bot/ingest/pdf"
	"rapporteur/bot/ingest/prose"
)

const (
	// MaxBytes is the largest file that is read: as large as an article may be.
	MaxBytes = corpus.MaxFileBytes
	// Timeout is how long reading one file may take.
	Timeout = 10 * time.Second
	// maxLines bounds the memory that parsing takes, which goes by paragraphs, list
	// items and rows: as many lines as 1,300 printed pages have.
	maxLines = 60_000
	// maxWarnings is how many warnings a moderator is shown of a file.
	maxWarnings = 20
)

// Options say how a Reader works. The zero value is usable.
type Options struct {
	// EngineFolder keeps the machine code of the PDF engine between runs of the
	// program, 21 MB; see [pdf.NewEngine]. Without it, each start of the engine
	// takes some seconds of a processor.
	EngineFolder string
	// EngineIdle is how long the PDF engine waits before it gives its memory
	// back; 0 is pdf.DefaultIdle.
	EngineIdle time.Duration
	// EngineCompiler makes that machine code in another process; nil has it made in
	// this one, which takes some 300 MB.
	EngineCompiler pdf.Compiler
	// Now is the clock by which dates lie in the future; nil is time.Now.
	Now func() time.Time
}

// Reader reads files. It may be used by many goroutines; its owner closes it.
type Reader struct {
	engine *pdf.Engine
	now    func() time.Time
}

// New makes a reader. The PDF engine starts when the first PDF comes.
func New(o Options) *Reader {
	r := &Reader{engine: pdf.NewEngine(o.EngineFolder, o.EngineIdle, o.EngineCompiler), now: o.Now}
	if r.now == nil {
		r.now = time.Now
	}
	return r
}

// Prepare makes ready what the first PDF would otherwise wait for; see
// [pdf.Engine.Prepare].
func (r *Reader) Prepare(ctx context.Context) error { return r.engine.Prepare(ctx) }

// Close stops the PDF engine. Files of other formats can still be read.
func (r *Reader) Close() error {
	if err := r.engine.Close(); err != nil {
		return fmt.Errorf("close reader: %w", err)
	}
	return nil
}

// File is an article file, ready to be stored. It is not changed after Read or
// WithMeta has returned it.
type File struct {
	// Name is the suggested name: the title in lower case with hyphens, and .md
	// or .txt. Whoever stores it looks whether it is taken.
	Name string
	// Data is the file's content in UTF-8, front matter first.
	Data []byte
	// Article is what corpus.Parse makes of Name and Data.
	Article *corpus.Article
	// Read is the format in which the file came, and Charset its encoding; ""
	// where the format has its own.
	Read    Format
	Charset string
	// Warnings are sentences for a moderator, the most important first.
	Warnings []string

	came, lint []string  // Warnings about the file as it came, and about its text
	undated    string    // what was given as the date and is none; "" for nothing
	now        time.Time // when it was read
}

// Read reads a file. The name is the one under which it came, with or without a
// folder; contentType is what its server says, "" for nothing. The error is an
// *Error, or that of ctx when it was cancelled.
func (r *Reader) Read(ctx context.Context, name, contentType string, data []byte) (*File, error) {
	if len(data) > MaxBytes {
		return nil, refuse(name, ErrTooLarge, nil, tooLargeAdvice)
	}
	if len(data) == 0 {
		return nil, refuse(name, ErrEmpty, nil, "The file is empty. Look whether it was saved, and add it again.")
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	format, err := formatOf(name, contentType, data)
	if err != nil {
		return nil, err
	}
	f, err := r.read(ctx, format, name, contentType, data)
	if err != nil {
		return nil, explained(name, err)
	}
	f.now = r.now()
	f.gather()
	if named := byName(name); named != "" && named != format && (named == PDF || named == Word || format == PDF || format == Word) {
		f.tell(fmt.Sprintf("The file is called %s, but it is %s and was read as that.", named, format))
	}
	return f, nil
}

// ReadFrom reads a page of the web that was fetched from an address. The article's
// url is what the page says, if that is of the same site, and else the address: a
// page may claim to be another site's.
func (r *Reader) ReadFrom(ctx context.Context, address, name, contentType string, data []byte) (*File, error) {
	f, err := r.Read(ctx, name, contentType, data)
	if err != nil || !webAddress(address) {
		return f, err
	}
	m := f.Article.Meta
	if m.URL == address || m.URL != "" && sameSite(m.URL, address) {
		return f, nil
	}
	claimed := m.URL
	m.URL = address
	if f, err = f.WithMeta(cleaned(m)); err != nil {
		return nil, err
	}
	if claimed != "" {
		f.tell(fmt.Sprintf("The page says that it stands at %s, which is another site. Its real address was taken.", claimed))
	}
	return f, nil
}

func (r *Reader) read(ctx context.Context, format Format, name, contentType string, data []byte) (*File, error) {
	switch format {
	case PDF:
		doc, err := r.engine.Read(ctx, data)
		if err != nil {
			return nil, err
		}
		return written(name, format, doc)
	case Word:
		doc, err := docx.Read(ctx, data)
		if err != nil {
			return nil, err
		}
		return written(name, format, doc)
	}
	d := decode(data, contentType, format == HTML)
	if binary(d.text) {
		return nil, refuse(name, ErrFormat, nil, "The file is not a text. Save it as .md, .txt, .html, .pdf or .docx.")
	}
	if format != HTML && lineCount(d.text) > maxLines {
		return nil, refuse(name, ErrTooMuch, nil, fmt.Sprintf("The file has more than %d lines, which no article has. Split it into several.", maxLines))
	}
	var f *File
	var err error
	if format == HTML {
		f, err = page(ctx, name, d.text)
	} else {
		f, err = untouched(name, format, d.text)
	}
	if err != nil {
		return nil, err
	}
	f.Charset = d.charset
	if d.warning != "" {
		f.tell(d.warning)
	}
	return f, nil
}

func lineCount(text string) int { return strings.Count(text, "\n") + strings.Count(text, "\r") }

// binary reports whether what was decoded as text is none: more than one in fifty
// of its characters are controls or could not be decoded.
func binary(text string) bool {
	bad, all := 0, 0
	for _, r := range text {
		all++
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == 0x7F || r == '\ufffd' {
			bad++
		}
	}
	return bad*50 > all
}

// written makes the file of a document: its blocks as Markdown.
func written(name string, format Format, doc *prose.Document) (*File, error) {
	body := prose.Markdown(doc.Blocks)
	if body == "" {
		return nil, corpus.ErrEmpty
	}
	m := corpus.Meta{
		Title: doc.Meta.Title, Author: doc.Meta.Author, Publisher: doc.Meta.Publisher,
		Published: doc.Meta.Published, Language: doc.Meta.Language,
	}
	if nobody[strings.ToLower(prose.Clean(m.Author))] {
		m.Author = ""
	}
	if fileName.MatchString(m.Title) {
		m.Title = ""
	}
	warnings := doc.Warnings
	if doc.Meta.Made {
		warnings = append(warnings, madeOn)
	}
	return assemble(name, Markdown, format, m, body, warnings)
}

// nobody are authors that programs name who know none.
var nobody = map[string]bool{
	"microsoft office user": true, "windows user": true, "user": true, "admin": true, "administrator": true, "owner": true,
	"python-docx": true, "unknown": true, "author": true,
}

// fileName matches titles that are names of files.
var fileName = regexp.MustCompile(`(?i)^\S*\.(?:docx?|odt|rtf|pdf|indd|qxd|pptx?|pages|tex|dvi)$`)

// madeOn is said of a file whose date is that of the file, until somebody gives it one.
const madeOn = "The date is that on which the file was made. Correct it if the article is of another day."

// untouched makes the file of text that corpus reads as it is.
func untouched(name string, format Format, text string) (*File, error) {
	head, body := split(text)
	var came []string
	if strings.HasPrefix(text, "+++\n") || strings.HasPrefix(text, "+++\r\n") {
		came = append(came, "The file begins with front matter in TOML, between lines of +++, which was read as text. Write it between lines of ---, as title: and so on.")
	}
	article, _, err := corpus.Parse("article.md", []byte(head+"\nBody.\n"))
	if err != nil {
		return nil, err
	}
	if m := article.Meta; fromOthers(head, &m) {
		return withHead(name, format, format, head, body, &m, came)
	}
	return withHead(name, format, format, head, body, nil, came)
}

// assemble makes a file of metadata and a body. stored is what it is stored as.
func assemble(name string, stored, read Format, m corpus.Meta, body string, came []string) (*File, error) {
	return withHead(name, stored, read, "", body, &m, came)
}

// withHead makes a file of front matter as it stands, "" for none, and a body.
// Unless m is nil, its fields are written into the front matter. An article
// without a title gets its file's name.
func withHead(name string, stored, read Format, head, body string, m *corpus.Meta, came []string) (*File, error) {
	extension := ".md"
	if stored == Text {
		extension = ".txt"
	}
	article, _, err := corpus.Parse("article"+extension, []byte(head+body))
	if err != nil {
		return nil, err
	}
	meta := article.Meta
	if m != nil {
		meta = *m
		if meta.Title == "" {
			meta.Title = article.Title
		}
	}
	given := meta.Published
	meta = cleaned(meta)
	if meta.Title == "" {
		meta.Title = titleOf(name)
		came = append(came, noTitle)
	}
	name = slug(meta.Title) + extension
	rewrite := m != nil || article.Title == ""
	if !rewrite && given != meta.Published { // all else stays as it stands there
		article.Published = meta.Published
		meta, rewrite = article.Meta, true
	}
	if rewrite {
		if head, err = rewritten(head, meta); err != nil {
			return nil, err
		}
	}
	f := &File{Name: name, Data: []byte(head + body), Read: read, came: came}
	if meta.Published == "" {
		f.undated = prose.Clean(given)
	}
	return f, f.parse()
}

// parse reads the file as corpus will, and gathers the warnings.
func (f *File) parse() error {
	if len(f.Data) > MaxBytes {
		return corpus.ErrTooLarge
	}
	article, _, err := corpus.Parse(f.Name, f.Data)
	if err != nil {
		return err
	}
	f.Article = article
	for _, p := range corpus.Lint(oneFile{f.Name, f.Data}) {
		if p.Line > 0 {
			p.Message = fmt.Sprintf("Line %d: %s", p.Line, p.Message)
		}
		f.lint = append(f.lint, p.Message)
	}
	f.gather()
	return nil
}

// gather puts the warnings together: what is to be said of the file as it came
// goes before what lint found.
func (f *File) gather() {
	all := slices.Concat(f.came, f.onDate(), f.lint)
	if len(all) > maxWarnings {
		more := len(all) - maxWarnings + 1
		all = append(all[:maxWarnings-1], fmt.Sprintf("There are %d more warnings.", more))
	}
	f.Warnings = all
}

// onDate says what a moderator should look at in the date.
func (f *File) onDate() []string {
	date := f.Article.Published
	switch {
	case date == "" && f.undated != "":
		return []string{NoDate(f.undated) + " Until then the article has no date."}
	case date != "" && !f.now.IsZero() && inFuture(date, f.now):
		return []string{fmt.Sprintf("The date, %s, lies in the future. Correct it if it is wrong.", date)}
	}
	return nil
}

// tell adds a warning about the file as it came.
func (f *File) tell(warning string) {
	f.came = append([]string{warning}, f.came...)
	f.gather()
}

// noTitle is said of a file until somebody gives it a title.
const noTitle = "The file gives no title; its name was taken. Correct it if there is a better one."

// WithMeta gives the file with other metadata: all of m is written into the front
// matter, empty fields are taken out of it, and what else stands there is kept.
// The body stays as it is, byte by byte. The suggested name follows the title.
// The error is an *Error that wraps ErrMeta or ErrTooLarge.
func (f *File) WithMeta(m corpus.Meta) (*File, error) {
	if err := checked(f.Name, m); err != nil {
		return nil, err
	}
	head, body := split(string(f.Data))
	stored := Markdown
	if strings.HasSuffix(f.Name, ".txt") {
		stored = Text
	}
	came := slices.DeleteFunc(slices.Clone(f.came), func(note string) bool {
		return note == noTitle && m.Title != f.Article.Title || note == madeOn && m.Published != f.Article.Published
	})
	g, err := withHead(f.Name, stored, f.Read, head, body, &m, came)
	if err != nil {
		return nil, explained(f.Name, err)
	}
	g.Charset, g.now = f.Charset, f.now
	if g.undated == "" {
		g.undated = f.undated
	}
	g.gather()
	return g, nil
}
