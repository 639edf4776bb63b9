package store

import (
	"context"
	"database/sql"
	"time"
)

// The actions that are audited.
const (
	ActionSettings = "settings"
	ActionCloseGap = "close gap"

	ActionTellAskers     = "tell askers"
	ActionCloseComplaint = "close complaint"
	ActionRule           = "rule"
	ActionUnrule         = "take ruling back"

	ActionCreateSchedule  = "create schedule"
	ActionChangeSchedule  = "change schedule"
	ActionPauseSchedule   = "pause schedule"
	ActionResumeSchedule  = "resume schedule"
	ActionDeleteSchedule  = "delete schedule"
	ActionApproveBriefing = "approve briefing"
	ActionEditBriefing    = "edit briefing"
	ActionSkipBriefing    = "skip briefing"

	ActionAddArticle      = "add article"
	ActionEditArticle     = "edit article"
	ActionWithdrawArticle = "withdraw article"
	ActionRestoreArticle  = "restore article"
	ActionEraseArticle    = "erase article"
	ActionRunBriefing     = "run briefing"

	ActionSaveQuestion   = "save question"
	ActionRemoveQuestion = "remove question"

	ActionFollowFeed   = "follow feed"
	ActionUnfollowFeed = "unfollow feed"
	ActionFeedByItself = "publish feed by itself"
	ActionFeedDrafts   = "leave feed to moderators"
	ActionMoveFeed     = "take a feed's new address"
)

// erased stands in an audit row and in texts for somebody who was erased.
const erased = "erased"

// Audit is one change: who did what to what.
type Audit struct {
	Guild   string
	By      string // a person's id, Bot, or "erased"
	Action  string
	Subject string // what was changed: an id; "" for the guild itself
	Detail  string
	At      time.Time
}

// Audits returns a guild's changes, newest first, at most limit of them.
func (s *Store) Audits(ctx context.Context, guild string, limit int) ([]Audit, error) {
	var found []Audit
	err := s.read(ctx, "read audit of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanAudit, `SELECT guild, actor, action, subject, detail, at
			FROM audit WHERE guild = $1 ORDER BY id DESC LIMIT $2`, guild, max(limit, 0))
		return err
	})
	return found, err
}

// AuditsFrom returns a guild's changes, newest first: limit of them from the offset
// on, and how many there are. With shared, the changes of what all guilds may read
// are among them.
func (s *Store) AuditsFrom(ctx context.Context, guild string, shared bool, offset, limit int) (found []Audit, of int, err error) {
	other := guild
	if shared {
		other = ""
	}
	err = s.read(ctx, "read audit of guild "+guild, func(tx *sql.Tx) (err error) {
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM audit WHERE guild IN ($1, $2)`, guild, other).Scan(&of); err != nil {
			return err
		}
		found, err = collect(ctx, tx, scanAudit, `SELECT guild, actor, action, subject, detail, at
			FROM audit WHERE guild IN ($1, $2) ORDER BY id DESC LIMIT $3 OFFSET $4`, guild, other, max(limit, 0), max(offset, 0))
		return err
	})
	return found, of, err
}

// writeAudit belongs into the transaction of the change: neither happens
// without the other.
func writeAudit(ctx context.Context, tx *sql.Tx, a Audit) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit (guild, actor, action, subject, detail, at)
		VALUES ($1, $2, $3, $4, $5, $6)`, a.Guild, a.By, a.Action, a.Subject, a.Detail, millis(a.At))
	return err
}

func scanAudit(row scanner) (Audit, error) {
	var a Audit
	var at int64
	err := row.Scan(&a.Guild, &a.By, &a.Action, &a.Subject, &a.Detail, &at)
	a.At = fromMillis(at)
	return a, err
}
