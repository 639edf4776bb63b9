package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// The states of a run. A claimed one is being composed, and a posting one posted:
// both belong to an owner until the lease ends, and then to whoever claims them.
// A held one waits for a moderator or its deadline. The others are outcomes.
const (
	RunClaimed = "claimed"
	RunHeld    = "held"
	RunPosting = "posting"

	RunPosted  = "posted"
	RunLate    = "late" // posted, later than its slot
	RunSkipped = "skipped"
	RunMissed  = "missed"
	RunFailed  = "failed"
)

const (
	// MaxLease bounds leases. One that ends later than that from now was given when
	// the clock was ahead, and is over.
	MaxLease = time.Hour
	// MaxDraftBytes bounds Draft.Body.
	MaxDraftBytes = 256 << 10
	maxWhy        = 500 // characters; what is longer is cut
)

// RunKey names a run: one slot of one schedule, by Slot.Key of brief/schedule.
type RunKey struct{ Schedule, Slot string }

// Run is what happened at a slot.
type Run struct {
	RunKey
	State    string
	Owner    string    // who has it, of claimed and posting ones
	Lease    time.Time // until when
	Tries    int       // how often it was claimed, since a moderator approved it
	Late     bool      // it was claimed later than its slot
	Draft    string    // what is posted; "" before it is composed, and again after the outcome
	Nonce    string
	Channel  string
	Message  string    // once it is posted
	Why      string    // of outcomes but RunPosted, for moderators
	Decider  string    // the moderator who decided on a held one; Bot at its deadline
	Deadline time.Time // of held ones
	Due      time.Time
	At       time.Time // when it was first claimed
	Finished time.Time
	Words    int
	Sources  int
	Versions []ArticleVersion // what it was made from
	// GateChannel and GateMessage are where moderators were asked about it; "" where
	// they were not.
	GateChannel, GateMessage string
}

// Open reports whether a run has no outcome yet.
func (r Run) Open() bool { return r.Finished.IsZero() }

// ArticleVersion is a version of an article.
type ArticleVersion struct {
	Article string `json:"article"` // its slug
	Version int    `json:"version"`
}

// Draft is what a run is going to post.
type Draft struct {
	Body     string // as its composer and poster agree; at most MaxDraftBytes
	Words    int
	Sources  int
	Versions []ArticleVersion
}

// claimRun is one statement, so that of many who claim at once one has it.
const claimRun = `INSERT INTO runs (schedule, slot, state, owner, lease, tries, late, draft, nonce, channel, message, why,
		decider, deadline, due, at, finished_at, words, sources, versions)
	VALUES ($1, $2, '` + RunClaimed + `', $3, $4, 1, $5, '', $6, $7, '', '', '', 0, $8, $9, 0, 0, 0, '[]')
	ON CONFLICT (schedule, slot) DO UPDATE SET owner = excluded.owner, lease = excluded.lease, tries = runs.tries + 1
	WHERE runs.state IN ('` + RunClaimed + `', '` + RunPosting + `') AND (runs.lease < excluded.at OR runs.lease > $10)`

// Claim makes a run its owner's until now+lease, if there is none of that slot, or
// one without an outcome that nobody has any more. Of r it takes key, owner, late,
// nonce, channel and due, and returns the run as it is now: what was composed
// stays. ok is false when it is another's or done. A lease of more than MaxLease
// is an ErrInvalid, and a schedule that is not there an ErrNotFound.
func (s *Store) Claim(ctx context.Context, r Run, now time.Time, lease time.Duration) (claimed Run, ok bool, err error) {
	op := "claim slot " + r.Slot + " of schedule " + r.Schedule
	if err := checkClaim(r, lease); err != nil {
		return Run{}, false, fmt.Errorf("%s: %w", op, err)
	}
	err = s.write(ctx, op, func(tx *sql.Tx) (err error) {
		claimed, ok, err = claim(ctx, tx, r, now, lease)
		return err
	})
	return claimed, ok && err == nil, err
}

func checkClaim(r Run, lease time.Duration) error {
	if r.Slot == "" || r.Owner == "" || lease <= 0 || lease > MaxLease {
		return fmt.Errorf("%w: slot %q, owner %q, lease %v", ErrInvalid, r.Slot, r.Owner, lease)
	}
	return nil
}

