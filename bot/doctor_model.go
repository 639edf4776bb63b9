package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/llm"
)

// modelWait is how long the server of the language model may take to list its
// models.
const modelWait = 10 * time.Second

// checkModel asks the server of the language model for its models; no check
// without one.
func checkModel(ctx context.Context, c Config) []Check {
	if c.Model == "" && c.ModelURL == "" && c.ModelKey == "" {
		return nil
	}
	check := Check{Subject: "language model", State: CheckBad, Finding: "cannot be used"}
	if c.Model == "" {
		check.Advice = (&ModelError{errNoModel}).Advice()
		return []Check{check}
	}
	if _, err := promptsOf(c.Prompts); err != nil {
		check.Subject, check.Advice = "prompts", "Run rapporteur prompts lint "+c.Prompts+" to see what to mend."
		return []Check{check}
	}
	client, err := clientOf(c)
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
	switch {
	case err != nil:
		c.log().Error("the language model cannot be used", "error", err)
		check.Advice = modelAdvice(err)
	case !slices.Contains(names, c.Model):
		check.State, check.Finding = CheckLook, fmt.Sprintf("the server answers, and lists no model %q", c.Model)
		check.Advice = "Set RAPPORTEUR_MODEL to a name that the server lists, unless it is one that it does not list."
	default:
		check.State, check.Finding = CheckOK, c.Model+" is there; ask and chat use it"
	}
	return []Check{check}
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
