-- +goose Up
-- The questions by which a guild's moderators judge a change of its articles. asker
-- is who asked it, where it was saved from an answer; creator the moderator.
CREATE TABLE questions (
	id       TEXT    NOT NULL PRIMARY KEY,
	guild    TEXT    NOT NULL,
	question TEXT    NOT NULL,
	article  TEXT    NOT NULL,
	asker    TEXT    NOT NULL,
	creator  TEXT    NOT NULL,
	at       INTEGER NOT NULL
) STRICT;
CREATE INDEX questions_of_guild ON questions (guild);
CREATE INDEX questions_of_creator ON questions (creator);
CREATE INDEX questions_of_asker ON questions (asker);

-- What became of a correction, the message that tells it, and who is at it since when.
ALTER TABLE corrections ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE corrections ADD COLUMN reply TEXT NOT NULL DEFAULT '';
ALTER TABLE corrections ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE corrections ADD COLUMN claimed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE corrections ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;

-- The lists of corrections that the moderators of a guild get: one for each change
-- of an article. reader is the guild, guild the article's.
CREATE TABLE correction_lists (
	reader     TEXT    NOT NULL,
	guild      TEXT    NOT NULL,
	slug       TEXT    NOT NULL,
	version    INTEGER NOT NULL,
	begun_at   INTEGER NOT NULL DEFAULT 0,
	claimed_at INTEGER NOT NULL DEFAULT 0,
	tries      INTEGER NOT NULL DEFAULT 0,
	told_at    INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (reader, guild, slug, version)
) STRICT;

ALTER TABLE settings ADD COLUMN no_corrections INTEGER NOT NULL DEFAULT 0;

-- The time of the knowledge that an answer is from; 0 for that of its own time.
ALTER TABLE answers ADD COLUMN as_of INTEGER NOT NULL DEFAULT 0;
