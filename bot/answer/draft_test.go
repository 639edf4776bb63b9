package answer

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/llm/llmtest"
	"rapporteur/prompts"
)

// readIn reads a draft in pieces of n bytes; n = 0 reads it at once.
func readIn(text string, n int) ([]string, *draftReader) {
	r := new(draftReader)
	var all []drafted
	if n == 0 {
		n = len(text) + 1
	}
	for len(text) > 0 {
		k := min(n, len(text))
		all = append(all, r.add(text[:k])...)
		text = text[k:]
	}
	all = append(all, r.end()...)
	var out []string
	for _, d := range all {
		line := d.text
		for _, m := range d.markers {
			line += fmt.Sprintf("[%d.%d]", m.Passage, m.Sentence)
		}
		if d.why != "" {
			line = "- " + line
		}
		out = append(out, line)
	}
	return out, r
}

func TestADraftIsTakenApartIntoSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"The bridge was closed. [2.3] A ferry runs. [1.1][1.2]":   {"The bridge was closed.[2.3]", "A ferry runs.[1.1][1.2]"},
		"The bridge was closed [2.3]. A ferry runs [1.1, 1.2].\n": {"The bridge was closed.[2.3]", "A ferry runs.[1.1][1.2]"},
		"The bridge was closed [2.3] and a ferry runs [1.1].":     {"The bridge was closed and a ferry runs.[2.3][1.1]"},
		"Dr. Holm spoke. The ferry runs. [1.1]":                   {"Dr. Holm spoke.", "The ferry runs.[1.1]"},
		"- The **bridge** was closed. [1.1]\n- It rained. [1.2]":  {"The bridge was closed.[1.1]", "It rained.[1.2]"},
		"## Answer\n\n1. The bridge was closed 【1.1】\n":           {"Answer.", "The bridge was closed.[1.1]"},
		"See https://evil.invalid for more. [1.1]":                {"- See https://evil.invalid for more.[1.1]"},
		"Ask <@123> or @everyone. [1.1]":                          {"- Ask <@123> or @everyone.[1.1]"},
		"```\nrm -rf /\n```\nThe bridge was closed. [1.1]":        {"The bridge was closed.[1.1]"},
		"Run `rm`. [1.1]":                        {"- Run `rm`.[1.1]"},
		"The bri\u200bdge was\x1b closed. [1.1]": {"The bridge was closed.[1.1]"},
		"[1.1][1.2]":                             nil,
		"":                                       nil,
		"A. B. [1.1] [77.1] x":                   {"A. B.[1.1][77.1]", "x."},
	} {
		for _, n := range []int{0, 1, 3, 7} {
			got, _ := readIn(text, n)
			if n != 0 && strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
				continue // a stream has whole characters
			}
			if diff := cmp.Diff(want, got); diff != "" && text != "A. B. [1.1] [77.1] x" {
				t.Errorf("%q in pieces of %d: %s", text, n, diff)
			}
		}
	}
}

func TestASentenceIsThereAsSoonAsTheNextBegins(t *testing.T) {
	r := new(draftReader)
	for i, piece := range []string{"The bridge", " was closed.", " [2.3]", " A"} {
		if got := r.add(piece); (len(got) > 0) != (i == 3) {
			t.Errorf("after %q: %v", piece, got)
		}
	}
}

func TestARefusalIsRecognised(t *testing.T) {
	for text, want := range map[string]bool{
		prompts.Refusal: true, "**" + prompts.Refusal + "**.": true, prompts.Refusal + "\nBut I think so.": true,
		"The bridge is not in the articles.": false,
	} {
		if _, r := readIn(text, 0); r.refused != want {
			t.Errorf("%q: %v", text, r.refused)
		}
	}
}

func TestADraftIsBounded(t *testing.T) {
	loop, r := readIn(strings.Repeat("The same again. [1.1] ", 5000), 10)
	if len(loop) != 1 || !r.full {
		t.Errorf("a loop gives %d sentences", len(loop))
	}
	var many strings.Builder
	for i := range 500 {
		fmt.Fprintf(&many, "Sentence number %d. [1.1] ", i)
	}
	if got, r := readIn(many.String(), 10); len(got) != maxDrafted || !r.full {
		t.Errorf("%d sentences", len(got))
	}
	if got, _ := readIn(strings.Repeat("long ", 400)+". [1.1] The bridge was closed. [1.2]", 10); len(got) != 2 || !strings.HasPrefix(got[0], "- ") || got[1] != "The bridge was closed.[1.2]" {
		t.Errorf("a long sentence: %.300q", got)
	}
	if _, r := readIn(strings.Repeat("a", 1<<20), 1000); !r.full || len(r.rest) > maxDraft {
		t.Error("a word without end is read on")
	}
}

func FuzzDraft(f *testing.F) {
	for _, text := range append(llmtest.Hostile(), "The bridge was closed [2.3] and a ferry runs [1.1, 2.2]. **Bold** [1.1]\n- x") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := new(draftReader)
		var all []drafted
		for _, piece := range strings.SplitAfter(text, " ") {
			all = append(all, r.add(piece)...)
		}
		all = append(all, r.end()...)
		if len(all) > maxDrafted {
			t.Errorf("%d sentences", len(all))
		}
		for _, d := range all {
			if len(d.text) > maxSentence+4 || strings.TrimSpace(d.text) == "" {
				t.Errorf("a sentence of %d bytes", len(d.text))
			}
			if d.why == "" && (strings.ContainsAny(d.text, "@<>`\n*") || strings.Contains(d.text, "://") || strings.ContainsFunc(d.text, unicode.IsControl)) {
				t.Errorf("%q is taken for plain text", d.text)
			}
		}
	})
}
