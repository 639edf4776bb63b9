package bot

import (
	"strings"
	"testing"

	"rapporteur/bot/llm/llmtest"
)

func TestDoctorLooksTheLanguageModelOver(t *testing.T) {
	s := llmtest.Start(t)
	for _, c := range []struct {
		name   string
		config Config
		state  CheckState
		advice string
	}{
		{"all well", Config{Model: llmtest.Model, ModelURL: s.URL, ModelKey: llmtest.Key}, CheckOK, ""},
		{"no model", Config{ModelURL: s.URL}, CheckBad, "Set RAPPORTEUR_MODEL"},
		{"a wrong key", Config{Model: llmtest.Model, ModelURL: s.URL, ModelKey: "sk-another"}, CheckBad, "does not accept the key"},
		{"another model", Config{Model: "unheard-of", ModelURL: s.URL, ModelKey: llmtest.Key}, CheckLook, "a name that the server lists"},
		{"nobody there", Config{Model: "m", ModelURL: "http://127.0.0.1:9/v1"}, CheckBad, "See whether it runs"},
	} {
		got := checkModel(t.Context(), c.config)
		if len(got) != 1 || got[0].State != c.state || !strings.Contains(got[0].Advice, c.advice) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if strings.Contains(got[0].Finding+got[0].Advice, string(llmtest.Key)) {
			t.Errorf("%s: the key is shown", c.name)
		}
	}
	if got := checkModel(t.Context(), Config{}); got != nil {
		t.Errorf("without a model: %+v", got)
	}
}
