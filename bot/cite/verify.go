package cite

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// Verification is what the sentences that were sent say of a drafted one.
type Verification struct {
	OK bool
	// Places carry the sentence, in reading order. There are none when it is not
	// OK.
	Places []corpus.Place
	// Moved says that they are others than the draft named.
	Moved bool
	// Sentence is the draft as it was accepted; the zero value when it is not OK.
	Sentence Verified
	// Reasons say in words why it is not OK, for the model that mends it and for
	// the reader who is told what was left out.
	Reasons []string
}

// The bounds of Verify.
const (
	maxText    = 2_000 // bytes of a draft
	maxMarkers = 3     // of a draft, the first that were sent
	elsewhere  = 3     // sentences that are tried when those that are named do not carry it
	maxParts   = 3     // of a sentence that rests on several
)

// Verify decides whether a drafted sentence may be shown: whether the sentences
// that it names carry it. A model weighs what stands there of the draft and how it
// hangs together (carried.go, loose.go), and what the rules find that know what
// language models get wrong (strict.go); those that are hardly ever wrong have a veto. What only leaves words out needs no model. One sentence must carry it, or two that stand side by
// side, or those that it names together; or each of its parts must be carried by
// one. Where those that are named do not, another one may, if it is the only one
// of those that were sent and more surely. Nothing may rest on a sentence that
// gives orders to a model.
//
// There is one more way to be accepted: to be a copy of a cited sentence, word by
// word, behind its author's name at most or with who says it in another place.
func Verify(d Draft, sent *Sent) Verification {
	v := verifier{sent: sent, text: strings.TrimSpace(d.Text)}
	if len(v.text) > maxText {
		return Verification{Reasons: []string{fmt.Sprintf("it has more than %d bytes", maxText)}}
	}
	v.facts = Read(v.text)
	if reason := v.unfit(); reason != "" {
		return Verification{Reasons: []string{reason}}
	}
	named, reasons := v.named(d.Markers)
	for _, m := range named {
		if source, _ := v.sent.at(m); sent.reader.orders(sent.reader.read(source.text)) {
			return Verification{Reasons: []string{anOrder}}
		}
	}
	if len(named) > 0 {
		places, why := v.carriedBy(v.text, v.rests(named), carriedThreshold)
		if places != nil {
			return v.accepted(places, false)
		}
		reasons = append(reasons, why...)
	}
	if len(named) > 1 {
		if places := v.inParts(named); places != nil {
			return v.accepted(places, false)
		}
	}
	places, why := v.onlyOne(named)
	if places != nil {
		return v.accepted(places, true)
	}
	if len(named) == 0 {
		reasons = append(reasons, why...)
	}
	slices.Sort(reasons)
	return Verification{Reasons: slices.Compact(reasons)}
}

func (v *verifier) accepted(places []corpus.Place, moved bool) Verification {
	places = inOrder(places)
	return Verification{OK: true, Places: places, Moved: moved, Sentence: Verified{text: v.text, places: slices.Clone(places)}}
}

// inOrder are places in reading order, each once.
func inOrder(places []corpus.Place) []corpus.Place {
	slices.SortStableFunc(places, func(a, b corpus.Place) int {
		return cmp.Or(strings.Compare(a.Article.Slug, b.Article.Slug), cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Sentence, b.Sentence))
	})
	return slices.Compact(places)
}

// verifier is one call of Verify.
type verifier struct {
	sent   *Sent
	text   string
	facts  *Facts
	claims map[string]*Claim // what was read already
	frames map[framed]frame
}

// framed is a text laid beside an article that it may be attributed to.
type framed struct {
	text    string
	article *corpus.Article
}

type frame struct {
	body string
	ok   bool
}

func (v *verifier) unframed(text string, article *corpus.Article) (string, bool) {
	key := framed{text, article}
	out, known := v.frames[key]
	if !known {
		f := v.facts
		if text != v.text {
			f = Read(text)
		}
		out.body, out.ok = unframed(f, v.sent.own[article])
		if v.frames == nil {
			v.frames = make(map[framed]frame)
		}
		v.frames[key] = out
	}
	return out.body, out.ok
}

// unfit says why a text is no sentence that could be shown, "" when it is one.
func (v *verifier) unfit() string {
	switch first := v.facts.folded(0); {
	case len(v.facts.words) == 0:
		return "it says nothing"
	case v.facts.cut:
		return fmt.Sprintf("it has more than %d words", maxWords)
	case strings.HasSuffix(strings.TrimRight(v.text, `”"’' `), "?"):
		return "it asks; write what the sentences say"
	case v.facts.orders():
		return anOrder
	case pronouns[first] && !v.facts.expletive():
		return fmt.Sprintf("it begins with %q: write who or what that is", v.facts.raw(0, 1))
	}
	return ""
}

