package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"rapporteur/bot"
)

type askCommand struct {
	modelFlags
	embeddingsFlags

	Question []string `arg:"" optional:"" help:"The question."`
	JSON     bool     `name:"json" help:"Print the answer as one JSON object."`
	Article  string   `placeholder:"SLUG" help:"Answer from this article alone."`
	Batch    string   `placeholder:"FILE" help:"Answer the questions of a file, - for stdin: one {\"id\",\"question\",\"history\"} a line, one JSON answer a line."`
}

// Help is the end of the command's help.
func (askCommand) Help() string {
	return modelHelp + " Exit code: 0 answered, 1 refused, 2 bad input. A batch gives 0, or 2 if one of its lines was broken; the others are answered."
}

func (a *askCommand) run(ctx context.Context, c *console) (int, error) {
	text, err := words(a.Question, a.Batch, "question")
	if err != nil {
		return 0, err
	}
	a.configure(c)
	c.config = a.embeddingsFlags.fill(c.config, c.settings)
	if a.Batch != "" {
		return c.batch(ctx, a.Batch, a.Article, "Answering", (*bot.Bot).AskBatch)
	}
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	began := time.Now()
	reply, err := c.ask(ctx, b, bot.Question{Text: text, Article: a.Article})
	if err != nil {
		return 0, err
	}
	code := exitOK
	if !reply.Answered() {
		code = exitRefused
	}
	if a.JSON {
		return code, c.printJSON(bot.Answer{ID: onlyID, Reply: reply, Took: time.Since(began)})
	}
	c.page().reply(reply)
	return code, nil
}

// onlyID is the id of a question or claim that is not one of a batch: like a
// line without an id, it is known by its number.
var onlyID = json.RawMessage(`"1"`)

// words joins what stands on the command line; what names it. There must be
// either words or a batch.
func words(args []string, batch, what string) (string, error) {
	text := strings.TrimSpace(strings.Join(args, " "))
	switch {
	case batch != "" && len(args) > 0:
		return "", usagef("Give either a %s or --batch, not both.", what)
	case batch != "":
		return "", nil
	case text == "" && len(args) > 0:
		return "", usagef("The %s is empty. Write one.", what)
	case text == "":
		return "", usagef("Write a %s, or give a file with --batch.", what)
	case len(text) > bot.MaxQuestion:
		return "", usagef("The %s has %d bytes; at most %d are allowed. Shorten it.", what, len(text), bot.MaxQuestion)
	}
	return text, nil
}
