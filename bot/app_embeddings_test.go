package bot

import (
	"bytes"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

// everyday is a library, and a question that shares no word with its answer.
const everyday = "Whose television stayed off?"

// meaningful is a Config with a model that knows what the question means.
func meaningful(t *testing.T, s *llmtest.Server) Config {
	t.Helper()
	folder := t.TempDir()
	put(t, filepath.Join(folder, "storm.md"), "---\ntitle: A storm\n---\n\nThe storm left 3,000 people without power.\n\nThe mayor thanked the fire brigade.\n")
	put(t, filepath.Join(folder, "bridge.md"), "---\ntitle: A bridge\n---\n\nThe old bridge was closed in 2019.\n")
	s.ScriptVectors(func([]string) llmtest.Embeddings {
		return llmtest.Embeddings{Vectors: func(texts []string) [][]float32 {
			var out [][]float32
			for _, text := range texts {
				out = append(out, llmtest.Embed(strings.ReplaceAll(text, everyday, "left 3,000 people without power.")))
			}
			return out
		}}
	})
	return Config{Knowledge: folder, Embeddings: llmtest.Model, EmbeddingsURL: s.URL, EmbeddingsKey: llmtest.Key}
}

// nearestOf are the articles and paragraphs that a refusal shows.
func nearestOf(t *testing.T, c Config) []string {
	t.Helper()
	b, err := New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	r, err := b.Ask(t.Context(), Question{Text: everyday})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, source := range r.Refusal().Nearest {
		out = append(out, source.Place())
	}
	return out
}

func TestACommandFindsWhatMeansTheSame(t *testing.T) {
	s := llmtest.Start(t)
	c := meaningful(t, s)
	if got := nearestOf(t, c); len(got) == 0 || !strings.Contains(got[0], "storm") {
		t.Errorf("the nearest is %q", got)
	}
	if sent := slices.Concat(s.Embedded()...); len(sent) != 4 {
		t.Errorf("sent %q", sent)
	}
	c.Embeddings, c.EmbeddingsURL, c.EmbeddingsKey = "", "", ""
	if got := nearestOf(t, c); len(got) > 0 {
		t.Errorf("words alone find %q: this shows nothing", got)
	}
}

func TestACommandGoesByWordsWhileTheModelIsDown(t *testing.T) {
	s := llmtest.Start(t)
	c := meaningful(t, s)
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	s.ScriptVectors(func([]string) llmtest.Embeddings { return llmtest.Embeddings{Reply: llmtest.Page(404)} })
	if got := nearestOf(t, c); len(got) > 0 {
		t.Errorf("it finds %q", got)
	}
	if n := strings.Count(log.String(), "by words alone"); n != 1 {
		t.Errorf("it is told of %d times:\n%s", n, &log)
	}
}

func TestTheKeyOfOneServerIsNotShownToAnother(t *testing.T) {
	const server, other = "http://one.invalid/v1", "http://another.invalid/v1"
	for _, c := range []struct {
		name   string
		config Config
		url    string
		key    Secret
	}{
		{"the language model's server", Config{ModelURL: server, ModelKey: "a", Embeddings: "e"}, server, "a"},
		{"the same by its address", Config{ModelURL: server, ModelKey: "a", Embeddings: "e", EmbeddingsURL: server}, server, "a"},
		{"another", Config{ModelURL: server, ModelKey: "a", Embeddings: "e", EmbeddingsURL: other}, other, ""},
		{"another than OpenAI's", Config{ModelKey: "a", Embeddings: "e", EmbeddingsURL: other}, other, ""},
		{"a key of its own", Config{ModelURL: server, ModelKey: "a", Embeddings: "e", EmbeddingsURL: other, EmbeddingsKey: "b"}, other, "b"},
		{"another key at the same server", Config{ModelURL: server, ModelKey: "a", Embeddings: "e", EmbeddingsKey: "b"}, server, "b"},
	} {
		if url, key := c.config.embeddingsServer(); url != c.url || key != c.key {
			t.Errorf("%s: %s with the key %q", c.name, url, string(key))
		}
	}
}

func TestEmbeddingsWithoutAModelAreRefusedWithAdvice(t *testing.T) {
	_, err := New(t.Context(), Config{EmbeddingsURL: "http://localhost:11434/v1"})
	var wrong *EmbeddingsError
	if !errors.As(err, &wrong) || !strings.Contains(wrong.Advice(), "Set RAPPORTEUR_EMBEDDINGS") {
		t.Errorf("%v", err)
	}
}

func TestDoctorLooksTheEmbeddingsOver(t *testing.T) {
	s := llmtest.Start(t)
	c := meaningful(t, s)
	c.Database = storetest.Path(t)
	check := func(c Config) Check {
		t.Helper()
		k, err := openKnowledge(c.Knowledge)
		if err != nil {
			t.Fatal(err)
		}
		got := checkEmbeddings(t.Context(), c, k)
		if len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		if strings.Contains(got[0].Finding+got[0].Advice, llmtest.Key) {
			t.Errorf("the key is shown: %+v", got[0])
		}
		return got[0]
	}
	if got := check(c); got.State != CheckOK || !strings.Contains(got.Finding, "64 dimensions; of 3 passages 0 have a vector, and serve computes the others") {
		t.Errorf("%+v", got)
	}
	k, err := openKnowledge(c.Knowledge)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	keeper, stop, err := keeperOf(c, kept)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	keeper.Library(k.library.Articles)
	if err := keeper.Fill(t.Context()); err != nil || keeper.State() != (semantic.State{Passages: 3, Vectors: 3}) {
		t.Errorf("%v, %+v", err, keeper.State())
	}
	if got := check(c); got.State != CheckOK || !strings.HasSuffix(got.Finding, "; of 3 passages 3 have a vector") {
		t.Errorf("while serve runs: %+v", got)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	s.ScriptVectors(func([]string) llmtest.Embeddings { return llmtest.Embeddings{Reply: llmtest.Page(503)} })
	if got := check(c); got.State != CheckLook || !strings.Contains(got.Finding, "by words alone until it does; of 3 passages 3 have a vector") || got.Advice == "" {
		t.Errorf("in an outage: %+v", got)
	}
	wrong := c
	wrong.EmbeddingsKey = "sk-another"
	if got := check(wrong); !strings.Contains(got.Advice, "does not accept the key") {
		t.Errorf("with a wrong key: %+v", got)
	}
	if got := checkEmbeddings(t.Context(), Config{}, nil); got != nil {
		t.Errorf("without a model: %+v", got)
	}
}
