package cite

import (
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// draftFeature numbers what the model of drafts sees beside the features of a
// claim.
type draftFeature int

// The features of a draft beside the sentences that it cites.
const (
	dSupported    draftFeature = iota // the log-odds of support by Judge's model
	dContradicted                     // the same of contradiction
	dSentences                        // how many sentences are read together
	dNamed                            // how many of them the draft names
	dMeanings                         // share that is carried by WordNet only
	dRun                              // the longest run of words that stand in the same order, of all words
	dPairs                            // share of its pairs of words that stand side by side there
	dContextNames                     // names that stand around the sentences only
	dStray                            // the weight of missing words that other sentences have
	dNovel                            // that of those that no sentence has
	dNovelNames                       // words of names, or with capitals, among them
	dAttributed                       // it is told as the author's
	dReports                          // it tells of somebody's words
	dToldThere                        // the sentences do
	dLength                           // its words of weight for each of the sentences'
	dAntonym                          // WordNet knows a missing word's opposite there
	dSpanned                          // of several sentences, how many carry something that no other does
	dVerbless                         // the first verb of weight is missing
	dSoft                             // differences in who does what that are not sure
	dOpposed                          // those in a word's direction
	dCrossed                          // how often what stands beside a name or number of the draft stands beside another one there
	dKept                             // how often it does not
	dWorstPair                        // how much oftener it does than not for two of them
	dAcross                           // links of the draft whose ends stand in different sentences
	dWithin                           // those whose ends stand in one
	dLeans                            // the later of several sentences has a pronoun near its beginning
	dSplit                            // the claim's subject and its verb stand in different sentences: 1 where that of the verb leans, else 2
	dSplitEnd                         // the same of its verb and its last word of weight, number or date
	dNear                             // how near the farthest of the missing words is to a word there, 1 without missing ones
	dNearMean                         // the same of all of them, by weight
	dNearVerb                         // that of the farthest verb
	dNearFree                         // that of the farthest to a word that carries nothing
	dFar                              // the weight of those that nothing is near to
	dWider                            // that of those for which something wider stands there
	dOpposite                         // how surely the opposite of one stands there
	dGap                              // the most words of weight in a row that are missing
	draftFeatureCount
)

// DraftFeatures is the number of features of a draft beside a reading: those of a
// claim, those of a draft, what each rule finds, and the loose alignment.
const DraftFeatures = draftLoose + looseFeatures

// Where the features begin that are not a claim's.
const (
	draftChecks = Features + int(draftFeatureCount)
	draftLoose  = draftChecks + int(checkCount)
)

// LearnedFeatures says from which features the model of drafts may learn. Left out
// is what tells how a sentence is written rather than whether it is carried: people
// who break sentences write shorter ones, nearer to the article's than their
// faithful ones, and a model that sees that would drop what goes along with an
// article for it.
func LearnedFeatures() []bool {
	out := slices.Repeat([]bool{true}, DraftFeatures)
	for _, f := range []feature{
		fSubstance, fWeight, fLoosely, fNegators, fLinks, fWords, fNames, fNumbers, fFirst, fBestCover, fBestPlain, fBestClash, fBestSupport,
	} {
		out[f] = false
	}
	for _, d := range []draftFeature{dNamed, dMeanings, dAttributed, dLength, dKept, dWithin, dLeans} {
		out[Features+int(d)] = false
	}
	for k := range kindCount {
		for sight := range kindSights {
			out[draftLoose+int(k)*kindSights+sight] = kindSeen(k, sight)
		}
	}
	return out
}

// readDraft reads a draft as a claim that WordNet helps to carry.
func readDraft(text string, aliases *english.Thesaurus) *Claim {
	c := ReadClaim(currency.Replace(text), aliases)
	c.draft = true
	c.lookUpSeats()
	c.lookUpParaphrases()
	return c
}

// lookUpSeats lets a capital stand for its country where the claim has the
// country's adjective, and for the country's adjective the other way round.
func (c *Claim) lookUpSeats() {
	for i := range c.words {
		if c.words[i].sort != nameWord {
			continue
		}
		add := func(terms []string) {
			c.options = append(c.options, option{i, i + 1, slices.Clone(terms), seatStrength, false})
		}
		for _, by := range []english.Relation{english.Demonym, english.Seat} {
			english.Default().Heads([]string{c.words[i].stem}, by, func(country []string) bool {
				add(country)
				english.Default().Lookup(country, func(v english.Variant) bool {
					if v.Relation == english.Seat || by == english.Seat && v.Relation == english.Demonym {
						add(v.Terms)
					}
					return true
				})
				return true
			})
		}
	}
}

// citedReading is what a draft may rest on: one sentence, it and a neighbour, or
// several together.
type citedReading struct {
	paired
	places []corpus.Place
	marks  []Marker
	named  int // how many of the sentences the draft names
}

// readingsOf are those of one marked sentence.
func (s *Sent) readingsOf(m Marker) []citedReading {
	e, before := s.resolved(m)
	source, _ := s.at(m)
	var out []citedReading
	for _, x := range s.reader.readings(e) {
		r := citedReading{paired: x, places: append([]corpus.Place{source.place}, before...), marks: []Marker{m}, named: 1}
		if x.pair != 0 {
			other := Marker{m.Passage, m.Sentence + x.pair}
			beside, ok := s.at(other)
			if !ok || !s.pointsBack(m, x.pair) {
				continue
			}
			r.places, r.marks = append(r.places, beside.place), append(r.marks, other)
		}
		r.reading = s.inArticle(r.reading, source.place.Article)
		out = append(out, r)
	}
	return out
}

// together are several marked sentences of one article as one reading, in the
// article's order.
func (s *Sent) together(ms []Marker) (r citedReading, ok bool) {
	ms = slices.Clone(ms)
	slices.SortFunc(ms, func(a, b Marker) int {
		if a.Passage != b.Passage {
			return a.Passage - b.Passage
		}
		return a.Sentence - b.Sentence
	})
	var texts []string
	var article *corpus.Article
	for _, m := range ms {
		x, sent := s.at(m)
		if !sent || article != nil && x.place.Article != article {
			return r, false
		}
		article = x.place.Article
		texts = append(texts, x.text)
		r.places = append(r.places, x.place)
	}
	e := s.evidence(ms[0])
	e.Text = strings.Join(texts, " ")
	e.After = nil
	r.paired = paired{s.inArticle(s.reader.double(e), article), 1}
	r.marks, r.named = ms, len(ms)
	return r, true
}

// inArticle adds to a reading what its article says of itself: who wrote it, and
// the dates that follow from the day on which it appeared.
func (s *Sent) inArticle(r *reading, article *corpus.Article) *reading {
	out := *r
	head := article.Title
	if by := strings.TrimSpace(article.Author + " " + article.Publisher); by != "" && article.Kind != corpus.Report && article.Kind != corpus.Reference {
		head += ". " + by
	}
	out.title = s.reader.read(head)
	if day, ok := published(article.Published); ok {
		if s.dated == nil {
			s.dated = make(map[*Facts]*Facts)
		}
		f, known := s.dated[r.main]
		if !known {
			f = r.main.dated(day)
			s.dated[r.main] = f
		}
		out.main = f
	}
	return &out
}

// weighed is a draft laid beside one reading.
type weighed struct {
	citedReading
	a          *alignment
	comparison Comparison
	features   []float32
	found      []finding // by the rules
}

// weighDraft lays a draft beside a reading.
func (v *verifier) weighDraft(claim *Claim, r citedReading, attributed bool) weighed {
	a := newAlignment(claim, r.reading)
	w := weighed{citedReading: r, a: a, comparison: a.compare()}
	one := []scored{{comparison: w.comparison, sight: a.see(&w.comparison, r.pair != 0), pair: r.pair}}
	one[0].decide()
	seeOthers(one)
	sight := one[0].sight
	f := make([]float32, DraftFeatures)
	copy(f, sight[:])
	d := f[Features:]
	d[dSupported] = float32(supportedModel().Score(sight[:]))
	d[dContradicted] = float32(contradictedModel().Score(sight[:]))
	d[dSentences], d[dNamed] = float32(len(r.marks)), float32(r.named)
	d[dAttributed] = flag(attributed)
	a.seeMeanings(d)
	a.seeRuns(d)
	v.seeStray(d, a)
	d[dReports], d[dToldThere] = flag(len(claim.speeches()) > 0), flag(len(a.main.speeches()) > 0)
	d[dLength] = ratio(f[fWords], float32(a.main.weighty()))
	_, _, opposite := a.antonym()
	d[dAntonym] = flag(opposite)
	d[dSpanned] = float32(a.spanned())
	d[dVerbless] = flag(w.comparison.verbless)
	for _, p := range w.comparison.Points {
		switch {
		case p.Result != Differ:
		case p.Aspect == Role || p.Aspect == Wording || p.Aspect == Name:
			d[dSoft] += p.strength
		case p.Aspect == Direction:
			d[dOpposed] += max(p.strength, .3)
		}
	}
	crossed, kept, worst := a.votes()
	d[dCrossed], d[dKept], d[dWorstPair] = float32(crossed), float32(kept), float32(worst)
	a.seeSentences(d)
	a.seeNearness(d)
	a.seeLoosely(f[draftLoose:])
	w.features = f
	w.found = v.findings(&w, attributed)
	for _, x := range w.found {
		f[draftChecks+int(x.check)]++
	}
	return w
}

// seeSentences counts the links of the claim within and across the sentences of a
// reading.
func (a *alignment) seeSentences(d []float32) {
	for k := range a.claim.links {
		l := &a.claim.links[k]
		h, t := int(a.hits[l.head].at), int(a.hits[l.to].at)
		if h < 0 || t < 0 || !a.weighty(l.head) || !a.weighty(l.to) {
			continue
		}
		if a.main.sentenceBetween(min(h, t), max(h, t)) {
			d[dAcross]++
		} else {
			d[dWithin]++
		}
	}
	a.seeSplits(d)
	begin := -1
	for j := range a.main.words {
		if j > 0 && a.main.ends(j-1) {
			begin = j
		}
		if begin >= 0 && j-begin < leaning && pronouns[a.main.folded(j)] {
			d[dLeans] = 1
		}
	}
}

// seeSplits looks whether the ends of the claim stand in the sentence of its verb.
func (a *alignment) seeSplits(d []float32) {
	verb, first, last := a.claim.mainVerb(), -1, -1
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		if a.claim.words[i].sort == numeral {
			at = a.quantityAt(i)
		}
		if at < 0 || a.claim.words[i].sort == function || a.claim.words[i].light() && a.claim.words[i].sort == content {
			continue
		}
		if first < 0 {
			first = at
		}
		last = at
	}
	if verb < 0 || a.hits[verb].at < 0 || first < 0 {
		return
	}
	at := int(a.hits[verb].at)
	d[dSplit], d[dSplitEnd] = a.apart(first, at), a.apart(at, last)
}

