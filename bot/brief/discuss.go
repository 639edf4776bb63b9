package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Found is a passage about a topic, as a search ranked it. Score is the
// probability, 0..1, that it is about the topic.
type Found struct {
	Article *corpus.Article
	Passage int // index in Article.Passages
	Score   float64
}

// Discussion is what a discussion of a topic can begin with. Only Discuss makes
// one, after every quoted sentence has been checked. The zero value has nothing.
type Discussion struct {
	sides     []Side
	questions []string
	articles  []Share
	speakers  []Share
	sources   []cite.Source
}

// Side is one view of a topic: who holds it, as the articles name them, and one
// or two sentences, each with its source.
type Side struct {
	Who    string
	Quotes []Point
}

// Share is how many of a discussion's sentences come from an article or a
// speaker.
type Share struct {
	Name      string
	Sentences int
}

// Sides are at most four, of different speakers with different stances, in the
// order of the articles' text. A single one means that the articles hold no
// other. Without any speaker it is the best article's own account.
func (d *Discussion) Sides() []Side { return slices.Clone(d.sides) }

// Questions are three open questions that take no side.
func (d *Discussion) Questions() []string { return slices.Clone(d.questions) }

// Articles and Speakers say where the quoted sentences come from, most first.
func (d *Discussion) Articles() []Share { return slices.Clone(d.articles) }

// Speakers is described with Articles.
func (d *Discussion) Speakers() []Share { return slices.Clone(d.speakers) }

// Sources are numbered from 1 in the order of their first use.
func (d *Discussion) Sources() []cite.Source { return slices.Clone(d.sources) }

// The limits of a discussion.
const (
	maxSides  = 4
	maxQuotes = 2 // of one side
	// farRelevance is the relevance under which a sentence is about something else.
	farRelevance = .25
	// besideBest is the share of the best sentence's relevance that a view needs,
	// and authorBeside that of an author, who judges everything.
	besideBest   = .4
	authorBeside = .6
	// namesTopic is the share of the topic's words with which a sentence may be a
	// view wherever it stands.
	namesTopic = .4
	// secondQuote is the share of the first quote's score that a second one needs.
	secondQuote = .6
)

// Discuss finds the sides of a topic in passages about it. The topic is what
// somebody typed: it only chooses sentences, and nothing of it is shown.
// Passages without a usable sentence give a Discussion without sides.
func Discuss(topic string, found []Found) (*Discussion, error) {
	var articles []*corpus.Article
	for _, f := range found {
		if !slices.Contains(articles, f.Article) {
			articles = append(articles, f.Article)
		}
	}
	sorted, err := bySlug(articles)
	if err != nil {
		return nil, fmt.Errorf("discuss: %w", err)
	}
	c := composition{several: len(sorted) > 1, vocabulary: newVocabulary()}
	c.documents = read(sorted, c.vocabulary)
	for _, d := range c.documents {
		d.prepare(fitted)
	}
	t := debate{composition: &c, topic: readTopic(topic), named: make(map[*sentence][]naming)}
	t.weigh(found)
	t.directory = newDirectory(c.documents)
	for _, e := range t.directory.entries {
		for _, m := range e.mentions {
			m.key = e.key
			t.named[m.sentence] = append(t.named[m.sentence], m)
		}
	}
	return t.discussion(sorted)
}

// debate is one call of Discuss.
type debate struct {
	*composition
	topic     topic
	directory *directory
	relevance map[*sentence]float64
	named     map[*sentence][]naming
}

// weigh finds how much each sentence of the passages is about the topic: by
// its passage, by its own words, and by those of the sentence before.
func (t *debate) weigh(found []Found) {
	t.relevance = make(map[*sentence]float64)
	t.topic.weigh(t.documents)
	for _, d := range t.documents {
		for _, s := range d.sentences {
			for _, f := range found {
				if f.Article != s.article || f.Passage != s.ref.Paragraph-1 {
					continue
				}
				cover := t.topic.cover(s)
				score := max(f.Score, namedShare*cover)
				if before := s.before(); before != nil {
					cover = max(cover, besideCover*t.topic.cover(before))
				}
				t.relevance[s] = score * (passageShare + (1-passageShare)*cover)
			}
		}
	}
}

// What a passage and the sentence before tell of a sentence's topic, and what a
// sentence with all words of the topic has in a passage that ranks low.
const (
	namedShare   = .6
	passageShare = .3
	besideCover  = .5
)

