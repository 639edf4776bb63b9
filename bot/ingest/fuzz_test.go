package ingest_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"unicode/utf8"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
)

// FuzzAnyFileIsReadOrRefused wants an article file in UTF-8 or a sentence. PDFs have
// an engine of their own, which is too slow for this.
func FuzzAnyFileIsReadOrRefused(f *testing.F) {
	quick := []string{"prompt injection", "markers of sources and prompts", "masked links", "control characters", "broken front matter", "wrong charsets", "scripts and tricks in HTML", "entities in Word's documents"}
	for _, file := range hostileFilesOf(func(sort string) bool { return slices.Contains(quick, sort) }) {
		if len(file.data) < 5000 && !bytes.Contains(file.data, []byte("%PDF")) {
			f.Add(file.name, file.contentType, file.data)
		}
	}
	f.Add("a.html", "", []byte(`<title>A | B</title><h1>A</h1><blockquote><p>x<footer><cite>y</cite></footer></blockquote><dl><dt>a<dd>b</dl><table><tr><td>1<td>2</table><q>z</q><sup><a>1</a></sup><del>c</del>`))
	f.Add("a.txt", "", []byte("Die B\x9fcherei \x9affnet."))
	f.Add("a.txt", "", []byte("The caf\u00c3\u00a9 is open."))
	f.Add("a.md", "", []byte("---\ndate: 2031-03-14\nauthors: [{name: A}, [B]]\n---\nText."))
	r := ingest.New(ingest.Options{})
	f.Cleanup(func() { _ = r.Close() })
	f.Fuzz(func(t *testing.T, name, contentType string, data []byte) {
		if bytes.Contains(data, []byte("%PDF")) {
			return
		}
		file, err := r.Read(t.Context(), name, contentType, data)
		var refused *ingest.Error
		switch {
		case err == nil:
		case !errors.As(err, &refused) || refused.Advice() == "":
			t.Fatalf("error %v", err)
		default:
			return
		}
		a, _, err := corpus.Parse(file.Name, file.Data)
		if err != nil || !utf8.Valid(file.Data) || a.Title == "" {
			t.Fatalf("%s: title %q, error %v", file.Name, a.Title, err)
		}
		if _, err := file.WithMeta(file.Article.Meta); err != nil && !errors.Is(err, ingest.ErrMeta) {
			t.Fatalf("the same metadata again: %v", err)
		}
	})
}
