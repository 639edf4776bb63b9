package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/brief/report"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

var update = flag.Bool("update", false, "write the pages as the wanted ones")

var made = time.Date(2031, 6, 2, 8, 30, 0, 0, time.UTC)

func parse(t testing.TB, slug string, version int, text string) *corpus.Article {
	t.Helper()
	return corpustest.Parse(t, slug+".md", text).WithVersion(version)
}

// load reads the articles of another package's tests.
func load(t testing.TB, pattern string) []*corpus.Article {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	var out []*corpus.Article
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, parse(t, strings.TrimSuffix(filepath.Base(name), ".md"), 1, string(data)))
	}
	return out
}

func composed(t testing.TB, articles []*corpus.Article) *brief.Briefing {
	t.Helper()
	b, err := brief.Compose(articles, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func issued(t testing.TB, now, before []*corpus.Article, o edition.Options) *edition.Edition {
	t.Helper()
	p := edition.NewPlan(now, before)
	var b *brief.Briefing
	if len(p.Brief) > 0 {
		b = composed(t, p.Brief)
	}
	return edition.New(p, b, o)
}

const harbour = "---\ntitle: The harbour of Orle\nauthor: Ada Lund\npublisher: The Orle Courier\npublished: 2030-05-14\nurl: https://courier.example/harbour?a=1&b=2\nkind: report\n---\n\n" +
	"The harbour of Orle has nine cranes and two docks for ships from Tarn. Mayor Jon Abbas said on 12 May 2030 that the toll is five crowns.\n\n" +
	"The ferry to Tarn sank in the storm of 2028. Residents of Mill Street complained about the noise of the cranes.\n\n" +
	"The council of Orle bought three new boats from a yard in Tarn. "

// long is a paragraph of many sentences, of which the last is another in version 2.
func long(last string) string {
	var b strings.Builder
	b.WriteString("\n\n")
	for _, what := range []string{"mole", "slip", "quay", "pier", "dock", "boom", "lock", "ramp", "berth", "buoy"} {
		fmt.Fprintf(&b, "The old %s of the harbour needs paint. ", what)
	}
	return b.String() + last
}

// pages are those that the golden files hold.
func pages(t testing.TB) map[string]*report.Page {
	t.Helper()
	edited := strings.NewReplacer("nine cranes", "eleven cranes", "The ferry to Tarn sank in the storm of 2028. ", "").Replace(harbour)
	before := []*corpus.Article{
		parse(t, "harbour", 1, harbour+long("A lighthouse stands on it.")),
		parse(t, "mill", 3, "---\ntitle: The mill\n---\n\nThe mill of Orle grinds the grain of forty farms."),
	}
	now := []*corpus.Article{
		parse(t, "harbour", 2, edited+"A second lighthouse will stand on the mole by 2031."+long("A lighthouse stands on it for 90 years.")),
		parse(t, "airport", 1, "---\ntitle: The airport\nkind: opinion\nauthor: Jane Roe\nlanguage: en-GB\n---\n\n"+
			"The airport of Orle opened in 1961 beside the river Alm. The council of Orle should not sell the airport to the pilots of Tarn. Mayor Jon Abbas said that 40 pilots work there."),
	}
	o := edition.Options{
		Since: time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC), Most: 2, Asked: []edition.Asked{{Question: "<b>What</b> does a pitch [cost](https://evil.example)? @everyone", Count: 3}},
		Unanswered: []edition.Asked{{Question: "Who pays for the ferry?", Count: 1}},
	}
	all := o
	all.Most = 9
	narrative := o
	narrative.Shape = edition.Narrative
	return map[string]*report.Page{
		"edition":   report.OfEdition(issued(t, now, before, all), report.Options{Made: made}),
		"bounded":   report.OfEdition(issued(t, now, before, o), report.Options{}),
		"narrative": report.OfEdition(issued(t, now, nil, narrative), report.Options{}),
		"nothing":   report.OfEdition(issued(t, now, now, edition.Options{}), report.Options{Made: made}),
		"several":   report.OfBriefing(composed(t, load(t, "../testdata/briefings/several/*.md")), report.Options{Made: made}),
		"hostile":   report.OfBriefing(composed(t, append(load(t, "../testdata/briefings/hostile/*.md"), hostile(t))), report.Options{}),
	}
}

// hostile is an article that tries to break out of every place in which its text
// stands.
func hostile(t testing.TB) *corpus.Article {
	t.Helper()
	return parse(t, "evil", 1, `---
title: "</title><script>alert(1)</script> # [x](javascript:alert(1)) \u202e"
author: "<img src=x onerror=alert(1)> [y](https://evil.example) | *b*"
publisher: "--> ]]> {{.}} <style>*{}</style> www.evil.example"
published: "2030-01-01\" onclick=\"alert(1)"
url: "javascript:alert(1)"
kind: opinion
language: "en\" onload=\"alert(1)"
---

The tower of Orle costs 5 < 6 crowns & "more", `+"`code` and ~~struck~~ **bold**"+`, said Jane <b onmouseover=alert(1)>Roe</b> in June 2029. "><svg/onload=alert(1)> closed the tower of Orle on 3 May 2029, said Jane Roe. </blockquote></main><iframe src=//evil.example></iframe> The tower of Orle is *not* [a tower](https://tower.example/x) for sale to anybody in Tarn, said Jane Roe. @everyone should see https://evil.example/ and the tower of Orle at once.

1. The stairs of the tower have 99 steps and four landings, said Jane Roe.
`)
}

var style = regexp.MustCompile(`(?s)<style>.*</style>`)

func TestPagesAreAsTheGoldenFilesHaveThem(t *testing.T) {
	for name, p := range pages(t) {
		page, err := p.HTML()
		if err != nil {
			t.Fatal(err)
		}
		if name != "edition" { // one page with its style is enough
			page = style.ReplaceAll(page, []byte("<style></style>"))
		}
		for file, got := range map[string][]byte{name + ".md": p.Markdown(), name + ".html": page} {
			file = filepath.Join("testdata", file)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("%s: %s", file, d)
			}
		}
	}
}

