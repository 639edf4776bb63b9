package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"rapporteur/bot"
)

type lintCommand struct {
	Dir  string `arg:"" optional:"" help:"Folder of articles. Default: that of --knowledge."`
	JSON bool   `name:"json" help:"Print the problems as one JSON array."`
}

// Help is the end of the command's help.
func (lintCommand) Help() string {
	return "Prints file:line: severity: message; line 0 is the whole file. Exit code: 0 no errors, 1 errors found, 4 the folder could not be read. Warnings alone give 0."
}

// lintProblem is a problem in JSON.
type lintProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line"` // from 1; 0 means the whole file
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

func (l *lintCommand) run(_ context.Context, c *console) (int, error) {
	folder := l.Dir
	if folder == "" {
		folder = c.config.Knowledge
	}
	stop := c.wait("Looking through the articles")
	problems, articles, err := bot.Lint(folder)
	stop()
	switch {
	case err != nil:
		return 0, err
	case !articles:
		return 0, errNoArticles
	}
	code := exitOK
	found := make([]lintProblem, 0, len(problems))
	for _, p := range problems {
		if p.Severity == bot.Error {
			code = exitRefused
		}
		found = append(found, lintProblem{p.File, p.Line, p.Severity.String(), p.Message})
	}
	if l.JSON {
		return code, c.printJSON(found)
	}
	for _, p := range problems {
		fmt.Fprintln(c.stdout, oneLine(p.String()))
	}
	if len(problems) == 0 {
		fmt.Fprintln(c.stdout, "No problems found.")
	}
	return code, nil
}

type listCommand struct {
	JSON bool `name:"json" help:"Print the articles as one JSON array."`
}

func (l *listCommand) run(ctx context.Context, c *console) (int, error) {
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	if l.JSON {
		return exitOK, c.printJSON(b.List())
	}
	c.articleTable(b.List())
	return exitOK, nil
}

// articleTable prints an overview of the articles.
func (c *console) articleTable(articles []bot.ListedArticle) {
	rows := [][]string{{"ARTICLE", "VERSION", "KIND", "PASSAGES", "SENTENCES", "BYTES", "AUTHOR", "TITLE"}}
	for _, a := range articles {
		rows = append(rows, []string{
			oneLine(a.Slug), strconv.Itoa(a.Version), orDash(string(a.Kind)), strconv.Itoa(a.Passages),
			strconv.Itoa(a.Sentences), strconv.Itoa(a.Bytes), orDash(oneLine(a.Author)), orDash(oneLine(a.Title)),
		})
	}
	for _, line := range table(rows) {
		fmt.Fprintln(c.stdout, line)
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// table lays rows out in columns, two spaces apart.
func table(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	var lines []string
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}
