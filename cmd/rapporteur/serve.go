package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/lmittmann/tint"

	"rapporteur/bot"
)

type serveCommand struct {
	embeddingsFlags
	discordFlags
	modelFlags
	budgetFlag
	quotaFlags
	contactFlag
}

// Help is the end of the command's help.
func (serveCommand) Help() string {
	return modelHelp + " Runs until it is told to stop (Ctrl+C, SIGTERM), and then finishes what is in progress within ten seconds. Exit code: 0 told to stop, 2 a setting is missing or wrong, 4 the articles, the database or Discord cannot be used. What doctor finds says more."
}

// discordFlags are what the commands need that talk to Discord.
type discordFlags struct {
	Token   string `placeholder:"TOKEN" key:"DISCORD_TOKEN" help:"The bot's token. Better set in .env than on the command line, where others can see it."`
	API     string `name:"api" placeholder:"URL" key:"DISCORD_API_URL" help:"A Discord-compatible server to use instead of Discord, such as http://127.0.0.1:8765."`
	Shards  int    `placeholder:"N" key:"DISCORD_SHARDS" help:"Gateway connections. Default: as many as Discord asks for."`
	Content string `name:"message-content" enum:"auto,on,off" default:"auto" key:"DISCORD_MESSAGE_CONTENT" help:"Read messages that do not mention the bot: auto, on or off. Needs the Message Content Intent."`
	Home    string `name:"home-guild" placeholder:"ID" key:"RAPPORTEUR_HOME_GUILD" help:"The server whose moderators keep the articles of all servers too. Default: none."`
	databaseFlag
}

// databaseFlag is what the commands need that use the database.
type databaseFlag struct {
	Database string `placeholder:"FILE" key:"RAPPORTEUR_DATABASE" default:"${database}" help:"Where the bot keeps what it must remember. Default: ${database}."`
}

// quotaFlags are what the commands need that bound what moderators keep on Discord.
type quotaFlags struct {
	Articles  atMost `name:"max-articles" placeholder:"N" key:"RAPPORTEUR_MAX_ARTICLES" help:"Most articles that a server may keep of its own. Default: ${articles}."`
	Megabytes atMost `name:"max-megabytes" placeholder:"N" key:"RAPPORTEUR_MAX_MEGABYTES" help:"Most megabytes that they may have together. Default: ${megabytes}."`
	Changes   atMost `name:"max-changes" placeholder:"N" key:"RAPPORTEUR_MAX_CHANGES" help:"Most changes of them in an hour. Default: ${changes}."`
}

// fill has the bot keep to what the flags say.
func (f quotaFlags) fill(c bot.Config) bot.Config {
	c.MaxArticles, c.MaxMegabytes, c.MaxChanges = int(f.Articles), int(f.Megabytes), int(f.Changes)
	return c
}

// config fills in what the flags say.
func (f discordFlags) config(c bot.Config) (bot.Config, error) {
	if f.Shards < 0 {
		return c, usagef("The number of shards is %d; it must be 1 or more, or left out.", f.Shards)
	}
	if f.Home != "" && (len(f.Home) > 20 || strings.Trim(f.Home, "0123456789") != "") {
		return c, usagef("The home server is %q; it must be the server's id, digits alone. Copy it with Discord's developer mode, or leave it out.", f.Home)
	}
	c.HomeGuild = f.Home
	c.Token, c.DiscordAPI, c.Shards, c.Database = bot.Secret(f.Token), f.API, f.Shards, f.Database
	switch f.Content {
	case "on":
		c.Content = bot.ContentOn
	case "off":
		c.Content = bot.ContentOff
	}
	return c, nil
}

func (s *serveCommand) run(ctx context.Context, c *console) (int, error) {
	s.configure(c)
	config, err := s.config(c.config)
	if err := cmp.Or(err, s.budgetFlag.check()); err != nil {
		return 0, err
	}
	if config, err = s.contactFlag.fill(config); err != nil {
		return 0, err
	}
	config.DailyTokens = s.DailyTokens
	config.Log, config.Program = c.serverLog(), thisProgram()
	err = bot.Serve(ctx, s.embeddingsFlags.fill(s.quotaFlags.fill(config), c.settings))
	if errors.Is(err, context.Canceled) {
		err = nil // it was told to stop, and did
	}
	return exitOK, err
}

// thisProgram is this program's file, "" when that is not known, and in a Go test, whose
// program does other things.
func thisProgram() string {
	name, err := os.Executable()
	if err != nil || strings.Contains(filepath.Base(name), ".test") {
		return ""
	}
	return name
}

// serverLog is the log of a command that goes on for long: unlike those that
// answer and end, it tells what it does.
func (c *console) serverLog() *slog.Logger {
	level := slog.LevelInfo
	if c.verbose {
		level = slog.LevelDebug
	}
	if _, ok := terminal(c.stderr); ok {
		return slog.New(tint.NewTextHandler(c.stderr, &tint.Options{Level: level, NoColor: !c.color}))
	}
	return slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: level}))
}
