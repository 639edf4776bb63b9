package semantic

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/corpus"
)

// Bounds of a text, in bytes. Models of 512 tokens, and many are, read some
// 2,000 bytes and pass over the rest or refuse it.
const (
	maxText  = 6_000
	maxQuery = 2_000
)

// digest stands for a text as it is sent.
type digest [sha256.Size]byte

// name is a digest as the store has it.
func (d digest) name() string { return base64.RawURLEncoding.EncodeToString(d[:]) }

// digestsOf are those of an article's passages, in order.
func digestsOf(prefix string, a *corpus.Article) []digest {
	out := make([]digest, len(a.Passages))
	for i := range a.Passages {
		out[i] = sha256.Sum256([]byte(passageText(prefix, a, i)))
	}
	return out
}

// Digests stand in a Store for the passages of articles with a model, each once.
func Digests(model string, articles []*corpus.Article) []string {
	_, prefix := prefixesOf(model)
	seen := make(map[digest]bool)
	var out []string
	for _, a := range articles {
		for _, d := range digestsOf(prefix, a) {
			if !seen[d] {
				seen[d] = true
				out = append(out, d.name())
			}
		}
	}
	return out
}

// AllDigests stand in a Store for the passages of articles, whatever the model.
func AllDigests(articles []*corpus.Article) []string {
	out := Digests("", articles)
	for _, p := range prefixes {
		if p.passage != "" {
			out = append(out, Digests(p.name, articles)...)
		}
	}
	return out
}

// prefixes are what a model wants before the two kinds of text, by a part of its
// name, as the models' cards have it. The first that fits counts.
var prefixes = []struct{ name, query, passage string }{
	{"nomic-embed-text", "search_query: ", "search_document: "},
	{"e5-mistral", "Instruct: Given a question, retrieve passages that answer it\nQuery: ", ""},
	{"e5", "query: ", "passage: "},
	{"mxbai-embed-large", "Represent this sentence for searching relevant passages: ", ""},
	{"bge-large-en", "Represent this sentence for searching relevant passages: ", ""},
	{"bge-base-en", "Represent this sentence for searching relevant passages: ", ""},
	{"bge-small-en", "Represent this sentence for searching relevant passages: ", ""},
	{"qwen3-embedding", "Instruct: Given a question, retrieve passages that answer it\nQuery:", ""},
	{"embeddinggemma", "task: search result | query: ", "title: none | text: "},
}

// prefixesOf are what goes before questions and passages for a model; most want
// nothing.
func prefixesOf(model string) (query, passage string) {
	name := strings.ToLower(model)
	for _, p := range prefixes {
		if strings.Contains(name, p.name) {
			return p.query, p.passage
		}
	}
	return "", ""
}

// passageText is what is sent of a passage: its article's title says what a
// paragraph from its middle is about.
func passageText(prefix string, a *corpus.Article, passage int) string {
	text := strings.TrimSpace(a.Plain(a.Passages[passage].Span))
	if title := strings.TrimSpace(a.Title); title != "" {
		text = title + "\n" + text
	}
	return prefix + cut(strings.ToValidUTF8(text, ""), maxText)
}

// cut is the first n bytes of a text, in whole characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
