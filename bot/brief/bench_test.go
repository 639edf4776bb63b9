package brief_test

import (
	"fmt"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// The goal is less than 5 ms.
func BenchmarkComposeArticleOf22Paragraphs(b *testing.B) {
	articles := load(b, "../eval/testdata/paraphrase/articles/dam.md")
	benchmark(b, articles)
}

func BenchmarkCompose1000Passages(b *testing.B)   { benchmark(b, library(b, 50, 20)) }
func BenchmarkCompose100000Passages(b *testing.B) { benchmark(b, library(b, 100, 1000)) }

func benchmark(b *testing.B, articles []*corpus.Article) {
	compose(b, articles, brief.Options{}) // loads the thesaurus
	b.ReportAllocs()
	for b.Loop() {
		compose(b, articles, brief.Options{})
	}
}

// library makes n articles of passages each from the words of the test articles.
func library(t testing.TB, n, passages int) []*corpus.Article {
	t.Helper()
	var words []string
	for _, a := range load(t, "../eval/testdata/paraphrase/articles/*.md") {
		words = append(words, strings.Fields(a.Raw(corpus.Span{Start: a.Passages[0].Start, End: len(a.Text)}))...)
	}
	var out []*corpus.Article
	for i := range n {
		var text strings.Builder
		at := i * 7
		for range passages {
			text.WriteString("\n\n")
			for range 60 {
				at++
				text.WriteString(words[at%len(words)])
				text.WriteByte(' ')
			}
		}
		out = append(out, corpustest.Parse(t, fmt.Sprintf("a%03d.txt", i), text.String()))
	}
	return out
}