// view is what a speaker holds about the topic.
type view struct {
	position
	stance  stance
	told    bool     // by an opinion article's author, without judging
	keys    []string // whom the speaker's name names
	targets []string // against or for whom the view is
}

// views are what speakers hold about the topic, in the order of the text.
func (t *debate) views() []view {
	var out []view
	best := 0.0
	for _, r := range t.relevance {
		best = max(best, r)
	}
	least := max(farRelevance, besideBest*best)
	for _, d := range t.documents {
		for _, s := range d.sentences {
			if _, found := t.relevance[s]; !found {
				continue
			}
			if t.relevance[s] < least && t.topic.cover(s) < namesTopic || s.fitness.hostile || s.fitness.boilerplate || s.question() ||
				len(s.words) < minWords || len(s.words) > maxWords {
				continue
			}
			if v, ok := t.view(s); ok && (!v.author || t.relevance[s] >= authorBeside*best) {
				out = append(out, v)
			}
		}
	}
	return out
}

// view reads the view of the sentence's speaker or, of what an opinion article
// judges itself, its author's.
func (t *debate) view(s *sentence) (view, bool) {
	p, ok := s.position()
	v := view{position: p}
	switch {
	case ok && s.brokenQuote():
		return view{}, false
	case ok:
		v.stance = s.stance(s.statement().verb)
		v.keys = t.keysOfSpeaker(p, s)
		v.targets = t.targets(s, v.stance, s.statement().verb)
	case s.argues(), s.tells():
		v.position = position{who: t.author(s.article), key: "\x00" + s.article.Slug, sentences: []*sentence{s}, author: true}
		v.stance = s.authorStance()
		v.targets = t.targets(s, reports, len(s.words))
	default:
		return view{}, false
	}
	if len(v.keys) == 0 {
		v.keys = []string{v.key}
	}
	v.score = t.relevance[s] * strengths[v.stance] * s.fitness.factor
	if v.author {
		v.score *= authorsShare
		v.told = !s.argues()
	}
	return v, true
}

// authorsShare is what an author's view counts beside those of the parties
// that the article quotes: there are many more sentences of it.
const authorsShare = .8

// keysOfSpeaker are the keys of whom a speaker's name names. Whoever is sent
// "to" somebody does not speak for them.
func (t *debate) keysOfSpeaker(p position, s *sentence) []string {
	at, from := p.sentences[0], s.statement().from
	if at != s {
		from = at.people()[0].from
	}
	var out []string
	for _, m := range t.named[at] {
		start := at.tokens[m.extent.from].Start
		if m.extent.from < from || start >= at.tokens[from].Start+len(p.who) {
			continue
		}
		if before := at.word(m.extent.from - 1); m.extent.from > from && (before == "to" || before == "in") {
			continue
		}
		out = append(out, m.key)
	}
	return out
}

// targets are whom a sentence names right behind the verb or with a possessive:
// "criticized Russia", "Baku's narrative"; of support all behind the verb.
func (t *debate) targets(s *sentence, of stance, verb int) []string {
	var out []string
	for _, m := range t.named[s] {
		gap := ""
		if m.extent.to < len(s.tokens) {
			gap = s.between(m.extent.to - 1)
		}
		if m.extent.from > verb && (m.extent.from <= verb+2 || of == backs) || strings.HasPrefix(gap, "'s") || strings.HasPrefix(gap, "’s") {
			out = append(out, m.key)
		}
	}
	return out
}

// differs reports whether two views are those of different speakers who do not
// say the same in other words.
func (v *view) differs(o *view) bool {
	if intersect(v.keys, o.keys) || v.key == o.key || v.who == o.who { // the author of two articles is one speaker
		return false
	}
	about := intersect(v.targets, o.keys) || intersect(o.targets, v.keys)
	switch {
	case v.stance == backs && intersect(v.targets, o.keys), o.stance == backs && intersect(o.targets, v.keys):
		return false // they stand by each other
	case v.stance == opposes && intersect(v.targets, o.keys), o.stance == opposes && intersect(o.targets, v.keys):
		return true
	case v.stance != o.stance && (v.stance == opposes || v.stance == backs || o.stance == opposes || o.stance == backs):
		return true
	case v.stance == opposes || v.stance == backs:
		return false // both against something, or both for something
	}
	return about || v.last().contrasts(o.last()) || o.last().contrasts(v.last())
}

func intersect(a, b []string) bool {
	return slices.ContainsFunc(a, func(key string) bool { return slices.Contains(b, key) })
}

