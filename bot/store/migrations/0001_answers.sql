-- +goose Up
-- Words that PostgreSQL reserves ("user") are avoided as names. Times are Unix
-- milliseconds, truth is 0 or 1, Discord's ids are text, and an id that is not
-- known is ''.
CREATE TABLE answers (
	id         TEXT    NOT NULL PRIMARY KEY,
	guild      TEXT    NOT NULL,
	channel    TEXT    NOT NULL,
	message    TEXT    NOT NULL,
	asker      TEXT    NOT NULL,
	question   TEXT    NOT NULL,
	reply      TEXT    NOT NULL,
	mode       TEXT    NOT NULL,
	kind       TEXT    NOT NULL,
	answered   INTEGER NOT NULL,
	confidence REAL    NOT NULL,
	at         INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_by_message ON answers (message);
CREATE INDEX answers_by_asker ON answers (asker);
CREATE INDEX answers_by_guild ON answers (guild, at);

CREATE TABLE citations (
	answer TEXT    NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
	n      INTEGER NOT NULL,
	ref    TEXT    NOT NULL,
	quote  TEXT    NOT NULL,
	PRIMARY KEY (answer, n)
) STRICT;
CREATE INDEX citations_by_ref ON citations (ref);

CREATE TABLE turns (
	id      INTEGER NOT NULL PRIMARY KEY,
	guild   TEXT    NOT NULL,
	channel TEXT    NOT NULL,
	role    TEXT    NOT NULL,
	person  TEXT    NOT NULL,
	body    TEXT    NOT NULL,
	answer  TEXT    NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX turns_by_channel ON turns (channel, id);
CREATE INDEX turns_by_person ON turns (person);
CREATE INDEX turns_by_answer ON turns (answer);
CREATE INDEX turns_by_guild ON turns (guild, at);

CREATE TABLE settings (
	guild        TEXT    NOT NULL PRIMARY KEY,
	moderators   TEXT    NOT NULL,
	staff        TEXT    NOT NULL,
	language     TEXT    NOT NULL,
	daily_budget INTEGER NOT NULL,
	threads      TEXT    NOT NULL
) STRICT;

CREATE TABLE usage (
	guild  TEXT    NOT NULL,
	day    TEXT    NOT NULL,
	person TEXT    NOT NULL,
	kind   TEXT    NOT NULL,
	n      INTEGER NOT NULL,
	PRIMARY KEY (guild, day, person, kind)
) STRICT;
CREATE INDEX usage_by_person ON usage (person);

CREATE TABLE audit (
	id      INTEGER NOT NULL PRIMARY KEY,
	guild   TEXT    NOT NULL,
	actor   TEXT    NOT NULL,
	action  TEXT    NOT NULL,
	subject TEXT    NOT NULL,
	detail  TEXT    NOT NULL,
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_guild ON audit (guild, id);
CREATE INDEX audit_by_actor ON audit (actor);
