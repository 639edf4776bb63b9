package bot

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rapporteur/bot/store"
)

// Usage is what language models used for the bot on Discord, and what it cost.
type Usage struct {
	Since string     `json:"since"` // the first of its days, in UTC, as 2026-11-24
	Days  int        `json:"days"`
	Rows  []UsageRow `json:"rows"` // by guild, command and model; empty, not null
	Total UsageRow   `json:"total"`
	// Unpriced are the models that used something and have no price. What they cost
	// is not in the total.
	Unpriced []string `json:"unpriced"`
}

// UsageRow is what one model used for one command in one guild.
type UsageRow struct {
	Guild      string   `json:"guild"` // "" for direct messages
	Command    string   `json:"command"`
	Model      string   `json:"model"`
	Calls      int      `json:"calls"`
	Estimated  int      `json:"estimated"` // of the calls: their tokens are a guess, the server did not count
	Prompt     int      `json:"prompt"`    // tokens
	Cached     int      `json:"cached"`    // of the prompt
	Completion int      `json:"completion"`
	Dollars    *float64 `json:"dollars"` // null when the model has no price
}

// ReadUsage reads from the database what was used today and on the days before, so
// many days in all. Nothing is made or changed; a bot may be running meanwhile.
// The error is that of ctx or a *StoreError.
func ReadUsage(ctx context.Context, c Config, days int, now time.Time) (*Usage, error) {
	path := cmp.Or(c.Database, DefaultDatabase)
	first := store.DayOf(now.UTC().AddDate(0, 0, 1-days))
	sums, err := store.ReadTokenSums(ctx, path, first)
	if err != nil {
		return nil, fmt.Errorf("read usage: %w", &StoreError{path, err})
	}
	u := &Usage{Since: string(first), Days: days, Rows: []UsageRow{}}
	dollars := 0.0
	var names []string
	for _, s := range sums {
		row := UsageRow{
			Guild: s.Guild, Command: s.Command, Model: s.Model, Calls: s.Calls, Estimated: s.Estimated,
			Prompt: s.Prompt, Cached: s.Cached, Completion: s.Completion,
		}
		if price, ok := c.Prices[s.Model]; ok {
			cost := price.Of(s.Prompt, s.Cached, s.Completion)
			row.Dollars = &cost
			dollars += cost
		}
		names = append(names, s.Model)
		u.Rows = append(u.Rows, row)
		u.Total.add(row)
	}
	u.Unpriced = append([]string{}, c.Prices.without(names)...)
	if len(u.Rows) > 0 && len(u.Unpriced) < len(Prices{}.without(names)) {
		u.Total.Dollars = &dollars
	}
	return u, nil
}

// add adds what a row counts, without its cost.
func (r *UsageRow) add(other UsageRow) {
	r.Calls += other.Calls
	r.Estimated += other.Estimated
	r.Prompt += other.Prompt
	r.Cached += other.Cached
	r.Completion += other.Completion
}
