package cite

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/english"
)

// strict is what keeps a drafted sentence from being shown although Judge
// supports it. A model's draft is read as if it were the article, so that here a
// thing must stand in the cited sentences where Judge is content with the
// sentences around them. spelled reports whether the article has a name of the
// claim in full somewhere.
func (a *alignment) strict(c *Comparison, spelled func(n name) bool) []string {
	var reasons []string
	for _, p := range c.Points {
		if p.Result == Differ {
			reasons = append(reasons, p.Reason)
		}
	}
	reasons = append(reasons, a.otherFigures()...)
	if reason := a.lostName(spelled); reason != "" {
		reasons = append(reasons, reason)
	}
	for _, check := range []func() string{a.lostVerb, a.otherQuotation, a.widened, a.lostHedge, a.lostDenial, a.addedDenial} {
		if reason := check(); reason != "" {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// otherFigures are the numbers, dates and words with figures that the cited
// sentences do not have.
func (a *alignment) otherFigures() (reasons []string) {
	points, _, _ := a.numbers()
	for _, p := range points {
		reasons = append(reasons, p.Reason)
	}
	for k := range a.claim.dates {
		if d := &a.claim.dates[k]; bestDate(d, a.main.dates) < 1 {
			reasons = append(reasons, fmt.Sprintf("the article does not date it %s", a.claim.raw(d.From, d.To)))
		}
	}
	written := figures(a.main.text)
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.flags&english.Digit == 0 || a.sameQuantity(i) {
			continue
		}
		for _, run := range figures(a.claim.raw(i, i+1)) {
			if !slices.Contains(written, run) {
				reasons = append(reasons, fmt.Sprintf("the article does not say %q there", a.claim.raw(i, i+1)))
				break
			}
		}
	}
	return reasons
}

var figureRun = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// figures are the numbers of a text that are written in figures, without commas.
func figures(text string) []string {
	out := figureRun.FindAllString(text, -1)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], ",", "")
	}
	return out
}

// sameQuantity reports whether word i is part of a number that the sentence has in
// other words, or of which the claim says no more than that it is about as much,
// in a rounder number than the sentence.
func (a *alignment) sameQuantity(i int) bool {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if i < q.From || i >= q.To {
			continue
		}
		for j := range a.main.quantities {
			e := &a.main.quantities[j]
			if comparable(q, e) && (q.Value == e.Value && q.Last == e.Last || q.Bound != english.Exactly && roundness(q.Value) > roundness(e.Value) && carries(q, e)) {
				return true
			}
		}
	}
	return false
}

// roundness is how many zeros a number ends in; less than none for fractions.
func roundness(v float64) int {
	if v == 0 || v != math.Trunc(v) {
		return -1
	}
	n := 0
	for math.Mod(v, 10) == 0 {
		v, n = v/10, n+1
	}
	return n
}

// lostVerb says that nothing carries what the claim says of its subject.
func (a *alignment) lostVerb() string {
	if i := a.claim.mainVerb(); i >= 0 && a.hits[i].strength < carriedName {
		return fmt.Sprintf("the article does not say %q there", a.claim.raw(i, i+1))
	}
	return ""
}

// lostName says of which name a word stands neither in the cited sentences nor in
// those before nor in the title, in no form. The last word of a name is enough
// where the article has all of it elsewhere.
func (a *alignment) lostName(spelled func(n name) bool) string {
	for _, n := range a.claim.names {
		for i := n.from; i < n.to; i++ {
			w := &a.claim.words[i]
			if w.sort != nameWord || titles[w.folded] && n.to-n.from > 1 || a.hits[i].strength >= carriedName && a.standsThere(i) {
				continue
			}
			if i == n.to-1 || a.hits[n.to-1].at < 0 || !spelled(n) {
				return fmt.Sprintf("the article does not speak of %s there", a.claim.raw(n.from, n.to))
			}
		}
	}
	return ""
}

// carriedName is how far each word of a name must be carried.
const carriedName = .5

// standsThere reports whether word i of the claim, or what may stand for it, is in
// the sentence or around it, rather than forgiven as part of a name.
func (a *alignment) standsThere(i int) bool {
	if a.hits[i].at >= 0 {
		return true
	}
	for _, f := range []*Facts{a.title, a.reading.before} {
		if f == nil {
			continue
		}
		if f.says(a.claim.words[i].stem) {
			return true
		}
		for _, o := range a.claim.options {
			if _, ok := f.find(o.terms); ok && i >= o.from && i < o.to {
				return true
			}
		}
	}
	return false
}

// otherQuotation says which words in quotation marks are not the cited sentences'.
func (a *alignment) otherQuotation() string {
	source := " " + strings.Join(plainWords(a.main.text), " ") + " "
	for _, q := range quotations(a.claim.text) {
		words := strings.Join(plainWords(q), " ")
		if words != "" && !strings.Contains(source, " "+words+" ") {
			return fmt.Sprintf("“%s” is no quotation from the article", q)
		}
	}
	return ""
}