// expletive reports whether the "it" that a text begins with stands for nothing:
// "It was thought necessary to …", "It was Roe who …".
func (f *Facts) expletive() bool {
	if f.folded(0) != "it" || !beForms[f.folded(1)] && f.folded(1) != "remains" && f.folded(1) != "seems" {
		return false
	}
	for i := 2; i < len(f.words) && f.words[i].clause == 0; i++ {
		switch f.folded(i) {
		case "that", "who", "whether":
			return true
		case "to":
			for k := 2; k < i; k++ {
				if judged[f.folded(k)] {
					return true
				}
			}
			return false
		}
	}
	return false
}

// judged are the words between an "it" that stands for nothing and its "to".
var judged = wordSet(`necessary important possible impossible hard difficult easy wrong right thought considered deemed believed better best
	likely unlikely mistake insult good bad common usual unusual rare enough time unclear safe dangerous illegal legal forbidden allowed
	planned decided agreed customary useful useless sensible unfair fair`)

// named are the markers of sentences that were sent, each once, and what is
// wrong with the others.
func (v *verifier) named(markers []Marker) (valid []Marker, reasons []string) {
	if len(markers) == 0 {
		return nil, []string{"it names no sentence"}
	}
	for _, m := range markers {
		switch _, ok := v.sent.at(m); {
		case !ok && len(reasons) == 0:
			reasons = append(reasons, fmt.Sprintf("there is no sentence [%d.%d]", m.Passage, m.Sentence))
		case ok && !slices.Contains(valid, m) && len(valid) < maxMarkers:
			valid = append(valid, m)
		}
	}
	return valid, reasons
}

func (v *verifier) claim(text string) *Claim {
	c, ok := v.claims[text]
	if !ok {
		if v.claims == nil {
			v.claims = make(map[string]*Claim)
		}
		c = readDraft(text, v.sent.aliases)
		v.claims[text] = c
	}
	return c
}

// rests are what a draft may rest on that names some sentences: each of them,
// with a neighbour, and all together.
func (v *verifier) rests(named []Marker) (out []citedReading) {
	for _, m := range named {
		out = append(out, v.sent.readingsOf(m)...)
	}
	for n := 2; n <= len(named); n++ {
		if r, ok := v.sent.together(named[:n]); ok {
			out = append(out, r)
		}
	}
	return out
}

// carriedBy lays a text beside what may carry it. It returns what carries it
// best with at least some log-odds, or why nothing does.
func (v *verifier) carriedBy(text string, rests []citedReading, least float64) ([]corpus.Place, []string) {
	var best weighed
	var reasons []string
	score, nearest := least, impossible*2
	for _, r := range rests {
		article := r.places[0].Article
		body, attributed := v.unframed(text, article)
		if r.pair == 0 {
			if places, reason, ok := v.copied(body, r, attributed); ok && reason == "" {
				return places, nil
			} else if ok {
				return nil, []string{reason}
			}
		}
		w := v.weighDraft(v.claim(body), r, attributed)
		s := draftModel().Score(w.features)
		if w.extracted() {
			s = max(s, least)
		}
		if !w.vetoed() && s >= score {
			best, score = w, s
		}
		if s > nearest {
			nearest, reasons = s, w.reasons()
		}
	}
	if best.a == nil {
		return nil, reasons
	}
	return append(best.places, v.explaining(best.a, best.marks[0])...), nil
}

// copied reports whether a text is a copy of a sentence, and what it rests on or
// why that may not be shown.
func (v *verifier) copied(body string, r citedReading, attributed bool) (places []corpus.Place, reason string, ok bool) {
	source, _ := v.sent.at(r.marks[0])
	if !copies(body, source.text) && !copies(body, r.main.text) && !rearranged(body, source.text) && !retold(body, source.text) {
		return nil, "", false
	}
	article := source.place.Article
	switch {
	case v.sent.reader.orders(r.main):
		return nil, anOrder, true
	case !attributed && isOpinion(article) && len(v.sent.reader.read(source.text).speeches()) == 0:
		return nil, authorMissing(article), true
	}
	return r.places, "", true
}

