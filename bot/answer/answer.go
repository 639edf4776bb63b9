package answer

import (
	"context"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/search"
)

// MaxQuestion is the length of the longest question, in bytes. Discord's
// longest message has 4,000 characters.
const MaxQuestion = 16_000

// MaxClaims is the number of sentences in a quoted answer.
const MaxClaims = 3

// refuseBelow is the confidence under which a question is refused. It refuses
// 95 % of the questions whose article is not in the library; see the figures
// of bot/search/train.
const refuseBelow = .5

// Question is what somebody asks.
type Question struct {
	Text    string
	History []search.Turn // earlier turns of the conversation, oldest first
	Article string        // the slug of the only article to answer from; empty for all
}

// Answerer answers questions from an index. It may be used by many goroutines.
type Answerer struct {
	index *search.Index
}

// New returns an Answerer of what index holds, now and later.
func New(index *search.Index) *Answerer { return &Answerer{index: index} }

// Answer answers a question or says why not. The error is that of ctx; every
// other trouble is a refusal.
func (a *Answerer) Answer(ctx context.Context, q Question) (*Reply, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	text := strings.TrimSpace(q.Text)
	switch {
	case text == "" || !utf8.ValidString(text):
		return refuse(q, NoQuestion, "There is no question here. Ask one in words."), nil
	case len(text) > MaxQuestion:
		return refuse(q, TooLong, "That is too long for a question. Ask it in fewer words."), nil
	}
	query := search.Query{Text: text, History: q.History}
	if q.Article != "" {
		query.Only = func(article *corpus.Article) bool { return article.Slug == q.Article }
	}
	found := a.index.Search(query)
	if len(found.Passages) == 0 {
		return a.nothing(q), nil
	}
	if found.Confidence < refuseBelow || len(found.Sentences) == 0 {
		return notCovered(q, found), nil
	}
	return quote(q, found), nil
}

// nothing is the refusal when no passage shares anything with the question.
func (a *Answerer) nothing(q Question) *Reply {
	articles := a.index.Articles()
	if len(articles) == 0 {
		return refuse(q, NoArticles, "There are no articles to answer from. A moderator can add some.")
	}
	if q.Article != "" {
		known := false
		for _, article := range articles {
			known = known || article.Slug == q.Article
		}
		if !known {
			return refuse(q, UnknownName, "There is no article of that name.")
		}
	}
	return refuse(q, NotCovered, "The articles do not cover this.")
}

func refuse(q Question, kind RefusalKind, message string) *Reply {
	return &Reply{question: q.Text, mode: Quoted, refusal: &Refusal{Kind: kind, Message: message, Nearest: []Source{}}}
}

// nearestPassages is how many passages a refusal shows.
const nearestPassages = 3

// notCovered is a refusal that shows the best sentence of each of the nearest
// passages.
func notCovered(q Question, found search.Result) *Reply {
	r := refuse(q, NotCovered, "The articles do not answer this. The nearest passages are about something else, or leave it open.")
	r.confidence, r.ranking = found.Confidence, ranking(found)
	for _, hit := range found.Passages {
		if len(r.refusal.Nearest) == nearestPassages {
			break
		}
		r.refusal.Nearest = append(r.refusal.Nearest, sourceOf(len(r.refusal.Nearest)+1, quotation{hit.Article, hit.Passage, bestIn(found, hit)}))
	}
	return r
}

// bestIn is the best sentence of a passage, or its first.
func bestIn(found search.Result, hit search.Hit) int {
	for _, e := range found.Sentences {
		if e.Article == hit.Article && e.Passage == hit.Passage {
			return e.Sentence
		}
	}
	return 0
}

func ranking(found search.Result) []Ranked {
	out := make([]Ranked, 0, len(found.Passages))
	for _, hit := range found.Passages {
		out = append(out, Ranked{Article: hit.Article.Slug, Paragraph: hit.Passage + 1, Score: hit.Score})
	}
	return out
}

// quote answers with the articles' own sentences.
func quote(q Question, found search.Result) *Reply {
	r := &Reply{question: q.Text, mode: Quoted, confidence: found.Confidence, ranking: ranking(found)}
	for _, p := range choose(found.Sentences) {
		r.cite(p)
	}
	r.lead = leadIn(r.sources)
	return r
}

// cite adds a sentence as a claim with itself as its source. What is claimed
// is read back from the reference, so that it cannot differ from it.
func (r *Reply) cite(p quotation) {
	source := sourceOf(len(r.sources)+1, p)
	span, ok := p.article.Sentence(source.Ref())
	if !ok {
		return
	}
	r.sources = append(r.sources, source)
	r.claims = append(r.claims, Claim{Text: p.article.Plain(span), Sources: []int{source.N}})
}

// quotation is a sentence of an article, counted from 0.
type quotation struct {
	article           *corpus.Article
	passage, sentence int
}

func (p quotation) text() string { return p.article.Plain(p.span()) }

func (p quotation) span() corpus.Span { return p.article.Passages[p.passage].Sentences[p.sentence] }

func sourceOf(n int, p quotation) Source {
	span := p.span()
	return Source{
		N: n, Article: p.article.Slug, Version: p.article.Version,
		Paragraph: p.passage + 1, Sentence: p.sentence + 1,
		Start: span.Start, End: span.End, Quote: p.article.Raw(span),
		article: p.article,
	}
}

// leans reports whether a sentence needs the one before, and has one.
func (p quotation) leans() bool {
	return p.sentence > 0 && english.Leans(p.text())
}
