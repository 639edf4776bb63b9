// Package desk is where the members of all guilds bring their questions. With a
// language model it has them answered in the model's words, without one in the
// articles' own; either way it gives back what package answer has verified.
package desk

import (
	"context"
	"log/slog"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// Options of a desk. The zero value quotes.
type Options struct {
	// Writer is how answers are written; its Answerer and Language are each
	// visitor's. Nil quotes.
	Writer *answer.Writer
	// Log is told why a model failed; nil discards.
	Log *slog.Logger
}

// Desk answers the questions of all guilds. It may be used by many goroutines.
type Desk struct {
	o Options
}

// New is a desk.
func New(o Options) *Desk {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{o: o}
}

// Writes reports whether a language model words the answers.
func (d *Desk) Writes() bool { return d.o.Writer != nil }

// Visit is who comes to the desk, with what. Answerer is required.
type Visit struct {
	Subject  string           // for the log: the interaction or message
	Command  string           // what is asked for, such as store.KindAsk
	Guild    string           // "" for a direct message
	User     string           // who asks
	Answerer *answer.Answerer // what the visitor may ask
	Language string           // the tag of the language to answer in; "" is the question's
	Budget   int              // most tokens of the guild a day; 0 for the operator's limit
	// Work runs what takes the processor's time, where the caller bounds that; nil
	// runs it at once. Waiting for a model is not among it.
	Work func(ctx context.Context, f func()) error
	// Fresh asks anew what has an answer already.
	Fresh bool
	// Progress is told of what has been verified so far, from one goroutine at a
	// time, none after the answer; nil is not told.
	Progress func(*answer.Reply)
}

// Note is what a visitor should know about how an answer came to be.
type Note struct {
	// Stored is when the answer was written, if that was for an earlier visitor;
	// else zero.
	Stored time.Time
	// Notice is a sentence to be told beside this answer and no other, such as
	// that the day's budget is spent; "" for none.
	Notice string
}

// Answer answers a question. The error is that of ctx.
func (d *Desk) Answer(ctx context.Context, v Visit, q answer.Question) (*answer.Reply, Note, error) {
	w := d.writer(v)
	if w == nil {
		reply, err := working(ctx, v, func() (*answer.Reply, error) { return v.Answerer.Answer(ctx, q) })
		return reply, Note{}, err
	}
	reply, err := w.Answer(ctx, q, v.Progress)
	if err == nil {
		d.failed(v, reply.Cause())
	}
	return reply, Note{}, err
}

// CheckEach checks each sentence of a message. The error is that of ctx.
func (d *Desk) CheckEach(ctx context.Context, v Visit, message string) ([]*answer.Finding, Note, error) {
	findings, err := working(ctx, v, func() ([]*answer.Finding, error) { return v.Answerer.CheckEach(ctx, message) })
	return findings, Note{}, err
}

// Discuss makes the discussion kit of a topic, from one article if its slug is
// given. The error is that of Answerer.Discuss.
func (d *Desk) Discuss(ctx context.Context, v Visit, topic, article string) (*answer.Kit, Note, error) {
	kit, err := working(ctx, v, func() (*answer.Kit, error) { return v.Answerer.Discuss(ctx, topic, article) })
	return kit, Note{}, err
}

// Brief composes a briefing of articles. The error is that of brief.Compose, or
// that of ctx.
func (d *Desk) Brief(ctx context.Context, v Visit, articles []*corpus.Article, o brief.Options) (*brief.Briefing, Note, error) {
	b, err := working(ctx, v, func() (*brief.Briefing, error) { return brief.Compose(articles, o) })
	return b, Note{}, err
}

// writer writes for one visit, nil without a model.
func (d *Desk) writer(v Visit) *answer.Writer {
	if d.o.Writer == nil {
		return nil
	}
	w := *d.o.Writer
	w.Answerer, w.Language, w.Work = v.Answerer, v.Language, v.Work
	return &w
}

// failed tells the operator why a model failed.
func (d *Desk) failed(v Visit, cause error) {
	if cause != nil {
		d.o.Log.Warn("the language model failed", "subject", v.Subject, "guild", v.Guild, "command", v.Command, "error", cause)
	}
}

// working runs f where the visit's work is run.
func working[T any](ctx context.Context, v Visit, f func() (T, error)) (out T, err error) {
	if v.Work == nil {
		return f()
	}
	if refused := v.Work(ctx, func() { out, err = f() }); refused != nil {
		return out, refused
	}
	return out, err
}
