-- +goose Up
-- Random bytes that must be the same after a restart, such as what buttons are
-- signed with. bytes is hexadecimal, so that every engine stores it alike.
CREATE TABLE keys (
	name  TEXT NOT NULL PRIMARY KEY,
	bytes TEXT NOT NULL
) STRICT;
