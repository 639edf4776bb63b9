package semantic_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/logtest"
	"rapporteur/bot/semantic"
	"rapporteur/bot/store"
)

func fill(t *testing.T, k *semantic.Keeper) {
	t.Helper()
	if err := k.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestThePassageThatSharesWordsIsNearest(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	l := s.keeper.Library(shelfOf(article("dam", 1, "the dam broke in spring", "nobody had been warned of it"), article("vote", 1, "the party won the vote")).list)
	if got := best(t.Context(), l, "who won the vote"); got != "" {
		t.Errorf("before anything was computed: %q", got)
	}
	fill(t, s.keeper)
	for question, want := range map[string]string{"who won the vote": "vote@1#0", "had nobody been warned": "dam@1#1"} {
		if got := best(t.Context(), l, question); got != want {
			t.Errorf("%s: %s, want %s", question, got, want)
		}
	}
	only := l.Nearest(l.Embed(t.Context(), "who won the vote"), 5, func(a *corpus.Article) bool { return a.Slug == "dam" })
	if len(only) != 2 || only[0].Article.Slug != "dam" {
		t.Errorf("of one article: %+v", only)
	}
}

func TestTheTitleIsSentWithAPassageAndNoMarkup(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	s.keeper.Library(shelfOf(article("dam", 1, "the **dam** [broke](https://example.org)")).list)
	fill(t, s.keeper)
	if got := s.sent(); !slices.Equal(got, []string{"On dam\nthe dam broke"}) {
		t.Errorf("sent %q", got)
	}
}

func TestATextIsSentOnceAcrossGuildsVersionsAndStarts(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	paragraphs := numbered("flood", 150)
	shared := article("dam", 1, paragraphs...)
	s.keeper.Library(shelfOf(shared).list)
	s.keeper.Library(shelfOf(shared, article("own", 1, "a guild's own words")).list)
	s.keeper.Library(shelfOf(article("dam", 4, paragraphs...)).list)
	fill(t, s.keeper)
	fill(t, s.keeper)
	if n := len(s.sent()); n != 151 || s.twice() != nil {
		t.Errorf("%d texts were sent, want 151; twice: %q", n, s.twice())
	}
	if state := s.keeper.State(); state != (semantic.State{Passages: 151, Vectors: 151}) {
		t.Errorf("%+v", state)
	}
	s.close()
	s.start()
	l := s.keeper.Library(shelfOf(article("dam", 5, paragraphs...)).list)
	fill(t, s.keeper)
	if n := len(s.sent()); n != 151 {
		t.Errorf("after a restart %d more were sent", n-151)
	}
	if got := best(t.Context(), l, paragraphs[77]); got != "dam@5#77" {
		t.Errorf("after a restart the nearest is %s", got)
	}
}

func TestAChangedArticleSendsItsChangedPassagesOnly(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	paragraphs := numbered("flood", 100)
	shelf := shelfOf(article("dam", 1, paragraphs...))
	l := s.keeper.Library(shelf.list)
	stop := s.run()
	defer stop()
	eventually(t, "all is computed", func() bool { return s.keeper.State().Vectors == 100 })
	changed := slices.Clone(paragraphs)
	changed[3], changed[50] = "the wall was mended later", "two ministers resigned over it"
	before := len(s.server.Embedded())
	shelf.put(article("dam", 2, changed...))
	s.keeper.Changed()
	eventually(t, "the new version is found", func() bool { return best(t.Context(), l, changed[50]) == "dam@2#50" })
	var sent []string
	for _, texts := range s.server.Embedded()[before:] {
		if strings.HasPrefix(texts[0], "On dam") {
			sent = append(sent, texts...)
		}
	}
	slices.Sort(sent)
	if want := []string{"On dam\n" + changed[3], "On dam\n" + changed[50]}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
}

func TestWhatAKillLosesIsTheRequestInFlight(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	paragraphs := numbered("flood", 5*llm.MaxEmbedTexts)
	library := shelfOf(article("dam", 1, paragraphs...))
	ctx, kill := context.WithCancel(t.Context())
	var requests atomic.Int32
	s.server.ScriptVectors(func([]string) llmtest.Embeddings {
		if requests.Add(1) == 3 {
			kill()
			return llmtest.Embeddings{Reply: llmtest.Reply{Before: time.Hour}}
		}
		return llmtest.Embeddings{}
	})
	s.keeper.Library(library.list)
	if err := s.keeper.Fill(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("the fill that was killed ended in %v", err)
	}
	inFlight := s.server.Embedded()[2]
	s.close()
	s.server.ScriptVectors(nil)
	s.start()
	l := s.keeper.Library(library.list)
	fill(t, s.keeper)
	twice := s.twice()
	slices.Sort(twice)
	slices.Sort(inFlight)
	if !slices.Equal(twice, inFlight) {
		t.Errorf("%d texts were sent twice, %d were in flight", len(twice), len(inFlight))
	}
	if n := len(s.sent()); n != 6*llm.MaxEmbedTexts {
		t.Errorf("%d texts were sent in all", n)
	}
	if got := best(t.Context(), l, paragraphs[200]); got != "dam@1#200" {
		t.Errorf("the nearest is %s", got)
	}
}

func TestAServerThatIsDownIsWaitedForAndToldOfOnce(t *testing.T) {
	for name, healthyFor := range map[string]int32{"at the start": 0, "midway": 2} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := llmtest.StartInMemory(t)
				s := &scene{t: t, server: server, log: new(logtest.Log)}
				s.keeper = s.over(newMemory())
				var requests atomic.Int32
				down := func([]string) llmtest.Embeddings {
					if requests.Add(1) > healthyFor {
						return llmtest.Embeddings{Reply: llmtest.Page(503)}
					}
					return llmtest.Embeddings{}
				}
				server.ScriptVectors(down)
				l := s.keeper.Library(shelfOf(article("dam", 1, numbered("flood", 5*llm.MaxEmbedTexts)...)).list)
				stop := s.run()
				defer stop()
				time.Sleep(time.Hour)
				state := s.keeper.State()
				if state.Vectors != int(healthyFor)*llm.MaxEmbedTexts || !errors.Is(state.Outage, llm.ErrUnreachable) {
					t.Errorf("in the outage: %+v", state)
				}
				for range 20 {
					if got := best(t.Context(), l, "flood number1"); got != "" {
						t.Errorf("in the outage a question finds %s", got)
					}
				}
				if n := strings.Count(s.log.String(), "by words alone until"); n != 1 {
					t.Errorf("the outage is told of %d times", n)
				}
				if n := int(requests.Load()); n > 300 {
					t.Errorf("%d requests in an hour of an outage", n)
				}
				server.ScriptVectors(nil)
				time.Sleep(10 * time.Minute)
				if state := s.keeper.State(); state != (semantic.State{Passages: 5 * llm.MaxEmbedTexts, Vectors: 5 * llm.MaxEmbedTexts}) {
					t.Errorf("after the outage: %+v", state)
				}
				if got := best(t.Context(), l, "flood number9 came after that2"); got != "dam@1#9" {
					t.Errorf("after the outage a question finds %q", got)
				}
				if n := strings.Count(s.log.String(), "answers again"); n != 1 {
					t.Errorf("the end of the outage is told of %d times", n)
				}
			})
		})
	}
}

