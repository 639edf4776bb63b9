-- +goose Up
-- Entries of a feed that no draft has been made of yet, in the order in which they came:
-- for want of room, or because their page could not be had, tries times. What they say
-- is read when their turn comes. published is 0 where the feed does not say.
CREATE TABLE feed_waiting (
	feed      TEXT    NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
	entry     TEXT    NOT NULL,
	title     TEXT    NOT NULL,
	url       TEXT    NOT NULL,
	published INTEGER NOT NULL,
	n         INTEGER NOT NULL,
	tries     INTEGER NOT NULL,
	PRIMARY KEY (feed, entry)
) STRICT;

-- Where a feed says that it stands from now on, if that is another site's; '' for
-- nowhere else. told is 1 once the moderators know.
ALTER TABLE feeds ADD COLUMN moved TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN moved_told INTEGER NOT NULL DEFAULT 0;
