package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestABackupHoldsWhatWasThereAndReplacesNothing(t *testing.T) {
	s := openNew(t)
	id := must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	path := filepath.Join(t.TempDir(), "it's a copy.db")
	ok(t, s.Backup(t.Context(), path))
	must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	fails(t, s.Backup(t.Context(), path), ErrExists)

	info, err := os.Stat(path)
	ok(t, err)
	same(t, info.Mode().Perm(), os.FileMode(0o600))
	same(t, len(must[[]os.DirEntry](t)(os.ReadDir(filepath.Dir(path)))), 1)

	restored := openAt(t, path)
	found := must[[]Answer](t)(restored.AnswersCiting(t.Context(), guildA, "rift"))
	if len(found) != 1 || found[0].ID != id {
		t.Errorf("%v", found)
	}
	if err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder.db")); err == nil {
		t.Error("no error")
	}
}

func TestCheckTellsAHealthyFile(t *testing.T) {
	s := openNew(t)
	h := must[Health](t)(s.Check(t.Context()))
	if h.Bytes == 0 || h.WALBytes == 0 {
		t.Errorf("%+v", h)
	}
	h.Bytes, h.WALBytes = 0, 0
	same(t, h, Health{Path: s.opt.Path, Version: newest(), Known: newest()})
}

func TestCheckFindsDamage(t *testing.T) {
	s := openNew(t)
	for range 50 {
		must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	}
	path := s.opt.Path
	ok(t, s.Close())
	data := must[[]byte](t)(os.ReadFile(path))
	for i := len(data) - 3*4096; i < len(data)-2*4096; i++ {
		data[i] = 0xAA
	}
	ok(t, os.WriteFile(path, data, 0o600))
	h, err := openAt(t, path).Check(t.Context())
	if err == nil && h.Problems == nil {
		t.Error("nothing found")
	}
}

func TestABackupOfAFileNeitherMakesNorMigratesIt(t *testing.T) {
	folder := t.TempDir()
	old, copied := filepath.Join(folder, "old.db"), filepath.Join(folder, "copy.db")
	fails(t, BackupFile(t.Context(), old, copied), ErrNotFound)
	makeVersion(t, old, 2)
	before := must[[]byte](t)(os.ReadFile(old))
	ok(t, BackupFile(t.Context(), old, copied))
	same(t, must[[]byte](t)(os.ReadFile(old)), before)
	same(t, must[Health](t)(Examine(t.Context(), copied)).Version, int64(2))
	fails(t, BackupFile(t.Context(), old, copied), ErrExists)
	fails(t, BackupFile(t.Context(), folder, filepath.Join(folder, "another.db")), ErrNotDatabase)
}

func TestABackupOfAFileHoldsWhatARunningBotHasJustWritten(t *testing.T) {
	s := openNew(t)
	id := must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	path := filepath.Join(t.TempDir(), "copy.db")
	ok(t, BackupFile(t.Context(), s.opt.Path, path))
	same(t, must[Answer](t)(openAt(t, path).Answer(t.Context(), id)).ID, id)
	must[string](t)(s.RecordAnswer(t.Context(), anAnswer())) // goes on as before
}
