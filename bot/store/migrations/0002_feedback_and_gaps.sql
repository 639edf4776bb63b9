-- +goose Up
CREATE TABLE feedback (
	answer  TEXT    NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
	rater   TEXT    NOT NULL,
	good    INTEGER NOT NULL,
	comment TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (answer, rater)
) STRICT;
CREATE INDEX feedback_by_rater ON feedback (rater);

-- alike is a digest of the question without case, punctuation and spacing: the
-- same question in the same guild is one row while it is open.
CREATE TABLE gaps (
	id        TEXT    NOT NULL PRIMARY KEY,
	guild     TEXT    NOT NULL,
	question  TEXT    NOT NULL,
	alike     TEXT    NOT NULL,
	asker     TEXT    NOT NULL,
	channel   TEXT    NOT NULL,
	nearest   TEXT    NOT NULL,
	count     INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	closed_at INTEGER NOT NULL,
	told_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX gaps_open ON gaps (guild, alike) WHERE closed_at = 0;
