package discord

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate/effect"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// The group of /knowledge, and its subcommands.
const (
	questionsGroup  = "questions"
	questionsList   = "list"
	questionsAdd    = "add"
	questionsRemove = "remove"
)

// savedQuestions answers /knowledge questions: the questions by which the moderators of
// a guild judge a change.
func (b *Bot) savedQuestions(ctx context.Context, c *call) (result, error) {
	switch c.options.subcommand {
	case questionsList:
		return b.pageOfQuestions(ctx, c, 1)
	case questionsAdd:
		slug, err := c.slug()
		if err != nil {
			return result{}, err
		}
		return b.saveQuestion(ctx, c, store.Question{Text: c.options.text("question"), Article: slug})
	case questionsRemove:
		return b.removeQuestion(ctx, c)
	}
	return result{}, errOldCommand
}

// saveQuestion keeps a question of the call's guild, and says how it is answered now.
func (b *Bot) saveQuestion(ctx context.Context, c *call, q store.Question) (result, error) {
	q.Guild, q.Creator, q.At = c.GuildID, c.user.ID, b.o.Now()
	saved, added, err := b.o.Store.SaveQuestion(ctx, q)
	switch {
	case errors.Is(err, store.ErrFullGuild):
		return result{}, &adviceError{fmt.Sprintf("Nothing was saved: %d questions are saved in this server, which is the most. Remove one that you do not need.", store.MaxQuestionsOfGuild)}
	case errors.Is(err, store.ErrInvalid):
		return result{}, &adviceError{"Nothing was saved: a question has words, and at most " + fmt.Sprint(store.MaxQuestionText) + " bytes of them."}
	case err != nil:
		return result{}, err
	case !added:
		return notice("That question is saved already: " + quoted(saved.Text)), nil
	}
	e, err := askedNow(ctx, c.answerer, []store.Question{saved})
	if err != nil {
		return result{}, err
	}
	now := "The articles do not answer it now."
	if e.ScoreAfter() > 0 {
		now = "The articles answer it now."
	}
	return notice("Saved: " + quoted(saved.Text) + "\n" + now + " Before a change is published, you see what it does to this answer."), nil
}

// saveAnswered saves the question of an answer.
func (b *Bot) saveAnswered(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if !savable(a) {
		return result{}, store.ErrNotFound
	}
	slug := arg(c, 1)
	if slug != "" { // a long one is cut in a button
		article := articleOf(c.answerer, slug)
		if article == nil {
			return result{}, &unknownArticleError{slug}
		}
		slug = article.Slug
	}
	return b.saveQuestion(ctx, c, store.Question{Text: a.Question, Article: slug, Asker: a.Asker})
}

// savable reports whether the question of an answer can be saved.
func savable(a store.Answer) bool {
	return a.Guild != "" && a.Kind == store.KindAsk && a.Question != "" && a.AsOf.IsZero()
}

func (b *Bot) removeQuestion(ctx context.Context, c *call) (result, error) {
	typed := c.options.text("question")
	all, err := b.o.Store.Questions(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	for _, q := range all {
		if q.ID != typed && fold(q.Text) != fold(typed) {
			continue
		}
		if q, err = b.o.Store.RemoveQuestion(ctx, c.GuildID, q.ID, c.user.ID); err != nil {
			return result{}, err
		}
		return notice("Removed: " + quoted(q.Text)), nil
	}
	return result{}, &adviceError{"No such question is saved here. Choose one of the list."}
}

// pageOfQuestions lists the saved questions, and how many of them the articles answer.
func (b *Bot) pageOfQuestions(ctx context.Context, c *call, page int) (result, error) {
	all, err := b.o.Store.Questions(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	e, err := askedNow(ctx, c.answerer, all)
	if err != nil {
		return result{}, err
	}
	shown := make([]render.SavedQuestion, len(all))
	for i, q := range all {
		shown[i] = render.SavedQuestion{Text: q.Text, Article: q.Article, By: q.Creator, At: q.At}
		if q.Article != "" {
			if a := exactly(c.answerer, q.Article); a != nil {
				shown[i].Article = a.Name()
			}
		}
		if i < len(e.Outcomes) {
			shown[i].Asked, shown[i].Answered = true, e.Outcomes[i].After.Answered()
		}
	}
	return result{posts: c.render.SavedQuestions(shown, page)}, nil
}

// askingTime bounds how long saved questions are asked; 200 take a second or two.
const askingTime = 10 * time.Second

// askedNow asks saved questions of the articles as they are.
func askedNow(ctx context.Context, a *answer.Answerer, all []store.Question) (effect.Effect, error) {
	return askedBoth(ctx, a, a, all)
}

// askedBoth asks saved questions before and after a change, as far as there is time.
func askedBoth(ctx context.Context, before, after *answer.Answerer, all []store.Question) (effect.Effect, error) {
	asking, cancel := context.WithTimeout(ctx, askingTime)
	defer cancel()
	questions := make([]effect.Question, len(all))
	for i, q := range all {
		questions[i] = effect.Question{Text: q.Text, Article: q.Article}
	}
	e, err := effect.Of(asking, before, after, questions)
	if err == nil {
		err = ctx.Err()
	}
	return e, err
}

// questionOptions are the group of /knowledge.
func questionOptions() *discordgo.ApplicationCommandOption {
	add, remove := subcommand(questionsAdd), subcommand(questionsRemove)
	add.Options = []*discordgo.ApplicationCommandOption{required(text("question", maxQuestion)), completed(text("article", 0))}
	remove.Options = []*discordgo.ApplicationCommandOption{required(completed(text("question", 0)))}
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: questionsGroup,
		Options: []*discordgo.ApplicationCommandOption{subcommand(questionsList), add, remove},
	}
}

// questionChoices are the saved questions that hold what was typed.
func (b *Bot) questionChoices(ctx context.Context, guild, typed string) (out []*discordgo.ApplicationCommandOptionChoice, err error) {
	all, err := b.o.Store.Questions(ctx, guild)
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		if len(out) < maxChoices && (q.ID == typed || holdsWords(q.Text, typed)) {
			out = append(out, choice(q.Text, q.ID))
		}
	}
	return out, nil
}
