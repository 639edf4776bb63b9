package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Exported is everything that is stored about one person; Export writes it as
// JSON. The sections are empty, not null, when there is nothing.
type Exported struct {
	About    string             `json:"about"` // in words, for the person
	User     string             `json:"user"`
	At       time.Time          `json:"exported_at"`
	Answers  []ExportedAnswer   `json:"answers"`
	Turns    []ExportedTurn     `json:"conversation"`
	Feedback []ExportedFeedback `json:"feedback"`
	Gaps     []ExportedGap      `json:"unanswered_questions"`
	Uses     []ExportedUse      `json:"usage"`
	Audits   []ExportedAudit    `json:"changes"`
	Briefed  []ExportedSchedule `json:"scheduled_briefings"`
	Edited   []ExportedVersion  `json:"articles_changed"`
	Saved    []ExportedQuestion `json:"questions_saved"`
	Drafts   []ExportedDraft    `json:"article_drafts"`
	Rulings  []ExportedRuling   `json:"rulings"`
	Feeds    []ExportedFeed     `json:"feeds"`
	Untold   bool               `json:"not_told_of_answers"` // they asked not to be
	NamedIn  int                `json:"texts_that_name_you"` // their own among them; only the number, as others wrote them
}

// ExportedAnswer is an answer to a question of the person's.
type ExportedAnswer struct {
	At       time.Time `json:"at"`
	ID       string    `json:"id"`
	Guild    string    `json:"server"`
	Channel  string    `json:"channel"`
	Message  string    `json:"message"`
	Kind     string    `json:"kind"`
	Question string    `json:"question"`
	Answer   string    `json:"answer"`
	Refs     []string  `json:"citations"`
}

// ExportedTurn is a turn of the person's, or one of the bot's that answers it.
type ExportedTurn struct {
	At      time.Time `json:"at"`
	Guild   string    `json:"server"`
	Channel string    `json:"channel"`
	Role    string    `json:"role"`
	Text    string    `json:"text"`
}

// ExportedFeedback is what the person said of an answer.
type ExportedFeedback struct {
	At      time.Time `json:"at"`
	Answer  string    `json:"answer"`
	Good    bool      `json:"good"`
	Comment string    `json:"comment"`
}

// ExportedGap is a question that the person asked and nothing answered.
type ExportedGap struct {
	At       time.Time `json:"at"`
	Guild    string    `json:"server"`
	Channel  string    `json:"channel"`
	Question string    `json:"question"`
}

// ExportedUse is how much of a kind the person used on a day.
type ExportedUse struct {
	Day   Day    `json:"day"`
	Guild string `json:"server"`
	Kind  string `json:"kind"`
	N     int    `json:"n"`
}

