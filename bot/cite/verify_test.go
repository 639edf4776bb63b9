package cite_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// draftCase is a line of a file of drafts.
type draftCase struct {
	way   string
	kind  string // how a faithful draft is reworded, where its line says so
	draft cite.Draft
	at    []cite.Marker // where it must be re-pointed, nil for nowhere
}

type draftedArticle struct {
	title    string
	open     []openParagraph // those of the open sets
	missing  bool            // the open sets are not there, so there are no passages
	passages [][]corpus.Place
	cases    []draftCase
}

var (
	draftLine  = regexp.MustCompile(`^(\w+)(?::(\w+))? ((?:\[[\d.]*\])+) (.+?)(?: \| at (.+))?$`)
	markerText = regexp.MustCompile(`\[(\d+)\.(\d+)\]`)
)

func markersIn(text string) (out []cite.Marker) {
	for _, m := range markerText.FindAllStringSubmatch(text, -1) {
		p, _ := strconv.Atoi(m[1])
		s, _ := strconv.Atoi(m[2])
		out = append(out, cite.Marker{Passage: p, Sentence: s})
	}
	return out
}

// readDrafts reads a file of testdata. Its form stands at the head of drafts.txt
// and, for what only pairs have, of pairs-report.txt.
func readDrafts(t testing.TB, name string) []draftedArticle {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []draftedArticle
	for _, block := range strings.Split("\n"+string(data), "\n= ")[1:] {
		out = append(out, readDrafted(t, block))
	}
	return out
}

func readDrafted(t testing.TB, block string) draftedArticle {
	t.Helper()
	var d draftedArticle
	var aliases, paragraphs strings.Builder
	head, rest, _ := strings.Cut(block, "\n")
	title, meta, _ := strings.Cut(head, " | ")
	kind, author, _ := strings.Cut(meta, ",")
	d.title = title
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if paragraph, ok := strings.CutPrefix(line, "> "); ok {
			paragraphs.WriteString(paragraph + "\n\n")
		} else if place, ok := strings.CutPrefix(line, "< "); ok {
			p := readOpenParagraph(t, place)
			d.open = append(d.open, p)
			d.missing = d.missing || p.text == ""
			paragraphs.WriteString(p.text + "\n\n")
		} else if names, ok := strings.CutPrefix(line, "~ "); ok {
			fmt.Fprintf(&aliases, "  - [%s]\n", names)
		} else if m := draftLine.FindStringSubmatch(line); m != nil {
			d.cases = append(d.cases, draftCase{m[1], m[2], cite.Draft{Text: m[4], Markers: markersIn(m[3])}, markersIn(m[5])})
		} else if line != "" && !strings.HasPrefix(line, "#") {
			t.Fatalf("cannot read %q", line)
		}
	}
	if d.missing {
		return d
	}
	text := fmt.Sprintf("---\ntitle: %q\nkind: %s\nauthor: %s\n", title, kind, strings.TrimSpace(author))
	if aliases.Len() > 0 {
		text += "aliases:\n" + aliases.String()
	}
	article := corpustest.Parse(t, "a.md", text+"---\n"+paragraphs.String())
	d.passages = placesOf(article)
	return d
}

func placesOf(a *corpus.Article) [][]corpus.Place {
	out := make([][]corpus.Place, len(a.Passages))
	for i := range a.Passages {
		for k := range a.Passages[i].Sentences {
			out[i] = append(out[i], corpus.Place{Article: a, Passage: i, Sentence: k})
		}
	}
	return out
}

// ways are the twelve in which a draft may be broken.
var ways = strings.Fields("number name roles negation hedge attribution date direction general joined absent injected")

func TestBrokenDraftsAreNotAccepted(t *testing.T) {
	kept, faithful := 0, 0
	seen := make(map[string]int)
	for _, article := range readDrafts(t, "drafts.txt") {
		sent := cite.NewSent(article.passages)
		for _, c := range article.cases {
			v := cite.Verify(c.draft, sent)
			checkVerification(t, c.draft, article.passages, v)
			if c.way != "faithful" {
				seen[c.way]++
				if v.OK {
					t.Errorf("%s: %q %v is accepted", c.way, c.draft.Text, c.draft.Markers)
				}
				continue
			}
			faithful++
			if !v.OK {
				t.Logf("dropped: %q %v: %q", c.draft.Text, c.draft.Markers, v.Reasons)
				continue
			}
			kept++
			want := c.draft.Markers
			if c.at != nil {
				want = c.at
			}
			if m := want[0]; v.Moved != (c.at != nil) || !slices.Contains(v.Places, article.passages[m.Passage-1][m.Sentence-1]) {
				t.Errorf("%q: rests on %v, moved %v; want %v", c.draft.Text, v.Places[0].Ref(), v.Moved, want)
			}
		}
	}
	for _, way := range ways {
		if seen[way] < 2 {
			t.Errorf("only %d drafts are broken by %q", seen[way], way)
		}
	}
	t.Logf("%d of %d faithful drafts are kept", kept, faithful)
	if kept*4 < faithful*3 {
		t.Error("at least three in four should be")
	}
}

