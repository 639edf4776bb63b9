package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/semantic"
)

// errNoEmbeddings means that a server or key is set and no model.
var errNoEmbeddings = errors.New("no model of embeddings is named")

// EmbeddingsError means that the settings of the model of embeddings cannot be
// used. Its text says what is wrong with them and repeats no key.
type EmbeddingsError struct{ Err error }

func (e *EmbeddingsError) Error() string { return fmt.Sprintf("embeddings: %v", e.Err) }
func (e *EmbeddingsError) Unwrap() error { return e.Err }

// Advice says what to do about it.
func (e *EmbeddingsError) Advice() string {
	if errors.Is(e.Err, errNoEmbeddings) {
		return "A server or key for embeddings is set, but no model. Set RAPPORTEUR_EMBEDDINGS to the name under which the server knows it, or unset the others."
	}
	return "The model of embeddings cannot be used: " + e.Err.Error() + "."
}

// embedderOf speaks to the server of the model of embeddings; nil without one. It
// logs nothing: who uses it tells of an outage once.
func embedderOf(c Config) (*openai.Client, error) {
	if c.Embeddings == "" {
		if c.EmbeddingsURL != "" || c.EmbeddingsKey != "" {
			return nil, &EmbeddingsError{errNoEmbeddings}
		}
		return nil, nil
	}
	url, key := c.embeddingsServer()
	client, err := openai.New(openai.Options{BaseURL: url, Key: key.Reveal(), Model: c.Embeddings, Proxy: http.ProxyFromEnvironment})
	if err != nil {
		return nil, &EmbeddingsError{err}
	}
	return client, nil
}

// embeddingsServer is where the model of embeddings is, and the key for it: that of
// the language model only where both are on one server, which knows it already.
func (c Config) embeddingsServer() (url string, key Secret) {
	url, key = cmp.Or(c.EmbeddingsURL, c.ModelURL), c.EmbeddingsKey
	if key == "" && url == c.ModelURL {
		key = c.ModelKey
	}
	return url, key
}

// keeperOf keeps the vectors of passages in a store, or in memory alone; nil
// without a model. close gives back what it holds.
func keeperOf(c Config, kept semantic.Store) (keeper *semantic.Keeper, stop func(), err error) {
	client, err := embedderOf(c)
	if client == nil || err != nil {
		return nil, func() {}, err
	}
	return semantic.New(semantic.Options{Embedder: client, Model: c.Embeddings, Store: kept, Log: c.log()}), client.Close, nil
}

// byMeaning has what an answerer answers from found by its meaning too.
func byMeaning(a *answer.Answerer, keeper *semantic.Keeper) *answer.Answerer {
	return a.ByMeaning(keeper.Library(a.Articles))
}

// Bounds of what a command computes before it answers: it keeps no vectors, so
// that it pays for them at each start.
const (
	mostComputed = 2_000 // passages
	longestFill  = time.Minute
)

// fillFor computes the vectors of a command that answers and ends. Without them
// it goes by words. The error is that of ctx.
func fillFor(ctx context.Context, c Config, keeper *semantic.Keeper, passages int) error {
	if passages > mostComputed {
		c.log().Warn("passages are found by words alone: they are too many to compute their vectors at each start, which serve does once",
			"passages", passages, "most", mostComputed)
		return nil
	}
	filling, cancel := context.WithTimeout(ctx, longestFill)
	defer cancel()
	if err := keeper.Fill(filling); err != nil && ctx.Err() == nil {
		c.log().Warn("not all passages have a vector; the others are found by words alone", "error", err)
	}
	return ctx.Err()
}
