package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/alecthomas/kong"

	"rapporteur/bot"
)

// command is what a person asks the program to do.
type command interface {
	// run prints to c and returns an exit code, or an error that c explains.
	run(ctx context.Context, c *console) (int, error)
}

// grammar is the command line.
type grammar struct {
	globals

	Serve   serveCommand  `cmd:"" help:"Run the bot on Discord."`
	Doctor  doctorCommand `cmd:"" help:"Say what keeps the bot from running on Discord, and what to mend."`
	Backup  backupCommand `cmd:"" help:"Copy the bot's database into a file, while it runs."`
	Usage   usageCommand  `cmd:"" help:"Show what language models used for the bot, and what it cost."`
	Ask     askCommand    `cmd:"" help:"Answer a question."`
	Chat    chatCommand   `cmd:"" help:"Talk about the articles; earlier turns count."`
	Brief   briefCommand  `cmd:"" help:"Sum the articles up."`
	Check   checkCommand  `cmd:"" help:"Check a claim against the articles."`
	Library struct {
		Add  addCommand  `cmd:"" help:"Add an article from a file or an address."`
		Lint lintCommand `cmd:"" help:"Report what should be mended in article files."`
		List listCommand `cmd:"" help:"List the articles."`
	} `cmd:"" name:"knowledge" help:"Look after the articles."`
	Prompts struct {
		Lint promptsLintCommand `cmd:"" help:"Report what must be mended in a folder of prompts."`
	} `cmd:"" name:"prompts" help:"Look after the prompts of ask and chat."`
	Eval    evalCommand    `cmd:"" help:"Run a question set and report figures."`
	Engine  engineCommand  `cmd:"" hidden:"" help:"Make the machine code of the PDF engine in a folder. Other commands run it."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// globals are the flags of every command. The tag key names the variable that
// sets the flag when it is not given.
type globals struct {
	Knowledge string `placeholder:"DIR" key:"RAPPORTEUR_KNOWLEDGE" help:"Folder of articles. Default: ./knowledge, else the articles inside the program."`
	NoColor   bool   `help:"Print no colours, as NO_COLOR does."`
	Verbose   bool   `key:"RAPPORTEUR_VERBOSE" help:"Log to stderr, with the reasons of errors."`
}

// variables are what the tags of the grammar refer to.
func variables() kong.Vars {
	return kong.Vars{
		"database": bot.DefaultDatabase, "articles": strconv.Itoa(bot.DefaultMaxArticles),
		"megabytes": strconv.Itoa(bot.DefaultMaxMegabytes), "changes": strconv.Itoa(bot.DefaultMaxChanges),
	}
}

// noColor sets no flag: https://no-color.org.
const noColor = "NO_COLOR"

// knownKeys are the keys that the program reads, sorted.
func knownKeys() []string {
	parser, err := kong.New(new(grammar), variables())
	if err != nil {
		panic(err) // the grammar is wrong
	}
	keys := map[string]bool{noColor: true, modelKey: true, embeddingsKey: true}
	for nodes := []*kong.Node{parser.Model.Node}; len(nodes) > 0; nodes = nodes[1:] {
		for _, flag := range nodes[0].Flags {
			if key := flag.Tag.Get("key"); key != "" {
				keys[key] = true
			}
		}
		nodes = append(nodes, nodes[0].Children...)
	}
	return slices.Sorted(maps.Keys(keys))
}

// helpOf is the help of a flag, with the variable that sets it.
func helpOf(v *kong.Value) string {
	if key := v.Tag.Get("key"); key != "" {
		return v.Help + " ($" + key + ")"
	}
	return v.Help
}

// printHelp prints help; that of the whole program ends with the exit codes.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if ctx.Selected() != nil {
		return nil
	}
	_, err := fmt.Fprint(ctx.Stdout, "\n", exitCodes)
	return err
}
