package gaps

import (
	"context"
	"fmt"
)

// tries is how many wordings of a group are asked before it counts as still open.
const tries = 3

// Answer is a group that is answered now.
type Answer struct {
	Group Group
	// Question is the wording that is answered: the label, where it is.
	Question Question
}

// Answered asks the groups again, of each the label and, where that is not answered,
// up to two other wordings, and returns those that are answered now, in the order of
// the groups. It calls answers at most calls times and stops between two groups when
// ctx is done, whose error it then returns. looked is how many groups it was done
// with: those from there on have still to be asked.
func Answered(ctx context.Context, groups []Group, calls int, answers func(question string) bool) (found []Answer, looked int, err error) {
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return found, looked, fmt.Errorf("ask %d groups of questions again: after %d: %w", len(groups), looked, err)
		}
		wordings := g.wordings()
		if len(wordings) > calls {
			break
		}
		for _, q := range wordings {
			calls--
			if answers(q.Text) {
				found = append(found, Answer{Group: g, Question: q})
				break
			}
		}
		looked++
	}
	return found, looked, nil
}

// wordings are the label and the next questions of other texts.
func (g *Group) wordings() []Question {
	out := []Question{g.Label}
	seen := map[string]bool{g.Label.Text: true}
	for _, q := range g.Questions {
		if len(out) < tries && !seen[q.Text] {
			seen[q.Text] = true
			out = append(out, q)
		}
	}
	return out
}
