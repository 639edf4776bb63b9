package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/llm"
)

// modelWait is how long the server of the language model may take to list its
// models.
const modelWait = 10 * time.Second

// checkModel asks the server of the language models for its models, once, and says
// what each of ours is for; no check without one.
func checkModel(ctx context.Context, c Config) []Check {
	if c.Model == "" {
		return checkNoModel(c)
	}
	check := Check{Subject: "language model", State: CheckBad, Finding: "cannot be used"}
	if _, err := promptsOf(c.Prompts); err != nil {
		check.Subject, check.Advice = "prompts", "Run rapporteur prompts lint "+c.Prompts+" to see what to mend."
		return []Check{check}
	}
	client, err := clientOf(c, c.Model)
	if err != nil {
		var wrong *ModelError
		if errors.As(err, &wrong) {
			check.Advice = wrong.Advice()
		}
		return []Check{check}
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, modelWait)
	defer cancel()
	names, err := client.Models(ctx)
	if err != nil {
		c.log().Error("the language model cannot be used", "error", err)
		check.Advice = modelAdvice(err)
		return []Check{check}
	}
	checks := []Check{checkListed(names, "language model", "RAPPORTEUR_MODEL", c.Model, c.largeWork())}
	if c.small() != "" {
		checks = append(checks, checkListed(names, "second language model", "RAPPORTEUR_MODEL_SMALL", c.small(), "it "+smallWork))
	}
	return append(checks, checkBudget(c))
}

// checkNoModel tells of what is of no use without a model.
func checkNoModel(c Config) []Check {
	switch {
	case c.wantsModel():
		return []Check{{Subject: "language model", State: CheckBad, Finding: "cannot be used", Advice: (&ModelError{errNoModel}).Advice()}}
	case c.SecondOpinion || c.Translate || c.DailyTokens > 0:
		return []Check{{
			Subject: "language model", State: CheckLook, Finding: "there is none, and a second opinion, translations or a daily limit are set for one",
			Advice: "Set RAPPORTEUR_MODEL, or unset RAPPORTEUR_SECOND_OPINION, RAPPORTEUR_TRANSLATE and RAPPORTEUR_DAILY_TOKENS: without a model they do nothing.",
		}}
	}
	return nil
}

// smallWork is what a second model is for.
const smallWork = "rewrites questions and checks"

// largeWork says what the first model is used for.
func (c Config) largeWork() string {
	work := "it words the answers"
	if c.small() == "" {
		work += ", " + smallWork
	}
	if c.SecondOpinion {
		work += "; second opinions are asked for"
	}
	if c.Translate {
		work += "; answers are translated"
	}
	return work
}

// checkListed says whether a model is among those that its server lists.
func checkListed(names []string, subject, key, model, work string) Check {
	if !slices.Contains(names, model) {
		return Check{
			Subject: subject, State: CheckLook, Finding: fmt.Sprintf("the server answers, and lists no model %q", model),
			Advice: "Set " + key + " to a name that the server lists, unless it is one that it does not list.",
		}
	}
	return Check{Subject: subject, State: CheckOK, Finding: model + " is there; " + work}
}

// checkBudget says what the models may use, and cost, in a day.
func checkBudget(c Config) Check {
	check := Check{Subject: "budget", State: CheckOK, Finding: "no limit of tokens a day is set (RAPPORTEUR_DAILY_TOKENS)"}
	unpriced := c.Prices.without([]string{c.Model, c.small()})
	if c.DailyTokens > 0 {
		check.Finding = fmt.Sprintf("%d tokens a day for each server, and for each person in direct messages", c.DailyTokens)
		if len(unpriced) == 0 {
			most := max(c.Prices[c.Model].dearest(), c.Prices[c.small()].dearest()) * float64(c.DailyTokens)
			check.Finding += fmt.Sprintf(", at most $%.2f", most)
		}
	}
	if len(unpriced) > 0 {
		check.Finding += "; no price is known for " + strings.Join(unpriced, " and ") + " (RAPPORTEUR_MODEL_PRICES)"
	}
	return check
}

// modelAdvice says what to do about a server that does not list its models.
func modelAdvice(err error) string {
	switch {
	case errors.Is(err, llm.ErrRefusedKey):
		return "The server does not accept the key. Set RAPPORTEUR_MODEL_KEY to one that it gave out, or unset it for a server that wants none."
	case errors.Is(err, llm.ErrQuota), errors.Is(err, llm.ErrRate):
		return "The server takes no more requests for now: the quota is spent, or too many came. Look at the account there."
	case errors.Is(err, llm.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return "The server takes too long. See whether it runs, and whether RAPPORTEUR_MODEL_URL is its address."
	}
	return "The server does not answer as one with OpenAI's API. See whether it runs, and whether RAPPORTEUR_MODEL_URL is its address, with the version at its end: http://localhost:11434/v1."
}
