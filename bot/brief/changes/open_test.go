package changes_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// shared is the folder of the open sets.
const shared = "../../../../shared/eval"

// sets are those with articles of full sentences. Texts of time are in capitals.
var sets = []string{"newwiki", "squad2", "mtrag_un", "time"}

const (
	edits     = 100 // edited articles of each half
	leastSize = 12  // sentences of an article
	mostSize  = 60
	atLeast   = .95 // precision and recall
)

// piece is an article cut from a document of a set.
type piece struct {
	article *corpus.Article
	half    int // the document's number modulo 2
}

// openPieces reads the sets' documents and cuts long ones at paragraphs.
func openPieces(t testing.TB, set string) []piece {
	t.Helper()
	file, err := os.Open(filepath.Join(shared, set, "documents.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the open sets are not there: no ../shared/eval")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []piece
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for n := 0; lines.Scan(); n++ {
		var d struct {
			Passages []struct{ Text string }
		}
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		var text []string
		count := 0
		flush := func() {
			if count >= leastSize && count <= mostSize && len(text) >= 2 {
				out = append(out, piece{corpustest.Parse(t, fmt.Sprintf("%s-%d-%d.txt", set, n, len(out)), strings.Join(text, "\n\n")), n % 2})
			}
			text, count = nil, 0
		}
		for _, p := range d.Passages {
			for _, one := range paragraphs(p.Text, set) {
				k := len(corpus.Sentences(one))
				if count+k > mostSize {
					flush()
				}
				text = append(text, one)
				if count += k; count >= 2*leastSize && len(text) >= 4 {
					flush()
				}
			}
		}
		flush()
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// paragraphs are a passage's paragraphs. A passage of time and mtrag_un is a whole
// article without any; five sentences stand for one.
func paragraphs(text, set string) []string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "|", " ")), " ")
	if set != "time" && set != "mtrag_un" {
		return []string{text}
	}
	var out []string
	for group := range slices.Chunk(corpus.Sentences(text), 5) {
		out = append(out, text[group[0].Start:group[len(group)-1].End])
	}
	return out
}

// editedArticles makes the edited articles of one half, as many of each set as there are.
func editedArticles(t testing.TB, half int) []edited {
	t.Helper()
	var pools [][]piece
	m := &maker{Rand: rand.New(rand.NewSource(*seed + int64(half))), synonyms: lexiconWords(t)}
	proper := regexp.MustCompile(`[a-z] ([A-Z][a-z]{3,})\b`)
	for _, set := range sets {
		var pool []piece
		for i, p := range openPieces(t, set) {
			if p.half != half {
				continue
			}
			pool = append(pool, p)
			if i%3 > 0 {
				continue
			}
			for _, f := range proper.FindAllStringSubmatch(p.article.Text, -1) {
				m.names = append(m.names, f[1])
			}
			for _, passage := range p.article.Passages {
				for _, s := range passage.Sentences {
					if n := len(strings.Fields(p.article.Raw(s))); n >= 5 && n <= 40 {
						m.others = append(m.others, p.article.Plain(s))
					}
				}
			}
		}
		m.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		pools = append(pools, pool)
	}
	var out []edited
	for n := 0; len(out) < edits; n++ {
		pool := pools[n%len(pools)]
		if k := n / len(pools); k < len(pool) {
			out = append(out, m.make(t, pool[k].article))
		} else if n > 100*edits {
			t.Fatalf("only %d articles", len(out))
		}
	}
	return out
}

// found is what an aligner says has happened.
type found struct{ new, withdrawn, changed map[string]bool }

// tally counts what was found right, found wrong and missed.
type tally struct{ right, wrong, missed int }

func (t *tally) add(truth, got map[string]bool) {
	for k := range got {
		if truth[k] {
			t.right++
		} else {
			t.wrong++
		}
	}
	for k := range truth {
		if !got[k] {
			t.missed++
		}
	}
}

func (t *tally) precision() float64 { return float64(t.right) / float64(max(1, t.right+t.wrong)) }
func (t *tally) recall() float64    { return float64(t.right) / float64(max(1, t.right+t.missed)) }

// truth is what the maker did, in the form in which aligners are asked.
func (e edited) truth() found {
	f := found{make(map[string]bool), make(map[string]bool), make(map[string]bool)}
	for _, one := range e.made["inserted"] {
		f.new[one.new[0].String()] = true
	}
	for _, one := range e.made["deleted"] {
		f.withdrawn[one.old[0].String()] = true
	}
	for _, kind := range changing {
		for _, one := range e.made[kind] {
			f.changed[one.key()] = true
		}
	}
	return f
}

// aligned is what the package says.
func aligned(e edited) found {
	f := found{make(map[string]bool), make(map[string]bool), make(map[string]bool)}
	for _, c := range changes.Between(e.before, e.after) {
		switch one := editOf(c); c.Kind {
		case changes.New:
			f.new[one.new[0].String()] = true
		case changes.Withdrawn:
			f.withdrawn[one.old[0].String()] = true
		case changes.Changed:
			f.changed[one.key()] = true
		}
	}
	return f
}

func editOf(c changes.Change) edit {
	var e edit
	for _, p := range c.Old {
		e.old = append(e.old, p.Ref())
	}
	for _, p := range c.New {
		e.new = append(e.new, p.Ref())
	}
	return e
}

