package bot

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"rapporteur/bot/llm/llmtest"
)

func TestDoctorLooksTheLanguageModelsOver(t *testing.T) {
	s := llmtest.Start(t)
	for _, c := range []struct {
		name   string
		config Config
		state  CheckState
		advice string
	}{
		{"all well", Config{Model: llmtest.Model, ModelURL: s.URL, ModelKey: llmtest.Key}, CheckOK, ""},
		{"no model", Config{ModelURL: s.URL}, CheckBad, "Set RAPPORTEUR_MODEL"},
		{"a second model alone", Config{ModelSmall: "m"}, CheckBad, "Set RAPPORTEUR_MODEL"},
		{"a limit without a model", Config{DailyTokens: 1}, CheckLook, "RAPPORTEUR_DAILY_TOKENS"},
		{"a wrong key", Config{Model: llmtest.Model, ModelURL: s.URL, ModelKey: "sk-another"}, CheckBad, "does not accept the key"},
		{"another model", Config{Model: "unheard-of", ModelURL: s.URL, ModelKey: llmtest.Key}, CheckLook, "Set RAPPORTEUR_MODEL to a name that the server lists"},
		{"another second model", Config{Model: llmtest.Model, ModelSmall: "unheard-of", ModelURL: s.URL, ModelKey: llmtest.Key}, CheckLook, "Set RAPPORTEUR_MODEL_SMALL to a name that the server lists"},
		{"nobody there", Config{Model: "m", ModelURL: "http://127.0.0.1:9/v1"}, CheckBad, "See whether it runs"},
	} {
		got := NewCheckup(checkModel(t.Context(), c.config), "")
		said := ""
		for _, check := range got.Checks {
			said += check.Finding + " " + check.Advice + "\n"
		}
		if len(got.Checks) == 0 || got.State != c.state || !strings.Contains(said, c.advice) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if strings.Contains(said, string(llmtest.Key)) {
			t.Errorf("%s: the key is shown", c.name)
		}
	}
	if got := checkModel(t.Context(), Config{}); got != nil {
		t.Errorf("without a model: %+v", got)
	}
}

func TestDoctorSaysWhatEachModelIsForInOneListing(t *testing.T) {
	var listed atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		listed.Add(1)
		fmt.Fprint(w, `{"object":"list","data":[{"id":"large","object":"model"},{"id":"small","object":"model"}]}`)
	}))
	defer s.Close()
	c := Config{Model: "large", ModelURL: s.URL, ModelSmall: "small", SecondOpinion: true, Translate: true}
	got := checkModel(t.Context(), c)
	if len(got) != 3 || !strings.HasSuffix(got[0].Finding, "it words the answers; second opinions are asked for; answers are translated") || got[1].Finding != "small is there; it rewrites questions and checks" {
		t.Errorf("%+v", got)
	}
	if n := listed.Load(); n != 1 {
		t.Errorf("the models were listed %d times", n)
	}
	c.ModelSmall = c.Model
	if got := checkModel(t.Context(), c); len(got) != 2 || !strings.Contains(got[0].Finding, "it words the answers, rewrites questions and checks") {
		t.Errorf("%+v", got)
	}
}

func TestDoctorSaysWhatTheBudgetIs(t *testing.T) {
	prices := Prices{"large": {1, .1, 10}, "small": {.1, .01, 1}}
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Model: "large"}, "no limit of tokens a day is set (RAPPORTEUR_DAILY_TOKENS); no price is known for large (RAPPORTEUR_MODEL_PRICES)"},
		{Config{Model: "large", Prices: prices}, "no limit of tokens a day is set (RAPPORTEUR_DAILY_TOKENS)"},
		{Config{Model: "large", ModelSmall: "small", Prices: prices, DailyTokens: 200_000}, "200000 tokens a day for each server, and for each person in direct messages, at most $2.00"},
		{Config{Model: "other", ModelSmall: "small", Prices: prices, DailyTokens: 10}, "10 tokens a day for each server, and for each person in direct messages; no price is known for other (RAPPORTEUR_MODEL_PRICES)"},
	} {
		if got := checkBudget(c.config); got.State != CheckOK || got.Finding != c.want {
			t.Errorf("%+v", got)
		}
	}
}
