package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/eval"
	"rapporteur/bot/trees"
)

// The model of drafts learns from sentences as a language model writes them, half
// of them broken in a named way (the pairs of four authors in testdata), from the
// faithful ones broken by program, from people's answers
// with the passage that they rest on, from the claims that Judge learns from, and
// from sentences of the open sets that a program joins or breaks. Of the open sets
// only documents at even places are taken, so that the others can tell how good
// it is.

// draftOptions are the size of the model. Larger and smaller ones, and sums of
// functions of one feature each, do no better by authors left out.
var draftOptions = trees.Options{Trees: 150, Leaves: 8, Rate: .06, Least: 8, L2: 8, Sample: .3, Features: cite.LearnedFeatures()}

// The weights of what is learned from.
const (
	pairWeight     = 12
	madePairWeight = .5
	answerWeight   = 8
	claimWeight    = 3
	madeWeight     = .25
	copyWeight     = .2
	joinedWeight   = .5
	orderWeight    = 5 // of what says the same in another order
	partWeight     = 3 // of what only leaves something out
)

// draft is a sentence with what the model sees of it.
type draft struct {
	way, origin string // "faithful" or how it is broken, and where it is from
	fold        int
	weight      float32
	text        string
	traced      []cite.TracedDraft
	named       bool    // its markers name something
	reported    bool    // nothing is learned from it
	author      string  // the file of the pairs that it is of or made of
	highest     float64 // by a model that has not seen its article, where no rule has a veto
}

type drafts struct {
	all     []*draft
	words   []string       // of the texts that were broken, in their order
	end     string         // of the last of them that ends so that another may
	authors []string       // the files of pairs, an author each
	models  []*trees.Model // by author, one that has not seen him; the last has seen all
}

func foldOfText(key string) int {
	h := fnv.New32a()
	fmt.Fprint(h, key)
	return int(h.Sum32() % folds)
}

func (d *drafts) add(origin, way, key string, weight float32, text string, markers []cite.Marker, sent *cite.Sent) {
	x := &draft{way: way, origin: origin, fold: foldOfText(key) % len(d.authors), weight: weight, text: text, named: len(markers) > 0}
	if i := slices.Index(d.authors, key); i >= 0 {
		x.fold, x.author = i, d.authors[i]
	}
	x.traced = cite.TraceDraft(cite.Draft{Text: text, Markers: markers}, sent)
	if len(x.traced) > 0 {
		d.all = append(d.all, x)
	}
}

func places(a *corpus.Article) [][]corpus.Place {
	out := make([][]corpus.Place, len(a.Passages))
	for i := range a.Passages {
		for k := range a.Passages[i].Sentences {
			out[i] = append(out[i], corpus.Place{Article: a, Passage: i, Sentence: k})
		}
	}
	return out
}

var (
	pairLine  = regexp.MustCompile(`^(\w+) ((?:\[[\d.]*\])+) (.+)$`)
	pairMark  = regexp.MustCompile(`\[(\d+)\.(\d+)\]`)
	pairsFrom = regexp.MustCompile(`^< (\w+) (\d+) (\d+)(?:-(\d+))?$`)
)

