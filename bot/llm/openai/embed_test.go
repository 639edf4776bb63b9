package openai_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
)

var _ llm.Embedder = (*openai.Client)(nil)

// sameVectors reports whether vectors are those of the texts.
func sameVectors(vectors [][]float32, texts []string) bool {
	return slices.EqualFunc(vectors, texts, func(v []float32, text string) bool { return slices.Equal(v, llmtest.Embed(text)) })
}

func TestVectorsAreThoseOfTheTextsOrThereAreNone(t *testing.T) {
	texts := []string{"the minister resigned", "a dam broke", "the minister left"}
	for _, m := range llmtest.EmbeddingMisbehaviours() {
		t.Run(m.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.StartInMemory(t)
				m.Set(s)
				vectors, err := client(t, s, openai.Options{}).Embed(t.Context(), texts)
				if !errors.Is(err, m.Want) {
					t.Errorf("got the error %v, want %v", err, m.Want)
				}
				if m.Want == nil && !sameVectors(vectors, texts) {
					t.Errorf("vectors %v", vectors)
				}
				if m.Want != nil && vectors != nil {
					t.Errorf("there are vectors beside the error %v", err)
				}
				if err != nil && strings.Contains(err.Error(), llmtest.Key) {
					t.Errorf("the error holds the key: %v", err)
				}
			})
		})
	}
}

func TestTextsAreSentInBoundedBatchesAndInOrder(t *testing.T) {
	s := llmtest.Start(t)
	c := client(t, s, openai.Options{})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(rapid.StringMatching(`[a-e]{1,3} `).Draw(t, "word"), rapid.IntRange(1, 9000).Draw(t, "times"))
		}), 0, 150).Draw(t, "texts")
		before := len(s.Embedded())
		vectors, err := c.Embed(context.Background(), texts)
		if err != nil || !sameVectors(vectors, texts) {
			t.Fatalf("%d vectors for %d texts, error %v", len(vectors), len(texts), err)
		}
		for _, sent := range s.Embedded()[before:] {
			bytes := 0
			for _, text := range sent {
				bytes += len(text)
			}
			if len(sent) > llm.MaxEmbedTexts || bytes > llm.MaxEmbedBytes && len(sent) > 1 {
				t.Fatalf("a request of %d texts, %d bytes", len(sent), bytes)
			}
		}
	})
}

func TestAnEmptyTextIsNotSent(t *testing.T) {
	s := llmtest.Start(t)
	if _, err := client(t, s, openai.Options{}).Embed(t.Context(), []string{"a", " \n"}); !errors.Is(err, llm.ErrRejected) {
		t.Errorf("the error is %v", err)
	}
	if sent := s.Embedded(); len(sent) > 0 {
		t.Errorf("sent: %q", sent)
	}
}

func TestVectorsOfAnotherLengthThanBeforeAreRefused(t *testing.T) {
	s := llmtest.Start(t)
	c := client(t, s, openai.Options{})
	if _, err := c.Embed(t.Context(), []string{"one"}); err != nil {
		t.Fatal(err)
	}
	s.ReplyVectors(llmtest.Embeddings{Vectors: func([]string) [][]float32 { return [][]float32{{1, 2, 3}} }})
	if _, err := c.Embed(t.Context(), []string{"two"}); !errors.Is(err, llm.ErrBadAnswer) {
		t.Errorf("the error is %v", err)
	}
}

func TestAServerThatFailsAgainAndAgainIsGivenARestByEmbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.ScriptVectors(func([]string) llmtest.Embeddings {
			return llmtest.Embeddings{Reply: llmtest.Page(503)}
		})
		c := client(t, s, openai.Options{})
		for range 5 {
			_, _ = c.Embed(t.Context(), []string{"a"})
		}
		asked := len(s.Embedded())
		_, err := c.Embed(t.Context(), []string{"a"})
		var why *llm.Error
		if !errors.As(err, &why) || why.Wait <= 0 || len(s.Embedded()) != asked {
			t.Errorf("error %v after %d requests, then %d", err, asked, len(s.Embedded()))
		}
		s.ScriptVectors(nil)
		time.Sleep(why.Wait)
		if _, err := c.Embed(t.Context(), []string{"a"}); err != nil {
			t.Errorf("after the rest: %v", err)
		}
	})
}

func TestTheCallersDeadlineEndsEmbed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.ScriptVectors(func([]string) llmtest.Embeddings {
			return llmtest.Embeddings{Reply: llmtest.Reply{Before: time.Hour}}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := client(t, s, openai.Options{}).Embed(ctx, []string{"a"})
		if !errors.Is(err, llm.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func FuzzEmbed(f *testing.F) {
	f.Add(`{"data":[{"index":0,"embedding":[0.5,1]}]}`)
	f.Add(`{"data":[{"index":0,"embedding":"AACAPw=="}]}`)
	f.Add(`{"error":"no"}`)
	s := llmtest.Start(f)
	f.Fuzz(func(t *testing.T, body string) {
		if body == "" {
			return
		}
		s.ReplyVectors(llmtest.Embeddings{Reply: llmtest.Reply{Type: "application/json", Body: body}})
		c := client(t, s, openai.Options{Call: 5 * time.Second})
		vectors, err := c.Embed(t.Context(), []string{"a"})
		if err != nil {
			return
		}
		sum := 0.0
		for _, x := range vectors[0] {
			sum += float64(x) * float64(x)
		}
		if len(vectors) != 1 || !(sum > 0) || math.IsInf(sum, 0) {
			t.Errorf("%d vectors, the first of length² %v", len(vectors), sum)
		}
	})
}
