package store

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// contents are the files of a folder with their bytes.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	ok(t, filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			found[name] = "folder"
			return err
		}
		data, err := os.ReadFile(name)
		found[name] = string(data)
		return err
	}))
	return found
}

func TestExamineChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "old.db")
	makeVersion(t, path, 1)
	before := contents(t, folder)
	h := must[Health](t)(Examine(t.Context(), path))
	if h.Bytes == 0 || h.Version != 1 || h.Known != newest() || h.Path != path || h.Problems != nil {
		t.Errorf("%+v", h)
	}
	for _, missing := range []string{filepath.Join(folder, "new.db"), filepath.Join(folder, "a", "b", "new.db")} {
		_, err := Examine(t.Context(), missing)
		fails(t, err, ErrNotFound)
	}
	if _, err := Examine(t.Context(), filepath.Join(path, "below a file.db")); err == nil {
		t.Error("a file is taken for a folder")
	}
	same(t, contents(t, folder), before)
}

func TestExamineSeesWhatARunningBotHasWritten(t *testing.T) {
	s := openNew(t)
	before := must[Health](t)(Examine(t.Context(), s.opt.Path))
	for range 50 {
		must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	}
	h := must[Health](t)(Examine(t.Context(), s.opt.Path))
	if h.Version != newest() || h.Problems != nil || h.WALBytes <= before.WALBytes {
		t.Errorf("%+v after %+v", h, before)
	}
	must[string](t)(s.RecordAnswer(t.Context(), anAnswer())) // goes on as before
}

func TestExamineRefusesWhatOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	foreign, newer, text := filepath.Join(folder, "foreign.db"), filepath.Join(folder, "newer.db"), filepath.Join(folder, "notes.txt")
	alter(t, foreign, `CREATE TABLE other (x)`)
	ok(t, openAt(t, newer).Close())
	alter(t, newer, `UPDATE `+versionTable+` SET version_id = version_id + 1000`)
	ok(t, os.WriteFile(text, []byte("Not a database, but long enough to look like one."+string(make([]byte, 4096))), 0o600))
	for path, want := range map[string]error{foreign: ErrForeign, newer: ErrNewer, text: ErrNotDatabase, folder: ErrNotDatabase} {
		_, err := Examine(t.Context(), path)
		fails(t, err, want)
	}
	_, err := Examine(t.Context(), "")
	fails(t, err, ErrInvalid)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Examine(ctx, newer)
	fails(t, err, context.Canceled)
}

// alter changes a database as another program would.
func alter(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	ok(t, err)
	_, err = db.Exec(statement)
	ok(t, err)
	ok(t, db.Close())
}