// readPairs reads a file of pairs, laid out as the first lines of testdata/pairs-tune.txt say.
func (d *drafts) readPairs(sets, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read pairs: %w", err)
	}
	for _, block := range strings.Split("\n"+string(data), "\n= ")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		parts := append(strings.Split(head, " | "), "", "")
		kind, author, _ := strings.Cut(parts[1], ",")
		meta := fmt.Sprintf("---\ntitle: %q\nkind: %s\nauthor: %s\npublished: %s\n", parts[0], kind, strings.TrimSpace(author), parts[2])
		body, aliases := "", ""
		var lines [][]string
		for line := range strings.Lines(rest) {
			line = strings.TrimSpace(line)
			if text, ok := strings.CutPrefix(line, "> "); ok {
				body += text + "\n\n"
			} else if group, ok := strings.CutPrefix(line, "~ "); ok {
				aliases += "  - [" + group + "]\n"
			} else if m := pairsFrom.FindStringSubmatch(line); m != nil {
				text, err := openText(sets, m)
				if err != nil {
					return err
				}
				body += text + "\n\n"
			} else if m := pairLine.FindStringSubmatch(line); m != nil {
				lines = append(lines, m)
			}
		}
		if aliases != "" {
			meta += "aliases:\n" + aliases
		}
		article, _, err := corpus.Parse("a.md", []byte(meta+"---\n"+body))
		if err != nil {
			return fmt.Errorf("read the pairs of %q: %w", parts[0], err)
		}
		sent := cite.NewSent(places(article))
		for _, m := range lines {
			var markers []cite.Marker
			for _, x := range pairMark.FindAllStringSubmatch(m[2], -1) {
				p, _ := strconv.Atoi(x[1])
				s, _ := strconv.Atoi(x[2])
				markers = append(markers, cite.Marker{Passage: p, Sentence: s})
			}
			d.add("pairs", m[1], name, pairWeight, m[3], markers, sent)
			if m[1] == "faithful" {
				d.breakAll("made of pairs", name, madePairWeight, m[3], markers, sent)
			}
		}
	}
	return nil
}

type openDocument struct {
	Title    string
	Passages []struct{ ID, Text string }
}

func openDocuments(sets, set string) (out []openDocument, err error) {
	err = eval.ReadLines(filepath.Join(sets, set, "documents.jsonl"), func(d openDocument) error {
		out = append(out, d)
		return nil
	})
	return out, err
}

func openText(sets string, m []string) (string, error) {
	docs, err := openDocuments(sets, m[1])
	if err != nil {
		return "", err
	}
	n, _ := strconv.Atoi(m[2])
	from, _ := strconv.Atoi(m[3])
	to := from
	if m[4] != "" {
		to, _ = strconv.Atoi(m[4])
	}
	var words []string
	for _, p := range docs[n].Passages[from : to+1] {
		words = append(words, strings.Fields(p.Text)...)
	}
	return strings.Join(words, " "), nil
}

// readOpen makes drafts of the even documents of an open set.
func (d *drafts) readOpen(sets, set string, most int) error {
	docs, err := openDocuments(sets, set)
	if err != nil {
		return err
	}
	for n := 0; n < len(docs) && n/2 < most; n += 2 {
		var texts []string
		for _, p := range docs[n].Passages[:min(20, len(docs[n].Passages))] {
			texts = append(texts, strings.Join(strings.Fields(p.Text), " "))
		}
		if set == "qamr_wikinews" {
			texts = []string{strings.Join(texts, " ")} // a passage is one sentence
		}
		article, _, err := corpus.Parse("a.txt", []byte(strings.Join(texts, "\n\n")))
		if err != nil {
			return fmt.Errorf("read a document of %s: %w", set, err)
		}
		article.Title = docs[n].Title
		d.made(set+" "+strconv.Itoa(n), article)
	}
	return nil
}