func claim(ctx context.Context, tx *sql.Tx, r Run, now time.Time, lease time.Duration) (Run, bool, error) {
	n, err := execRows(ctx, tx, claimRun, r.Schedule, r.Slot, r.Owner, millis(now.Add(lease)), bit(r.Late),
		r.Nonce, r.Channel, millis(r.Due), millis(now), millis(now.Add(MaxLease)))
	if orphan(err) {
		return Run{}, false, ErrNotFound
	}
	if err != nil || n == 0 {
		return Run{}, false, err
	}
	got, err := selectRun(ctx, tx, r.RunKey)
	return got, err == nil, err
}

// QueueRun keeps a run of no slot of its schedule's own, for whoever delivers to
// claim next. Of r it takes key, nonce, channel and due. One of that key that is
// there already is left alone: ok is false, with the run as it is. A schedule that
// is not there is an ErrNotFound.
func (s *Store) QueueRun(ctx context.Context, r Run, by string, now time.Time) (queued Run, ok bool, err error) {
	op := "queue run " + r.Slot + " of schedule " + r.Schedule
	if r.Slot == "" {
		return Run{}, false, fmt.Errorf("%s: %w: no key", op, ErrInvalid)
	}
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		c, err := selectSchedule(ctx, tx, r.Schedule)
		if err != nil {
			return err
		}
		n, err := execRows(ctx, tx, `INSERT INTO runs (schedule, slot, state, owner, lease, tries, late, draft, nonce, channel,
			message, why, decider, deadline, due, at, finished_at, words, sources, versions)
			VALUES ($1, $2, '`+RunClaimed+`', '', 0, 0, 0, '', $3, $4, '', '', '', 0, $5, $6, 0, 0, 0, '[]')
			ON CONFLICT (schedule, slot) DO NOTHING`, r.Schedule, r.Slot, r.Nonce, r.Channel, millis(r.Due), millis(now))
		if err != nil {
			return err
		}
		if queued, err = selectRun(ctx, tx, r.RunKey); err != nil || n == 0 {
			return err
		}
		ok = true
		return s.auditSchedule(ctx, tx, c, by, ActionRunBriefing, r.Slot)
	})
	return queued, ok && err == nil, err
}

// Taking is what becomes of a schedule's slots up to now.
type Taking struct {
	Schedule Schedule  // as it was read
	Missed   []Run     // key, due, why
	Claims   []Run     // as Claim takes them
	Handled  string    // the last slot that is dealt with now
	NextDue  time.Time // zero for none
}

// Take records missed slots, claims others and moves the schedule on, all at once.
// It returns what was claimed. When another has moved or changed the schedule
// since it was read, nothing is done and the error is ErrChanged.
func (s *Store) Take(ctx context.Context, t Taking, now time.Time, lease time.Duration) ([]Run, error) {
	op := "take slots of schedule " + t.Schedule.ID
	for _, r := range t.Claims {
		if err := checkClaim(r, lease); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
	}
	var got []Run
	err := s.write(ctx, op, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE schedules SET handled = $4, next_due = $5
			WHERE id = $1 AND revision = $2 AND handled = $3 AND paused = ''`,
			t.Schedule.ID, t.Schedule.Revision, t.Schedule.Handled, t.Handled, millis(t.NextDue))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrChanged
		}
		for _, r := range t.Missed {
			if err := insertMissed(ctx, tx, r, now); err != nil {
				return err
			}
		}
		for _, r := range t.Claims {
			claimed, ok, err := claim(ctx, tx, r, now, lease)
			if err != nil {
				return err
			}
			if ok {
				got = append(got, claimed)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// insertMissed keeps what is recorded of the slot already.
func insertMissed(ctx context.Context, tx *sql.Tx, r Run, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO runs (schedule, slot, state, owner, lease, tries, late, draft, nonce, channel,
		message, why, decider, deadline, due, at, finished_at, words, sources, versions)
		VALUES ($1, $2, '`+RunMissed+`', '', 0, 0, 0, '', '', '', '', $3, '', 0, $4, $5, $5, 0, 0, '[]')
		ON CONFLICT (schedule, slot) DO NOTHING`, r.Schedule, r.Slot, cutWhy(r.Why), millis(r.Due), millis(now))
	return err
}

