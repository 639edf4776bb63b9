package bot

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/store"
	"rapporteur/knowledge"
)

// Ids as Discord gives them.
const (
	testGuild = "900000000000000001"
	moderator = "100000000000000001"
)

// curated is a keeper of articles with the answerers that follow it.
func curated(t testing.TB, c Config, folder string) (*curate.Keeper, *answerers) {
	t.Helper()
	kept, err := store.Open(context.Background(), store.Options{Path: filepath.Join(t.TempDir(), "r.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	meaning, stop, err := keeperOf(c, kept)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	source, err := sourceOf(folder)
	if err != nil {
		t.Fatal(err)
	}
	k, err := curatorOf(context.Background(), c, source, kept, meaning, make(chan struct{}, 1))
	if err != nil {
		t.Fatal(err)
	}
	return k, newAnswerers(k, meaning)
}

// beacon is an article all of whose sentences say the same word.
func beacon(word string) []byte {
	return []byte(fmt.Sprintf("# The beacon\n\nThe beacon of Harrow shows %s light. Sailors near Harrow see the %s light of the beacon.\n\n"+
		"The keeper of the Harrow beacon lit the %s light at dusk.\n", word, word, word))
}

func publishBeacon(t testing.TB, k *curate.Keeper, word string, saw int) {
	t.Helper()
	_, err := k.Publish(context.Background(), curate.Change{Slug: "beacon", Data: beacon(word), By: moderator, Saw: saw})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFiftyAskersSeeTheOldOrTheNewVersionAndNeverBoth has them ask while an article
// is changed under them.
func TestFiftyAskersSeeTheOldOrTheNewVersionAndNeverBoth(t *testing.T) {
	k, d := curated(t, Config{}, t.TempDir())
	words := []string{"green", "red"}
	publishBeacon(t, k, words[1], 0)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := make(map[int]int)
	for range 50 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				reply, err := d.For(testGuild).Answer(context.Background(), Question{Text: "What light does the beacon of Harrow show?"})
				if err != nil || !reply.Answered() {
					t.Errorf("not answered: %v %v", reply, err)
					return
				}
				version := reply.Sources()[0].Ref().Version
				for _, s := range reply.Sources() {
					if s.Ref().Version != version || !strings.Contains(s.Quote, words[version%2]) {
						t.Errorf("an answer from version %d cites version %d: %s", version, s.Ref().Version, s.Quote)
					}
				}
				mu.Lock()
				seen[version]++
				mu.Unlock()
			}
		})
	}
	for saw := 1; saw < 12; saw++ {
		publishBeacon(t, k, words[(saw+1)%2], saw)
		for asked := 0; asked == 0 && !t.Failed(); time.Sleep(time.Millisecond) {
			mu.Lock()
			asked = seen[saw+1]
			mu.Unlock()
		}
	}
	close(stop)
	wg.Wait()
}

func TestAnAnswererIsMadeAnewOnlyWhenItsArticlesChange(t *testing.T) {
	k, d := curated(t, Config{}, t.TempDir())
	publishBeacon(t, k, "red", 0)
	shared := d.For("")
	if d.For(testGuild) != shared || d.For("") != shared {
		t.Error("guilds without articles of their own do not share an answerer")
	}
	own := curate.Change{Guild: testGuild, Slug: "mill", Data: []byte("The mill stands still."), By: moderator}
	if _, err := k.Publish(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	guilds := d.For(testGuild)
	if guilds == shared || d.For("") != shared || d.For("7") != shared {
		t.Error("a guild's article changed what others read, or not what it reads")
	}
	publishBeacon(t, k, "green", 1)
	if d.For(testGuild) == guilds || d.For("") == shared {
		t.Error("a change of what all read is not seen")
	}
	if _, err := k.Withdraw(t.Context(), testGuild, "mill", moderator, "", 1); err != nil {
		t.Fatal(err)
	}
	if d.For(testGuild) != d.For("") {
		t.Error("a guild that has no articles any more does not read the shared ones")
	}
	publishBeacon(t, k, "red", 2)
	d.For("")
	if n := len(d.guilds); n != 1 {
		t.Errorf("%d guilds are kept, one has articles", n)
	}
}

func TestAnswerersOfEarlierStatesAreLetGo(t *testing.T) {
	s := llmtest.Start(t)
	c := Config{Embeddings: llmtest.Model, EmbeddingsURL: s.URL, EmbeddingsKey: llmtest.Key}
	k, d := curated(t, c, t.TempDir())
	publishBeacon(t, k, "red", 0)
	gone := make(chan struct{}, 2)
	func() {
		runtime.AddCleanup(d.For(""), func(int) { gone <- struct{}{} }, 0)
		runtime.AddCleanup(k.Articles("")[0], func(int) { gone <- struct{}{} }, 0)
	}()
	publishBeacon(t, k, "green", 1)
	d.For("")
	if err := d.meaning.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for end := time.Now().Add(10 * time.Second); ; {
			runtime.GC()
			select {
			case <-gone:
			case <-time.After(10 * time.Millisecond):
				if time.Now().After(end) {
					t.Fatal("an answerer or its article is still held")
				}
				continue
			}
			break
		}
	}
	runtime.KeepAlive(d)
}

