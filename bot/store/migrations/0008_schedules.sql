-- +goose Up
-- Briefings that are posted by themselves. due_when, zone, first_day, last_day
-- and quiet say when. handled is the key of the last slot that was dealt with,
-- next_due when the next one is, 0 for none: what is paused has none. revision
-- counts changes, so that two who change one at once are told.
CREATE TABLE schedules (
	id          TEXT    NOT NULL PRIMARY KEY,
	guild       TEXT    NOT NULL,
	channel     TEXT    NOT NULL,
	creator     TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	due_when    TEXT    NOT NULL,
	zone        TEXT    NOT NULL,
	first_day   TEXT    NOT NULL,
	last_day    TEXT    NOT NULL,
	quiet       TEXT    NOT NULL,
	policy      TEXT    NOT NULL,
	grace       INTEGER NOT NULL,
	most        INTEGER NOT NULL,
	scope       TEXT    NOT NULL,
	articles    TEXT    NOT NULL,
	tag         TEXT    NOT NULL,
	shape       TEXT    NOT NULL,
	length      TEXT    NOT NULL,
	language    TEXT    NOT NULL,
	role        TEXT    NOT NULL,
	thread      INTEGER NOT NULL,
	poll        INTEGER NOT NULL,
	nothing_new TEXT    NOT NULL,
	hold        INTEGER NOT NULL,
	hold_for    INTEGER NOT NULL,
	at_deadline TEXT    NOT NULL,
	paused      TEXT    NOT NULL,
	handled     TEXT    NOT NULL,
	next_due    INTEGER NOT NULL,
	revision    INTEGER NOT NULL,
	at          INTEGER NOT NULL,
	changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_by_guild ON schedules (guild, at);
CREATE INDEX schedules_by_creator ON schedules (creator);
CREATE INDEX schedules_due ON schedules (next_due) WHERE next_due > 0;

-- What happened at the slots of a schedule. lease is until when owner has it, and
-- deadline until when a moderator may decide on what is held.
CREATE TABLE runs (
	schedule    TEXT    NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
	slot        TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	owner       TEXT    NOT NULL,
	lease       INTEGER NOT NULL,
	tries       INTEGER NOT NULL,
	late        INTEGER NOT NULL,
	draft       TEXT    NOT NULL,
	nonce       TEXT    NOT NULL,
	channel     TEXT    NOT NULL,
	message     TEXT    NOT NULL,
	why         TEXT    NOT NULL,
	decider     TEXT    NOT NULL,
	deadline    INTEGER NOT NULL,
	due         INTEGER NOT NULL,
	at          INTEGER NOT NULL,
	finished_at INTEGER NOT NULL,
	words       INTEGER NOT NULL,
	sources     INTEGER NOT NULL,
	versions    TEXT    NOT NULL,
	PRIMARY KEY (schedule, slot)
) STRICT;
CREATE INDEX runs_by_due ON runs (schedule, due);
CREATE INDEX runs_open ON runs (state, lease) WHERE finished_at = 0;
CREATE INDEX runs_by_decider ON runs (decider) WHERE decider <> '';
