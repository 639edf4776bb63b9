package corpus

import (
	"strings"
	"testing"
	"time"
)

// TestHostileTextCostsLinearTime gives text that makes careless parsers look at
// the same bytes again and again. The limit is some twenty times what the slowest
// needs.
func TestHostileTextCostsLinearTime(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	const size = 50_000
	for _, unit := range []string{
		".", ". ", "! ", "[", "](", "[a](", "*", "*a ", "_a_*b*", "`", "` `` ", "<", "<b ", "<!--", "&", "&amp", "(", "> ",
		"- ", "1. ", "|", "|a|\n|-|\n", "a\n\n", "a\r", "# a\n", "\" . ", "a. ", "Mr. ", "U.S. ", "“", "\\", "\n", " ", "a: b\n", "---\n", "\u200b", "\x00",
		"<p>", "<div><p>a", "<table>", "<ul><li>", "[a]: b\n", "@here ", "<@1>", "...", ". . ", "\t", "```\n",
	} {
		text := strings.Repeat(unit, size/len(unit))
		for _, prefix := range []string{"", strings.Repeat(". ", 10_000)} {
			start := time.Now()
			Sentences(prefix + text)
			plain(prefix + text)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("splitting %q many times takes %v", unit, took)
			}
		}
		for _, name := range []string{"a.md", "a.txt", "a.html"} {
			start := time.Now()
			Lint(folder(name, text)) // parses too
			took := time.Since(start)
			if took > 5*time.Second {
				t.Errorf("parsing %q many times as %s takes %v", unit, name, took)
			}
		}
	}
}

func TestDeepNestingIsReadAsPlainText(t *testing.T) {
	a, problems := parsed(t, "a.md", "Text.\n\n"+strings.Repeat("> ", 200)+"deep")
	wantProblem(t, problems, 3, Warning, "too deeply")
	if len(a.Passages) != 2 {
		t.Errorf("passages %q", outline(a))
	}
	a, problems = parsed(t, "a.md", "# T\n\nText.\n\n"+strings.Repeat("-", 200)+"\n\n"+strings.Repeat("1.5 ", 200))
	if len(problems) > 0 || len(a.Passages) != 2 {
		t.Errorf("passages %q, problems %v", outline(a), problems)
	}
}

func TestLinkDefinitionsAreNoText(t *testing.T) {
	a, _ := parsed(t, "a.md", "[a]: https://example.org 'T'\n[b]: <c>\nText. [x]: y\n\n[^1]: Note\n\n[c]: d\n")
	wantOutline(t, a, "Text. [x]: y", "[^1]: Note")
}
