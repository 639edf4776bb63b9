package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DefaultRetentionDays is how long the words of members are kept in a guild
// that has not set Settings.RetentionDays, and in direct messages.
const DefaultRetentionDays = 365

// MaxRetentionDays bounds Settings.RetentionDays: a hundred years.
const MaxRetentionDays = 36500

// When the bot answers in a thread.
const (
	ThreadsOnDiscuss = ""       // only /discuss opens one
	ThreadsAlways    = "always" // every answer in a channel gets one
	ThreadsNever     = "never"  // /discuss answers in the channel too
)

// Settings are what a guild's moderators chose. The zero value is the defaults.
type Settings struct {
	Moderators    string   // a role's id beside Manage Server; "" for none
	Staff         string   // channel for drafts and reviews; "" for none
	Channels      []string // where the bot may be asked; empty for everywhere
	Language      string   // a tag such as "fr"; "" for the asker's own
	DailyBudget   int      // most tokens of a language model a day; 0 for the operator's limit
	Threads       string   // one of the values above
	HoldBriefings bool     // briefings wait for a moderator
	TellAskers    bool     // who asked is told without a moderator when an article answers it
	RetentionDays int      // how long members' words are kept; 0 for DefaultRetentionDays
	NoCorrections bool     // nobody is told under a post that what it cites has changed
	Quotas        Quotas
}

// Quotas are the most that a guild's moderators let themselves keep and do; 0 leaves
// it to the operator.
type Quotas struct {
	Articles  int // live at a time
	Megabytes int // of 1<<20 bytes, of their text together
	Changes   int // in an hour
}

func (q Quotas) check() error {
	if q.Articles < 0 || q.Megabytes < 0 || q.Changes < 0 {
		return fmt.Errorf("%w: quotas %+v", ErrInvalid, q)
	}
	return nil
}

// Retention is how long the words of members are kept.
func (s Settings) Retention() time.Duration {
	days := s.RetentionDays
	if days == 0 {
		days = DefaultRetentionDays
	}
	return time.Duration(days) * 24 * time.Hour
}

func (s Settings) check() error {
	switch {
	case s.DailyBudget < 0:
		return fmt.Errorf("%w: daily budget of %d", ErrInvalid, s.DailyBudget)
	case s.RetentionDays < 0 || s.RetentionDays > MaxRetentionDays:
		return fmt.Errorf("%w: retention of %d days", ErrInvalid, s.RetentionDays)
	case !slices.Contains([]string{ThreadsOnDiscuss, ThreadsAlways, ThreadsNever}, s.Threads):
		return fmt.Errorf("%w: threads %q", ErrInvalid, s.Threads)
	}
	return s.Quotas.check()
}

// Settings returns a guild's settings: the zero value for one that has none.
func (s *Store) Settings(ctx context.Context, guild string) (Settings, error) {
	var found Settings
	err := s.read(ctx, "read settings of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = selectSettings(ctx, tx, guild)
		return err
	})
	return found, err
}

// SaveSettings replaces a guild's settings, and writes an audit row that names
// each change. Saving what is there already is a no-op. Values that make no
// sense are an ErrInvalid.
func (s *Store) SaveSettings(ctx context.Context, guild, by string, want Settings) error {
	op := "save settings of guild " + guild
	if err := want.check(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		have, err := selectSettings(ctx, tx, guild)
		if err != nil {
			return err
		}
		changes := have.changes(want)
		if len(changes) == 0 {
			return nil
		}
		if err := upsertSettings(ctx, tx, guild, want); err != nil {
			return err
		}
		return writeAudit(ctx, tx, Audit{
			Guild: guild, By: by, Action: ActionSettings,
			Detail: strings.Join(changes, "; "), At: s.stamp(time.Time{}),
		})
	})
}

// changes says in words what differs.
func (s Settings) changes(to Settings) []string {
	var out []string
	for _, f := range []struct {
		name      string
		from, now any
	}{
		{"moderators", s.Moderators, to.Moderators},
		{"staff channel", s.Staff, to.Staff},
		{"channels", strings.Join(s.Channels, " "), strings.Join(to.Channels, " ")},
		{"language", s.Language, to.Language},
		{"daily budget", s.DailyBudget, to.DailyBudget},
		{"threads", s.Threads, to.Threads},
		{"hold briefings", s.HoldBriefings, to.HoldBriefings},
		{"tell askers", s.TellAskers, to.TellAskers},
		{"retention days", s.RetentionDays, to.RetentionDays},
		{"no corrections", s.NoCorrections, to.NoCorrections},
		{"most articles", s.Quotas.Articles, to.Quotas.Articles},
		{"most megabytes", s.Quotas.Megabytes, to.Quotas.Megabytes},
		{"most changes an hour", s.Quotas.Changes, to.Quotas.Changes},
	} {
		if f.from != f.now {
			out = append(out, fmt.Sprintf("%s: %#v → %#v", f.name, f.from, f.now))
		}
	}
	return out
}

func upsertSettings(ctx context.Context, tx *sql.Tx, guild string, s Settings) error {
	channels, err := json.Marshal(append([]string{}, s.Channels...))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO settings
		(guild, moderators, staff, channels, language, daily_budget, threads, hold_briefings, retention_days, tell_askers, no_corrections,
		most_articles, most_megabytes, most_changes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (guild) DO UPDATE SET moderators = excluded.moderators, staff = excluded.staff,
		channels = excluded.channels, language = excluded.language, daily_budget = excluded.daily_budget,
		threads = excluded.threads, hold_briefings = excluded.hold_briefings, retention_days = excluded.retention_days,
		tell_askers = excluded.tell_askers, no_corrections = excluded.no_corrections,
		most_articles = excluded.most_articles, most_megabytes = excluded.most_megabytes, most_changes = excluded.most_changes`,
		guild, s.Moderators, s.Staff, string(channels), s.Language, s.DailyBudget, s.Threads, bit(s.HoldBriefings), s.RetentionDays, bit(s.TellAskers), bit(s.NoCorrections),
		s.Quotas.Articles, s.Quotas.Megabytes, s.Quotas.Changes)
	return err
}

func selectSettings(ctx context.Context, tx *sql.Tx, guild string) (Settings, error) {
	var s Settings
	var channels string
	var hold, tell, silent int
	err := tx.QueryRowContext(ctx, `SELECT
		moderators, staff, channels, language, daily_budget, threads, hold_briefings, retention_days, tell_askers, no_corrections,
		most_articles, most_megabytes, most_changes
		FROM settings WHERE guild = $1`, guild).
		Scan(&s.Moderators, &s.Staff, &channels, &s.Language, &s.DailyBudget, &s.Threads, &hold, &s.RetentionDays, &tell, &silent,
			&s.Quotas.Articles, &s.Quotas.Megabytes, &s.Quotas.Changes)
	if errors.Is(err, sql.ErrNoRows) {
		return Settings{}, nil
	}
	if err != nil {
		return Settings{}, err
	}
	s.HoldBriefings, s.TellAskers, s.NoCorrections = hold != 0, tell != 0, silent != 0
	if err := json.Unmarshal([]byte(channels), &s.Channels); err != nil {
		return Settings{}, errors.Join(ErrDamaged, err)
	}
	if len(s.Channels) == 0 {
		s.Channels = nil // so that the defaults are the zero value
	}
	return s, nil
}