// checkVerification checks what holds of every verification.
func checkVerification(t testing.TB, d cite.Draft, passages [][]corpus.Place, v cite.Verification) {
	t.Helper()
	if v.OK != (len(v.Places) > 0) || v.OK == (len(v.Reasons) > 0) || v.Moved && !v.OK {
		t.Errorf("%q: %+v", d.Text, v)
	}
	for _, p := range v.Places {
		if !slices.Contains(slices.Concat(passages...), p) {
			t.Errorf("%q rests on %v, which was not sent", d.Text, p.Ref())
		}
	}
	for _, reason := range v.Reasons {
		if strings.TrimSpace(reason) == "" {
			t.Errorf("%q: a reason without words", d.Text)
		}
	}
}

func TestEverySentenceOfAReportVerifiesAsItself(t *testing.T) {
	for _, article := range readDrafts(t, "drafts.txt")[1:] {
		sent := cite.NewSent(article.passages)
		for i, passage := range article.passages {
			for k, p := range passage {
				d := cite.Draft{Text: p.Plain(), Markers: []cite.Marker{{Passage: i + 1, Sentence: k + 1}}}
				leans := strings.HasPrefix(d.Text, "He ")
				if v := cite.Verify(d, sent); v.OK == leans || v.OK && (len(v.Places) != 1 || v.Places[0] != p) {
					t.Errorf("%q: %+v", d.Text, v)
				}
			}
		}
	}
}

func FuzzVerify(f *testing.F) {
	if raced {
		f.Skip("nothing in it is concurrent")
	}
	articles := readDrafts(f, "drafts.txt")
	for _, a := range articles {
		for _, c := range a.cases {
			f.Add(c.draft.Text, 1, 2)
		}
	}
	f.Add("“", 0, -1)
	f.Add("According to , and", 1, 1)
	f.Add("\xff said “” that", 1<<40, 1)
	f.Fuzz(func(t *testing.T, text string, passage, sentence int) {
		for _, a := range articles {
			d := cite.Draft{Text: text, Markers: []cite.Marker{{Passage: passage, Sentence: sentence}, {Passage: 1, Sentence: 1}}}
			v := cite.Verify(d, cite.NewSent(a.passages))
			checkVerification(t, d, a.passages, v)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	articles := readDrafts(b, "drafts.txt")
	drafts := 0
	sents := make([]*cite.Sent, len(articles))
	for i, a := range articles {
		drafts += len(a.cases)
		sents[i] = cite.NewSent(a.passages)
	}
	for b.Loop() {
		for i, a := range articles {
			for _, c := range a.cases {
				cite.Verify(c.draft, sents[i])
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*drafts), "µs/sentence")
}

func TestWhoSaysItMayStandAtEitherEndOfAnExtract(t *testing.T) {
	a := corpustest.Parse(t, "bridge.txt", "The new bridge will open in 2027 and will cost 85 million crowns, the ministry said.\n\n"+
		"Mayor Roe said that Councillor Dahl had lied about the harbour.\n")
	sent := cite.NewSent(placesOf(a))
	for text, c := range map[string]struct {
		passage int
		kept    bool
	}{
		"The ministry said that the new bridge will open in 2027.":               {1, true},
		"According to the ministry, the new bridge will cost 85 million crowns.": {1, true},
		"The bridge said that the new ministry will open in 2027.":               {1, false},
		"The new bridge will open in 2027.":                                      {1, false},
		"Councillor Dahl had lied about the harbour, said Mayor Roe.":            {2, true},
		"Councillor Dahl said that Mayor Roe had lied about the harbour.":        {2, false},
	} {
		v := cite.Verify(cite.Draft{Text: text, Markers: []cite.Marker{{Passage: c.passage, Sentence: 1}}}, sent)
		if v.OK != c.kept {
			t.Errorf("%q: %v %q", text, v.OK, v.Reasons)
		}
	}
}
