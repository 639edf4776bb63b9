-- +goose Up
-- When moderators were done with a complaint.
ALTER TABLE feedback ADD COLUMN done_at INTEGER NOT NULL DEFAULT 0;

-- Since when the articles answer a gap; when a moderator had its askers told; and the
-- gap whose wording is answered, which may be one in other words.
ALTER TABLE gaps ADD COLUMN answered_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gaps ADD COLUMN tell_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gaps ADD COLUMN tell_as TEXT NOT NULL DEFAULT '';
ALTER TABLE gap_askers ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX gaps_to_tell ON gaps (tell_at) WHERE tell_at > 0 AND told_at = 0;

-- Whether askers are told without a moderator.
ALTER TABLE settings ADD COLUMN tell_askers INTEGER NOT NULL DEFAULT 0;

-- Who does not want to be told.
CREATE TABLE untold (
	person TEXT NOT NULL PRIMARY KEY
) STRICT;

-- Which of two sentences that say otherwise stands, for a guild. A sentence is known
-- by its article and the digest of its text, so that a ruling holds as long as both
-- stand, in whatever version. two says that both do; then the order means nothing.
CREATE TABLE rulings (
	guild         TEXT    NOT NULL,
	stands        TEXT    NOT NULL,
	stands_digest TEXT    NOT NULL,
	falls         TEXT    NOT NULL,
	falls_digest  TEXT    NOT NULL,
	two           INTEGER NOT NULL,
	ruler         TEXT    NOT NULL,
	why           TEXT    NOT NULL,
	at            INTEGER NOT NULL,
	PRIMARY KEY (guild, stands, stands_digest, falls, falls_digest)
) STRICT;
