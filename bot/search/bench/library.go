package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
)

// mixed are the sets whose sentences and questions a large library is made of.
var mixed = []string{"squad2", "newwiki", "clapnq", "qamr_wikinews"}

func load(dir, name string, passages, questions int) (*library, error) {
	if name != "" {
		set, err := eval.Load(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		l := ofSet(set)
		l.questions = pick(answerable(set.Questions), questions)
		return l, nil
	}
	var sentences []string
	var asked []eval.Question
	for _, name := range mixed {
		set, err := eval.Load(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		asked = append(asked, answerable(set.Questions)...)
		for _, a := range set.Articles {
			for _, p := range a.Passages {
				for _, s := range p.Sentences {
					sentences = append(sentences, a.Raw(s))
				}
			}
		}
	}
	l := mix(sentences, passages, rand.New(rand.NewPCG(1, 2)))
	l.questions = pick(asked, questions)
	return l, nil
}

func ofSet(set *eval.Set) *library {
	l := &library{articles: set.Articles, ids: make(map[*corpus.Article][]string), ranked: true}
	for _, a := range set.Articles {
		for p := range a.Passages {
			l.ids[a] = append(l.ids[a], set.ID(a, p))
			l.passages++
		}
	}
	return l
}

func answerable(questions []eval.Question) []eval.Question {
	var out []eval.Question
	for _, q := range questions {
		if q.Answerable && len(q.GoldPassages) > 0 {
			out = append(out, q)
		}
	}
	return out
}

// pick keeps n questions, evenly spaced.
func pick(questions []eval.Question, n int) []eval.Question {
	if n >= len(questions) {
		return questions
	}
	out := make([]eval.Question, n)
	for i := range out {
		out[i] = questions[i*len(questions)/n]
	}
	return out
}

// Shape of the mixed library: about 600 bytes a passage, as in the open sets.
const (
	passageSentences = 4
	articlePassages  = 25
)

// mix makes articles of sentences drawn at random.
func mix(sentences []string, passages int, random *rand.Rand) *library {
	l := &library{ids: make(map[*corpus.Article][]string), passages: passages}
	for made := 0; made < passages; {
		a := &corpus.Article{Slug: fmt.Sprintf("article-%d", len(l.articles)), Version: 1}
		a.Title = fmt.Sprintf("Article %d", len(l.articles))
		var text strings.Builder
		for range min(articlePassages, passages-made) {
			if text.Len() > 0 {
				text.WriteString("\n\n")
			}
			p := corpus.Passage{Span: corpus.Span{Start: text.Len()}}
			for i := range passageSentences {
				if i > 0 {
					text.WriteByte(' ')
				}
				start := text.Len()
				text.WriteString(sentences[random.IntN(len(sentences))])
				p.Sentences = append(p.Sentences, corpus.Span{Start: start, End: text.Len()})
			}
			p.End = text.Len()
			l.ids[a] = append(l.ids[a], fmt.Sprintf("%s#%d", a.Slug, len(a.Passages)))
			a.Passages = append(a.Passages, p)
			made++
		}
		a.Text = text.String()
		l.articles = append(l.articles, a)
	}
	return l
}
