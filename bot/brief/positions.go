package brief

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// maxPositions is how many positions a briefing shows, and maxOfOne how many of
// one speaker.
const (
	maxPositions = 8
	maxOfOne     = 2
)

// shownAlready is what is left of a position's score when its sentence is a
// point as well.
const shownAlready = 0.3

// position is a sentence with its speaker, and the sentence before it where
// that names a speaker who is "he" or "she".
type position struct {
	who       string
	key       string // the same for one speaker's names
	sentences []*sentence
	score     float64
	author    bool // the author's own
}

func (p position) last() *sentence { return p.sentences[len(p.sentences)-1] }

// positions chooses who says what: the best sentence of each speaker before any
// second one, grouped by speaker in the order of their first appearance.
func (c *composition) positions(points []unit) []position {
	shown := make(map[*sentence]bool)
	for _, p := range points {
		for _, s := range p.sentences {
			shown[s] = true
		}
	}
	var found []position
	for _, d := range c.documents {
		found = append(found, c.positionsOf(d)...)
	}
	unifyKeys(found)
	for i := range found {
		if slices.ContainsFunc(found[i].sentences, func(s *sentence) bool { return shown[s] }) {
			found[i].score *= shownAlready
		}
	}
	return grouped(c.choosePositions(found))
}

// choosePositions takes the best of each speaker, then the second best.
func (c *composition) choosePositions(found []position) []position {
	slices.SortStableFunc(found, func(a, b position) int { return cmp.Compare(b.score, a.score) })
	var chosen []position
	used := make(map[*sentence]bool)
	count := make(map[string]int)
	var said coverage
	for round := 1; round <= maxOfOne; round++ {
		for _, p := range found {
			if len(chosen) == maxPositions {
				return chosen
			}
			if count[p.key] >= max(round, p.most()) || slices.ContainsFunc(p.sentences, func(s *sentence) bool { return used[s] }) ||
				said.overlap(p.last()) > maxOverlap {
				continue
			}
			for _, s := range p.sentences {
				used[s] = true
				said.add(c.vocabulary, s)
			}
			count[p.key]++
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// most is how many positions of the speaker are taken in the first round: what
// an opinion article is about is its author's.
func (p position) most() int {
	if p.author {
		return maxOfOne
	}
	return 1
}

// grouped orders positions by the first appearance of their speaker, and those
// of one speaker by their place.
func grouped(positions []position) []position {
	slices.SortFunc(positions, func(a, b position) int { return byPlace(a.last(), b.last()) })
	first := make(map[string]int)
	for i, p := range positions {
		if _, ok := first[p.key]; !ok {
			first[p.key] = i
		}
	}
	slices.SortStableFunc(positions, func(a, b position) int { return cmp.Compare(first[a.key], first[b.key]) })
	return positions
}

// byPlace orders sentences by article and place.
func byPlace(a, b *sentence) int {
	if a.document != b.document {
		return strings.Compare(a.article.Slug, b.article.Slug)
	}
	return cmp.Compare(a.place, b.place)
}

// positionsOf finds the positions of one document.
func (c *composition) positionsOf(d *document) []position {
	var out []position
	for _, s := range d.sentences {
		if s.fitness.hostile || s.question() || s.fitness.boilerplate || len(s.words) < minWords || len(s.words) > maxWords {
			continue
		}
		p, ok := s.position()
		if !ok && s.opinion() && s.recommends() && !s.statement().found && !s.brokenQuote() && !s.leans() {
			p, ok = position{who: c.author(s.article), sentences: []*sentence{s}, key: "\x00" + s.article.Slug, author: true}, true
		}
		if !ok {
			continue
		}
		if p.score = s.score; p.author {
			p.score *= advice
		}
		if len(p.sentences) > 1 {
			p.score *= leaning
		}
		out = append(out, p)
	}
	return out
}

// maxJoined is the number of words that a sentence may have together with the
// one before it.
const maxJoined = 70

// position reads the position of the person or body that the sentence names, or
// of the one person that the sentence before names for its "he" or "she".
func (s *sentence) position() (position, bool) {
	st := s.statement()
	switch {
	case !st.found:
		return position{}, false
	case !st.pronoun && st.who != "":
		if s.leadsWithPronoun() {
			return position{}, false
		}
		return position{who: st.who, key: s.key(st.who), sentences: []*sentence{s}}, true
	}
	before := s.before()
	if before == nil || before.fitness.hostile || before.brokenQuote() || len(before.words)+len(s.words) > maxJoined {
		return position{}, false
	}
	people := before.people()
	if len(people) != 1 || before.leadsWithPronoun() {
		return position{}, false
	}
	who := before.slice(people[0])
	return position{who: who, key: s.key(who), sentences: []*sentence{before, s}}, true
}

// leadsWithPronoun reports whether the sentence begins with somebody or
// something that it does not name.
func (s *sentence) leadsWithPronoun() bool {
	switch s.word(0) {
	case "he", "she", "it", "they", "this", "these", "those", "them", "him", "her":
		return true
	}
	return s.pronounWithoutName()
}

// key is the same for the names of one speaker: an alias group of the article,
// or the name without its title and article.
func (s *sentence) key(who string) string {
	for _, group := range s.article.Aliases {
		if slices.ContainsFunc(group, func(alias string) bool { return strings.EqualFold(alias, who) }) {
			who = group[0]
			break
		}
	}
	var words []string
	for _, token := range english.AppendTokens(nil, who) {
		if w := english.Fold(who, token); w != "the" && (!titles[w] || len(words) > 0) {
			words = append(words, w)
		}
	}
	if len(words) == 1 {
		if seat := government(words[0]); seat != "" {
			return seat
		}
		if full := s.document.names.full[words[0]]; full != "" {
			return full
		}
	}
	return strings.Join(words, " ")
}

// government gives a country and its seat of government the same word; "" for
// what is neither.
func government(word string) string {
	stem, first := english.Stem(word), ""
	english.Default().Lookup([]string{stem}, func(v english.Variant) bool {
		if name := strings.Join(v.Terms, " "); v.Relation == english.Seat && (first == "" || name < first) {
			first = name
		}
		return true
	})
	if first != "" && stem < first {
		return stem
	}
	return first
}

// unifyKeys gives a last name that stands alone the key of the full name that
// another article has, if exactly one ends with it.
func unifyKeys(found []position) {
	full := make(fullNames)
	for _, p := range found {
		full.add(p.key)
	}
	for i, p := range found {
		if key := full[p.key]; key != "" {
			found[i].key = key
		}
	}
}
