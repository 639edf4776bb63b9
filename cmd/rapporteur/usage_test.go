package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"rapporteur/bot"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

// printed runs the program and returns what it prints.
func printed(t *testing.T, env []string, args ...string) (out, complaints string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr, env)
	return stdout.String(), stderr.String(), code
}

func TestUsageShowsTokensAndCosts(t *testing.T) {
	path := storetest.Path(t)
	s, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	for _, row := range []store.Tokens{
		{Guild: "900", Day: store.DayOf(now), Command: "ask", Model: "large", Purpose: "answer", Calls: 1, Prompt: 2_000_000, Cached: 1_000_000, Completion: 1000},
		{Guild: "900", Day: store.DayOf(now), Command: "ask", Model: "large", Purpose: "repair", Calls: 1, Estimated: 1},
		{User: "5", Day: store.DayOf(now), Command: "ask", Model: "local", Purpose: "answer", Calls: 3, Prompt: 70, Completion: 7},
		{Guild: "901", Day: store.DayOf(now.AddDate(0, 0, -40)), Command: "ask", Model: "old", Calls: 1},
	} {
		if err := s.CountTokens(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"RAPPORTEUR_DATABASE=" + path, "RAPPORTEUR_MODEL_PRICES=large=1/0.5/10"}
	since := now.AddDate(0, 0, -29).Format(time.DateOnly)
	for _, open := range []bool{true, false} { // while a bot has it open, and after
		if !open {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		out, complaints, code := printed(t, env, "usage")
		want := `SERVER                COMMAND  MODEL  CALLS  PROMPT   CACHED   ANSWER  COST
(direct messages)     ask      local  3      70       0        7       -
900                   ask      large  2      2000000  1000000  1000    $1.5100
all since ` + since + `                  5      2000070  1000000  1007    $1.5100
Of 1 call the server did not count the tokens: they are estimated.
No price is known for local, whose cost is left out. Set
RAPPORTEUR_MODEL_PRICES.
`
		if out != want || complaints != "" || code != exitOK {
			t.Errorf("exit %d, got\n%s%s\nwant\n%s", code, out, complaints, want)
		}
	}
	out, _, _ := printed(t, env, "usage", "--json", "--days", "100")
	var u bot.Usage
	if err := json.Unmarshal([]byte(out), &u); err != nil || len(u.Rows) != 3 || u.Days != 100 || u.Total.Calls != 6 || len(u.Unpriced) != 2 {
		t.Errorf("%v: %s", err, out)
	}
	if out, _, code := printed(t, env, "usage", "--days", "1", "--model-prices", "large=1/1/1,local=0/0/0", "--json"); code != exitOK || !strings.Contains(out, `"unpriced":[]`) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestUsageOfNothingSaysSo(t *testing.T) {
	path := storetest.Path(t)
	s, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if out, _, code := printed(t, nil, "usage", "--database", path); code != exitOK || !strings.HasPrefix(out, "No language model was used since ") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestWrongSettingsNameTheirKeyAndWhatIsExpected(t *testing.T) {
	for entry, want := range map[string]string{
		"RAPPORTEUR_MODEL_PRICES=gpt-5=1/x/2":                `RAPPORTEUR_MODEL_PRICES is "gpt-5=1/x/2"; set it to name=prompt/cached/completion for each model`,
		"RAPPORTEUR_MODEL_PRICES=gpt-5":                      `(at character 1: "gpt-5" has no =, behind which the price stands).`,
		"RAPPORTEUR_DAILY_TOKENS=lots":                       `RAPPORTEUR_DAILY_TOKENS is "lots"; set it to a whole number, or leave it out.`,
		"RAPPORTEUR_DAILY_TOKENS=-1":                         `RAPPORTEUR_DAILY_TOKENS is "-1"; set it to a whole number`,
		"RAPPORTEUR_MAX_ARTICLES=many":                       `RAPPORTEUR_MAX_ARTICLES is "many"; set it to a whole number from 1 to 1000000 ("many" is no whole number).`,
		"RAPPORTEUR_MAX_MEGABYTES=-5":                        `RAPPORTEUR_MAX_MEGABYTES is "-5"; set it to a whole number from 1 to 1000000 (it is not between 1 and 1000000).`,
		"RAPPORTEUR_MAX_CHANGES=0":                           `RAPPORTEUR_MAX_CHANGES is "0"; set it to a whole number from 1`,
		"RAPPORTEUR_MODEL_TIMEOUT=90":                        `RAPPORTEUR_MODEL_TIMEOUT is "90"; set it to a duration such as 90s or 2m, from a second to an hour ("90" is no duration).`,
		"RAPPORTEUR_MODEL_TIMEOUT=2ms":                       `(it is not between 1s and 1h0m0s).`,
		"RAPPORTEUR_SECOND_OPINION=yes":                      `RAPPORTEUR_SECOND_OPINION is "yes"; set it to on or off.`,
		"RAPPORTEUR_TRANSLATE=maybe":                         `RAPPORTEUR_TRANSLATE is "maybe"; set it to on or off.`,
		"RAPPORTEUR_MODEL_EFFORT=very low":                   `RAPPORTEUR_MODEL_EFFORT is "very low"; set it to one word, without spaces`,
		"RAPPORTEUR_MODEL_ORGANISATION=org\nX-Evil: hunter2": `RAPPORTEUR_MODEL_ORGANISATION is "org\nX-Evil: hunter2"; set it to one word`,
		"RAPPORTEUR_MODEL_SMALL=small":                       `A server, a key or a second language model is set, but no model. Set RAPPORTEUR_MODEL`,
	} {
		commands := [][]string{{"doctor"}, {"serve"}}
		if key, _, _ := strings.Cut(entry, "="); key == "RAPPORTEUR_MODEL_PRICES" {
			commands = [][]string{{"doctor"}, {"usage"}}
		} else if key == "RAPPORTEUR_MODEL_SMALL" {
			commands = [][]string{{"doctor"}, {"ask", "What?"}}
		}
		for _, args := range commands {
			out, complaints, code := printed(t, []string{entry, "RAPPORTEUR_KNOWLEDGE=testdata/articles", "RAPPORTEUR_DATABASE=" + t.TempDir() + "/r.db"}, args...)
			said := strings.Join(strings.Fields(out+complaints), " ")
			if code == exitOK || !strings.Contains(said, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s with %s, exit %d: %s", args[0], entry, code, said)
			}
		}
	}
	if _, complaints, code := printed(t, nil, "serve", "--daily-tokens=-1", "--token=x"); code != exitUsage || !strings.Contains(complaints, "must be 1 or more") {
		t.Errorf("exit %d: %s", code, complaints)
	}
	if _, complaints, code := printed(t, nil, "serve", "--max-changes=0", "--token=x"); code != exitUsage || !strings.Contains(complaints, "not between 1 and") {
		t.Errorf("exit %d: %s", code, complaints)
	}
	if _, complaints, code := printed(t, nil, "usage", "--model-prices", "a=1"); code != exitUsage || !strings.Contains(complaints, "at character 3") {
		t.Errorf("exit %d: %s", code, complaints)
	}
	if _, complaints, code := printed(t, nil, "usage", "--days", "0"); code != exitUsage || !strings.Contains(complaints, "it must be from 1") {
		t.Errorf("exit %d: %s", code, complaints)
	}
}
