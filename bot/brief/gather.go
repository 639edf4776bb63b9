package brief

import (
	"slices"
	"strings"
)

// gathering is one collection of what articles say of somebody.
type gathering struct {
	*composition
	directory *directory
	entity    *entity
	mentioned map[*sentence][]naming
	said      []unit
	own       []position
	told      []*coverage // one for each document before
}

// alike is the share of weight from which on two articles' sentences about
// somebody tell the same. It is more than maxOverlap: both have the name.
const alike = .75

// gather reads one document. Of an author's own article it takes what argues.
func (g *gathering) gather(d *document, author bool) {
	var here coverage
	for _, s := range d.sentences {
		if s.fitness.hostile || s.fitness.boilerplate || s.question() {
			continue
		}
		switch p, ok := s.position(); {
		case ok && g.speaks(p, s):
			g.position(p, &here)
		case author && s.argues():
			g.position(position{who: g.author(s.article), sentences: []*sentence{s}}, &here)
		case len(g.mentioned[s]) > 0 && !s.brokenQuote():
			g.statement(s, &here)
		case len(g.said) > 0 && g.continues(g.said[len(g.said)-1].last(), s):
			last := &g.said[len(g.said)-1]
			last.sentences = append(last.sentences, s)
			here.add(g.vocabulary, s)
		}
	}
	g.told = append(g.told, &here)
}

// statement adds a sentence, together with the one before where it needs that.
func (g *gathering) statement(s *sentence, here *coverage) {
	if g.repeats(s) {
		return
	}
	here.add(g.vocabulary, s)
	before := s.before()
	if s.fitness.leans && before != nil {
		if n := len(g.said); n > 0 && g.said[n-1].last() == before {
			if g.said[n-1].words()+len(s.words) <= maxJoined {
				g.said[n-1].sentences = append(g.said[n-1].sentences, s)
				return
			}
		} else if !before.fitness.hostile && !before.question() && !before.brokenQuote() && !before.fitness.leans &&
			len(before.words)+len(s.words) <= maxUnitWords && !g.taken(before) {
			g.said = append(g.said, unit{sentences: []*sentence{before, s}})
			return
		}
	}
	g.said = append(g.said, unit{sentences: []*sentence{s}})
}

// taken reports whether a sentence is one of the positions.
func (g *gathering) taken(s *sentence) bool {
	return slices.ContainsFunc(g.own, func(p position) bool { return slices.Contains(p.sentences, s) })
}

func (u unit) words() int {
	n := 0
	for _, s := range u.sentences {
		n += len(s.words)
	}
	return n
}

// position adds what they say themselves.
func (g *gathering) position(p position, here *coverage) {
	if g.repeats(p.last()) {
		return
	}
	here.add(g.vocabulary, p.last())
	g.own = append(g.own, p)
}

// repeats reports whether an article before tells the same.
func (g *gathering) repeats(s *sentence) bool {
	return slices.ContainsFunc(g.told, func(c *coverage) bool { return c.overlap(s) > alike })
}

// argues reports whether a sentence of an opinion article is its author's view.
func (s *sentence) argues() bool {
	return s.tells() && (s.judges() || s.recommends())
}

// tells reports whether a sentence of an opinion article is its author's account.
func (s *sentence) tells() bool {
	return s.opinion() && !s.statement().found && !s.brokenQuote() && !s.fitness.leans &&
		len(s.words) >= minWords && len(s.words) <= maxWords
}

// spokesmen speak for a government or a body; others of a country or a body,
// such as its critics, do not.
var spokesmen = set(`government governments minister ministers ministry authorities authority spokesman spokeswoman
	spokesperson official officials ambassador ambassadors envoy envoys embassy regime administration cabinet
	representative representatives negotiators diplomat diplomats military army navy forces troops foreign defence
	defense interior finance energy state leader leaders chief head president council commission office`)

// speaks reports whether a position is that of the entity.
func (g *gathering) speaks(p position, s *sentence) bool {
	st := s.statement()
	at := s
	from := st.from
	if len(p.sentences) > 1 { // "He said": who he is stands in the sentence before
		at = p.sentences[0]
		people := at.people()
		if len(people) != 1 {
			return false
		}
		from = people[0].from
	}
	to := from
	for to < len(at.tokens) && at.tokens[to].End <= at.tokens[from].Start+len(p.who) {
		to++
	}
	for _, m := range g.mentioned[at] {
		if m.extent.from >= from && m.extent.to <= to && at.speaksFor(m.extent, extent{from, to}, g.entity.kind) {
			return true
		}
	}
	return false
}

// speaksFor reports whether a speaker, whose name is all of who, is a person
// whose name stands there first, or a country or body itself or somebody who
// speaks for it.
func (s *sentence) speaksFor(name, who extent, k kind) bool {
	for i := who.from; i < who.to; i++ {
		w := s.words[i]
		switch inside := i >= name.from && i < name.to; {
		case i >= name.to && k == person:
			return true // "of Azerbaijan"
		case i > name.from && (w == "to" || w == "in"):
			return true // "ambassador to …": what follows is another
		case inside, w == "the", w == "both", w == "and", w == "of" && k != person, spokesmen[w]:
		case s.geographic(i, i+1), k == person && (titles[w] || agents[w] || particles[w] || s.capital(i)):
		default:
			return false
		}
	}
	return true
}

// continues reports whether a sentence goes on about the entity with a pronoun
// that can stand for nothing else in the sentence before.
func (g *gathering) continues(before, s *sentence) bool {
	names := g.mentioned[before]
	if s.before() != before || len(names) == 0 {
		return false
	}
	switch s.word(0) {
	case "he", "she", "his", "her":
		people := before.people()
		return g.entity.kind == person && len(people) <= 1 && names[0].extent.from <= personReach
	case "it", "its", "they", "their":
		if g.entity.kind == person || s.word(0) == "it" && s.expletive() {
			return false
		}
		return names[0].extent.from <= subjectReach && !before.fitness.leans
	}
	return false
}

// How far from the beginning of a sentence its subject may be named.
const (
	personReach  = 4
	subjectReach = 1
)

// expletive reports whether the sentence's "it" stands for what follows: "It is
// right to …".
func (s *sentence) expletive() bool {
	return strings.HasPrefix(s.word(1), "is") || s.word(1) == "was"
}
