package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// What the bot takes and gives. The edges of the program know these types by
// this package alone.
type (
	Article  = corpus.Article
	Span     = corpus.Span
	Problem  = corpus.Problem
	Question = answer.Question
	Turn     = search.Turn
	Reply    = answer.Reply
	Claim    = answer.Claim
	Source   = answer.Source
	Refusal  = answer.Refusal
	Finding  = answer.Finding
	Verdict  = answer.Verdict
	Kind     = corpus.Kind
	Mode     = cite.Mode
)

// MaxQuestion is the length of the longest question, in bytes.
const MaxQuestion = answer.MaxQuestion

// The verdicts on a claim.
const (
	Supported    = answer.Supported
	Contradicted = answer.Contradicted
	Uncovered    = answer.Uncovered
)

// Written is the mode of a reply that a language model worded.
const Written = answer.Written

// The severities of a problem.
const (
	Error   = corpus.Error
	Warning = corpus.Warning
)

// Bot answers from one library of articles. It may be used by many goroutines.
type Bot struct {
	library  *corpus.Library
	problems []Problem
	answerer *answer.Answerer
	writer   *answer.Writer // nil without a language model
	database string         // a file that may not be there
	stop     func()
	log      *slog.Logger
}

// Markers are the numbers of sources, each in brackets.
func Markers(numbers []int) string { return cite.Markers(numbers) }

// New loads the articles and makes them ready to be searched. A file that
// cannot be used keeps no other from being used; Problems tells of it. A folder
// without articles gives a bot that refuses every question.
//
// The error is that of ctx, a *FolderError, a *ModelError, an *EmbeddingsError, a
// *PromptsError or one that wraps ErrTooManyPassages. Close gives back what the bot holds.
func New(ctx context.Context, c Config) (*Bot, error) {
	k, err := openKnowledge(c.Knowledge)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	index, err := search.New(k.library.Articles())
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	c.log().Debug("articles loaded", "from", k.name, "articles", k.library.Len(),
		"passages", k.library.Passages(), "problems", len(k.problems))
	keeper, closeKeeper, err := keeperOf(c, nil)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	answerer := answer.New(index)
	if keeper != nil {
		answerer = byMeaning(answerer, keeper)
	}
	writer, closeWriter, err := writerOf(c, answerer)
	if err != nil {
		closeKeeper()
		return nil, fmt.Errorf("start: %w", err)
	}
	stop := func() { closeWriter(); closeKeeper() }
	if keeper != nil {
		if err := fillFor(ctx, c, keeper, k.library.Passages()); err != nil {
			stop()
			return nil, err
		}
	}
	return &Bot{
		library:  k.library,
		problems: k.problems,
		answerer: answerer,
		writer:   writer,
		database: databaseOf(c),
		stop:     stop,
		log:      c.log(),
	}, ctx.Err()
}

// Articles are the articles that the bot answers from, by slug.
func (b *Bot) Articles() []*Article { return b.library.Articles() }

// Problems are what the files of the articles should be mended for. Their
// files are paths in the folder of articles.
func (b *Bot) Problems() []Problem { return b.problems }

// Ask answers a question, with the language model where there is one, or says in
// the reply why not. The error is that of
// ctx, or an *UnknownArticleError.
func (b *Bot) Ask(ctx context.Context, q Question) (*Reply, error) {
	slug, err := b.slug(q.Article)
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	q.Article = slug
	return b.answer(ctx, q)
}

// Check says what the articles have about a claim, with what the language model
// says they do where there is one. The error is that of ctx.
func (b *Bot) Check(ctx context.Context, claim string) (*Finding, error) {
	return b.check(ctx, claim)
}

// Knows returns an *UnknownArticleError unless there is an article of that
// slug. No slug, "", means all articles, which there always are.
func (b *Bot) Knows(slug string) error {
	_, err := b.slug(slug)
	return err
}

// slug finds the article that somebody names, in any case; "" names none.
func (b *Bot) slug(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	slug := strings.ToLower(strings.TrimSpace(name))
	if _, ok := b.library.Article(slug); ok {
		return slug, nil
	}
	unknown := &UnknownArticleError{Slug: name}
	for _, a := range b.library.Articles() {
		unknown.Known = append(unknown.Known, a.Slug)
	}
	return "", unknown
}
