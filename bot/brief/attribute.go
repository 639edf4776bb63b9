package brief

import (
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// The marks around a sentence that is attributed to its author.
const (
	openQuote  = "“"
	closeQuote = "”"
)

// attributed is a unit's text, behind its author's name where the article is
// one that argues and does not attribute the sentence itself.
func (c *composition) attributed(u unit) string {
	text := joined(u.sentences)
	last := u.sentences[len(u.sentences)-1]
	if !last.opinion() || !slices.ContainsFunc(u.sentences, func(s *sentence) bool { return !s.reported() }) {
		return text
	}
	author := c.author(last.article)
	verb := "writes"
	if last.judges() || last.recommends() {
		verb = "argues"
	}
	if plural(author) {
		verb = strings.TrimSuffix(verb, "s")
	}
	return author + " " + verb + ": " + openQuote + text + closeQuote
}

// reported reports whether the sentence is what somebody in it says. One that speaks
// of it only in a relative clause between dashes is not: "The speech — in which she
// demanded a vote — changed the town".
func (s *sentence) reported() bool {
	st := s.statement()
	if !st.found {
		return false
	}
	for i := st.verb - 1; i >= 0; i-- {
		if dash(s.between(i)) {
			return !relatives[s.word(i+1)] || !s.dashAfter(st.verb)
		}
	}
	return true
}

// relatives begin a clause that tells more of what stands before it.
var relatives = set(`in on at during after which who whose whom where when`)

func dash(gap string) bool {
	return strings.Contains(gap, "—") || strings.Contains(gap, " – ") || strings.Contains(gap, " - ")
}

func (s *sentence) dashAfter(i int) bool {
	for ; i < len(s.tokens)-1; i++ {
		if dash(s.between(i)) {
			return true
		}
	}
	return false
}

// author is what an article's author is called. Where there are several
// articles, an author without a name is that of a title.
func (c *composition) author(a *corpus.Article) string {
	switch {
	case strings.TrimSpace(a.Author) != "":
		return strings.TrimSpace(a.Author)
	case c.several:
		return "The author of “" + a.Name() + "”"
	}
	return "The author"
}

// plural reports whether an author's line names more than one.
func plural(author string) bool {
	return !strings.HasPrefix(author, "The author") &&
		(strings.Contains(author, " and ") || strings.Contains(author, ",") || strings.Contains(author, " & "))
}

// judgements are words by which a sentence tells what its writer thinks of
// something, or what he expects, instead of what happened.
var judgements = set(`should must ought would could may might cannot can risk risks likely unlikely needs need
	right wrong mistake miscalculation futile spurious shortsighted dangerous telling alas unfortunately clearly
	obviously surely simply merely solely fierce worst best reason priority shame critical complex decisive tempted
	temptation authoritarian instead deliberate rhetoric vital uncritically seemingly largely further`)

// judges reports whether the sentence states a view.
func (s *sentence) judges() bool {
	for i, w := range s.words {
		if judgements[w] && !(w == "may" && s.capital(i)) {
			return true
		}
	}
	return false
}

// recommends reports whether the sentence says, outside quotation marks, what
// ought to be done.
func (s *sentence) recommends() bool {
	if s.word(0) == "let" {
		return true
	}
	for i, w := range s.words {
		if s.quoted(i) || indirect[s.word(i-1)] || indirect[s.word(i-2)] {
			continue
		}
		switch w {
		case "should": // "should Yerevan resist" is a condition
			if !s.capital(i+1) && s.word(i+1) != "the" {
				return true
			}
		case "right", "wrong":
			if before := s.word(i - 1); (before == "are" || before == "is") && i == len(s.words)-1 {
				return true
			}
		case "must", "ought":
			return true
		case "would":
			if s.word(i+1) == "be" && s.blames(i+2) {
				return true
			}
		}
	}
	return false
}

// indirect words shortly before a modal make it part of a question or a
// description: "who ought to answer", "the threats that Orle should fear".
var indirect = set(`who which what that whoever how`)

// blames reports whether one of the next words calls something a mistake.
func (s *sentence) blames(from int) bool {
	for i := from; i < from+4; i++ {
		switch s.word(i) {
		case "mistake", "miscalculation", "error", "wrong", "shortsighted", "foolish", "unwise", "folly", "blunder":
			return true
		}
	}
	return false
}

// quoted reports whether token i stands inside double quotation marks.
func (s *sentence) quoted(i int) bool {
	before := s.text[:s.tokens[i].Start]
	if strings.Count(before, "“") > strings.Count(before, "”") || strings.Count(before, "``") > strings.Count(before, "''") {
		return true
	}
	return strings.Count(before, `"`)%2 == 1
}

// set makes a set of the words of a list.
func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
