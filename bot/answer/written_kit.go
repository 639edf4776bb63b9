package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/prompts"
)

// The bounds of what is read of a model's questions.
const (
	kitQuestions  = 3
	maxKitLines   = 12
	kitTokens     = 2_048
	fixedQuestion = "The questions are fixed ones, because "
)

// Discuss makes the discussion kit of a topic, with questions in the words of the
// model if three of those are fit to open a discussion (brief.Unfit); else the fixed
// ones stand. The sides are quoted. The error is that of Answerer.Discuss; why the
// model failed, the kit's Note says to the reader and its Cause to the operator.
func (w *Writer) Discuss(ctx context.Context, topic, article string) (*Kit, error) {
	var kit *Kit
	var err error
	if busy := w.work(ctx, func() { kit, err = w.Answerer.Discuss(ctx, topic, article) }); busy != nil {
		return nil, busy
	}
	if err != nil || kit.refusal != nil {
		return kit, err
	}
	asked, err := w.questions(ctx, kit)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		kit.note = strings.Replace(failureNote(err), "Quoted, because ", fixedQuestion, 1)
		kit.cause = err
	case asked == nil:
		kit.note = fixedQuestion + "those of the model state something or take a side."
	default:
		kit.questions, kit.mode = asked, Written
	}
	return kit, nil
}

// questions asks the model for a kit's questions; nil when too few are fit.
func (w *Writer) questions(ctx context.Context, kit *Kit) ([]string, error) {
	passages, quoted := kit.quotedSentences()
	data := prompts.Data{Question: cut(kit.topic, maxTurn)}
	data.Passages, data.Fence = w.number(passages)
	prompt, err := w.Prompts.Discuss(data)
	if err != nil {
		return nil, fmt.Errorf("discuss: %w", err)
	}
	said, err := complete(ctx, w.Model, "discuss", prompt, kitTokens)
	if err != nil {
		return nil, err
	}
	var out []string
	read := 0
	for line := range strings.Lines(cut(said, maxDraft)) {
		if read++; read > maxKitLines || len(out) == kitQuestions {
			break
		}
		text := plainText(line)
		if foreign(text, line) == "" && !slices.Contains(out, text) && brief.Unfit(text, quoted) == "" {
			out = append(out, text)
		}
	}
	if len(out) < kitQuestions {
		return nil, nil
	}
	return out, nil
}

// quotedSentences are the sentences that a kit quotes: for a prompt, with those
// of a passage together, and as texts, with the sides' names.
func (k *Kit) quotedSentences() (passages [][]corpus.Place, texts []string) {
	for i, s := range k.sources {
		p := s.Where()
		texts = append(texts, p.Plain())
		if i > 0 && paragraphOf(k.sources[i-1].Where()) == paragraphOf(p) {
			passages[len(passages)-1] = append(passages[len(passages)-1], p)
			continue
		}
		passages = append(passages, []corpus.Place{p})
	}
	for _, side := range k.sides {
		texts = append(texts, side.Who)
	}
	return passages, texts
}
