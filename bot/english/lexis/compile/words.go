package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// form is one spelling of an entry, as it is shown to the model of sentences.
type form struct {
	text  string
	worth float64 // the commoner, the more
}

// vocabulary is what is chosen to be an entry of the lexis.
type vocabulary struct {
	keys  []string          // sorted
	forms map[string][]form // by key, the most worth first
}

// scowlLevels are the sizes of the word lists that are read, and the worth of a
// word in each: the smaller the list, the commoner the word.
var scowlLevels = []struct {
	suffix string
	worth  float64
}{{"10", 60}, {"20", 30}, {"35", 12}, {"40", 6}, {"50", 3}, {"55", 2}, {"60", 1}}

// leastDocuments is how many passages of the open sets must hold a word, in
// small letters, that no dictionary has.
const leastDocuments = 3

// selectWords chooses the entries: the words of the lists up to level 50, of the
// lexicon and of the tagged texts, words that passages use, and expressions that
// WordNet has and the lexicon or a tagged text uses.
func selectWords(w *wordnet, scowl fs.FS, lexicon, sets string) (*vocabulary, error) {
	worth := make(map[string]map[string]float64) // by key and folded text
	note := func(text string, n float64) {
		text = strings.ToLower(text)
		key := keyOf(text)
		if key == "" || len(key) < 2 || len(key) > 40 {
			return
		}
		if worth[key] == nil {
			worth[key] = make(map[string]float64)
		}
		worth[key][text] += n
	}
	for _, level := range scowlLevels {
		for _, list := range []string{"english-words.", "american-words.", "british-words."} {
			if err := lines(scowl, list+level.suffix, func(line string) error {
				if isPlain(line) {
					note(line, level.worth)
				}
				return nil
			}); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range w.names {
		for _, l := range w.synsets[name].lemmas {
			if l.mass >= 1 || len(worth[l.key]) > 0 {
				note(l.text, l.mass)
			}
		}
	}
	meanings := w.meanings()
	if err := lexiconWords(lexicon, func(text string) {
		if key := keyOf(text); !strings.Contains(key, " ") || len(meanings[key]) > 0 {
			note(text, 3)
		}
	}); err != nil {
		return nil, err
	}
	counts, err := documentWords(sets)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(worth))
	for key := range worth {
		known[key] = true
	}
	for word, n := range counts {
		if n >= leastDocuments || known[english.Stem(word)] {
			note(word, float64(n))
		}
	}
	return newVocabulary(worth), nil
}

// leastWorth is what the forms of an entry must be worth together.
const leastWorth = 3

func newVocabulary(worth map[string]map[string]float64) *vocabulary {
	v := &vocabulary{forms: make(map[string][]form)}
	for key, texts := range worth {
		var forms []form
		for text, n := range texts {
			forms = append(forms, form{text, n})
		}
		slices.SortFunc(forms, func(a, b form) int {
			return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.text, b.text))
		})
		if sumOf(forms) < leastWorth {
			continue
		}
		v.keys = append(v.keys, key)
		v.forms[key] = forms
	}
	slices.Sort(v.keys)
	return v
}

// sumOf is what forms are worth together, added in their order, so that it is the
// same in every run.
func sumOf(forms []form) float64 {
	var sum float64
	for _, f := range forms {
		sum += f.worth
	}
	return sum
}

// isPlain reports whether a word of a list is of the letters a to z only.
func isPlain(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return len(word) > 1
}

// lexiconWords calls each for every expression of the lexicon.
func lexiconWords(dir string, each func(string)) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("read the lexicon: %w", err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "~")
			if line == "" || line[0] == '#' {
				continue
			}
			for member := range strings.SplitSeq(line, ",") {
				each(strings.TrimSpace(member))
			}
		}
	}
	return nil
}

// documentWords counts the passages of the open sets that hold a word in small
// letters.
func documentWords(dir string) (map[string]int, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "documents.jsonl"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no documents in %s", dir)
	}
	counts := make(map[string]int)
	for _, file := range files {
		if err := countWords(file, counts); err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(filepath.Dir(file)), err)
		}
	}
	return counts, nil
}

func countWords(file string, counts map[string]int) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	decoder := json.NewDecoder(bufio.NewReader(f))
	for decoder.More() {
		var document struct {
			Passages []struct {
				Text string `json:"text"`
			} `json:"passages"`
		}
		if err := decoder.Decode(&document); err != nil {
			return err
		}
		for _, p := range document.Passages {
			seen := make(map[string]bool)
			for _, token := range english.AppendTokens(nil, p.Text) {
				word := english.Fold(p.Text, token)
				if token.Flags == 0 && isPlain(word) && !english.IsStop(word) && !seen[word] {
					seen[word] = true
					counts[word]++
				}
			}
		}
	}
	return nil
}
