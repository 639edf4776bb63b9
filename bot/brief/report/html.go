package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed page.html.tmpl
var pageSource string

// HTML is the page in HTML, with its style and without anything else that would be
// loaded. The error is a fault of this package.
func (p *Page) HTML() ([]byte, error) {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return b.Bytes(), nil
}

// Parts are the parts that the page has, for its table of contents.
func (p *Page) Parts() []Part {
	var out []Part
	for _, part := range []struct {
		Part
		there bool
	}{
		{Part{"corrections", "Corrections"}, len(p.Corrections) > 0},
		{Part{"new", "New"}, len(p.News) > 0},
		{Part{"briefing", "Briefing"}, len(p.Paragraphs) > 0},
		{Part{"points", "Points"}, len(p.Points) > 0},
		{Part{"timeline", "Timeline"}, len(p.Timeline) > 0},
		{Part{"positions", "Positions"}, len(p.Positions) > 0},
		{Part{"questions", "Questions"}, len(p.Asked)+len(p.Unanswered) > 0},
		{Part{"sources", "Sources"}, len(p.Articles) > 0},
	} {
		if part.there {
			out = append(out, part.Part)
		}
	}
	return out
}

// Part is a part of a page: its anchor and its heading.
type Part struct{ ID, Heading string }
