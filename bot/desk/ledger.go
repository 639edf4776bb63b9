package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"rapporteur/bot/store"
)

// ledger holds the day's accounts: what the guilds, and in direct messages the
// persons, have used of their budgets.
//
// What was used is in the store, where all processes count. What calls that are
// under way will use is reserved in memory, each process for its own: two that
// serve one guild may together overshoot by what the calls of one of them use.
type ledger struct {
	store *store.Store // nil keeps what was used in memory alone
	now   func() time.Time
	log   *slog.Logger

	mu   sync.Mutex
	open map[owner]*account
}

// owner is whose an account is. user is "" but in direct messages.
type owner struct {
	guild, user string
	day         store.Day
}

// midnight is when the owner's day ends.
func (o owner) midnight() time.Time {
	day, err := time.Parse(time.DateOnly, string(o.day))
	if err != nil { // store.DayOf writes no other form
		panic(err)
	}
	return day.AddDate(0, 0, 1)
}

// account is what an owner used. It is held while the store is read, so that of
// many calls at once each sees what the others reserve.
type account struct {
	mu       sync.Mutex
	here     int  // used, as counted by this process; more than the store knows if it cannot be written
	reserved int  // by calls under way
	told     bool // that it is spent, if the store cannot say

	users int // who hold the account now; guarded by ledger.mu
}

// ownerOf is whose account a visit is on today.
func (l *ledger) ownerOf(v Visit) owner {
	o := owner{guild: v.Guild, day: store.DayOf(l.now().UTC())}
	if o.guild == "" {
		o.user = v.User
	}
	return o
}

// maxAccounts is how many accounts are kept before those of earlier days go.
const maxAccounts = 64

// hold is an owner's account, until it is let go.
func (l *ledger) hold(o owner) (a *account, letGo func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a = l.open[o]
	if a == nil {
		if len(l.open) >= maxAccounts {
			l.close(o.day)
		}
		if l.open == nil {
			l.open = make(map[owner]*account)
		}
		a = new(account)
		l.open[o] = a
	}
	a.users++
	return a, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		a.users--
	}
}

// close lets the accounts of other days go that nobody holds.
func (l *ledger) close(today store.Day) {
	for o, a := range l.open {
		if o.day != today && a.users == 0 {
			delete(l.open, o)
		}
	}
}

// used is what an account has used, reservations included. The caller holds it.
// A store that cannot be read is logged; what this process counted stands in.
func (l *ledger) used(ctx context.Context, o owner, a *account) int {
	used := a.here
	if l.store != nil {
		stored, err := l.store.TokensUsed(ctx, o.guild, o.user, o.day)
		if err != nil && ctx.Err() == nil {
			l.log.Error("the tokens of a budget could not be read", "guild", o.guild, "error", err)
		}
		used = max(used, stored)
	}
	return used + a.reserved
}

// spent reports whether a budget is spent; one of 0 never is.
func (l *ledger) spent(ctx context.Context, o owner, limit int) bool {
	if limit == 0 {
		return false
	}
	a, letGo := l.hold(o)
	defer letGo()
	a.mu.Lock()
	defer a.mu.Unlock()
	return l.used(ctx, o, a) >= limit
}

// reserve sets tokens aside for a call, and reports false when the budget is
// spent. What is left may be less than they are: the last call overshoots by what
// it uses. The caller must call settle with what it was, once.
func (l *ledger) reserve(ctx context.Context, o owner, limit, tokens int) (settle func(used int), ok bool) {
	a, letGo := l.hold(o)
	a.mu.Lock()
	defer a.mu.Unlock()
	if limit > 0 && l.used(ctx, o, a) >= limit {
		letGo()
		return nil, false
	}
	a.reserved += tokens
	return func(used int) {
		defer letGo()
		a.mu.Lock()
		defer a.mu.Unlock()
		a.reserved -= tokens
		a.here += used
	}, true
}

// noticeKind is the kind under which the store counts that somebody was told.
const noticeKind = "told: budget spent"

// first reports whether nobody of an owner's was told yet that the budget is
// spent, and notes that somebody is.
func (l *ledger) first(ctx context.Context, o owner) bool {
	a, letGo := l.hold(o)
	defer letGo()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.told {
		return false
	}
	if l.store != nil {
		n, err := l.store.CountUse(ctx, o.guild, o.user, o.day, noticeKind, 1)
		if err == nil {
			a.told = true
			return n == 1
		}
		if ctx.Err() != nil {
			return false
		}
		l.log.Error("it could not be noted that a budget is spent", "guild", o.guild, "error", err)
	}
	a.told = true
	return true
}
