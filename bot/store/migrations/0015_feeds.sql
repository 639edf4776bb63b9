-- +goose Up
-- Feeds that moderators follow. guild is where, owner whose articles come of it, ''
-- for all guilds; allower who has its entries published by themselves, '' for nobody.
-- sites are hosts between spaces. due is 0 while it is paused. claimant looks at it
-- until lease. remaining entries were left in the feed at the last look.
CREATE TABLE feeds (
	id          TEXT    NOT NULL PRIMARY KEY,
	guild       TEXT    NOT NULL,
	owner       TEXT    NOT NULL,
	address     TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	sites       TEXT    NOT NULL,
	creator     TEXT    NOT NULL,
	allower     TEXT    NOT NULL,
	etag        TEXT    NOT NULL,
	modified    TEXT    NOT NULL,
	due         INTEGER NOT NULL,
	looked_at   INTEGER NOT NULL,
	failures    INTEGER NOT NULL,
	failure     TEXT    NOT NULL,
	remaining   INTEGER NOT NULL,
	claimant    TEXT    NOT NULL,
	lease       INTEGER NOT NULL,
	pause_told  INTEGER NOT NULL,
	at          INTEGER NOT NULL
) STRICT;
CREATE INDEX feeds_of_guild ON feeds (guild);
CREATE INDEX feeds_by_due ON feeds (due) WHERE due > 0;
CREATE INDEX feeds_by_creator ON feeds (creator);
CREATE INDEX feeds_by_allower ON feeds (allower);

-- The entries of a feed that have been dealt with, in the order in which they came.
-- digest is of the text that was made of one, '' for none.
CREATE TABLE feed_entries (
	feed   TEXT    NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
	entry  TEXT    NOT NULL,
	digest TEXT    NOT NULL,
	n      INTEGER NOT NULL,
	PRIMARY KEY (feed, entry)
) STRICT;

-- What is known of a draft that came from a feed. Its row in drafts names no person:
-- it is all moderators'. source is the feed's title, which outlives the feed. notes are
-- JSON, near the slugs of articles that say nearly the same, with a space around each.
-- by_itself is 1 for what is to be, or was, published without a moderator.
CREATE TABLE feed_drafts (
	draft     TEXT    NOT NULL PRIMARY KEY REFERENCES drafts (id) ON DELETE CASCADE,
	feed      TEXT    NOT NULL,
	source    TEXT    NOT NULL,
	title     TEXT    NOT NULL,
	published INTEGER NOT NULL,
	notes     TEXT    NOT NULL,
	near      TEXT    NOT NULL,
	by_itself INTEGER NOT NULL,
	told      INTEGER NOT NULL
) STRICT;
CREATE INDEX feed_drafts_of_feed ON feed_drafts (feed);
CREATE INDEX feed_drafts_untold ON feed_drafts (told) WHERE told = 0;
