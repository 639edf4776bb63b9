package corpus

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// parsed parses a file that must give an article.
func parsed(t *testing.T, name, data string) (*Article, []Problem) {
	t.Helper()
	a, problems, err := Parse(name, []byte(data))
	if err != nil {
		t.Fatalf("Parse(%q) fails: %v", data, err)
	}
	checkArticle(t, a)
	return a, problems
}

// outline gives each passage as its sentences in display form, "|" between.
func outline(a *Article) []string {
	var out []string
	for _, p := range a.Passages {
		var sentences []string
		for _, s := range p.Sentences {
			sentences = append(sentences, a.Plain(s))
		}
		out = append(out, strings.Join(sentences, " | "))
	}
	return out
}

func wantOutline(t *testing.T, a *Article, want ...string) {
	t.Helper()
	if got := outline(a); !slices.Equal(got, want) {
		t.Errorf("passages of %q\n got %q\nwant %q", a.Text, got, want)
	}
}

func wantProblem(t *testing.T, problems []Problem, line int, severity Severity, part string) {
	t.Helper()
	for _, p := range problems {
		if p.Line == line && p.Severity == severity && strings.Contains(p.Message, part) {
			return
		}
	}
	t.Errorf("no %v on line %d with %q among %v", severity, line, part, problems)
}

func TestMarkdownBlocksBecomePassages(t *testing.T) {
	a, problems := parsed(t, "The Row.md", `# The row

It began. Nobody
knew why.

## Sides ##

- Baku said no. It meant it.
- Moscow
  waited.
  1. Alone

> Quoted text. More.
>
> A second one.

| Who | What |
|-----|------|
| A   | b    |

`+"```go\nx := 1\n\ny := 2\n```"+`

***

<!-- a note
for editors -->

<div>Raw. Text.</div>

[1]: https://example.org "Not text"
`)
	wantOutline(t, a, "It began. | Nobody knew why.",
		"Baku said no. | It meant it. | Moscow waited. | Alone",
		"Quoted text. | More.", "A second one.", "Who What | A b", "x := 1 | y := 2", "Raw. | Text.")
	if a.Slug != "the-row" || a.Title != "The row" || len(problems) > 0 {
		t.Errorf("slug %q, title %q, problems %v", a.Slug, a.Title, problems)
	}
	if a.Passages[0].Section != "The row" || a.Passages[1].Section != "Sides" {
		t.Errorf("sections %q and %q", a.Passages[0].Section, a.Passages[1].Section)
	}
}

func TestFrontMatterIsReadAndStaysInTheText(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		data := strings.ReplaceAll(`---
title: "The row: what next"
author: Ann Lee
publisher: The Post
published: 2025-07-21
url: https://example.org/a
kind: Opinion
language: en
tags: [energy, Caucasus]
aliases:
  - [EU, European Union]
  - U.N., United Nations
---
# Another title

Text.
`, "\n", eol)
		a, problems := parsed(t, "a.md", data)
		if a.Title != "The row: what next" || a.Author != "Ann Lee" || a.Publisher != "The Post" || a.Published != "2025-07-21" ||
			a.URL != "https://example.org/a" || a.Kind != Opinion || a.Language != "en" || !slices.Equal(a.Tags, []string{"energy", "Caucasus"}) ||
			len(a.Aliases) != 2 || a.Aliases[1][1] != "United Nations" {
			t.Errorf("meta %+v", a.Meta)
		}
		if len(problems) > 0 || a.Text != data {
			t.Errorf("problems %v, text %q", problems, a.Text)
		}
		wantOutline(t, a, "Text.")
	}
}

func TestFaultyFrontMatterCostsOnlyItsFaults(t *testing.T) {
	a, problems := parsed(t, "a.txt", `---
title: The row: what next
author: [Ann, Bo]
kind: rant
url: javascript:alert(1)
colour: red
tags: [a, b
published: 2025
language: en
---
Text.`)
	if a.Title != "The row: what next" || a.Author != "" || a.Kind != "" || a.URL != "" || a.Published != "2025" || a.Language != "en" {
		t.Errorf("meta %+v", a.Meta)
	}
	wantProblem(t, problems, 2, Warning, "double quotes")
	wantProblem(t, problems, 3, Error, `"author"`)
	wantProblem(t, problems, 4, Error, `"rant"`)
	wantProblem(t, problems, 5, Error, "web address")
	wantProblem(t, problems, 6, Warning, `"colour"`)
	wantProblem(t, problems, 7, Error, "not valid YAML")
	wantOutline(t, a, "Text.")
}

