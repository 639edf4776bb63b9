package answer

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

// Budgets of a prompt, in tokens.
const (
	// DefaultArticleBudget is for all articles together, so that they go along
	// whole.
	DefaultArticleBudget = 8_000
	// passageBudget is for the passages that are sent when not all articles are.
	passageBudget = 2_500
)

// maxAnswerTokens bounds what a model may write, with what it thinks before.
const maxAnswerTokens = 4_096

// Writer answers with a language model: the model drafts, and only sentences
// that cite.Verify accepts come into the reply. Answerer, Model, Prompts and
// Secret are required. It may be used by many goroutines.
type Writer struct {
	Answerer *Answerer
	Model    llm.Model
	Prompts  *prompts.Set
	// Secret makes the boundaries in prompts so that no article can know them. It
	// is random and at least 16 bytes; another one makes servers forget what they
	// keep of earlier prompts.
	Secret []byte
	// Calibration says how many tokens a text has; nil for the first guess.
	Calibration func() llm.Calibration
	// ArticleBudget is how many tokens all articles may have to be sent whole.
	// Zero takes DefaultArticleBudget.
	ArticleBudget int
	// Language is what answers are written in; "" is the question's.
	Language string
	// Work runs what takes the processor's time, where that is bounded: searching,
	// verifying. Nil runs it at once; waiting for the model is not among it.
	Work func(ctx context.Context, f func()) error
}

// Answer answers a question in the words of the model, as far as the articles
// carry them. progress, which may be nil, is called with what has been verified
// so far, from the goroutine that called Answer.
//
// Where the model fails, or too little of what it wrote is verified, the reply is
// the quoted one: Note says why to the reader, Cause to the operator. A question
// that search is not sure of is refused without asking the model, unless all
// articles go along: then the model has read them all, which search, that goes by
// words, has not, and may find the answer or say that there is none. The error
// is that of ctx.
func (w *Writer) Answer(ctx context.Context, q Question, progress func(*Reply)) (*Reply, error) {
	q = w.Answerer.Prepare(ctx, q)
	var quoted *Reply
	var err error
	if busy := w.work(ctx, func() { quoted, err = w.Answerer.Answer(ctx, q) }); busy != nil || err != nil {
		return nil, cmp.Or(busy, err)
	}
	if r := quoted.refusal; r != nil && r.Kind != NotCovered {
		return quoted, nil
	}
	d := &dialogue{w: w, q: q, quoted: quoted, progress: progress, calibration: w.calibration()}
	reply, err := d.answer(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return d.fallBack(failureNote(err), err), nil
	}
	return reply, nil
}

func (w *Writer) work(ctx context.Context, f func()) error {
	if w.Work == nil {
		f()
		return nil
	}
	return w.Work(ctx, f)
}

func (w *Writer) calibration() llm.Calibration {
	if w.Calibration == nil {
		return llm.Calibration{}
	}
	return w.Calibration()
}

// dialogue is the answering of one question.
type dialogue struct {
	w           *Writer
	q           Question
	quoted      *Reply // what stands in for a written answer
	progress    func(*Reply)
	calibration llm.Calibration

	passages [][]corpus.Place
	sent     *cite.Sent
	data     prompts.Data
	messages []llm.Message
	draft    strings.Builder // as the model wrote it

	kept    []kept
	failed  []failed  // to be repaired
	dropped []Dropped // for good
	refused bool      // the model found no answer
	written int       // sentences of the draft
}

// kept is a verified sentence; at is its place in the draft.
type kept struct {
	at     int
	text   string
	places []corpus.Place
}

// failed is a sentence that may be repaired.
type failed struct {
	at int
	drafted
	why string
}

// answer asks the model. Its error is the model's, or that a prompt could not
// be written.
func (d *dialogue) answer(ctx context.Context) (*Reply, error) {
	d.data = prompts.Data{Question: d.q.Text, Language: d.w.Language, History: history(d.q.History)}
	if !d.takeAll() {
		if err := d.takeBest(ctx); err != nil {
			return nil, err
		}
		if !d.quoted.Answered() || len(d.passages) == 0 {
			return d.quoted, nil
		}
	}
	d.sent = cite.NewSent(d.passages)
	d.number()
	messages, err := d.w.Prompts.Answer(d.data)
	if err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	d.messages = chat(messages)
	if err := d.stream(ctx, "answer"); err != nil {
		return nil, err
	}
	var cause error
	if len(d.failed) > 0 {
		cause = d.repair(ctx)
	}
	return d.finish(cause), nil
}

// takeAll takes all passages, in an order that stays, if they fit the budget.
func (d *dialogue) takeAll() bool {
	budget := cmp.Or(d.w.ArticleBudget, DefaultArticleBudget)
	var all [][]corpus.Place
	size := 0
	for _, a := range d.w.Answerer.Articles() {
		if d.q.Article != "" && a.Slug != d.q.Article {
			continue
		}
		for i := range a.Passages {
			all = append(all, placesOf(a, i))
			size += passageBytes(a, i)
			if d.calibration.Tokens(size) > budget {
				return false
			}
		}
	}
	d.passages = all
	return true
}