// apart is 0 for two places of one sentence, 1 where the later one's sentence
// leans on what stands before it, else 2.
func (a *alignment) apart(x, y int) float32 {
	if !a.main.sentenceBetween(min(x, y), max(x, y)) {
		return 0
	}
	begin := max(x, y)
	for begin > 0 && !a.main.ends(begin-1) {
		begin--
	}
	for k := begin; k < len(a.main.words) && k < begin+leaning/2; k++ {
		if pronouns[a.main.folded(k)] {
			return 1
		}
	}
	return 2
}

// maxFixed is how many words of a claim are looked at for what belongs to each two
// of them, which takes the third power of their number.
const maxFixed = 48

// anchored is something of a claim that stands in one place of the sentence.
type anchored struct{ i, at int }

// voteReach is how many words from a name or number its neighbours may stand in
// the claim, and voteSpan in the sentence.
const (
	voteReach = 6
	voteSpan  = 9
)

// votes looks at the words around each two names, numbers or opposites of the
// claim: do they stand nearer to the same one in the sentence, or to the other one?
// "A Hindu majority in the east and a Muslim one in the west" is crossed by
// "a Muslim majority in the east and a Hindu one in the west".
func (a *alignment) votes() (crossed, kept, worst int) {
	var fixed []anchored
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := int(a.hits[i].at)
		if w.sort == numeral {
			at = a.quantityAt(i)
		}
		if at >= 0 && (w.sort == nameWord || w.sort == numeral || w.sort == content) && len(a.main.positions[a.main.words[at].stem]) == 1 && len(fixed) < maxFixed {
			fixed = append(fixed, anchored{i, at})
		}
	}
	solid := func(x anchored) bool { return a.claim.words[x.i].sort != content }
	for p, x := range fixed {
		for _, y := range fixed[p+1:] {
			if a.claim.listed(x.i, y.i) && a.main.listed(min(x.at, y.at), max(x.at, y.at)) || x.at == y.at || a.claim.sameName(x.i, y.i) || a.main.words[x.at].name >= 0 && a.main.sameName(x.at, y.at) {
				continue
			}
			if !solid(x) || !solid(y) || a.claim.words[x.i].sort != a.claim.words[y.i].sort {
				if !opposed(a.claim.words[x.i].key, a.claim.words[y.i].key) {
					continue
				}
			}
			across, along := 0, 0
			for _, z := range fixed {
				if z == x || z == y || z.at == x.at || z.at == y.at {
					continue
				}
				cx, cy := a.claim.distance(z.i, x.i), a.claim.distance(z.i, y.i)
				sx, sy := a.main.distance(z.at, x.at), a.main.distance(z.at, y.at)
				if cx == cy || sx == sy || min(cx, cy) > voteReach || min(sx, sy) > voteSpan {
					continue
				}
				if (cx < cy) == (sx < sy) {
					along++
				} else {
					across++
				}
			}
			crossed, kept, worst = crossed+across, kept+along, max(worst, across-along)
		}
	}
	return crossed, kept, worst
}

