package corpus

import (
	"strings"
	"testing"
)

// lintOf lints one file and gives the problems as lines.
func lintOf(name, text string) string {
	var lines []string
	for _, p := range Lint(folder(name, text)) {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func TestLintNamesTheFileTheLineAndWhatToDo(t *testing.T) {
	const title = "# T\n\n"
	for _, c := range []struct{ why, name, text, want string }{
		{"control character", "a.md", title + "a\x01b", "a.md:3: warning: The control character U+0001"},
		{"zero width", "a.md", title + "x\n\na\u200bb", "a.md:5: warning: The invisible character U+200B"},
		{"bidi override", "a.md", title + "a\u202eb", "a.md:3: warning: The invisible character U+202E"},
		{"soft hyphen", "a.md", title + "a\u00adb", "a.md:3: warning: The invisible character U+00AD"},
		{"everyone", "a.md", title + "hi @everyone", `a.md:3: warning: "@everyone" is a Discord mention`},
		{"member", "a.md", title + "hi <@!12>", `a.md:3: warning: "<@!12>" is a Discord mention`},
		{"role in a page", "a.html", "<title>T</title><p>hi &lt;@&amp;12&gt;", `a.html:0: warning: "<@&12>" is a Discord mention`},
		{"masked link", "a.md", title + "[https://good.example](https://evil.example/x)", `a.md:3: error: This link shows good.example but leads to "https://evil.example/x"`},
		{"masked bare link", "a.md", title + "[good.example](https://evil.example)", "a.md:3: error: This link shows good.example"},
		{"script link", "a.md", title + "[here](javascript:alert)", `a.md:3: error: This link leads to "javascript:alert"`},
		{"data link", "a.md", title + "[here](data:text/html)", `a.md:3: error: This link leads to "data:text/html"`},
		{"no title", "a.txt", "Text.", "a.txt:0: warning: The article has no title"},
		{"unknown kind", "a.md", "---\ntitle: T\nkind: rant\n---\nText.", `a.md:3: error: The kind "rant"`},
		{"no date", "a.md", "---\ntitle: T\npublished: last spring\n---\nText.", `a.md:0: warning: The date "last spring" is not read. Write it as year-month-day`},
		{"another form", "a.md", "---\ntitle: T\npublished: 14.03.2031\n---\nText.", `a.md:0: warning: The date "14.03.2031" is not read`},
		{"no time", "a.md", "---\ntitle: T\npublished: 2031-03-14ish\n---\nText.", `a.md:0: warning: The date "2031-03-14ish" is not read`},
		{"empty", "a.md", "", "a.md:0: error: The article holds no text"},
		{"huge paragraph", "a.md", title + strings.Repeat("Words here. ", 300), "a.md:3: warning: Paragraph 1 is a huge paragraph"},
		{"empty item", "a.md", title + "- a\n-\n- b", "a.md:4: warning: This list item has no text"},
		{"empty section", "a.md", title + "Text.\n\n## A\n\n## B\n\nText.", "a.md:5: warning: Nothing stands under this heading"},
		{"empty section at the end", "a.md", title + "Text.\n\n## A\n", "a.md:5: warning: Nothing stands under this heading"},
	} {
		if got := lintOf(c.name, c.text); !strings.HasPrefix(got, c.want) || strings.Contains(got, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", c.why, got, c.want)
		}
	}
}

func TestLintLeavesGoodArticlesAlone(t *testing.T) {
	for _, text := range []string{
		"# T\n\nText with [a link](https://example.org), [example.org](https://www.example.org/x) and me@example.org.",
		"# T\n\n## Deeper\n\nText about 👩\u200d🚒 and <name>.\n\n```\n# not a heading\n-\n```\n",
		"---\ntitle: T\npublished: 2031-03-14\n---\nText.", "---\ntitle: T\npublished: 2031-03-14T09:30:00Z\n---\nText.",
		"---\ntitle: T\npublished: 2031-03\n---\nText.", "---\ntitle: T\npublished: 2031\n---\nText.",
		"---\ntitle: T\nkind: report\n---\nText. See [the notes](other.md) and [mail](mailto:a@example.org).",
	} {
		if got := lintOf("a.md", text); got != "" {
			t.Errorf("%q gives %s", text, got)
		}
	}
}

func TestLintFindsDuplicateTitlesAndSorts(t *testing.T) {
	problems := Lint(folder("b.md", "# Same\n\nText @here.", "a.md", "# same\n\nText.", "c.md", "# Other\n\nText \u200b."))
	if len(problems) != 3 || problems[0].File != "b.md" || problems[0].Line != 0 || problems[1].Line != 3 || problems[2].File != "c.md" {
		t.Errorf("problems %v", problems)
	}
}