// thousand writes articles of sentences that the program's own hold, in any order.
func thousand(b *testing.B, folder string) {
	b.Helper()
	library, _, err := corpus.Load(knowledge.FS)
	if err != nil {
		b.Fatal(err)
	}
	var sentences []string
	for _, a := range library.Articles() {
		for _, p := range a.Passages {
			for _, s := range p.Sentences {
				sentences = append(sentences, a.Plain(s))
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		var text strings.Builder
		for range 20 {
			for range 4 {
				text.WriteString(sentences[random.IntN(len(sentences))] + " ")
			}
			text.WriteString("\n\n")
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("article-%d.md", i)), []byte(text.String()), 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPublishAmongAThousand is from pressing publish to the first answer that
// uses the change, with 1,000 articles of 20 paragraphs that all read. It reports
// the middle, the 95th of 100 and the slowest of all, merges of segments included. With
// -v it tells what opening took, at the first start and at the next.
func BenchmarkPublishAmongAThousand(b *testing.B) {
	folder := b.TempDir()
	thousand(b, folder)
	path := filepath.Join(b.TempDir(), "r.db")
	open := func() (*curate.Keeper, *store.Store) {
		kept, err := store.Open(b.Context(), store.Options{Path: path})
		if err != nil {
			b.Fatal(err)
		}
		k, err := curate.Open(b.Context(), curate.Options{
			Store: kept, Folder: folder, Log: slog.New(slog.DiscardHandler), Limits: curate.Limits{Changes: 1 << 30},
		})
		if err != nil {
			b.Fatal(err)
		}
		return k, kept
	}
	began := time.Now()
	_, kept := open()
	first := time.Since(began)
	if err := kept.Close(); err != nil {
		b.Fatal(err)
	}
	began = time.Now()
	k, kept := open()
	next := time.Since(began)
	defer func() { _ = kept.Close() }()
	d := newAnswerers(k, nil)
	b.Run("one article", func(b *testing.B) { publishing(b, k, d, func(int) string { return "beacon" }) })
	b.Run("one after the other", func(b *testing.B) {
		publishing(b, k, d, func(i int) string { return fmt.Sprintf("article-%d", i%1000) })
	})
	b.Logf("opened in %v, the next time in %v", first.Round(time.Millisecond), next.Round(time.Millisecond))
}

// publishing changes an article, asks what it says, and reports how long that took.
func publishing(b *testing.B, k *curate.Keeper, d *answerers, slug func(i int) string) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		c := curate.Change{Slug: slug(i), By: moderator, Data: beacon(fmt.Sprintf("green%d", i))}
		if h, err := k.History(b.Context(), "", c.Slug); err != nil {
			b.Fatal(err)
		} else if len(h) > 0 {
			c.Saw = h[0].Version
		}
		began := time.Now()
		done, err := k.Publish(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		reply, err := d.For(testGuild).Answer(b.Context(), answer.Question{Text: fmt.Sprintf("Which beacon shows green%d light?", i)})
		if err != nil || !reply.Answered() || reply.Sources()[0].Ref().Version != done.Version.Version {
			b.Fatalf("%v %v", reply, err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1e3, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1e3, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1e3, "max-ms")
}
