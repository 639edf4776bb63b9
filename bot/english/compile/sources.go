package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// compile returns the compiled form of the files in data: lexicon/*.txt,
// offices.txt, places.txt and bodies.txt.
func compile(data fs.FS) ([]byte, error) {
	b := &builder{words: make(map[string]bool)}
	names, err := fs.Glob(data, "lexicon/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the lexicon: %w", err)
	}
	for _, name := range names {
		relation := english.Same
		if name == "lexicon/families.txt" {
			relation = english.Family
		}
		if err := b.read(data, name, func(text string) { b.lexicon(text, relation) }); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct {
		name string
		add  func(string)
	}{
		{"offices.txt", func(text string) { b.lexicon(text, english.Office) }},
		{"places.txt", b.places},
		{"bodies.txt", b.bodies},
	} {
		if err := b.read(data, f.name, f.add); err != nil {
			return nil, err
		}
	}
	b.out.WriteByte('\n')
	for _, word := range slices.Sorted(maps.Keys(b.words)) {
		b.out.WriteString(word)
		b.out.WriteByte('\n')
	}
	return b.out.Bytes(), nil
}

type builder struct {
	out   bytes.Buffer
	words map[string]bool // folded
}

func (b *builder) read(data fs.FS, name string, add func(text string)) error {
	text, err := fs.ReadFile(data, name)
	if err != nil {
		return fmt.Errorf("read the thesaurus: %w", err)
	}
	add(string(text))
	return nil
}

// lexicon adds the groups of a file: one a line, members parted by commas, "~"
// before a looser group, "#" before a comment.
func (b *builder) lexicon(text string, relation english.Relation) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		r := relation
		if rest, ok := strings.CutPrefix(line, "~"); ok {
			line, r = rest, english.Related
		}
		b.group(r, strings.Split(line, ",")...)
	}
}

// group writes one group. Members that reduce to the same terms count once.
func (b *builder) group(r english.Relation, members ...string) {
	var group []string
	for _, member := range members {
		key := b.key(member)
		if key != "" && !slices.Contains(group, key) {
			group = append(group, key)
		}
	}
	if len(group) > 1 {
		fmt.Fprintf(&b.out, "%d%s\n", r, strings.Join(group, ","))
	}
}

// key is the indexed form of an expression, empty when it cannot be looked up.
func (b *builder) key(expression string) string {
	for _, token := range english.AppendTokens(nil, expression) {
		b.words[english.Fold(expression, token)] = true
	}
	return strings.Join(english.Terms(expression), " ")
}

// fields splits a gazetteer line into its columns, each a list. It returns nil
// for comments and blank lines. "-" is an empty column.
func fields(line string) [][]string {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return nil
	}
	var columns [][]string
	for column := range strings.SplitSeq(line, "|") {
		var values []string
		for value := range strings.SplitSeq(column, ",") {
			if value = strings.TrimSpace(value); value != "" && value != "-" {
				values = append(values, value)
			}
		}
		columns = append(columns, values)
	}
	return columns
}

// places adds the gazetteer. Columns: name, other names, demonyms, capitals,
// seats of power, titles of leaders, regions.
func (b *builder) places(text string) {
	regions := make(map[string][]string)
	var order []string
	for line := range strings.Lines(text) {
		c := fields(line)
		if len(c) < 7 || len(c[0]) == 0 {
			continue
		}
		b.group(english.Demonym, slices.Concat(c[0], c[1], c[2])...)
		seats := slices.Concat(c[3], c[4])
		// Every seat pairs with the country and its demonyms, and seats with each other.
		b.group(english.Seat, slices.Concat(c[0], c[2], seats)...)
		for _, region := range c[6] {
			if regions[region] == nil {
				order = append(order, region)
			}
			regions[region] = append(regions[region], slices.Concat(c[0], c[2])...)
		}
	}
	for _, region := range order {
		b.region(region, regions[region])
	}
}

// region links a region's name with its members, but not the members with
// each other: "Baltic" may be answered by "Estonia", never "Latvia" by it.
func (b *builder) region(name string, members []string) {
	var group []string
	for _, member := range members {
		if key := b.key(member); key != "" {
			group = append(group, key)
		}
	}
	if head := b.key(name); head != "" {
		fmt.Fprintf(&b.out, "%d%s:%s\n", english.Region, head, strings.Join(group, ","))
	}
}

// bodies adds organisations. Columns: name, initials, other names, kind.
func (b *builder) bodies(text string) {
	for line := range strings.Lines(text) {
		c := fields(line)
		if len(c) < 3 || len(c[0]) == 0 {
			continue
		}
		// "the House", "the alliance": too many things are called that.
		names := slices.DeleteFunc(slices.Concat(c[0], c[1], c[2]), func(name string) bool {
			return strings.HasPrefix(name, "the ")
		})
		b.group(english.Initials, names...)
	}
}
