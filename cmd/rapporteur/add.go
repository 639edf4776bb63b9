package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"rapporteur/bot"
)

type addCommand struct {
	From      string `arg:"" name:"file-or-url" help:"The file (Markdown, text, HTML, PDF or .docx), or the address of a page."`
	Title     string `help:"The title, instead of what the file says."`
	Author    string `help:"Who wrote it."`
	Publisher string `help:"Who brought it out."`
	Published string `placeholder:"DATE" help:"When it came out, as year-month-day."`
	URL       string `name:"url" help:"Where the original stands. An article that is fetched has its address."`
	Kind      string `help:"report, opinion, analysis, statement or reference."`
	Language  string `help:"The code of its language, such as en."`
	DryRun    bool   `help:"Show what would be added, and write nothing."`
	Replace   bool   `help:"Put it in the place of a file of the same name."`
	JSON      bool   `name:"json" help:"Print what was read as one JSON object."`
	contactFlag
}

// Help is the end of the command's help.
func (addCommand) Help() string {
	return "Reads the article, shows title, author, paragraphs, warnings and the articles that say nearly the same, and writes it into the folder of articles, named by its title. " +
		"The first PDF takes up to a minute: its reader is compiled, once for each machine, in a process of its own. Exit code: 0 added, 2 refused, and why, 4 the folder could not be used."
}

func (a *addCommand) run(ctx context.Context, c *console) (int, error) {
	config, err := a.contactFlag.fill(c.config)
	if err != nil {
		return 0, err
	}
	stop := c.wait("Reading the article")
	config.Program = thisProgram()
	added, err := bot.AddArticle(ctx, config, bot.Addition{
		From: a.From, Title: a.Title, Author: a.Author, Publisher: a.Publisher, Published: a.Published,
		URL: a.URL, Kind: a.Kind, Language: a.Language, Replace: a.Replace, DryRun: a.DryRun,
	})
	stop()
	if err != nil {
		return 0, err
	}
	if a.JSON {
		return exitOK, c.printJSON(added)
	}
	c.addition(added)
	return exitOK, nil
}

// contactFlag is what the commands need that fetch pages.
type contactFlag struct {
	Contact string `placeholder:"URL" key:"RAPPORTEUR_CONTACT" help:"A page that tells webmasters whose bot this is. Default: none is named."`
}

// fill has the bot name the page.
func (f contactFlag) fill(c bot.Config) (bot.Config, error) {
	if u, err := url.Parse(f.Contact); f.Contact != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		return c, usagef("The contact is %q; it must be the address of a page, with https://.", f.Contact)
	}
	c.Contact = f.Contact
	return c, nil
}

// addition prints what was read of an article.
func (c *console) addition(a *bot.Added) {
	format := a.Format
	if a.Charset != "" && a.Charset != "utf-8" {
		format += ", " + a.Charset
	}
	rows := [][]string{
		{"title", orDash(oneLine(a.Title))},
		{"author", orDash(oneLine(a.Author))},
		{"publisher", orDash(oneLine(a.Publisher))},
		{"published", orDash(oneLine(a.Published))},
		{"url", orDash(oneLine(a.URL))},
		{"kind", orDash(string(a.Kind))},
		{"language", orDash(oneLine(a.Language))},
		{"read as", format},
		{"paragraphs", strconv.Itoa(a.Passages)},
		{"sentences", strconv.Itoa(a.Sentences)},
	}
	for _, line := range table(rows) {
		fmt.Fprintln(c.stdout, line)
	}
	var notes []string
	for _, w := range a.Warnings {
		notes = append(notes, "Warning: "+w)
	}
	for _, s := range a.Similar {
		notes = append(notes, fmt.Sprintf("The article %s %s. The new one has %d new sentences and %d changed; %d are gone.", s.Article, s.Relation, s.New, s.Changed, s.Withdrawn))
	}
	for _, note := range notes {
		fmt.Fprintln(c.stdout, strings.Join(wrap(oneLine(note), c.width, "", "  "), "\n"))
	}
	done := "Written to "
	if !a.Written {
		done = "Nothing was written. It would be "
	}
	fmt.Fprintln(c.stdout, done+oneLine(a.File))
}