// findings are what the rules find in a draft.
func (v *verifier) findings(w *weighed, attributed bool) (found []finding) {
	article := w.places[0].Article
	if v.sent.reader.orders(w.a.main) {
		return []finding{{checkOrder, anOrder}}
	}
	found = w.a.strict(&w.comparison, func(n name) bool { return v.sent.spells(w.a.claim.Facts, n, article) })
	told, why := w.a.attributionKept()
	if why != "" {
		found = append(found, finding{checkSpeaker, why})
	}
	if isOpinion(article) && !attributed && !(told && w.a.allTold()) && !w.a.claim.speaksOf(v.sent.own[article]) {
		found = append(found, finding{checkAuthor, authorMissing(article)})
	}
	return found
}

// vetoed reports whether a rule keeps a draft from being shown whatever the model
// makes of it. Where a draft goes along with the sentence word by word, every rule
// does.
func (w *weighed) vetoed() bool {
	return slices.ContainsFunc(w.found, func(f finding) bool { return f.check.vetoes() || w.features[fByWord] >= sameWording })
}

// sameWording is the share of a draft that stands in the sentence in the same words
// from which it goes along with it.
const sameWording = .8

// reasons say what speaks against a draft.
func (w *weighed) reasons() (out []string) {
	for _, f := range w.found {
		out = append(out, f.reason)
	}
	if len(out) == 0 {
		out = []string{w.open()}
	}
	return out
}

// extracted reports whether a draft only leaves words out of one sentence: what it
// has left stands there in the same form and order, and differs in nothing. Who says
// it may stand at another end of the sentence.
func (w *weighed) extracted() bool {
	if w.pair != 0 || len(w.comparison.Points) > 0 || len(w.found) > 0 {
		return false
	}
	saying := w.a.saying()
	last := int32(-1)
	for i := range w.a.claim.words {
		x, h := &w.a.claim.words[i], w.a.hits[i]
		if x.sort != content && x.sort != nameWord || saying[i] {
			continue
		}
		if h.at <= last || h.strength < familyPrefix {
			return false
		}
		last = h.at
	}
	return last >= 0
}

// anOrder says why nothing may rest on a sentence.
const anOrder = "what it cites is an order to the writer, not a statement"

// open says what is missing.
func (w *weighed) open() string {
	s := scored{comparison: w.comparison}
	return s.open()
}

// explaining is the sentence before that has a name which the cited one only
// points back to.
func (v *verifier) explaining(a *alignment, m Marker) []corpus.Place {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != nameWord || a.hits[i].at >= 0 || a.title != nil && a.title.says(w.stem) {
			continue
		}
		for k := m.Sentence - 1; k >= max(1, m.Sentence-sentBefore); k-- {
			if s, ok := v.sent.at(Marker{m.Passage, k}); ok && v.sent.reader.read(s.text).says(w.stem) {
				return []corpus.Place{s.place}
			}
		}
	}
	return nil
}

// inParts is what carries each part of a sentence by itself, nil when one is
// left over.
func (v *verifier) inParts(named []Marker) []corpus.Place {
	parts := v.facts.parts()
	if len(parts) < 2 || len(parts) > maxParts {
		return nil
	}
	var all []corpus.Place
	for _, part := range parts {
		var carried []corpus.Place
		for _, m := range named {
			if places, _ := v.carriedBy(part, v.sent.readingsOf(m), carriedThreshold); places != nil {
				carried = places
				break
			}
		}
		if carried == nil {
			return nil
		}
		all = append(all, carried...)
	}
	return all
}

// parts are the statements that a sentence is joined from, each with a subject of
// its own; without such it is the only one.
func (f *Facts) parts() []string {
	var out []string
	from := 0
	for i := 1; i+1 < len(f.words); i++ {
		joint := joints[f.folded(i)] && f.words[i].sort != nameWord
		if !joint || i-from < 3 || !f.beginsStatement(i+1) {
			continue
		}
		out = append(out, f.raw(from, i)+".")
		from = i + 1
	}
	return append(out, f.raw(from, len(f.words))+".")
}

var (
	joints   = wordSet(`and while whereas but`)
	openings = wordSet(`the a an some several many most two three`) // of a subject
)

// beginsStatement reports whether what begins at word i names its subject.
func (f *Facts) beginsStatement(i int) bool {
	w := &f.words[i]
	return openings[w.folded] || w.sort == nameWord || w.sort == numeral
}