// ExportedAudit is a change that the person made.
type ExportedAudit struct {
	At      time.Time `json:"at"`
	Guild   string    `json:"server"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Detail  string    `json:"detail"`
}

// ExportedSchedule is a scheduled briefing that the person made.
type ExportedSchedule struct {
	At      time.Time `json:"at"`
	Guild   string    `json:"server"`
	Channel string    `json:"channel"`
	Title   string    `json:"title"`
	When    string    `json:"when"`
	Zone    string    `json:"zone"`
}

// ExportedVersion is a version of an article that the person made. The text is the
// article's.
type ExportedVersion struct {
	At      time.Time `json:"at"`
	Guild   string    `json:"server"`
	Article string    `json:"article"`
	Version int       `json:"version"`
	Action  string    `json:"action"`
	Why     string    `json:"why"`
}

// ExportedQuestion is a question that the person saved for the moderators, or that
// another saved and they asked.
type ExportedQuestion struct {
	At       time.Time `json:"at"`
	Guild    string    `json:"server"`
	Question string    `json:"question"`
	Article  string    `json:"article"`
}

// ExportedDraft is a change of an article that the person has begun. Its text, which
// is the article's, is told by its size.
type ExportedDraft struct {
	At      time.Time `json:"at"`
	Guild   string    `json:"server"`
	Article string    `json:"article"`
	Action  string    `json:"action"`
	Why     string    `json:"why"`
	Bytes   int       `json:"bytes"`
}

// ExportedRuling is the person's ruling on two articles that disagree.
type ExportedRuling struct {
	At     time.Time `json:"at"`
	Guild  string    `json:"server"`
	Stands string    `json:"stands"`
	Falls  string    `json:"falls"`
	Why    string    `json:"why"`
}

// ExportedFeed is a feed that the person followed, or let publish by itself.
type ExportedFeed struct {
	At       time.Time `json:"at"`
	Guild    string    `json:"server"`
	Address  string    `json:"address"`
	Title    string    `json:"title"`
	ByItself bool      `json:"published_by_itself"` // on their word
}

const (
	aboutSome = "This is everything that the bot stores about you, in every server and in direct messages: " +
		"your questions and their answers, your part of conversations, your feedback, the questions that nothing " +
		"answered, how much you used the bot, the settings and articles that you changed, the briefings that you scheduled, the questions that you saved and the feeds that you followed. Times are in UTC. " +
		"An empty server stands for direct messages. You can have it deleted with /privacy erase."
	aboutNone = "The bot stores nothing about you."
)

// Export returns everything that is stored about a person, in every guild, as
// indented JSON in the form of Exported. Somebody of whom nothing is stored
// gets a file that says so. User "" is an ErrInvalid.
func (s *Store) Export(ctx context.Context, user string) ([]byte, error) {
	const op = "export a person's data"
	if user == "" {
		return nil, fmt.Errorf("%s: %w: nobody", op, ErrInvalid)
	}
	e := Exported{About: aboutSome, User: user, At: s.stamp(time.Time{})}
	err := s.read(ctx, op, func(tx *sql.Tx) error { return e.fill(ctx, tx) })
	if err != nil {
		return nil, err
	}
	if e.empty() {
		e.About = aboutNone
	}
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return append(data, '\n'), nil
}

func (e *Exported) empty() bool {
	return len(e.Answers)+len(e.Turns)+len(e.Feedback)+len(e.Gaps)+len(e.Uses)+len(e.Audits)+len(e.Briefed)+len(e.Edited)+len(e.Drafts)+len(e.Rulings)+len(e.Saved)+len(e.Feeds)+e.NamedIn == 0 && !e.Untold
}

// fill reads every section, with the conditions that Erase uses.
func (e *Exported) fill(ctx context.Context, tx *sql.Tx) (err error) {
	if e.Answers, err = exportAnswers(ctx, tx, e.User); err != nil {
		return err
	}
	if e.Turns, err = section(ctx, tx, scanExportedTurn, `SELECT at, guild, channel, role, body FROM turns
		WHERE person = $1 OR answer IN (SELECT id FROM answers WHERE asker = $1) ORDER BY id`, e.User); err != nil {
		return err
	}
	if e.Feedback, err = section(ctx, tx, scanExportedFeedback, `SELECT at, answer, good, comment FROM feedback
		WHERE rater = $1 ORDER BY at, answer`, e.User); err != nil {
		return err
	}
	if e.Gaps, err = section(ctx, tx, scanExportedGap, `SELECT k.at, g.guild, k.channel, g.question
		FROM gap_askers k JOIN gaps g ON g.id = k.gap WHERE k.asker = $1 ORDER BY k.at, g.id`, e.User); err != nil {
		return err
	}
	if e.Uses, err = section(ctx, tx, scanExportedUse, `SELECT day, guild, kind, n FROM usage WHERE person = $1
		UNION ALL SELECT day, guild, 'tokens', sum(prompt + completion) FROM tokens WHERE person = $1 GROUP BY day, guild
		ORDER BY day, guild, kind`, e.User); err != nil {
		return err
	}
	if e.Audits, err = section(ctx, tx, scanExportedAudit, `SELECT at, guild, action, subject, detail FROM audit
		WHERE actor = $1 ORDER BY id`, e.User); err != nil {
		return err
	}
	if e.Briefed, err = section(ctx, tx, scanExportedSchedule, `SELECT at, guild, channel, title, due_when, zone FROM schedules
		WHERE creator = $1 ORDER BY at, id`, e.User); err != nil {
		return err
	}
	if e.Edited, err = section(ctx, tx, scanExportedVersion, `SELECT at, guild, slug, version, action, why FROM versions
		WHERE actor = $1 ORDER BY at, guild, slug, version`, e.User); err != nil {
		return err
	}
	if e.Saved, err = section(ctx, tx, func(row scanner) (q ExportedQuestion, err error) {
		var at int64
		err = row.Scan(&at, &q.Guild, &q.Question, &q.Article)
		q.At = fromMillis(at)
		return q, err
	}, `SELECT at, guild, question, article FROM questions WHERE creator = $1 OR asker = $1 ORDER BY at, id`, e.User); err != nil {
		return err
	}
	if e.Drafts, err = section(ctx, tx, scanExportedDraft, `SELECT at, guild, slug, action, why, length(data) FROM drafts
		WHERE person = $1 ORDER BY at, id`, e.User); err != nil {
		return err
	}
	if e.Rulings, err = section(ctx, tx, scanExportedRuling, `SELECT at, guild, stands, falls, why FROM rulings
		WHERE ruler = $1 ORDER BY at, guild`, e.User); err != nil {
		return err
	}
	if e.Feeds, err = section(ctx, tx, scanExportedFeed, `SELECT at, guild, address, title, allower = $1 FROM feeds
		WHERE creator = $1 OR allower = $1 ORDER BY at, id`, e.User); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT count(*) > 0 FROM untold WHERE person = $1`, e.User).Scan(&e.Untold); err != nil {
		return err
	}
	e.NamedIn, err = countMentions(ctx, tx, e.User)
	return err
}

