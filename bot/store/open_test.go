package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestPathsMayHaveAnyCharacter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b", "50%?x#y ü", "r.db")
	openAt(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestTheFilesAreTheirOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "r.db")
	openAt(t, path)
	for _, name := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(name)
		ok(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", filepath.Base(name), info.Mode())
		}
	}
}

func TestManyStartsAtOnceMigrateOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), Options{Path: path, LockWait: 10 * time.Minute}) // the last waits for seven
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestWhatIsNoDatabaseOfOursIsLeftAlone(t *testing.T) {
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	ok(t, err)
	_, err = db.Exec(`CREATE TABLE other (x)`)
	ok(t, err)
	ok(t, db.Close())
	text := filepath.Join(t.TempDir(), "notes.txt")
	ok(t, os.WriteFile(text, []byte(strings.Repeat("Not a database. ", 500)), 0o600))

	for path, want := range map[string]error{foreign: ErrForeign, text: ErrNotDatabase, t.TempDir(): ErrNotDatabase} {
		before, _ := os.ReadFile(path)
		_, err := Open(t.Context(), Options{Path: path})
		fails(t, err, want)
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%v: the file has changed", want)
		}
	}
	_, err = Open(t.Context(), Options{})
	fails(t, err, ErrInvalid)
}

func TestALockedFileIsWaitedForThenReported(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	holder := openAt(t, path)
	waiter := openAt(t, path, func(o *Options) { o.LockWait = 50 * time.Millisecond })
	tx, err := holder.writer.Begin()
	ok(t, err)
	_, err = waiter.RecordAnswer(t.Context(), anAnswer())
	fails(t, err, ErrLocked)
	ok(t, tx.Rollback())
	must[string](t)(waiter.RecordAnswer(t.Context(), anAnswer()))

	unlock, err := lockFile(t.Context(), path, time.Second)
	ok(t, err)
	defer unlock()
	_, err = Open(t.Context(), Options{Path: path, LockWait: 50 * time.Millisecond})
	fails(t, err, ErrLocked)
}

func TestADiskThatFillsUpLosesNothingThatWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	ok(t, openAt(t, path).Close())
	s := openAt(t, path, func(o *Options) { o.MaxPages = 140 })
	a := anAnswer()
	a.Citations[2].Quote = strings.Repeat("long ", 5000)
	var ids []string
	var err error
	for err == nil {
		var id string
		if id, err = s.RecordAnswer(t.Context(), a); err == nil {
			ids = append(ids, id)
		}
	}
	fails(t, err, ErrFull)
	found := must[[]Answer](t)(s.AnswersCiting(t.Context(), guildA, "rift@2"))
	same(t, len(found), len(ids))
	for _, f := range found {
		same(t, len(f.Citations), 3)
	}
	if h := must[Health](t)(s.Check(t.Context())); h.Problems != nil {
		t.Errorf("%+v", h)
	}
	ok(t, s.DeleteGuild(t.Context(), guildA)) // makes room
	must[string](t)(s.RecordAnswer(t.Context(), a))

	_, err = Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "new.db"), MaxPages: 4})
	fails(t, err, ErrFull)
}