// onlyOne is what carries the text, when it is a single place among those that
// were not named; else nil, and why the nearest does not.
func (v *verifier) onlyOne(tried []Marker) (only []corpus.Place, reasons []string) {
	least := carriedThreshold
	if len(tried) > 0 {
		least += movedMargin
	}
	for _, r := range v.elsewhere(tried) {
		if len(r.marks) > 1 && r.named > 1 && only != nil {
			break // one sentence is enough
		}
		places, why := v.carriedBy(v.text, []citedReading{r}, least)
		if places == nil {
			if reasons == nil {
				reasons = why
			}
			continue
		}
		places = inOrder(places)
		if only != nil && !slices.Contains(only, places[0]) && !slices.Contains(places, only[0]) {
			return nil, []string{"several sentences say so"}
		}
		if only == nil {
			only = places
		}
	}
	if only == nil && reasons == nil {
		reasons = []string{"no article says so"}
	}
	return only, reasons
}

// elsewhere is what a text may rest on that names others or none: the sentences
// that share most with it and, where none is named, the nearest of them together.
func (v *verifier) elsewhere(tried []Marker) (out []citedReading) {
	near := v.sent.nearest(v.claim(v.text), tried, elsewhere)
	for _, m := range near {
		out = append(out, v.sent.readingsOf(m)...)
	}
	for n := 2; n <= len(near) && len(tried) == 0; n++ {
		if r, ok := v.sent.together(near[:n]); ok {
			out = append(out, r)
		}
	}
	return out
}

// copies reports whether a text has the words of a sentence, all and no others,
// but for a connective at its beginning.
func copies(text, sentence string) bool {
	a, b := plainWords(text), plainWords(sentence)
	if len(b) > 1 && connecting[b[0]] && (len(a) == 0 || a[0] != b[0]) {
		b = b[1:]
	}
	return len(a) >= leastCopied && slices.Equal(a, b)
}

// rearranged reports whether a text is a sentence of one quotation and who says
// it, with the two in another order: "Dahl said: “No.”" for "“No,” said Dahl."
func rearranged(text, sentence string) bool {
	said, saying, ok := quoting(text)
	quoted, by, ok2 := quoting(sentence)
	if !ok || !ok2 || len(saying) > maxSaying || !slices.Equal(said, quoted) {
		return false
	}
	slices.Sort(saying)
	slices.Sort(by)
	return slices.Equal(saying, by) && len(Read(sentence).speeches()) == 1
}

// sayings are the ways to tell what somebody says: who and what.
var sayings = []struct {
	form      func() *regexp.Regexp
	who, what int // groups
}{
	{pattern(`^According to ([^,“”]{3,80}), ([^“”]+)$`), 1, 2},
	{pattern(`^([^“”]+), according to ([^,“”]{3,80})$`), 2, 1},
	{pattern(`^([^,“”]{3,80}?) (?:said|says) that ([^“”]+)$`), 1, 2},
	{pattern(`^([^“”]+), (?:said|says) ([^,“”]{3,80})$`), 2, 1},
	{pattern(`^([^“”]+), ([^,“”]{3,80}?) (?:said|says)$`), 2, 1},
}

// retold reports whether a text tells that somebody says what he says in a
// sentence, both word by word, in another way.
func retold(text, sentence string) bool {
	who, what := saying(text)
	by, told := saying(sentence)
	return who != nil && by != nil && slices.Equal(who, by) && slices.Equal(what, told)
}

func saying(text string) (who, what []string) {
	text = strings.TrimRight(text, ". ")
	for _, s := range sayings {
		if m := s.form().FindStringSubmatch(text); m != nil {
			return plainWords(m[s.who]), plainWords(m[s.what])
		}
	}
	return nil, nil
}

// maxSaying is the number of words beside a quotation, so few that they name one
// speaker.
const maxSaying = 6

// quoting takes a text with one quotation apart into its words and the others.
func quoting(text string) (quotation, others []string, ok bool) {
	before, rest, ok := strings.Cut(text, "“")
	quoted, after, ok2 := strings.Cut(rest, "”")
	return plainWords(quoted), append(plainWords(before), plainWords(after)...), ok && ok2 && !strings.Contains(after, "“")
}

// leastCopied is the number of words of the shortest copy.
const leastCopied = 3

var connecting = wordSet(`and but however moreover also meanwhile`)

// plainWords are the words of a text in lower case, with nothing but letters and
// figures; the signs inside numbers stay.
func plainWords(text string) []string {
	fields := strings.Fields(strings.ToLower(text))
	out := fields[:0]
	for _, w := range fields {
		if (w == "'s" || w == "’s") && len(out) > 0 {
			out[len(out)-1] += "'s" // set apart, as in a treebank
			continue
		}
		if w = strings.Trim(w, "`.,;:!?\"“”„‘’'()[]…"); w != "" {
			out = append(out, strings.ReplaceAll(w, "’", "'"))
		}
	}
	return out
}
