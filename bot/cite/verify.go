package cite

import (
	"cmp"
	"fmt"
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
// that it names carry it, by the verdict of Judge and by stricter rules for
// what models get wrong (see strict). One sentence must carry it, or two that
// stand side by side, or, of a sentence that several are named for, each of its
// parts must be carried by one. Where those that are named do not, another one
// may, if it is the only one of those that were sent.
//
// Beside the verdict of Judge there is one more way to be accepted: to be a copy
// of a cited sentence, word by word, behind its author's name at most.
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
		places, why := v.carriedBy(v.text, m)
		if why == nil {
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
	case pronouns[first]:
		return fmt.Sprintf("it begins with %q: write who or what that is", v.facts.raw(0, 1))
	}
	return ""
}

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
		c = ReadClaim(text, v.sent.aliases)
		v.claims[text] = c
	}
	return c
}

// carriedBy lays a text beside the sentence that a marker names. It returns
// what carries it, or why nothing does.
func (v *verifier) carriedBy(text string, m Marker) ([]corpus.Place, []string) {
	source, _ := v.sent.at(m)
	body, attributed := v.unframed(text, source.place.Article)
	e, named := v.sent.resolved(m)
	if copies(body, source.text) || copies(body, e.Text) || rearranged(body, source.text) {
		if !attributed && isOpinion(source.place.Article) && len(v.sent.reader.read(source.text).speeches()) == 0 {
			return nil, []string{authorMissing(source.place.Article)}
		}
		return append([]corpus.Place{source.place}, named...), nil
	}
	claim := v.claim(body)
	j := v.sent.reader.judge(claim, []Evidence{e})
	if j.Verdict != Supported {
		return nil, []string{j.Why}
	}
	reading := v.sent.reader.single(e)
	for _, x := range v.sent.reader.readings(e) {
		if x.pair == j.Pair {
			reading = x.reading
		}
	}
	a := newAlignment(claim, reading)
	reasons := a.strict(&j.Comparison, func(n name) bool { return v.sent.spells(claim.Facts, n, source.place.Article) })
	if j.Pair != 0 && !v.sent.pointsBack(m, j.Pair) {
		reasons = append(reasons, "its words stand in two sentences that do not speak of the same")
	}
	told, why := a.attributionKept()
	if why != "" {
		reasons = append(reasons, why)
	}
	if isOpinion(source.place.Article) && !attributed && !(told && a.allTold()) {
		reasons = append(reasons, authorMissing(source.place.Article))
	}
	if len(reasons) > 0 {
		return nil, reasons
	}
	places := append([]corpus.Place{source.place}, named...)
	if beside, ok := v.sent.at(Marker{m.Passage, m.Sentence + j.Pair}); ok && j.Pair != 0 {
		places = append(places, beside.place)
	}
	return append(places, v.explaining(a, m)...), nil
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
			if places, why := v.carriedBy(part, m); why == nil {
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
	for _, m := range v.sent.nearest(v.claim(v.text), tried, elsewhere) {
		places, why := v.carriedBy(v.text, m)
		if why != nil {
			if reasons == nil {
				reasons = why
			}
			continue
		}
		places = inOrder(places)
		if only != nil && !slices.Equal(only, places) {
			return nil, []string{"several sentences say so"}
		}
		only = places
	}
	return only, reasons
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
		if w = strings.Trim(w, `.,;:!?"“”„‘’'()[]…`); w != "" {
			out = append(out, strings.ReplaceAll(w, "’", "'"))
		}
	}
	return out
}