// memory is a store without a disk, for tests in which time does not pass by
// itself.
type memory struct {
	mu   sync.Mutex
	rows map[string][]byte
}

func newMemory() *memory { return &memory{rows: make(map[string][]byte)} }

func (m *memory) Vectors(_ context.Context, model string, digests []string, each func(store.Vector) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range digests {
		if body, ok := m.rows[model+d]; ok {
			if err := each(store.Vector{Digest: d, Body: body}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *memory) SaveVectors(_ context.Context, model string, vectors []store.Vector) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, v := range vectors {
		m.rows[model+v.Digest] = v.Body
	}
	return nil
}

func (m *memory) UseVectors(context.Context, string, []string) error { return nil }

func TestAQuestionWaitsNoLongerThanItsPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := llmtest.StartInMemory(t)
		s := &scene{t: t, server: server, log: new(logtest.Log)}
		s.keeper = s.over(nil)
		l := s.keeper.Library(shelfOf(article("dam", 1, "the dam broke")).list)
		fill(t, s.keeper)
		server.ScriptVectors(func([]string) llmtest.Embeddings {
			return llmtest.Embeddings{Reply: llmtest.Reply{Before: time.Hour}}
		})
		began := time.Now()
		if v := l.Embed(t.Context(), "why?"); v != nil || time.Since(began) != time.Second {
			t.Errorf("%v after %v", v, time.Since(began))
		}
		for range 10 {
			_ = l.Embed(t.Context(), "why?")
		}
		if waited := time.Since(began); waited > 6*time.Second {
			t.Errorf("eleven questions waited %v for a server that does not answer", waited)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		server.ScriptVectors(nil)
		time.Sleep(time.Minute)
		if l.Embed(t.Context(), "why?") == nil {
			t.Error("no vector after the outage")
		}
		if _ = l.Embed(cancelled, "another"); s.keeper.State().Outage != nil {
			t.Error("a question that was given up counts as an outage")
		}
	})
}

func TestAQuestionIsSentOnce(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	l := s.keeper.Library(shelfOf(article("dam", 1, "the dam broke")).list)
	if l.Embed(t.Context(), "why?") != nil || len(s.sent()) > 0 {
		t.Error("a question is sent although there is nothing to compare it with")
	}
	fill(t, s.keeper)
	for range 3 {
		if l.Embed(t.Context(), "why?") == nil {
			t.Error("no vector")
		}
	}
	if got := s.sent()[1:]; !slices.Equal(got, []string{"why?"}) {
		t.Errorf("sent %q", got)
	}
}

