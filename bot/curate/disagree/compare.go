package disagree

import (
	"slices"
	"time"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// The thresholds, fitted on testdata/pairs_tune.txt and pairs_tune_more.txt.
const (
	leastWeight = 2.4 // what two sentences must have in common
	bothLeft    = 1.6 // what may be left over of each
	leastCover  = .42 // the share of each that the other has
	goodCover   = .6  // the same of the better one
	sureCover   = .8  // the same of both, in one article
	fullCover   = .9  // the same of the better one, where hardly a word is left over
	onceCover   = .45 // the same of the better one, of what comes about once
	onceLeft    = 3   // what may be left over of each then
	fewWords    = 2   // that two without a name in common must have in common
	ownClause   = .6  // the same in one article, which tells of one thing after another
	ownLeft     = .7  // what may be left over of each in one article
	otherClause = .3  // what a word of another clause counts where it is left over
	carried     = .56 // the strength from which a word is there
	nameCarried = .75 // the same of a name
	byContext   = .7  // what a word is worth that title or earlier sentences have
	// nameLeft and nameCover are for names, which need nearly the same sentence.
	nameLeft  = 1
	nameCover = .75
)

// The days between two articles.
const (
	staleDays  = 60 // after which a figure may have changed
	oneBearer  = 12 // years between the births of two of one name that are two
	recurrence = 60 // what comes about as far apart as the articles is not the same
)

// pair is two statements laid beside each other.
type pair struct {
	r          *alike.Reader
	a, b       *statement
	atA, atB   []int // by word: the other's word, -1 for none
	getA, getB []float32
}

// newPair finds for each word the one of the other statement that it is, or that
// stands for it best.
func newPair(r *alike.Reader, a, b *statement) *pair {
	p := &pair{r: r, a: a, b: b, atA: make([]int, len(a.words)), atB: make([]int, len(b.words)), getA: make([]float32, len(a.words)), getB: make([]float32, len(b.words))}
	for i := range p.atA {
		p.atA[i] = -1
	}
	for j := range p.atB {
		p.atB[j] = -1
	}
	one := a.place.Article == b.place.Article
	for i := range a.words {
		for j := range b.words {
			if a.words[i].id == b.words[j].id && !(one && (a.words[i].inherited || b.words[j].inherited)) {
				p.getA[i], p.atA[i], p.getB[j], p.atB[j] = alike.Same, j, alike.Same, i
			}
		}
	}
	for i := range a.words {
		for j := range b.words {
			if p.getA[i] < alike.Same && p.getB[j] < alike.Same && !a.words[i].inherited && !b.words[j].inherited {
				p.liken(i, j)
			}
		}
	}
	return p
}

// liken notes how far two words that are not the same stand for each other.
func (p *pair) liken(i, j int) {
	x, y := &p.a.words[i], &p.b.words[j]
	least := float32(carried)
	if x.name || y.name {
		if p.a.isPlace(i) || p.b.isPlace(j) {
			return // who is killed in Kyiv is one of those killed in Ukraine
		}
		least = nameCarried
	}
	s := p.r.Between(x.id, y.id)
	if s < least {
		return
	}
	if s > p.getA[i] {
		p.getA[i], p.atA[i] = s, j
	}
	if s > p.getB[j] {
		p.getB[j], p.atB[j] = s, i
	}
}

// isPlace reports whether a word is a name behind "in" or the like.
func (s *statement) isPlace(i int) bool {
	return s.words[i].name && placePrepositions[s.text.Word(s.words[i].from-1)]
}

// value is what one side says: a range of its tokens in a clause.
type value struct{ from, to, clause int }

// side is how one statement fares beside the other, a value left out.
type side struct {
	got, left float32 // weights of what is there and of what is left over
	words     int     // that are there and not light
	named     bool    // one of them is a name
	leftNames bool
	leftWho   bool // a name is left over that is not behind "in" or the like
	leftVerb  bool
	local     bool // a word of the value's own clause is there
}

// fares sums what the other statement has of this one's words, at and get being
// those of a pair, and what is left over.
func (s *statement) fares(at []int, get []float32, v value, other *statement) (out side) {
	share, one := float32(otherClause), s.place.Article == other.place.Article
	if one {
		share = ownClause
	}
	for i, w := range s.words {
		if w.from >= v.from && w.from < v.to || one && w.inherited {
			continue
		}
		if at[i] >= 0 {
			out.got += w.weight * get[i]
			if !w.light {
				out.words += min(2, w.to-w.from)
			}
			out.named = out.named || w.name || other.words[at[i]].name
			out.local = out.local || w.clause == v.clause && !w.name
			continue
		}
		switch known := slices.Contains(other.context, w.id); {
		case w.inherited && !known:
			out.left += share * w.weight
		case known:
			out.got += byContext * w.weight
			out.named = out.named || w.name
			if !w.light {
				out.words++
			}
		case w.clause != v.clause:
			out.left += share * w.weight
		case !w.light:
			out.left += w.weight
			out.leftNames = out.leftNames || w.name
			out.leftWho = out.leftWho || w.name && !s.isPlace(i)
			out.leftVerb = out.leftVerb || w.verb
		}
	}
	return out
}

// compare appends the disagreements of two statements, at most one of a kind.
func (f *Finder) compare(dst []Disagreement, a, b *statement) []Disagreement {
	if before(b, a) {
		a, b = b, a
	}
	if !a.mayConflict(f.reader, b) {
		return dst
	}
	p := newPair(f.reader, a, b)
	for _, find := range []func() (Disagreement, bool){p.numbers, p.dates, p.names} {
		if d, ok := find(); ok {
			dst = append(dst, p.finish(d))
		}
	}
	return dst
}

// mayConflict reports whether two statements have values that could not both be right.
func (s *statement) mayConflict(r *alike.Reader, o *statement) bool {
	for i := range s.numbers {
		for j := range o.numbers {
			if s.numbers[i].conflict(r, &o.numbers[j]) {
				return true
			}
		}
	}
	for i := range s.dates {
		for j := range o.dates {
			if s.dates[i].conflict(&o.dates[j]) {
				return true
			}
		}
	}
	for i := range s.names {
		for j := range o.names {
			if s.names[i].role == o.names[j].role {
				return true
			}
		}
	}
	return false
}

// aboutTheSame reports whether two statements without their values speak of the same.
func (p *pair) aboutTheSame(kind Kind, v, w value) (x, y side, ok bool) {
	if p.a.negated[v.clause] != p.b.negated[w.clause] || p.a.ofPart(p.atA, v) != p.b.ofPart(p.atB, w) || p.otherTime() {
		return x, y, false
	}
	x, y = p.a.fares(p.atA, p.getA, v, p.b), p.b.fares(p.atB, p.getB, w, p.a)
	if len(p.a.dates) > 0 && len(p.b.dates) > 0 && p.sameDate() {
		x.got, y.got, x.words, y.words = x.got+dateWeight, y.got+dateWeight, x.words+1, y.words+1
	}
	least, most := min(x.cover(), y.cover()), max(x.cover(), y.cover())
	if !x.local || !y.local || x.leftNames && y.leftNames || max(x.got, y.got) < leastWeight || p.ordinalsDiffer() {
		return x, y, false
	}
	if kind != Number && p.once(v, w) {
		ok = x.named && y.named && !x.leftWho && !y.leftWho && most >= onceCover && min(x.left, y.left) < onceLeft
		return x, y, ok
	}
	switch {
	case min(x.left, y.left) >= bothLeft, p.a.place.Article == p.b.place.Article && (x.leftNames || y.leftNames || min(x.left, y.left) >= ownLeft):
		return x, y, false
	case !x.named && !y.named && min(x.words, y.words) < fewWords && !p.sameStory(&x, &y):
		return x, y, false
	case least < leastCover, most < goodCover, p.a.place.Article == p.b.place.Article && least < sureCover, p.contrasts(v, w):
		return x, y, false
	}
	return x, y, true
}

// ofPart reports whether a statement tells of a part of something, or of some of those
// of whom the other tells: "the first stage of the park", "turnout among women".
func (s *statement) ofPart(at []int, v value) bool {
	for i, w := range s.words {
		if at[i] < 0 && !w.inherited && w.clause == v.clause && pieces[s.text.Word(w.from)] {
			return true
		}
	}
	return s.among[v.clause]
}

// otherTime reports whether one statement tells of this and the other of the last season.
func (p *pair) otherTime() bool {
	for i, x := range p.a.words {
		if j := p.atA[i]; j >= 0 && !x.inherited && !p.b.words[j].inherited {
			a, b := p.a.text.Word(x.from-1), p.b.text.Word(p.b.words[j].from-1)
			if deictics[a] && deictics[b] && a != b {
				return true
			}
		}
	}
	return false
}

// sameStory reports whether two articles speak of the same, so that few words are
// enough: they have a name in common, or one sentence and what stands before it tell all
// of the other.
func (p *pair) sameStory(x, y *side) bool {
	if p.a.place.Article == p.b.place.Article || max(x.words, y.words) < fewWords-1 {
		return false
	}
	if max(x.words, y.words) >= fewWords && max(x.cover(), y.cover()) >= fullCover && min(x.cover(), y.cover()) >= goodCover {
		return true
	}
	for id := range p.a.story {
		if p.b.story[id] {
			return true
		}
	}
	return false
}

// ordinalsDiffer reports whether each has an ordinal and they have none in common.
func (p *pair) ordinalsDiffer() bool {
	return len(p.a.ordinals) > 0 && len(p.b.ordinals) > 0 && !slices.ContainsFunc(p.a.ordinals, func(o float64) bool { return slices.Contains(p.b.ordinals, o) })
}

// once reports whether both values stand beside a word for what comes about once to
// each: a birth, a death, a foundation.
func (p *pair) once(v, w value) bool {
	for i, x := range p.a.words {
		j := p.atA[i]
		if j >= 0 && x.clause == v.clause && p.b.words[j].clause == w.clause && onceWords[p.r.Key(x.id)] && onceReach >= max(v.from-x.to, w.from-p.b.words[j].to) {
			return true
		}
	}
	return false
}

// onceReach is how many words may lie between such a word and the value.
const onceReach = 5

// cover is the share of a statement that the other has.
func (s *side) cover() float32 { return s.got / (s.got + s.left) }

// contrasts reports whether each has a word left over that stands where the other's
// stands, or that is its opposite: "killed" and "injured" before the number, "among
// women" and "among young people".
func (p *pair) contrasts(v, w value) bool {
	for i, x := range p.a.words {
		if p.atA[i] >= 0 || x.inherited || slices.Contains(p.b.context, x.id) || x.from >= v.from && x.from < v.to {
			continue
		}
		for j, y := range p.b.words {
			if p.atB[j] >= 0 || y.inherited || slices.Contains(p.a.context, y.id) || y.from >= w.from && y.from < w.to {
				continue
			}
			if p.r.Opposed(p.r.Key(x.id), p.r.Key(y.id)) {
				return true
			}
			if !x.light && !y.light && (x.clause == v.clause && y.clause == w.clause && (p.sameSpot(x, y) || beside(x, v) && beside(y, w) && (x.from < v.from) == (y.from < w.from)) || x.name && y.name && p.sameSpot(x, y)) {
				return true
			}
		}
	}
	return false
}

// sameSpot reports whether two words stand behind the same word or before the same.
func (p *pair) sameSpot(x, y word) bool {
	before, after := p.a.text.Word(x.from-1), p.a.text.Word(x.to)
	return before != "" && before == p.b.text.Word(y.from-1) && !determiners[before] || after != "" && after == p.b.text.Word(y.to) && len(after) > 3
}

// beside reports whether a word stands next to a value, with at most one word between.
func beside(x word, v value) bool {
	return x.to <= v.from && v.from-x.to <= 1 || x.from >= v.to && x.from-v.to <= 1
}

// datesDiffer reports whether both sentences are dated, each otherwise.
func (p *pair) datesDiffer() bool {
	return len(p.a.dates) > 0 && len(p.b.dates) > 0 && !p.sameDate()
}

// sameDate reports whether some date of each may be the same.
func (p *pair) sameDate() bool {
	for i := range p.a.dates {
		for j := range p.b.dates {
			if !p.a.dates[i].conflict(&p.b.dates[j]) {
				return true
			}
		}
	}
	return false
}

// numbers finds two numbers of the same thing that cannot both be right.
func (p *pair) numbers() (d Disagreement, found bool) {
	if p.datesDiffer() {
		return d, false
	}
	for i := range p.a.numbers {
		n := &p.a.numbers[i]
		for j := range p.b.numbers {
			m := &p.b.numbers[j]
			if !n.conflict(p.r, m) || p.saidToo(n, m) || p.partOf(n, m) {
				continue
			}
			v, w := value{n.From, n.To, n.clause}, value{m.From, m.To, m.clause}
			if n.age && p.sameBearer(n, m) {
				return Disagreement{Kind: Number, InA: p.a.span(n.said()), InB: p.b.span(m.said()), Later: p.stale()}, true
			}
			if x, y, ok := p.aboutTheSame(Number, v, w); !ok || x.leftVerb && y.leftVerb {
				continue
			}
			return Disagreement{Kind: Number, InA: p.a.span(n.said()), InB: p.b.span(m.said()), Later: p.grown(n, m) || p.stale() && !p.measured(n, m)}, true
		}
	}
	return d, false
}

// said is what a number says with what it counts, as a range of tokens.
func (n *number) said() (from, to int) { return n.From, max(n.To, n.headTo) }

// partOf reports whether the smaller of two numbers counts some of what the other
// counts: of beds those for children.
func (p *pair) partOf(n, m *number) bool {
	if n.Kind != english.Count || n.head == 0 || m.head == 0 {
		return false
	}
	small, large, words, at := n, m, p.a.words, p.atA
	if m.Value < n.Value {
		small, large, words, at = m, n, p.b.words, p.atB
	}
	for i, w := range words {
		if w.from >= small.To && w.to <= small.headTo && w.id != small.head && at[i] < 0 {
			return true
		}
		if w.id == small.head && w.from >= small.To && w.to <= small.headTo && small.head != large.head && w.to-w.from > 1 {
			return true
		}
	}
	return false
}

// saidToo reports whether either side has the other's number of the same thing as well.
func (p *pair) saidToo(n, m *number) bool {
	has := func(all []number, x *number) bool {
		return slices.ContainsFunc(all, func(o number) bool {
			return o.Kind == x.Kind && o.Unit == x.Unit && o.low <= x.high && x.low <= o.high
		})
	}
	return has(p.a.numbers, m) || has(p.b.numbers, n)
}

// sameBearer reports whether two ages are of one person, whose name stands before.
func (p *pair) sameBearer(n, m *number) bool {
	for i, x := range p.a.words {
		j := p.atA[i]
		if j >= 0 && x.name && x.to >= n.From-1 && x.to <= n.From && p.b.words[j].to >= m.From-1 && p.b.words[j].to <= m.From {
			return true
		}
	}
	return false
}

// apart is how many days lie between the articles, b's day less a's; 0 when one of
// them does not say.
func (p *pair) apart() int {
	if p.a.published.IsZero() || p.b.published.IsZero() {
		return 0
	}
	return int(p.b.published.Sub(p.a.published) / (24 * time.Hour))
}

func (p *pair) stale() bool { return max(p.apart(), -p.apart()) > staleDays }

// measured reports whether both numbers measure something, "84 metres high", which does
// not change with the years.
func (p *pair) measured(n, m *number) bool {
	measures := func(s *statement, clause int) bool {
		return slices.ContainsFunc(s.words, func(w word) bool { return w.clause == clause && !w.inherited && dimensions[s.text.Word(w.from)] })
	}
	return n.Kind == english.Amount && measures(p.a, n.clause) && measures(p.b, m.clause)
}

// grown reports whether the newer article has the larger count of what only grows.
func (p *pair) grown(n, m *number) bool {
	days := p.apart()
	if n.Kind == english.Percent || days == 0 || (days > 0) != (m.Value > n.Value) {
		return false
	}
	grows := func(s *statement) bool {
		return slices.ContainsFunc(s.words, func(w word) bool { return growing[p.r.Key(w.id)] })
	}
	return grows(p.a) || grows(p.b)
}

// dates finds two dates of the same event.
func (p *pair) dates() (d Disagreement, found bool) {
	for i := range p.a.dates {
		e := &p.a.dates[i]
		for j := range p.b.dates {
			g := &p.b.dates[j]
			if !e.conflict(g) || p.sameDate() || p.recurs(e, g) || e.limits(p.a.text) != g.limits(p.b.text) || p.oneNight(e, g) {
				continue
			}
			v, w := value{e.From, e.To, e.clause}, value{g.From, g.To, g.clause}
			if x, y, ok := p.aboutTheSame(Date, v, w); !ok || x.leftVerb || y.leftVerb || p.numbersDiffer() || p.born() && max(e.Year-g.Year, g.Year-e.Year) > oneBearer {
				continue
			}
			return Disagreement{Kind: Date, InA: p.a.span(e.From, e.To), InB: p.b.span(g.From, g.To)}, true
		}
	}
	return d, false
}

// oneNight reports whether two days in a row may be one moment in two time zones.
func (p *pair) oneNight(e, g *date) bool {
	return e.Day != 0 && g.Day != 0 && e.when().Sub(g.when()).Abs() <= 24*time.Hour && (zoned(p.a.text) || zoned(p.b.text))
}

// born reports whether both tell of a birth: of two far apart each is another's.
func (p *pair) born() bool {
	return slices.Contains(p.a.text.Words, "born") && slices.Contains(p.b.text.Words, "born")
}

// numbersDiffer reports whether the sentences also give different numbers: figures
// of different days are no disagreement.
func (p *pair) numbersDiffer() bool {
	for i := range p.a.numbers {
		for j := range p.b.numbers {
			if n, m := &p.a.numbers[i], &p.b.numbers[j]; n.conflict(p.r, m) {
				return true
			}
		}
	}
	return false
}

// recurs reports whether two dates lie as far apart as the articles that give them:
// each tells of what has just come about, again.
func (p *pair) recurs(e, g *date) bool {
	days := p.apart()
	if e.Year == 0 || max(days, -days) < recurrence {
		return false
	}
	off := int(g.when().Sub(e.when())/(24*time.Hour)) - days
	return max(off, -off) < recurrence
}

// names finds two names in the place of one.
func (p *pair) names() (d Disagreement, found bool) {
	if p.datesDiffer() || p.stale() {
		return d, false
	}
	for i := range p.a.names {
		n := &p.a.names[i]
		for j := range p.b.names {
			m := &p.b.names[j]
			if n.role != m.role || !p.onlyOne(n.role) || p.a.ranked(n.clause) != p.b.ranked(m.clause) || p.a.sameName(p.r, n, p.b, m) || p.namedToo(n, m) {
				continue
			}
			v, w := value{n.from, n.to, n.clause}, value{m.from, m.to, m.clause}
			x, y, ok := p.aboutTheSame(Name, v, w)
			if !ok || x.leftNames || y.leftNames || min(x.left, y.left) >= nameLeft || x.cover() < nameCover && y.cover() < nameCover || p.numbersDiffer() {
				continue
			}
			return Disagreement{Kind: Name, InA: p.a.span(n.from, n.to), InB: p.b.span(m.from, m.to)}, true
		}
	}
	return d, false
}

// ranked reports whether a clause speaks of a deputy or the like.
func (s *statement) ranked(clause int) bool {
	return slices.ContainsFunc(s.words, func(w word) bool { return w.clause == clause && !w.inherited && ranks[s.text.Word(w.from)] })
}

// namedToo reports whether either side has the other's name as well.
func (p *pair) namedToo(n, m *name) bool {
	return slices.ContainsFunc(p.a.names, func(o name) bool { return p.a.sameName(p.r, &o, p.b, m) }) ||
		slices.ContainsFunc(p.b.names, func(o name) bool { return p.b.sameName(p.r, &o, p.a, n) })
}

// onlyOne reports whether both sentences tell by the same word of something that has
// one agent, one object or one place.
func (p *pair) onlyOne(role string) bool {
	words := map[string]map[string]bool{agent: onlyAgent, patient: onlyPatient, place: onlyPlace, "after": onlyAfter}[role]
	for i, x := range p.a.words {
		if p.atA[i] >= 0 && (words[p.r.Key(x.id)] || words[p.a.text.Word(x.from)]) {
			return true
		}
	}
	return false
}

// finish puts the newer place first where that matters, and tells what both are about.
func (p *pair) finish(d Disagreement) Disagreement {
	d.A, d.B = p.a.place, p.b.place
	d.Attributed = p.a.speaker != nil && p.b.speaker != nil && !slices.ContainsFunc(p.a.speaker, func(x int32) bool {
		return slices.ContainsFunc(p.b.speaker, func(y int32) bool { return p.r.Between(x, y) >= nameCarried })
	})
	for i, x := range p.a.words {
		if p.atA[i] >= 0 && !x.light && !x.inherited {
			d.Topic = append(d.Topic, p.a.text.Raw[p.a.text.Tokens[x.from].Start:p.a.text.Tokens[x.to-1].End])
		}
	}
	if d.Later && p.apart() > 0 {
		d.A, d.B, d.InA, d.InB = d.B, d.A, d.InB, d.InA
	}
	return d
}
