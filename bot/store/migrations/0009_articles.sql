-- +goose Up
-- Where each article stands. guild is '' for what all guilds may read, version the
-- current one, file its path in the folder of articles. live is 0 once it is
-- withdrawn or erased. written is the version that the file on disk was last known
-- to have: when it is not version, the file is still to be written or removed.
CREATE TABLE articles (
	guild   TEXT    NOT NULL,
	slug    TEXT    NOT NULL,
	version INTEGER NOT NULL,
	file    TEXT    NOT NULL,
	live    INTEGER NOT NULL,
	written INTEGER NOT NULL,
	PRIMARY KEY (guild, slug)
) STRICT;
CREATE UNIQUE INDEX articles_by_file ON articles (file) WHERE live = 1;

-- What was ever published, numbered from 1. data is the whole file; empty in what
-- withdraws, and once it is erased. digest is that of the file, and stays.
CREATE TABLE versions (
	guild   TEXT    NOT NULL,
	slug    TEXT    NOT NULL,
	version INTEGER NOT NULL,
	file    TEXT    NOT NULL,
	data    BLOB    NOT NULL,
	digest  TEXT    NOT NULL,
	action  TEXT    NOT NULL,
	actor   TEXT    NOT NULL,
	why     TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (guild, slug, version),
	FOREIGN KEY (guild, slug) REFERENCES articles (guild, slug) ON DELETE CASCADE
) STRICT;
CREATE INDEX versions_by_time ON versions (guild, at);
CREATE INDEX versions_by_actor ON versions (actor);
CREATE INDEX versions_by_digest ON versions (digest);
