package bot

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestOfManyWhoAddTheSameOneWins adds an article of one name from many goroutines.
func TestOfManyWhoAddTheSameOneWins(t *testing.T) {
	folder, source := t.TempDir(), filepath.Join(t.TempDir(), "quay.md")
	if err := os.WriteFile(source, []byte("# The quay\n\nThe quay was mended in 2031.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() {
			_, errs[i] = AddArticle(t.Context(), Config{Knowledge: folder}, Addition{From: source})
		})
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		var refused *AddError
		switch {
		case err == nil:
			won++
		case !errors.As(err, &refused) || refused.Advice == "":
			t.Errorf("error %v", err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || won != 1 || len(entries) != 1 || entries[0].Name() != "the-quay.md" {
		t.Errorf("%d won, the folder has %v, %v", won, entries, err)
	}
}
