package brief

import (
	"math"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// maxTopicWords is how many words of a topic are looked at.
const maxTopicWords = 40

// topic is what somebody wants to discuss, as sets of stems.
type topic struct {
	stems   []string
	weights []float64 // of the stems: the rarer in the articles, the heavier
	// accepted holds, for each stem that may stand in a sentence, which stem of
	// the topic it stands for and how well, 0..1.
	accepted map[string]accepted
}

type accepted struct {
	term   int
	degree float64
}

// readTopic reads the content words of a topic and what means the same.
func readTopic(text string) topic {
	t := topic{accepted: make(map[string]accepted)}
	for _, token := range english.AppendTokens(nil, text) {
		if w := english.Fold(text, token); !english.IsStop(w) && len(t.stems) < maxTopicWords {
			t.stems = append(t.stems, english.Stem(w))
		}
	}
	for i, stem := range t.stems {
		t.accepted[stem] = accepted{i, 1}
	}
	for i := range t.stems {
		for n := 1; n <= english.MaxExpression && i+n <= len(t.stems); n++ {
			english.Default().Lookup(t.stems[i:i+n], func(v english.Variant) bool {
				if len(v.Terms) == 1 && v.Relation <= english.Seat {
					if _, ok := t.accepted[v.Terms[0]]; !ok {
						t.accepted[v.Terms[0]] = accepted{i, swapped}
					}
				}
				return true
			})
		}
	}
	return t
}

// cover is the share, 0..1, of the topic's words that a sentence holds.
func (t *topic) cover(s *sentence) float64 {
	if len(t.stems) == 0 {
		return 0
	}
	best := make([]float64, len(t.stems))
	for _, stem := range s.stems {
		if a, ok := t.accepted[stem]; ok {
			best[a.term] = max(best[a.term], a.degree)
		}
	}
	sum, total := 0.0, 0.0
	for i, degree := range best {
		sum += degree * t.weights[i]
		total += t.weights[i]
	}
	return sum / total
}

// weigh sets the weights of the stems by the documents' sentences.
func (t *topic) weigh(documents []*document) {
	with, n := make([]int, len(t.stems)), 0
	for _, d := range documents {
		for _, s := range d.sentences {
			n++
			for i, stem := range t.stems {
				if slices.Contains(s.stems, stem) {
					with[i]++
				}
			}
		}
	}
	t.weights = make([]float64, len(t.stems))
	for i := range with {
		t.weights[i] = math.Log(1 + float64(n)/float64(max(1, with[i])))
	}
}

// spells reports whether a word is one of the topic's own.
func (t *topic) spells(stem string) bool {
	a, ok := t.accepted[stem]
	return ok && a.degree == 1
}

// subject is what the sides speak of, as the articles spell it: a name or a noun
// with "the" that holds nothing but the topic's words, else "". Nothing of the
// topic itself is shown, which may say whatever its writer likes. The key is
// that of whom the subject names.
func (t *debate) subject(sides [][]view) (subject, key string) {
	for _, side := range sides {
		for _, v := range side {
			for _, s := range v.sentences {
				subject, key = t.longer(subject, key, s, sides)
			}
		}
	}
	if subject != "" {
		return subject, key
	}
	for _, d := range t.documents {
		for _, s := range d.sentences {
			if t.relevance[s] >= farRelevance && !s.fitness.hostile {
				subject, key = t.longer(subject, key, s, sides)
			}
		}
	}
	return subject, key
}

// longer finds a subject in one sentence that says more than the one so far.
func (t *debate) longer(subject, key string, s *sentence, sides [][]view) (longest, ofKey string) {
	for i := 0; i < len(s.tokens); i++ {
		var phrase extent
		switch {
		case s.named(i):
			if phrase = s.nameRun(i); s.adjectival(phrase) {
				continue
			}
			i = phrase.to - 1
		case s.words[i] == "the":
			phrase = s.nounAfter(i)
		}
		if phrase.to <= phrase.from || !t.isSpelled(s, phrase) {
			continue
		}
		text, names := s.slice(phrase), t.keyAt(s, phrase)
		if names != "" && slices.ContainsFunc(sides, func(side []view) bool { return slices.Contains(side[0].keys, names) }) ||
			len(strings.Fields(text)) <= len(strings.Fields(strings.TrimPrefix(subject, "the "))) {
			continue
		}
		if phrase.from > 0 && s.words[phrase.from-1] == "the" && s.adjoins(phrase.from-1) {
			text = "the " + text
		}
		subject, key = text, names
	}
	return subject, key
}

// isSpelled reports whether all words of a phrase are the topic's, but for a
// place that says where something is.
func (t *debate) isSpelled(s *sentence, phrase extent) bool {
	for i := phrase.from; i < phrase.to; i++ {
		if s.words[i] == "in" {
			break
		}
		if !t.topic.spells(s.stems[i]) && !nameJoiners[s.words[i]] {
			return false
		}
	}
	return true
}

// keyAt is the key of whom a phrase names, "" for nobody.
func (t *debate) keyAt(s *sentence, phrase extent) string {
	for _, m := range t.named[s] {
		if m.extent == phrase {
			return m.key
		}
	}
	return ""
}

// adjectival reports whether a name is used as an adjective: "Western support",
// "the Yekaterinburg incident".
func (s *sentence) adjectival(name extent) bool {
	if name.to-name.from > 1 {
		return false
	}
	if name.from > 0 && s.words[name.from-1] == "the" && name.to < len(s.tokens) && s.adjoins(name.to-1) &&
		!s.capital(name.to) && !english.IsStop(s.words[name.to]) {
		return true
	}
	heads := headsOf(s.stems[name.from:name.to], english.Demonym)
	return len(heads) > 0 && !slices.Contains(heads, s.stems[name.from])
}

// nounAfter is the noun behind "the" at token i: words without capitals up to a
// stop word, a mark or the end, and a place behind "in". It is empty where the noun
// goes on with a capital, or with words that say which one is meant.
func (s *sentence) nounAfter(i int) extent {
	from := i + 1
	to := from
	for to < len(s.tokens) && to-from < 3 && s.adjoins(to-1) && !s.capital(to) && !english.IsStop(s.words[to]) {
		to++
	}
	if to == from || to < len(s.tokens) && s.adjoins(to-1) && !english.IsStop(s.words[to]) {
		return extent{}
	}
	if to == len(s.tokens) || !s.adjoins(to-1) {
		return extent{from, to}
	}
	switch s.words[to] {
	case "in":
		if to+1 == len(s.tokens) || !s.named(to+1) {
			return extent{}
		}
		return extent{from, s.nameRun(to + 1).to}
	case "of", "that", "which", "who", "to", "for", "on", "with", "at", "from", "by":
		return extent{} // what follows says which
	}
	return extent{from, to}
}
