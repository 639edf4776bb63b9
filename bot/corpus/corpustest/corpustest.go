// Package corpustest makes articles for tests.
package corpustest

import "rapporteur/bot/corpus"

// T is a test, a benchmark or a check of package rapid.
type T interface {
	Helper()
	Fatal(args ...any)
}

// Parse is the article in a file of that name. The test ends where there is none.
func Parse(t T, name, text string) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}
