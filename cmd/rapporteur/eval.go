package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"rapporteur/bot"
)

type evalCommand struct {
	Set         string `placeholder:"DIR" help:"Folder of a question set: documents.jsonl and questions.jsonl."`
	Questions   string `placeholder:"FILE" help:"Ask the questions of this file instead. Of those with a field \"set\", only the set's own are asked."`
	Articles    string `placeholder:"DIR" help:"Answer from the article files of this folder instead. A passage is known as slug#0, slug#1 and so on."`
	Name        string `placeholder:"SET" help:"Name of the set. Default: that of its folder; without --set, all questions are asked."`
	Only        int    `placeholder:"N" help:"Ask N questions, spread evenly over the set."`
	Predictions string `placeholder:"FILE" help:"Write what was found, one JSON object a question."`
	JSON        bool   `name:"json" help:"Print the figures as one JSON object."`
}

func (e *evalCommand) run(ctx context.Context, c *console) (int, error) {
	switch {
	case e.Set == "" && e.Articles == "":
		return 0, usagef("Give a question set with --set, or articles with --articles and questions with --questions.")
	case e.Set == "" && e.Questions == "":
		return 0, usagef("Give the questions to ask with --questions.")
	case e.Only < 0:
		return 0, usagef("--only must be a number of questions, not %d.", e.Only)
	}
	m := c.meter("Asking")
	defer m.stop()
	figures, predictions, err := bot.Eval(ctx, bot.EvalOptions{
		Set: e.Set, Articles: e.Articles, Questions: e.Questions, Name: e.Name, Only: e.Only,
		Progress: m.progress,
	})
	if err != nil {
		return 0, err
	}
	m.stop()
	if e.Predictions != "" {
		if err := writePredictions(e.Predictions, predictions); err != nil {
			return 0, err
		}
	}
	if e.JSON {
		return exitOK, c.printJSON(figures)
	}
	c.printFigures(figures)
	return exitOK, nil
}

// writePredictions writes one prediction a line.
func writePredictions(name string, predictions []bot.Prediction) (err error) {
	what := "The file " + name
	file, err := os.Create(name)
	if err != nil {
		return &outputError{what, err}
	}
	defer func() {
		if closeErr := file.Close(); err == nil && closeErr != nil {
			err = &outputError{what, closeErr}
		}
	}()
	w := bufio.NewWriter(file)
	encoder := json.NewEncoder(w)
	for i := range predictions {
		if err := encoder.Encode(&predictions[i]); err != nil {
			return &outputError{what, err}
		}
	}
	if err := w.Flush(); err != nil {
		return &outputError{what, err}
	}
	return nil
}

// printFigures prints figures for a person.
func (c *console) printFigures(f *bot.Figures) {
	fmt.Fprintf(c.stdout, "%s: %d questions, %d of them answerable\n\n", oneLine(f.Set), f.Questions, f.Answerable)
	none := func(n int, format string, args ...any) string {
		if n == 0 {
			return "-"
		}
		return fmt.Sprintf(format, args...)
	}
	auroc := "-"
	if f.AUROC != nil {
		auroc = fmt.Sprintf("AUROC %.3f", *f.AUROC)
	}
	ranking := func(r bot.Ranking) string {
		return none(r.Questions, "R@1 %.3f  R@5 %.3f  MRR@10 %.3f  of %d", r.R1, r.R5, r.MRR, r.Questions)
	}
	s := f.Sentences
	for _, line := range table([][]string{
		{"passages", ranking(f.Passages)},
		{"plain BM25", ranking(f.Plain)},
		{"sentences", none(s.Questions, "hit@1 %.3f  hit@3 %.3f  of %d", s.Hit1, s.Hit3, s.Questions)},
		{"confidence", auroc},
		{"answered", none(f.Answered.Of, "%.3f of %d answerable", f.Answered.Share, f.Answered.Of)},
		{"refused", none(f.Refused.Of, "%.3f of %d not answerable", f.Refused.Share, f.Refused.Of)},
		{"right", none(f.Right.Of, "first source %.3f  any source %.3f  of %d answered", f.Right.Share, f.RightAny.Share, f.Right.Of)},
		{"time", fmt.Sprintf("p50 %.1f ms  p95 %.1f ms a question", f.Latency.P50, f.Latency.P95)},
	}) {
		fmt.Fprintln(c.stdout, line)
	}
}