// made are drafts that a program makes of an article's own sentences.
func (d *drafts) made(key string, article *corpus.Article) {
	passages := places(article)
	sent := cite.NewSent(passages)
	for p := range passages {
		for k, x := range passages[p] {
			text := x.Plain()
			marker := cite.Marker{Passage: p + 1, Sentence: k + 1}
			if len(text) < 300 && (k+p)%6 == 0 {
				d.breakAll("made of sentences", key, copyWeight, text, []cite.Marker{marker}, sent)
			}
			if (k+p)%3 == 0 {
				for _, other := range reordered(text) {
					d.add("reordered", "faithful", key, orderWeight, other, []cite.Marker{marker}, sent)
				}
				for _, part := range extracts(text) {
					d.add("extracts", "faithful", key, partWeight, part, []cite.Marker{marker}, sent)
				}
			}
			if k == 0 {
				continue
			}
			before := passages[p][k-1].Plain()
			both := []cite.Marker{{Passage: p + 1, Sentence: k}, marker}
			who, here := subject.FindStringSubmatch(before), leaning.FindStringSubmatch(text)
			switch {
			case who == nil:
			case here != nil && short(text):
				d.add("joined", "faithful", key, joinedWeight, who[1]+here[1], both, sent)
				if short(before) {
					d.add("joined", "faithful", key, joinedWeight, strings.TrimSuffix(before, ".")+" and"+here[1], both, sent)
				}
			case here == nil && short(text) && !english.Leans(text):
				if x, y := ending.FindString(before), ending.FindString(text); x != "" && y != "" && x != y && short(before) {
					d.add("joined", "joined", key, joinedWeight, strings.TrimSuffix(before, x)+y, both, sent)
					d.add("joined", "joined", key, joinedWeight, strings.TrimSuffix(text, y)+x, both, sent)
				}
				if other := subject.FindStringSubmatch(text); other != nil && apart(who[1], other[1]) {
					d.add("joined", "joined", key, joinedWeight, who[1]+strings.TrimPrefix(text, other[1]), both, sent)
				}
			}
		}
	}
}

var (
	// twoVerbs is a sentence of one subject and two verbs.
	twoVerbs = regexp.MustCompile(`^(.{4,70}?)( (?:is|was|were|are|has|had|[a-z]+ed|will) [^,;:“"]{8,90}) and( (?:is|was|were|are|has|had|[a-z]+ed|will) [^,;:“"]{6,90})\.$`)
	// mainClause is a sentence with a clause behind it that says no condition.
	mainClause = regexp.MustCompile(`^([^,;:“"]{30,140})(?:,| after| when| where| which| while| as) [^“"]{15,}\.$`)
	narrowing  = regexp.MustCompile(`\b(?:if|unless|may|might|could|not|only|said|says|according|some|many|most|would|never|no)\b`)
)

var (
	lastly    = regexp.MustCompile(`^((?:The|A|An) [^,;:“"]{20,160}) ((?:in|on|after|before|during|since) (?:the |a |an )?[\w' -]{4,40})\.$`)
	sourced   = regexp.MustCompile(`^([^;:“"]{20,160}), according to ([^,;:“"]{3,70})\.$`)
	saidThat  = regexp.MustCompile(`^([^,;:“"]{3,60}) (says|said) that ([^;:“"]{20,160})\.$`)
	noneFound = regexp.MustCompile(` (?:did|does|do|has|have|had) not (have|find|see|show|make|give|get|need) any `)
)

// reordered is a sentence with its parts in another order.
func reordered(text string) (out []string) {
	text = strings.ReplaceAll(text, " .", ".")
	if m := lastly.FindStringSubmatch(text); m != nil {
		out = append(out, strings.ToUpper(m[2][:1])+m[2][1:]+", "+strings.ToLower(m[1][:1])+m[1][1:]+".")
	}
	if m := sourced.FindStringSubmatch(text); m != nil {
		out = append(out, "According to "+m[2]+", "+m[1]+".", m[2]+" says that "+m[1]+".")
	}
	if m := saidThat.FindStringSubmatch(text); m != nil {
		out = append(out, "According to "+m[1]+", "+m[3]+".", strings.ToUpper(m[3][:1])+m[3][1:]+", "+m[1]+" "+m[2]+".")
	}
	if m := noneFound.FindStringSubmatchIndex(text); m != nil {
		out = append(out, text[:m[0]]+" "+past[text[m[2]:m[3]]]+" no "+text[m[1]:])
	}
	return out
}

var past = map[string]string{
	"have": "had", "find": "found", "see": "saw", "show": "showed", "make": "made", "give": "gave", "get": "got", "need": "needed",
}

