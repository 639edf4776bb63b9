package brief

import (
	"slices"

	"rapporteur/bot/corpus"
)

// Telling tells sentences of articles one by one, as a briefing does: attributed to
// the author where the article argues, and together with the sentence before where
// one needs that. An article is read when it is first asked about, maxRead sentences
// of it. Only one goroutine may use it at a time.
type Telling struct {
	composition
	read map[*corpus.Article]*reading
}

// reading is an article that was read, with the number of sentences before each of
// its passages.
type reading struct {
	*document
	before []int
}

// NewTelling begins a telling, of several articles or of one: an author without a
// name is "The author" of a single one.
func NewTelling(several bool) *Telling {
	return &Telling{composition{several: several, vocabulary: newVocabulary()}, make(map[*corpus.Article]*reading)}
}

// Told is a text with the sentences that it is of.
type Told struct {
	Text   string
	Places []corpus.Place // in reading order
	unit   unit
}

// Tell tells one sentence of an article, or neighbours that belong together. It
// reports false for what no briefing says: sentences that call people, hide a link
// or instruct a model, questions, what belongs to a page, and a quotation for which
// the sentence before has no speaker either.
func (t *Telling) Tell(places ...corpus.Place) (Told, bool) {
	sentences := t.sentences(places)
	if len(sentences) == 0 || !slices.ContainsFunc(sentences, func(s *sentence) bool { return len(s.words) > 0 }) ||
		slices.ContainsFunc(sentences, (*sentence).unusable) {
		return Told{}, false
	}
	first := sentences[0]
	u := unit{sentences: sentences, score: sentences[len(sentences)-1].value()}
	before := first.before()
	if before != nil && (first.fitness.leans || brokenQuote(joined(sentences))) && !before.unusable() && !before.fitness.leans &&
		len(before.words)+u.words() <= maxJoined {
		u.sentences = append([]*sentence{before}, sentences...)
	}
	if brokenQuote(joined(u.sentences)) {
		return Told{}, false
	}
	return t.told(u), true
}

func (t *Telling) told(u unit) Told {
	return Told{Text: t.attributed(u), Places: placesOf(u.sentences), unit: u}
}

func placesOf(sentences []*sentence) []corpus.Place {
	out := make([]corpus.Place, len(sentences))
	for i, s := range sentences {
		out[i] = corpus.Place{Article: s.article, Passage: s.ref.Paragraph - 1, Sentence: s.ref.Sentence - 1}
	}
	return out
}

func anyHostile(sentences []*sentence) bool {
	return slices.ContainsFunc(sentences, func(s *sentence) bool { return s.fitness.hostile })
}

// unusable reports whether no briefing tells the sentence.
func (s *sentence) unusable() bool {
	return s.fitness.hostile || s.fitness.boilerplate || s.question()
}

// Choose chooses the most valuable texts, at most so many, as points are chosen:
// each article gives its best before any gives its second, and nothing is said
// twice. They come in the order of the articles' text.
func (t *Telling) Choose(from []Told, most int) []Told {
	units := make([]unit, len(from))
	for i, told := range from {
		units[i] = told.unit
	}
	var chosen []unit
	var said coverage
	for len(chosen) < most {
		best := t.best(units, chosen, &said, most)
		if best < 0 {
			break
		}
		for _, s := range units[best].sentences {
			said.add(t.vocabulary, s)
		}
		chosen = append(chosen, units[best])
		units = slices.Delete(units, best, best+1)
	}
	slices.SortFunc(chosen, func(a, b unit) int { return byPlace(a.last(), b.last()) })
	out := make([]Told, len(chosen))
	for i, u := range chosen {
		out[i] = t.told(u)
	}
	return out
}

// IsTold reports whether a text is what a briefing says in the words of some
// sentences, whatever it calls an author without a name.
func (t *Telling) IsTold(text string, places []corpus.Place) bool {
	sentences := t.sentences(places)
	if len(sentences) == 0 || anyHostile(sentences) {
		return false
	}
	for _, several := range []bool{t.several, !t.several} {
		c := composition{several: several}
		if c.attributed(unit{sentences: sentences}) == text {
			return true
		}
	}
	return false
}

// IsEvent reports whether the timeline of a briefing has a sentence under a date.
func (t *Telling) IsEvent(date string, p corpus.Place) bool {
	sentences := t.sentences([]corpus.Place{p})
	if len(sentences) == 0 {
		return false
	}
	e, ok := sentences[0].event(publishedOn(p.Article.Published))
	return ok && e.date == date
}

// IsPosition reports whether sentences are a position of somebody in a briefing,
// where they stand in the articles' words (Plain).
func (t *Telling) IsPosition(who string, places []corpus.Place) bool {
	sentences := t.sentences(places)
	if len(sentences) == 0 || anyHostile(sentences) || sentences[len(sentences)-1].unusable() {
		return false
	}
	s := sentences[len(sentences)-1]
	if p, ok := s.position(); ok {
		return p.who == who && slices.Equal(p.sentences, sentences)
	}
	one, several := composition{}, composition{several: true}
	return len(sentences) == 1 && s.opinion() && !s.statement().found && (who == one.author(s.article) || who == several.author(s.article))
}

// Plain is the text of sentences as the articles have it, "" where one of them calls
// people, hides a link or instructs a model.
func (t *Telling) Plain(places []corpus.Place) string {
	sentences := t.sentences(places)
	if anyHostile(sentences) {
		return ""
	}
	return joined(sentences)
}

// Argues reports whether an article is told as its author's: it says that it is an
// opinion or, where it says no kind, keeps telling what ought to be done.
func (t *Telling) Argues(a *corpus.Article) bool { return t.of(a).opinion }

// sentences are those at places of one article; none when one is not there, or the
// places are of several.
func (t *Telling) sentences(places []corpus.Place) []*sentence {
	out := make([]*sentence, 0, len(places)+1)
	for _, p := range places {
		r := t.of(p.Article)
		if p.Article != places[0].Article || p.Passage < 0 || p.Passage >= len(r.before) ||
			p.Sentence < 0 || p.Sentence >= len(p.Article.Passages[p.Passage].Sentences) {
			return nil
		}
		s := r.at(r.before[p.Passage] + p.Sentence)
		if s == nil {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// of reads an article, or has read it already.
func (t *Telling) of(a *corpus.Article) *reading {
	if r, ok := t.read[a]; ok {
		return r
	}
	r := &reading{document: readArticle(a, maxRead, t.vocabulary)}
	r.opinion = r.argues()
	r.prepare(fitted)
	n := 0
	for _, p := range a.Passages {
		r.before = append(r.before, n)
		n += len(p.Sentences)
	}
	t.read[a] = r
	return r
}

// Useful reports whether sentences say something that a briefing might tell, though
// not alone.
func (t *Telling) Useful(places ...corpus.Place) bool {
	sentences := t.sentences(places)
	return len(sentences) > 0 && !slices.ContainsFunc(sentences, (*sentence).unusable)
}
