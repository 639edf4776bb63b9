-- +goose Up
-- The bot's posts that show what has been erased since. Once that is taken out of one,
-- or is known to stay, done_at says when.
CREATE TABLE erased_posts (
	channel TEXT    NOT NULL,
	message TEXT    NOT NULL,
	guild   TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	tries   INTEGER NOT NULL DEFAULT 0,
	done_at INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (channel, message)
) STRICT;
CREATE INDEX erased_posts_due ON erased_posts (tries, at) WHERE done_at = 0;
