package prompts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Lint looks through a folder of overrides: files that are no prompt, templates
// that cannot be filled in, and prompts that leave out what makes them safe or
// what they are about. It returns an error for each, nil when there is none.
func Lint(folder fs.FS) []error {
	var problems []error
	report := func(file, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", file, fmt.Sprintf(format, args...)))
	}
	files, err := fs.Glob(folder, "*"+extension)
	if err != nil {
		return []error{err}
	}
	known := append(taskNames(), partsFile)
	for _, file := range files {
		if name := strings.TrimSuffix(file, extension); !slices.Contains(known, name) {
			report(file, "there is no prompt of that name; there are %s", strings.Join(known, ", "))
		}
	}
	set, err := load(folder)
	if err != nil {
		return append(problems, err)
	}
	for _, task := range taskNames() {
		lintTask(set, task, func(format string, args ...any) { report(task+extension, format, args...) })
	}
	return problems
}

// wants is what a prompt must show of its data.
type wants struct {
	system, passages, question, history, failed, chosen, lines bool
}

func wantsOf(task string) wants {
	switch task {
	case answerTask:
		return wants{system: true, passages: true, question: true, history: true}
	case rewriteTask:
		return wants{system: true, question: true, history: true}
	case repairTask:
		return wants{failed: true}
	case briefingTask:
		return wants{system: true, passages: true, chosen: true}
	case translateTask:
		return wants{system: true, lines: true}
	}
	return wants{system: true, passages: true, question: true}
}

// lintTask fills a prompt with a sample and looks for what must be in it.
func lintTask(set *Set, task string, report func(format string, args ...any)) {
	w := wantsOf(task)
	for part, needed := range map[string]bool{"system": w.system, "user": true} {
		if needed && set.tasks[task].Lookup(part) == nil {
			report(`it does not define %q`, part)
			return
		}
	}
	sample := sampleData()
	messages, err := set.render(task, "the question", sample)
	if err != nil {
		report("%s", fillError(err))
		return
	}
	whole := ""
	for _, m := range messages {
		whole += m.Text + "\n"
	}
	for _, c := range []struct {
		needed bool
		text   string
		what   string
	}{
		{w.passages, "[1.1] " + sample.Passages[0].Sentences[0].Text, "the numbered sentences"},
		{w.question, sample.Question, "the question"},
		{w.history, sample.History[0].Text, "the conversation"},
		{w.failed, sample.Failed[0].Text, "the sentences that failed"},
		{w.chosen, "[1.1]\n", "the sentences that the points are about (.Chosen)"},
		{w.lines, "7. " + sample.Lines[0].Text, "the numbered lines (.Lines)"},
		{w.lines, sample.Language, "the language to translate into (.Language)"},
		{w.system, sample.Fence, "the boundary (.Fence)"},
		{task == answerTask, Refusal, "what to write when there is no answer (.Refusal)"},
	} {
		if c.needed && !strings.Contains(whole, c.text) {
			report("it leaves out %s", c.what)
		}
	}
	if w.system && strings.Count(whole, sample.Fence) < 3 {
		report("what strangers wrote does not stand between lines of the boundary (.Fence)")
	}
}

func sampleData() Data {
	return Data{
		Fence: "#sample-fence#",
		Passages: []Passage{{
			N: 1, Article: "The harbour", Kind: "opinion", Author: "Ada Lind", Published: "2025-04-10",
			Sentences: []Sentence{{1, 1, "The harbour was sold in March."}},
		}},
		History:  []Turn{{Text: "Is there a harbour?"}, {Bot: true, Text: "There is one. [1.1]"}},
		Question: "When was it sold?", Language: "French", Points: 5,
		Chosen: [][]Sentence{{{Passage: 1, N: 1}}},
		Lines:  []Line{{7, "The harbour was closed in June."}},
		Failed: []Failed{{"It was sold in May. [1.1]", "the article says March, the sentence says May"}},
	}
}

// fillError is what the template's author should read of an error.
func fillError(err error) string {
	text := err.Error()
	if i := strings.Index(text, ": template: "); i >= 0 {
		text = text[i+len(": template: "):]
	}
	return "it cannot be filled in: " + text
}
