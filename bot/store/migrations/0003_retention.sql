-- +goose Up
ALTER TABLE settings ADD COLUMN channels TEXT NOT NULL DEFAULT '[]';
ALTER TABLE settings ADD COLUMN hold_briefings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE settings ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 0;
CREATE INDEX feedback_by_time ON feedback (at);
