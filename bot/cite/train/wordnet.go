package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rapporteur/bot/english"
)

// The table of words that WordNet takes for one another, made from its database
// (wordnet-base of Debian). Only what is common in both senses is kept: WordNet
// knows so many rare ones that without this nearly everything would be a synonym
// of everything.

// wordnetNotice has to stand with what is taken from WordNet.
const wordnetNotice = `# What WordNet 3.0 says of common words; written by bot/cite/train -wordnet, which says what is kept. Words are stems.
# "= a b c": each for each other one, "v a b c" of verbs; "< a b c": a for b or c, which are more special; "/ a b": opposites.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
# Permission to use, copy, modify and distribute this software and database and its documentation for any purpose and
# without fee or royalty is hereby granted, provided that you agree to comply with the following copyright notice and
# statements, including the disclaimer, and that the same appear on ALL copies of the software, database and
# documentation, including modifications that you make for internal use or for distribution.
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS
# OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF
# MERCHANTABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR
# DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.
# The name of Princeton University or Princeton may not be used in advertising or publicity pertaining to distribution of
# the software and/or database. Title to copyright in this software, database and any associated documentation shall at
# all times remain with Princeton University and LICENSEE agrees to preserve same.
`

// The senses of a word that are common, counted from 0 in WordNet's order of how
// often they are meant.
var (
	sameSenses    = map[string]int{"noun": 3, "verb": 4, "adj": 3, "adv": 2}
	specialSenses = map[string]int{"noun": 2, "verb": 2}
	similarSenses = 2
	rootSenses    = 2
)

// mostSpecial is how many special words a general one may have: what has more is
// too general to say anything.
const mostSpecial = 40

type synset struct {
	pos      string
	words    []string
	pointers []pointer
}

type pointer struct {
	kind, pos, offset string
	from, to          int // words, from 1; 0 for the whole synset
}

type wordnet struct {
	common  map[string]bool // stems
	synsets map[string]*synset
	rank    map[string]int // "pos lemma offset" to the sense's place
}

var posNames = map[string]string{"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}

func writeWordnet(dir, out string) error {
	w := wordnet{synsets: make(map[string]*synset), rank: make(map[string]int), common: make(map[string]bool)}
	rarity, err := os.ReadFile(filepath.Join(out, "rarity.txt"))
	if err != nil {
		return fmt.Errorf("read the common words: %w", err)
	}
	for word := range strings.FieldsSeq(string(rarity)) {
		w.common[word] = true
	}
	for _, pos := range []string{"noun", "verb", "adj", "adv"} {
		if err := eachLine(filepath.Join(dir, "data."+pos), func(line string) { w.readSynset(pos, line) }); err != nil {
			return err
		}
		if err := eachLine(filepath.Join(dir, "index."+pos), func(line string) { w.readIndex(pos, line) }); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(out, "wordnet.txt"), []byte(wordnetNotice+w.table()), 0o644); err != nil {
		return fmt.Errorf("write the table of words: %w", err)
	}
	return nil
}

func eachLine(name string, use func(string)) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open WordNet: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), " ") {
			use(lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// readSynset reads "offset file type count word id … pointers kind offset pos
// source/target … | gloss" (wndb(5WN)).
func (w *wordnet) readSynset(pos, line string) {
	fields := strings.Fields(line)
	n, _ := strconv.ParseInt(fields[3], 16, 32)
	s := &synset{pos: pos}
	k := 4
	for range n {
		word, _, _ := strings.Cut(fields[k], "(")
		s.words = append(s.words, strings.ToLower(word))
		k += 2
	}
	count, _ := strconv.Atoi(fields[k])
	k++
	for range count {
		from, _ := strconv.ParseInt(fields[k+3][:2], 16, 32)
		to, _ := strconv.ParseInt(fields[k+3][2:], 16, 32)
		s.pointers = append(s.pointers, pointer{fields[k], posNames[fields[k+2]], fields[k+1], int(from), int(to)})
		k += 4
	}
	w.synsets[pos+fields[0]] = s
}

// readIndex reads "lemma pos count pointers kind… senses tagged offset…".
func (w *wordnet) readIndex(pos, line string) {
	fields := strings.Fields(line)
	n, _ := strconv.Atoi(fields[2])
	for i, offset := range fields[len(fields)-n:] {
		w.rank[pos+" "+fields[0]+" "+offset] = i
	}
}

// term is the stem of a word of a synset, "" when it is several words, no common
// one, or does not commonly mean that.
func (w *wordnet) term(pos, offset, word string, senses int) string {
	if i, ok := w.rank[pos+" "+word+" "+offset]; !ok || i >= senses {
		return ""
	}
	if strings.ContainsAny(word, "_-.'0123456789") || english.IsStop(word) {
		return ""
	}
	if t := english.Stem(word); w.common[t] {
		return t
	}
	return ""
}

func (w *wordnet) terms(id string, senses map[string]int) (out []string) {
	s := w.synsets[id]
	for _, word := range s.words {
		if t := w.term(s.pos, id[len(s.pos):], word, senses[s.pos]); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (w *wordnet) table() string {
	same, verbs, opposed, special := make(map[string]bool), make(map[string]bool), make(map[string]bool), make(map[string][]string)
	pair := func(to map[string]bool, a, b string) {
		if a != "" && b != "" && a != b {
			to[min(a, b)+" "+max(a, b)] = true
		}
	}
	for id, s := range w.synsets {
		if all := w.terms(id, sameSenses); len(all) > 1 {
			slices.Sort(all)
			if s.pos == "verb" {
				verbs[strings.Join(all, " ")] = true
			} else {
				same[strings.Join(all, " ")] = true
			}
		}
		for _, p := range s.pointers {
			other, ok := w.synsets[p.pos+p.offset]
			if !ok {
				continue
			}
			switch p.kind {
			case "@":
				for _, general := range w.terms(p.pos+p.offset, specialSenses) {
					special[general] = append(special[general], w.terms(id, specialSenses)...)
				}
			case "&":
				for _, a := range w.terms(id, map[string]int{"adj": similarSenses}) {
					for _, b := range w.terms(p.pos+p.offset, map[string]int{"adj": similarSenses}) {
						pair(same, a, b)
					}
				}
			case "+", `\`, "!":
				if p.from == 0 || p.to == 0 {
					continue
				}
				to := same
				switch {
				case p.kind == "!":
					to = opposed
				case s.pos == "verb" || p.pos == "verb":
					to = verbs // "loss" for "lost"
				}
				pair(to, w.term(s.pos, id[len(s.pos):], s.words[p.from-1], rootSenses), w.term(p.pos, p.offset, other.words[p.to-1], rootSenses))
			}
		}
	}
	var b bytes.Buffer
	write := func(sign string, lines []string) {
		slices.Sort(lines)
		for _, l := range lines {
			fmt.Fprintln(&b, sign, l)
		}
	}
	keys := func(m map[string]bool) (out []string) {
		for k := range m {
			out = append(out, k)
		}
		return out
	}
	write("=", keys(same))
	write("v", keys(verbs))
	var generals []string
	for general, list := range special {
		slices.SortFunc(list, cmp.Compare[string])
		list = slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == general })
		if len(list) > 0 && len(list) <= mostSpecial {
			generals = append(generals, general+" "+strings.Join(list, " "))
		}
	}
	write("<", generals)
	write("/", keys(opposed))
	return b.String()
}