// extracts are plain parts of a sentence that say no more than it does.
func extracts(text string) (out []string) {
	text = strings.ReplaceAll(text, " .", ".")
	if english.Leans(text) || narrowing.MatchString(text) || len(text) > 300 {
		return nil
	}
	if m := twoVerbs.FindStringSubmatch(text); m != nil && strings.Count(m[1], " ") < 7 {
		out = append(out, m[1]+m[2]+".", m[1]+m[3]+".")
	}
	if m := mainClause.FindStringSubmatch(text); m != nil && auxiliary.MatchString(m[1]) {
		out = append(out, m[1]+".")
	}
	if x := ending.FindString(text); x != "" && strings.Count(text, " ")-strings.Count(x, " ") > 5 && !strings.HasPrefix(x, " of") && !strings.HasPrefix(x, " to") {
		out = append(out, strings.TrimSuffix(text, x)+".")
	}
	return out
}

// ending is what a sentence says last of where, when or with what.
var ending = regexp.MustCompile(` (?:in|at|on|for|after|before|with|by|during|to|from|against|of) (?:the |a |an )?[\w' -]{4,40}\.$`)

// apart reports whether two subjects share no word with a capital.
func apart(a, b string) bool {
	for _, w := range strings.Fields(a) {
		if len(w) > 3 && strings.Contains(b, w) {
			return false
		}
	}
	return true
}

// readAnswers takes the sentences that people wrote from a passage.
func (d *drafts) readAnswers(sets string) error {
	docs, err := openDocuments(sets, "clapnq")
	if err != nil {
		return err
	}
	texts, even := make(map[string]string), make(map[string]bool)
	for n, doc := range docs {
		for _, p := range doc.Passages {
			texts[p.ID], even[p.ID] = p.Text, n%2 == 0
		}
	}
	type question struct {
		GoldPassages []string `json:"gold_passages"`
		GoldAnswers  []string `json:"gold_answers"`
	}
	return eval.ReadLines(filepath.Join(sets, "clapnq", "questions.jsonl"), func(q question) error {
		if len(q.GoldPassages) == 0 || len(q.GoldAnswers) == 0 {
			return nil
		}
		id := q.GoldPassages[0]
		article, _, err := corpus.Parse("a.txt", []byte(strings.Join(strings.Fields(texts[id]), " ")))
		if err != nil {
			return fmt.Errorf("read %s: %w", id, err)
		}
		sent := cite.NewSent(places(article))
		for _, span := range corpus.Sentences(q.GoldAnswers[0]) {
			text := q.GoldAnswers[0][span.Start:span.End]
			origin := "answers"
			if !even[id] {
				origin = "answers, odd"
			}
			d.add(origin, "faithful", "clapnq "+id, answerWeight, text, nil, sent)
			d.all[len(d.all)-1].reported = !even[id]
			if even[id] {
				d.breakAll("made of answers", "clapnq "+id, madeWeight, text, nil, sent)
			}
		}
		return nil
	})
}

// readClaims takes the claims that Judge learns from.
func (d *drafts) readClaims(sets, claims string) error {
	libraries := make(map[string]*library)
	return eval.ReadLines(filepath.Join(claims, learned+".jsonl"), func(c eval.Claim) error {
		l := libraries[c.Set]
		if l == nil {
			var err error
			if l, err = open(filepath.Join(sets, c.Set)); err != nil {
				return err
			}
			libraries[c.Set] = l
		}
		var passages [][]corpus.Place
		for _, a := range l.set.Articles {
			for p := range a.Passages {
				if slices.Contains(c.GoldPassages, l.set.ID(a, p)) {
					passages = append(passages, places(a)[p])
				}
			}
		}
		if len(passages) == 0 {
			return nil
		}
		way := "claim " + string(c.Verdict)
		if c.Verdict == answer.Supported {
			way = "faithful"
		}
		d.add("claims", way, c.Set+" "+articleOf(&c), claimWeight, c.Claim, nil, cite.NewSent(passages))
		return nil
	})
}

