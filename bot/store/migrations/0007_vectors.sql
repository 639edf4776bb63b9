-- +goose Up
-- What a model of embeddings made of texts, so that no text is sent twice. digest
-- stands for the text as it was sent. used is when a library last held it.
CREATE TABLE vectors (
	model  TEXT    NOT NULL,
	digest TEXT    NOT NULL,
	body   BLOB    NOT NULL,
	used   INTEGER NOT NULL,
	PRIMARY KEY (model, digest)
) STRICT;
CREATE INDEX vectors_by_use ON vectors (used);
