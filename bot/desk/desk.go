// Package desk is where the members of all guilds bring their questions. With a
// language model it has them answered in the model's words, without one in the
// articles' own; either way it gives back what package answer has verified.
//
// # What it is for
//
// A call of a model costs money and time. So what each used is counted (meter.go)
// and held against the day's budget (ledger.go), a question that was answered
// before from the same articles gets that answer, verified again (key.go,
// written.go), and many who ask the same at once have it answered once (flight.go).
package desk

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/store"
)

// Options of a desk. The zero value quotes.
type Options struct {
	// Writer is how answers are written; its Answerer and Language are each
	// visitor's. Nil quotes.
	Writer *answer.Writer
	// Model and Small are the names of the Writer's models, under which their
	// tokens are counted. Small is "" when there is no second one.
	Model, Small string
	// Store keeps what the models used and what they wrote. Nil keeps no answer,
	// and counts for budgets in memory.
	Store *store.Store
	// DailyTokens is how many tokens a guild may use a day (UTC), and in direct
	// messages each person; zero has no limit.
	DailyTokens int
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Log is told why a model failed; nil discards.
	Log *slog.Logger
}

// Desk answers the questions of all guilds. It may be used by many goroutines.
type Desk struct {
	o       Options
	ledger  ledger
	flights flights
	states  states
}

// New is a desk.
func New(o Options) *Desk {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Desk{o: o, ledger: ledger{store: o.Store, now: o.Now, log: o.Log}}
}

// Writes reports whether a language model words the answers.
func (d *Desk) Writes() bool { return d.o.Writer != nil }

// Translates reports whether what a model words is put into the visitor's language.
func (d *Desk) Translates() bool { return d.Writes() && d.o.Writer.Translate }

// Visit is who comes to the desk, with what. Answerer is required.
type Visit struct {
	Subject  string           // for the log: the interaction or message
	Command  string           // what is asked for, such as store.KindAsk
	Guild    string           // "" for a direct message
	User     string           // who asks
	Answerer *answer.Answerer // what the visitor may ask
	Language string           // the tag of the language to answer and to brief in; "" is the question's, and the articles'
	Budget   int              // most tokens of the guild a day; 0 for the operator's limit
	// Work runs what takes the processor's time, where the caller bounds that; nil
	// runs it at once. Waiting for a model is not among it. It may be called from
	// another goroutine than the visit's, and as long as somebody waits for the
	// visit's answer: others who ask the same do.
	Work func(ctx context.Context, f func()) error
	// Fresh asks anew what has an answer already.
	Fresh bool
	// Progress is told of what has been verified so far, from one goroutine at a
	// time, none after the answer; nil is not told. What comes faster than it
	// returns is passed over for what came last.
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
	// Until is when what Notice says is over, zero for never.
	Until time.Time
}

// Answer answers a question. The error is that of ctx or of Work, or that the
// answer broke off in a panic.
func (d *Desk) Answer(ctx context.Context, v Visit, q answer.Question) (*answer.Reply, Note, error) {
	if !d.Writes() {
		reply, err := d.quote(ctx, v, q)
		return reply, Note{}, err
	}
	out := d.write(ctx, v, q)
	if out.err != nil {
		return nil, Note{}, out.err
	}
	note := Note{Stored: out.stored}
	if out.spent != nil {
		note.Notice, note.Until = d.notice(ctx, *out.spent)
	}
	return out.reply.To(q.Text), note, nil
}

// quote answers in the articles' own words.
func (d *Desk) quote(ctx context.Context, v Visit, q answer.Question) (*answer.Reply, error) {
	q = v.Answerer.Prepare(ctx, q) // which may wait for a server
	return working(ctx, v, func() (*answer.Reply, error) { return v.Answerer.Answer(ctx, q) })
}

// CheckEach checks each sentence of a message. The error is that of ctx.
func (d *Desk) CheckEach(ctx context.Context, v Visit, message string) ([]*answer.Finding, Note, error) {
	return made(ctx, d, v,
		func() ([]*answer.Finding, error) { return v.Answerer.CheckEach(ctx, message) },
		func(w *answer.Writer) ([]*answer.Finding, error) { return w.CheckEach(ctx, message) },
		func(findings []*answer.Finding) error {
			for _, f := range findings {
				if f.Cause() != nil {
					return f.Cause() // one tells enough
				}
			}
			return nil
		})
}

// Discuss makes the discussion kit of a topic, from one article if its slug is
// given. The error is that of Answerer.Discuss.
func (d *Desk) Discuss(ctx context.Context, v Visit, topic, article string) (*answer.Kit, Note, error) {
	return made(ctx, d, v,
		func() (*answer.Kit, error) { return v.Answerer.Discuss(ctx, topic, article) },
		func(w *answer.Writer) (*answer.Kit, error) { return w.Discuss(ctx, topic, article) },
		(*answer.Kit).Cause)
}

// Brief composes a briefing of articles. The error is that of brief.Compose, or
// that of ctx.
func (d *Desk) Brief(ctx context.Context, v Visit, articles []*corpus.Article, o brief.Options) (*brief.Briefing, Note, error) {
	return made(ctx, d, v,
		func() (*brief.Briefing, error) { return brief.Compose(articles, o) },
		func(w *answer.Writer) (*brief.Briefing, error) { return w.Brief(ctx, articles, o) },
		(*brief.Briefing).Cause)
}

// made is what a visitor wants, with the model at hand, or without where there is
// none or the budget is spent.
func made[T any](ctx context.Context, d *Desk, v Visit, without func() (T, error), with func(*answer.Writer) (T, error), cause func(T) error) (out T, note Note, err error) {
	if !d.Writes() {
		out, err = working(ctx, v, without)
		return out, note, err
	}
	t := d.tab(v)
	if o := d.ledger.ownerOf(v); d.ledger.spent(ctx, o, t.limit) {
		t.refused.Store(&o)
		out, err = working(ctx, v, without)
	} else {
		out, err = with(t.writer())
	}
	if err != nil {
		return out, note, err
	}
	d.failed(v, cause(out))
	if spent := t.refused.Load(); spent != nil {
		note.Notice, note.Until = d.notice(ctx, *spent)
	}
	return out, note, nil
}

// writer writes for the visit; its models' calls go on the tab.
func (t *tab) writer() *answer.Writer {
	d, v := t.d, t.v
	w := *d.o.Writer
	w.Answerer, w.Language, w.Work = v.Answerer, v.Language, v.Work
	w.Model = metered{Model: w.Model, tab: t, name: d.o.Model}
	if w.Small != nil {
		w.Small = metered{Model: w.Small, tab: t, name: d.o.Small}
	}
	return &w
}

// calibration is how many tokens a text has for the writer's models.
func (d *Desk) calibration() llm.Calibration {
	if d.o.Writer.Calibration == nil {
		return llm.Calibration{}
	}
	return d.o.Writer.Calibration()
}

// failed tells the operator why a model failed. That a budget is spent is no
// failure.
func (d *Desk) failed(v Visit, cause error) {
	if cause != nil && !errors.Is(cause, errSpent) {
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
