package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"rapporteur/bot"
)

// The exit codes. Scripts rely on them; exitCodes tells people.
const (
	exitOK           = 0
	exitRefused      = 1
	exitUsage        = 2
	exitContradicted = 3
	exitInternal     = 4
	exitInterrupted  = 130 // 128 + SIGINT, as shells do
)

const exitCodes = `Exit codes:
  0    done: answered (ask), supported (check), no errors found (lint), all well (doctor),
       told to stop (serve)
  1    refused (ask), not covered (check), errors found (lint), something to look at (doctor)
  2    wrong usage or bad input, such as a broken line in a batch or in .env
  3    contradicted (check)
  4    the articles, the database or Discord could not be used, or the program failed;
       the bot cannot run (doctor)
  130  interrupted
`

// usageError means that the command line or its input is wrong. Its text is
// for the person who typed it.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// usagef makes a usageError.
func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// errNoArticles means that there is nothing to answer from.
var errNoArticles = errors.New("no articles")

// outputError means that a result could not be written.
type outputError struct {
	what string
	err  error
}

func (e *outputError) Error() string { return fmt.Sprintf("write %s: %v", e.what, e.err) }
func (e *outputError) Unwrap() error { return e.err }

// explain turns an error into a sentence and an exit code. This is the one
// place where that is done.
func explain(err error) (string, int) {
	var (
		usage   usageError
		folder  *bot.FolderError
		unknown *bot.UnknownArticleError
		set     *bot.SetError
		output  *outputError
		kept    *bot.StoreError
		past    *bot.NoPastError
		discord *bot.DiscordError
		backup  *bot.BackupError
		model   *bot.ModelError
		meaning *bot.EmbeddingsError
		wording *bot.PromptsError
		adding  *bot.AddError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return "Interrupted.", exitInterrupted
	case errors.As(err, &usage):
		return usage.Error(), exitUsage
	case errors.As(err, &unknown):
		return fmt.Sprintf("There is no article %q. There are: %s.", unknown.Slug, list(unknown.Known)), exitUsage
	case errors.As(err, &adding):
		return adding.Advice, exitUsage
	case errors.As(err, &folder):
		return folder.Advice(), exitInternal
	case errors.As(err, &set):
		return explainSet(set), exitUsage
	case errors.Is(err, errNoArticles):
		return "There are no articles to answer from. Put article files (.md, .txt or .html) into the folder, " +
			"or choose another with --knowledge.", exitInternal
	case errors.Is(err, bot.ErrTooManyPassages):
		return bot.TooManyAdvice(), exitInternal
	case errors.Is(err, bot.ErrNoToken):
		return bot.NoTokenAdvice, exitUsage
	case errors.As(err, &backup):
		return backup.Advice(), exitInternal
	case errors.As(err, &model):
		return model.Advice(), exitUsage
	case errors.As(err, &meaning):
		return meaning.Advice(), exitUsage
	case errors.As(err, &wording):
		return fmt.Sprintf("The prompts of %s cannot be used. Run rapporteur prompts lint %s to see why.", wording.Folder, wording.Folder), exitUsage
	case errors.As(err, &kept):
		return kept.Advice(), exitInternal
	case errors.As(err, &past):
		return past.Advice(), exitInternal
	case errors.As(err, &discord):
		return discord.Advice, exitInternal
	case errors.As(err, &output):
		return fmt.Sprintf("%s could not be written: %s.", output.what, reason(output.err)), exitInternal
	}
	return "Something went wrong that should not have. Run it again with --verbose to see what.", exitInternal
}

func explainSet(e *bot.SetError) string {
	switch {
	case errors.Is(e.Err, bot.ErrNoQuestions):
		return fmt.Sprintf("%s has no questions to ask. Name the set that they belong to with --name.", e.What)
	case errors.Is(e.Err, bot.ErrNoLibrary):
		return fmt.Sprintf("%s has no articles to answer from. Give a folder of articles with --articles.", e.What)
	case errors.Is(e.Err, fs.ErrNotExist):
		return fmt.Sprintf("The file %s does not exist.", e.What)
	}
	if at := fileLine.FindStringSubmatch(e.Err.Error()); at != nil {
		return fmt.Sprintf("The question set cannot be used: line %s of %s is broken.", at[2], at[1])
	}
	return fmt.Sprintf("%s could not be read: %s.", e.What, reason(e.Err))
}

// fileLine matches the file and the line that package eval names.
var fileLine = regexp.MustCompile(`read ([^:]+): line (\d+)`)

// reason says in words why a file or folder could not be used.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission is missing"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return "it failed"
}

// list names things, at most ten.
func list(names []string) string {
	const most = 10
	if len(names) == 0 {
		return "none"
	}
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
