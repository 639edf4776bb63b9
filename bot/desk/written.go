package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/store"
)

// errSpent means that a call was not made because the day's budget is spent.
var errSpent = errors.New("the budget is spent")

// write has a question answered in the words of the model, once for all who ask
// it at the same time. In direct messages only a person's own questions are
// joined: each has a budget of their own.
func (d *Desk) write(ctx context.Context, v Visit, q answer.Question) outcome {
	digest := d.digest(v, q)
	who := v.Guild
	if who == "" {
		who = "@" + v.User
	}
	key := fmt.Sprint(who, " ", digest, " ", d.limit(v), " ", v.Fresh)
	return d.flights.do(ctx, key, d.o.Log, v.Progress, func(ctx context.Context, progress func(*answer.Reply)) outcome {
		t := d.tab(v)
		w := t.writer()
		if out, ok := d.again(ctx, v, w, q, digest); ok {
			return out
		}
		return d.ask(ctx, v, t, w, q, digest, progress)
	})
}

// ask has the model write. Where the budget is spent, before or on the way to the
// answer, the articles are quoted.
func (d *Desk) ask(ctx context.Context, v Visit, t *tab, w *answer.Writer, q answer.Question, digest string, progress func(*answer.Reply)) outcome {
	if o := d.ledger.ownerOf(v); d.ledger.spent(ctx, o, t.limit) {
		reply, err := d.quote(ctx, v, q)
		return outcome{reply: reply, spent: &o, err: err}
	}
	reply, err := w.Answer(ctx, q, progress)
	if err != nil {
		return outcome{err: err}
	}
	d.failed(v, reply.Cause())
	spent := t.refused.Load()
	if spent != nil && reply.Mode() != answer.Written {
		reply, err := d.quote(ctx, v, q) // without the writer's note, which would say it to everybody
		return outcome{reply: reply, spent: spent, err: err}
	}
	if t.calls.Load() > 0 {
		d.keep(ctx, v, w, q, digest, reply)
	}
	return outcome{reply: reply, spent: spent}
}

// again is the answer that was written for an earlier visitor, verified anew; false
// when there is none, or it does not hold. A store that cannot be read is logged.
func (d *Desk) again(ctx context.Context, v Visit, w *answer.Writer, q answer.Question, digest string) (outcome, bool) {
	if d.o.Store == nil || v.Fresh {
		return outcome{}, false
	}
	kept, err := d.o.Store.SavedAnswer(ctx, v.Guild, digest)
	if errors.Is(err, store.ErrNotFound) {
		return outcome{}, false
	}
	var saved answer.Saved
	if err == nil {
		err = json.Unmarshal([]byte(kept.Body), &saved)
	}
	if err != nil {
		if ctx.Err() == nil {
			d.o.Log.Error("a saved answer could not be read", "subject", v.Subject, "guild", v.Guild, "error", err)
		}
		return outcome{}, false
	}
	reply, err := w.Again(ctx, q, saved)
	if err != nil {
		return outcome{err: err}, true
	}
	return outcome{reply: reply, stored: kept.At}, reply != nil
}

// keep saves a reply for who asks the same later, if it comes back from there to
// the letter: what Saved does not hold, or does not pass by itself, is not kept.
// That the model found no answer is kept too, since it has cost as much. A store
// that cannot be written is logged.
func (d *Desk) keep(ctx context.Context, v Visit, w *answer.Writer, q answer.Question, digest string, reply *answer.Reply) {
	saved, ok := reply.Save()
	if !ok || d.o.Store == nil {
		return
	}
	back, err := w.Again(ctx, q, saved)
	if err != nil || back == nil || !back.Same(reply) {
		return
	}
	body, err := json.Marshal(saved)
	if err == nil {
		err = d.o.Store.SaveAnswer(ctx, store.Saved{Guild: v.Guild, Digest: digest, Body: string(body), At: d.o.Now()})
	}
	if err != nil && ctx.Err() == nil {
		d.o.Log.Error("an answer could not be saved", "subject", v.Subject, "guild", v.Guild, "error", err)
	}
}

// notice is what the first visitor is told whose answer is quoted because an
// owner's budget is spent, and until when that holds; "" for every other of the
// day.
func (d *Desk) notice(ctx context.Context, o owner) (sentence string, until time.Time) {
	if !d.ledger.first(ctx, o) {
		return "", time.Time{}
	}
	whose := "this server's"
	if o.guild == "" {
		whose = "your"
	}
	return "Today " + whose + " budget for written answers is spent: I quote until midnight UTC.", o.midnight()
}