func cutWhy(why string) string {
	r := []rune(why)
	return string(r[:min(len(r), maxWhy)])
}

// ownRun changes a run that its owner still has. When it is not there, is
// another's or in none of the states that from names, the error is ErrTaken.
func (s *Store) ownRun(ctx context.Context, op string, key RunKey, owner, from, set string, args ...any) error {
	return s.write(ctx, op+" slot "+key.Slot+" of schedule "+key.Schedule, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE runs SET `+set+` WHERE schedule = $1 AND slot = $2 AND owner = $3
			AND state IN (`+from+`)`, append([]any{key.Schedule, key.Slot, owner}, args...)...)
		if err == nil && n == 0 {
			err = ErrTaken
		}
		return err
	})
}

const (
	atWork  = `'` + RunClaimed + `', '` + RunPosting + `'`
	outcome = `owner = '', lease = 0, draft = '', finished_at = `
)

// Renew makes a lease end later. When the run is its owner's no more, the error is
// ErrTaken, and whoever has it does the work.
func (s *Store) Renew(ctx context.Context, key RunKey, owner string, until time.Time) error {
	return s.ownRun(ctx, "renew", key, owner, atWork, `lease = $4`, millis(until))
}

// Release ends the lease, so that anybody may go on with the run at once.
func (s *Store) Release(ctx context.Context, key RunKey, owner string) error {
	return s.ownRun(ctx, "release", key, owner, atWork, `owner = '', lease = 0`)
}

// SaveDraft keeps what a claimed run is going to post. With a deadline the run is
// held from now on and nobody's; without one it is posting. The errors are those
// of Renew, and ErrInvalid for a draft that is empty or too large.
func (s *Store) SaveDraft(ctx context.Context, key RunKey, owner string, d Draft, deadline time.Time) error {
	if err := checkBody(d.Body); err != nil {
		return fmt.Errorf("save the draft of slot %s of schedule %s: %w", key.Slot, key.Schedule, err)
	}
	versions, err := json.Marshal(append([]ArticleVersion{}, d.Versions...))
	if err != nil {
		return err
	}
	set := `draft = $4, words = $5, sources = $6, versions = $7, deadline = $8, state = '` + RunPosting + `'`
	if !deadline.IsZero() {
		set = `draft = $4, words = $5, sources = $6, versions = $7, deadline = $8, state = '` + RunHeld + `', owner = '', lease = 0`
	}
	return s.ownRun(ctx, "save the draft of", key, owner, `'`+RunClaimed+`'`, set,
		d.Body, d.Words, d.Sources, string(versions), millis(deadline))
}

func checkBody(body string) error {
	if body == "" || len(body) > MaxDraftBytes {
		return fmt.Errorf("%w: a draft of %d bytes", ErrInvalid, len(body))
	}
	return nil
}

// Posted is the outcome of a run that stands in its channel.
func (s *Store) Posted(ctx context.Context, key RunKey, owner, message, why string, late bool, now time.Time) error {
	state := RunPosted
	if late {
		state = RunLate
	}
	return s.ownRun(ctx, "finish", key, owner, atWork, outcome+`$4, state = $5, message = $6, why = $7`, millis(now), state, message, cutWhy(why))
}

// Finish is the outcome of a run that is not posted: RunSkipped, RunMissed or
// RunFailed, and why in words for moderators; anything else is an ErrInvalid. The
// errors are those of Renew.
func (s *Store) Finish(ctx context.Context, key RunKey, owner, state, why string, now time.Time) error {
	if why == "" || state != RunSkipped && state != RunMissed && state != RunFailed {
		return fmt.Errorf("finish slot %s of schedule %s: %w: %q, because %q", key.Slot, key.Schedule, ErrInvalid, state, why)
	}
	return s.ownRun(ctx, "finish", key, owner, atWork, outcome+`$4, state = $5, why = $6`, millis(now), state, cutWhy(why))
}

// EditDraft puts another draft, with the same versions, in the place of the body
// that somebody saw of a held run. When it is not held any more, or another has edited it, nothing is done,
// and the answer is false with the run as it is.
func (s *Store) EditDraft(ctx context.Context, key RunKey, by, saw string, d Draft) (Run, bool, error) {
	op := "edit slot " + key.Slot + " of schedule " + key.Schedule
	if err := checkBody(d.Body); err != nil {
		return Run{}, false, fmt.Errorf("%s: %w", op, err)
	}
	return s.decide(ctx, op, key, Audit{By: by, Action: ActionEditBriefing, Detail: key.Slot},
		`draft = $3, words = $5, sources = $6`, `draft = $4`, d.Body, saw, d.Words, d.Sources)
}

// Decide ends the waiting of a held run: it is to be posted, and anybody may claim
// it, or skipped because of why. Of many who decide at once one does: the others
// are told false, and the run as it is. by is a moderator, or Bot at the deadline.
func (s *Store) Decide(ctx context.Context, key RunKey, by string, post bool, why string, now time.Time) (Run, bool, error) {
	op := "decide on slot " + key.Slot + " of schedule " + key.Schedule
	if post {
		return s.decide(ctx, op, key, Audit{By: by, Action: ActionApproveBriefing, Detail: key.Slot},
			`state = '`+RunPosting+`', owner = '', lease = 0, tries = 0, decider = $3`, `1 = 1`, by)
	}
	if why == "" {
		return Run{}, false, fmt.Errorf("%s: %w: no reason", op, ErrInvalid)
	}
	return s.decide(ctx, op, key, Audit{By: by, Action: ActionSkipBriefing, Detail: key.Slot},
		outcome+`$4, state = '`+RunSkipped+`', decider = $3, why = $5`, `1 = 1`, by, millis(now), cutWhy(why))
}

// decide changes a held run, if it is one, and writes the audit row.
func (s *Store) decide(ctx context.Context, op string, key RunKey, a Audit, set, where string, args ...any) (r Run, ok bool, err error) {
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE runs SET `+set+` WHERE schedule = $1 AND slot = $2 AND state = '`+RunHeld+`' AND `+where,
			append([]any{key.Schedule, key.Slot}, args...)...)
		if err != nil {
			return err
		}
		if r, err = selectRun(ctx, tx, key); err != nil || n == 0 {
			return err
		}
		c, err := selectSchedule(ctx, tx, key.Schedule)
		if err != nil {
			return err
		}
		ok = true
		return s.auditSchedule(ctx, tx, c, a.By, a.Action, a.Detail)
	})
	return r, ok && err == nil, err
}

