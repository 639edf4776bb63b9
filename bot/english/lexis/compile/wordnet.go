package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"rapporteur/bot/english"
)

// synset is one meaning: the words that share it, what it points to and how a
// dictionary explains it.
type synset struct {
	lemmas   []lemma
	pointers []pointer
	gloss    string // without its examples
}

// lemma is a word or an expression in one of its meanings.
type lemma struct {
	text string // as written, words parted by spaces
	key  string // as the lexis looks it up, "" when it cannot
	mass float64
}

// pointer leads from a meaning, or from one of its words, to another.
type pointer struct {
	symbol   string
	to       string // the synset's name
	from, at int    // lemmas, from 1; 0 for the whole meaning
}

// wordnet holds the synsets by name, which is the part of speech and the place
// in its file.
type wordnet struct {
	synsets map[string]*synset
	names   []string // in order
}

// partsOfSpeech are the files and the digits of the part of speech in
// index.sense. The satellites of adjectives stand with them.
var partsOfSpeech = []struct{ file, name string }{{"noun", "n"}, {"verb", "v"}, {"adj", "a"}, {"adv", "r"}}

// untagged is the mass of a word's first meaning when no text was tagged with
// it; the second has half of it, the third a third.
const untagged = .5

func readWordNet(dir fs.FS) (*wordnet, error) {
	w := &wordnet{synsets: make(map[string]*synset)}
	for _, p := range partsOfSpeech {
		if err := lines(dir, "data."+p.file, func(line string) error {
			if strings.HasPrefix(line, " ") {
				return nil // the licence
			}
			return w.readSynset(p.name, line)
		}); err != nil {
			return nil, err
		}
	}
	if err := lines(dir, "index.sense", w.readSense); err != nil {
		return nil, err
	}
	slices.Sort(w.names)
	return w, nil
}

// lines calls each for every line of a file.
func lines(dir fs.FS, name string, each func(string) error) error {
	f, err := dir.Open(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		if err := each(scanner.Text()); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// readSynset reads a line of a data file, as wndb(5WN) lays it out: offset,
// file, type, number of words in hexadecimal, words with their lexical ids,
// number of pointers, pointers, verb frames, and the gloss after a bar.
func (w *wordnet) readSynset(pos, line string) error {
	head, gloss, _ := strings.Cut(line, " | ")
	f := strings.Fields(head)
	if len(f) < 6 {
		return fmt.Errorf("short line %.40q", line)
	}
	words, err := strconv.ParseInt(f[3], 16, 32)
	if err != nil {
		return err
	}
	s := &synset{gloss: strings.TrimSpace(definition(gloss))}
	rest := f[4:]
	for range words {
		text, _, _ := strings.Cut(rest[0], "(") // a marker of where an adjective stands
		text = strings.ReplaceAll(text, "_", " ")
		s.lemmas = append(s.lemmas, lemma{text: text, key: keyOf(text)})
		rest = rest[2:]
	}
	pointers, err := strconv.Atoi(rest[0])
	if err != nil {
		return err
	}
	rest = rest[1:]
	for range pointers {
		ends, err := strconv.ParseInt(rest[3], 16, 32)
		if err != nil {
			return err
		}
		s.pointers = append(s.pointers, pointer{rest[0], rest[2] + rest[1], int(ends >> 8), int(ends & 255)})
		rest = rest[4:]
	}
	w.synsets[pos+f[0]] = s
	w.names = append(w.names, pos+f[0])
	return nil
}

// definition is a gloss without the examples behind it.
func definition(gloss string) string {
	text, _, _ := strings.Cut(gloss, `; "`)
	return text
}

// readSense adds how often a text was tagged with a word's meaning: sense key,
// synset's offset, number of the sense, count.
func (w *wordnet) readSense(line string) error {
	f := strings.Fields(line)
	if len(f) != 4 {
		return fmt.Errorf("odd line %.40q", line)
	}
	word, lex, _ := strings.Cut(f[0], "%")
	number, err := strconv.Atoi(f[2])
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(f[3])
	if err != nil {
		return err
	}
	pos := map[byte]string{'1': "n", '2': "v", '3': "a", '4': "r", '5': "a"}[lex[0]]
	s := w.synsets[pos+f[1]]
	if s == nil {
		return fmt.Errorf("no synset for %s", f[0])
	}
	for i := range s.lemmas {
		if strings.EqualFold(strings.ReplaceAll(s.lemmas[i].text, " ", "_"), word) {
			s.lemmas[i].mass += float64(count) + untagged/float64(number)
		}
	}
	return nil
}

// keyOf is the form under which an expression is looked up: its terms joined by
// spaces. It is empty for one with digits and for one that is too long.
func keyOf(expression string) string {
	if strings.ContainsAny(expression, "0123456789") {
		return ""
	}
	return strings.Join(english.Terms(expression), " ")
}

// meaning is a synset with the share of an expression's use that it has.
type meaning struct {
	name  string
	share float64
}

// meanings are, by key, the synsets of an expression, the commonest first. The
// lemmas of one stem are taken together.
func (w *wordnet) meanings() map[string][]meaning {
	masses := make(map[string]map[string]float64)
	for _, name := range w.names {
		for _, l := range w.synsets[name].lemmas {
			if l.key == "" {
				continue
			}
			if masses[l.key] == nil {
				masses[l.key] = make(map[string]float64)
			}
			masses[l.key][name] += l.mass
		}
	}
	out := make(map[string][]meaning, len(masses))
	for key, byName := range masses {
		var list []meaning
		for name, mass := range byName {
			list = append(list, meaning{name, mass})
		}
		slices.SortFunc(list, func(a, b meaning) int {
			return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.name, b.name))
		})
		var sum float64
		for _, m := range list {
			sum += m.share
		}
		for i := range list {
			list[i].share /= sum
		}
		out[key] = list
	}
	return out
}
