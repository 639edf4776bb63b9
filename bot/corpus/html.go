package corpus

import (
	"fmt"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// minArticleText is the least text, in bytes, that a found article must
	// have; with less, all of the page's text is taken.
	minArticleText = 250
	// maxElements bounds the search for the article in a page.
	maxElements = 30_000
)

// html reads an HTML page. The article's text is what readability takes for it,
// or all visible text where it finds nothing: paragraphs joined by a blank line.
// Nothing in the page is run or fetched.
func (p *parsing) html(source string) error {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return fmt.Errorf("read HTML: %w", err)
	}
	p.htmlMeta(doc)
	var paragraphs []htmlParagraph
	if found, ok := readable(doc); ok {
		setIfEmpty(&p.article.Title, found.Title())
		if by := fold(found.Byline()); len(by) <= 120 {
			setIfEmpty(&p.article.Author, by)
		}
		if at, err := found.PublishedTime(); err == nil && p.article.Published == "" {
			p.article.Published = at.Format("2006-01-02")
		}
		paragraphs = htmlText(found.Node)
		if textSize(paragraphs) < minArticleText {
			paragraphs = nil
		}
	}
	if paragraphs == nil {
		paragraphs = htmlText(doc)
	}
	p.htmlTitle(doc)
	p.layOut(paragraphs)
	return nil
}

// readable looks for the article in a page. Readability works on any tree that
// the web may hold; a fault of its must not keep the page's text from us.
func readable(doc *html.Node) (found readability.Article, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	parser := readability.NewParser()
	parser.MaxElemsToParse = maxElements
	found, err := parser.ParseDocument(doc, nil)
	return found, err == nil && found.Node != nil
}

// layOut writes paragraphs into the article's text and makes them passages.
func (p *parsing) layOut(paragraphs []htmlParagraph) {
	var b strings.Builder
	chunks := make([][]Span, len(paragraphs))
	for i, paragraph := range paragraphs {
		if i > 0 {
			b.WriteString("\n\n")
		}
		for j, chunk := range paragraph.chunks {
			if j > 0 {
				b.WriteByte('\n')
			}
			start := b.Len()
			b.WriteString(chunk)
			chunks[i] = append(chunks[i], Span{start, b.Len()})
		}
	}
	p.article.Text = b.String()
	for i, paragraph := range paragraphs {
		p.section = paragraph.section
		p.passage(chunks[i][0].Start, chunks[i])
	}
	for _, passage := range p.article.Passages {
		p.reportHuge(passage.Span, func() int { return 0 })
	}
}

// htmlMeta reads what the page's head says about the article.
func (p *parsing) htmlMeta(doc *html.Node) {
	m := &p.article.Meta
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			setIfEmpty(&m.Language, attr(n, "lang"))
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") && isWebAddress(attr(n, "href")) {
				setIfEmpty(&m.URL, attr(n, "href"))
			}
		case atom.Meta:
			p.metaTag(strings.ToLower(attr(n, "name")+attr(n, "property")), attr(n, "content"))
		}
	}
}

func (p *parsing) metaTag(name, content string) {
	m := &p.article.Meta
	switch name {
	case "author":
		setIfEmpty(&m.Author, content)
	case "article:published_time":
		setIfEmpty(&m.Published, content)
	case "og:site_name":
		setIfEmpty(&m.Publisher, content)
	case "og:title":
		setIfEmpty(&m.Title, content)
	case "og:url":
		if isWebAddress(content) {
			setIfEmpty(&m.URL, content)
		}
	}
}

// htmlTitle falls back to the page's <title>, then to its first <h1>.
func (p *parsing) htmlTitle(doc *html.Node) {
	for _, want := range []atom.Atom{atom.Title, atom.H1} {
		for n := range doc.Descendants() {
			if n.DataAtom == want && n.Namespace == "" {
				setIfEmpty(&p.article.Title, nodeText(n))
			}
		}
	}
}

// nodeText returns all text below a node, white space folded.
func nodeText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return fold(b.String())
}

func setIfEmpty(to *string, value string) {
	if *to == "" {
		*to = fold(value)
	}
}

// fold makes every run of white space one space.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
