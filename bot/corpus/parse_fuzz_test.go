package corpus

import (
	"reflect"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"# T\n\nOne. Two.\n\n- a\n- b\n", "---\ntitle: x: y\nkind: z\n---\nText.", "<p>Hello. There.</p><ul><li>a<li>b</ul>",
		"|a|b|\n|-|-|\n|c|d|\n", "> 1. a\n>    b\n>\n> ```\n> code\n", "a line\nanother\n\nthird\n", "\xff\xfea\x00b\x00c\x00",
		"<!-- x --> y\n\n<div>z</div>\n", "---\r\ntitle: [a\r\n---\r\nx\r\n", "[a]: b\n\nc\n===\nd", "\x00\x01\u200bq", "---\n&a [*a]: *a\n---\nx",
	} {
		for form := range byte(3) {
			f.Add(form, []byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, form byte, data []byte) {
		name := []string{"a.md", "a.txt", "a.html"}[form%3]
		a, problems, err := Parse(name, data)
		again, problemsAgain, _ := Parse(name, data)
		if !reflect.DeepEqual(a, again) || !reflect.DeepEqual(problems, problemsAgain) {
			t.Fatal("the same file gives two articles")
		}
		for _, p := range problems {
			if p.File != name || p.Line < 0 || p.Message == "" {
				t.Fatalf("bad problem %+v", p)
			}
		}
		if err != nil {
			if a != nil {
				t.Fatal("an article comes with an error")
			}
			return
		}
		checkArticle(t, a)
		body := (&parsing{article: &Article{}}).frontMatter(a.Text)
		switch formatOf(name) {
		case formatText:
			checkCovered(t, a, body)
		case formatHTML:
			checkCovered(t, a, 0)
		case formatMarkdown:
			checkMarkdownCovered(t, a, body)
		}
		for _, p := range a.Passages {
			a.Plain(p.Span)
		}
	})
}

// checkMarkdownCovered checks, with a parser that knows inline structure too and
// no tables, that every text of the body stands in a passage: headings and raw
// HTML blocks aside.
func checkMarkdownCovered(t failer, a *Article, body int) {
	t.Helper()
	source := []byte(a.Text[body:])
	for i, c := range source {
		if c == '\r' && (i+1 == len(source) || source[i+1] != '\n') {
			source[i] = '\n'
		}
	}
	covered := func(s text.Segment) bool {
		at := skipSpace(a.Text, body+s.Start) // passages are trimmed
		end := max(at, body+s.Stop)
		end = at + len(strings.TrimSpace(a.Text[at:end]))
		for _, p := range a.Passages {
			if p.Start <= at && end <= p.End {
				return true
			}
		}
		return !hasWord(a.Text[at:end])
	}
	err := ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := n.(*ast.Heading); ok && entering && n.Parent().Kind() != ast.KindListItem {
			return ast.WalkSkipChildren, nil
		}
		if leaf, ok := n.(*ast.Text); ok && entering && !covered(leaf.Segment) && hasWord(string(leaf.Segment.Value(source))) {
			t.Fatalf("no passage of %q holds %q", a.Text, leaf.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzSentences(f *testing.F) {
	for _, c := range sentenceCases {
		text, _ := c.cutAt()
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkSentences(t, text) })
}
