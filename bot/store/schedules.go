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

// Bounds of schedules.
const (
	MaxSchedulesOfGuild = 100
	maxScheduleText     = 1000 // bytes of any one text of a schedule
	maxScheduleArticles = 50
)

// Bot stands in audit rows for the bot itself. It is no id that Discord gives.
const Bot = "bot"

// The choices of a schedule, but for its policy, which brief/schedule names.
const (
	ScopeAll      = "all"
	ScopeArticles = "articles"
	ScopeTag      = "tag"

	ShapePoints    = "points"
	ShapeTimeline  = "timeline"
	ShapePositions = "positions"
	ShapeNarrative = "narrative"

	NothingNewSay  = "say"  // post that there is nothing new
	NothingNewSkip = "skip" // post nothing

	DeadlinePost = "post" // what nobody decided on is posted
	DeadlineSkip = "skip" // or not
)

// Schedule is a briefing that is posted by itself. Guild, Channel, When and Zone
// are required; a choice of "" is the first of its list.
type Schedule struct {
	ID      string // made by CreateSchedule
	Guild   string
	Channel string
	Creator string // "" when erased
	Title   string

	When, Zone        string // as brief/schedule reads them
	FirstDay, LastDay string // YYYY-MM-DD, "" for no limit
	Quiet             string
	Policy            string
	Grace             time.Duration
	Most              int
	Scope             string
	Articles          []string // slugs, of ScopeArticles
	Tag               string   // of ScopeTag
	Shape             string
	Length            string // as the composer knows it; "" is its default
	Language          string
	Role              string // to notify; "" for none
	Thread, Poll      bool
	NothingNew        string
	Hold              bool          // each waits for a moderator,
	HoldFor           time.Duration // so long; zero is the runner's default,
	AtDeadline        string        // and then
	Paused            string        // why it is paused; "" while it runs
	Handled           string        // key of the last slot that was dealt with
	NextDue           time.Time     // zero when nothing is due any more, or while paused
	Revision          int           // grows with each change
	At, Changed       time.Time
}

// check fills in choices and refuses what makes no sense.
func (c *Schedule) check() error {
	for _, f := range []struct {
		name   string
		value  *string
		choice []string
	}{
		{"scope", &c.Scope, []string{ScopeAll, ScopeArticles, ScopeTag}},
		{"shape", &c.Shape, []string{ShapePoints, ShapeTimeline, ShapePositions, ShapeNarrative}},
		{"nothing new", &c.NothingNew, []string{NothingNewSay, NothingNewSkip}},
		{"at the deadline", &c.AtDeadline, []string{DeadlinePost, DeadlineSkip}},
	} {
		if *f.value == "" {
			*f.value = f.choice[0]
		}
		if !slices.Contains(f.choice, *f.value) {
			return fmt.Errorf("%w: %s %q", ErrInvalid, f.name, *f.value)
		}
	}
	for _, text := range append([]string{c.Title, c.When, c.Quiet, c.Tag, c.Language, c.Length, c.Paused}, c.Articles...) {
		if len(text) > maxScheduleText {
			return fmt.Errorf("%w: a text of %d bytes", ErrInvalid, len(text))
		}
	}
	switch {
	case c.Guild == "" || c.Channel == "" || c.When == "" || c.Zone == "":
		return fmt.Errorf("%w: a schedule without guild, channel, times or zone", ErrInvalid)
	case c.Scope == ScopeArticles && len(c.Articles) == 0, len(c.Articles) > maxScheduleArticles:
		return fmt.Errorf("%w: a schedule of %d articles", ErrInvalid, len(c.Articles))
	case c.Scope == ScopeTag && c.Tag == "":
		return fmt.Errorf("%w: a schedule of no tag", ErrInvalid)
	case c.Grace < 0 || c.Most < 0 || c.HoldFor < 0:
		return fmt.Errorf("%w: a number below zero", ErrInvalid)
	}
	return nil
}

