package corpus

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// failer is what testing.TB and rapid.T have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// checkSentences checks what Sentences promises about any text.
func checkSentences(t failer, text string) {
	t.Helper()
	spans := Sentences(text)
	at := 0
	for i, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("sentence %d of %q has span %v behind %d", i, text, s, at)
		}
		checkSpace(t, text, at, s.Start)
		checkTrimmed(t, text, s)
		if len(spans) > 1 && !hasWord(text[s.Start:s.End]) {
			t.Fatalf("sentence %q of %q has no letter or digit", text[s.Start:s.End], text)
		}
		at = s.End
	}
	checkSpace(t, text, at, len(text))
	if !slices.Equal(spans, Sentences(text)) {
		t.Fatalf("the sentences of %q differ from call to call", text)
	}
}

// checkSpace checks that nothing but white space stands between two positions.
func checkSpace(t failer, text string, from, to int) {
	t.Helper()
	if skipSpace(text[:to], from) < to {
		t.Fatalf("%q lost %q", text, text[from:to])
	}
}

func checkTrimmed(t failer, text string, s Span) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(text[s.Start:])
	last, _ := utf8.DecodeLastRuneInString(text[:s.End])
	if unicode.IsSpace(first) || unicode.IsSpace(last) {
		t.Fatalf("span %q is not trimmed", text[s.Start:s.End])
	}
	if utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
		t.Fatalf("span %q cuts a character", text[s.Start:s.End])
	}
}

// checkArticle checks what Parse promises about any article.
func checkArticle(t failer, a *Article) {
	t.Helper()
	if a.Slug == "" || a.Version != 1 || len(a.Passages) == 0 {
		t.Fatalf("article has slug %q, version %d, %d passages", a.Slug, a.Version, len(a.Passages))
	}
	if !utf8.ValidString(a.Text) {
		t.Fatalf("text %q is not UTF-8", a.Text)
	}
	at := 0
	for i, p := range a.Passages {
		if p.Start < at || p.End <= p.Start || p.End > len(a.Text) {
			t.Fatalf("passage %d of %q has span %v behind %d", i, a.Text, p.Span, at)
		}
		if len(p.Sentences) == 0 {
			t.Fatalf("passage %q has no sentence", a.Raw(p.Span))
		}
		checkTrimmed(t, a.Text, p.Span)
		at = p.Start
		for _, s := range p.Sentences {
			if s.Start < at || s.End <= s.Start || s.End > p.End {
				t.Fatalf("sentence %v of passage %v behind %d in %q", s, p.Span, at, a.Text)
			}
			checkTrimmed(t, a.Text, s)
			if !hasWord(a.Raw(s)) {
				t.Fatalf("sentence %q has no letter or digit", a.Raw(s))
			}
			if hasWord(a.Text[at:s.Start]) {
				t.Fatalf("passage %q loses %q between sentences", a.Raw(p.Span), a.Text[at:s.Start])
			}
			at = s.End
		}
		if hasWord(a.Text[at:p.End]) {
			t.Fatalf("passage %q loses its end %q", a.Raw(p.Span), a.Text[at:p.End])
		}
		at = p.End
	}
	checkRefs(t, a)
}

// checkRefs checks that every sentence has a reference that reads back.
func checkRefs(t failer, a *Article) {
	t.Helper()
	for i, p := range a.Passages {
		for j, want := range p.Sentences {
			ref, err := ParseRef(Ref{a.Slug, a.Version, i + 1, j + 1}.String())
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := a.Sentence(ref); !ok || got != want {
				t.Fatalf("%v gives %v %v, want %v", ref, got, ok, want)
			}
		}
	}
}

// checkCovered checks that every letter and digit from position body on is in a
// passage: the promise for plain text and HTML, which exempt nothing there.
func checkCovered(t failer, a *Article, body int) {
	t.Helper()
	at := body
	for _, p := range a.Passages {
		if p.Start > at && hasWord(a.Text[at:p.Start]) {
			t.Fatalf("no passage holds %q", a.Text[at:p.Start])
		}
		at = p.End
	}
	if at < len(a.Text) && hasWord(a.Text[at:]) {
		t.Fatalf("no passage holds %q", a.Text[at:])
	}
}
