package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
)

// What an evaluation gives.
type (
	Figures    = eval.Figures
	Ranking    = eval.Ranking
	Prediction = eval.Prediction
)

// EvalOptions choose a question set.
type EvalOptions struct {
	// Set is a folder with documents.jsonl and questions.jsonl.
	Set string
	// Articles is a folder of article files that is the library instead of
	// documents.jsonl. One of Set and Articles must be given.
	Articles string
	// Questions is a file of questions to ask instead of questions.jsonl. It
	// must be given without Set.
	Questions string
	// Name is the set whose questions are asked of a file that holds those of
	// several sets, in the field "set". Default: the name of the folder Set;
	// without Set, all questions are asked.
	Name string
	// Only is how many questions are asked, spread evenly over the file.
	// Default: all.
	Only int
	// Progress is told how many questions are answered, from many goroutines.
	// Default: nobody is.
	Progress func(done, total int)
}

// Eval asks a question set of its own articles and measures how well it went.
// The predictions are in the order of the questions. The error is that of ctx,
// a *SetError, a *FolderError or one that wraps ErrTooManyPassages.
func Eval(ctx context.Context, o EvalOptions) (*Figures, []Prediction, error) {
	set, err := openSet(o)
	if err != nil {
		return nil, nil, fmt.Errorf("evaluate: %w", err)
	}
	figures, predictions, err := eval.Run(ctx, set, o.Progress)
	if err != nil {
		return nil, nil, fmt.Errorf("evaluate %s: %w", set.Name, err)
	}
	return figures, predictions, nil
}

// openSet reads what o chooses.
func openSet(o EvalOptions) (*eval.Set, error) {
	set, err := openLibrary(o)
	if err != nil {
		return nil, err
	}
	if o.Questions != "" {
		set.Questions, err = eval.ReadQuestions(o.Questions)
		if err != nil {
			return nil, &SetError{o.Questions, err}
		}
	}
	if o.Name != "" {
		set.Name = o.Name
	}
	if o.Name != "" || o.Set != "" {
		set.Questions = ofSet(set.Questions, set.Name)
	}
	set.Questions = spread(set.Questions, o.Only)
	switch from := cmp.Or(o.Questions, o.Set, o.Articles); {
	case len(set.Questions) == 0:
		return nil, &SetError{from, ErrNoQuestions}
	case len(set.Articles) == 0:
		return nil, &SetError{cmp.Or(o.Articles, o.Set), ErrNoLibrary}
	}
	return set, nil
}

// openLibrary reads the articles of a set, and its own questions if it has any.
func openLibrary(o EvalOptions) (*eval.Set, error) {
	if o.Articles != "" {
		k, err := openKnowledge(o.Articles)
		if err != nil {
			return nil, err
		}
		set := &eval.Set{Name: baseName(cmp.Or(o.Set, o.Articles))}
		set.AddArticles(k.library.Articles()...)
		if o.Set != "" && o.Questions == "" {
			file := filepath.Join(o.Set, "questions.jsonl")
			if set.Questions, err = eval.ReadQuestions(file); err != nil {
				return nil, &SetError{file, err}
			}
		}
		return set, nil
	}
	if _, err := folderFS(o.Set); err != nil {
		return nil, err
	}
	set, err := eval.Load(o.Set)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &SetError{filepath.Join(o.Set, "documents.jsonl"), err}
	case err != nil:
		return nil, &SetError{o.Set, err}
	}
	set.Name = baseName(o.Set)
	passages := 0
	for _, a := range set.Articles {
		passages += len(a.Passages)
	}
	if passages > corpus.MaxPassages {
		return nil, fmt.Errorf("%s: %w", o.Set, ErrTooManyPassages)
	}
	return set, nil
}

// baseName is the name of a folder, which may be given as ".".
func baseName(folder string) string {
	if full, err := filepath.Abs(folder); err == nil {
		folder = full
	}
	return filepath.Base(folder)
}

// ofSet keeps the questions of one set. A question that names no set belongs
// to every one.
func ofSet(questions []eval.Question, name string) []eval.Question {
	var out []eval.Question
	for _, q := range questions {
		if q.Set == "" || q.Set == name {
			out = append(out, q)
		}
	}
	return out
}

// spread keeps n questions, evenly spaced; all when n is 0 or there are not more.
func spread(questions []eval.Question, n int) []eval.Question {
	if n <= 0 || n >= len(questions) {
		return questions
	}
	out := make([]eval.Question, n)
	for i := range out {
		out[i] = questions[i*len(questions)/n]
	}
	return out
}