// breakers each break a sentence in one way; "" when there is nothing to break.
var breakers = map[string]func(string) string{
	"number": func(s string) string {
		return once(s, regexp.MustCompile(`\b\d{1,3}\b`), func(n string) string { v, _ := strconv.Atoi(n); return strconv.Itoa(v + 9) })
	},
	"date": func(s string) string {
		return once(s, regexp.MustCompile(`\b(1[5-9]|20)\d\d\b`), func(n string) string { v, _ := strconv.Atoi(n); return strconv.Itoa(v + 4) })
	},
	"negation": func(s string) string { return once(s, regexp.MustCompile(` not\b`), func(string) string { return "" }) },
	"added negation": func(s string) string {
		return once(s, regexp.MustCompile(` (is|was|are|were|has|have|will|can)\b`), func(v string) string { return v + " not" })
	},
	"hedge": func(s string) string {
		return once(s, regexp.MustCompile(` (may|might|could|allegedly|reportedly|probably|possibly|likely|often|usually)\b`), func(string) string { return "" })
	},
	"direction": func(s string) string {
		return once(s, regexp.MustCompile(`\b(rose|increased|higher|more|won|before|after|opened|largest|first|north|south|east|west|began|early|late|allowed|joined|major|old|new|high|long)\b`), func(w string) string {
			return map[string]string{
				"rose": "fell", "increased": "decreased", "higher": "lower", "more": "less", "won": "lost", "before": "after", "after": "before", "opened": "closed",
				"largest": "smallest", "first": "last", "north": "south", "south": "north", "east": "west", "west": "east", "began": "ended", "early": "late", "late": "early",
				"allowed": "forbade", "joined": "left", "major": "minor", "old": "new", "new": "old", "high": "low", "long": "short",
			}[w]
		})
	},
	"general": func(s string) string {
		return once(s, regexp.MustCompile(`\b([Ss]ome|[Mm]any|[Mm]ost|[Ss]everal|one of the)\b`), func(string) string { return "all" })
	},
	"attribution": func(s string) string {
		for _, form := range tellings {
			if m := form.FindStringSubmatch(s); m != nil && len(m[1]) > 25 {
				return strings.ToUpper(m[1][:1]) + strings.TrimSuffix(m[1][1:], ".") + "."
			}
		}
		return ""
	},
	"roles": func(s string) string {
		at := regexp.MustCompile(`\b[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*\b`).FindAllStringIndex(s, -1)
		if len(at) < 2 {
			return ""
		}
		x, y := at[0], at[len(at)-1]
		if s[x[0]:x[1]] == s[y[0]:y[1]] || x[0] == 0 && !strings.Contains(s[x[0]:x[1]], " ") || len(s[x[1]:y[0]]) < 8 || times.MatchString(s[x[0]:x[1]]+" "+s[y[0]:y[1]]) {
			return ""
		}
		return s[:x[0]] + s[y[0]:y[1]] + s[x[1]:y[0]] + s[x[0]:x[1]] + s[y[1]:]
	},
}

// tellings are the forms in which a sentence tells what somebody says.
var tellings = []*regexp.Regexp{
	regexp.MustCompile(`^(?:According to|In the view of|In the opinion of) [^,]{3,60}, (.+)$`),
	regexp.MustCompile(`^(.+), (?:according to|in the view of|in the opinion of) [^,]{3,60}\.$`),
	regexp.MustCompile(`^.{3,70}? (?:says|said|say|writes|argues|argued|believes|claims|claimed|maintains|thinks|insists|insisted|warns|warned|holds|suggests|suggested|concludes|predicts) that (.+)$`),
	regexp.MustCompile(`^(.+), (?:[^,]{3,50} (?:says|said|writes|argues|believes|claims|thinks)|(?:says|said|writes|argues) [^,]{3,60})\.$`),
}

var times = regexp.MustCompile(`January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]+day`)

