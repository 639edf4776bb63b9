package sandbox

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheReadmeTellsOfEveryVerbAndCruelty(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range slices.Concat(slices.Sorted(maps.Keys(verbs())), slices.Sorted(maps.Keys(cruelties()))) {
		if !strings.Contains(string(readme), "`"+word+"`") {
			t.Errorf("README.md does not tell of %q", word)
		}
	}
}