// Run returns a run. One that is not there is an ErrNotFound.
func (s *Store) Run(ctx context.Context, key RunKey) (r Run, err error) {
	err = s.read(ctx, "read slot "+key.Slot+" of schedule "+key.Schedule, func(tx *sql.Tx) (err error) {
		r, err = selectRun(ctx, tx, key)
		return err
	})
	return r, err
}

const runColumns = `schedule, slot, state, owner, lease, tries, late, draft, nonce, channel, message, why,
	decider, deadline, due, at, finished_at, words, sources, versions, gate_channel, gate_message`

func selectRun(ctx context.Context, tx *sql.Tx, key RunKey) (Run, error) {
	r, err := scanRun(tx.QueryRowContext(ctx, `SELECT `+runColumns+` FROM runs WHERE schedule = $1 AND slot = $2`, key.Schedule, key.Slot))
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, ErrNotFound
	}
	return r, err
}

func scanRun(row scanner) (r Run, err error) {
	var versions string
	var late int
	var lease, deadline, due, at, finished int64
	err = row.Scan(&r.Schedule, &r.Slot, &r.State, &r.Owner, &lease, &r.Tries, &late, &r.Draft, &r.Nonce, &r.Channel, &r.Message, &r.Why,
		&r.Decider, &deadline, &due, &at, &finished, &r.Words, &r.Sources, &versions, &r.GateChannel, &r.GateMessage)
	if err != nil {
		return Run{}, err
	}
	r.Late = late != 0
	r.Lease, r.Deadline, r.Due, r.At, r.Finished = fromMillis(lease), fromMillis(deadline), fromMillis(due), fromMillis(at), fromMillis(finished)
	if err := json.Unmarshal([]byte(versions), &r.Versions); err != nil {
		return Run{}, errors.Join(ErrDamaged, err)
	}
	if len(r.Versions) == 0 {
		r.Versions = nil
	}
	return r, nil
}