func once(s string, re *regexp.Regexp, with func(string) string) string {
	at := re.FindStringIndex(s)
	if at == nil {
		return ""
	}
	return s[:at[0]] + with(s[at[0]:at[1]]) + s[at[1]:]
}

func (d *drafts) breakAll(origin, key string, weight float32, text string, markers []cite.Marker, sent *cite.Sent) {
	for _, way := range slices.Sorted(maps.Keys(breakers)) {
		if broken := breakers[way](text); broken != "" {
			d.add(origin, way, key, weight, broken, markers, sent)
		}
	}
	if broken := d.foreign(text); broken != "" {
		d.add(origin, "absent word", key, weight/3, broken, markers, sent)
	}
	if broken := d.added(text); broken != "" {
		d.add(origin, "absent", key, weight, broken, markers, sent)
	}
}

var plainWord = regexp.MustCompile(`\b[a-z]{6,}\b`)

// foreign puts a word of a text before it in the place of the longest plain word
// of a text, one with the same ending; "" without one.
func (d *drafts) foreign(text string) string {
	longest := ""
	for _, w := range plainWord.FindAllString(text, -1) {
		if len(w) > len(longest) {
			longest = w
		}
	}
	broken := ""
	if longest != "" {
		ending := longest[len(longest)-2:]
		for i := len(d.words) - 1; i >= 0 && broken == ""; i-- {
			if w := d.words[i]; strings.HasSuffix(w, ending) && w[:4] != longest[:4] && !strings.Contains(text, w) {
				broken = strings.Replace(text, longest, w, 1)
			}
		}
	}
	d.words = append(d.words, plainWord.FindAllString(text, -1)...)
	return broken
}

var adjunct = regexp.MustCompile(` (?:in|for|after|with|by|because of|during|despite|to|from|against) [a-z][^,.;:"“0-9]{8,45}\.$`)

// added puts what the text before ended with behind a text; "" without such.
func (d *drafts) added(text string) (broken string) {
	if d.end != "" && strings.HasSuffix(text, ".") {
		broken = strings.TrimSuffix(text, ".") + d.end
	}
	if end := adjunct.FindString(text); end != "" {
		d.end = end
	}
	if strings.HasSuffix(broken, d.end) && strings.Contains(text, d.end) {
		return ""
	}
	return broken
}

