package bot

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

var monday = time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC)

// kept opens a database with tokens in it.
func kept(t *testing.T, rows ...store.Tokens) (path string, s *store.Store) {
	t.Helper()
	path = storetest.Path(t)
	s, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, row := range rows {
		if err := s.CountTokens(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	return path, s
}

func TestUsageShowsWhatHasAPriceAndWhatHasNone(t *testing.T) {
	path, _ := kept(t,
		store.Tokens{Guild: "1", Day: "2026-11-23", Command: "ask", Model: "large", Calls: 2, Prompt: 1_000_000, Cached: 500_000, Completion: 100_000},
		store.Tokens{Guild: "1", Day: "2026-11-22", Command: "ask", Model: "large", Calls: 1, Estimated: 1},
		store.Tokens{Guild: "1", Day: "2026-11-21", Command: "ask", Model: "large", Calls: 7},
		store.Tokens{Day: "2026-11-23", User: "5", Command: "ask", Model: "local", Calls: 1, Prompt: 10},
	)
	got, err := ReadUsage(t.Context(), Config{Database: path, Prices: Prices{"large": {2, 1, 10}}}, 2, monday)
	if err != nil {
		t.Fatal(err)
	}
	cost := 2.5
	want := &Usage{Since: "2026-11-22", Days: 2, Rows: []UsageRow{
		{Command: "ask", Model: "local", Calls: 1, Prompt: 10},
		{Guild: "1", Command: "ask", Model: "large", Calls: 3, Estimated: 1, Prompt: 1_000_000, Cached: 500_000, Completion: 100_000, Dollars: &cost},
	}, Total: UsageRow{Calls: 4, Estimated: 1, Prompt: 1_000_010, Cached: 500_000, Completion: 100_000, Dollars: &cost}, Unpriced: []string{"local"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	unpriced, err := ReadUsage(t.Context(), Config{Database: path}, 2, monday)
	if err != nil || unpriced.Total.Dollars != nil || len(unpriced.Unpriced) != 2 {
		t.Errorf("without prices: %+v, %v", unpriced, err)
	}
	none, err := ReadUsage(t.Context(), Config{Database: path}, 1, monday.AddDate(0, 0, 3))
	if diff := cmp.Diff(&Usage{Since: "2026-11-26", Days: 1, Rows: []UsageRow{}, Unpriced: []string{}}, none); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	var missing *StoreError
	if _, err := ReadUsage(t.Context(), Config{Database: filepath.Join(t.TempDir(), "no.db")}, 1, monday); !errors.As(err, &missing) || missing.Advice() == "" {
		t.Errorf("of no database: %v", err)
	}
}

// TestTheDeskOfAConfigAsksItsModelsAndCountsThem runs what Serve runs.
func TestTheDeskOfAConfigAsksItsModelsAndCountsThem(t *testing.T) {
	s := llmtest.Start(t)
	s.Script(func(llm.Request) llmtest.Reply {
		return llmtest.Say("The old bridge over the Alm was closed in 2019. [1.1]")
	})
	path, opened := kept(t)
	c := Config{
		Model: llmtest.Model, ModelSmall: "small", ModelURL: s.URL, ModelKey: llmtest.Key, Database: path,
		DailyTokens: 1_000_000, ModelTimeout: time.Minute, ModelEffort: "low", ModelOrganisation: "org-1",
	}
	d, stop, err := deskOf(c, opened)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	a, _, err := corpus.Parse("bridge.md", []byte("The old bridge over the Alm was closed in 2019.\n"))
	if err != nil {
		t.Fatal(err)
	}
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	v := desk.Visit{Command: store.KindAsk, Guild: "1", User: "5", Answerer: answer.New(index)}
	for i := range 2 {
		reply, note, err := d.Answer(t.Context(), v, answer.Question{Text: "When was the old bridge over the Alm closed?"})
		if err != nil || reply.Mode() != answer.Written || note.Stored.IsZero() != (i == 0) {
			t.Errorf("%+v, %+v, %v", reply, note, err)
		}
	}
	u, err := ReadUsage(t.Context(), c, 1, time.Now())
	if err != nil || len(u.Rows) != 1 || u.Rows[0].Calls != 1 || u.Rows[0].Model != llmtest.Model || u.Rows[0].Prompt == 0 {
		t.Errorf("%+v, %v", u, err)
	}
	c.SecondOpinion, c.Translate = true, true
	w, stopOther, err := writerOf(c, nil)
	if err != nil || w.Small == nil || !w.SecondOpinion || !w.Translate {
		t.Errorf("%+v, %v", w, err)
	}
	stopOther()
	quoting, _, err := deskOf(Config{}, opened)
	if err != nil || quoting.Writes() {
		t.Errorf("without a model: %v", err)
	}
	var wrong *ModelError
	if _, _, err := deskOf(Config{ModelSmall: "small"}, opened); !errors.As(err, &wrong) {
		t.Errorf("a second model alone: %v", err)
	}
}
