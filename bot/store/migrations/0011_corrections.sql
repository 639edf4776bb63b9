-- +goose Up
-- Up to which version of an article it is known which answers cite what has changed.
ALTER TABLE articles ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;

-- Answers that cite a sentence which a version of an article changed or took away.
-- guild is the article's. What was said is not kept here: it stands in the versions.
CREATE TABLE corrections (
	answer  TEXT    NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
	guild   TEXT    NOT NULL,
	slug    TEXT    NOT NULL,
	version INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	told_at INTEGER NOT NULL,
	PRIMARY KEY (answer, guild, slug, version)
) STRICT;
CREATE INDEX corrections_due ON corrections (at) WHERE told_at = 0;
