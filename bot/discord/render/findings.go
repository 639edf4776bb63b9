package render

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// maxOriginal is how much of a message is shown above its findings.
const maxOriginal = 300

// Findings shows what the articles say of each claim of a message: the verdict
// in words, why, and the sentences that it rests on. Original is the message;
// its beginning is shown where the claims are not all of it.
func (r Renderer) Findings(fs []*answer.Finding, original string, b Beside) []Post {
	d := document{title: "Checked against the articles", footer: verdicts(fs)}
	if text := clean(original); text != "" && text != clean(allClaims(fs)) {
		d.parts = append(d.parts, part{line: "> ", text: Escape(shorten(text, maxOriginal))})
	}
	if len(fs) == 0 {
		d.parts = append(d.parts, part{gap: "\n", text: "There is no claim in this message to check."})
	}
	numbers := numbersOf(FindingSources(fs))
	for i, f := range fs {
		found := r.finding(f, numbers)
		found[0].gap = ""
		if i > 0 || len(d.parts) > 0 {
			found[0].gap = "\n\n"
		}
		d.parts = append(d.parts, found...)
	}
	d.parts = append(d.parts, r.otherwise(b.Otherwise)...)
	d.parts = append(d.parts, b.parts()...)
	d.rows = r.row(b.anew()...)
	return r.posts(d)
}

// FindingSources are the sources of findings with the numbers that Findings
// shows: from 1 over all of them, and the same sentence the same number.
func FindingSources(fs []*answer.Finding) []cite.Source {
	var numbers cite.Numbering
	for _, f := range fs {
		for _, s := range f.Sources {
			numbers.Number(placeOf(s))
		}
	}
	return numbers.Sources()
}

// placeOf is the place that a source cites.
func placeOf(s cite.Source) corpus.Place {
	return corpus.Place{Article: s.Of(), Passage: s.Paragraph - 1, Sentence: s.Sentence - 1}
}

// numbersOf tells the numbers of sentences.
func numbersOf(sources []cite.Source) map[corpus.Ref]int {
	out := make(map[corpus.Ref]int, len(sources))
	for _, s := range sources {
		out[s.Ref()] = s.N
	}
	return out
}

func allClaims(fs []*answer.Finding) string {
	claims := make([]string, len(fs))
	for i, f := range fs {
		claims[i] = f.Claim
	}
	return strings.Join(claims, " ")
}

// finding shows one claim. A finding without a claim speaks of the message.
func (r Renderer) finding(f *answer.Finding, numbers map[corpus.Ref]int) []part {
	var out []part
	if f.Claim != "" {
		out = append(out, sentence("", "", "", "“"+f.Claim+"”", ""))
	}
	verdict := "**" + f.Verdict.Label() + "**"
	if f.Why == "" {
		out = append(out, part{gap: "\n", text: verdict})
	} else {
		out = append(out, sentence("\n", verdict+": ", "", f.Why, ""))
	}
	if f.English != "" {
		out = append(out, sentence("\n", "Checked in English: ", "", "“"+f.English+"”", ""))
	}
	for _, c := range f.Says {
		out = append(out, sentence("\n", "", "", c.Text, " "+cite.Markers(renumbered(f, c, numbers))))
	}
	if f.Note != "" {
		out = append(out, sentence("\n", "", "", f.Note, ""))
	}
	for _, s := range f.Sources {
		out = append(out,
			sentence("\n", "> ", "", "“"+s.Plain()+"”", ""),
			part{gap: "\n", line: "> ", text: fmt.Sprintf("[%d] %s", numbers[s.Ref()], r.place(s.Of(), s.Paragraph))})
	}
	return out
}

// renumbered are the sources of a sentence about a claim by the numbers of the
// whole post.
func renumbered(f *answer.Finding, c answer.Claim, numbers map[corpus.Ref]int) []int {
	var out []int
	for _, s := range f.Sources {
		if slices.Contains(c.Sources, s.N) {
			out = append(out, numbers[s.Ref()])
		}
	}
	return out
}

// verdicts counts the claims by verdict: "2 supported · 1 not covered".
func verdicts(fs []*answer.Finding) string {
	var out []string
	for _, v := range []answer.Verdict{answer.Supported, answer.Contradicted, answer.Uncovered, answer.Unchecked} {
		n := 0
		for _, f := range fs {
			if f.Claim != "" && f.Verdict.Label() == v.Label() {
				n++
			}
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, strings.ToLower(v.Label())))
		}
	}
	return strings.Join(out, " · ")
}
