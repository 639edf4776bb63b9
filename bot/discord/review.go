package discord

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/curate/gaps"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// What can be listed by itself.
const (
	waitingQuestions     = "questions"
	waitingComplaints    = "complaints"
	waitingDrafts        = "drafts"
	waitingDisagreements = "disagreements"
	waitingRulings       = "rulings" // only by themselves
)

var waitingKinds = []option{
	{waitingQuestions, "questions that the articles do not answer"},
	{waitingDisagreements, "articles that disagree"},
	{waitingComplaints, "complaints about answers"},
	{waitingDrafts, "drafts of articles"},
	{waitingRulings, "rulings on articles that disagree, to look at or take back"},
}

// How much of what waits is looked at.
const (
	maxGaps       = 1000 // wordings of questions
	maxComplaints = 100
	maxWaiting    = 100 // drafts
	nearestShown  = 2
)

// review answers /knowledge review: what waits for the moderators, with the buttons
// that deal with it.
func (b *Bot) review(ctx context.Context, c *call) (result, error) {
	return b.pageOfWaiting(ctx, c, c.options.text("waiting"), 1)
}

// pageOfWaiting shows a page of what waits, of one kind or, for "", of all. Whoever
// asked is thought of first: what only needs a word comes before what needs work.
func (b *Bot) pageOfWaiting(ctx context.Context, c *call, kind string, page int) (result, error) {
	if err := b.keeps(); err != nil {
		return result{}, err
	}
	var all []render.Waiting
	for _, list := range []struct {
		kind string
		of   func(context.Context, *call) ([]render.Waiting, error)
	}{
		{waitingQuestions, b.answeredWaiting},
		{waitingDisagreements, b.disagreementsWaiting},
		{waitingComplaints, b.complaintsWaiting},
		{waitingDrafts, b.draftsWaiting},
		{waitingQuestions, b.unansweredWaiting},
		{waitingRulings, b.rulingsWaiting},
	} {
		if kind != list.kind && (kind != "" || list.kind == waitingRulings) {
			continue
		}
		more, err := list.of(ctx, c)
		if err != nil {
			return result{}, err
		}
		all = append(all, more...)
	}
	heading := "Waits for the moderators"
	if kind == waitingRulings {
		heading = "Rulings"
	}
	from, to := pageOf(page, len(all), render.WaitingOnPage)
	return result{posts: c.render.Waiting(heading, kind, all[from:to], page, len(all))}, nil
}

// question is a gap in all the words in which it was asked.
type question struct {
	gaps.Group
	gaps     []store.Gap // of the group's questions
	answered bool        // as far as is known
}

// asked says when and where, in all its words.
func (q question) asked() string {
	first, last := q.gaps[0], q.gaps[0]
	for _, g := range q.gaps[1:] {
		if g.At.Before(first.At) {
			first = g
		}
		if g.LastAt.After(last.LastAt) {
			last = g
		}
	}
	text := "last asked " + render.Moment(last.LastAt)
	if first.Channel != "" {
		text = "first asked in <#" + first.Channel + ">, " + text
	}
	return text
}

// ids are those of its gaps.
func (q question) ids() []string {
	var out []string
	for _, g := range q.gaps {
		out = append(out, g.ID)
	}
	return out
}

// label is the gap that says it best.
func (q question) label() store.Gap {
	return q.gaps[slices.IndexFunc(q.gaps, func(g store.Gap) bool { return g.ID == q.Label.ID })]
}

// questionsOf are the open gaps of a guild, those that ask the same as one.
func (b *Bot) questionsOf(ctx context.Context, guild string) ([]question, error) {
	open, err := b.o.Store.Gaps(ctx, guild, maxGaps)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]store.Gap, len(open))
	var asked []gaps.Question
	for _, g := range open {
		byID[g.ID] = g
		asked = append(asked, gaps.Question{ID: g.ID, Text: g.Question, Count: g.Count})
	}
	var out []question
	for _, group := range gaps.Groups(asked) {
		q := question{Group: group}
		for _, one := range group.Questions {
			g := byID[one.ID]
			q.gaps = append(q.gaps, g)
			q.answered = q.answered || !g.AnsweredAt.IsZero()
		}
		out = append(out, q)
	}
	return out, nil
}

func (b *Bot) answeredWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	return b.questionsWaiting(ctx, c, true)
}

func (b *Bot) unansweredWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	return b.questionsWaiting(ctx, c, false)
}

// questionsWaiting are the questions that the articles answer by now, or those that
// they do not.
func (b *Bot) questionsWaiting(ctx context.Context, c *call, answered bool) ([]render.Waiting, error) {
	all, err := b.questionsOf(ctx, c.GuildID)
	if err != nil {
		return nil, err
	}
	var out []render.Waiting
	wordings := 0
	for _, q := range all {
		wordings += len(q.gaps)
		if q.answered != answered {
			continue
		}
		label := q.label()
		w := render.Waiting{What: "Not answered, asked " + times(q.Count), Text: label.Question}
		for _, g := range q.gaps {
			if g.ID != label.ID {
				w.More = append(w.More, g.Question)
			}
		}
		if answered {
			w.What = "Answered by now, asked " + times(q.Count)
			w.Choices = answeredChoices(label.ID)
		} else {
			w.Places = nearestOf(c.answerer.Articles(), label.Nearest)
			w.Choices = openChoices(label.ID)
		}
		w.Facts = q.asked()
		out = append(out, w)
	}
	if wordings == maxGaps && !answered {
		out = slices.Insert(out, 0, render.Waiting{
			What: fmt.Sprintf("Of the unanswered questions the %d that were asked most are listed", maxGaps), Facts: "what is dealt with makes room for others",
		})
	}
	return out, nil
}

