package cite

import (
	"cmp"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// Marker names a sentence of a prompt: which of the passages that were sent, and
// which of its sentences, both from 1.
type Marker struct{ Passage, Sentence int }

// Draft is one sentence that a model wrote, without its markers.
type Draft struct {
	Text    string
	Markers []Marker // as the model wrote them, right or wrong
}

// Sent is what a model was sent: passages with their sentences, by which its
// draft is verified. It remembers what it has read, so that only one goroutine
// may use it at a time. The zero value is nothing sent.
type Sent struct {
	passages [][]sentSentence
	aliases  *english.Thesaurus
	reader   *reader
	found    map[string][]Marker // stem to the sentences that have it, in order
	own      map[*corpus.Article]map[string]bool
	dated    map[*Facts]*Facts // with the dates that its article's day gives
}

type sentSentence struct {
	place corpus.Place
	text  string // as a reader sees it
}

// NewSent reads the sentences of each passage, in the order of the prompt. Those that
// an article is without (corpus.Article.Without) were not sent.
func NewSent(passages [][]corpus.Place) *Sent {
	s := &Sent{reader: newReader(), found: make(map[string][]Marker), own: make(map[*corpus.Article]map[string]bool)}
	var groups [][]string
	for i, places := range passages {
		passage := make([]sentSentence, len(places))
		for k, p := range places {
			passage[k] = sentSentence{p, p.Plain()}
			s.learn(passage[k].text, Marker{i + 1, k + 1})
			if s.own[p.Article] == nil {
				s.own[p.Article] = ownWords(p.Article)
				groups = append(groups, p.Article.Aliases...)
			}
		}
		s.passages = append(s.passages, passage)
	}
	if len(groups) > 0 {
		s.aliases = english.New(groups)
	}
	return s
}

// learn notes which words of weight a sentence has.
func (s *Sent) learn(text string, m Marker) {
	f := s.reader.read(text)
	if f == nil {
		return
	}
	for stem := range f.positions {
		if f.words[f.positions[stem][0]].sort != function {
			s.found[stem] = append(s.found[stem], m)
		}
	}
}

// at is the sentence that a marker names; it reports false when none was sent.
func (s *Sent) at(m Marker) (sentSentence, bool) {
	if m.Passage < 1 || m.Passage > len(s.passages) || m.Sentence < 1 || m.Sentence > len(s.passages[m.Passage-1]) {
		return sentSentence{}, false
	}
	x := s.passages[m.Passage-1][m.Sentence-1]
	return x, x.text != ""
}

// How much of what stands around a cited sentence is read.
const (
	sentBefore = 3
	sentAfter  = 1
)

// evidence is a sentence with what was sent around it.
func (s *Sent) evidence(m Marker) Evidence {
	passage := s.passages[m.Passage-1]
	k := m.Sentence - 1
	e := Evidence{Text: passage[k].text, Title: passage[k].place.Article.Title}
	for _, x := range passage[max(0, k-sentBefore):k] {
		e.Before = append(e.Before, x.text)
	}
	for _, x := range passage[k+1 : min(len(passage), k+1+sentAfter)] {
		e.After = append(e.After, x.text)
	}
	return e
}

// resolved is the evidence of a sentence, with a name in the place of a pronoun
// at its beginning where the sentence before begins with that name and has no
// other; and that sentence.
func (s *Sent) resolved(m Marker) (Evidence, []corpus.Place) {
	e := s.evidence(m)
	if len(e.Before) == 0 {
		return e, nil
	}
	f, before := s.reader.read(e.Text), s.reader.read(e.Before[len(e.Before)-1])
	if before == nil || len(before.names) != 1 || before.names[0].from != 0 || !subjects[f.folded(0)] {
		return e, nil
	}
	e.Text = before.raw(0, before.names[0].to) + f.text[f.words[0].end:]
	return e, []corpus.Place{s.passages[m.Passage-1][m.Sentence-2].place}
}

// subjects are the pronouns that a sentence may be about.
var subjects = wordSet(`he she it they`)

// pointsBack reports whether the later of a sentence and its neighbour has a
// pronoun, so that both speak of the same.
func (s *Sent) pointsBack(m Marker, by int) bool {
	later, ok := s.at(Marker{m.Passage, m.Sentence + max(0, by)})
	if !ok {
		return false
	}
	f := s.reader.read(later.text)
	for i := range min(leaning, len(f.words)) {
		if pronouns[f.folded(i)] {
			return true
		}
	}
	return false
}

// spells reports whether a sentence of the article that was sent has a name in full.
func (s *Sent) spells(f *Facts, n name, article *corpus.Article) bool {
	terms := make([]string, 0, n.to-n.from)
	for i := n.from; i < n.to; i++ {
		terms = append(terms, f.words[i].stem)
	}
	for _, m := range s.found[terms[len(terms)-1]] {
		if x, _ := s.at(m); x.place.Article == article {
			if _, ok := s.reader.read(x.text).find(terms); ok {
				return true
			}
		}
	}
	return false
}

// nearest are up to n sentences that share most with a claim, at least
// leastShared of it, and are not among those that were tried; the best first.
func (s *Sent) nearest(c *Claim, tried []Marker, n int) []Marker {
	score, shared := make(map[Marker]float32), make(map[Marker]float32)
	var whole float32
	for i := range c.words {
		w := &c.words[i]
		if w.sort == function || w.light() && w.sort == content {
			continue
		}
		whole += w.weight
		for _, m := range s.found[w.stem] {
			shared[m] += w.weight
			score[m] += max(w.weight, lightWeight) / float32(1+len(s.found[w.stem]))
		}
	}
	var out []Marker
	for m := range score {
		if shared[m] >= leastShared*whole && !slices.Contains(tried, m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Marker) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Sentence, b.Sentence))
	})
	return out[:min(n, len(out))]
}

// leastShared is the share of a claim's words that a sentence must have to be
// tried for it.
const leastShared = .4