// Runs returns a schedule's runs, by slot, newest first, at most limit of them.
func (s *Store) Runs(ctx context.Context, schedule string, limit int) ([]Run, error) {
	return s.runs(ctx, "read runs of schedule "+schedule, `WHERE schedule = $1 ORDER BY due DESC, slot DESC LIMIT $2`, schedule, max(limit, 0))
}

// RunsFrom returns a page of a schedule's runs, newest first, without the first
// skip of them, at most limit, and how many there are.
func (s *Store) RunsFrom(ctx context.Context, schedule string, skip, limit int) (found []Run, of int, err error) {
	err = s.read(ctx, "read the log of schedule "+schedule, func(tx *sql.Tx) (err error) {
		if err = tx.QueryRowContext(ctx, `SELECT count(*) FROM runs WHERE schedule = $1`, schedule).Scan(&of); err != nil {
			return err
		}
		found, err = collect(ctx, tx, scanRun, `SELECT `+runColumns+` FROM runs
			WHERE schedule = $1 ORDER BY due DESC, slot DESC LIMIT $2 OFFSET $3`, schedule, max(limit, 0), max(skip, 0))
		return err
	})
	return found, of, err
}

// LastPosted returns the run of the latest slot that was posted: what its readers
// know. ErrNotFound means that none was.
func (s *Store) LastPosted(ctx context.Context, schedule string) (Run, error) {
	op := "read the last briefing of schedule " + schedule
	found, err := s.runs(ctx, op, `WHERE schedule = $1 AND state IN ('`+RunPosted+`', '`+RunLate+`') ORDER BY due DESC, slot DESC LIMIT 1`, schedule)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", op, ErrNotFound)
	}
	if err != nil {
		return Run{}, err
	}
	return found[0], nil
}

// PostedIn returns runs of the last ninety days that were posted in a channel, newest
// first, at most limit of them.
func (s *Store) PostedIn(ctx context.Context, guild, channel string, limit int) ([]Run, error) {
	return s.runs(ctx, "read briefings posted in channel "+channel, `WHERE schedule IN (SELECT id FROM schedules WHERE guild = $1)
		AND due > $2 AND channel = $3 AND state IN ('`+RunPosted+`', '`+RunLate+`') ORDER BY due DESC, slot DESC LIMIT $4`,
		guild, millis(s.opt.Now().AddDate(0, 0, -90)), channel, max(limit, 0))
}

// AbandonedRuns returns runs without an outcome that nobody has any more, at most
// limit of them.
func (s *Store) AbandonedRuns(ctx context.Context, now time.Time, limit int) ([]Run, error) {
	return s.runs(ctx, "read abandoned runs", `WHERE finished_at = 0 AND state IN (`+atWork+`) AND (lease < $1 OR lease > $2)
		ORDER BY due, slot, schedule LIMIT $3`, millis(now), millis(now.Add(MaxLease)), max(limit, 0))
}

// UndecidedRuns returns held runs whose deadline has come, at most limit of them.
func (s *Store) UndecidedRuns(ctx context.Context, now time.Time, limit int) ([]Run, error) {
	return s.runs(ctx, "read undecided runs", `WHERE finished_at = 0 AND state = '`+RunHeld+`' AND deadline <= $1
		ORDER BY deadline, slot, schedule LIMIT $2`, millis(now), max(limit, 0))
}

func (s *Store) runs(ctx context.Context, op, where string, args ...any) ([]Run, error) {
	var found []Run
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanRun, `SELECT `+runColumns+` FROM runs `+where, args...)
		return err
	})
	return found, err
}

// NextMoment is the earliest time at which a schedule is due, the lease of a run
// ends or a held one has its deadline; zero when there is none.
func (s *Store) NextMoment(ctx context.Context) (time.Time, error) {
	var ms int64
	err := s.read(ctx, "read the next moment", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT coalesce(min(t), 0) FROM (
			SELECT min(next_due) AS t FROM schedules WHERE next_due > 0
			UNION ALL SELECT min(lease) + 1 FROM runs WHERE finished_at = 0 AND state IN (`+atWork+`)
			UNION ALL SELECT min(deadline) FROM runs WHERE finished_at = 0 AND state = '`+RunHeld+`') m`).Scan(&ms)
	})
	return fromMillis(ms), err
}