func TestFrontMatterWithoutEndIsText(t *testing.T) {
	a, problems := parsed(t, "a.txt", "---\ntitle: x\n\nText.")
	wantProblem(t, problems, 1, Error, "no end")
	if a.Title != "" || len(a.Passages) != 2 {
		t.Errorf("title %q, passages %q", a.Title, outline(a))
	}
}

func TestThematicBreaksAreNotFrontMatter(t *testing.T) {
	a, _ := parsed(t, "a.md", "---\n\nFirst.\n\n---\n\nSecond.")
	wantOutline(t, a, "First.", "Second.")
}

func TestPlainTextParagraphs(t *testing.T) {
	long := strings.Repeat("The council met again and talked about the bridge. ", 6)
	wrapped := "The council met on Monday and talked about\nthe old bridge, which has been closed since\nthe flood. It did not decide anything, and\nnobody was surprised.\n"
	for _, c := range []struct {
		why, text  string
		paragraphs int
	}{
		{"a single line", "One paragraph.", 1},
		{"a single wrapped paragraph", wrapped, 1},
		{"wrapped paragraphs", wrapped + "\n" + wrapped + "\n\n" + wrapped, 3},
		{"long lines", long + "\n" + long + "\n" + long, 3},
		{"a title over long lines", "The bridge\n" + long + "\n" + long, 3},
		{"long lines and some blank ones", long + "\n" + long + "\n\n" + long, 3},
		{"short paragraphs, one a line", "The bridge is old.\nIt was closed in May, after the flood.\nNobody minds.\n", 3},
		{"old Mac line ends", long + "\r" + long, 2},
		{"CR LF", strings.ReplaceAll(wrapped+"\n"+wrapped, "\n", "\r\n"), 2},
		{"wrapped by hand with blank lines", "The council met\non Monday and talked\nabout it\n\nIt did\nnot decide anything at all that day\nsaid Ann\n", 2},
		{"facts without stops", "height 300\ncolour of the whole tower red\nbuilt 1889\n", 3},
	} {
		a, _ := parsed(t, "a.txt", c.text)
		if len(a.Passages) != c.paragraphs {
			t.Errorf("%s: %d paragraphs, want %d: %q", c.why, len(a.Passages), c.paragraphs, outline(a))
		}
		checkCovered(t, a, 0)
	}
}

func TestBulletsInPlainTextAreSentences(t *testing.T) {
	a, _ := parsed(t, "a.txt", "The shop sells these things to whoever asks:\n- apples from the north of the country,\n  which are sweet\n- pears\n")
	wantOutline(t, a, "The shop sells these things to whoever asks: | apples from the north of the country, which are sweet | pears")
}

func TestPagesGiveTheirArticle(t *testing.T) {
	body := strings.Repeat("The council met on Monday, and it talked about the bridge at length. ", 8)
	a, _ := parsed(t, "page.html", `<!doctype html><html lang="en"><head><title>The bridge | The Post</title>
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2025-07-21T10:00:00Z">
<meta property="og:title" content="The bridge"><link rel="canonical" href="https://example.org/bridge">
<script>alert("no")</script></head><body><nav><a href="/">Home</a> <a href="/x">Sport</a></nav>
<article><h1>The bridge</h1><p>`+body+`</p><h2>What now</h2><p>`+body+`</p><ul><li>Close it. Soon.</li><li>Mend it</li></ul>
<p>`+body+`</p></article><footer>Imprint</footer></body></html>`)
	if a.Title != "The bridge" || a.Author != "Ann Lee" || a.Published != "2025-07-21T10:00:00Z" || a.URL != "https://example.org/bridge" || a.Language != "en" {
		t.Errorf("meta %+v", a.Meta)
	}
	got := outline(a)
	if len(got) != 4 || got[2] != "Close it. | Soon. | Mend it" || a.Passages[2].Section != "What now" {
		t.Errorf("passages %q, section %q", got, a.Passages[2].Section)
	}
	checkCovered(t, a, 0)
}

