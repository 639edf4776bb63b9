-- +goose Up
-- Changes of articles that a moderator has been shown and not confirmed yet. owner
-- is the guild whose article it is, '' for what all guilds may read. slug is '' where
-- it is of several articles. done is the version that came of it, 0 while it waits.
CREATE TABLE drafts (
	id        TEXT    NOT NULL PRIMARY KEY,
	guild     TEXT    NOT NULL,
	person    TEXT    NOT NULL,
	owner     TEXT    NOT NULL,
	slug      TEXT    NOT NULL,
	file      TEXT    NOT NULL,
	action    TEXT    NOT NULL,
	saw       INTEGER NOT NULL,
	version   INTEGER NOT NULL,
	paragraph INTEGER NOT NULL,
	data      BLOB    NOT NULL,
	why       TEXT    NOT NULL,
	done      INTEGER NOT NULL,
	at        INTEGER NOT NULL,
	expires   INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_by_person ON drafts (guild, person);
CREATE INDEX drafts_by_end ON drafts (expires);