func loadDrafts(sets, claims, pairs string) (*drafts, error) {
	d := &drafts{authors: strings.Split(pairs, ",")}
	for _, name := range d.authors {
		if err := d.readPairs(sets, name); err != nil {
			return nil, err
		}
	}
	if err := d.readAnswers(sets); err != nil {
		return nil, err
	}
	if err := d.readClaims(sets, claims); err != nil {
		return nil, err
	}
	for _, set := range []string{"clapnq", "squad2", "newwiki", "qamr_wikinews"} {
		if err := d.readOpen(sets, set, 150); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *drafts) train() {
	var wg sync.WaitGroup
	limit := make(chan struct{}, 2)
	d.models = make([]*trees.Model, len(d.authors)+1)
	for f := range d.models {
		wg.Go(func() {
			limit <- struct{}{}
			d.models[f] = d.fit(f)
			<-limit
		})
	}
	wg.Wait()
	for _, x := range d.all {
		x.highest = math.Inf(-1)
		for _, t := range x.traced {
			s := d.models[x.fold].Score(t.Features)
			if t.Moved && x.named {
				s -= movedMargin
			}
			if !t.Vetoed {
				x.highest = max(x.highest, s)
			}
		}
	}
}

// threshold and movedMargin are those of Verify.
const (
	threshold   = 1.5
	movedMargin = .5
)

// vetoedWeight is what a reading counts that a rule keeps from being shown.
const vetoedWeight = .3

// draftRounds is how often the model is learned, each time from the readings that the
// one before likes best.
const draftRounds = 2

// fit learns from all drafts but those of one fold. Which reading a faithful one
// rests on is learned as well: the one that the model of the round before likes
// best.
func (d *drafts) fit(fold int) *trees.Model {
	score := func(t *cite.TracedDraft) float64 { return float64(t.Features[cite.Features]) } // Judge's
	var m *trees.Model
	for range draftRounds {
		var samples [][]float32
		var labels trees.Labels
		for _, x := range d.all {
			if x.fold == fold || x.reported {
				continue
			}
			order := make([]*cite.TracedDraft, len(x.traced))
			for i := range x.traced {
				order[i] = &x.traced[i]
			}
			faithful := x.way == "faithful"
			slices.SortStableFunc(order, func(a, b *cite.TracedDraft) int {
				if faithful && a.Vetoed != b.Vetoed {
					if a.Vetoed {
						return 1
					}
					return -1
				}
				sa, sb := score(a), score(b)
				switch {
				case sa > sb:
					return -1
				case sa < sb:
					return 1
				}
				return 0
			})
			n := hardest
			if faithful {
				n = 1
			}
			for k, t := range order[:min(n, len(order))] {
				w := x.weight
				if k > 0 {
					w *= .35
				}
				if t.Vetoed {
					w *= vetoedWeight
				}
				samples = append(samples, t.Features)
				truth := float32(0)
				if faithful {
					truth = 1
				}
				labels.Truth, labels.Weight = append(labels.Truth, truth), append(labels.Weight, w)
			}
		}
		m = trees.Fit(samples, labels.Objective, draftOptions)
		model := m
		score = func(t *cite.TracedDraft) float64 { return model.Score(t.Features) }
	}
	return m
}

// shares of the broken pairs of authors left out at which thresholds are reported.
var shares = []float64{.01, .02, .03, .04, .05}

// report prints what is kept of each kind of draft at the lowest thresholds that
// accept so much of the broken pairs, each pair judged by the model that has not
// seen its author, and at the program's the pairs by author and way.
func (d *drafts) report(w io.Writer) {
	kind := func(x *draft) string {
		k := x.origin
		if x.author != "" && x.origin == "pairs" {
			k = filepath.Base(x.author)
		}
		if x.way == "faithful" {
			return k
		}
		if x.origin == "made of pairs" {
			return k + ", " + x.way
		}
		return k + ", broken"
	}
	var broken []float64
	for _, x := range d.all {
		if x.origin == "pairs" && x.way != "faithful" {
			broken = append(broken, x.highest)
		}
	}
	slices.SortFunc(broken, func(a, b float64) int { return cmp.Compare(b, a) })
	for _, share := range shares {
		at := math.Nextafter(broken[int(share*float64(len(broken)))], math.Inf(1))
		fmt.Fprintf(w, "%.2f of the broken pairs, from %.2f:", share, at)
		d.kept(w, at, kind)
	}
	fmt.Fprintf(w, "from %.2f:", threshold)
	d.kept(w, threshold, kind)
	d.kept(w, threshold, func(x *draft) string {
		if x.origin != "pairs" {
			return ""
		}
		return x.way
	})
}

// kept prints how many drafts of each kind score at least so much; those of no
// kind are left out.
func (d *drafts) kept(w io.Writer, at float64, kind func(*draft) string) {
	kept, all := make(map[string]int), make(map[string]int)
	for _, x := range d.all {
		all[kind(x)]++
		if x.highest >= at {
			kept[kind(x)]++
		}
	}
	delete(all, "")
	for _, k := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(w, "  %s %d of %d (%.3f)", k, kept[k], all[k], float64(kept[k])/float64(all[k]))
	}
	fmt.Fprintln(w)
}

func (d *drafts) write(out string) error {
	f, err := os.Create(filepath.Join(out, "carried.txt"))
	if err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	if err := d.models[len(d.authors)].Write(f); err != nil {
		f.Close()
		return fmt.Errorf("write carried.txt: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write carried.txt: %w", err)
	}
	return nil
}
