package desk

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync/atomic"
	"time"

	"rapporteur/bot/llm"
	"rapporteur/bot/store"
)

// spentError is why a call is not made: the day's budget is spent.
func spentError(r llm.Request) error {
	return &llm.Error{Kind: llm.ErrQuota, Op: r.Purpose, Message: "the day's budget of tokens is spent", Cause: errSpent}
}

// tab is what the calls of one visit have in common.
type tab struct {
	d       *Desk
	v       Visit
	limit   int // tokens a day; 0 for none
	calls   atomic.Int64
	refused atomic.Pointer[owner] // whose budget is spent, so that a call was not made; nil when all were
}

// tab opens a visit's.
func (d *Desk) tab(v Visit) *tab { return &tab{d: d, v: v, limit: d.limit(v)} }

// limit is how many tokens a visit's guild may use a day: the operator's limit, or
// the guild's own if that is lower; 0 for none.
func (d *Desk) limit(v Visit) int {
	own, all := max(v.Budget, 0), max(d.o.DailyTokens, 0)
	if own == 0 || all == 0 {
		return max(own, all)
	}
	return min(own, all)
}

// metered is a model whose calls go on a visit's tab.
type metered struct {
	llm.Model
	tab  *tab
	name string
}

// typicalAnswer is what is reserved for an answer, in tokens, unless the request
// bounds it to fewer: four sentences with their markers, and some thought.
const typicalAnswer = 500

// Stream is for llm.Model. What the call used is counted when it ends, before its
// last delta is given on; also when it fails, is stopped, or the reader leaves or
// panics.
func (m metered) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		c := &count{m: m, r: r, owner: m.tab.d.ledger.ownerOf(m.tab.v)}
		if !c.begin(ctx) {
			yield(llm.Delta{Usage: &llm.Usage{}}, spentError(r))
			return
		}
		inner, stop := context.WithCancel(ctx)
		defer stop()
		defer c.end(ctx, nil)
		left := false
		for delta, err := range m.safely(inner, r) {
			c.bytes += len(delta.Text)
			if err != nil && delta.Usage == nil {
				delta.Usage = c.guess()
			}
			if delta.Usage != nil {
				c.end(ctx, delta.Usage)
			}
			if !left && !yield(delta, err) {
				left = true
				stop() // and read on, to be told what it has cost
			}
		}
	}
}

// safely is the stream of the model, of which a panic is a failure: it may be read
// in a goroutine where nobody catches one.
func (m metered) safely(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		reading := false // what panics then is the reader's
		defer func() {
			if reading {
				return
			}
			if fault := recover(); fault != nil {
				m.tab.d.o.Log.Error("a language model panicked", "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
				yield(llm.Delta{}, &llm.Error{Kind: llm.ErrBadAnswer, Op: r.Purpose, Message: "a fault of the program"})
			}
		}()
		for delta, err := range m.Model.Stream(ctx, r) {
			reading = true
			more := yield(delta, err)
			reading = false
			if !more {
				return
			}
		}
	}
}

// count is one call's.
type count struct {
	m      metered
	r      llm.Request
	owner  owner
	settle func(used int) // nil once it is settled
	bytes  int            // of the answer so far
}

// begin reserves what the call may use, and reports false when the budget is spent.
func (c *count) begin(ctx context.Context) (ok bool) {
	t := c.m.tab
	answer := typicalAnswer
	if c.r.MaxTokens > 0 {
		answer = min(answer, c.r.MaxTokens)
	}
	c.settle, ok = t.d.ledger.reserve(ctx, c.owner, t.limit, t.d.calibration().Prompt(c.r.Messages)+answer)
	if !ok {
		t.refused.Store(&c.owner)
		return false
	}
	t.calls.Add(1)
	return true
}

// guess is what the call used, of a model that did not say.
func (c *count) guess() *llm.Usage {
	used := c.m.tab.d.calibration().Usage(c.r.Messages, c.bytes)
	return &used
}

// countWait bounds how long a call's end waits for the store.
const countWait = 5 * time.Second

// end counts what the call used, once. A nil usage is of a model that did not say
// or could not: what was sent and received is estimated.
func (c *count) end(ctx context.Context, used *llm.Usage) {
	if c.settle == nil {
		return
	}
	t := c.m.tab
	if used == nil {
		used = c.guess()
	}
	settle := c.settle
	c.settle = nil
	row := store.Tokens{
		Guild: c.owner.guild, User: c.owner.user, Day: c.owner.day, Command: t.v.Command, Model: c.m.name, Purpose: c.r.Purpose,
		Calls: 1, Prompt: max(used.Prompt, 0), Cached: max(used.Cached, 0), Completion: max(used.Completion, 0),
	}
	if used.Estimated {
		row.Estimated = 1
	}
	defer settle(row.Sum())
	if t.d.o.Store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), countWait)
	defer cancel()
	if err := t.d.o.Store.CountTokens(ctx, row); err != nil {
		t.d.o.Log.Error("what a language model used could not be counted", "subject", t.v.Subject, "guild", t.v.Guild,
			"model", c.m.name, "tokens", fmt.Sprintf("%d+%d", row.Prompt, row.Completion), "error", err)
	}
}