// quotations are what stands between quotation marks, or behind one that does
// not close.
func quotations(text string) (out []string) {
	for {
		i := strings.IndexAny(text, `“"„«`)
		if i < 0 {
			return out
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		text = text[i+size:]
		end := strings.IndexAny(text, `”"“»`)
		if end < 0 {
			return append(out, text)
		}
		out = append(out, text[:end])
		_, size = utf8.DecodeRuneInString(text[end:])
		text = text[end+size:]
	}
}

var (
	// totals say that there is no exception.
	totals = wordSet(`all every always never only none entirely completely any fully wholly each nobody nothing whole entire
		exclusively solely most everyone everybody everything everywhere throughout invariably unanimously`)
	// shares say that there may be one.
	shares = wordSet(`some several many often usually partly sometimes mostly nearly almost largely generally typically certain
		few most occasionally`)
	// weaknesses say that a thing may not be so.
	weaknesses = wordSet(`may might could possibly perhaps probably likely unlikely allegedly alleged reportedly purportedly
		supposedly apparently seemingly potentially potential unconfirmed suspected rumoured rumored unclear expected expects planned plans
		plan proposed proposes propose threatened threatens threatening threat considering wants wanted hopes hoped intends intended
		presumably appears seems suspicion allegation allegations claims claimed whether`)
	denials = wordSet(`deny denied denies denying refuse refused refuses refusing reject rejected rejects`)
)

// widened says that the claim leaves out an exception or adds that there is none.
func (a *alignment) widened() string {
	for i := range a.claim.words {
		if w := &a.claim.words[i]; totals[w.folded] && a.hits[i].strength < sameWord && !a.main.says(w.stem) {
			return fmt.Sprintf("the article does not say %q", a.claim.raw(i, i+1))
		}
	}
	for j := range a.main.words {
		w := &a.main.words[j]
		if !shares[w.folded] || a.claim.says(w.stem) || a.claim.any(shares) {
			continue
		}
		for k := j + 1; k <= j+shareReach && k < len(a.main.words) && a.main.words[k].clause == w.clause; k++ {
			if a.taken[k] >= 0 {
				return fmt.Sprintf("the article says it of %q only", a.main.raw(j, k+1))
			}
		}
	}
	return ""
}

// shareReach is how many words after "some" it bears on.
const shareReach = 3

// lostHedge says that the claim states plainly what the cited sentences do not:
// they have more words that weaken it.
func (a *alignment) lostHedge() string {
	own := 0
	for i := range a.claim.words {
		if w := &a.claim.words[i]; weaknesses[w.folded] && w.flags == 0 && a.hits[i].at < 0 || abilities[w.folded] {
			own++
		}
	}
	lost := ""
	for j := range a.main.words {
		w := &a.main.words[j]
		if !weaknesses[w.folded] || w.sort == nameWord || w.flags&english.Capital != 0 && j > 0 || a.taken[j] >= 0 || a.main.folded(j-1) == "than" {
			continue
		}
		if !a.holdsVerb(j) {
			continue
		}
		if own--; own < 0 && lost == "" {
			lost = fmt.Sprintf("the article says %q, the claim leaves that out", a.main.raw(j, j+1))
		}
	}
	return lost
}

// holdsVerb reports whether word j of the sentence stands in a clause, or before
// it in the same statement, that carries a word of weight of the claim.
func (a *alignment) holdsVerb(j int) bool {
	for i := range a.hits {
		w, at := &a.claim.words[i], int(a.hits[i].at)
		if at < 0 || w.sort != content || w.light() {
			continue
		}
		if a.main.words[at].clause == a.main.words[j].clause || at > j && !a.main.sentenceParts(j, at) {
			return true
		}
	}
	return false
}

// lostDenial says that somebody denies what the claim states.
func (a *alignment) lostDenial() string {
	if a.claim.any(denials) || a.claim.any(negators) {
		return ""
	}
	for j := range a.main.words {
		if w := &a.main.words[j]; (denials[w.folded] || negators[w.folded] && !a.main.idle(j)) && a.taken[j] < 0 && a.holdsVerb(j) && a.deniesHit(j) {
			return fmt.Sprintf("the article says %q, the claim leaves that out", a.main.raw(j, j+1))
		}
	}
	return ""
}

// addedDenial says that the claim denies something more often than the cited
// sentences, unless they say so in other words: "not open" for "closed".
func (a *alignment) addedDenial() string {
	added := a.claim.negations() - a.main.negations()
	for i := range a.hits {
		if a.hits[i].turned {
			added--
		}
	}
	for j := range a.main.words {
		if w := &a.main.words[j]; refusals[w.folded] || denials[w.folded] || absences[w.folded] {
			added--
		}
	}
	if added > 0 {
		return "the claim denies what the article does not"
	}
	return ""
}

// negations is how often a text says "not" or the like.
func (f *Facts) negations() int {
	n := 0
	for i := range f.words {
		if negators[f.folded(i)] && !f.idle(i) {
			n++
		}
	}
	return n
}

// deniesHit reports whether what carries a word of weight is negated by word j.
func (a *alignment) deniesHit(j int) bool {
	for i := range a.hits {
		if a.hits[i].turned {
			return false // carried by its denied opposite
		}
	}
	for i := range a.hits {
		at := a.hits[i].at
		if at >= 0 && a.claim.words[i].sort == content && !a.claim.words[i].light() && a.main.words[at].negated && int(a.main.words[at].by) == j {
			return true
		}
	}
	return false
}
