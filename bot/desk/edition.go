package desk

import (
	"context"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
)

// Edition makes the edition of a recurring briefing from articles as they are now,
// after one of articles as they were before, nil when there was none. Its points are
// in the words of the model where there is one and the shape has points. The error
// is that of brief.Compose or that of ctx or Work.
func (d *Desk) Edition(ctx context.Context, v Visit, now, before []*corpus.Article, o edition.Options, b brief.Options) (*edition.Edition, Note, error) {
	plan, err := working(ctx, v, func() (edition.Plan, error) { return edition.NewPlan(now, before), ctx.Err() })
	if err != nil {
		return nil, Note{}, err
	}
	var (
		body *brief.Briefing
		note Note
	)
	switch {
	case len(plan.Brief) == 0:
	case o.Shape == edition.Timeline, o.Shape == edition.Positions: // a model words points alone
		body, err = working(ctx, v, func() (*brief.Briefing, error) { return brief.Compose(plan.Brief, b) })
	default:
		body, note, err = d.Brief(ctx, v, plan.Brief, b)
	}
	if err != nil {
		return nil, Note{}, err
	}
	e, err := working(ctx, v, func() (*edition.Edition, error) { return edition.New(plan, body, o), ctx.Err() })
	if err != nil {
		return nil, Note{}, err
	}
	return e, note, nil
}
