package lexis_test

import (
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
)

// pair is two words of testdata/pairs.txt.
type pair struct{ a, b string }

// readPairs reads the pairs by sort. The second word is the last one of a line.
func readPairs(t *testing.T) map[string][]pair {
	t.Helper()
	text, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][]pair)
	for line := range strings.Lines(string(text)) {
		sort, words, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndexByte(words, ' ')
		out[sort] = append(out[sort], pair{words[:at], words[at+1:]})
	}
	return out
}

func wordOf(text string) lexis.Word { return lexis.Find(strings.Join(english.Terms(text), " ")) }

// area is the share of (high, low) pairs in which the high one is higher, ties
// counted half: the area under the curve of hits over false alarms.
func area(high, low []float32) float64 {
	low = slices.Clone(low)
	slices.Sort(low)
	var sum float64
	for _, x := range high {
		below := sort.Search(len(low), func(i int) bool { return low[i] >= x })
		notAbove := sort.Search(len(low), func(i int) bool { return low[i] > x })
		sum += float64(below+notAbove) / 2
	}
	return sum / float64(len(high)*len(low))
}

// scores are what a measure makes of pairs. Words that are no entry are not alike.
func scores(pairs []pair, measure func(a, b lexis.Word) float32) []float32 {
	var out []float32
	for _, p := range pairs {
		out = append(out, measure(wordOf(p.a), wordOf(p.b)))
	}
	return out
}

// linked is how far two words may stand for each other by their links alone.
func linked(a, b lexis.Word) float32 {
	l := lexis.Between(a, b)
	return max(l[lexis.Synonym], .8*l[lexis.Similar], l[lexis.Derived], .7*l.Broader(), .5*l.Narrower()) - l.Opposed()
}

// together takes links first and the vectors where there are none.
func together(a, b lexis.Word) float32 {
	l := lexis.Between(a, b)
	return linked(a, b) + .8*lexis.Similarity(a, b) - l.Opposed()
}

// inLexicon is 1 for two expressions of one group of the hand-written lexicon.
func inLexicon(a, b lexis.Word) float32 {
	found := float32(0)
	english.Default().Lookup(strings.Fields(a.Key()), func(v english.Variant) bool {
		if v.Relation <= english.Same && strings.Join(v.Terms, " ") == b.Key() {
			found = 1
		}
		return found == 0
	})
	return found
}

func TestPairsOfWordsAreToldApart(t *testing.T) {
	pairs := readPairs(t)
	for sort, list := range pairs {
		known := 0
		for _, p := range list {
			if wordOf(p.a) != 0 && wordOf(p.b) != 0 {
				known++
			}
		}
		t.Logf("%s: %d pairs, %d of entries", sort, len(list), known)
	}
	for _, m := range []struct {
		name                 string
		measure              func(a, b lexis.Word) float32
		none, near, opposite float64 // least area beside each
	}{
		{"lexicon", inLexicon, 0, 0, 0}, // for comparison
		{"links", linked, .86, .85, .96},
		{"vectors", lexis.Similarity, .95, .79, .85},
		{"together", together, .95, .84, .96},
	} {
		same := scores(pairs["same"], m.measure)
		none := area(same, scores(pairs["none"], m.measure))
		near := area(same, scores(pairs["near"], m.measure))
		opposite := area(same, scores(pairs["against"], m.measure))
		t.Logf("%-9s same beside none %.3f, near %.3f, against %.3f", m.name, none, near, opposite)
		if none < m.none || near < m.near || opposite < m.opposite {
			t.Errorf("%s: at least %.2f, %.2f and %.2f are wanted", m.name, m.none, m.near, m.opposite)
		}
	}
	opposed := func(a, b lexis.Word) float32 { l := lexis.Between(a, b); return l.Opposed() }
	wrong := 0
	for _, x := range scores(pairs["same"], opposed) {
		if x > .1 {
			wrong++
		}
	}
	right := 0
	for _, x := range scores(pairs["against"], opposed) {
		if x > .1 {
			right++
		}
	}
	t.Logf("opposed: %d of %d opposites, %d of %d that mean the same", right, len(pairs["against"]), wrong, len(pairs["same"]))
	if 10*right < 8*len(pairs["against"]) || wrong > 1 {
		t.Errorf("opposites are not told from what means the same")
	}
}

// groupsOf are the entries of single words in the lexicon's groups.
func groupsOf(t *testing.T) [][]lexis.Word {
	t.Helper()
	text, err := os.ReadFile("../thesaurus.txt")
	if err != nil {
		t.Fatal(err)
	}
	groups, _, _ := strings.Cut(string(text), "\n\n")
	var out [][]lexis.Word
	for line := range strings.Lines(groups) {
		if line[0] != '0'+byte(english.Same) {
			continue
		}
		var group []lexis.Word
		for member := range strings.SplitSeq(strings.TrimSpace(line[1:]), ",") {
			if w := lexis.Find(member); w != 0 && !strings.Contains(member, " ") {
				group = append(group, w)
			}
		}
		if len(group) > 1 {
			out = append(out, group)
		}
	}
	return out
}

// TestTheLexiconsGroupsLieTogether asks how well the vectors and the links, which
// know nothing of the lexicon, tell two words of one of its groups from two of
// any groups.
func TestTheLexiconsGroupsLieTogether(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	groups := groupsOf(t)
	var same, random, sameLinked, randomLinked, unlinked []float32
	var ranks []int
	for i, g := range groups {
		other := groups[(i*7919+13)%len(groups)]
		for k, a := range g {
			for _, b := range g[k+1:] {
				c := other[k%len(other)]
				same, random = append(same, lexis.Similarity(a, b)), append(random, lexis.Similarity(a, c))
				sameLinked, randomLinked = append(sameLinked, linked(a, b)), append(randomLinked, linked(a, c))
				if lexis.Between(a, b) == (lexis.Links{}) {
					unlinked = append(unlinked, lexis.Similarity(a, b))
				}
				if i%100 == 0 {
					ranks = append(ranks, rank(a, b))
				}
			}
		}
	}
	slices.Sort(ranks)
	fifty := 0
	for _, r := range ranks {
		if r <= 50 {
			fifty++
		}
	}
	t.Logf("%d groups, %d pairs, %.2f of them without a link", len(groups), len(same), float64(len(unlinked))/float64(len(same)))
	t.Logf("vectors %.3f (pairs without a link %.3f), links %.3f; median rank of a group's other word %d, among the first fifty %.2f",
		area(same, random), area(unlinked, random), area(sameLinked, randomLinked), ranks[len(ranks)/2], float64(fifty)/float64(len(ranks)))
	if area(same, random) < .85 {
		t.Error("the vectors do not tell the lexicon's groups apart")
	}
}

// rank is the place of b among all entries by their nearness to a, from 1.
func rank(a, b lexis.Word) int {
	near := lexis.Similarity(a, b)
	n := 1
	for w := lexis.Word(1); int(w) <= lexis.Len(); w++ {
		if w != a && lexis.Similarity(a, w) > near {
			n++
		}
	}
	return n
}