// scheduleColumns are in the order of scanSchedule and of Schedule.values.
const scheduleColumns = `id, guild, channel, creator, title, due_when, zone, first_day, last_day, quiet,
	policy, grace, most, scope, articles, tag, shape, length, language, role, thread, poll,
	nothing_new, hold, hold_for, at_deadline, paused, handled, next_due, revision, at, changed_at`

func (c *Schedule) values() ([]any, error) {
	articles, err := json.Marshal(append([]string{}, c.Articles...))
	return []any{
		c.ID, c.Guild, c.Channel, c.Creator, c.Title, c.When, c.Zone, c.FirstDay, c.LastDay, c.Quiet,
		c.Policy, c.Grace.Milliseconds(), c.Most, c.Scope, string(articles), c.Tag, c.Shape, c.Length, c.Language, c.Role,
		bit(c.Thread), bit(c.Poll), c.NothingNew, bit(c.Hold), c.HoldFor.Milliseconds(), c.AtDeadline,
		c.Paused, c.Handled, millis(c.NextDue), c.Revision, millis(c.At), millis(c.Changed),
	}, err
}

func scanSchedule(row scanner) (c Schedule, err error) {
	var articles string
	var grace, holdFor, due, at, changed int64
	var thread, poll, hold int
	err = row.Scan(&c.ID, &c.Guild, &c.Channel, &c.Creator, &c.Title, &c.When, &c.Zone, &c.FirstDay, &c.LastDay, &c.Quiet,
		&c.Policy, &grace, &c.Most, &c.Scope, &articles, &c.Tag, &c.Shape, &c.Length, &c.Language, &c.Role,
		&thread, &poll, &c.NothingNew, &hold, &holdFor, &c.AtDeadline,
		&c.Paused, &c.Handled, &due, &c.Revision, &at, &changed)
	if err != nil {
		return Schedule{}, err
	}
	c.Grace, c.HoldFor = time.Duration(grace)*time.Millisecond, time.Duration(holdFor)*time.Millisecond
	c.Thread, c.Poll, c.Hold = thread != 0, poll != 0, hold != 0
	c.NextDue, c.At, c.Changed = fromMillis(due), fromMillis(at), fromMillis(changed)
	if err := json.Unmarshal([]byte(articles), &c.Articles); err != nil {
		return Schedule{}, errors.Join(ErrDamaged, err)
	}
	if len(c.Articles) == 0 {
		c.Articles = nil
	}
	return c, nil
}

// CreateSchedule keeps a new schedule of its Creator and returns it as it is kept.
// More than MaxSchedulesOfGuild is an ErrFullGuild, and what makes no sense an
// ErrInvalid.
func (s *Store) CreateSchedule(ctx context.Context, c Schedule) (Schedule, error) {
	op := "create a schedule of guild " + c.Guild
	if err := c.check(); err != nil {
		return Schedule{}, fmt.Errorf("%s: %w", op, err)
	}
	err := s.write(ctx, op, func(tx *sql.Tx) (err error) {
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM schedules WHERE guild = $1`, c.Guild).Scan(&have); err != nil {
			return err
		}
		if have >= MaxSchedulesOfGuild {
			return ErrFullGuild
		}
		if c.ID, err = s.newID(); err != nil {
			return err
		}
		c.Revision, c.At = 1, s.stamp(c.At)
		c.Changed = c.At
		c.NextDue = fromMillis(millis(c.NextDue))
		values, err := c.values()
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO schedules (`+scheduleColumns+`) VALUES (`+places(1, len(values))+`)`, values...); err != nil {
			return err
		}
		return s.auditSchedule(ctx, tx, c, c.Creator, ActionCreateSchedule, c.When+", "+c.Zone)
	})
	if err != nil {
		return Schedule{}, err
	}
	return c, nil
}

// places are the placeholders from $from, n of them.
func places(from, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", from+i)
	}
	return strings.Join(out, ", ")
}

func (s *Store) auditSchedule(ctx context.Context, tx *sql.Tx, c Schedule, by, action, detail string) error {
	return writeAudit(ctx, tx, Audit{Guild: c.Guild, By: by, Action: action, Subject: c.ID, Detail: detail, At: s.stamp(time.Time{})})
}

