package search_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"rapporteur/bot/english"
	"rapporteur/bot/search"
)

// TestTheFirstQuestionIsSoonAnswered measures in a process of its own what the
// tables cost that are built at their first use.
func TestTheFirstQuestionIsSoonAnswered(t *testing.T) {
	const marker = "SEARCH_COLD_START"
	if os.Getenv(marker) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		cmd.Env = append(os.Environ(), marker+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Logf("%s", out)
		return
	}
	start := time.Now()
	english.Default()
	words := time.Since(start)
	a := parse(t, "harbour", "# Harbour\n\nThe harbour was closed for repairs in June.")
	start = time.Now()
	index(t, a).Search(search.Query{Text: "When was the harbour closed?"})
	t.Logf("thesaurus %v, first question %v", words, time.Since(start))
	if total := words + time.Since(start); total > 400*time.Millisecond {
		t.Errorf("the first question took %v", total)
	}
}
