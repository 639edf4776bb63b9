package changes_test

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/english"
)

// A maker edits articles and knows what it did. It never asks the package under
// test: what an edit is follows from how it was made.
type maker struct {
	*rand.Rand
	names    []string            // capitalised words of other articles
	others   []string            // sentences of other articles
	synonyms map[string][]string // of the lexicon
	twice    map[string]bool     // sentences that the article has more than once: which of them was edited nobody can tell
}

// line is one sentence of an edited article.
type line struct {
	text string
	old  []corpus.Ref // what it was made of, none for an inserted one
	made string       // the edit that made it, "" for none
}

// edited is an article in two versions with what was done.
type edited struct {
	before, after *corpus.Article
	made          map[string][]edit // by the name of the edit
	count         int
}

// edit is what one edit did: sentences of each version.
type edit struct{ old, new []corpus.Ref }

// key names the sentences of a pair.
func (e edit) key() string { return fmt.Sprint(e.old, e.new) }

// The names of the edits, and what each makes of a sentence.
var (
	changing  = []string{"number", "date", "name", "negated", "hedged", "opposite"}
	rewording = []string{"lexicon", "own words", "contraction", "order", "passive"}
	others    = []string{"moved", "split", "merged", "deleted", "inserted"}
)

// make edits 10 to 30 per cent of an article's sentences. Each paragraph is read
// again after each edit, and an edit is taken back when the sentences that are
// read are not those that were meant.
func (m *maker) make(t testing.TB, a *corpus.Article) edited {
	t.Helper()
	var paragraphs [][]line
	total := 0
	m.twice = make(map[string]bool)
	seen := make(map[string]bool)
	for p, passage := range a.Passages {
		var lines []line
		for i, span := range passage.Sentences {
			ref := corpus.Place{Article: a, Passage: p, Sentence: i}.Ref()
			lines = append(lines, line{text: a.Plain(span), old: []corpus.Ref{ref}})
			total++
			m.twice[a.Plain(span)], seen[a.Plain(span)] = seen[a.Plain(span)], true
		}
		paragraphs = append(paragraphs, lines)
	}
	e := edited{before: a, made: make(map[string][]edit)}
	var gone []line
	want := max(1, total*(10+m.Intn(21))/100)
	for tries := 0; e.count < want && tries < 10*want; tries++ {
		kind := m.kind()
		for range 3 * total { // few sentences are fit for some edits
			next, lost, ok := m.edit(kind, paragraphs)
			if ok && reads(next) {
				paragraphs = next
				gone = append(gone, lost...)
				e.count++
				break
			}
		}
	}
	e.after = rendered(t, a.Slug+".txt", paragraphs).WithVersion(2)
	for p, lines := range paragraphs {
		for i, l := range lines {
			if l.made != "" && (l.made != "split" || i == 0 || lines[i-1].made != "split" || !slices.Equal(lines[i-1].old, l.old)) {
				one := edit{old: l.old, new: []corpus.Ref{corpus.Place{Article: e.after, Passage: p, Sentence: i}.Ref()}}
				if l.made == "split" {
					one.new = append(one.new, corpus.Place{Article: e.after, Passage: p, Sentence: i + 1}.Ref())
				}
				e.made[l.made] = append(e.made[l.made], one)
			}
		}
	}
	for _, l := range gone {
		e.made["deleted"] = append(e.made["deleted"], edit{old: l.old})
	}
	return e
}

// kind draws an edit: a third change what is said, a quarter word it otherwise, and
// of the others each is as frequent.
func (m *maker) kind() string {
	switch n := m.Intn(12); {
	case n < 4:
		return changing[m.Intn(len(changing))]
	case n < 7:
		return rewording[m.Intn(len(rewording))]
	}
	return others[m.Intn(len(others))]
}

// reads reports whether the edited paragraphs are read as the sentences that they
// are made of.
func reads(paragraphs [][]line) bool {
	for _, lines := range paragraphs {
		if len(lines) == 0 {
			return false
		}
		if !slices.ContainsFunc(lines, func(l line) bool { return l.made != "" }) {
			continue
		}
		text := joined(lines)
		spans := corpus.Sentences(text)
		if len(spans) != len(lines) {
			return false
		}
		for i, s := range spans {
			if text[s.Start:s.End] != lines[i].text {
				return false
			}
		}
	}
	return true
}

