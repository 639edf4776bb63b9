package answer

import (
	"fmt"
	"slices"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// rulings are what an Answerer goes by where somebody ruled that sentences fall.
type rulings struct {
	whole  *Answerer                           // of the articles with all their sentences
	struck map[*corpus.Article]*corpus.Article // by the whole ones
	stands func(corpus.Place) []corpus.Place
}

// Without is an Answerer of the same articles in which some sentences are no evidence
// any more: struck are copies of articles without them (corpus.Article.Without), and
// stands says what stands instead of a sentence, nothing for one that did not fall.
// That costs as much as putting these articles into the index, and nothing while
// questions are answered.
//
// What fell is neither quoted nor sent to a model, and carries no claim, but for two
// cases. Who asks for one article is answered from the whole of it. And where nothing
// else answers, what fell is quoted, behind what stands instead, with a note that says
// so. The error is that of search.Index.With.
func (a *Answerer) Without(struck []*corpus.Article, stands func(corpus.Place) []corpus.Place) (*Answerer, error) {
	index, err := a.index.With(struck)
	if err != nil {
		return nil, fmt.Errorf("answer without what fell: %w", err)
	}
	r := &rulings{whole: a, struck: make(map[*corpus.Article]*corpus.Article, len(struck)), stands: stands}
	for _, s := range struck {
		r.struck[s.Whole()] = s
	}
	return &Answerer{index: index, meaning: a.meaning, rulings: r}, nil
}

// of is the Answerer for questions about an article, or about all of them if its slug
// is "".
func (a *Answerer) of(article string) *Answerer {
	if a.rulings == nil || article == "" {
		return a
	}
	return a.rulings.whole
}

// of is the Writer for questions about an article, or about all of them.
func (w *Writer) of(article string) *Writer {
	if w.Answerer.rulings == nil || article == "" {
		return w
	}
	c := *w
	c.Answerer = w.Answerer.of(article)
	return &c
}

// strike puts the articles without what fell in the place of the whole ones.
func (r *rulings) strike(found []search.Similar) {
	if r == nil {
		return
	}
	for i, s := range found {
		if struck := r.struck[s.Article]; struck != nil {
			found[i].Article = struck
		}
	}
}

// without puts into places the articles without what fell.
func (r *rulings) without(places []corpus.Place) []corpus.Place {
	if r != nil {
		for i, p := range places {
			if struck := r.struck[p.Article]; struck != nil {
				places[i].Article = struck
			}
		}
	}
	return places
}

// fellNote is said below an answer that cites what fell.
const fellNote = "Nothing else in the articles answers this: a sentence is quoted that fell by a ruling of the moderators."

// settle is a reply or, where nothing that stands answers, the one that cites what fell.
func (a *Answerer) settle(q Question, r *Reply) *Reply {
	if a.rulings == nil || r.Answered() || r.refusal.Kind != NotCovered {
		return r
	}
	whole := a.rulings.whole
	fell := whole.conclude(q, whole.index.Search(whole.query(q)))
	if !fell.Answered() {
		return r
	}
	return a.rulings.withStanding(fell)
}

// withStanding puts before what a quoted reply cites what stands instead of that.
func (r *rulings) withStanding(reply *Reply) *Reply {
	var stand, fell []corpus.Place
	for _, s := range reply.sources {
		fell = append(fell, s.Where())
		for _, p := range r.stands(s.Where()) {
			if !slices.Contains(stand, p) {
				stand = append(stand, p)
			}
		}
	}
	if len(stand) == 0 {
		return reply
	}
	out := *reply
	out.claims, out.fell, out.note = nil, true, fellNote
	var numbers cite.Numbering
	for _, p := range append(stand[:min(MaxClaims, len(stand))], fell...) {
		if len(out.claims) == numbers.Number(p)-1 { // else it is there already
			out.claims = append(out.claims, Claim{Text: p.Plain(), Sources: []int{len(out.claims) + 1}})
		}
	}
	out.sources = numbers.Sources()
	out.lead = leadIn(out.sources)
	return &out
}

// fellWhy is why a claim is not covered of which only sentences speak that fell.
const fellWhy = "only a sentence speaks of it that fell by a ruling of the moderators"

// judge compares a sentence of a claim with the articles.
func (a *Answerer) judge(sentence, claim string) (cite.Judgement, []corpus.Place) {
	evidence, places := a.Evidence(sentence, claim)
	j := cite.Judge(sentence, evidence, aliasesOf(places))
	if a.rulings == nil || j.Verdict != cite.NotCovered {
		return j, places
	}
	evidence, whole := a.rulings.whole.Evidence(sentence, claim)
	other := cite.Judge(sentence, evidence, aliasesOf(whole))
	for _, p := range deciding(other, whole) {
		if other.Verdict != cite.NotCovered && len(a.rulings.stands(p)) > 0 {
			j.Why = fellWhy
		}
	}
	return j, places
}