// listed reports whether two places, in order, are of one list: "Ghana, Mali and
// Burkina Faso".
func (f *Facts) listed(x, y int) bool {
	for k := x + 1; k < y; k++ {
		if w := &f.words[k]; w.folded != "and" && w.folded != "or" && w.sort != nameWord && w.sort != numeral {
			return false
		}
	}
	return true
}

// distance is how many words apart two places are, more where clauses part them.
func (f *Facts) distance(x, y int) int {
	return abs(x-y) + clauseDistance*abs(int(f.words[x].clause)-int(f.words[y].clause))
}

// clauseDistance is how many words the end of a clause is worth.
const clauseDistance = 2

func abs(n int) int { return max(n, -n) }

// quantityAt is where the sentence has the number that word i of the claim begins,
// or its date; -1 when it has not.
func (a *alignment) quantityAt(i int) int {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if q.From != i {
			continue
		}
		for j := range a.main.quantities {
			if e := &a.main.quantities[j]; comparable(q, e) && q.Value == e.Value {
				return e.From
			}
		}
	}
	for k := range a.claim.dates {
		d := &a.claim.dates[k]
		if d.From != i {
			continue
		}
		for j := range a.main.dates {
			if dateAgrees(d, &a.main.dates[j]) >= 1 {
				return a.main.dates[j].From
			}
		}
	}
	return -1
}