func joined(lines []line) string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	return strings.Join(texts, " ")
}

func rendered(t testing.TB, name string, paragraphs [][]line) *corpus.Article {
	t.Helper()
	texts := make([]string, len(paragraphs))
	for i, lines := range paragraphs {
		texts[i] = joined(lines)
	}
	return corpustest.Parse(t, name, strings.Join(texts, "\n\n"))
}

// edit makes one edit at random and reports false when it found no place for it.
// The paragraphs given are not changed.
func (m *maker) edit(kind string, paragraphs [][]line) (out [][]line, gone []line, ok bool) {
	out = make([][]line, len(paragraphs))
	for i, lines := range paragraphs {
		out[i] = slices.Clone(lines)
	}
	p := m.Intn(len(out))
	i := m.Intn(len(out[p]))
	l := out[p][i]
	if l.made != "" || m.twice[l.text] {
		return nil, nil, false
	}
	switch kind {
	case "inserted":
		text := m.others[m.Intn(len(m.others))]
		if slices.ContainsFunc(slices.Concat(out...), func(l line) bool { return l.text == text }) {
			return nil, nil, false
		}
		out[p] = slices.Insert(out[p], i, line{text: text, made: kind})
		return out, nil, !m.between(out[p], i)
	case "deleted":
		out[p] = slices.Delete(out[p], i, i+1)
		return out, []line{l}, len(out[p]) > 0
	case "moved":
		out[p] = slices.Delete(out[p], i, i+1)
		q := m.Intn(len(out))
		if len(out[p]) == 0 || q == p {
			return nil, nil, false
		}
		l.made = kind
		k := m.Intn(len(out[q]) + 1)
		out[q] = slices.Insert(out[q], k, l)
		return out, nil, !m.between(out[q], k)
	case "split":
		first, second, ok := split(l.text)
		if !ok {
			return nil, nil, false
		}
		out[p] = slices.Replace(out[p], i, i+1, line{first, l.old, kind}, line{second, l.old, kind})
		return out, nil, true
	case "merged":
		if i+1 >= len(out[p]) || out[p][i+1].made != "" || !neighbours(l.old[0], out[p][i+1].old[0]) {
			return nil, nil, false
		}
		text, ok := m.merged(l.text, out[p][i+1].text)
		out[p] = slices.Replace(out[p], i, i+2, line{text, slices.Concat(l.old, out[p][i+1].old), kind})
		return out, nil, ok
	}
	text, ok := m.altered(kind, l.text)
	out[p][i] = line{text, l.old, kind}
	return out, nil, ok && text != l.text
}

// neighbours reports whether one sentence followed the other in the version before.
func neighbours(a, b corpus.Ref) bool {
	return a.Paragraph == b.Paragraph && a.Sentence+1 == b.Sentence
}

// between reports whether a line stands between the halves of a split one.
func (m *maker) between(lines []line, i int) bool {
	return i > 0 && i+1 < len(lines) && lines[i-1].made == "split" && lines[i+1].made == "split" && slices.Equal(lines[i-1].old, lines[i+1].old)
}

func (m *maker) altered(kind, text string) (string, bool) {
	switch kind {
	case "number":
		return m.number(text)
	case "date":
		return m.date(text)
	case "name":
		return m.name(text)
	case "negated":
		return m.negated(text)
	case "hedged":
		return m.hedged(text)
	case "opposite":
		return m.swapWord(text, opposites)
	case "lexicon":
		return m.lexicon(text)
	case "own words":
		return m.swapWord(text, ownWords)
	case "contraction":
		return m.swapWord(text, contractions)
	case "order":
		return reordered(text)
	case "passive":
		return passive(text)
	}
	panic("no such edit: " + kind)
}

