// Package effect says what a change of the articles does to questions that a guild's
// moderators have saved: how each is answered before and after it, and which answers
// are others then. It is pure: no storage, no clock of its own.
package effect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/answer"
)

// MaxQuestions is how many questions are asked at most; those after them are left.
const MaxQuestions = 200

// Question is one that somebody has saved.
type Question struct {
	Text    string
	Article string // the slug of the only article that it is asked of; "" for all
}

// Outcome is how a question is answered before and after a change.
type Outcome struct {
	Question
	Before, After *answer.Reply
	// Same means that a reader sees no difference, but perhaps for version numbers
	// and where in an article a sentence stands.
	Same bool
}

// Effect is what a change does. The zero value is of no questions.
type Effect struct {
	Outcomes []Outcome // in the order of the questions
	Left     int       // questions that were not asked: over MaxQuestions, or no time left
}

// ScoreBefore is the share of the questions that were answered before, 0..1; 0 of none.
func (e Effect) ScoreBefore() float64 {
	return e.score(func(o Outcome) *answer.Reply { return o.Before })
}

// ScoreAfter is the share of them that is answered after the change.
func (e Effect) ScoreAfter() float64 {
	return e.score(func(o Outcome) *answer.Reply { return o.After })
}

func (e Effect) score(of func(Outcome) *answer.Reply) float64 {
	if len(e.Outcomes) == 0 {
		return 0
	}
	n := 0
	for _, o := range e.Outcomes {
		if of(o).Answered() {
			n++
		}
	}
	return float64(n) / float64(len(e.Outcomes))
}

// Changed are the outcomes that are not the same: first those that are answered no
// more, then those that are answered now, then those that are answered otherwise.
func (e Effect) Changed() []Outcome {
	out := slices.DeleteFunc(slices.Clone(e.Outcomes), func(o Outcome) bool { return o.Same })
	slices.SortStableFunc(out, func(a, b Outcome) int { return a.rank() - b.rank() })
	return out
}

func (o Outcome) rank() int {
	switch {
	case o.Before.Answered() && !o.After.Answered():
		return 0
	case o.After.Answered() && !o.Before.Answered():
		return 1
	}
	return 2
}

// Of asks questions before and after a change, in the articles' own words: it costs
// no model anything. Who calls it bounds its time by the deadline of ctx: what was not
// asked by then is left, and no error. An error is that ctx was cancelled.
func Of(ctx context.Context, before, after *answer.Answerer, questions []Question) (Effect, error) {
	var e Effect
	for i, q := range questions {
		if i == MaxQuestions {
			e.Left = len(questions) - i
			break
		}
		o, err := outcome(ctx, before, after, q)
		if errors.Is(err, context.DeadlineExceeded) {
			e.Left = len(questions) - i
			break
		}
		if err != nil {
			return Effect{}, fmt.Errorf("ask %d questions: %w", len(questions), err)
		}
		e.Outcomes = append(e.Outcomes, o)
	}
	return e, nil
}

func outcome(ctx context.Context, before, after *answer.Answerer, q Question) (o Outcome, err error) {
	o.Question = q
	asked := answer.Question{Text: q.Text, Article: q.Article}
	if o.Before, err = before.Answer(ctx, asked); err != nil {
		return o, err
	}
	if before == after {
		o.After, o.Same = o.Before, true
		return o, nil
	}
	if o.After, err = after.Answer(ctx, asked); err != nil {
		return o, err
	}
	o.Same = shown(o.Before) == shown(o.After)
	return o, nil
}

// shown is what a reader sees of a reply: two that show the same are the same.
func shown(r *answer.Reply) string {
	var b strings.Builder
	if why := r.Refusal(); why != nil {
		fmt.Fprintf(&b, "refused %q %q", why.Kind, why.Message)
		return b.String() // what comes nearest is no answer
	}
	fmt.Fprintf(&b, "%q\n", r.Lead())
	sources := r.Sources()
	for _, c := range r.Claims() {
		fmt.Fprintf(&b, "%q", c.Text)
		for _, n := range c.Sources {
			s := sources[n-1]
			fmt.Fprintf(&b, " %q %q", s.Ref().Article, s.Plain())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
