package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlainRemovesMarkup(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"", ""},
		{"Nothing to do.", "Nothing to do."},
		{"*soft* and _soft_", "soft and soft"},
		{"**loud** and __loud__", "loud and loud"},
		{"***both***, ~~gone~~", "both, gone"},
		{"**a *b* c**", "a b c"},
		{"run `go  test` now", "run go test now"},
		{"``a ` b``", "a ` b"},
		{"[the report](https://example.org/a_b(c))", "the report"},
		{`[the report](https://example.org "A title")`, "the report"},
		{"[the *new* report](<https://example.org>)", "the new report"},
		{"[the report][1] and [it][]", "the report and it"},
		{"![a map](map.png) of it", "a map of it"},
		{"[![a map](map.png)](https://example.org)", "a map"},
		{"see <https://example.org> or <a@example.org>", "see https://example.org or a@example.org"},
		{`2 \* 3 \_ \[x\]`, "2 * 3 _ [x]"},
		{"Smith &amp; Co &lt; 3&nbsp;m&#33;", "Smith & Co < 3 m!"},
		{"- item", "item"},
		{"3. item", "item"},
		{"1. one\n2. two\n   more", "one two more"},
		{"> quoted\n> text", "quoted text"},
		{"> - nested\n>   item", "nested item"},
		{"## Heading ##", "Heading"},
		{"| a | b |\n|---|:-:|\n| c | d |", "a b c d"},
		{"Title\n=====", "Title"},
		{"two\nlines\r\nand  spaces\t here", "two lines and spaces here"},
		{"<b>bold</b><br>next<!-- hidden -->", "bold next"},
		{"**half of it", "half of it"},
		{"the rest**", "the rest"},
		{"这是**重点**内容", "这是重点内容"},
		{"```\ncode\n```", "code"},
	} {
		if got := plain(c.raw); got != c.want {
			t.Errorf("plain(%q) = %q, want %q", c.raw, got, c.want)
		}
	}
}

func TestPlainKeepsWhatOnlyLooksLikeMarkup(t *testing.T) {
	for _, text := range []string{
		"2 * 3 * 4", "2*3*4", "2**3**4", "snake_case_word", "_private and __init", "[1]", "[1][2]", "a[i][j]",
		"f[i](a, b)", "[sic] (as he said)", "a < b > c", "if a<b and c>d", "<@123> <@&4> <#5>", "<name>", "AT&T", "R&D;",
		"*Prices as of May", "f**k", "f****", "C# and F#", "#1 in sales", "-5 degrees", "+5", "5.5 per cent", "1998. It was",
		"~5 km", "A | B", "C:\\temp", "a|b", "it`s", "100 %", "“Stop!” he said…", "in June\u2014", "`` We won , '' he said",
	} {
		if got := plain(text); got != text {
			t.Errorf("plain(%q) = %q, want it unchanged", text, got)
		}
	}
}

func TestPlainKeepsANumberThatALineHappensToBeginWith(t *testing.T) {
	if got, want := plain("They left on June\n5. They returned."), "They left on June 5. They returned."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPlainDoesNotAllocateWithoutMarkup(t *testing.T) {
	text := strings.Repeat("The council met — in “secret” — on Monday. ", 20)
	text = strings.TrimSpace(text)
	if n := testing.AllocsPerRun(100, func() { _ = plain(text) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func FuzzPlain(f *testing.F) {
	for _, s := range []string{"*a*", "[a](b)", "[[[[", "`` a '' `", "&amp;", "<b>x</b>", "1. a\n2. b", "|a|b|", "\\", "**_a_**", "![", "<!--", "\xff*", "<Ⱥ>", "</Ⱥ x=1>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := plain(raw)
		if utf8.ValidString(raw) && !utf8.ValidString(got) {
			t.Fatalf("plain(%q) = %q is not UTF-8", raw, got)
		}
		if folded := fold(got); folded != got {
			t.Fatalf("plain(%q) = %q holds white space to fold", raw, got)
		}
		if !strings.ContainsAny(raw, "*_`[<&\\~|#>-+=!:0123456789") && got != fold(raw) {
			t.Fatalf("plain(%q) = %q changed text without markup", raw, got)
		}
		if len(got) > len(raw)+2 {
			t.Fatalf("plain(%q) = %q is longer than its source", raw, got)
		}
	})
}
