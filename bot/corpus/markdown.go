package corpus

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// blockParser makes a Markdown parser that finds blocks and tables only.
// Passages need no inline structure, and without it hostile text costs little.
// Link reference definitions are left to definition: goldmark's own search for
// them takes quadratic time.
func blockParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
	)
}

// markdownWalk reads the blocks of a Markdown body.
type markdownWalk struct {
	*parsing
	source []byte // the body, with CR line ends as LF
	base   int    // where the body begins in the article's text
}

// markdown reads the passages of a Markdown file from position body on.
func (p *parsing) markdown(body int) {
	if line := tooDeep(p.article.Text, body); line > 0 {
		p.report(line, Warning, "This line nests quotations or lists too deeply, so the file was read as plain text. Remove some of the marks at its beginning.")
		p.plainText(body)
		return
	}
	w := markdownWalk{p, []byte(p.article.Text[body:]), body}
	for i, c := range w.source {
		if c == '\r' && (i+1 == len(w.source) || w.source[i+1] != '\n') {
			w.source[i] = '\n' // the same length, so offsets stay true
		}
	}
	w.blocks(blockParser().Parse(text.NewReader(w.source)))
}

// maxNested is how many quote and list marks may stand at the beginning of a
// line. The parser's time grows with their square.
const maxNested = 100

// tooDeep returns the number of the first line with more marks than maxNested
// behind position body, 0 when there is none.
func tooDeep(text string, body int) int {
	for _, line := range linesOf(text, body) {
		if nesting(text[line.Start:line.End]) > maxNested {
			return lineAt(text, line.Start)
		}
	}
	return 0
}

// nesting counts the quote and list marks at the beginning of a line.
func nesting(line string) int {
	marks := 0
	for i := range len(line) {
		c := line[i]
		spaced := i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t')
		switch {
		case c == '>', spaced && strings.IndexByte("-*+.)", c) >= 0:
			marks++
		case !isDigit(c) && c != ' ' && c != '\t' && c != '.' && c != ')':
			return marks
		}
	}
	return marks
}

// blocks reads the children of a document or a block quote.
func (w *markdownWalk) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			w.heading(n)
		case *ast.Blockquote:
			w.blocks(n)
		default:
			chunks := w.leaves(n, nil)
			if len(chunks) > 0 {
				w.passage(w.startOf(n, chunks[0]), chunks)
			}
		}
	}
}

// heading makes a heading the section of what follows. The first of level 1 is
// also the title of an article whose front matter gives none.
func (w *markdownWalk) heading(n *ast.Heading) {
	span, ok := w.span(n.Lines())
	w.section = ""
	if !ok {
		return
	}
	w.section = plain(w.article.Text[span.Start:span.End])
	if n.Level == 1 && w.article.Title == "" {
		w.article.Title = w.section
	}
}

// startOf returns where a passage begins: a list at its first marker, which
// holds digits in an ordered list; everything else at its first chunk.
func (w *markdownWalk) startOf(n ast.Node, first Span) int {
	if n.Kind() != ast.KindList {
		return first.Start
	}
	before := w.article.Text[w.base:first.Start]
	return w.base + strings.LastIndexAny(before, "\n\r") + 1
}

// leaves appends the chunks of a block: runs of text that no sentence crosses.
func (w *markdownWalk) leaves(n ast.Node, chunks []Span) []Span {
	switch n := n.(type) {
	case *ast.ThematicBreak:
		return chunks
	case *ast.HTMLBlock:
		return w.htmlBlock(n, chunks)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return w.eachLine(n.Lines(), chunks)
	case *extast.TableHeader, *extast.TableRow:
		return append(chunks, w.lineAround(n.Pos()))
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return w.paragraph(n.Lines(), chunks)
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeBlock {
			chunks = w.leaves(c, chunks)
		}
	}
	return chunks
}

// definition matches a line that is a link reference definition. A footnote's
// text, [^1]: …, is none.
var definition = regexp.MustCompile(`^ {0,3}\[[ \t]*[^\]^\s][^\]]*\]:[ \t]*\S+([ \t]+("[^"]*"|'[^']*'|\([^)]*\)))?\s*$`)

// paragraph appends a paragraph without the link reference definitions that it
// begins with.
func (w *markdownWalk) paragraph(lines *text.Segments, chunks []Span) []Span {
	span, _ := w.span(lines)
	for i := range lines.Len() {
		if line := lines.At(i); !definition.Match(w.source[line.Start:line.Stop]) {
			span.Start = w.base + line.Start
			return append(chunks, span)
		}
	}
	return chunks
}

// span returns the range of a block's lines in the article's text.
func (w *markdownWalk) span(lines *text.Segments) (Span, bool) {
	if lines == nil || lines.Len() == 0 {
		return Span{}, false
	}
	return Span{w.base + lines.At(0).Start, w.base + lines.At(lines.Len()-1).Stop}, true
}

// eachLine appends each line as a chunk of its own.
func (w *markdownWalk) eachLine(lines *text.Segments, chunks []Span) []Span {
	for i := range lines.Len() {
		chunks = append(chunks, Span{w.base + lines.At(i).Start, w.base + lines.At(i).Stop})
	}
	return chunks
}

// lineAround returns the line from position pos of the body to its end.
func (w *markdownWalk) lineAround(pos int) Span {
	end := pos
	for end < len(w.source) && w.source[end] != '\n' {
		end++
	}
	return Span{w.base + pos, w.base + end}
}

// htmlBlock appends a raw HTML block. Comments are not text; neither are
// scripts and style sheets.
func (w *markdownWalk) htmlBlock(n *ast.HTMLBlock, chunks []Span) []Span {
	span, ok := w.span(n.Lines())
	if !ok {
		return chunks
	}
	if n.HasClosure() {
		span.End = max(span.End, w.base+n.ClosureLine.Stop)
	}
	raw := w.article.Text[span.Start:span.End]
	lead := len(raw) - len(strings.TrimLeft(raw, " \t"))
	raw, span.Start = raw[lead:], span.Start+lead
	if !strings.HasPrefix(raw, "<!--") {
		if tag := leadingWord(strings.TrimPrefix(raw, "<")); strings.EqualFold(tag, "script") || strings.EqualFold(tag, "style") {
			return chunks
		}
		return append(chunks, span)
	}
	end := strings.Index(raw, "-->")
	if end < 0 || !hasWord(raw[end+3:]) {
		return chunks
	}
	return append(chunks, Span{span.Start + end + 3, span.End})
}
