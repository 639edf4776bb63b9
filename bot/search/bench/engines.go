package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "modernc.org/sqlite"

	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// rapporteur is the index of this project, with all it does for a question:
// ranking, choice of sentences and confidence.
type rapporteur struct {
	lib   *library
	index *search.Index
}

func newRapporteur(l *library) (engine, error) {
	index, err := search.New(l.articles)
	return rapporteur{l, index}, err
}

func (rapporteur) name() string { return "rapporteur" }

func (e rapporteur) search(q *eval.Question) ([]string, error) {
	var ids []string
	for _, h := range e.index.Search(q.Query()).Passages {
		ids = append(ids, e.lib.ids[h.Article][h.Passage])
	}
	return ids, nil
}

func (rapporteur) close() error { return nil }

// bleveIndex is bleve's on-disk index with English analysis, scored by BM25.
type bleveIndex struct {
	index  bleve.Index
	folder string
}

func newBleve(l *library) (engine, error) {
	folder, err := os.MkdirTemp("", "bench-bleve-")
	if err != nil {
		return nil, err
	}
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = en.AnalyzerName
	mapping.ScoringModel = "bm25"
	index, err := bleve.New(filepath.Join(folder, "index"), mapping)
	if err != nil {
		return nil, err
	}
	e := bleveIndex{index, folder}
	batch := index.NewBatch()
	err = l.each(func(id, title, text string) error {
		if err := batch.Index(id, map[string]string{"body": title + "\n" + text}); err != nil {
			return err
		}
		if batch.Size() < 1000 {
			return nil
		}
		err := index.Batch(batch)
		batch = index.NewBatch()
		return err
	})
	if err == nil {
		err = index.Batch(batch)
	}
	return e, err
}

func (bleveIndex) name() string { return "bleve" }

func (e bleveIndex) search(q *eval.Question) ([]string, error) {
	match := bleve.NewMatchQuery(q.Question)
	match.SetField("body")
	found, err := e.index.Search(bleve.NewSearchRequestOptions(match, 10, 0, false))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	return ids, nil
}

func (e bleveIndex) close() error {
	err := e.index.Close()
	if rerr := os.RemoveAll(e.folder); err == nil {
		err = rerr
	}
	return err
}

// fts5 is SQLite's full-text index with Porter stems.
type fts5 struct {
	db     *sql.DB
	folder string
}

func newFTS5(l *library) (engine, error) {
	folder, err := os.MkdirTemp("", "bench-fts5-")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", filepath.Join(folder, "index.db"))
	if err != nil {
		return nil, err
	}
	e := fts5{db, folder}
	if _, err := db.Exec(`CREATE VIRTUAL TABLE passage USING fts5(id UNINDEXED, title, body, tokenize='porter unicode61')`); err != nil {
		return e, err
	}
	tx, err := db.Begin()
	if err != nil {
		return e, err
	}
	defer tx.Rollback() // after Commit it does nothing
	insert, err := tx.Prepare(`INSERT INTO passage (id, title, body) VALUES (?, ?, ?)`)
	if err != nil {
		return e, err
	}
	err = l.each(func(id, title, text string) error {
		_, err := insert.Exec(id, title, text)
		return err
	})
	if err != nil {
		return e, err
	}
	return e, tx.Commit()
}

func (fts5) name() string { return "SQLite FTS5" }

func (e fts5) search(q *eval.Question) ([]string, error) {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(q.Question), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
	}) {
		words = append(words, `"`+w+`"`)
	}
	if len(words) == 0 {
		return nil, nil
	}
	rows, err := e.db.Query(`SELECT id FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT 10`, strings.Join(words, " OR "))
	if err != nil {
		return nil, fmt.Errorf("match %q: %w", words, err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (e fts5) close() error {
	err := e.db.Close()
	if rerr := os.RemoveAll(e.folder); err == nil {
		err = rerr
	}
	return err
}
