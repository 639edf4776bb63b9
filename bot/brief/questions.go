package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// OpenQuestions are three questions that may be asked about any quotations.
func OpenQuestions() []string { return questions([]Side{{Who: articleLead}}, "", nil) }

// questions are three open questions about what is quoted. They are made of the
// sides' names, of a subject as the articles spell it, "" for none, and of others
// whom the passages name. They suppose nothing that is not quoted, and none can
// be answered with yes.
func questions(sides []Side, subject string, others []string) []string {
	about := ""
	if subject != "" {
		about = " about " + subject
	}
	out := []string{
		agreement(sides, about),
		fmt.Sprintf("What evidence would help a reader to judge what %s?", said(sides, about)),
	}
	switch {
	case len(others) > 0:
		in := ""
		if subject != "" {
			in = " when it comes to " + subject
		}
		return append(out, fmt.Sprintf("What, if anything, is at stake for %s%s?", listed(others), in))
	case subject != "":
		return append(out, fmt.Sprintf("Whose view of %s, if anybody's, is missing from these quotations?", subject))
	}
	return append(out, "Whose view, if anybody's, is missing from these quotations?")
}

// agreement asks what the sides have in common, or what could be said against a
// single one.
func agreement(sides []Side, about string) string {
	names := inText(sides)
	switch {
	case len(names) == 1 && strings.HasPrefix(sides[0].Who, articleLead):
		return fmt.Sprintf("What, if anything, do these quotations leave open%s?", about)
	case len(names) == 1:
		return fmt.Sprintf("What might somebody who sees things differently from %s say%s?", names[0], about)
	case len(names) == 2 && strings.Contains(names[0]+names[1], " and "):
		if !strings.Contains(names[0], " and ") {
			names[0], names[1] = names[1], names[0]
		}
		return fmt.Sprintf("On which points%s, if any, do %s agree with %s?", about, names[0], names[1])
	}
	return fmt.Sprintf("On which points%s, if any, do %s agree?", about, listed(names))
}

// said is what the sides say, as the object of a sentence.
func said(sides []Side, about string) string {
	names := inText(sides)
	if len(names) == 2 && !strings.Contains(names[0]+names[1], " and ") {
		return fmt.Sprintf("%s and %s say%s", names[0], names[1], about)
	}
	return "is quoted here" + about
}

// listed joins names: "Baku, Moscow and the author". Where one of them holds an
// "and", the last one follows a comma.
func listed(names []string) string {
	last := len(names) - 1
	switch {
	case last == 0:
		return names[0]
	case last > 1 && slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, " and ") }):
		return strings.Join(names[:last], ", ") + ", and " + names[last]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// inText are the sides' names inside a sentence: "the author" of "The author".
func inText(sides []Side) []string {
	out := make([]string, len(sides))
	for i, s := range sides {
		out[i] = s.Who
		for _, word := range []string{"The ", "Both ", "A ", "An "} {
			if strings.HasPrefix(s.Who, word) {
				out[i] = strings.ToLower(word[:1]) + s.Who[1:]
			}
		}
	}
	return out
}

// maxOthers is how many names a question holds beside the sides'.
const maxOthers = 2

// others are whom the sentences about the topic name most often beside the
// sides and the subject, whose key is given.
func (t *debate) others(sides [][]view, subject string) []string {
	type other struct {
		entity *entity
		count  float64
	}
	var found []other
	for _, e := range t.directory.entries {
		if e.inner || e.key == subject || slices.ContainsFunc(sides, func(side []view) bool { return slices.Contains(side[0].keys, e.key) }) {
			continue
		}
		o := other{entity: e}
		for _, m := range e.mentions {
			if r := t.relevance[m.sentence]; r >= nearRelevance && !m.sentence.fitness.hostile {
				o.count += r
			}
		}
		if o.count > 0 && e.inRunningText() != "" {
			found = append(found, o)
		}
	}
	slices.SortStableFunc(found, func(a, b other) int { return cmp.Compare(b.count, a.count) })
	var out []string
	for _, o := range found[:min(len(found), maxOthers)] {
		out = append(out, o.entity.inRunningText())
	}
	return out
}

// nearRelevance is that of a sentence which has some of the topic's words.
const nearRelevance = .5

// inRunningText is the entity's name as the articles use it inside a sentence,
// with "the" where they mostly write it; "" for a country of which they have
// only the people.
func (e *entity) inRunningText() string {
	name := e.name()
	with, without := 0, 0
	for _, m := range e.mentions {
		s := m.sentence
		if s.slice(m.extent) != name && !strings.HasPrefix(name, s.slice(m.extent)+".") || s.adjectival(m.extent) {
			continue
		}
		if m.extent.from > 0 && s.words[m.extent.from-1] == "the" && s.adjoins(m.extent.from-1) {
			with++
		} else {
			without++
		}
	}
	switch {
	case with+without == 0:
		return ""
	case with > without:
		return "the " + name
	}
	return name
}
