package corpus

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
)

// MaxFileBytes is the largest article file that is read. A long report of 300
// pages has about 1 MB; whatever is larger is not an article.
const MaxFileBytes = 5 << 20

// maxPassageBytes is the size from which a paragraph is reported as far too
// long: nobody can check a citation in it, and a prompt cannot hold it.
const maxPassageBytes = 20_000

// The errors of Parse, which wraps them with the file's name.
var (
	// ErrTooLarge means that the file has more than MaxFileBytes.
	ErrTooLarge = errors.New("file is too large")
	// ErrEmpty means that the file holds no paragraph with a letter or digit.
	ErrEmpty = errors.New("file holds no text")
	// ErrFormat means that the file's extension is not of a known format.
	ErrFormat = errors.New("unknown file format")
)

// format is what a file's extension promises.
type format byte

const (
	formatNone format = iota
	formatMarkdown
	formatText
	formatHTML
)

// formatOf tells a file's format by its name.
func formatOf(name string) format {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return formatMarkdown
	case ".txt":
		return formatText
	case ".html", ".htm":
		return formatHTML
	}
	return formatNone
}

// Parse reads one article file. The name's extension chooses the format (.md,
// .markdown, .txt, .html, .htm) and its base name becomes the slug; the article's
// Version is 1. The same name and data always give the same article.
//
// Problems are what a moderator should mend in the file; the article is usable
// in spite of them. An error means that there is no article: it wraps
// ErrFormat, ErrTooLarge or ErrEmpty, and comes with the problems found so far.
// Parse neither keeps nor changes data, and opens no file and no connection.
func Parse(name string, data []byte) (*Article, []Problem, error) {
	form := formatOf(name)
	switch {
	case form == formatNone:
		return nil, nil, fmt.Errorf("parse %s: %w: want .md, .markdown, .txt, .html or .htm", name, ErrFormat)
	case len(data) > MaxFileBytes:
		return nil, nil, fmt.Errorf("parse %s: %w: %d bytes, at most %d", name, ErrTooLarge, len(data), MaxFileBytes)
	}
	p := parsing{name: name, article: &Article{Slug: slugOf(name), Version: 1}}
	text := p.decode(data, form)
	p.reportControls(text)
	var err error
	if form == formatHTML {
		err = p.html(text)
	} else {
		p.source(text, form)
	}
	if err == nil && len(p.article.Passages) == 0 {
		err = ErrEmpty
	}
	sortProblems(p.problems)
	if err != nil {
		return nil, p.problems, fmt.Errorf("parse %s: %w", name, err)
	}
	return p.article, p.problems, nil
}

// parsing is one call of Parse.
type parsing struct {
	name     string
	article  *Article
	problems []Problem
	section  string // the heading that the next passage stands under
}

// report notes a problem.
func (p *parsing) report(line int, severity Severity, format string, args ...any) {
	p.problems = append(p.problems, Problem{p.name, line, severity, fmt.Sprintf(format, args...)})
}

// source reads the formats whose text is the file's own.
func (p *parsing) source(text string, form format) {
	p.article.Text = text
	body := p.frontMatter(text)
	if form == formatMarkdown {
		p.markdown(body)
	} else {
		p.plainText(body)
	}
	for _, passage := range p.article.Passages {
		p.reportHuge(passage.Span, func() int { return lineAt(text, passage.Start) })
	}
}

// reportHuge reports a passage that is far too long. line is only called then,
// since it counts lines from the beginning.
func (p *parsing) reportHuge(passage Span, line func() int) {
	if size := passage.Len(); size > maxPassageBytes {
		p.report(line(), Warning, "This paragraph has %d bytes. Split it with blank lines: nobody can check a citation in so long a paragraph.", size)
	}
}

// passage adds a passage made of chunks: each chunk's sentences are split on
// their own, and what stands between two chunks, such as a list marker, belongs
// to the later one. Chunks without a letter or digit are left out.
func (p *parsing) passage(start int, chunks []Span) {
	text := p.article.Text
	passage := Passage{Section: p.section}
	from := start
	for _, chunk := range chunks {
		if !hasWord(text[from:chunk.End]) {
			continue
		}
		sentences := Sentences(text[chunk.Start:chunk.End])
		if len(sentences) == 0 {
			continue
		}
		for i := range sentences {
			sentences[i].Start += chunk.Start
			sentences[i].End += chunk.Start
		}
		sentences[0].Start = skipSpace(text, from)
		passage.Sentences = append(passage.Sentences, sentences...)
		from = chunk.End
	}
	if n := len(passage.Sentences); n > 0 {
		passage.Span = Span{passage.Sentences[0].Start, passage.Sentences[n-1].End}
		p.article.Passages = append(p.article.Passages, passage)
	}
}

// slugOf makes an article's slug of a file's name: the base name without its
// extension, in lower case, with a hyphen for white space and nothing but
// letters, digits, '-', '_' and '.'. A name without any of these gives "article".
func slugOf(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return slugify(strings.TrimSuffix(base, path.Ext(base)))
}

func slugify(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte('-')
		case r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("-_.", r)):
			b.WriteRune(r)
		}
	}
	slug := strings.Trim(b.String(), "-.")
	if slug == "" {
		return "article"
	}
	return slug
}

// lineAt returns the number of the line that holds the byte at i, from 1. Lines
// end in LF, CR LF or CR.
func lineAt(text string, i int) int {
	before := text[:i]
	lf := strings.Count(before, "\n")
	return 1 + lf + strings.Count(before, "\r") - strings.Count(before, "\r\n")
}
