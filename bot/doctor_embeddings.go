package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
)

// checkEmbeddings asks the model of embeddings for a vector and counts those of
// passages; no check without one. k may be nil.
func checkEmbeddings(ctx context.Context, c Config, k *loaded) []Check {
	client, err := embedderOf(c)
	if client == nil && err == nil {
		return nil
	}
	check := Check{Subject: "embeddings", State: CheckBad, Finding: "cannot be used"}
	var wrong *EmbeddingsError
	if errors.As(err, &wrong) {
		check.Advice = wrong.Advice()
		return []Check{check}
	}
	defer client.Close()
	asking, cancel := context.WithTimeout(ctx, modelWait)
	defer cancel()
	vectors, err := client.Embed(asking, []string{"Is anybody there?"})
	if err != nil {
		c.log().Error("the model of embeddings does not answer", "error", err)
		check.State, check.Finding = CheckLook, "the model of embeddings does not answer; passages are found by words alone until it does"
		check.Advice = embeddingsAdvice(err)
	} else {
		check.State, check.Finding = CheckOK, fmt.Sprintf("%s answers, with vectors of %d dimensions", c.Embeddings, len(vectors[0]))
	}
	check.Finding += countVectors(ctx, c, k)
	return []Check{check}
}

// countVectors says how many passages have a vector, behind a semicolon; "" when
// that cannot be told.
func countVectors(ctx context.Context, c Config, k *loaded) string {
	if k == nil {
		return ""
	}
	digests := semantic.Digests(c.Embeddings, allArticles(k.shelves))
	n, err := store.ExamineVectors(ctx, cmp.Or(c.Database, DefaultDatabase), c.Embeddings, digests)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "" // the check of the database tells why
	}
	text := fmt.Sprintf("; of %d passages %d have a vector", len(digests), n)
	if n < len(digests) {
		text += ", and serve computes the others"
	}
	return text
}

// allArticles are the articles of all servers.
func allArticles(shelves *corpus.Shelves) []*corpus.Article {
	all := shelves.Shared.Articles()
	for _, library := range shelves.Guilds {
		all = append(all, library.Articles()...)
	}
	return all
}

// embeddingsAdvice says what to do about a model that gives no vector.
func embeddingsAdvice(err error) string {
	const settings = " The settings are RAPPORTEUR_EMBEDDINGS, RAPPORTEUR_EMBEDDINGS_URL and RAPPORTEUR_EMBEDDINGS_KEY."
	switch {
	case errors.Is(err, llm.ErrRefusedKey):
		return "The server does not accept the key. Set one that it gave out, or unset it for a server that wants none." + settings
	case errors.Is(err, llm.ErrQuota), errors.Is(err, llm.ErrRate):
		return "The server takes no more requests for now: the quota is spent, or too many came. Look at the account there."
	case errors.Is(err, llm.ErrRejected):
		return "The server knows no such model, or it is none of embeddings. Set the name under which the server has it." + settings
	case errors.Is(err, llm.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "The server takes too long. See whether it runs, and whether its address is right." + settings
	case errors.Is(err, llm.ErrBadAnswer):
		return "What the server answers are no vectors. See whether the address is that of OpenAI's API there, with the version at its end, and the model one of embeddings." + settings
	}
	return "The server does not answer as one with OpenAI's API. See whether it runs, and whether the address is right, with the version at its end: http://localhost:11434/v1." + settings
}
