package curate

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rapporteur/bot/store"
)

// Limits bound what moderators may do in one guild, and with the articles that all
// may read; or they are what there is of that. What is changed on disk is the
// operator's, and bounded by corpus.MaxPassages alone.
type Limits struct {
	Articles int // live at a time
	Bytes    int // of their text together
	Changes  int // in an hour: articles that were changed, each time counted; an import is one
}

// DefaultLimits is room for a newspaper's archive of some years, and for whoever
// works through it by hand.
var DefaultLimits = Limits{Articles: 2_000, Bytes: 64 << 20, Changes: 200}

func (l Limits) withDefaults() Limits {
	return Limits{
		Articles: cmp.Or(l.Articles, DefaultLimits.Articles), Bytes: cmp.Or(l.Bytes, DefaultLimits.Bytes),
		Changes: cmp.Or(l.Changes, DefaultLimits.Changes),
	}
}

// within are limits, lowered to what a guild's moderators chose.
func (l Limits) within(q store.Quotas) Limits {
	if q.Articles > 0 {
		l.Articles = min(l.Articles, q.Articles)
	}
	if q.Megabytes > 0 && q.Megabytes <= l.Bytes>>20 {
		l.Bytes = q.Megabytes << 20
	}
	if q.Changes > 0 {
		l.Changes = min(l.Changes, q.Changes)
	}
	return l
}

// Use is how much a guild has of what it may have.
type Use struct {
	Have Limits
	// Most is what it may have: what its moderators chose, as far as that is below
	// the operator's limits.
	Most, Operator Limits
}

// Limits are the operator's, the most that a guild's moderators can choose.
func (k *Keeper) Limits() Limits { return k.o.Limits }

// Use is how much a guild has of its own articles; "" is of those that all read, whose
// limits are the operator's.
func (k *Keeper) Use(ctx context.Context, guild string) (Use, error) {
	u := Use{Most: k.o.Limits, Operator: k.o.Limits}
	for _, h := range k.state().held {
		if h.Guild == guild && h.article != nil {
			u.Have.Articles++
			u.Have.Bytes += len(h.article.Text)
		}
	}
	var err error
	if u.Have.Changes, err = k.o.Store.ChangesBy(ctx, guild, k.o.Now().Add(-time.Hour)); err != nil || guild == "" {
		return u, err
	}
	s, err := k.o.Store.Settings(ctx, guild)
	u.Most = u.Operator.within(s.Quotas)
	return u, err
}

// inLimits refuses a change of so much more that a guild has no room for. What is
// above a limit that was lowered since stays, and may become less. The error is a
// *RefusedError.
func (k *Keeper) inLimits(ctx context.Context, guild string, more Limits) error {
	u, err := k.Use(ctx, guild)
	if err != nil {
		return err
	}
	have, most := u.Have, u.Most
	switch {
	case more.Articles > 0 && have.Articles+more.Articles > most.Articles:
		return refused("Articles here: %d of at most %d, and this would add %d. Withdraw one first. %s",
			have.Articles, most.Articles, more.Articles, whoseLimit(most.Articles < u.Operator.Articles))
	case more.Bytes > 0 && have.Bytes+more.Bytes > most.Bytes:
		return refused("The articles would be larger than %d MB together. Withdraw some, or shorten this one. %s",
			most.Bytes>>20, whoseLimit(most.Bytes < u.Operator.Bytes))
	case have.Changes+more.Changes > most.Changes:
		return refused("Changes in the last hour: %d of at most %d, and this would be one more. Go on in a while. %s",
			have.Changes, most.Changes, whoseLimit(most.Changes < u.Operator.Changes))
	}
	return nil
}

// whoseLimit says who can change a limit.
func whoseLimit(chosen bool) string {
	if chosen {
		return "The moderators of this server chose that limit, and can change it in its settings."
	}
	return "Whoever runs the bot set that limit, and can change it."
}

// RefusedError means that a change cannot be published as it is.
type RefusedError struct {
	Message string // a sentence for the moderator that says what to do
}

func (e *RefusedError) Error() string { return e.Message }

func refused(format string, args ...any) *RefusedError {
	return &RefusedError{fmt.Sprintf(format, args...)}
}
