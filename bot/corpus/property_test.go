package corpus

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// words drawn for generated text: stops, marks and names that the rules know.
var drawn = []string{
	"The", "council", "U.S.", "Mr.", "p.m.", "No.", "10", "3.5", "J.", "left.", "stayed!", "“Why?”", "said", "(he",
	"left.)", "etc.", "…", "...", "Yahoo!", "走了。", "गया।", "don’t", "a@b.org", "“U.S.”", "''", "``", ".", "\"", "—", "Jan.", "5.", "é", "🎉",
}

func drawText(t *rapid.T, label string, separators ...string) string {
	var b strings.Builder
	for range rapid.IntRange(1, 30).Draw(t, label) {
		b.WriteString(rapid.SampledFrom(drawn).Draw(t, "word"))
		b.WriteString(rapid.SampledFrom(separators).Draw(t, "separator"))
	}
	return b.String()
}

func TestSentencesKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSentences(t, drawText(t, "words", " ", " ", " ", "\n", "", "\n\n", "\u00a0"))
	})
	rapid.Check(t, func(t *rapid.T) { checkSentences(t, rapid.String().Draw(t, "text")) })
}

func TestEveryFormatKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, "words", " ", " ", "\n", "\n\n", "\n\n- ", "\n1. ", "\n> ", "\n\n## ", "\n```\n", "<p>", "<br>", "|", "\n\n    ", "\r\n", "\r")
		for _, name := range []string{"a.md", "a.txt", "a.html"} {
			a, _, err := Parse(name, []byte(text))
			if err != nil {
				continue
			}
			checkArticle(t, a)
			switch formatOf(name) {
			case formatMarkdown:
				checkMarkdownCovered(t, a, 0)
			default:
				checkCovered(t, a, 0)
			}
		}
	})
}

// TestMarkdownLosesNoWord writes articles of known words and finds each again.
func TestMarkdownLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		n := rapid.IntRange(1, 12).Draw(t, "blocks")
		word := func(i int) string { return "word" + strings.Repeat("x", i) + "end" }
		for i := range n {
			form := rapid.SampledFrom([]string{
				"W one. Two.", "- W\n- b\n  - c", "3. W\n   more\n4. x", "> W\n> more", "| W | b |\n|---|---|\n| c | d |",
				"```\nW\n```", "    W", "<div>\nW\n</div>", "> - W\n> - b", "- a\n\n  W\n\n  > deep", "**W** [W](W) `W`", "- a\n\n      W", "a\n\n\tW",
			}).Draw(t, "form")
			b.WriteString(strings.ReplaceAll(form, "W", word(i)) + "\n\n")
			b.WriteString(rapid.SampledFrom([]string{"", "## Heading\n\n", "***\n\n", "<!-- note -->\n\n", "[x]: y\n\n"}).Draw(t, "between"))
		}
		a, _, err := Parse("a.md", []byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		checkArticle(t, a)
		var all strings.Builder
		for _, p := range a.Passages {
			for _, s := range p.Sentences {
				all.WriteString(a.Raw(s) + "\n")
			}
		}
		for i := range n {
			if !strings.Contains(all.String(), word(i)) {
				t.Fatalf("%q lost block %d", b.String(), i)
			}
		}
	})
}