// section reads rows into a list that is empty rather than nil, for JSON.
func section[T any](ctx context.Context, tx *sql.Tx, scan func(scanner) (T, error), query, user string) ([]T, error) {
	rows, err := collect(ctx, tx, scan, query, user)
	if rows == nil {
		rows = []T{}
	}
	return rows, err
}

func exportAnswers(ctx context.Context, tx *sql.Tx, user string) ([]ExportedAnswer, error) {
	answers, err := selectAnswers(ctx, tx, `WHERE asker = $1 ORDER BY at, id`, user)
	out := make([]ExportedAnswer, 0, len(answers))
	for _, a := range answers {
		refs := make([]string, 0, len(a.Citations))
		for _, c := range a.Citations {
			refs = append(refs, c.Ref)
		}
		out = append(out, ExportedAnswer{a.At, a.ID, a.Guild, a.Channel, a.Message, a.Kind, a.Question, a.Text, refs})
	}
	return out, err
}

func scanExportedTurn(row scanner) (t ExportedTurn, err error) {
	var at int64
	err = row.Scan(&at, &t.Guild, &t.Channel, &t.Role, &t.Text)
	t.At = fromMillis(at)
	return t, err
}

func scanExportedFeedback(row scanner) (f ExportedFeedback, err error) {
	var at int64
	var good int
	err = row.Scan(&at, &f.Answer, &good, &f.Comment)
	f.At, f.Good = fromMillis(at), good != 0
	return f, err
}

func scanExportedGap(row scanner) (g ExportedGap, err error) {
	var at int64
	err = row.Scan(&at, &g.Guild, &g.Channel, &g.Question)
	g.At = fromMillis(at)
	return g, err
}

func scanExportedUse(row scanner) (u ExportedUse, err error) {
	err = row.Scan(&u.Day, &u.Guild, &u.Kind, &u.N)
	return u, err
}

func scanExportedAudit(row scanner) (a ExportedAudit, err error) {
	var at int64
	err = row.Scan(&at, &a.Guild, &a.Action, &a.Subject, &a.Detail)
	a.At = fromMillis(at)
	return a, err
}

func scanExportedSchedule(row scanner) (c ExportedSchedule, err error) {
	var at int64
	err = row.Scan(&at, &c.Guild, &c.Channel, &c.Title, &c.When, &c.Zone)
	c.At = fromMillis(at)
	return c, err
}

func scanExportedDraft(row scanner) (d ExportedDraft, err error) {
	var at int64
	err = row.Scan(&at, &d.Guild, &d.Article, &d.Action, &d.Why, &d.Bytes)
	d.At = fromMillis(at)
	return d, err
}

func scanExportedRuling(row scanner) (r ExportedRuling, err error) {
	var at int64
	err = row.Scan(&at, &r.Guild, &r.Stands, &r.Falls, &r.Why)
	r.At = fromMillis(at)
	return r, err
}

func scanExportedFeed(row scanner) (f ExportedFeed, err error) {
	var at int64
	err = row.Scan(&at, &f.Guild, &f.Address, &f.Title, &f.ByItself)
	f.At = fromMillis(at)
	return f, err
}

func scanExportedVersion(row scanner) (v ExportedVersion, err error) {
	var at int64
	err = row.Scan(&at, &v.Guild, &v.Article, &v.Version, &v.Action, &v.Why)
	v.At = fromMillis(at)
	return v, err
}