// weighty counts the words of weight.
func (f *Facts) weighty() int {
	n := 0
	for i := range f.words {
		if f.words[i].sort == content || f.words[i].sort == nameWord {
			n++
		}
	}
	return n
}

// seeMeanings is the share that is carried in other words only.
func (a *alignment) seeMeanings(d []float32) {
	var all, means float32
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		all += w.weight
		if s := a.hits[i].strength; s == meansSame || s == meansSpecial {
			means += w.weight
		}
	}
	d[dMeanings] = ratio(means, all)
}

// seeRuns looks for words that stand in the same order without a gap.
func (a *alignment) seeRuns(d []float32) {
	n := len(a.claim.words)
	best, side := 0, 0
	var before []int // by word of the sentence: the length of the run that ends there
	for i := range a.claim.words {
		now := make([]int, len(a.main.words))
		stands := false
		for _, p := range a.main.positions[a.claim.words[i].stem] {
			now[p] = 1
			if p > 0 && before != nil && before[p-1] > 0 {
				now[p] = before[p-1] + 1
				stands = true
			}
			best = max(best, now[p])
		}
		if stands {
			side++
		}
		before = now
	}
	if n > 1 {
		d[dRun], d[dPairs] = float32(best)/float32(n), float32(side)/float32(n-1)
	}
}

// seeStray looks where else what is missing stands.
func (v *verifier) seeStray(d []float32, a *alignment) {
	for i := range a.claim.words {
		w, h := &a.claim.words[i], &a.hits[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		if w.sort == nameWord && h.strength > 0 && h.at < 0 {
			d[dContextNames]++
		}
		if h.strength >= .5 || w.light() && w.sort == content {
			continue
		}
		switch {
		case len(v.sent.found[w.stem]) > 0:
			d[dStray] += w.weight
		default:
			d[dNovel] += w.weight
			if w.sort == nameWord || w.flags&english.Capital != 0 && i > 0 {
				d[dNovelNames]++
			}
		}
	}
}

// spanned is in how many sentences of a reading something stands that carries
// what no other one has.
func (a *alignment) spanned() int {
	sentences := make(map[int]bool)
	for i := range a.hits {
		at := int(a.hits[i].at)
		if at < 0 || a.claim.words[i].light() || a.claim.words[i].sort == function {
			continue
		}
		n := 0
		for k := range at {
			if a.main.ends(k) {
				n++
			}
		}
		sentences[n] = true
	}
	return len(sentences)
}

// TracedDraft is a draft beside something it may rest on as the model sees it,
// for training.
type TracedDraft struct {
	Features []float32
	Vetoed   bool // a rule keeps it from being shown whatever the model says
	Moved    bool // it rests on others than its markers name
	Plain    bool // it only leaves words out of one sentence, so that no model is asked
}

// TraceDraft is everything that Verify weighs of a draft: what its markers name
// and, should that not carry it, the sentences that share most with it.
func TraceDraft(d Draft, sent *Sent) (out []TracedDraft) {
	v := verifier{sent: sent, text: strings.TrimSpace(d.Text)}
	v.facts = Read(v.text)
	unfit := v.unfit() != ""
	named, _ := v.named(d.Markers)
	for _, m := range named {
		source, _ := sent.at(m)
		unfit = unfit || sent.reader.orders(sent.reader.read(source.text))
	}
	add := func(rests []citedReading, moved bool) {
		for _, r := range rests {
			body, attributed := v.unframed(v.text, r.places[0].Article)
			w := v.weighDraft(v.claim(body), r, attributed)
			out = append(out, TracedDraft{w.features, unfit || w.vetoed(), moved, w.extracted()})
		}
	}
	add(v.rests(named), false)
	add(v.elsewhere(named), true)
	return out
}
