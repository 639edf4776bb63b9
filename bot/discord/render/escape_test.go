package render

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// hostile are texts that Discord would obey if they were not escaped.
var hostile = []string{
	"@everyone", "@here", "@Everyone", "\\@everyone", "@\u200beveryone", "@\u200deveryone", "@e\u00adveryone", "<@!123456789012345678>", "<@123456789012345678>", "<@&123456789012345678>",
	"<#123456789012345678>", "<:smile:123456789012345678>", "<a:wave:123456789012345678>", ":smile:", ":flag_az:", "</ask:123456789012345678>", "<id:customize>",
	"<t:1700000000>", "<t:1700000000:R>", "https://evil.example/x", "http://evil.example", "HTTPS://EVIL.EXAMPLE", "<https://evil.example>", "steam://run/1", "discord.gg/abc", "Discord.com/invite/abc",
	"[click](https://evil.example)", "[click](<https://evil.example> \"title\")", "[a](b)", "[[a]](https://evil.example)", "<mailto:a@evil.example>", "<a@evil.example>", "<+994123456>",
	"**bold**", "*em*", "_em_", "__under__", "~~strike~~", "||spoiler||", "`code`", "``code``", "```\nblock\n```", "***both***",
	"# heading", "## heading", "### heading", "-# small", "- item", "* item", "+ item", "1. item", "2025. The year", "1) item", "> quote", ">>> quote", "a\n# heading", "a\r\n> quote", "a\u2028- item",
	"\\", "\\\\", "a\\*b*", "\\`a`", "¯\\_(ツ)_/¯", "2 * 3 * 4", "snake_case_word", "a|b|c", "10:30", "10:30:45", "Q: what?", "A:B", "(a)", "[1]", "[1](x)", "a](https://evil.example)", "](x)", "(x)", "a ] b [ c",
	"\u202eevil\u202c", "\u2066a\u2069", "\u200fab", "a\u200bb", "\ufeffa", "\u0000", "a\u0007b", "\x1b[31mred", "\xff\xfe", "می\u200cخواهم", "👩\u200d🚀", "\u0627\u0644\u0633\u0644\u0627\u0645", "שלום עולם", "𐐷😀", "ΑΒΓ", "東京",
	"\U000E0041\U000E0042", "a\u0301\u0301\u0301", "\u3000wide\u3000", "", " ", "-", "#", "+", "1.", ".",
}