// ReplaceSchedule replaces the schedule of c.ID by c, which somebody made from
// what Schedule returned. Where another has changed it since, by a later revision,
// the error is ErrChanged. Guild, creator and when it was made stay, and so does
// why it is paused; and where it stands, unless it is due at other times now.
func (s *Store) ReplaceSchedule(ctx context.Context, by string, c Schedule) (Schedule, error) {
	op := "change schedule " + c.ID
	if err := c.check(); err != nil {
		return Schedule{}, fmt.Errorf("%s: %w", op, err)
	}
	err := s.write(ctx, op, func(tx *sql.Tx) error {
		have, err := selectSchedule(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if have.Revision != c.Revision {
			return ErrChanged
		}
		c.Guild, c.Creator, c.At, c.Paused = have.Guild, have.Creator, have.At, have.Paused
		if slices.Equal(have.Times(), c.Times()) {
			c.Handled, c.NextDue = have.Handled, have.NextDue // Take may have moved it on since
		}
		if c.Paused != "" {
			c.NextDue = time.Time{}
		}
		if err := s.updateSchedule(ctx, tx, &c); err != nil {
			return err
		}
		return s.auditSchedule(ctx, tx, c, by, ActionChangeSchedule, strings.Join(have.changes(c), "; "))
	})
	if err != nil {
		return Schedule{}, err
	}
	return c, nil
}

// Times are what decides when it is due.
func (c *Schedule) Times() []string {
	return []string{c.When, c.Zone, c.FirstDay, c.LastDay, c.Quiet}
}

// updateSchedule writes all of a schedule, as its next revision.
func (s *Store) updateSchedule(ctx context.Context, tx *sql.Tx, c *Schedule) error {
	c.Revision++
	c.Changed = s.stamp(time.Time{})
	c.NextDue = fromMillis(millis(c.NextDue))
	values, err := c.values()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE schedules SET (`+scheduleColumns+`) = (`+places(1, len(values))+`) WHERE id = $1`, values...)
	return err
}

// changes says in words what differs, for the audit.
func (c *Schedule) changes(to Schedule) []string {
	var out []string
	for _, f := range []struct {
		name      string
		from, now any
	}{
		{"channel", c.Channel, to.Channel},
		{"title", c.Title, to.Title},
		{"when", c.When, to.When},
		{"zone", c.Zone, to.Zone},
		{"first day", c.FirstDay, to.FirstDay},
		{"last day", c.LastDay, to.LastDay},
		{"quiet", c.Quiet, to.Quiet},
		{"policy", c.Policy, to.Policy},
		{"grace", c.Grace.String(), to.Grace.String()},
		{"most", c.Most, to.Most},
		{"scope", c.Scope, to.Scope},
		{"articles", strings.Join(c.Articles, " "), strings.Join(to.Articles, " ")},
		{"tag", c.Tag, to.Tag},
		{"shape", c.Shape, to.Shape},
		{"length", c.Length, to.Length},
		{"language", c.Language, to.Language},
		{"role", c.Role, to.Role},
		{"thread", c.Thread, to.Thread},
		{"poll", c.Poll, to.Poll},
		{"nothing new", c.NothingNew, to.NothingNew},
		{"hold", c.Hold, to.Hold},
		{"hold for", c.HoldFor.String(), to.HoldFor.String()},
		{"at the deadline", c.AtDeadline, to.AtDeadline},
	} {
		if f.from != f.now {
			out = append(out, fmt.Sprintf("%s: %#v → %#v", f.name, f.from, f.now))
		}
	}
	return out
}

// PauseSchedule pauses a schedule and says whether it was not paused before; one
// that was keeps its reason. why "" is an ErrInvalid.
func (s *Store) PauseSchedule(ctx context.Context, id, by, why string) (paused bool, err error) {
	op := "pause schedule " + id
	if why == "" || len(why) > maxScheduleText {
		return false, fmt.Errorf("%s: %w: why %q", op, ErrInvalid, why)
	}
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		c, err := selectSchedule(ctx, tx, id)
		if err != nil || c.Paused != "" {
			return err
		}
		c.Paused, c.NextDue, paused = why, time.Time{}, true
		if err := s.updateSchedule(ctx, tx, &c); err != nil {
			return err
		}
		return s.auditSchedule(ctx, tx, c, by, ActionPauseSchedule, why)
	})
	return paused && err == nil, err
}

// ResumeSchedule lets a paused schedule go on behind the slot handled; next is
// when it is due. One that is not paused is left alone, and the answer is false.
func (s *Store) ResumeSchedule(ctx context.Context, id, by, handled string, next time.Time) (resumed bool, err error) {
	err = s.write(ctx, "resume schedule "+id, func(tx *sql.Tx) error {
		c, err := selectSchedule(ctx, tx, id)
		if err != nil || c.Paused == "" {
			return err
		}
		c.Paused, c.Handled, c.NextDue, resumed = "", handled, next, true
		if err := s.updateSchedule(ctx, tx, &c); err != nil {
			return err
		}
		return s.auditSchedule(ctx, tx, c, by, ActionResumeSchedule, "")
	})
	return resumed && err == nil, err
}

// DeleteSchedule deletes a schedule with its runs. One that is not there is an
// ErrNotFound.
func (s *Store) DeleteSchedule(ctx context.Context, id, by string) error {
	return s.write(ctx, "delete schedule "+id, func(tx *sql.Tx) error {
		c, err := selectSchedule(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM schedules WHERE id = $1`, id); err != nil {
			return err
		}
		return s.auditSchedule(ctx, tx, c, by, ActionDeleteSchedule, c.Title)
	})
}

