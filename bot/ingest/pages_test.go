package ingest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"rapporteur/bot/ingest"
)

var update = flag.Bool("update", false, "write what is read into the golden files")

// TestPagesAreReadAsPeopleReadThem reads the pages of testdata/pages, whose text is
// invented and whose markup is that of real ones.
func TestPagesAreReadAsPeopleReadThem(t *testing.T) {
	names, err := filepath.Glob("testdata/pages/*.txtar")
	if err != nil || len(names) < 8 {
		t.Fatal(names, err)
	}
	r := ingest.New(ingest.Options{Now: func() time.Time { return time.Date(2031, 12, 1, 0, 0, 0, 0, time.UTC) }})
	defer func() { _ = r.Close() }() // it reads no PDF
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 3 {
				t.Fatal(err)
			}
			f, err := r.ReadFrom(t.Context(), "https://news.example/page", "page.html", "text/html", archive.Files[0].Data)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{string(f.Data), strings.Join(append(f.Warnings, ""), "\n")}
			for i, want := range archive.Files[1:] {
				if diff := cmp.Diff(string(want.Data), got[i]); diff != "" && !*update {
					t.Errorf("%s, %s:\n%s", archive.Comment, want.Name, diff)
				}
				archive.Files[1+i].Data = []byte(got[i])
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