// nearestOf are the sentences that came nearest, as far as the articles still say so.
func nearestOf(articles []*corpus.Article, refs []string) []render.WaitingPlace {
	var out []render.WaitingPlace
	for _, text := range refs {
		ref, err := corpus.ParseRef(text)
		if err != nil || len(out) == nearestShown {
			continue
		}
		for _, a := range articles {
			if _, ok := a.Sentence(ref); ok && a.Slug == ref.Article && a.Version == ref.Version {
				out = append(out, render.WaitingPlace{What: "Nearest", Place: corpus.Place{Article: a, Passage: ref.Paragraph - 1, Sentence: ref.Sentence - 1}})
			}
		}
	}
	return out
}

// disagreementsWaiting are the pairs of sentences on which nobody has ruled.
func (b *Bot) disagreementsWaiting(_ context.Context, c *call) ([]render.Waiting, error) {
	owner, _ := b.o.Curator.Shelf(c.GuildID)
	var out []render.Waiting
	for _, d := range b.docket.Open(owner, c.GuildID) {
		rule := func(which, text string) render.Choice {
			return render.Choice{Label: text, Do: button.Ruling, With: []string{which, d.ID}}
		}
		w := render.Waiting{
			What: fmt.Sprintf("Another %s in two places", d.Kind),
			Places: []render.WaitingPlace{
				{What: "A", Says: d.TextA(), Place: d.A},
				{What: "B", Says: d.TextB(), Place: d.B},
			},
			Choices: []render.Choice{rule(sideOf(d.A), "A stands"), rule(sideOf(d.B), "B stands"), rule(bothStand, "Both")},
		}
		switch {
		case d.Later:
			w.Facts = "A is newer, which may be why"
		case d.Attributed:
			w.Facts = "each has somebody else say so"
		}
		out = append(out, w)
	}
	return out, nil
}

// sideOf tells the two sentences of a case apart in a button.
func sideOf(p corpus.Place) string { return disputes.SentenceAt(p).Digest[:shownDigest] }

const shownDigest = 8

// complaintsWaiting are what members found wrong with answers.
func (b *Bot) complaintsWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	all, err := b.o.Store.Complaints(ctx, c.GuildID, time.Time{})
	if err != nil {
		return nil, err
	}
	var out []render.Waiting
	for _, f := range all[:min(maxComplaints, len(all))] {
		a, err := b.o.Store.Answer(ctx, f.Answer)
		if err != nil {
			return nil, err
		}
		w := render.Waiting{
			What: "Complaint about an answer", Text: f.Comment, Facts: jump(a) + " · " + render.Moment(f.At),
			Choices: []render.Choice{settled(f.Answer, f.User)},
		}
		if a.Question != "" && a.Message != "" {
			w.Facts = "to “" + quoted(a.Question) + "” · " + w.Facts
		}
		out = append(out, w)
	}
	return out, nil
}

// draftsWaiting are articles that came from feeds, which any moderator can deal with,
// and changes of articles that were shown to a moderator and not published. Only who
// made one can go on with it.
func (b *Bot) draftsWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	all, err := b.o.Store.ArticleDrafts(ctx, c.GuildID, draftPublish, maxWaiting)
	if err != nil {
		return nil, err
	}
	out, err := b.feedDraftsWaiting(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		w := render.Waiting{
			What: "Draft of an article", Text: d.Slug,
			Facts: fmt.Sprintf("by %s %s, deleted %s", render.Who(d.User), render.Moment(d.At), render.Moment(d.Expires)),
		}
		if d.Saw > 0 {
			w.What = "Draft of a change"
		}
		if d.User == c.user.ID {
			w.Choices = []render.Choice{{Label: "Show", Do: button.Draft, With: []string{d.ID}}}
		}
		out = append(out, w)
	}
	return out, nil
}

// showDraft shows a draft once more, with what its text would change now.
func (b *Bot) showDraft(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err == nil {
		d, err = b.namedAnew(ctx, d)
	}
	switch {
	case err != nil:
		return result{}, err
	case d.Done > 0:
		return b.outcome(c, d, nil), nil
	case d.Action != draftPublish:
		return result{}, errNoDraft
	}
	return b.proposeArticle(ctx, c, d)
}

// settled is the button that takes a complaint off the list.
func settled(answer, user string) render.Choice {
	return render.Choice{Label: "Done", Do: button.Settle, With: []string{answer, user}}
}

// settleComplaint takes a complaint off the list.
func (b *Bot) settleComplaint(ctx context.Context, c *call) (result, error) {
	if err := b.o.Store.CloseComplaint(ctx, c.GuildID, arg(c, 0), arg(c, 1), c.user.ID); err != nil {
		return result{}, err
	}
	return notice("The complaint is off the list."), nil
}
