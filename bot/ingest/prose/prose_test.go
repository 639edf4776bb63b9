package prose_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/prose"
)

// TestAReaderSeesTheCharactersThatStoodInTheDocument writes text made of markup
// and reads it back as members would see it.
func TestAReaderSeesTheCharactersThatStoodInTheDocument(t *testing.T) {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "word", "Ende", "7", "1. ", "1) ", "# ", "#", "> ", "- ", "+ ", "* ", "*", "**", "_", "__", "`", "```", "~~~", "~~", "[", "]", "](", "[a](b)",
		"<", "<b>", "</p>", "<!--", "-->", "<@12>", "<script>", "&", "&amp;", "&lt;", "|", "---", "===", "\\", "\\*", "!", "![", ":", " ", "@everyone", "(", ")", ".", "é", "日", "https://x.org/a_b_c", "$", "^", "[^1]",
	}), 1, 12)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(parts.Draw(t, "parts"), "")
		want := prose.Clean(text)
		if !strings.ContainsFunc(want, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return
		}
		for _, kind := range []prose.Kind{prose.Paragraph, prose.Item} {
			body := "First words.\n\n" + prose.Markdown([]prose.Block{{Kind: kind, Text: text}})
			a, _, err := corpus.Parse("a.md", []byte(body))
			if err != nil {
				t.Fatalf("%q: %v", body, err)
			}
			if len(a.Passages) != 2 {
				t.Fatalf("%q gives %d passages", body, len(a.Passages))
			}
			if got := a.Plain(a.Passages[1].Span); got != want {
				t.Errorf("kind %d: %q is written %q and read as %q", kind, want, body, got)
			}
		}
	})
}

func TestBlocksBecomeMarkdown(t *testing.T) {
	got := prose.Markdown([]prose.Block{
		{Kind: prose.Heading, Level: 1, Text: "The  row"},
		{Text: "One\nparagraph."},
		{Text: "Another."},
		{Text: " \u200b "},
		{Kind: prose.Item, Text: "first"},
		{Kind: prose.Item, Text: "second"},
		{Kind: prose.Row, Cells: []string{"year", "a|b"}},
		{Kind: prose.Row, Cells: []string{"2031", ""}},
		{Text: "Last."},
	})
	want := "## The row\n\nOne paragraph.\n\nAnother.\n\n- first\n- second\n\n| year | a\\|b |\n|---|---|\n| 2031 |  |\n\nLast.\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatNobodySeesIsRemoved(t *testing.T) {
	for text, want := range map[string]string{
		"pass\u200bword\u202e!":    "password!",
		"soft\u00adhyphen\x00\x1b": "softhyphen",
		"می\u200cخواهم":            "می\u200cخواهم",
		"a\u200cb":                 "ab",
		"👩\u200d🚒":                 "👩\u200d🚒",
		"tag\U000E0041s":           "tags",
	} {
		if got := prose.Clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
