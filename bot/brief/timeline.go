package brief

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/english"
)

// maxEvents is how many events a timeline shows; of more, the best sentences.
const maxEvents = 20

// event is a sentence with the date of what it tells.
type event struct {
	date     string // as shown
	year     bool   // the year is known, so that date sorts
	sentence *sentence
}

// timeline lists the dated events of the articles by date.
func (c *composition) timeline() []event {
	var found []event
	for _, d := range c.documents {
		published, known := publishedOn(d.article.Published)
		for _, s := range d.sentences {
			if e, ok := s.event(published, known); ok {
				found = append(found, e)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b event) int { return cmp.Compare(b.sentence.score, a.sentence.score) })
	var chosen []event
	told := make(map[string]*coverage) // by date: years may repeat each other's words
	texts := make(map[string]bool)
	for _, e := range found {
		if len(chosen) == maxEvents {
			break
		}
		of := told[e.date]
		if of == nil {
			of = &coverage{}
			told[e.date] = of
		}
		if texts[e.sentence.text] || of.overlap(e.sentence) > maxOverlap {
			continue
		}
		texts[e.sentence.text] = true
		of.add(c.vocabulary, e.sentence)
		chosen = append(chosen, e)
	}
	slices.SortFunc(chosen, chronological)
	return chosen
}

// chronological orders events by date, those of one date by their place, and
// those without a year behind all others: a text that says "in June" was
// written within a year of that June, and so after what it dates with a year.
func chronological(a, b event) int {
	if a.year != b.year {
		if a.year {
			return -1
		}
		return 1
	}
	if a.year {
		if order := strings.Compare(a.date, b.date); order != 0 {
			return order
		}
	}
	return byPlace(a.sentence, b.sentence)
}

// event reads the first date of the sentence at which something happened.
func (s *sentence) event(published time.Time, known bool) (event, bool) {
	if s.fitness.hostile || s.question() || s.fitness.boilerplate || s.brokenQuote() || s.unresolved() ||
		len(s.words) < minWords || len(s.words) > maxWords {
		return event{}, false
	}
	for _, d := range s.dates() {
		if !s.happened(d) {
			continue
		}
		resolved, ok := s.resolve(d, published, known)
		if !ok || known && resolved.later(published) {
			continue
		}
		if shown := resolved.String(); shown != "" {
			return event{shown, true, s}, true
		}
		return event{s.slice(d.extent), false, s}, true
	}
	return event{}, false
}

// unresolved reports whether the sentence's subject is named in another one.
func (s *sentence) unresolved() bool {
	switch s.word(0) {
	case "his", "her", "its", "their", "that", "such":
		return true
	}
	return s.leadsWithPronoun() || s.fitness.leans && !s.hasName()
}

// hasName reports whether the sentence names anybody or anything.
func (s *sentence) hasName() bool { return s.holdsName(0, len(s.words)-1) }

// datePrepositions come before the date of an event; all others ("by", "until",
// "since", "before") come before the limit of something else.
var datePrepositions = set(`in on during from between at`)

// happened reports whether the date is that of something that took place: it
// stands as an adverbial, and its clause is no plan, condition or deadline.
func (s *sentence) happened(d date) bool {
	before := s.word(d.from - 1)
	if before == "the" {
		before = s.word(d.from - 2)
	}
	switch {
	case d.from == 0:
	case datePrepositions[before]:
		// "every year from April to September", "the recessions from 1970 to 2010"
		if before == "from" && (d.year == 0 && d.day == 0 || d.from > 1 && s.adjoins(d.from-2)) {
			return false
		}
	case d.relative && !notAdverbial[before]:
	case d.day > 0 && d.year > 0 && strings.ContainsAny(s.between(d.from-1), ",("):
	default:
		return false
	}
	if s.word(d.from) == "this" || s.attributive(d) {
		return false // still going on, or about another thing than the sentence
	}
	return !s.hypothetical(d)
}

// attributive reports whether the date belongs to a participle that describes a
// thing in passing: "under a treaty signed in 1957", ", a step last taken in 1968".
func (s *sentence) attributive(d date) bool {
	i := d.from - 2 // before the preposition
	if i < 2 || !participle(s.words[i]) {
		return false
	}
	for j := i - 1; j > 0 && j >= i-4 && s.adjoins(j); j-- {
		switch w := s.words[j]; {
		case w == "a" || w == "an" || w == "the":
			before := s.words[j-1]
			return prepositions[before] && !clauseOpeners[before] || strings.Contains(s.between(j-1), ",")
		case english.IsStop(w) || s.capital(j):
			return false
		}
	}
	return false
}

// participle reports whether a word can be a past participle.
func participle(w string) bool {
	return strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "en") || w == "made" || w == "held" || w == "built" || w == "won"
}

// notAdverbial are words after which a relative date is no time of an event.
var notAdverbial = set(`by until till before since for through to after next the a an of than as this that`)

// irreal words make a clause a plan, a condition or a guess.
var irreal = set(`will would shall may might could should must cannot expects intends intend plans hopes once if
	unless whether until upcoming forthcoming next ahead before aims likely unlikely not never worth`)

// foreseen words do the same before "to", "for" or a date; "the planned sale" is
// no plan for the day of the clause.
var foreseen = set(`expected planned scheduled due promised pledged supposed set ready`)

// hypothetical reports whether the clause of a date is one of what has not
// happened. "May" with a capital is the month.
func (s *sentence) hypothetical(d date) bool {
	from, to := s.clause(d)
	for i := from; i < to; i++ {
		if i >= d.from && i < d.to {
			continue
		}
		w := s.words[i]
		if i >= d.to && (w == "that" || w == "which" || s.reports(i)) {
			return false
		}
		if foreseen[w] && (s.word(i+1) == "to" || s.word(i+1) == "for" || datePrepositions[s.word(i+1)]) {
			return true
		}
		if irreal[w] && !(w == "may" && s.capital(i)) && !(w == "before" && i > d.to) {
			return true
		}
	}
	// "to reconvene the parties on 2 October"
	for i := max(from, d.from-6); i < d.from && d.year == 0; i++ {
		if s.words[i] == "to" && infinitive(s.word(i+1)) && !s.capital(i+1) {
			return true
		}
	}
	return false
}

// infinitive reports whether a word behind "to" may be a verb.
func infinitive(w string) bool {
	return w != "" && !objectStarts[w] && !strings.HasSuffix(w, "s") && !(w[0] >= '0' && w[0] <= '9')
}

// adverbial is the number of words up to which a clause that holds a date is
// taken for a part of its neighbour: "In June, ".
const adverbial = 4

// clause gives the tokens between the punctuation marks around a date, with the
// clause that follows where the date stands alone.
func (s *sentence) clause(d date) (int, int) {
	from, to := d.from, d.to
	for from > 0 && !clauseMark(s.between(from-1)) {
		from--
	}
	end := func() {
		for to < len(s.words) && !clauseMark(s.between(to-1)) {
			to++
		}
	}
	end()
	if to-from <= adverbial && to < len(s.words) {
		to++
		end()
	}
	return from, to
}

func clauseMark(gap string) bool {
	return strings.ContainsAny(gap, ",;:()—–") || strings.Contains(gap, " - ")
}
