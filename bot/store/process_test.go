package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestProcessesShareAFile runs itself as further processes, which migrate and
// write at once.
func TestProcessesShareAFile(t *testing.T) {
	const processes, each = 3, 30
	if path := os.Getenv("STORE_TEST_SHARED"); path != "" {
		s := openAt(t, path, func(o *Options) { o.Rand = nil })
		for range each {
			must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
			must[int](t)(s.CountUse(t.Context(), guildA, alice, DayOf(noon), "tokens", 1))
		}
		return
	}
	exe, err := os.Executable()
	ok(t, err)
	path := filepath.Join(t.TempDir(), "r.db")
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			cmd := exec.Command(exe, "-test.run=^"+t.Name()+"$")
			cmd.Env = append(os.Environ(), "STORE_TEST_SHARED="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	s := openAt(t, path)
	same(t, len(must[[]Answer](t)(s.AnswersCiting(t.Context(), guildA, "rift"))), processes*each)
	same(t, must[[]Use](t)(s.Uses(t.Context(), guildA, DayOf(noon))), []Use{{alice, "ask", processes * each}, {alice, "tokens", processes * each}})
}
