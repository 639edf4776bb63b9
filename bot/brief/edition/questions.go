package edition

import (
	"slices"
	"strings"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// Questions are three neutral questions about what is quoted, for a discussion;
// none of an edition that quotes nothing. They are made anew by each call.
func (e *Edition) Questions() []string {
	if len(e.sources) == 0 {
		return nil
	}
	var found []brief.Found
	var titles []string
	for _, a := range e.excerpts() {
		titles = append(titles, a.Name())
		for i := range a.Passages {
			found = append(found, brief.Found{Article: a, Passage: i, Score: 1})
		}
	}
	d, err := brief.Discuss(strings.Join(titles, " "), found)
	if err != nil || len(d.Questions()) == 0 {
		return brief.OpenQuestions() // nobody takes a side in what is quoted
	}
	return d.Questions()
}

// excerpts are the cited articles without the sentences that the edition does not
// show, so that no question is about somebody who is not quoted in it. Of two
// versions it is the later one, as far as that is cited.
func (e *Edition) excerpts() []*corpus.Article {
	var out []*corpus.Article
	for _, a := range brief.Declared(e.cited()) {
		excerpt := *a
		excerpt.Passages = nil
		for i, p := range a.Passages {
			passage := p
			passage.Sentences = nil
			for k, span := range p.Sentences {
				if _, ok := e.numbers[(corpus.Place{Article: a, Passage: i, Sentence: k}).Ref()]; ok {
					passage.Sentences = append(passage.Sentences, span)
				}
			}
			if len(passage.Sentences) > 0 {
				excerpt.Passages = append(excerpt.Passages, passage)
			}
		}
		out = append(out, &excerpt)
	}
	return out
}

// cited are the cited articles, each in its latest version, by slug.
func (e *Edition) cited() []*corpus.Article {
	var out []*corpus.Article
	for _, s := range e.sources {
		a := s.Of()
		i, found := slices.BinarySearchFunc(out, a.Slug, func(a *corpus.Article, slug string) int { return strings.Compare(a.Slug, slug) })
		switch {
		case !found:
			out = slices.Insert(out, i, a)
		case out[i].Version < a.Version:
			out[i] = a
		}
	}
	return out
}