var (
	figure    = regexp.MustCompile(`\b\d{1,3}(?:,\d{3})+\b|\b\d+\b`)
	year      = regexp.MustCompile(`\b(?:1[5-9]|20)\d\d\b`)
	month     = regexp.MustCompile(`\b(?:January|February|March|April|June|July|August|September|October|November|December)\b`)
	capital   = regexp.MustCompile(`[a-z,] ([A-Z][a-z]{3,})\b`)
	months    = strings.Fields("January February March April June July August September October November December")
	auxiliary = regexp.MustCompile(`\b(is|are|was|were|has|have|had|could|would|should|does|did|IS|ARE|WAS|WERE|HAD|COULD|WOULD|SHOULD|DID) `)
)

// number replaces a figure that is no year by another one.
func (m *maker) number(text string) (string, bool) {
	var at [][]int
	for _, f := range figure.FindAllStringIndex(text, -1) {
		if !year.MatchString(text[f[0]:f[1]]) {
			at = append(at, f)
		}
	}
	if len(at) == 0 {
		return "", false
	}
	f := at[m.Intn(len(at))]
	old := text[f[0]:f[1]]
	digits := []byte(old)
	k := m.Intn(len(digits))
	for digits[k] == ',' {
		k = m.Intn(len(digits))
	}
	digits[k] = '1' + byte(m.Intn(9))
	if k == 0 && len(digits) > 1 && digits[0] == '0' || string(digits) == old {
		return "", false
	}
	return text[:f[0]] + string(digits) + text[f[1]:], true
}

// date replaces a year or a month.
func (m *maker) date(text string) (string, bool) {
	if at := year.FindAllStringIndex(text, -1); len(at) > 0 && m.Intn(3) > 0 {
		f := at[m.Intn(len(at))]
		n := 0
		if _, err := fmt.Sscan(text[f[0]:f[1]], &n); err != nil {
			return "", false
		}
		return fmt.Sprint(text[:f[0]], n-1-m.Intn(9), text[f[1]:]), true
	}
	at := month.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		return "", false
	}
	f := at[m.Intn(len(at))]
	return text[:f[0]] + months[m.Intn(len(months))] + text[f[1]:], true
}

// name replaces a capitalised word inside the sentence, wherever it stands in it,
// by one of another article.
func (m *maker) name(text string) (string, bool) {
	at := capital.FindAllStringSubmatch(text, -1)
	if len(at) == 0 {
		return "", false
	}
	old := at[m.Intn(len(at))][1]
	other := m.names[m.Intn(len(m.names))]
	if strings.Contains(text, other) || slices.Contains(months, old) || slices.Contains(months, other) {
		return "", false
	}
	return regexp.MustCompile(`\b`+old+`\b`).ReplaceAllString(text, other), true
}

// negated puts a negation behind an auxiliary, or takes one away.
func (m *maker) negated(text string) (string, bool) {
	upper := strings.ToUpper(text) == text
	for _, not := range []string{" not ", " NOT "} {
		if strings.Count(text, not) == 1 {
			return strings.Replace(text, not, " ", 1), !strings.Contains(strings.ToLower(text), "not only") && !strings.Contains(text, "n't")
		}
	}
	at := auxiliary.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		return "", false
	}
	f := at[m.Intn(len(at))]
	not := "not "
	switch {
	case upper:
		not = "NOT "
	case m.Intn(3) == 0:
		return text[:f[1]-1] + "n't " + text[f[1]:], true
	}
	return text[:f[1]] + not + text[f[1]:], true
}

// hedged makes a plain statement one that is only said or possible.
func (m *maker) hedged(text string) (string, bool) {
	at := auxiliary.FindAllStringIndex(text, -1)
	if len(at) == 0 {
		return "", false
	}
	f := at[m.Intn(len(at))]
	word := []string{"reportedly ", "allegedly ", "possibly ", "probably ", "perhaps "}[m.Intn(5)]
	if strings.ToUpper(text) == text {
		word = strings.ToUpper(word)
	}
	return text[:f[1]] + word + text[f[1]:], !strings.Contains(strings.ToLower(text), strings.ToLower(word))
}

