package curate

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// Limits bound what moderators may do in one guild, and with the articles that all
// may read. What is changed on disk is the operator's, and bounded by
// corpus.MaxPassages alone.
type Limits struct {
	Articles int // live at a time
	Bytes    int // of their files together
	Changes  int // in an hour
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

// inLimits refuses a change of so many articles and bytes more that a guild has no
// room for. The error is a *RefusedError.
func (k *Keeper) inLimits(ctx context.Context, guild string, articles, bytes int) error {
	have, size := 0, 0
	for _, h := range k.state().held {
		if h.Guild == guild && h.article != nil {
			have++
			size += len(h.article.Text)
		}
	}
	l := k.o.Limits
	changes, err := k.o.Store.ChangesBy(ctx, guild, k.o.Now().Add(-time.Hour))
	switch {
	case err != nil:
		return err
	case articles > 0 && have+articles > l.Articles:
		return refused("There are %d articles already, and at most %d may be here. Withdraw one first.", have, l.Articles)
	case bytes > 0 && size+bytes > l.Bytes:
		return refused("The articles would be larger than %d MB together. Withdraw some, or shorten this one.", l.Bytes>>20)
	case changes >= l.Changes:
		return refused("There were %d changes in the last hour, and no more are taken. Go on in a while.", changes)
	}
	return nil
}

// RefusedError means that a change cannot be published as it is.
type RefusedError struct {
	Message string // a sentence for the moderator that says what to do
}

func (e *RefusedError) Error() string { return e.Message }

func refused(format string, args ...any) *RefusedError {
	return &RefusedError{fmt.Sprintf(format, args...)}
}
