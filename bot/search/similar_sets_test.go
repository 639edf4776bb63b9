package search_test

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rapporteur/bot/eval"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
)

// ranker ranks all passages of a library for a question.
type ranker func(q *eval.Question, of *eval.Set) []search.Similar

// byHash goes by how many words are the same, by their hashes: a poor measure.
func byHash(q *eval.Question, of *eval.Set) []search.Similar {
	asked := llmtest.Embed(q.Question)
	return ranked(of, func(text, _ string) float64 {
		sum := 0.0
		for i, x := range llmtest.Embed(text) {
			sum += float64(x) * float64(asked[i])
		}
		return sum
	})
}

// simulated stands for a model of embeddings, as far as it can without one: the
// right passage stands out of normal noise by a lead. What real models get wrong
// is less random than that.
func simulated(lead float64) ranker {
	return func(q *eval.Question, of *eval.Set) []search.Similar {
		h := fnv.New64a()
		_, _ = h.Write([]byte(q.ID + q.Question)) // never fails
		random := rand.New(rand.NewPCG(h.Sum64(), 1))
		return ranked(of, func(_, id string) float64 {
			score := random.NormFloat64()
			if slices.Contains(q.GoldPassages, id) {
				score += lead
			}
			return score
		})
	}
}

func ranked(of *eval.Set, score func(text, id string) float64) []search.Similar {
	var out []search.Similar
	for _, a := range of.Articles {
		for p := range a.Passages {
			out = append(out, search.Similar{Article: a, Passage: p, Score: score(a.Title+" "+a.Raw(a.Passages[p].Span), of.ID(a, p))})
		}
	}
	slices.SortStableFunc(out, func(a, b search.Similar) int { return cmp.Compare(b.Score, a.Score) })
	return out[:min(search.MaxSimilar, len(out))]
}

// first is how many of the answerable questions have the right passage first, by
// words, by the ranker alone and fused.
func first(t *testing.T, set *eval.Set, questions []eval.Question, by ranker) (words, alone, fused float64) {
	t.Helper()
	index := indexOf(t, set.Articles...)
	var w, a, f eval.Ranking
	for i := range questions {
		q := &questions[i]
		if !q.Answerable {
			continue
		}
		query := q.Query()
		w.Add(set.PassageRank(q, index.Search(query).Passages))
		query.Similar = by(q, set)
		var hits []search.Hit
		for _, s := range query.Similar {
			hits = append(hits, search.Hit{Article: s.Article, Passage: s.Passage})
		}
		a.Add(set.PassageRank(q, hits))
		f.Add(set.PassageRank(q, index.Search(query).Passages))
	}
	return w.R1, a.R1, f.R1
}

// TestFusingHelpsWithAGoodMeasureAndDoesLittleHarmWithAPoorOne is over questions
// of the open sets, and over such as members ask, in everyday words.
func TestFusingHelpsWithAGoodMeasureAndDoesLittleHarmWithAPoorOne(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	if testing.Short() {
		t.Skip("thousands of searches")
	}
	dir := cmp.Or(os.Getenv("EVAL_SETS"), openSets)
	everyday, err := eval.ReadQuestions(filepath.Join("..", "eval", "testdata", "paraphrase", "open.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"squad2", "clapnq"} {
		set, err := eval.Load(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the open question sets are not in ", openSets)
		}
		own := set.Questions
		random := rand.New(rand.NewPCG(5, 6))
		random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
		of := slices.DeleteFunc(slices.Clone(everyday), func(q eval.Question) bool { return q.Set != name })
		for _, c := range []struct {
			name      string
			questions []eval.Question
			by        ranker
			gain      float64 // at least, of the share with the right passage first
		}{
			{"its questions, words hashed", own[:min(250, len(own))], byHash, -.03},
			{"its questions, simulated", own[:min(250, len(own))], simulated(3), .01},
			{"everyday words, words hashed", of, byHash, -.05},
			{"everyday words, simulated", of, simulated(3), .03},
		} {
			words, alone, fused := first(t, set, c.questions, c.by)
			t.Logf("%s, %s (%d): words %.3f, alone %.3f, fused %.3f", name, c.name, len(c.questions), words, alone, fused)
			if fused < words+c.gain {
				t.Errorf("%s, %s: %.3f by words, %.3f fused", name, c.name, words, fused)
			}
		}
	}
}