// takeBest takes the passages that answer the question best, as many as go into
// their budget, and what is quoted from them. A follow-up is made a question of
// its own first, since its own words may find nothing; where all articles go along
// nothing is searched, and the model reads the conversation itself.
func (d *dialogue) takeBest(ctx context.Context) error {
	q, a := d.q, d.w.Answerer
	if len(d.q.History) > 0 {
		rewritten, err := d.rewrite(ctx)
		if err != nil {
			return err
		}
		q = a.Prepare(ctx, Question{Text: rewritten, Article: d.q.Article})
	}
	var found search.Result
	if err := d.w.work(ctx, func() { found = a.index.Search(a.query(q)) }); err != nil {
		return err
	}
	d.quoted = d.w.Answerer.conclude(d.q, found)
	size := 0
	for _, hit := range found.Passages {
		size += passageBytes(hit.Article, hit.Passage)
		if d.calibration.Tokens(size) > passageBudget {
			size -= passageBytes(hit.Article, hit.Passage)
			continue // a shorter one may go in
		}
		d.passages = append(d.passages, placesOf(hit.Article, hit.Passage))
	}
	return nil
}

// The bounds of what a prompt has of a conversation.
const (
	maxTurns     = 6
	maxTurn      = 1_000 // bytes of each
	maxRewritten = 600   // bytes of a question that was made to stand alone
	rewriteLimit = 1_024 // tokens, with what the model thinks
)

func history(turns []Turn) []prompts.Turn {
	var out []prompts.Turn
	for _, t := range turns[max(0, len(turns)-maxTurns):] {
		out = append(out, prompts.Turn{Bot: t.Bot, Text: cut(t.Text, maxTurn)})
	}
	return out
}

// cut is the first n bytes of a text, in whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// rewrite asks the model for the question without its conversation. What
// cannot be such is passed over for the question itself.
func (d *dialogue) rewrite(ctx context.Context) (string, error) {
	data := d.data
	data.Fence = d.fence("rewrite", d.q.Text)
	messages, err := d.w.Prompts.Rewrite(data)
	if err != nil {
		return "", fmt.Errorf("rewrite the question: %w", err)
	}
	cold := 0.0
	a, err := llm.Complete(ctx, d.w.Model, llm.Request{Purpose: "rewrite", Messages: chat(messages), MaxTokens: rewriteLimit, Temperature: &cold})
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(strings.TrimSpace(a.Text), "\n")
	line = plainText(line)
	if line == "" || len(line) > maxRewritten || isRefusal(line) || foreign(line, line) != "" {
		return strings.TrimSpace(d.q.Text), nil
	}
	return line, nil
}

// number puts the passages into the prompt's data, with the boundary.
func (d *dialogue) number() {
	var all []string
	for i, places := range d.passages {
		a := places[0].Article
		p := prompts.Passage{N: i + 1, Article: "the same article"}
		if i == 0 || d.passages[i-1][0].Article != a { // said once, it costs no tokens again
			p.Article, p.Kind, p.Author, p.Published = a.Name(), string(a.Kind), a.Author, a.Published
		}
		for k, place := range places {
			p.Sentences = append(p.Sentences, prompts.Sentence{Passage: i + 1, N: k + 1, Text: place.Plain()})
		}
		d.data.Passages = append(d.data.Passages, p)
		all = append(all, places[0].Ref().String(), a.Raw(a.Passages[places[0].Passage].Span))
	}
	d.data.Fence = d.fence(all...)
}

// fenceBytes make a boundary that nobody hits upon in 2^48 tries.
const fenceBytes = 6

// fence is a boundary that is the same for the same material, and that nobody
// knows who does not have the secret.
func (d *dialogue) fence(material ...string) string {
	mac := hmac.New(sha256.New, d.w.Secret)
	for _, m := range material {
		fmt.Fprintf(mac, "%d:%s", len(m), m) // a hash takes everything
	}
	return "#" + hex.EncodeToString(mac.Sum(nil)[:fenceBytes]) + "#"
}

func placesOf(a *corpus.Article, passage int) []corpus.Place {
	out := make([]corpus.Place, len(a.Passages[passage].Sentences))
	for k := range out {
		out[k] = corpus.Place{Article: a, Passage: passage, Sentence: k}
	}
	return out
}

// passageBytes is about what a passage takes in a prompt.
func passageBytes(a *corpus.Article, passage int) int {
	const (
		around = 60 // the boundaries and the number
		marker = 8
	)
	p := a.Passages[passage]
	return p.Len() + around + len(a.Name()) + len(a.Author) + marker*len(p.Sentences)
}

func chat(messages []prompts.Message) []llm.Message {
	out := make([]llm.Message, len(messages))
	for i, m := range messages {
		out[i] = llm.Message{Role: llm.User, Text: m.Text}
		if m.System {
			out[i].Role = llm.System
		}
	}
	return out
}
