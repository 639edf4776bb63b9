package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Swept counts what Sweep did.
type Swept struct {
	Answers   int // lost asker and question
	Turns     int // deleted
	Feedback  int // deleted
	Gaps      int // deleted, with the askers; by the last time that they were asked
	Askers    int // of gaps that others asked since; deleted
	Uses      int // deleted
	Tokens    int // rows of what models used; deleted
	Saved     int // deleted
	Questions int // saved ones; lost who asked them
	Runs      int // with an outcome; deleted, but for each schedule's last that was posted
	Drafts    int // of articles that nobody confirmed in time; deleted
}

func (a *Swept) add(b Swept) {
	a.Answers += b.Answers
	a.Turns += b.Turns
	a.Feedback += b.Feedback
	a.Gaps += b.Gaps
	a.Askers += b.Askers
	a.Uses += b.Uses
	a.Tokens += b.Tokens
	a.Saved += b.Saved
	a.Questions += b.Questions
	a.Runs += b.Runs
	a.Drafts += b.Drafts
}

// Sweep removes what members said and is older than their guild's retention,
// one guild after the other, each in one transaction: an error leaves the
// earlier guilds swept and counted. What is as old as the retention to the
// millisecond stays. Audit rows and settings have no age.
//
// It also overwrites what an earlier Erase could not.
func (s *Store) Sweep(ctx context.Context) (Swept, error) {
	var total Swept
	if err := s.enter(); err != nil {
		return total, fmt.Errorf("sweep: %w", err)
	}
	defer s.running.Done()
	var guilds []string
	err := s.read(ctx, "sweep", func(tx *sql.Tx) (err error) {
		guilds, err = collect(ctx, tx, scanString, `SELECT guild FROM answers UNION SELECT guild FROM turns
			UNION SELECT guild FROM gaps UNION SELECT guild FROM usage
			UNION SELECT guild FROM tokens UNION SELECT guild FROM saved
			UNION SELECT guild FROM schedules UNION SELECT guild FROM questions`)
		return err
	})
	if err != nil {
		return total, err
	}
	for _, guild := range guilds {
		swept, err := s.sweepGuild(ctx, guild)
		if err != nil {
			return total, err
		}
		total.add(swept)
	}
	if total.Drafts, err = s.sweepDrafts(ctx); err != nil {
		return total, err
	}
	if total != (Swept{}) {
		if err := s.truncateWAL(ctx); err != nil {
			s.opt.Log.Warn("what was swept still stands in the -wal file", "error", err)
		}
	}
	return total, s.finishPurge(ctx)
}

func (s *Store) sweepGuild(ctx context.Context, guild string) (swept Swept, err error) {
	err = s.write(ctx, "sweep guild "+guild, func(tx *sql.Tx) error {
		settings, err := selectSettings(ctx, tx, guild)
		if err != nil {
			return err
		}
		before := s.opt.Now().Add(-settings.Retention())
		swept, err = sweepRows(ctx, tx, guild, millis(before), DayOf(before.UTC()))
		return err
	})
	return swept, err
}

func sweepRows(ctx context.Context, tx *sql.Tx, guild string, before int64, day Day) (swept Swept, err error) {
	swept.Answers, err = anonymise(ctx, tx,
		`guild = $1 AND at < $2 AND (asker <> '' OR question <> '')`, guild, before)
	if err != nil {
		return Swept{}, err
	}
	for _, step := range []struct {
		count *int
		query string
		until any
	}{
		{&swept.Turns, `DELETE FROM turns WHERE guild = $1 AND at < $2`, before},
		{&swept.Feedback, `DELETE FROM feedback WHERE at < $2
			AND answer IN (SELECT id FROM answers WHERE guild = $1)`, before},
		{&swept.Gaps, `DELETE FROM gaps WHERE guild = $1 AND last_at < $2`, before},
		{&swept.Askers, `DELETE FROM gap_askers WHERE at < $2
			AND gap IN (SELECT id FROM gaps WHERE guild = $1)`, before},
		// A day is over up to 12 hours later in other zones, which DayOf may have used.
		{&swept.Uses, `DELETE FROM usage WHERE guild = $1 AND day < $2`, string(day)},
		{&swept.Tokens, `DELETE FROM tokens WHERE guild = $1 AND day < $2`, string(day)},
		{&swept.Questions, `UPDATE questions SET asker = '' WHERE guild = $1 AND at < $2 AND asker <> ''`, before},
		{&swept.Saved, `DELETE FROM saved WHERE guild = $1 AND at < $2`, before},
		// The last that was posted tells what its readers know.
		{&swept.Runs, `DELETE FROM runs WHERE finished_at > 0 AND finished_at < $2
			AND schedule IN (SELECT id FROM schedules WHERE guild = $1)
			AND (state NOT IN ('` + RunPosted + `', '` + RunLate + `') OR EXISTS (SELECT 1 FROM runs l
				WHERE l.schedule = runs.schedule AND l.due > runs.due AND l.state IN ('` + RunPosted + `', '` + RunLate + `')))`, before},
	} {
		if *step.count, err = execRows(ctx, tx, step.query, guild, step.until); err != nil {
			return Swept{}, err
		}
	}
	return swept, nil
}

// DeleteGuild removes everything of a guild, its settings and audit rows too, but
// for the files of its articles, which are not the database's,
// and overwrites the bytes as Erase does, with the same errors. A guild that is
// not there is a no-op; "" is an ErrInvalid, as direct messages are their
// authors'.
func (s *Store) DeleteGuild(ctx context.Context, guild string) error {
	op := "delete guild " + guild
	if guild == "" {
		return fmt.Errorf("%s: %w: no guild", op, ErrInvalid)
	}
	if err := s.enter(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	err := s.write(ctx, op, func(tx *sql.Tx) error {
		// Citations, feedback, askers, runs, versions and entries go with what they belong to.
		for _, table := range []string{"turns", "answers", "gaps", "usage", "tokens", "saved", "schedules", "articles", "drafts", "rulings", "questions", "feeds", "erased_posts", "settings", "audit"} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE guild = $1`, guild); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM correction_lists WHERE reader = $1 OR guild = $1`, guild); err != nil {
			return err
		}
		return markPurge(ctx, tx)
	})
	if err != nil {
		return err
	}
	if err := s.purge(ctx); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}
