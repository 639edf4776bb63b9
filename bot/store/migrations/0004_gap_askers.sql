-- +goose Up
-- Everybody who asked is told when an article answers, and the question is kept
-- as long as one of them has not been erased. An asker of '' is somebody who
-- is not known.
CREATE TABLE gap_askers (
	gap     TEXT    NOT NULL REFERENCES gaps (id) ON DELETE CASCADE,
	asker   TEXT    NOT NULL,
	channel TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (gap, asker)
) STRICT;
CREATE INDEX gap_askers_by_asker ON gap_askers (asker);
INSERT INTO gap_askers (gap, asker, channel, at) SELECT id, asker, channel, at FROM gaps;
ALTER TABLE gaps DROP COLUMN asker;
ALTER TABLE gaps DROP COLUMN channel;
ALTER TABLE gaps ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
UPDATE gaps SET last_at = at;