// choose takes the strongest view, and then whoever differs from all before.
// What an author only tells is a side where there is no other.
func (t *debate) choose(views []view) [][]view {
	var sides [][]view
	slices.SortStableFunc(views, func(a, b view) int {
		switch {
		case a.told == b.told:
			return cmp.Compare(b.score, a.score)
		case a.told:
			return 1
		}
		return -1
	})
	for _, v := range views {
		if len(sides) == maxSides || v.told && len(sides) > 0 {
			break
		}
		if !slices.ContainsFunc(sides, func(side []view) bool { return !v.differs(&side[0]) }) {
			sides = append(sides, []view{v})
		}
	}
	for i, side := range sides {
		sides[i] = t.second(side, views)
	}
	slices.SortStableFunc(sides, func(a, b []view) int { return byPlace(a[0].last(), b[0].last()) })
	return sides
}

// second adds another sentence of the same speaker, if it is nearly as strong
// and says something else.
func (t *debate) second(side []view, views []view) []view {
	first := side[0]
	if len(first.sentences) >= maxQuotes {
		return side
	}
	var said coverage
	said.add(t.vocabulary, first.last())
	for _, v := range views {
		if v.key != first.key || len(v.sentences) > 1 || v.last() == first.last() || v.score < secondQuote*first.score || v.author && v.stance != first.stance ||
			said.overlap(v.last()) > maxOverlap {
			continue
		}
		side = append(side, v)
		slices.SortFunc(side, func(a, b view) int { return byPlace(a.last(), b.last()) })
		break
	}
	return side
}

// discussion puts the sides, their questions and their shares together.
func (t *debate) discussion(articles []*corpus.Article) (*Discussion, error) {
	sides := t.choose(t.views())
	if len(sides) == 0 {
		if account := t.account(); len(account) > 0 {
			sides = [][]view{account}
		}
	}
	d := &Discussion{}
	var cited cite.Numbering
	for _, views := range sides {
		side := Side{Who: views[0].who}
		for _, v := range views {
			for _, s := range v.sentences {
				side.Quotes = append(side.Quotes, Point{Text: s.text, Sources: citeAll(&cited, []*sentence{s})})
				d.articles = counted(d.articles, s.article.Name())
				d.speakers = counted(d.speakers, side.Who)
			}
		}
		d.sides = append(d.sides, side)
	}
	d.sources = cited.Sources()
	mostFirst := func(a, b Share) int { return cmp.Compare(b.Sentences, a.Sentences) }
	slices.SortStableFunc(d.articles, mostFirst)
	slices.SortStableFunc(d.speakers, mostFirst)
	if len(sides) > 0 {
		subject, key := t.subject(sides)
		d.questions = questions(d.sides, subject, t.others(sides, key))
	}
	b := Briefing{sources: d.sources}
	for _, side := range d.sides {
		b.points = append(b.points, side.Quotes...)
	}
	if err := b.verify(articles); err != nil {
		return nil, fmt.Errorf("discuss: %w", err)
	}
	return d, nil
}

func counted(shares []Share, name string) []Share {
	for i := range shares {
		if shares[i].Name == name {
			shares[i].Sentences++
			return shares
		}
	}
	return append(shares, Share{name, 1})
}

// account is what the best article says itself, where nobody is quoted.
func (t *debate) account() []view {
	var best []*sentence
	for _, d := range t.documents {
		for _, s := range d.sentences {
			if t.relevance[s] >= farRelevance && !s.fitness.hostile && !s.fitness.barred && !s.fitness.leans {
				best = append(best, s)
			}
		}
	}
	slices.SortStableFunc(best, func(a, b *sentence) int { return cmp.Compare(t.relevance[b], t.relevance[a]) })
	var out []view
	for _, s := range best {
		if len(out) < maxQuotes && (len(out) == 0 || s.article == out[0].last().article) {
			out = append(out, view{position: position{who: t.narrator(s.article), sentences: []*sentence{s}}})
		}
	}
	slices.SortFunc(out, func(a, b view) int { return byPlace(a.last(), b.last()) })
	return out
}

// articleLead begins the name of an article as the one who tells.
const articleLead = "The article “"

// narrator is who gives an article's own account.
func (t *debate) narrator(a *corpus.Article) string {
	if a.Kind == corpus.Opinion || strings.TrimSpace(a.Author) != "" && (a.Kind == corpus.Statement || a.Kind == corpus.Analysis) {
		return t.author(a)
	}
	return articleLead + a.Name() + "”"
}