// exact takes for new and withdrawn whatever the other version does not have word
// by word: the first baseline.
func exact(e edited) found {
	f := found{make(map[string]bool), make(map[string]bool), nil}
	olds, news := texts(e.before), texts(e.after)
	for _, p := range places(e.before) {
		if !news[p.Plain()] {
			f.withdrawn[p.Ref().String()] = true
		}
	}
	for _, p := range places(e.after) {
		if !olds[p.Plain()] {
			f.new[p.Ref().String()] = true
		}
	}
	return f
}

// plainLCS is a diff by sentences: the longest common subsequence, and within what
// lies between its members the first old sentence was changed into the first new
// one, and so on: the second baseline.
func plainLCS(e edited) found {
	f := found{make(map[string]bool), make(map[string]bool), make(map[string]bool)}
	olds, news := places(e.before), places(e.after)
	longest := make([][]int, len(olds)+1)
	for i := range longest {
		longest[i] = make([]int, len(news)+1)
	}
	for i := len(olds) - 1; i >= 0; i-- {
		for j := len(news) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if olds[i].Plain() == news[j].Plain() {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	var gone, come []corpus.Place
	flush := func() {
		for len(gone) > 0 && len(come) > 0 {
			f.changed[edit{[]corpus.Ref{gone[0].Ref()}, []corpus.Ref{come[0].Ref()}}.key()] = true
			gone, come = gone[1:], come[1:]
		}
		for _, p := range gone {
			f.withdrawn[p.Ref().String()] = true
		}
		for _, p := range come {
			f.new[p.Ref().String()] = true
		}
		gone, come = nil, nil
	}
	i, j := 0, 0
	for i < len(olds) || j < len(news) {
		switch {
		case i < len(olds) && j < len(news) && olds[i].Plain() == news[j].Plain():
			flush()
			i++
			j++
		case j == len(news) || i < len(olds) && longest[i+1][j] >= longest[i][j+1]:
			gone = append(gone, olds[i])
			i++
		default:
			come = append(come, news[j])
			j++
		}
	}
	flush()
	return f
}

func places(a *corpus.Article) []corpus.Place {
	var out []corpus.Place
	for p, passage := range a.Passages {
		for i := range passage.Sentences {
			out = append(out, corpus.Place{Article: a, Passage: p, Sentence: i})
		}
	}
	return out
}

func texts(a *corpus.Article) map[string]bool {
	out := make(map[string]bool)
	for _, p := range places(a) {
		out[p.Plain()] = true
	}
	return out
}

func TestEditsOfTheOpenSetsAreFound(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	for half, name := range []string{"even documents (tuned on)", "odd documents"} {
		all := editedArticles(t, half)
		sentences, count := 0, 0
		for _, e := range all {
			sentences += len(places(e.before))
			count += e.count
		}
		t.Logf("%s: %d articles, %d sentences, %d edits", name, len(all), sentences, count)
		for _, aligner := range []struct {
			name string
			find func(edited) found
		}{{"exact match", exact}, {"plain LCS", plainLCS}, {"changes", aligned}} {
			var tallies [3]tally
			for _, e := range all {
				truth, got := e.truth(), aligner.find(e)
				tallies[0].add(truth.new, got.new)
				tallies[1].add(truth.changed, got.changed)
				tallies[2].add(truth.withdrawn, got.withdrawn)
			}
			for i, kind := range []string{"new", "changed", "withdrawn"} {
				x := tallies[i]
				t.Logf("  %-11s  %-9s  precision %.3f  recall %.3f  (%d right, %d wrong, %d missed)", aligner.name, kind, x.precision(), x.recall(), x.right, x.wrong, x.missed)
				if aligner.name == "changes" && half == 1 && (x.precision() < atLeast || x.recall() < atLeast) {
					t.Errorf("%s: precision %.3f, recall %.3f, want %.2f", kind, x.precision(), x.recall(), atLeast)
				}
			}
		}
		byEdit(t, all, *verbose && half == 0)
	}
}

// byEdit prints what the package takes each edit for; and what it takes for
// something else only of the half that is tuned on.
func byEdit(t *testing.T, all []edited, verbose bool) {
	counts := make(map[string]map[string]int)
	for _, e := range all {
		what := make(map[string]string)
		for _, c := range changes.Between(e.before, e.after) {
			what[editOf(c).key()] = c.Kind.String()
		}
		for kind, made := range e.made {
			for _, one := range made {
				is := what[one.key()]
				if is == "" {
					is = "not paired so"
				}
				if counts[kind] == nil {
					counts[kind] = make(map[string]int)
				}
				counts[kind][is]++
				if verbose && is != map[string]string{"inserted": "new", "deleted": "withdrawn", "moved": "moved"}[kind] && is != "reworded" && !(slices.Contains(changing, kind) && is == "changed") {
					t.Logf("%s as %s:\n\t%s\n\t%s", kind, is, quoted(e.before, one.old), quoted(e.after, one.new))
				}
			}
		}
	}
	for _, kind := range slices.Concat(changing, rewording, others) {
		t.Logf("  %-11s  %v", kind, counts[kind])
	}
}

func quoted(a *corpus.Article, refs []corpus.Ref) string {
	var out []string
	for _, r := range refs {
		span, _ := a.Sentence(r)
		out = append(out, a.Plain(span))
	}
	return strings.Join(out, " | ")
}