func TestWhatIsEscapedShowsWhatItWas(t *testing.T) {
	for text, want := range map[string]string{
		"Ordinary words, 3.5 % of them; Jane's “own”.": "Ordinary words, 3.5 % of them; Jane's “own”.",
		"a](b)":                 `a\]\(b)`,
		"2 * 3":                 `2 \* 3`,
		"@everyone":             "@\u200beveryone",
		"me@here.example":       "me@\u200bhere.example",
		"<@123>":                `\<@123\>`,
		"https://evil.example/": `https\://evil.example/`,
		"discord.gg/abc":        `discord.gg\/abc`,
		"discord.gg is a host":  "discord.gg is a host",
		"At 10:30: a talk":      `At 10\:30: a talk`,
		"# One":                 `\# One`,
		"Item # one - two":      "Item # one - two",
		"1984. A year":          `1984\. A year`,
		"It was 1984. A year":   "It was 1984. A year",
		" two\n\tlines ":        "two lines",
		"می\u200cخواهم":         "می\u200cخواهم",
		"a\u200cb":              "ab",
		"\u202edrow":            "drow",
		"a \u200b b":            "a b",
		"\xff":                  "\ufffd",
		"\u06dd12":              "\u06dd12",
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestTheReadingOfTheseTestsSeesLiveMarkup(t *testing.T) {
	for text, kind := range map[string]string{
		"@everyone": "everybody", "a <@!1> b": "mention", "<@&1>": "mention", "<#1>": "mention", "<:a:1>": "angle", ":smile:": "emoji", "</ask:1>": kindCommand,
		"<t:1:R>": kindMoment, "see https://x.example": "bare link", "<https://x.example>": kindLink, "[a](https://x.example)": kindLink, "[a]](b c)": kindLink, "[1] a\\](https\\://x.example)": kindLink,
		"discord.gg/x": "bare link", "**a**": kindStrong, "*a*": kindEm, "_a_": kindEm, "__a__": "underline", "~~a~~": "strike", "||a||": "spoiler", "`a`": "code", "```a```": "code",
		"# a": "heading", "-# a": kindSmall, "- a": kindList, "1. a": kindList, "> a": kindQuote, ">>> a": kindQuote, "a\n- b": kindList, "<a@b.example>": "angle", "\\\\*a*": kindEm, "**\\*a**": kindStrong,
	} {
		found := false
		for _, c := range readMarkdown(text).live {
			found = found || c.kind == kind
		}
		if !found {
			t.Errorf("%q: no %s in %v", text, kind, readMarkdown(text).live)
		}
	}
	for _, text := range []string{"plain", `\*a\*`, `\<@1\>`, `https\://x`, "a # b", "a_b", "1.5 a", "[1] a (b)", "@someone"} {
		if live := readMarkdown(text).live; len(live) > 0 {
			t.Errorf("%q: %v", text, live)
		}
	}
}

// checkEscaped escapes a text and reads it as Discord would, alone and in the
// places in which posts have it.
func checkEscaped(t interface{ Fatalf(string, ...any) }, text string) {
	escaped := Escape(text)
	if !utf8.ValidString(escaped) || strings.Contains(escaped, "\n") {
		t.Fatalf("%q: escaped to %q", text, escaped)
	}
	for _, r := range strings.ReplaceAll(escaped, "@\u200b", "@") {
		if invisible(r) && !joins(r) {
			t.Fatalf("%q: %U is left in %q", text, r, escaped)
		}
	}
	shown := readMarkdown(escaped)
	if len(shown.live) > 0 {
		t.Fatalf("%q: escaped to %q, in which %q is live", text, escaped, shown.live)
	}
	if got, want := strings.ReplaceAll(shown.text.String(), "@\u200b", "@"), clean(text); got != want {
		t.Fatalf("%q: shown as %q, want %q", text, got, want)
	}
	if clean(clean(text)) != clean(text) {
		t.Fatalf("%q: cleaned twice gives %q", text, clean(clean(text)))
	}
	if clean(text) == "" {
		return
	}
	for place, want := range map[string][]string{
		"> \x00":                               {kindQuote},
		"- **\x00:** text [1]":                 {kindList, kindStrong},
		"> **\x00** [1]":                       {kindQuote, kindStrong},
		"**\x00**":                             {kindStrong},
		"a\n\x00 [1][2]\nb":                    nil,
		"[1] \u2068\x00\u2069, ¶3 · (a)":       nil,
		"**Supported:** “\x00”":                {kindStrong},
		"-# \x00 · version 2":                  {kindSmall},
		"\x00 … *(5 more characters are not)*": {kindEm},
	} {
		checkLive(t, strings.ReplaceAll(place, "\x00", escaped), want)
	}
}

func checkLive(t interface{ Fatalf(string, ...any) }, markdown string, want []string) {
	live := readMarkdown(markdown).live
	for i, c := range live {
		if i >= len(want) || c.kind != want[i] {
			t.Fatalf("%q: live %q, want %q", markdown, live, want)
		}
	}
	if len(live) != len(want) {
		t.Fatalf("%q: live %q, want %q", markdown, live, want)
	}
}

func TestNothingHostileIsLive(t *testing.T) {
	for _, text := range hostile {
		checkEscaped(t, text)
	}
}

// drawHostile draws texts of hostile pieces.
func drawHostile(t *rapid.T, label string) string {
	piece := rapid.OneOf(rapid.SampledFrom(hostile), rapid.SampledFrom([]string{" ", "\n", "a", "Baku", ". ", "*", "_", "[", "]", "(", ")", "<", ">", "@", ":", "/", "\\", "|", "`", "1", "-", "#"}), rapid.StringN(0, 6, -1))
	return strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, label), "")
}

func TestNoMixtureOfHostilePiecesIsLive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkEscaped(t, drawHostile(t, "text")) })
}

func TestADividedTextIsWholeAndStaysEscaped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		escaped := Escape(strings.Repeat(drawHostile(t, "text"), rapid.IntRange(1, 20).Draw(t, "times")))
		most := rapid.IntRange(4, 60).Draw(t, "most")
		var shown strings.Builder
		for rest := escaped; rest != ""; {
			var head string
			before := rest
			head, rest = divide(rest, most)
			if head == "" && before != "" && len(rest) == len(before) || length(head) > most {
				t.Fatalf("%q divided at %d gives %q and %q", before, most, head, rest)
			}
			if kept := head + rest; kept != before && head+" "+rest != before {
				t.Fatalf("%q divided at %d gives %q and %q", before, most, head, rest)
			}
			// Each piece stands behind a mark that it goes on or before one.
			for _, c := range readMarkdown("… " + head + " …").live {
				t.Fatalf("%q is live in %q", c, head)
			}
			shown.WriteString(head)
		}
		if keep := func(s string) string { return strings.Map(dropSpace, s) }; keep(shown.String()) != keep(escaped) {
			t.Fatalf("got %q, want %q", shown.String(), escaped)
		}
	})
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

func FuzzEscape(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkEscaped(t, text) })
}
