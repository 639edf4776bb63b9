package eval

import (
	"fmt"
	"path/filepath"
	"strings"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// Rouge holds the F1 of ROUGE-1 and ROUGE-2 (Lin 2004): the words, and the
// pairs of neighbouring words, that a summary shares with its reference.
type Rouge struct {
	One float64 `json:"rouge-1"`
	Two float64 `json:"rouge-2"`
}

// RougeOf compares a summary with its reference in the way of the rouge_score
// package with stemming: runs of a-z and 0-9 in lower case, words of more than
// three letters stemmed. It is zero where one of them has no word.
func RougeOf(summary, reference string) Rouge {
	s, r := rougeTokens(summary), rougeTokens(reference)
	return Rouge{One: overlap(s, r, 1), Two: overlap(s, r, 2)}
}

// overlap is the F1 of the n-grams that two texts share, each counted as often
// as it stands in both.
func overlap(summary, reference []string, n int) float64 {
	have, want := len(summary)-n+1, len(reference)-n+1
	if have <= 0 || want <= 0 {
		return 0
	}
	counts := make(map[string]int, want)
	for i := range want {
		counts[strings.Join(reference[i:i+n], " ")]++
	}
	shared := 0
	for i := range have {
		gram := strings.Join(summary[i:i+n], " ")
		if counts[gram] > 0 {
			counts[gram]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(have+want)
}

func rougeTokens(text string) []string {
	tokens := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	for i, t := range tokens {
		if len(t) > 3 {
			tokens[i] = porter(t)
		}
	}
	return tokens
}

// plus adds one of n figures to their mean.
func (r Rouge) plus(o Rouge, n int) Rouge {
	return Rouge{One: r.One + o.One/float64(n), Two: r.Two + o.Two/float64(n)}
}

// Summaries is how well summaries of a set agree with their references.
type Summaries struct {
	Documents int   `json:"documents"`
	Ours      Rouge `json:"ours"`
	Lead      Rouge `json:"lead"` // the first sentences of each document
}

// BriefingFigures are the figures of a set of articles with reference
// summaries, for all of it and for its halves (every other article), which say
// how much a figure owes to chance.
type BriefingFigures struct {
	Sentences int          `json:"sentences"` // in a summary
	All       Summaries    `json:"all"`
	Halves    [2]Summaries `json:"halves"`
}

// String gives the figures as lines of text.
func (f BriefingFigures) String() string {
	var b strings.Builder
	for _, row := range []struct {
		name string
		s    Summaries
	}{{"all", f.All}, {"first half", f.Halves[0]}, {"second half", f.Halves[1]}} {
		fmt.Fprintf(&b, "%-11s %3d articles  ROUGE-1 %.4f  ROUGE-2 %.4f  (LEAD-%d %.4f %.4f)\n", row.name,
			row.s.Documents, row.s.Ours.One, row.s.Ours.Two, f.Sentences, row.s.Lead.One, row.s.Lead.Two)
	}
	return b.String()
}

// summarized is one article with its reference summary.
type summarized struct {
	article   *corpus.Article
	reference string
}

// Briefings summarizes each article of a folder's documents.jsonl in n
// sentences and compares the summaries, and the first n sentences of each, with
// the reference summaries that stand there.
func Briefings(dir string, n int) (BriefingFigures, error) {
	set, err := readSummarized(dir)
	if err != nil {
		return BriefingFigures{}, err
	}
	f := BriefingFigures{Sentences: n, All: Summaries{Documents: len(set)}}
	for i := range set {
		f.Halves[i%2].Documents++
	}
	for i, d := range set {
		ours := RougeOf(sentencesText(d.article, brief.Summarize(d.article, n)), d.reference)
		lead := RougeOf(sentencesText(d.article, leading(d.article, n)), d.reference)
		for _, s := range []*Summaries{&f.All, &f.Halves[i%2]} {
			s.Ours = s.Ours.plus(ours, s.Documents)
			s.Lead = s.Lead.plus(lead, s.Documents)
		}
	}
	return f, nil
}

func readSummarized(dir string) ([]summarized, error) {
	var out []summarized
	err := ReadLines(filepath.Join(dir, "documents.jsonl"), func(line struct {
		document
		Reference []string `json:"reference_sentences"`
	},
	) error {
		var s Set
		s.ids = make(map[passageKey]string)
		s.add(line.document)
		if len(s.Articles) == 0 || len(line.Reference) == 0 {
			return fmt.Errorf("document %s has no text or no reference summary", line.ID)
		}
		out = append(out, summarized{s.Articles[0], strings.Join(line.Reference, "\n")})
		return nil
	})
	return out, err
}

// leading are the references of an article's first n sentences.
func leading(a *corpus.Article, n int) []corpus.Ref {
	var out []corpus.Ref
	for p, passage := range a.Passages {
		for i := range passage.Sentences {
			if len(out) == n {
				return out
			}
			out = append(out, corpus.Ref{Article: a.Slug, Version: a.Version, Paragraph: p + 1, Sentence: i + 1})
		}
	}
	return out
}

func sentencesText(a *corpus.Article, refs []corpus.Ref) string {
	var b strings.Builder
	for _, ref := range refs {
		if span, ok := a.Sentence(ref); ok {
			b.WriteString(a.Raw(span))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// porter is the stemmer of M. F. Porter, "An algorithm for suffix stripping"
// (1980), on which ROUGE figures rest; retrieval uses its successor. word is of
// lower-case letters and digits.
func porter(word string) string {
	w := porterWord(word)
	w = w.plurals().pastTense()
	if stem, ok := w.cut("y"); ok && stem.hasVowel() {
		w = stem + "i"
	}
	w = w.replace(0, porterStep2).replace(0, porterStep3)
	w = w.replace(1, porterStep4)
	if stem, ok := w.cut("e"); ok && (stem.measure() > 1 || stem.measure() == 1 && !stem.endsCVC()) {
		w = stem
	}
	if strings.HasSuffix(string(w), "ll") && w[:len(w)-1].measure() > 1 {
		w = w[:len(w)-1]
	}
	return string(w)
}

// The suffixes of Porter's steps 2 to 4 and what stands for each. Of two that
// fit, the longer stands first.
var (
	porterStep2 = [][2]string{
		{"ational", "ate"},
		{"tional", "tion"},
		{"enci", "ence"},
		{"anci", "ance"},
		{"izer", "ize"},
		{"bli", "ble"},
		{"alli", "al"},
		{"entli", "ent"},
		{"eli", "e"},
		{"ousli", "ous"},
		{"ization", "ize"},
		{"ation", "ate"},
		{"ator", "ate"},
		{"alism", "al"},
		{"iveness", "ive"},
		{"fulness", "ful"},
		{"ousness", "ous"},
		{"aliti", "al"},
		{"iviti", "ive"},
		{"biliti", "ble"},
		{"logi", "log"},
	}
	porterStep3 = [][2]string{
		{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""},
	}
	porterStep4 = [][2]string{
		{"al", ""},
		{"ance", ""},
		{"ence", ""},
		{"er", ""},
		{"ic", ""},
		{"able", ""},
		{"ible", ""},
		{"ant", ""},
		{"ement", ""},
		{"ment", ""},
		{"ent", ""},
		{"sion", "s"},
		{"tion", "t"},
		{"ou", ""},
		{"ism", ""},
		{"ate", ""},
		{"iti", ""},
		{"ous", ""},
		{"ive", ""},
		{"ize", ""},
	}
)

type porterWord string

func (w porterWord) consonant(i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !w.consonant(i-1)
	}
	return true
}

// measure counts the vowel-consonant sequences: m in [C](VC)^m[V].
func (w porterWord) measure() int {
	m := 0
	for i := 1; i < len(w); i++ {
		if w.consonant(i) && !w.consonant(i-1) {
			m++
		}
	}
	return m
}

func (w porterWord) hasVowel() bool {
	for i := range len(w) {
		if !w.consonant(i) {
			return true
		}
	}
	return false
}

// endsCVC reports Porter's *o: consonant, vowel, consonant other than w, x, y.
func (w porterWord) endsCVC() bool {
	n := len(w)
	return n >= 3 && w.consonant(n-3) && !w.consonant(n-2) && w.consonant(n-1) && !strings.ContainsRune("wxy", rune(w[n-1]))
}

func (w porterWord) cut(suffix string) (porterWord, bool) {
	stem, ok := strings.CutSuffix(string(w), suffix)
	return porterWord(stem), ok
}

// plurals is step 1a.
func (w porterWord) plurals() porterWord {
	for _, rule := range [][2]string{{"sses", "ss"}, {"ies", "i"}, {"ss", "ss"}, {"s", ""}} {
		if stem, ok := w.cut(rule[0]); ok {
			return stem + porterWord(rule[1])
		}
	}
	return w
}

// pastTense is step 1b.
func (w porterWord) pastTense() porterWord {
	if stem, ok := w.cut("eed"); ok {
		if stem.measure() > 0 {
			return stem + "ee"
		}
		return w
	}
	stem, ok := w.cut("ed")
	if !ok {
		stem, ok = w.cut("ing")
	}
	if !ok || !stem.hasVowel() {
		return w
	}
	n := len(stem)
	for _, end := range []string{"at", "bl", "iz"} {
		if strings.HasSuffix(string(stem), end) {
			return stem + "e"
		}
	}
	switch {
	case n >= 2 && stem[n-1] == stem[n-2] && stem.consonant(n-1) && !strings.ContainsRune("lsz", rune(stem[n-1])):
		return stem[:n-1]
	case stem.measure() == 1 && stem.endsCVC():
		return stem + "e"
	}
	return stem
}

// replace applies the first rule of a step whose suffix fits, if the stem's
// measure is more than m.
func (w porterWord) replace(m int, rules [][2]string) porterWord {
	best := -1
	for i, rule := range rules {
		if strings.HasSuffix(string(w), rule[0]) && (best < 0 || len(rule[0]) > len(rules[best][0])) {
			best = i
		}
	}
	if best < 0 {
		return w
	}
	stem, _ := w.cut(rules[best][0])
	replaced := stem + porterWord(rules[best][1])
	if rules[best][1] == "s" || rules[best][1] == "t" { // step 4 keeps it in the stem: (m>1 and (*S or *T)) ION
		stem = replaced
	}
	if stem.measure() <= m {
		return w
	}
	return replaced
}
