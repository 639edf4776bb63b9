package semantic_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/logtest"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scene is a keeper over a real store and a scripted server.
type scene struct {
	t      *testing.T
	server *llmtest.Server
	log    *logtest.Log
	path   string
	store  *store.Store
	keeper *semantic.Keeper
}

func newScene(t *testing.T, server *llmtest.Server) *scene {
	s := &scene{t: t, server: server, log: new(logtest.Log), path: storetest.Path(t)}
	s.start()
	t.Cleanup(func() { s.close() })
	return s
}

// start is a start of the program.
func (s *scene) start() {
	kept, err := store.Open(s.t.Context(), store.Options{Path: s.path})
	if err != nil {
		s.t.Fatal(err)
	}
	s.store = kept
	s.keeper = s.over(kept)
}

func (s *scene) close() {
	if err := s.store.Close(); err != nil {
		s.t.Error(err)
	}
}

func (s *scene) over(kept semantic.Store) *semantic.Keeper {
	return semantic.New(semantic.Options{Embedder: client(s.t, s.server), Model: llmtest.Model, Store: kept, Log: slog.New(slog.NewTextHandler(s.log, nil))})
}

func client(t *testing.T, server *llmtest.Server) *openai.Client {
	c, err := openai.New(openai.Options{BaseURL: server.URL, Key: llmtest.Key, Model: llmtest.Model, Transport: server.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// run has the keeper run until stop is called.
func (s *scene) run() (stop func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	var wait sync.WaitGroup
	wait.Go(func() { s.keeper.Run(ctx) })
	return func() {
		cancel()
		wait.Wait()
	}
}

// sent are all texts that were sent, in order.
func (s *scene) sent() []string { return slices.Concat(s.server.Embedded()...) }

// twice are the texts that were sent more than once.
func (s *scene) twice() []string {
	seen := make(map[string]bool)
	var out []string
	for _, text := range s.sent() {
		if seen[text] {
			out = append(out, text)
		}
		seen[text] = true
	}
	return out
}

// article has a paragraph of each text.
func article(slug string, version int, paragraphs ...string) *corpus.Article {
	a := &corpus.Article{Slug: slug, Version: version, Meta: corpus.Meta{Title: "On " + slug}}
	for _, p := range paragraphs {
		start := len(a.Text)
		a.Text += p + "\n"
		span := corpus.Span{Start: start, End: start + len(p)}
		a.Passages = append(a.Passages, corpus.Passage{Span: span, Sentences: []corpus.Span{span}})
	}
	return a
}

// numbered are n paragraphs that differ.
func numbered(what string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s number%d came after that%d", what, i, i%7))
	}
	return out
}

// shelf is a library that can change.
type shelf struct {
	mu       sync.Mutex
	articles []*corpus.Article
}

func (s *shelf) list() []*corpus.Article {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.articles)
}

func (s *shelf) put(articles ...*corpus.Article) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.articles = articles
}

func shelfOf(articles ...*corpus.Article) *shelf { return &shelf{articles: articles} }

// best is the passage nearest to a question, "" for none.
func best(ctx context.Context, l *semantic.Library, question string) string {
	v := l.Embed(ctx, question)
	if v == nil {
		return ""
	}
	found := l.Nearest(v, 3, nil)
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("%s@%d#%d", found[0].Article.Slug, found[0].Article.Version, found[0].Passage)
}

// eventually waits for what the job does in real time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not come to this: ", what)
		}
	}
}

var _ llm.Embedder = (*openai.Client)(nil)
