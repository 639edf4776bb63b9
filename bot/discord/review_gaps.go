package discord

import (
	"context"
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate/gaps"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
)

// What the buttons of a question do, as their first argument.
const (
	tellAskers = "t"
	lookAgain  = "l"
	notForUs   = "n"
)

// openChoices are the buttons of a question that nothing answers, which has a gap as
// one of its wordings.
func openChoices(gap string) []render.Choice {
	return []render.Choice{
		{Label: "Write what is missing", Do: button.Lacking, With: []string{gap}, Main: true},
		{Label: "Look again", Do: button.Gap, With: []string{lookAgain, gap}},
		{Label: "Not for us", Do: button.Gap, With: []string{notForUs, gap}},
	}
}

// answeredChoices are those of a question that is answered by now.
func answeredChoices(gap string) []render.Choice {
	return []render.Choice{
		{Label: "Tell those who asked", Do: button.Gap, With: []string{tellAskers, gap}, Main: true},
		{Label: "Look again", Do: button.Gap, With: []string{lookAgain, gap}},
		{Label: "Not for us", Do: button.Gap, With: []string{notForUs, gap}},
	}
}

// errNoGap is advice for a question that was dealt with already.
var errNoGap = &adviceError{"That question is not on the list any more: somebody has dealt with it."}

// openQuestion is the question that a gap is one wording of.
func (b *Bot) openQuestion(ctx context.Context, guild, gap string) (question, error) {
	all, err := b.questionsOf(ctx, guild)
	if err != nil {
		return question{}, err
	}
	for _, q := range all {
		if slices.Contains(q.ids(), gap) {
			return q, nil
		}
	}
	return question{}, errNoGap
}

// pressedGap does what a button of a question is for.
func (b *Bot) pressedGap(ctx context.Context, c *call) (result, error) {
	q, err := b.openQuestion(ctx, c.GuildID, arg(c, 1))
	if err != nil {
		return result{}, err
	}
	switch arg(c, 0) {
	case notForUs:
		return b.closeQuestion(ctx, c, q)
	case lookAgain:
		return b.lookAtQuestion(ctx, c, q)
	case tellAskers:
		return b.releaseQuestion(ctx, c, q)
	}
	return result{}, errOldCommand
}

// closeQuestion takes a question off the list in all its words.
func (b *Bot) closeQuestion(ctx context.Context, c *call, q question) (result, error) {
	for _, id := range q.ids() {
		if err := b.o.Store.CloseGap(ctx, c.GuildID, id, c.user.ID); err != nil {
			return result{}, err
		}
	}
	return notice("The question is off the list. If it is asked again, it comes back."), nil
}

// maxWordings is more than how many wordings of one question are tried.
const maxWordings = 10

// answeredNow asks a question again, in up to three wordings. It returns the answer
// and the gap whose wording it answers; nil when there is none. What was found is
// noted.
func (b *Bot) answeredNow(ctx context.Context, guild string, answerer *answer.Answerer, q question) (*answer.Reply, string, error) {
	var reply *answer.Reply
	found, _, err := gaps.Answered(ctx, []gaps.Group{q.Group}, maxWordings, func(text string) bool {
		reply = b.quoted(ctx, answerer, text)
		return reply != nil
	})
	if err != nil {
		return nil, "", err
	}
	if len(found) == 0 {
		return nil, "", b.o.Store.SetAnswered(ctx, guild, nil, q.ids())
	}
	return reply, found[0].Question.ID, b.o.Store.SetAnswered(ctx, guild, q.ids(), nil)
}

// quoted is the answer to a question in the articles' own words; nil when they do not
// answer it.
func (b *Bot) quoted(ctx context.Context, answerer *answer.Answerer, text string) (reply *answer.Reply) {
	ended := b.think(ctx, func() {
		r, err := answerer.Answer(ctx, answer.Question{Text: text})
		if err == nil && r.Answered() {
			reply = r
		}
	})
	if ended != nil {
		return nil
	}
	return reply
}

// lookAtQuestion shows a moderator whether a question is answered now.
func (b *Bot) lookAtQuestion(ctx context.Context, c *call, q question) (result, error) {
	reply, _, err := b.answeredNow(ctx, c.GuildID, c.answerer, q)
	if err != nil {
		return result{}, err
	}
	if reply == nil {
		return notice("The articles still do not answer it. Write what is missing, or bring it with " + b.mention("knowledge add") + "."), nil
	}
	tell := render.Choice{Label: "Tell those who asked", Do: button.Gap, With: []string{tellAskers, q.Label.ID}, Main: true}
	return result{posts: c.render.Answer(reply, b.withOtherwise(render.Beside{
		Notice: "The articles answer it by now. Nobody who asked has been told yet.", More: []render.Choice{tell},
	}, c.GuildID, reply.Sources()))}, nil
}

// releaseQuestion has those told who asked, if the articles answer it as of now.
func (b *Bot) releaseQuestion(ctx context.Context, c *call, q question) (result, error) {
	reply, as, err := b.answeredNow(ctx, c.GuildID, c.answerer, q)
	if err != nil {
		return result{}, err
	}
	if reply == nil {
		return notice("Nobody was told: the articles do not answer it any more. It is on the list of open questions again."), nil
	}
	released, err := b.o.Store.ReleaseGaps(ctx, c.GuildID, q.ids(), as, c.user.ID)
	if err != nil {
		return result{}, err
	}
	if released == 0 {
		return result{}, errNoGap // another moderator pressed meanwhile
	}
	b.wakeTeller()
	return notice(fmt.Sprintf("The answer is posted once in each channel where it was asked, and sent to whoever asked in private (%s in all). Nobody is pinged.",
		people(askersOf(q)))), nil
}

// askersOf is how many people are known to have asked.
func askersOf(q question) int {
	people := make(map[string]bool)
	for _, g := range q.gaps {
		for _, a := range g.Askers {
			people[a.User] = true
		}
	}
	return len(people)
}

// lackingForm opens the form for the article that a question lacks.
func (b *Bot) lackingForm(ctx context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	g, err := b.o.Store.Gap(ctx, c.GuildID, arg(c, 0))
	if err != nil {
		return nil, err
	}
	if !g.ClosedAt.IsZero() {
		return nil, errNoGap
	}
	return b.writingForm(ctx, c)
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