func TestShortPagesGiveAllVisibleText(t *testing.T) {
	a, _ := parsed(t, "page.htm", `<h1>Tiny</h1>One.<br>Two.<br><br>Three.<div hidden>Four</div><table><tr><td>a<td>b<tr><td>c</table><pre>x
y</pre><script>z</script>`)
	wantOutline(t, a, "One. | Two.", "Three.", "a b | c", "x | y")
	if a.Title != "Tiny" {
		t.Errorf("title %q", a.Title)
	}
}

func TestEncodingsAreDecoded(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a.txt", "\xEF\xBB\xBFCafé.", "Café."},
		{"a.txt", "\xFF\xFEC\x00a\x00f\x00\xE9\x00.\x00", "Café."},
		{"a.txt", "\xFE\xFF\x00C\x00a\x00f\x00\xE9\x00.", "Café."},
		{"a.txt", "C\x00a\x00f\x00\xE9\x00.\x00 \x00a\x00", "Café. a"},
		{"a.txt", "Caf\xE9 \x93now\x94.", "Café “now”."},
		{"a.html", "<meta charset=windows-1251><p>\xCC\xE8\xF0.", "Мир."},
	} {
		a, problems := parsed(t, c.name, c.data)
		if a.Text != c.want {
			t.Errorf("%q gives %q, want %q (%v)", c.data, a.Text, c.want, problems)
		}
		if strings.HasPrefix(c.data, "\xEF\xBB\xBF") != (len(problems) == 0) {
			t.Errorf("%q gives problems %v", c.data, problems)
		}
	}
}

func TestControlCharactersStayAndAreReported(t *testing.T) {
	a, problems := parsed(t, "a.txt", "One.\nTw\x00o.\n")
	wantProblem(t, problems, 2, Warning, "U+0000")
	if !strings.Contains(a.Text, "\x00") {
		t.Error("the control character is gone")
	}
}

func TestHugeParagraphsAreKeptAndReported(t *testing.T) {
	a, problems := parsed(t, "a.md", "Small.\n\n"+strings.Repeat("Words and words. ", 1500))
	wantProblem(t, problems, 3, Warning, "Split it")
	if len(a.Passages) != 2 || len(a.Passages[1].Sentences) != 1500 {
		t.Errorf("%d passages", len(a.Passages))
	}
}

func TestFilesThatAreNoArticles(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       error
	}{
		{"a.pdf", "text", ErrFormat},
		{"a", "text", ErrFormat},
		{"a.md", strings.Repeat("a", MaxFileBytes+1), ErrTooLarge},
		{"a.md", "", ErrEmpty},
		{"a.md", "# Only a heading\n\n***\n", ErrEmpty},
		{"a.md", "---\ntitle: x\n---\n", ErrEmpty},
		{"a.txt", " \n…\n", ErrEmpty},
		{"a.html", "<script>x</script>", ErrEmpty},
	} {
		a, _, err := Parse(c.name, []byte(c.data))
		if !errors.Is(err, c.want) || a != nil || !strings.Contains(err.Error(), c.name) {
			t.Errorf("Parse(%s) gives %v, %v; want %v", c.name, a, err, c.want)
		}
	}
}

func TestSlugsComeFromBaseNames(t *testing.T) {
	for name, want := range map[string]string{
		"a/b/The Row, 2025!.md": "the-row-2025", "Баку.txt": "баку", "x_y-z.1.md": "x_y-z.1", "???.md": "article", `c:\docs\A b.txt`: "a-b",
		"..md": "article", "v1.2.html": "v1.2",
	} {
		if got := slugOf(name); got != want {
			t.Errorf("slug of %q is %q, want %q", name, got, want)
		}
	}
}

func TestTheExampleArticle(t *testing.T) {
	data, err := os.ReadFile("../../../shared/article.txt")
	if err != nil {
		t.Skip("the example article is not at hand:", err)
	}
	a, problems := parsed(t, "article.txt", string(data))
	sentences := 0
	for i, p := range a.Passages {
		sentences += len(p.Sentences)
		for j := range p.Sentences {
			span, ok := a.Sentence(Ref{"article", 1, i + 1, j + 1})
			if !ok || a.Raw(span) != string(data[span.Start:span.End]) {
				t.Errorf("the bytes of p%d.s%d are not those of the file", i+1, j+1)
			}
		}
	}
	if len(a.Passages) != 22 || sentences != 47 || len(problems) > 0 {
		t.Errorf("%d passages, %d sentences, problems %v", len(a.Passages), sentences, problems)
	}
}