// swapWord replaces one expression of a list of pairs, in either direction where
// the pair has "=" and only from left to right where it has ">".
func (m *maker) swapWord(text string, list []string) (string, bool) {
	upper := strings.ToUpper(text) == text
	for _, k := range m.Perm(len(list)) {
		from, to, both := strings.Cut(list[k], "=")
		if !both {
			from, to, _ = strings.Cut(list[k], ">")
		} else if m.Intn(2) == 0 {
			from, to = to, from
		}
		if upper {
			from, to = strings.ToUpper(from), strings.ToUpper(to)
		}
		if at := regexp.MustCompile(`(?:^|[\s"(])` + regexp.QuoteMeta(from) + `(?:$|[\s,.;:)"])`).FindStringIndex(text); at != nil {
			at := at[0] + strings.Index(text[at[0]:at[1]], from)
			if strings.Contains(strings.ToLower(text), strings.ToLower(to)) {
				continue
			}
			return text[:at] + to + text[at+len(from):], true
		}
	}
	return "", false
}

// lexicon replaces one word by one that the lexicon has for the same.
func (m *maker) lexicon(text string) (string, bool) {
	words := strings.Fields(text)
	for _, k := range m.Perm(len(words)) {
		word := strings.TrimRight(words[k], ",.;")
		all := m.synonyms[word]
		if k == 0 || len(all) == 0 {
			continue
		}
		other := all[m.Intn(len(all))]
		if strings.Contains(text, other) {
			continue
		}
		words[k] = other + words[k][len(word):]
		return strings.Join(words, " "), true
	}
	return "", false
}

// lexiconWords reads which single words the lexicon has for the same. Only nouns in
// their plain form and adjectives are sure to fit: verbs and short words are left out.
func lexiconWords(t testing.TB) map[string][]string {
	t.Helper()
	out := make(map[string][]string)
	files, err := filepath.Glob("../../english/lexicon/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no lexicon:", err)
	}
	for _, file := range files {
		if strings.Contains(file, "verbs") || strings.Contains(file, "families") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(string(data)) {
			if strings.HasPrefix(l, "#") || strings.ContainsAny(l, ":|~/") {
				continue
			}
			var single []string
			for _, w := range strings.Split(strings.TrimSpace(l), ",") {
				if w = strings.TrimSpace(w); len(w) >= 4 && !english.IsStop(w) && !strings.ContainsAny(w, " -") && strings.ToLower(w) == w {
					single = append(single, w)
				}
			}
			for _, w := range single {
				for _, v := range single {
					if v != w {
						out[w] = append(out[w], v)
					}
				}
			}
		}
	}
	return out
}

var (
	opening = regexp.MustCompile(`^((?:In|During|By|Since) (?:[A-Z][a-z]+ )?\d{4}), (.+)\.$`)
	closing = regexp.MustCompile(`^([^,;:]+) (in (?:[A-Z][a-z]+ )?\d{4})\.$`)
	byAgent = regexp.MustCompile(`^([A-Z][^,;:.]+?) (was|were) (\w+ed) by ([^,;:.]+)((?:[,;] .+)?\.)$`)
)

// reordered moves a time from the beginning to the end, or back.
func reordered(text string) (string, bool) {
	if f := opening.FindStringSubmatch(text); f != nil && !strings.ContainsAny(f[2], ";:\"") {
		return upperFirst(f[2]) + " " + lowerFirst(f[1]) + ".", true
	}
	if f := closing.FindStringSubmatch(text); f != nil {
		return upperFirst(f[2]) + ", " + lowerFirst(f[1]) + ".", true
	}
	return "", false
}

// passive turns "X was painted by Y" into "Y painted X".
func passive(text string) (string, bool) {
	f := byAgent.FindStringSubmatch(text)
	if f == nil || strings.Contains(f[1], " which ") || strings.Contains(f[1], " that ") || strings.Count(text, " by ") != 1 {
		return "", false
	}
	return upperFirst(f[4]) + " " + f[3] + " " + lowerFirst(f[1]) + f[5], true
}

var (
	joint  = regexp.MustCompile(`(?:, and |, but |; |, AND |, BUT )(?:the |it |he |she |they |this |a |an |many |some |THE |IT |HE |SHE |THEY |THIS |[A-Z])`)
	clause = regexp.MustCompile(`, which (was|is|has|had|were|are|can) `)
)

