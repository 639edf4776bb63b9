-- +goose Up
-- The most that a guild's moderators let themselves keep and do; 0 leaves it to the
-- operator.
ALTER TABLE settings ADD COLUMN most_articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE settings ADD COLUMN most_megabytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE settings ADD COLUMN most_changes INTEGER NOT NULL DEFAULT 0;
