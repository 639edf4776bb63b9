package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"rapporteur/bot"
)

type chatCommand struct {
	modelFlags
	embeddingsFlags

	Article string `placeholder:"SLUG" help:"Answer from this article alone."`
}

// Help is the end of the command's help.
func (chatCommand) Help() string {
	return modelHelp + " Type a question, or /help. Where stdin is no terminal, each line is a question and a blank line stands between the answers."
}

// rememberedTurns is how many turns of a conversation are kept.
const rememberedTurns = 20

// conversation is one run of chat.
type conversation struct {
	c       *console
	bot     *bot.Bot
	article string
	turns   []bot.Turn
	last    *bot.Reply // nil before the first
	spoke   bool       // something was printed, so that the next needs a blank line
}

func (k *chatCommand) run(ctx context.Context, c *console) (int, error) {
	k.configure(c)
	c.config = k.embeddingsFlags.fill(c.config, c.settings)
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	if err := b.Knows(k.Article); err != nil {
		return 0, err
	}
	talk := &conversation{c: c, bot: b, article: k.Article}
	if _, _, ok := c.conversing(); ok {
		talk.page().text(dim, "Ask about "+count(len(b.Articles()), "article")+". /help tells more, /quit leaves.", "", "")
	}
	return exitOK, talk.hold(ctx, c.lines())
}

// hold reads and answers until there is no more to read, or until two lines in
// a row are given up.
func (t *conversation) hold(ctx context.Context, in lines) error {
	givenUp := 0
	for {
		if err := t.c.flush(); err != nil {
			return err
		}
		text, err := in.next(ctx)
		switch {
		case errors.Is(err, errInterrupt):
			if givenUp++; givenUp == 2 {
				return nil
			}
			t.page().line(dim, "Press Ctrl-C again, or Ctrl-D, to leave.")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		default:
			givenUp = 0
			if quit, err := t.take(ctx, strings.TrimSpace(text)); quit || err != nil {
				return err
			}
		}
	}
}

func (t *conversation) page() page { return t.c.page() }

// take answers a line. It reports whether that ends the conversation.
func (t *conversation) take(ctx context.Context, text string) (quit bool, err error) {
	if text == "" {
		return false, nil
	}
	if text == "/quit" || text == "/exit" {
		return true, nil
	}
	if t.spoke {
		t.page().blank()
	}
	t.spoke = true
	name, argument, _ := strings.Cut(text, " ")
	if do, ok := chatCommands[name]; ok {
		return false, do(t, ctx, strings.TrimSpace(argument))
	}
	switch {
	case strings.HasPrefix(text, "/"):
		t.page().text(plain, "There is no command "+name+". /help lists them.", "", "")
		return false, nil
	case len(text) > bot.MaxQuestion:
		t.page().text(plain, "That question is too long. Shorten it.", "", "")
		return false, nil
	}
	return false, t.ask(ctx, text)
}

// ask answers a question and remembers both. Of a refusal only the question is
// kept, since its words are not the articles'.
func (t *conversation) ask(ctx context.Context, text string) error {
	reply, err := t.c.ask(ctx, t.bot, bot.Question{Text: text, History: t.turns, Article: t.article})
	if err != nil {
		return err
	}
	t.page().reply(reply)
	t.last = reply
	t.turns = append(t.turns, bot.Turn{Text: text})
	if reply.Answered() {
		t.turns = append(t.turns, bot.Turn{Bot: true, Text: spoken(reply)})
	}
	t.turns = t.turns[max(0, len(t.turns)-rememberedTurns):]
	return nil
}

// spoken is what an answer says.
func spoken(r *bot.Reply) string {
	var claims []string
	for _, claim := range r.Claims() {
		claims = append(claims, claim.Text)
	}
	return strings.Join(claims, " ")
}
