package discord

import (
	"context"
	"time"
)

// wake has whoever keeps at something look now.
func wake(due chan<- struct{}) {
	select {
	case due <- struct{}{}:
	default: // it is awake
	}
}

// keepAt does a piece of work until ctx is done: at once, for what the last stop has
// left, whenever due has a value, and every so often, for what others have begun.
// What fails is logged as trouble and done again. A fault of the program does not end
// it.
func (b *Bot) keepAt(ctx context.Context, due <-chan struct{}, every time.Duration, trouble string, do func(context.Context) error) {
	look := time.NewTimer(0)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-due:
		case <-look.C:
		}
		b.guarded(trouble, func() {
			if err := do(ctx); err != nil && ctx.Err() == nil {
				b.o.Log.Error(trouble, "error", err)
			}
		})
		look.Reset(every)
	}
}
