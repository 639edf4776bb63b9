-- +goose Up
-- Whether everybody in the channel could read a question and its answer. Of
-- earlier ones nobody knows, so they count as private.
ALTER TABLE answers ADD COLUMN shown_to_all INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gap_askers ADD COLUMN shown_to_all INTEGER NOT NULL DEFAULT 0;

-- The message by which moderators were asked about a held briefing.
ALTER TABLE runs ADD COLUMN gate_channel TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN gate_message TEXT NOT NULL DEFAULT '';