const leastHalf = 4 // words

// split makes two sentences of one, at a conjunction or at a relative clause that
// ends it.
func split(text string) (first, second string, ok bool) {
	if strings.ContainsAny(text, "\"“”()") || !strings.HasSuffix(text, ".") {
		return "", "", false
	}
	if at := clause.FindStringSubmatchIndex(text); at != nil && !strings.Contains(text[at[1]:], ",") {
		first, second = text[:at[0]]+".", "It "+text[at[2]:]
	} else if at := joint.FindStringIndex(text); at != nil {
		cut := at[0] + strings.Index(text[at[0]+2:], " ") + 3
		if text[at[0]] == ';' {
			cut = at[0] + 2
		}
		first, second = text[:at[0]]+".", upperFirst(text[cut:])
	} else {
		return "", "", false
	}
	return first, second, len(strings.Fields(first)) >= leastHalf && len(strings.Fields(second)) >= leastHalf
}

// merged makes one sentence of two.
func (m *maker) merged(first, second string) (string, bool) {
	if !strings.HasSuffix(first, ".") || strings.ContainsAny(first+second, "\"“”()") || len(strings.Fields(first+second)) > 70 || len(strings.Fields(second)) < leastHalf {
		return "", false
	}
	joint := []string{", and ", "; ", ", while "}[m.Intn(3)]
	if strings.ToUpper(first) == first {
		joint = strings.ToUpper(joint)
	}
	return strings.TrimSuffix(first, ".") + joint + lowerFirst(second), true
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// lowerFirst writes the first word small where it is surely no name.
func lowerFirst(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if slices.Contains(strings.Fields("The A An It He She They This These In During By Since There Many Some At On As Its His Their"), first) {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// opposites are words of which one says the opposite of the other.
var opposites = strings.Split(`increase=decrease|increased=decreased|rise=fall|rose=fell|higher=lower|larger=smaller|largest=smallest|`+
	`before=after|early=late|earlier=later|north=south|northern=southern|east=west|eastern=western|won=lost|opened=closed|began=ended|`+
	`major=minor|best=worst|high=low|positive=negative|always=never|old=young|accepted=rejected|above=below|inside=outside|`+
	`strong=weak|strength=weakness|success=failure|legal=illegal|rich=poor|upper=lower|supported=opposed|joined=left|gained=lost|`+
	`more>less|most>few|many>few|first>last|long>short|large>small|great>small|with>without|all>some|both>neither`, "|")

// ownWords are rewordings that any editor makes, written down without a look at the
// lexicon.
var ownWords = strings.Split(`such as>including|in order to>to|however,>but|also>as well|use=employ|used=employed|began=started|begin=start|`+
	`many=numerous|around=about|approximately>about|because=since|because of=due to|until=till|although=though|while>whereas|shows=demonstrates|`+
	`show=demonstrate|important=significant|often=frequently|usually=generally|large=big|buy=purchase|built=constructed|made up of=composed of|`+
	`known as=called|named=called|is able to>can|a number of>several|several=various|help=aid|near=close to|nearly=almost|main=principal|`+
	`ended=finished|received=got|obtained=got|took place=happened|occurred=happened|area=region|areas=regions|kinds=types|kind=type|`+
	`percent=per cent|%> percent|United States=U.S.|United Kingdom=UK|children=kids|toward=towards|among=amongst|colour=color|`+
	`centre=center|said=stated|says=states|whole=entire|only=solely|every=each|various=different|part=portion|larger=bigger|`+
	`parts=portions|amount=quantity|needs=requires|need=require|provide=supply|provides=supplies|provided=supplied|allow=permit|allows=permits`, "|")

// contractions are written out or not.
var contractions = strings.Split(`is not=isn't|are not=aren't|was not=wasn't|were not=weren't|did not=didn't|does not=doesn't|do not=don't|`+
	`has not=hasn't|have not=haven't|had not=hadn't|could not=couldn't|would not=wouldn't|should not=shouldn't|cannot=can't|will not=won't|`+
	`it is=it's|It is=It's|they are=they're|They are=They're|that is=that's|we are=we're`, "|")
