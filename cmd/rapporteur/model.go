package main

import (
	"context"
	"fmt"

	"rapporteur/bot"
)

// modelFlags choose the language model of the commands that use one: ask and
// chat.
type modelFlags struct {
	Model    string `placeholder:"NAME" key:"RAPPORTEUR_MODEL" help:"Language model that words the answers. Default: none, answers are quoted."`
	ModelURL string `name:"model-url" placeholder:"URL" key:"RAPPORTEUR_MODEL_URL" help:"Its server, any that speaks OpenAI's chat API, such as http://localhost:11434/v1. Default: OpenAI's."`
	Prompts  string `placeholder:"DIR" key:"RAPPORTEUR_PROMPTS" help:"Folder of prompts that replace the program's own of the same name."`
}

// modelKey is the variable with the key of the model's server. It has no flag:
// others could see it.
const modelKey = "RAPPORTEUR_MODEL_KEY"

// modelHelp belongs to the help of the commands that use a model.
const modelHelp = "ask (with --batch too) and chat are the commands that use a language model, when $RAPPORTEUR_MODEL names one; " +
	"$" + modelKey + " is the key for its server. What it writes is verified sentence by sentence; all other commands quote."

// configure has the bot that is opened next use the model.
func (f modelFlags) configure(c *console) {
	c.config.Model, c.config.ModelURL, c.config.Prompts = f.Model, f.ModelURL, f.Prompts
	c.config.ModelKey = bot.Secret(c.settings.get(modelKey))
}

// ask answers a question. While a model writes, a terminal shows that something
// goes on.
func (c *console) ask(ctx context.Context, b *bot.Bot, q bot.Question) (*bot.Reply, error) {
	if b.Writes() {
		defer c.wait("Writing")()
	}
	return b.Ask(ctx, q)
}

type promptsLintCommand struct {
	Dir  string `arg:"" help:"Folder of prompts."`
	JSON bool   `name:"json" help:"Print the problems as one JSON array."`
}

// Help is the end of the command's help.
func (promptsLintCommand) Help() string {
	return "Prints file: message. Exit code: 0 no errors, 1 errors found, 4 the folder could not be read."
}

func (l *promptsLintCommand) run(_ context.Context, c *console) (int, error) {
	problems, err := bot.LintPrompts(l.Dir)
	if err != nil {
		return 0, err
	}
	code := exitOK
	if len(problems) > 0 {
		code = exitRefused
	}
	if l.JSON {
		return code, c.printJSON(append([]string{}, problems...))
	}
	for _, p := range problems {
		fmt.Fprintln(c.stdout, oneLine(p))
	}
	if len(problems) == 0 {
		fmt.Fprintln(c.stdout, "No problems found.")
	}
	return code, nil
}
