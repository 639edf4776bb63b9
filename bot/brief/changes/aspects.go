package changes

import (
	"slices"
	"strings"

	"rapporteur/bot/cite"
)

// aspects are what differs, none when the wordings say the same.
func (c *comparison) aspects() []cite.Aspect {
	found := make(map[cite.Aspect]bool)
	for _, side := range []struct {
		words []word
		left  []bool
	}{{c.old, c.oldLeft}, {c.new, c.newLeft}} {
		for i := range side.words {
			if !side.left[i] {
				continue
			}
			switch w := &side.words[i]; w.class {
			case content:
				if strings.HasPrefix(w.term, "=") {
					found[cite.Number] = true
				} else {
					found[cite.Wording] = true
				}
			case name:
				found[cite.Name] = true
			case number:
				found[cite.Number] = true
			case date:
				found[cite.Time] = true
			case negation:
				found[cite.Negation] = true
			case hedge:
				found[cite.Modality] = true
			}
		}
	}
	if c.turned() {
		found[cite.Direction] = true
	}
	if len(found) == 0 && c.swapped() {
		found[cite.Role] = true
	}
	var out []cite.Aspect
	for a := cite.Wording; a <= cite.Modality; a++ {
		if found[a] {
			out = append(out, a)
		}
	}
	return out
}

// turned reports whether a common word was replaced by one that is opposed to it.
func (c *comparison) turned() bool {
	for _, p := range opposed {
		if c.lost(p[0]) && c.gained(p[1]) || c.lost(p[1]) && c.gained(p[0]) {
			return true
		}
	}
	return false
}

func (c *comparison) lost(words []string) bool   { return leftOf(c.old, c.oldLeft, words) }
func (c *comparison) gained(words []string) bool { return leftOf(c.new, c.newLeft, words) }

func leftOf(side []word, left []bool, words []string) bool {
	for i := range side {
		if left[i] && slices.Contains(words, side[i].folded) {
			return true
		}
	}
	return false
}

// swapped reports whether names or figures have changed places: one stands where
// the other stood, and nothing turned the sentence into the passive or back.
func (c *comparison) swapped() bool {
	if c.gained([]string{"by"}) || c.lost([]string{"by"}) {
		return false
	}
	type exchange struct {
		before, after string
		at            hunk
	}
	var seen []exchange
	for _, h := range hunks(c.old, c.new) {
		before, ok := bare(c.old[h.oldFrom:h.oldTo])
		after, also := bare(c.new[h.newFrom:h.newTo])
		if !ok || !also {
			continue
		}
		for _, e := range seen {
			if e.before == after && e.after == before && !joins(c.old[e.at.oldTo:h.oldFrom]) {
				return true
			}
		}
		if len(seen) < maxExchanges {
			seen = append(seen, exchange{before, after, h})
		}
	}
	return false
}

// maxExchanges is the number of replaced pieces of a sentence that are looked at.
const maxExchanges = 50

// joins reports whether words only join what stands before and after them, which
// may stand in either order: "Orle and Tarn".
func joins(words []word) bool {
	for i := range words {
		if w := words[i].folded; w != "and" && w != "or" {
			return false
		}
	}
	return true
}

// bare gives the names, figures or words of a replaced piece that is nothing
// else.
func bare(words []word) (string, bool) {
	var terms []string
	for i := range words {
		switch words[i].class {
		case content, name, number, date:
			terms = append(terms, words[i].term)
		case filler:
			if words[i].folded != "the" && words[i].folded != "a" && words[i].folded != "an" {
				return "", false
			}
		default:
			return "", false
		}
	}
	return strings.Join(terms, " "), len(terms) > 0
}

// differing are the aspects in which paired sentences differ.
func (a *alignment) differing(olds, news []int) []cite.Aspect {
	c := a.strike(olds, news)
	found := c.aspects()
	if len(found) == 1 && found[0] == cite.Wording && c.replaced() && len(c.old)+len(c.new) <= maxJudgedWords && a.judged < maxJudged {
		a.judged++
		if carries(textAt(a.before, olds), textAt(a.after, news)) {
			return nil
		}
	}
	if len(found) == 0 && (a.anyCut(a.before, olds) || a.anyCut(a.after, news)) {
		return []cite.Aspect{cite.Wording} // what was not read may differ
	}
	return found
}

func (a *alignment) anyCut(v version, at []int) bool {
	return slices.ContainsFunc(at, func(i int) bool { return v.sentences[i].cut })
}

// cite is asked about at most maxJudged pairs of sentences of at most maxJudgedWords
// words; the others are Changed. It takes about a millisecond for one.
const (
	maxJudged      = 200
	maxJudgedWords = 200
)

// replaced reports whether something that was said is said in other words, as far as
// both sides have words left.
func (c *comparison) replaced() bool {
	return anySaid(c.old, c.oldLeft) && anySaid(c.new, c.newLeft)
}

// carries reports whether each of two texts carries the other as a claim.
func carries(a, b string) bool {
	supports := func(claim, text string) bool {
		return cite.Judge(claim, []cite.Evidence{{Text: text}}).Verdict == cite.Supported
	}
	return supports(a, b) && supports(b, a)
}

func textAt(v version, at []int) string {
	texts := make([]string, len(at))
	for k, i := range at {
		texts[k] = v.sentences[i].text
	}
	return strings.Join(texts, " ")
}
