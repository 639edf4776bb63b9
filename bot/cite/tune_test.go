package cite_test

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// openPassages is a line that names passages of an open set: the set, the place
// of the document and those of the first and last passage.
var openPassages = regexp.MustCompile(`^< (\w+) (\d+) (\d+)(?:-(\d+))?$`)

// readPairs reads the pairs that cite is tuned on. Articles of the open sets are
// left out where those are not beside this folder.
func readPairs(t testing.TB) []draftedArticle {
	t.Helper()
	data, err := os.ReadFile("testdata/pairs-tune.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []draftedArticle
	for _, block := range strings.Split("\n"+string(data), "\n= ")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		if d, ok := readPairsOf(t, head, rest); ok {
			out = append(out, d)
		}
	}
	return out
}

func readPairsOf(t testing.TB, head, rest string) (d draftedArticle, ok bool) {
	t.Helper()
	parts := append(strings.Split(head, " | "), "", "")
	kind, author, _ := strings.Cut(parts[1], ",")
	meta := fmt.Sprintf("---\ntitle: %q\nkind: %s\nauthor: %s\npublished: %s\n", parts[0], kind, strings.TrimSpace(author), parts[2])
	aliases, body := "", ""
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if paragraph, ok := strings.CutPrefix(line, "> "); ok {
			body += paragraph + "\n\n"
		} else if group, ok := strings.CutPrefix(line, "~ "); ok {
			aliases += fmt.Sprintf("  - [%s]\n", group)
		} else if m := openPassages.FindStringSubmatch(line); m != nil {
			text := openParagraph(t, m)
			if text == "" {
				return d, false
			}
			body += text + "\n\n"
		} else if m := draftLine.FindStringSubmatch(line); m != nil {
			d.cases = append(d.cases, draftCase{m[1], cite.Draft{Text: m[3], Markers: markersIn(m[2])}, nil})
		} else if line != "" && !strings.HasPrefix(line, "# ") {
			t.Fatalf("cannot read %q", line)
		}
	}
	if aliases != "" {
		meta += "aliases:\n" + aliases
	}
	article, _, err := corpus.Parse("a.md", []byte(meta+"---\n"+body))
	if err != nil {
		t.Fatal(err)
	}
	d.passages = placesOf(article)
	return d, true
}

// openParagraph are the passages that a line names, in one paragraph; "" without
// the open sets.
func openParagraph(t testing.TB, line []string) string {
	t.Helper()
	name := line[1] + "/documents.jsonl"
	if _, err := os.Stat(openSets + name); err != nil {
		return ""
	}
	document, _ := strconv.Atoi(line[2])
	from, _ := strconv.Atoi(line[3])
	to, _ := strconv.Atoi(cmp.Or(line[4], line[3]))
	var texts []string
	for _, p := range openLines[openDocument](t, name)[document].Passages[from : to+1] {
		texts = append(texts, strings.Fields(p.Text)...)
	}
	return strings.Join(texts, " ")
}

func TestParaphrasesAreKeptAndBrokenOnesAreNot(t *testing.T) {
	all, accepted := make(map[string]int), make(map[string]int)
	for _, article := range readPairs(t) {
		sent := cite.NewSent(article.passages)
		for _, c := range article.cases {
			for _, m := range c.draft.Markers {
				if m.Passage > len(article.passages) || m.Sentence > len(article.passages[m.Passage-1]) {
					t.Fatalf("%q: there is no %v", c.draft.Text, m)
				}
			}
			v := cite.Verify(c.draft, sent)
			checkVerification(t, c.draft, article.passages, v)
			all[c.way]++
			if v.OK {
				accepted[c.way]++
			}
			if v.OK == (c.way == "faithful") {
				continue
			}
			t.Logf("%s: %q %q", c.way, c.draft.Text, v.Reasons)
			for _, m := range c.draft.Markers {
				t.Logf("    [%d.%d] %s", m.Passage, m.Sentence, article.passages[m.Passage-1][m.Sentence-1].Plain())
			}
		}
	}
	broken, wrong := 0, 0
	for _, way := range ways {
		t.Logf("%-12s %3d of %3d are accepted", way, accepted[way], all[way])
		broken, wrong = broken+all[way], wrong+accepted[way]
	}
	t.Logf("%-12s %3d of %3d are accepted", "broken", wrong, broken)
	t.Logf("%-12s %3d of %3d are dropped", "faithful", all["faithful"]-accepted["faithful"], all["faithful"])
}
