// Package prompts holds the words with which a language model is asked. Each
// task has a file; an operator's folder may override single files.
//
// A file is a text/template that defines "user" and, but for repair, "system".
// What stands in {{/* … */}} is not sent: it gives the reason of each rule.
// parts.tmpl has what several share.
//
// Everything that strangers wrote stands in fences with a boundary that they
// cannot guess, and is made harmless before: what looks like a boundary or like
// a marker of ours is no longer one (see clean).
package prompts

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var embedded embed.FS

// Refusal is what a model writes when the sentences do not answer.
const Refusal = "NOT IN THE ARTICLES"

// Message is one part of a prompt.
type Message struct {
	System bool // the rules, rather than the material
	Text   string
}

// Sentence is a sentence of a passage with its marker, [Passage.N].
type Sentence struct {
	Passage, N int
	Text       string
}

// Passage is a paragraph of an article, with what a reader should know of it.
// Empty fields are left out.
type Passage struct {
	N                                int // from 1
	Article, Kind, Author, Published string
	Sentences                        []Sentence // numbered from 1
}

// Turn is an earlier message of a conversation.
type Turn struct {
	Bot  bool
	Text string
}

// Failed is a sentence that did not pass, and why.
type Failed struct{ Text, Reason string }

// Line is one of several texts that are translated, with its number.
type Line struct {
	N    int
	Text string
}

// Data is what the templates are filled with. Which fields a task needs, its
// method says.
type Data struct {
	// Fence is the boundary. It must be random, and the same for the same
	// articles, so that a server can keep what it has read of them.
	Fence    string
	Passages []Passage
	History  []Turn
	Question string // or a claim, or a topic
	Language string // "" for that of the question or of the articles
	Points   int    // of a briefing
	// Chosen are the sentences that each point of a briefing is about, by their
	// numbers alone.
	Chosen [][]Sentence
	Lines  []Line
	Failed []Failed
}

// Asked and Refusal are for the templates.
type filled struct {
	Data
	Asked   string
	Refusal string
}

// Set is the prompts of one installation. It may be used by many goroutines.
type Set struct {
	tasks map[string]*template.Template
}

// The files. Each task is a file of its name; parts belongs to all.
const (
	answerTask    = "answer"
	rewriteTask   = "rewrite"
	repairTask    = "repair"
	checkTask     = "check"
	briefingTask  = "briefing"
	discussTask   = "discuss"
	translateTask = "translate"
	partsFile     = "parts"
	extension     = ".tmpl"
)

func taskNames() []string {
	return []string{answerTask, rewriteTask, repairTask, checkTask, briefingTask, discussTask, translateTask}
}

// Load reads the prompts, with the files of overrides in the place of the
// embedded ones of the same name; nil has none. The error names the file. What
// Lint finds in overrides makes Load fail.
func Load(overrides fs.FS) (*Set, error) {
	if overrides != nil {
		if problems := Lint(overrides); len(problems) > 0 {
			return nil, fmt.Errorf("load prompts: %w", errors.Join(problems...))
		}
	}
	return load(overrides)
}

func load(overrides fs.FS) (*Set, error) {
	parts, err := read(overrides, partsFile)
	if err != nil {
		return nil, err
	}
	s := &Set{tasks: make(map[string]*template.Template)}
	for _, task := range taskNames() {
		text, err := read(overrides, task)
		if err != nil {
			return nil, err
		}
		t := template.New(task).Option("missingkey=error")
		if _, err := t.Parse(parts); err != nil {
			return nil, fmt.Errorf("%s%s: %w", partsFile, extension, err)
		}
		if _, err := t.Parse(text); err != nil {
			return nil, fmt.Errorf("%s%s: %w", task, extension, err)
		}
		s.tasks[task] = t
	}
	return s, nil
}

// maxFile is the size of the largest file, in bytes.
const maxFile = 64 << 10

func read(overrides fs.FS, name string) (string, error) {
	if overrides != nil {
		data, err := fs.ReadFile(overrides, name+extension)
		switch {
		case err == nil && len(data) > maxFile:
			return "", fmt.Errorf("%s%s: it has more than %d bytes", name, extension, maxFile)
		case err == nil:
			return string(data), nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("%s%s: %w", name, extension, err)
		}
	}
	data, err := embedded.ReadFile(name + extension)
	return string(data), err
}

// Answer asks for an answer: Fence, Passages, Question; History and Language may
// be empty.
func (s *Set) Answer(d Data) ([]Message, error) { return s.render(answerTask, "the question", d) }

// Rewrite asks for the last question as one that stands alone: Fence, Question;
// History may be empty, and Language for the question's own.
func (s *Set) Rewrite(d Data) ([]Message, error) { return s.render(rewriteTask, "the question", d) }

// Repair asks for sentences anew that did not pass: Failed. It goes on from the
// prompt and the answer that it mends.
func (s *Set) Repair(d Data) ([]Message, error) { return s.render(repairTask, "", d) }

// Check asks for a second opinion on a claim: Fence, Passages, Question (the
// claim).
func (s *Set) Check(d Data) ([]Message, error) { return s.render(checkTask, "the claim", d) }

// Briefing asks for the points of a briefing: Fence, Passages, Points, Chosen;
// Language may be empty.
func (s *Set) Briefing(d Data) ([]Message, error) { return s.render(briefingTask, "", d) }

// Discuss asks for three neutral questions: Fence, Passages, Question (the
// topic); Language may be empty.
func (s *Set) Discuss(d Data) ([]Message, error) { return s.render(discussTask, "the topic", d) }

// Translate asks for lines in another language: Fence, Lines, Language.
func (s *Set) Translate(d Data) ([]Message, error) { return s.render(translateTask, "", d) }

// blank are the runs of empty lines that comments leave.
var blank = regexp.MustCompile(`\n{2,}`)

func (s *Set) render(task, asked string, d Data) ([]Message, error) {
	f := filled{Data: d.clean(), Asked: asked, Refusal: Refusal}
	var out []Message
	for _, part := range []string{"system", "user"} {
		t := s.tasks[task].Lookup(part)
		if t == nil {
			continue
		}
		var b strings.Builder
		if err := t.Execute(&b, f); err != nil {
			return nil, fmt.Errorf("write the prompt %s: %w", task, err)
		}
		text := strings.TrimSpace(blank.ReplaceAllString(b.String(), "\n"))
		out = append(out, Message{System: part == "system", Text: text})
	}
	return out, nil
}
