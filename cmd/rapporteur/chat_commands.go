package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"rapporteur/bot"
)

// chatCommands are what a line of a conversation may begin with. /quit is not
// among them, since it ends the loop.
var chatCommands = map[string]func(*conversation, context.Context, string) error{
	"/sources": (*conversation).sources,
	"/brief":   (*conversation).brief,
	"/help":    (*conversation).help,
}

// help tells what can be typed.
func (t *conversation) help(context.Context, string) error {
	for _, line := range [][2]string{
		{"a question", "is answered from the articles; earlier turns count"},
		{"/sources", "shows the paragraphs that the last answer cites, or the articles before the first"},
		{"/sources 2", "shows the paragraph of source [2]"},
		{"/brief", "sums the articles up"},
		{"/help", "shows this"},
		{"/quit", "leaves, like Ctrl-D"},
	} {
		const column = 12
		t.page().text(plain, line[1], fmt.Sprintf("%-*s", column, line[0]), strings.Repeat(" ", column))
	}
	return nil
}

// sources shows the paragraphs that the last reply cites or, where it refuses,
// offers.
func (t *conversation) sources(_ context.Context, argument string) error {
	if t.last == nil {
		t.c.articleTable(t.bot.List())
		return nil
	}
	sources := t.last.Sources()
	if refusal := t.last.Refusal(); refusal != nil {
		sources = refusal.Nearest
	}
	if argument != "" {
		n, _ := strconv.Atoi(strings.Trim(argument, "[]")) // 0 where it is no number
		if n < 1 || n > len(sources) {
			t.page().text(plain, fmt.Sprintf("There is no source %s. The last answer has %d.", argument, len(sources)), "", "")
			return nil
		}
		sources = sources[n-1 : n]
	}
	if len(sources) == 0 {
		t.page().text(plain, "The last answer has no sources.", "", "")
	}
	shown := make(map[string]bool) // two sources may stand in one paragraph
	for _, s := range sources {
		if shown[s.Place()] {
			continue
		}
		if len(shown) > 0 {
			t.page().blank()
		}
		shown[s.Place()] = true
		t.page().passage(s)
	}
	return nil
}

// passage prints a source's paragraph in full below who wrote it.
func (p page) passage(s bot.Source) {
	head, a := s.Place(), s.Of()
	for _, more := range []string{a.Author, a.Published, fmt.Sprintf("version %d", s.Version), a.URL} {
		if more != "" {
			head += " · " + more
		}
	}
	p.text(bold, head, "", "")
	p.text(plain, a.Plain(a.Passages[s.Paragraph-1].Span), "  ", "  ")
}

// brief sums the articles up.
func (t *conversation) brief(ctx context.Context, _ string) error {
	briefing, err := t.bot.Brief(ctx, bot.BriefOptions{Article: t.article})
	if err != nil {
		return err
	}
	t.page().briefing(briefing)
	return nil
}
