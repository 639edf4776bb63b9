package answer

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// RulesVersion says by which rules answers are read, verified and kept. It counts
// up with a change of them after which another draft, or more or less of one,
// would be shown, so that no answer is given again that would not be given today.
const RulesVersion = 2

// Saved is an answer as it can be kept: what a model wrote and on which sentences
// it rests, without the articles and without the question.
type Saved struct {
	Claims     []SavedClaim  `json:"claims,omitempty"`
	Refusal    *SavedRefusal `json:"refusal,omitempty"` // that the model found no answer
	Dropped    []Dropped     `json:"dropped,omitempty"`
	Ranking    []Ranked      `json:"ranking,omitempty"`
	Confidence float64       `json:"confidence"`
}

// SavedClaim is a sentence with its references.
type SavedClaim struct {
	Text string   `json:"text"`
	Refs []string `json:"refs"`
}

// SavedRefusal is a refusal with the references of what it shows.
type SavedRefusal struct {
	Message string   `json:"message"`
	Nearest []string `json:"nearest,omitempty"`
}

// Save is what can be kept of a reply for Again: of a whole written answer, and of
// a refusal because the articles do not answer. It reports false for others: those
// that stand in for a written one, and those with a cause.
func (r *Reply) Save() (Saved, bool) {
	s := Saved{Dropped: r.dropped, Ranking: r.ranking, Confidence: r.confidence}
	switch {
	case r.cause != nil || r.note != "":
		return Saved{}, false
	case r.mode == Written && r.Answered():
		for _, c := range r.claims {
			saved := SavedClaim{Text: c.Text}
			for _, n := range c.Sources {
				saved.Refs = append(saved.Refs, r.sources[n-1].Ref().String())
			}
			s.Claims = append(s.Claims, saved)
		}
	case r.refusal != nil && r.refusal.Kind == NotCovered:
		s.Refusal = &SavedRefusal{Message: r.refusal.Message}
		for _, source := range r.refusal.Nearest {
			s.Refusal.Nearest = append(s.Refusal.Nearest, source.Ref().String())
		}
	default:
		return Saved{}, false
	}
	return s, true
}

// Again is the reply of a saved answer to a question, verified anew: each sentence
// against the sentences that it rests on, as the articles have them now. It is nil
// when a reference leads nowhere or a sentence does not pass. The error is that of
// ctx, or of Work.
func (w *Writer) Again(ctx context.Context, q Question, s Saved) (reply *Reply, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	busy := w.work(ctx, func() { reply = w.Answerer.of(q.Article).again(q, s) })
	return reply, busy
}

// again is Again, of which one call takes well under a millisecond a sentence.
func (a *Answerer) again(q Question, s Saved) *Reply {
	r := &Reply{question: q.Text, mode: Written, confidence: s.Confidence, ranking: s.Ranking, dropped: s.Dropped}
	shelf := make(map[string]*corpus.Article)
	for _, article := range a.Quotable() {
		shelf[article.Slug] = article
	}
	if s.Refusal != nil {
		nearest, ok := places(shelf, s.Refusal.Nearest)
		if !ok || len(s.Claims) > 0 {
			return nil
		}
		var numbers cite.Numbering
		for _, p := range nearest {
			numbers.Number(p)
		}
		r.mode = Quoted
		r.refusal = &Refusal{Kind: NotCovered, Message: s.Refusal.Message, Nearest: numbers.Sources()}
		return r
	}
	var numbers cite.Numbering
	for _, saved := range s.Claims {
		cited, ok := places(shelf, saved.Refs)
		if !ok {
			return nil
		}
		rests := stillRests(saved.Text, cited)
		if len(rests) == 0 {
			return nil
		}
		c := Claim{Text: saved.Text}
		for _, p := range rests {
			c.Sources = append(c.Sources, numbers.Number(p))
		}
		r.claims = append(r.claims, c)
	}
	r.sources = numbers.Sources()
	if !r.Answered() {
		return nil
	}
	return r
}

// stillRests are the sentences that a text rests on, of those that are cited and
// what stands in their paragraphs; none when it does not pass.
func stillRests(text string, cited []corpus.Place) []corpus.Place {
	if plainText(text) != text || foreign(text, text) != "" {
		return nil
	}
	var passages [][]corpus.Place
	var markers []cite.Marker
	for _, p := range cited {
		at := slices.IndexFunc(passages, func(places []corpus.Place) bool {
			return places[0].Article == p.Article && places[0].Passage == p.Passage
		})
		if at < 0 {
			at = len(passages)
			passages = append(passages, placesOf(p.Article, p.Passage))
		}
		markers = append(markers, cite.Marker{Passage: at + 1, Sentence: p.Sentence + 1})
	}
	v := cite.Verify(cite.Draft{Text: text, Markers: markers}, cite.NewSent(passages))
	return v.Places
}

// places are what references lead to, and false when one leads nowhere.
func places(shelf map[string]*corpus.Article, refs []string) ([]corpus.Place, bool) {
	var out []corpus.Place
	for _, text := range refs {
		ref, err := corpus.ParseRef(text)
		if err != nil {
			return nil, false
		}
		article := shelf[ref.Article]
		if article == nil {
			return nil, false
		}
		if _, ok := article.Sentence(ref); !ok {
			return nil, false
		}
		out = append(out, corpus.Place{Article: article, Passage: ref.Paragraph - 1, Sentence: ref.Sentence - 1})
	}
	return out, true
}

// To is the reply to somebody else who asks the same in other letters.
func (r *Reply) To(question string) *Reply {
	if r.question == question {
		return r
	}
	other := *r
	other.question = question
	return &other
}

// Same reports whether two replies say the same, to the letter.
func (r *Reply) Same(other *Reply) bool {
	a, err := json.Marshal(r)
	if err != nil {
		return false
	}
	b, err := json.Marshal(other)
	return err == nil && bytes.Equal(a, b)
}
