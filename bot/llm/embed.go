package llm

import (
	"context"
	"iter"
)

// Embedder gives texts vectors that lie near each other where texts mean much
// the same. Its methods may be called from any goroutine.
type Embedder interface {
	// Embed returns one vector for each text, in their order, all of one length,
	// finite and none of them zero; they need not have the length 1. Texts must not
	// be empty. With an error there are no vectors; errors are as those of Model.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Bounds of a request for vectors. OpenAI's API reference, Create embeddings,
// allows 2,048 texts and 300,000 tokens; a server without an accelerator takes
// seconds for this many already, and what is lost when it fails is one request.
const (
	MaxEmbedTexts = 64
	MaxEmbedBytes = 64 << 10
)

// Batches parts texts into requests for vectors, in order. A text that is over
// MaxEmbedBytes by itself is a batch by itself.
func Batches(texts []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for len(texts) > 0 {
			n, bytes := 1, len(texts[0])
			for n < min(len(texts), MaxEmbedTexts) && bytes+len(texts[n]) <= MaxEmbedBytes {
				bytes += len(texts[n])
				n++
			}
			if !yield(texts[:n]) {
				return
			}
			texts = texts[n:]
		}
	}
}