// Schedule returns a schedule. One that is not there is an ErrNotFound.
func (s *Store) Schedule(ctx context.Context, id string) (c Schedule, err error) {
	err = s.read(ctx, "read schedule "+id, func(tx *sql.Tx) (err error) {
		c, err = selectSchedule(ctx, tx, id)
		return err
	})
	return c, err
}

func selectSchedule(ctx context.Context, tx *sql.Tx, id string) (Schedule, error) {
	c, err := scanSchedule(tx.QueryRowContext(ctx, `SELECT `+scheduleColumns+` FROM schedules WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Schedule{}, ErrNotFound
	}
	return c, err
}

// Schedules returns a guild's schedules, oldest first.
func (s *Store) Schedules(ctx context.Context, guild string) ([]Schedule, error) {
	var found []Schedule
	err := s.read(ctx, "read schedules of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanSchedule, `SELECT `+scheduleColumns+` FROM schedules
			WHERE guild = $1 ORDER BY at, id`, guild)
		return err
	})
	return found, err
}

// schedulesVersion is the migration that made the table.
const schedulesVersion = 8

// ReadSchedules returns the schedules of all guilds in a database file that nobody
// here has open, by guild: nothing is made, migrated or changed, and a bot may be
// using it meanwhile. One that an earlier program made has none. The errors are
// those of Examine.
func ReadSchedules(ctx context.Context, path string) (found []Schedule, err error) {
	err = readFile(ctx, "read schedules of store "+path, path, schedulesVersion, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanSchedule, `SELECT `+scheduleColumns+` FROM schedules ORDER BY guild, at, id`)
		return err
	})
	return found, err
}

// DueSchedules returns schedules that are due at a time or before, those that have
// been longest first, at most limit of them.
func (s *Store) DueSchedules(ctx context.Context, now time.Time, limit int) ([]Schedule, error) {
	var found []Schedule
	err := s.read(ctx, "read due schedules", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanSchedule, `SELECT `+scheduleColumns+` FROM schedules
			WHERE next_due > 0 AND next_due <= $1 ORDER BY next_due, id LIMIT $2`, millis(now), max(limit, 0))
		return err
	})
	return found, err
}

// eraseSchedules takes the person off the schedules that they made and the
// briefings that they decided on. Both are the guild's.
func eraseSchedules(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE runs SET decider = $2 WHERE decider = $1`, user, erased); err != nil {
		return 0, err
	}
	return execRows(ctx, tx, `UPDATE schedules SET creator = '' WHERE creator = $1`, user)
}