func TestTextsThatTheModelDoesNotTakeAreShortenedOrSetAside(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	s.server.ScriptVectors(func(texts []string) llmtest.Embeddings {
		for _, text := range texts {
			switch {
			case len(text) > 1000:
				return llmtest.Embeddings{Reply: llmtest.TooLong()}
			case strings.Contains(text, "zero"):
				return llmtest.Embeddings{Vectors: func(texts []string) [][]float32 { return make([][]float32, len(texts)) }}
			}
		}
		return llmtest.Embeddings{}
	})
	long := "a long story begins here " + strings.Repeat("and goes on ", 300)
	paragraphs := append(numbered("flood", 20), long, "zero")
	l := s.keeper.Library(shelfOf(article("dam", 1, paragraphs...)).list)
	fill(t, s.keeper)
	if state := s.keeper.State(); state.Vectors != 21 || state.Outage != nil {
		t.Errorf("%+v", state)
	}
	if got := best(t.Context(), l, "a long story begins here and goes on"); got != "dam@1#20" {
		t.Errorf("the long one is not found by its beginning, but %s", got)
	}
	before := len(s.sent())
	fill(t, s.keeper)
	if after := len(s.sent()); after != before {
		t.Errorf("%d texts are sent again", after-before)
	}
}

func TestAServerThatAnswersWithPagesIsAnOutage(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	s.server.ScriptVectors(func([]string) llmtest.Embeddings { return llmtest.Embeddings{Reply: llmtest.Page(200)} })
	s.keeper.Library(shelfOf(article("dam", 1, numbered("flood", 400)...)).list)
	stop := s.run()
	eventually(t, "an outage", func() bool { return errors.Is(s.keeper.State().Outage, llm.ErrBadAnswer) })
	stop()
	if n := len(s.server.Embedded()); n > 20 {
		t.Errorf("%d requests until it was seen", n)
	}
	s.server.ScriptVectors(nil)
	fill(t, s.keeper)
	if state := s.keeper.State(); state != (semantic.State{Passages: 400, Vectors: 400}) {
		t.Errorf("%+v", state)
	}
}

func TestAnotherModelUnderTheOldNameIsSeenByItsDimensions(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	shelf := shelfOf(article("dam", 1, numbered("flood", 30)...))
	s.keeper.Library(shelf.list)
	fill(t, s.keeper)
	s.close()
	s.server.ScriptVectors(func([]string) llmtest.Embeddings {
		return llmtest.Embeddings{Vectors: func(texts []string) [][]float32 {
			var out [][]float32
			for _, text := range texts {
				out = append(out, append(llmtest.Embed(text), .5))
			}
			return out
		}}
	})
	s.start()
	l := s.keeper.Library(shelf.list)
	stop := s.run()
	defer stop()
	eventually(t, "the new model's vectors are there", func() bool {
		return best(t.Context(), l, "flood number9 came after that2") == "dam@1#9"
	})
	if n := strings.Count(s.log.String(), "another one than before"); n != 1 {
		t.Errorf("it is told of %d times", n)
	}
}

func TestAStoreThatFailsIsNoOutageOfTheModel(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	kept, err := store.Open(t.Context(), store.Options{Path: t.TempDir() + "/closed.db"})
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	k := s.over(kept)
	k.Library(shelfOf(article("dam", 1, "the dam broke")).list)
	if err := k.Fill(t.Context()); !errors.Is(err, store.ErrClosed) || k.State().Outage != nil {
		t.Errorf("%v, %+v", err, k.State())
	}
}

func TestQuestionsAndReloadsGoOnWhileVectorsAreComputed(t *testing.T) {
	s := newScene(t, llmtest.Start(t))
	versions := make([]*corpus.Article, 8)
	for i := range versions {
		paragraphs := numbered("flood", 120)
		paragraphs[i] = "the wall was mended"
		versions[i] = article("dam", i+1, paragraphs...)
	}
	shelf := shelfOf(versions[0])
	l := s.keeper.Library(shelf.list)
	stop := s.run()
	var wait sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for range 3 {
		wait.Go(func() {
			for ctx.Err() == nil {
				if v := l.Embed(ctx, "the wall was mended"); v != nil {
					for _, found := range l.Nearest(v, 10, nil) {
						if found.Passage >= len(found.Article.Passages) {
							t.Errorf("no passage %d in version %d", found.Passage, found.Article.Version)
						}
					}
				}
				_ = s.keeper.State()
			}
		})
	}
	for _, v := range versions {
		shelf.put(v)
		s.keeper.Changed()
		time.Sleep(5 * time.Millisecond)
	}
	eventually(t, "the last version is found", func() bool { return best(t.Context(), l, "the wall was mended") == "dam@8#7" })
	cancel()
	wait.Wait()
	stop()
	for _, text := range s.twice() {
		if strings.HasPrefix(text, "On dam") { // a question may be, by two who ask at once
			t.Errorf("sent twice: %q", text)
		}
	}
}
