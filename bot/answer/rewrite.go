package answer

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"rapporteur/prompts"
)

// The bounds of what a prompt has of a conversation.
const (
	maxTurns     = 6
	maxTurn      = 1_000 // bytes of each
	maxRewritten = 600   // bytes of a question that was made to stand alone
	rewriteLimit = 1_024 // tokens, with what the model thinks
)

func history(turns []Turn) []prompts.Turn {
	var out []prompts.Turn
	for _, t := range turns[max(0, len(turns)-maxTurns):] {
		out = append(out, prompts.Turn{Bot: t.Bot, Text: cut(t.Text, maxTurn)})
	}
	return out
}

// cut is the first n bytes of a text, in whole characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// rewrite asks the small model for the question without its conversation, in
// data's language or its own. What cannot be such is passed over for the question
// itself.
func (w *Writer) rewrite(ctx context.Context, data prompts.Data) (string, error) {
	question := strings.TrimSpace(data.Question)
	data.Fence = w.fence("rewrite", question)
	prompt, err := w.Prompts.Rewrite(data)
	if err != nil {
		return "", fmt.Errorf("rewrite the question: %w", err)
	}
	said, err := w.askSmall(ctx, "rewrite", prompt, rewriteLimit)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(said, "\n")
	line = plainText(line)
	if line == "" || len(line) > maxRewritten || isRefusal(line) || foreign(line, line) != "" {
		return question, nil
	}
	return line, nil
}
