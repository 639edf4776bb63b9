package curate

import (
	"context"
	"fmt"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// ProposeWithdrawal says what Withdraw would do, and changes nothing. The errors are
// the same, but for the limits of a guild, which count when something is done.
func (k *Keeper) ProposeWithdrawal(ctx context.Context, guild, slug, by string, saw int) (*Proposal, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h, err := k.asSeen(ctx, key{guild, slug}, saw)
	if err == nil && !h.Live {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("propose to withdraw article %s: %w", slug, err)
	}
	return &Proposal{
		Change: Change{Guild: guild, Slug: slug, File: h.File, By: by, Saw: saw},
		Action: store.VersionWithdrawn, Before: h.article,
	}, nil
}

// ProposeRestore says what Restore would do, and changes nothing. The errors are those
// of ProposeWithdrawal, and store.ErrNotFound for a version without text.
func (k *Keeper) ProposeRestore(ctx context.Context, guild, slug string, version int, by string, saw int) (*Proposal, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	wrap := func(err error) error {
		return fmt.Errorf("propose to restore version %d of article %s: %w", version, slug, err)
	}
	h, err := k.asSeen(ctx, key{guild, slug}, saw)
	if err != nil {
		return nil, wrap(err)
	}
	v, err := k.o.Store.Version(ctx, guild, slug, version)
	if err != nil {
		return nil, wrap(err)
	}
	a, _, err := read(v)
	if err != nil {
		return nil, wrap(err)
	}
	return &Proposal{
		Change: Change{Guild: guild, Slug: slug, File: v.File, Data: v.Data, By: by, Saw: saw},
		Action: store.VersionRestored, Before: h.article, Article: a.WithVersion(h.Version + 1),
		Problems: corpus.LintFile(v.File, v.Data),
	}, nil
}