// allowed are the elements that a page may have, with their attributes.
var allowed = map[string]string{
	"html": "lang", "head": "", "meta": "charset name content http-equiv", "title": "", "style": "", "body": "", "main": "", "header": "",
	"h1": "dir", "h2": "id", "h3": "dir", "nav": "aria-label", "section": "aria-labelledby", "ul": "class", "ol": "class", "li": "dir",
	"p": "class dir lang", "a": "class id href aria-label rel", "span": "class dir lang", "dl": "class", "dt": "dir", "dd": "", "cite": "dir",
	"del": "", "ins": "", "time": "class datetime", "blockquote": "", "mark": "id", "em": "", "footer": "",
}

// check fails unless a page holds nothing but allowed elements, its links lead to
// its own anchors or to allowed addresses, and headings go down one by one. It gives
// the page's anchors with how often each is linked to.
func check(t testing.TB, page []byte, addresses ...string) map[string]int {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	anchors, linked := make(map[string]int), make(map[string]int)
	level := 0
	for n := range doc.Descendants() {
		switch n.Type {
		case html.CommentNode:
			t.Errorf("a comment: %q", n.Data)
		case html.ElementNode:
			attributes, ok := allowed[n.Data]
			if !ok {
				t.Errorf("an element <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(strings.Fields(attributes), a.Key) {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
				switch a.Key {
				case "id":
					if anchors[a.Val]++; anchors[a.Val] > 1 {
						t.Errorf("two ids %q", a.Val)
					}
				case "href":
					if strings.HasPrefix(a.Val, "#") {
						linked[a.Val[1:]]++
					} else if !slices.Contains(addresses, a.Val) || !slices.Contains(n.Attr, html.Attribute{Key: "rel", Val: "noopener noreferrer"}) {
						t.Errorf("a link to %q: %v", a.Val, n.Attr)
					}
				}
			}
			if heading := regexp.MustCompile(`^h([1-6])$`).FindStringSubmatch(n.Data); heading != nil {
				now := int(heading[1][0] - '0')
				if now > level+1 {
					t.Errorf("a heading of level %d under one of %d", now, level)
				}
				level = now
			}
		}
	}
	for to := range linked {
		if anchors[to] == 0 {
			t.Errorf("a link leads nowhere: #%s", to)
		}
	}
	for id := range anchors {
		if linked[id] == 0 && regexp.MustCompile(`^[rs]\d`).MatchString(id) {
			t.Errorf("nothing leads to #%s", id)
		}
	}
	return linked
}

func TestPagesHoldOnlyWhatIsAllowedAndEveryNumberLeadsThereAndBack(t *testing.T) {
	for name, p := range pages(t) {
		page, err := p.HTML()
		if err != nil {
			t.Fatal(err)
		}
		linked := check(t, page, "https://courier.example/harbour?a=1&b=2")
		if name != "nothing" && len(linked) == 0 {
			t.Errorf("%s: no links", name)
		}
	}
}

func TestMarkdownHoldsNoMarkupOfArticlesOrMembers(t *testing.T) {
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	for name, p := range pages(t) {
		source := p.Markdown()
		anchors, linked := make(map[string]bool), make(map[string]bool)
		err := ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Link:
				to, ok := strings.CutPrefix(string(n.Destination), "#")
				if linked[to] = true; !ok {
					t.Errorf("%s: a link to %s", name, n.Destination)
				}
			case *ast.AutoLink:
				if to := string(n.URL(source)); to != "https://courier.example/harbour?a=1&b=2" {
					t.Errorf("%s: a link to %s", name, to)
				}
			case *ast.Heading:
				anchors[strings.ReplaceAll(strings.ToLower(string(n.Lines().Value(source))), " ", "-")] = true
			case *ast.RawHTML, *ast.HTMLBlock, *ast.Image, *ast.CodeSpan, *ast.CodeBlock, *ast.FencedCodeBlock, *ast.ThematicBreak:
				t.Errorf("%s: %s", name, n.Kind())
			case *ast.Document, *ast.Paragraph, *ast.Text, *ast.TextBlock, *ast.List, *ast.ListItem, *ast.Emphasis, *ast.Blockquote, *ast.String:
			default:
				t.Errorf("%s: %s", name, n.Kind())
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for to := range linked {
			if !anchors[to] {
				t.Errorf("%s: a link leads nowhere: #%s; there are %v", name, to, slices.Sorted(maps.Keys(anchors)))
			}
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"# a", "1. b", "- c", "www.a.example", "https://a.example", "a@b.example", "<b>", "&amp;", "***", "[x](y)", "| a |\n|-|", ":smile:", "$x$", "~~a~~", "@everyone"} {
		f.Add(s)
	}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	f.Fuzz(func(t *testing.T, s string) {
		s = corpus.Visible(s)
		if s == "" {
			return
		}
		a := &corpus.Article{Slug: "a", Version: 1, Meta: corpus.Meta{Title: s, Author: s, Publisher: s, Published: s, URL: s, Language: s}}
		a.Text = "The harbour of Orle has nine cranes and two docks."
		span := corpus.Span{End: len(a.Text)}
		a.Passages = []corpus.Passage{{Span: span, Sentences: []corpus.Span{span}}}
		p := report.OfEdition(issued(t, []*corpus.Article{a}, nil, edition.Options{Asked: []edition.Asked{{Question: s, Count: 1}}}), report.Options{})
		address, _ := corpus.Address(s)
		page, err := p.HTML()
		if err != nil {
			t.Fatal(err)
		}
		check(t, page, address)
		source := p.Markdown()
		_ = ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *ast.Link:
				if !strings.HasPrefix(string(n.Destination), "#source-") {
					t.Errorf("%q makes a link to %s", s, n.Destination)
				}
			case *ast.AutoLink:
				if address == "" || string(n.URL(source)) != address {
					t.Errorf("%q makes a link to %s", s, n.URL(source))
				}
			case *ast.RawHTML, *ast.HTMLBlock, *ast.Image, *ast.CodeSpan, *ast.CodeBlock, *ast.FencedCodeBlock, *ast.ThematicBreak:
				t.Errorf("%q makes a %s", s, n.Kind())
			}
			return ast.WalkContinue, nil
		})
	})
}

