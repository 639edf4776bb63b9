// Package storetest gives tests databases that need not be made: bringing a new file
// to the program's version takes longer than most tests, most of all under the race
// detector.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"rapporteur/bot/store"
)

// empty is the file of a database without rows, made once for all tests of a program.
var empty = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "r.db")
	s, err := store.Open(context.Background(), store.Options{Path: path})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Path is where a database without rows stands until the test ends. It is of this
// program's version and as store.Open makes it.
func Path(t testing.TB) string {
	t.Helper()
	data, err := empty()
	if err != nil {
		t.Fatal("make an empty database: ", err)
	}
	path := filepath.Join(t.TempDir(), "r.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
