-- +goose Up
-- What calls of language models used. person is '' but in direct messages, whose
-- limit is each person's.
CREATE TABLE tokens (
	guild      TEXT    NOT NULL,
	day        TEXT    NOT NULL,
	person     TEXT    NOT NULL,
	command    TEXT    NOT NULL,
	model      TEXT    NOT NULL,
	purpose    TEXT    NOT NULL,
	calls      INTEGER NOT NULL,
	estimated  INTEGER NOT NULL,
	prompt     INTEGER NOT NULL,
	cached     INTEGER NOT NULL,
	completion INTEGER NOT NULL,
	PRIMARY KEY (guild, day, person, command, model, purpose)
) STRICT;
CREATE INDEX tokens_by_day ON tokens (day);
CREATE INDEX tokens_by_person ON tokens (person);

-- Answers to be given again. digest stands for the question and all that its
-- answer depends on; the question itself is not kept, nor who asked it.
CREATE TABLE saved (
	guild  TEXT    NOT NULL,
	digest TEXT    NOT NULL,
	body   TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	PRIMARY KEY (guild, digest)
) STRICT;
CREATE INDEX saved_by_time ON saved (at);
