package bot

import (
	"context"
	"slices"
	"testing"
	"time"

	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
)

func TestServeComputesWhatIsMissingOnce(t *testing.T) {
	s := llmtest.Start(t)
	c, _ := patient(t)
	c.Embeddings, c.EmbeddingsURL, c.EmbeddingsKey = llmtest.Model, s.URL, llmtest.Key
	k, err := openKnowledge(c.Knowledge)
	if err != nil {
		t.Fatal(err)
	}
	digests := semantic.Digests(c.Embeddings, allArticles(k.shelves))
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- Serve(ctx, c) }()
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			if n, err := store.ExamineVectors(ctx, c.Database, c.Embeddings, digests); err == nil && n == len(digests) {
				break
			}
			if time.Now().After(end) {
				t.Error("no vectors after 20 s")
				break
			}
		}
		stop()
		if err := <-served; err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	}
	if sent := slices.Concat(s.Embedded()...); len(sent) != len(digests) {
		t.Errorf("%d passages, sent: %q", len(digests), sent)
	}
}
