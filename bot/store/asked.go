package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// minAskers is how many different members must have asked a question for it to be
// shown to all: what one asked might tell who.
const minAskers = 2

// mostAsked bounds how many answers AskedMost looks at, the latest.
const mostAsked = 20_000

// Asked is a question that members of a guild asked where all could read it.
type Asked struct {
	Question string // as it was asked last
	Count    int    // how often; of what nothing answers, by how many
}

// Asking says which questions are wanted. Guild is required: those of direct
// messages are nobody's business.
type Asking struct {
	Guild    string
	Since    time.Time
	Channels []string // those whose questions may be shown
	Limit    int
}

// ChannelsAsked returns the channels in which members asked something since a time
// with an answer that all could read.
func (s *Store) ChannelsAsked(ctx context.Context, guild string, since time.Time) ([]string, error) {
	op := "read the channels where guild " + guild + " asked"
	if guild == "" {
		return nil, fmt.Errorf("%s: %w: no guild", op, ErrInvalid)
	}
	var found []string
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanString, `SELECT channel FROM answers
			WHERE guild = $1 AND at >= $2 AND kind = '`+KindAsk+`' AND shown_to_all = 1
			UNION SELECT a.channel FROM gap_askers a JOIN gaps g ON g.id = a.gap
			WHERE g.guild = $1 AND g.last_at >= $2 AND a.shown_to_all = 1 ORDER BY 1`, guild, millis(since))
		return err
	})
	return found, err
}

// AskedMost returns the questions that were answered and that at least two members
// asked, the most asked first.
func (s *Store) AskedMost(ctx context.Context, a Asking) ([]Asked, error) {
	return s.asked(ctx, "read what guild "+a.Guild+" asked", a, `SELECT question, asker, channel FROM answers
		WHERE guild = $1 AND at >= $2 AND kind = '`+KindAsk+`' AND answered = 1 AND shown_to_all = 1 AND asker <> '' AND question <> ''
		ORDER BY at DESC, id LIMIT $3`)
}

// AskedInVain returns the questions that nothing answers yet and that at least two
// members asked, the most asked first.
func (s *Store) AskedInVain(ctx context.Context, a Asking) ([]Asked, error) {
	return s.asked(ctx, "read what guild "+a.Guild+" asked in vain", a, `SELECT g.question, a.asker, a.channel
		FROM gap_askers a JOIN gaps g ON g.id = a.gap
		WHERE g.guild = $1 AND g.last_at >= $2 AND g.closed_at = 0 AND a.shown_to_all = 1 AND a.asker <> ''
		ORDER BY g.last_at DESC, g.id, a.at DESC LIMIT $3`)
}

// asking is one who asked something.
type asking struct{ question, asker, channel string }

func (s *Store) asked(ctx context.Context, op string, a Asking, query string) ([]Asked, error) {
	if a.Guild == "" {
		return nil, fmt.Errorf("%s: %w: no guild", op, ErrInvalid)
	}
	var rows []asking
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		rows, err = collect(ctx, tx, func(row scanner) (x asking, err error) {
			err = row.Scan(&x.question, &x.asker, &x.channel)
			return x, err
		}, query, a.Guild, millis(a.Since), mostAsked)
		return err
	})
	if err != nil {
		return nil, err
	}
	return countAsked(rows, a), nil
}

// countAsked groups questions that differ in what people vary.
func countAsked(rows []asking, a Asking) []Asked {
	type group struct {
		Asked
		askers map[string]bool
	}
	groups := make(map[string]*group)
	var order []*group
	for _, x := range rows {
		key, ok := alike(x.question)
		if !ok || !slices.Contains(a.Channels, x.channel) {
			continue
		}
		g := groups[key]
		if g == nil {
			g = &group{Asked{Question: x.question}, make(map[string]bool)}
			groups[key] = g
			order = append(order, g)
		}
		g.Count++
		g.askers[x.asker] = true
	}
	order = slices.DeleteFunc(order, func(g *group) bool { return len(g.askers) < minAskers })
	slices.SortStableFunc(order, func(x, y *group) int { return cmp.Compare(y.Count, x.Count) })
	var out []Asked
	for _, g := range order[:min(len(order), max(a.Limit, 0))] {
		out = append(out, g.Asked)
	}
	return out
}