func TestATranslatedLineSaysItsLanguageAndThePageHowItWasVerified(t *testing.T) {
	a := parse(t, "harbour", 1, harbour)
	b := composed(t, []*corpus.Article{a})
	const says, german = "The council of Orle bought three new boats.", "Der Rat von Orle kaufte drei neue Boote."
	v := cite.Verify(cite.Draft{Text: says, Markers: []cite.Marker{{Passage: 1, Sentence: 1}}}, cite.NewSent([][]corpus.Place{{{Article: a, Passage: 2, Sentence: 0}}}))
	translated, why := cite.Translation(german, v.Sentence)
	if why != "" {
		t.Fatal(why)
	}
	b = b.Reword(brief.Wording{Sentences: []cite.Verified{v.Sentence}})
	points := make([]cite.Translated, len(b.Points()))
	for i, s := range b.Written() {
		if s.Text() == says {
			points[i] = translated
		}
	}
	for language, want := range map[string]string{"de": `lang="de">` + german + `<`, `de" onclick="x`: `<span dir="auto">` + german + `<`} {
		page, err := report.OfBriefing(b.Translate(brief.Translation{Language: language, Points: points}), report.Options{}).HTML()
		if err != nil {
			t.Fatal(err)
		}
		if out := string(page); !strings.Contains(out, want) || strings.Contains(out, "onclick") || !strings.Contains(out, "blind translation") {
			t.Errorf("%s: %s", language, out)
		}
	}
}
