package prompts

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// clean is the data with everything that strangers wrote made harmless.
func (d Data) clean() Data {
	text := func(s string) string { return clean(s, d.Fence) }
	d.Passages = slices.Clone(d.Passages)
	for i, p := range d.Passages {
		p.Article, p.Kind, p.Author, p.Published = text(p.Article), text(p.Kind), text(p.Author), text(p.Published)
		p.Sentences = slices.Clone(p.Sentences)
		for j := range p.Sentences {
			p.Sentences[j].Text = text(p.Sentences[j].Text)
		}
		d.Passages[i] = p
	}
	d.History = slices.Clone(d.History)
	for i := range d.History {
		d.History[i].Text = text(d.History[i].Text)
	}
	d.Failed = slices.Clone(d.Failed)
	for i := range d.Failed {
		d.Failed[i].Reason = text(d.Failed[i].Reason)
	}
	d.Lines = slices.Clone(d.Lines)
	for i := range d.Lines {
		d.Lines[i].Text = text(d.Lines[i].Text)
	}
	d.Question, d.Language = text(d.Question), text(d.Language)
	return d
}

// marker is what would be taken for one of our own.
var marker = regexp.MustCompile(`\[(\s*\d+\s*\.\s*\d+\s*)\]`)

// clean makes one line of a stranger's text: no boundary, no marker, and nothing
// that a reader cannot see, in which instructions hide.
func clean(s, fence string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if fence != "" {
		for strings.Contains(s, fence) { // what is left may make it anew
			s = strings.ReplaceAll(s, fence, "")
		}
	}
	s = marker.ReplaceAllString(s, "($1)")
	return strings.Join(strings.Fields(s), " ")
}
