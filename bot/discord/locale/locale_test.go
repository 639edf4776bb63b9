package locale

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestEveryLanguageHasTheSameWords(t *testing.T) {
	w, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(maps.Keys(w.byTag[English]))
	for _, l := range Languages() {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(w.byTag[l.Tag]))); diff != "" {
			t.Errorf("%s: %s", l.Name, diff)
		}
		for key, text := range w.byTag[l.Tag] {
			// Discord: descriptions have 1 to 100 characters, names 1 to 32.
			most := 100
			if strings.HasPrefix(key, "menu.") {
				most = 32
			}
			if n := utf8.RuneCountInString(text); n == 0 || n > most {
				t.Errorf("%s %s has %d characters, at most %d are allowed", l.Tag, key, n, most)
			}
			if l.Tag != English && text == w.byTag[English][key] {
				t.Errorf("%s %s is English", l.Tag, key)
			}
		}
	}
	names, err := fs.Glob(files, "*.txt")
	if err != nil || len(names) != len(Languages()) {
		t.Errorf("files %v, %v", names, err)
	}
}

func TestWordsThatAreMissingAreEnglish(t *testing.T) {
	w, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	if got := w.In("xx", "ask"); got != w.In(English, "ask") || got == "" {
		t.Errorf("got %q", got)
	}
	if got := w.Localizations("ask"); len(got) != 6 || got["de"] == "" || got["es-419"] != got["es-ES"] {
		t.Errorf("got %v", got)
	}
	if TagOf("ru") != "ru" || TagOf("ja") != English {
		t.Error("wrong tags")
	}
}

func TestBrokenWordsAreRefused(t *testing.T) {
	for _, text := range []string{"ask: x", "a = b\na = c"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
