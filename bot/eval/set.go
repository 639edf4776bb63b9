package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// Set is a question set: a library and questions about it.
type Set struct {
	Name      string
	Articles  []*corpus.Article
	Questions []Question
	ids       map[passageKey]string
}

type passageKey struct {
	article *corpus.Article
	passage int
}

// Question is one line of questions.jsonl.
type Question struct {
	ID            string     `json:"id"`
	Question      string     `json:"question"`
	Answerable    bool       `json:"answerable"`
	GoldPassages  []string   `json:"gold_passages"`
	GoldAnswers   []string   `json:"gold_answers"`
	GoldSentences [][]string `json:"gold_sentences"`
	GoldDocuments []string   `json:"gold_docs"`
	History       []Turn     `json:"history"`
	Set           string     `json:"set"`
	Article       string     `json:"article"` // what it is about, by slug; "" where gold passages tell
	Style         string     `json:"style"`
	Kind          string     `json:"kind"` // why a question is not answerable: "off-topic", "near-miss", "left-open" or "false-premise"
}

// Turn is one message of a question's history. A role other than "user" is
// the bot's.
type Turn struct {
	Role string `json:"role"`
	Text string `json:"text"`
}

// Query is the question as the index takes it.
func (q *Question) Query() search.Query {
	out := search.Query{Text: q.Question}
	for _, t := range q.History {
		out.History = append(out.History, search.Turn{Bot: t.Role != "user", Text: t.Text})
	}
	return out
}

// document is one line of documents.jsonl.
type document struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Passages []struct {
		ID        string   `json:"id"`
		Text      string   `json:"text"`
		Sentences []string `json:"sentences"`
	} `json:"passages"`
}

// Load reads a set from a folder that holds documents.jsonl and
// questions.jsonl. A set without questions is one that only offers its library.
func Load(dir string) (*Set, error) {
	s := &Set{Name: filepath.Base(dir), ids: make(map[passageKey]string)}
	err := ReadLines(filepath.Join(dir, "documents.jsonl"), func(d document) error {
		s.add(d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.Questions, err = ReadQuestions(filepath.Join(dir, "questions.jsonl"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return s, nil
}

// ReadQuestions reads a file of one question a line.
func ReadQuestions(file string) ([]Question, error) {
	var out []Question
	err := ReadLines(file, func(q Question) error {
		out = append(out, q)
		return nil
	})
	return out, err
}

// ReadLines decodes each line of a file as JSON and hands it to each.
func ReadLines[T any](file string, each func(T) error) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	defer f.Close()
	if err := DecodeLines(f, each); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	return nil
}

// maxLine is the length of the longest line that DecodeLines takes, in bytes.
const maxLine = 16 << 20

// DecodeLines decodes each line of r as JSON and hands it to each. Blank lines
// are passed over. An error names the line.
func DecodeLines[T any](r io.Reader, each func(T) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 1<<16), maxLine)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := each(v); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// add turns a document into an article whose passages are the document's.
func (s *Set) add(d document) {
	a := &corpus.Article{Slug: d.ID, Version: 1, Meta: corpus.Meta{Title: strings.TrimSpace(d.Title)}}
	var text strings.Builder
	for _, p := range d.Passages {
		if text.Len() > 0 {
			text.WriteString("\n\n")
		}
		start := text.Len()
		text.WriteString(p.Text)
		sentences := spansOf(p.Text, p.Sentences)
		if len(sentences) == 0 {
			continue
		}
		for i := range sentences {
			sentences[i].Start += start
			sentences[i].End += start
		}
		s.ids[passageKey{a, len(a.Passages)}] = p.ID
		a.Passages = append(a.Passages, corpus.Passage{
			Span:      corpus.Span{Start: start, End: text.Len()},
			Sentences: sentences,
		})
	}
	a.Text = text.String()
	if len(a.Passages) > 0 {
		s.Articles = append(s.Articles, a)
	}
}

// spansOf finds the given sentences in text, or splits text when there are
// none or they are not all there.
func spansOf(text string, sentences []string) []corpus.Span {
	var out []corpus.Span
	at := 0
	for _, sentence := range sentences {
		sentence = strings.TrimSpace(sentence)
		i := strings.Index(text[at:], sentence)
		if i < 0 || sentence == "" {
			return corpus.Sentences(text)
		}
		out = append(out, corpus.Span{Start: at + i, End: at + i + len(sentence)})
		at += i + len(sentence)
	}
	if len(out) == 0 {
		return corpus.Sentences(text)
	}
	return out
}

// AddArticles adds articles whose passages are known by slug and place: the
// third passage of dam is "dam#2".
func (s *Set) AddArticles(articles ...*corpus.Article) {
	if s.ids == nil {
		s.ids = make(map[passageKey]string)
	}
	for _, a := range articles {
		s.Articles = append(s.Articles, a)
		for p := range a.Passages {
			s.ids[passageKey{a, p}] = fmt.Sprintf("%s#%d", a.Slug, p)
		}
	}
}

// ID is the identifier of a passage.
func (s *Set) ID(a *corpus.Article, passage int) string { return s.ids[passageKey{a, passage}] }
