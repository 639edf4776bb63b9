package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/prompts"
)

// program runs the program with a model's server and returns what it prints.
func program(t *testing.T, s *llmtest.Server, stdin string, args ...string) (out, complaints string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := []string{"RAPPORTEUR_KNOWLEDGE=testdata/articles", "RAPPORTEUR_MODEL=" + llmtest.Model, "RAPPORTEUR_MODEL_URL=" + s.URL, "RAPPORTEUR_MODEL_KEY=" + llmtest.Key}
	code = run(t.Context(), args, strings.NewReader(stdin), &stdout, &stderr, env)
	if all := stdout.String() + stderr.String(); strings.Contains(all, llmtest.Key) {
		t.Errorf("the key is printed: %s", all)
	}
	return stdout.String(), stderr.String(), code
}

// firstSentence is a draft that repeats the first sentence of a prompt.
func firstSentence(r llm.Request) llmtest.Reply {
	_, rest, _ := strings.Cut(r.Messages[len(r.Messages)-1].Text, "[1.1] ")
	line, _, _ := strings.Cut(rest, "\n")
	return llmtest.Say(line + " [1.1]")
}

func TestAskAndChatUseTheModel(t *testing.T) {
	s := llmtest.Start(t)
	s.Script(firstSentence)
	out, complaints, code := program(t, s, "", "ask", "--json", "What does a ticket for the ferry cost?")
	var got struct {
		Mode   string
		Claims []struct {
			Text    string
			Sources []int
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitOK {
		t.Fatalf("exit %d, %v: %s %s", code, err, out, complaints)
	}
	if got.Mode != "written" || len(got.Claims) != 1 || len(got.Claims[0].Sources) != 1 {
		t.Errorf("got %s", out)
	}
	out, _, code = program(t, s, "What does a ticket for the ferry cost?\nAnd of the rest?\n", "chat")
	if code != exitOK || strings.Count(out, "1 of 1 sentence verified · 1 article, version 1 · written") != 2 {
		t.Errorf("exit %d: %s", code, out)
	}
	out, _, code = program(t, s, `{"question":"What does a ticket for the ferry cost?"}`, "ask", "--batch", "-")
	if code != exitOK || !strings.Contains(out, `"mode":"written"`) {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestCheckAndBriefUseTheModel(t *testing.T) {
	s := llmtest.Start(t)
	s.Script(firstSentence)
	out, complaints, code := program(t, s, "", "check", "A ticket for the ferry costs 99 crowns.")
	if code != exitContradicted || !strings.Contains(out, "What the articles say\n") || !strings.Contains(out, "Contradicted") || complaints != "" {
		t.Errorf("exit %d: %s %s", code, out, complaints)
	}
	out, _, code = program(t, s, `{"claim":"Goats eat thistles."}`, "check", "--batch", "-")
	if code != exitOK || !strings.Contains(out, `"verdict":"not_covered"`) || !strings.Contains(out, `"says":[{"text":`) {
		t.Errorf("exit %d: %s", code, out)
	}
	out, _, code = program(t, s, "", "brief", "--json")
	if code != exitOK || !strings.Contains(out, `"mode":"written"`) || !strings.Contains(out, "points are quoted") {
		t.Errorf("exit %d: %s", code, out)
	}
}

func TestAModelThatFailsTakesNothingFromCheckAndBrief(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.SpentQuota())
	out, _, code := program(t, s, "", "check", "A ticket for the ferry costs 99 crowns.")
	if code != exitContradicted || !strings.Contains(out, "Checked without the model, because the model's quota is spent. Run it with") {
		t.Errorf("exit %d: %s", code, out)
	}
	out, complaints, code := program(t, s, "", "brief", "--verbose")
	if code != exitOK || !strings.Contains(out, "Quoted, because the model's quota is spent.") || !strings.Contains(complaints, "the quota is spent") {
		t.Errorf("exit %d: %s %s", code, out, complaints)
	}
}

func TestAModelThatFailsIsSaidOf(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.SpentQuota())
	out, complaints, _ := program(t, s, "", "ask", "What does a ticket for the ferry cost?")
	if !strings.Contains(out, "because the model's quota is spent. Run it with --verbose") || complaints != "" {
		t.Errorf("%s %s", out, complaints)
	}
	out, complaints, _ = program(t, s, "", "ask", "--verbose", "What does a ticket for the ferry cost?")
	if strings.Contains(out, "--verbose") || !strings.Contains(complaints, "the quota is spent") {
		t.Errorf("%s %s", out, complaints)
	}
}

func TestAModelMayFindNoAnswer(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.Say(prompts.Refusal))
	if out, _, code := program(t, s, "", "ask", "What does a ticket for the ferry cost?"); code != exitRefused || !strings.Contains(out, "do not answer") {
		t.Errorf("exit %d: %s", code, out)
	}
}
