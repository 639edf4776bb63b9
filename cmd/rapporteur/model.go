package main

import (
	"context"
	"fmt"
	"time"

	"rapporteur/bot"
)

// modelFlags choose the language model of the commands that use one: serve, ask,
// chat, check and brief.
type modelFlags struct {
	Model         string   `placeholder:"NAME" key:"RAPPORTEUR_MODEL" help:"Language model that words the answers. Default: none, answers are quoted."`
	Small         string   `name:"model-small" placeholder:"NAME" key:"RAPPORTEUR_MODEL_SMALL" help:"A second, cheaper model of the same server, which rewrites questions and checks. Default: the first does."`
	ModelURL      string   `name:"model-url" placeholder:"URL" key:"RAPPORTEUR_MODEL_URL" help:"Their server, any that speaks OpenAI's chat API, such as http://localhost:11434/v1. Default: OpenAI's."`
	Organisation  word     `name:"model-organisation" placeholder:"ID" key:"RAPPORTEUR_MODEL_ORGANISATION" help:"Whom the server is to bill, for a key that belongs to several."`
	Effort        word     `name:"model-effort" placeholder:"WORD" key:"RAPPORTEUR_MODEL_EFFORT" help:"How long the models are to think, such as low. Default: the models' own."`
	Timeout       callTime `name:"model-timeout" placeholder:"TIME" key:"RAPPORTEUR_MODEL_TIMEOUT" help:"The longest that a call of a model may take in all. Default: 2m."`
	SecondOpinion string   `name:"second-opinion" enum:"on,off" default:"off" key:"RAPPORTEUR_SECOND_OPINION" help:"Put each verified sentence to the second model too, before it is shown: on or off."`
	Translate     string   `enum:"on,off" default:"off" key:"RAPPORTEUR_TRANSLATE" help:"Translate answers into the asker's language, and briefings into the server's, where the articles have another: on or off."`
	Prompts       string   `placeholder:"DIR" key:"RAPPORTEUR_PROMPTS" help:"Folder of prompts that replace the program's own of the same name."`
}

// pricesFlag is what the commands need that tell what models cost.
type pricesFlag struct {
	Prices prices `name:"model-prices" placeholder:"PRICES" key:"RAPPORTEUR_MODEL_PRICES" help:"What models cost, in dollars per million tokens of prompt, cached prompt and answer, such as gpt-5=1.25/0.125/10. Default: none is known."`
}

// budgetFlag is what the commands need that look after the bot's budget.
type budgetFlag struct {
	DailyTokens int `name:"daily-tokens" placeholder:"N" key:"RAPPORTEUR_DAILY_TOKENS" help:"Most tokens a day for a server, and in direct messages for a person. Default: no limit."`
}

// check refuses what the command line could not.
func (f budgetFlag) check() error {
	if f.DailyTokens < 0 {
		return usagef("The number of tokens a day is %d; it must be 1 or more, or left out.", f.DailyTokens)
	}
	return nil
}

// modelKey is the variable with the key of the model's server. It has no flag:
// others could see it.
const modelKey = "RAPPORTEUR_MODEL_KEY"

// modelHelp belongs to the help of the commands that use a model.
const modelHelp = "serve, ask, chat, check and brief use a language model, when $RAPPORTEUR_MODEL names one (with --batch too); " +
	"$" + modelKey + " is the key for its server. What it writes is verified sentence by sentence; all other commands quote."

// configure has the bot that is opened next use the model.
func (f modelFlags) configure(c *console) {
	c.config.Model, c.config.ModelSmall, c.config.ModelURL, c.config.Prompts = f.Model, f.Small, f.ModelURL, f.Prompts
	c.config.ModelOrganisation, c.config.ModelEffort = string(f.Organisation), string(f.Effort)
	c.config.ModelTimeout = time.Duration(f.Timeout)
	c.config.SecondOpinion, c.config.Translate = f.SecondOpinion == "on", f.Translate == "on"
	c.config.ModelKey = bot.Secret(c.settings.get(modelKey))
}

// ask answers a question.
func (c *console) ask(ctx context.Context, b *bot.Bot, q bot.Question) (*bot.Reply, error) {
	return waiting(c, b, func() (*bot.Reply, error) { return b.Ask(ctx, q) })
}

// waiting runs f. While a model writes, a terminal shows that something goes on.
func waiting[T any](c *console, b *bot.Bot, f func() (T, error)) (T, error) {
	if b.Writes() {
		defer c.wait("Writing")()
	}
	return f()
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
