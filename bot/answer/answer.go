package answer

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/cite"
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
const refuseBelow = .7

// Question is what somebody asks.
type Question struct {
	Text    string
	History []Turn // earlier turns of the conversation, oldest first
	Article string // the slug of the only article to answer from; empty for all

	prepared bool      // see Answerer.Prepare
	vector   []float32 // nil for none
}

// Turn is one earlier message of a conversation.
type Turn = search.Turn

// Answerer answers questions from an index. It may be used by many goroutines.
type Answerer struct {
	index   *search.Index
	meaning Meaning  // nil goes by words alone
	rulings *rulings // nil where all sentences stand
}

// New returns an Answerer of what index holds, now and later.
func New(index *search.Index) *Answerer { return &Answerer{index: index} }

// From returns an Answerer of articles, by their words. The error is that of search.New.
func From(articles []*corpus.Article) (*Answerer, error) {
	index, err := search.New(articles)
	if err != nil {
		return nil, err
	}
	return New(index), nil
}

// Answer answers a question or says why not. Asked for a view of its own (who is
// right, what it thinks) it says that it has none, and quotes who holds which. The
// error is that of ctx; every other trouble is a refusal.
func (a *Answerer) Answer(ctx context.Context, q Question) (*Reply, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a = a.of(q.Article)
	text := strings.TrimSpace(q.Text)
	switch {
	case !utf8.ValidString(text) || !strings.ContainsFunc(text, isWordy):
		return refuse(q, NoQuestion, "There is no question here. Ask one in words."), nil
	case len(text) > MaxQuestion:
		return refuse(q, TooLong, "That is too long for a question. Ask it in fewer words."), nil
	}
	if topic, asks := viewTopic(text); asks && len(a.index.Articles()) > 0 {
		return a.views(q, topic), nil
	}
	if q = a.Prepare(ctx, q); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return a.settle(q, a.conclude(q, a.index.Search(a.query(q)))), nil
}

// isWordy reports whether a character may be one of a word.
func isWordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// conclude quotes what was found, or refuses.
func (a *Answerer) conclude(q Question, found search.Result) *Reply {
	if len(found.Passages) == 0 {
		return a.nothing(q)
	}
	if found.Confidence < refuseBelow || len(found.Sentences) == 0 {
		return notCovered(q, found)
	}
	if r := quote(q, found); r.Answered() {
		return r
	}
	return notCovered(q, found) // all lean on what fell
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
	var numbers cite.Numbering
	for _, hit := range found.Passages[:min(nearestPassages, len(found.Passages))] {
		if k := bestIn(found, hit); k >= 0 {
			numbers.Number(corpus.Place{Article: hit.Article, Passage: hit.Passage, Sentence: k})
		}
	}
	r.refusal.Nearest = numbers.Sources()
	return r
}

// bestIn is the best sentence of a passage, or its first; -1 where the article is
// without all of it.
func bestIn(found search.Result, hit search.Hit) int {
	for _, e := range found.Sentences {
		if e.Article == hit.Article && e.Passage == hit.Passage {
			return e.Sentence
		}
	}
	return slices.IndexFunc(hit.Article.Passages[hit.Passage].Sentences, func(s corpus.Span) bool { return s.Len() > 0 })
}

func ranking(found search.Result) []Ranked {
	out := make([]Ranked, 0, len(found.Passages))
	for _, hit := range found.Passages {
		out = append(out, Ranked{Article: hit.Article.Slug, Paragraph: hit.Passage + 1, Score: hit.Score})
	}
	return out
}

// quote answers with the articles' own sentences. What is claimed is read back
// from the reference that is cited, so that it cannot differ from it.
func quote(q Question, found search.Result) *Reply {
	r := &Reply{question: q.Text, mode: Quoted, confidence: found.Confidence, ranking: ranking(found)}
	var numbers cite.Numbering
	for _, p := range choose(found.Sentences) {
		if span, ok := p.Article.Sentence(p.Ref()); ok {
			r.claims = append(r.claims, Claim{Text: p.Article.Plain(span), Sources: []int{numbers.Number(p)}})
		}
	}
	r.sources = numbers.Sources()
	r.lead = leadIn(r.sources)
	return r
}

// leans reports whether a sentence needs the one before, and has one.
func leans(p corpus.Place) bool {
	return p.Sentence > 0 && english.Leans(p.Plain())
}
