package discord

import (
	"context"
	"errors"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/store"
)

// rememberBriefing remembers what a scheduled briefing cites of the articles of its day,
// so that it is corrected when that changes. What it tells of earlier versions it says
// itself to be so, and it is not kept: nothing would tell whose it was. Once more is a no-op; a store that cannot be written is logged.
func (b *Bot) rememberBriefing(ctx context.Context, p delivery.Post, e *edition.Edition, first string) {
	present := make(map[string]int)
	for _, v := range e.Versions() {
		present[v.Article] = v.Version
	}
	var cited []cite.Source
	for _, s := range e.Sources() {
		if ref := s.Ref(); present[ref.Article] == ref.Version {
			cited = append(cited, s)
		}
	}
	if len(cited) == 0 {
		return
	}
	_, err := b.o.Store.RecordAnswer(ctx, store.Answer{
		ID: p.Nonce, Guild: p.Schedule.Guild, Channel: p.Channel, Message: first, Text: e.TextOfNow(),
		Mode: string(e.Mode()), Kind: store.KindBrief, Answered: true, Public: true, Confidence: 1, At: b.o.Now(), Citations: citations(cited),
	})
	if err != nil && !errors.Is(err, store.ErrExists) {
		b.o.Log.Error("what a briefing cites could not be stored", "schedule", p.Schedule.ID, "slot", p.Slot, "error", err)
	}
}
