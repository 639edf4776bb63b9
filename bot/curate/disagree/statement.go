package disagree

import (
	"slices"
	"strings"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// maxSentence is how many bytes a sentence may have: a longer one is a list or a
// table, in which nobody can tell what belongs to what.
const maxSentence = 600

// statement is a sentence that says a number, a date or a name.
type statement struct {
	place     corpus.Place
	text      *alike.Text
	published time.Time // zero when the article does not say
	words     []word
	numbers   []number
	dates     []date
	names     []name
	keys      []int32        // of the words that are not light, sorted; the numbers of the reader
	context   []int32        // the same of the title and of the sentences before
	story     map[int32]bool // all names of the article, by their numbers
	speaker   []int32        // who is said to say so; nil when nobody is
	ordinals  []float64
	negated   map[int]bool // by clause
	passive   map[int]bool // by clause
	among     map[int]bool // clauses that tell of some of what others tell of: "among women", "towards the cost"

	rare   []int32 // what Finder.rarest gave
	rareAt int     // after how many changes of the finder
}

// word is a term that says what a sentence is about.
type word struct {
	id       int32
	from, to int // tokens
	weight   float32
	clause   int
	name     bool
	verb     bool // probably
	light    bool
	// inherited words stand in the sentence before; they have no tokens.
	inherited bool
}

// The weights of words.
const (
	nameWeight    = 1.5
	contentWeight = 1
	lightWeight   = .3
	// expressionWeight is how much more an expression of several words weighs.
	expressionWeight = 1.6
	// dateWeight is the weight of a date that both have.
	dateWeight = 1
)

// readArticle takes the sentences of an article apart, those left out that say no
// number, date or name.
func readArticle(r *alike.Reader, a *corpus.Article) []*statement {
	published, _ := time.Parse(time.DateOnly, a.Published[:min(len(a.Published), len(time.DateOnly))])
	title := keysOf(r, r.Read(a.Title))
	var out []*statement
	names := make(map[int32]bool)
	var before [][]int32
	var last *statement
	for p := range a.Passages {
		for i, span := range a.Passages[p].Sentences {
			if span.Len() > maxSentence {
				continue
			}
			place := corpus.Place{Article: a, Passage: p, Sentence: i}
			s := &statement{place: place, text: r.Read(place.Plain()), published: published}
			s.read(r, last)
			for _, w := range s.words {
				if w.name {
					names[w.id] = true
				}
			}
			s.story, last = names, s
			s.context = slices.Concat(append(before[max(0, len(before)-contextSentences):], title, s.speaker)...)
			before = append(before, s.keys)
			if len(s.numbers)+len(s.dates)+len(s.names) > 0 && len(s.keys) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// contextSentences is how many sentences before one tell what it is about.
const contextSentences = 2

// keysOf are the numbers of the terms of a text that are not light.
func keysOf(r *alike.Reader, t *alike.Text) (out []int32) {
	for _, x := range t.Terms {
		if !x.Stop && !lightWords[t.Word(x.From)] {
			out = append(out, r.ID(x.Key))
		}
	}
	return out
}

// read takes the sentence's text apart.
func (s *statement) read(r *alike.Reader, last *statement) {
	t := s.text
	clauses := clausesOf(t)
	said := s.readSpeaker(r, clauses)
	s.dates = datesOf(t, s.published, clauses)
	dated := func(i int) bool {
		return slices.ContainsFunc(s.dates, func(d date) bool { return i >= d.From && i < d.To })
	}
	for _, x := range t.Terms {
		if x.Stop || said[x.From] || dated(x.From) || x.To == x.From+1 && (frameWords[t.Word(x.From)] || joints[t.Word(x.From)] || negations[t.Word(x.From)]) {
			continue
		}
		w := word{id: r.ID(x.Key), from: x.From, to: x.To, weight: contentWeight, clause: clauses[x.From], name: x.Known || x.Name || s.opensWithName(&x), verb: verbish(t, x.From)}
		switch {
		case w.name:
			w.weight = nameWeight
		case x.To == x.From+1 && lightWords[t.Word(x.From)]:
			w.weight, w.light = lightWeight, true
		}
		if strings.Contains(x.Key, " ") && !w.light {
			w.weight *= expressionWeight
		}
		s.words = append(s.words, w)
		if !w.light {
			s.keys = append(s.keys, w.id)
		}
	}
	s.inherit(last)
	slices.Sort(s.keys)
	s.keys = slices.Compact(s.keys)
	s.negated, s.passive, s.among = make(map[int]bool), make(map[int]bool), make(map[int]bool)
	for i, w := range t.Words {
		// What is denied is told behind "that".
		if negations[w] && t.Word(i+1) != "only" || w == "that" && i > 0 && s.negated[clauses[i-1]] && clauses[i] == clauses[i-1]+1 {
			s.negated[clauses[i]] = true
		}
		if w == "among" && !english.IsStop(t.Word(i+1)) || w == "toward" || w == "towards" {
			s.among[clauses[i]] = true
		}
		if beForms[w] && (verbish(t, i+1) || verbish(t, i+2)) {
			s.passive[clauses[i]] = true
		}
	}
	s.readNumbers(r, clauses)
	s.readLabels(r, clauses)
	s.readNames(clauses)
}

// inherit takes the words before the verb of the sentence before it for a pronoun at the
// beginning: "The tower stands in Oslo. It is 84 metres high."
func (s *statement) inherit(last *statement) {
	if last == nil || len(s.text.Words) == 0 || !pronouns[s.text.Words[0]] {
		return
	}
	for _, w := range last.words {
		if w.verb || w.clause > 0 {
			break
		}
		w.from, w.to, w.clause, w.inherited = -1, -1, 0, true
		w.weight *= byContext
		s.words = append(s.words, w)
		if !w.light {
			s.keys = append(s.keys, w.id)
		}
	}
}

// opensWithName reports whether a term begins a sentence with a word that no list has.
func (s *statement) opensWithName(x *alike.Term) bool {
	return s.capital(x.From) && !x.Stop && !alike.Known(x.Key)
}

// readLabels takes a number right behind a name for a part of it, "Windows 95", and
// notes ordinals: what is told of the third is not told of the fourth.
func (s *statement) readLabels(r *alike.Reader, clauses []int) {
	t := s.text
	for _, q := range t.Quantities {
		if q.Kind == english.Ordinal {
			s.ordinals = append(s.ordinals, q.Value)
		}
		if q.Kind == english.Count && s.labels(q.From) {
			id := r.ID("#" + t.Word(q.From))
			s.words = append(s.words, word{id: id, from: q.From, to: q.To, weight: nameWeight, clause: clauses[q.From], name: true})
		}
	}
}

// labels reports whether the number at token i belongs to the name before it.
func (s *statement) labels(i int) bool {
	return i > 0 && s.text.Between(i-1) == " " && s.text.Tokens[i-1].Flags&english.Capital != 0 && !english.IsStop(s.text.Words[i-1]) && !lightWords[s.text.Words[i-1]] && s.text.Tokens[i].Flags&english.Digit != 0
}

// clausesOf numbers the clauses, by token. Commas, semicolons, brackets, dashes and
// conjunctions part them; a comma inside a name or a date does not.
func clausesOf(t *alike.Text) []int {
	out := make([]int, len(t.Tokens)+1)
	clause := 0
	for i := range t.Tokens {
		if i > 0 && (strings.ContainsAny(t.Between(i-1), ",;:()[]—–") && !inDate(t, i) || clauseWords[t.Words[i]] && !beginsDate(t, i+1) && !bearsName(t, i) || joins(t, i)) {
			clause++
		}
		out[i] = clause
	}
	out[len(t.Tokens)] = clause
	return out
}

func beginsDate(t *alike.Text, i int) bool {
	_, weekday := english.Weekday(t.Word(i))
	return weekday || slices.ContainsFunc(t.Dates, func(d english.Date) bool { return d.From == i })
}

// bearsName reports whether something is called after whom the next word names.
func bearsName(t *alike.Text, i int) bool {
	return t.Words[i] == "after" && (t.Word(i-1) == "named" || t.Word(i-1) == "called")
}

// joins reports whether the word at i is an "and" behind which something else may be
// told: "is 84 metres high and holds flats", but not "Smith and Jones", "20 and 30".
func joins(t *alike.Text, i int) bool {
	return t.Words[i] == "and" && i+1 < len(t.Tokens) && t.Tokens[i+1].Flags&(english.Capital|english.Digit) == 0
}

func inDate(t *alike.Text, i int) bool {
	return slices.ContainsFunc(t.Dates, func(d english.Date) bool { return i > d.From && i < d.To })
}

// verbish reports whether the word at i is probably a verb: a form of the past, or
// what stands behind an auxiliary.
func verbish(t *alike.Text, i int) bool {
	w := t.Word(i)
	if w == "" || english.IsStop(w) || t.Tokens[i].Flags&english.Capital != 0 {
		return false
	}
	if len(w) > 4 && strings.HasSuffix(w, "ed") {
		return !determiners[t.Word(i-1)]
	}
	if stem := t.Stems[i]; stem != w && !strings.HasPrefix(w, stem[:max(1, len(stem)-1)]) {
		return !determiners[t.Word(i-1)] // an irregular form
	}
	return auxiliaries[t.Word(i-1)]
}

// readSpeaker finds who is said to say what the sentence says, and marks the words
// that tell so.
func (s *statement) readSpeaker(r *alike.Reader, clauses []int) (said []bool) {
	t := s.text
	said = make([]bool, len(t.Tokens)+1)
	for i, w := range t.Words {
		if !speechWords[w] || t.Word(i-1) == "the" {
			continue
		}
		from, to := i, i+1
		if w == "according" {
			for to < len(t.Tokens) && clauses[to] == clauses[i] && to-i <= longestSpeaker {
				to++
			}
		} else {
			for from > 0 && clauses[from-1] == clauses[i] && i-from < longestSpeaker {
				from--
			}
			if from == i { // ", said the minister"
				for to < len(t.Tokens) && clauses[to] == clauses[i] && to-i <= longestSpeaker {
					to++
				}
			}
		}
		for _, x := range t.Terms {
			if x.From >= from && x.To <= to && !x.Stop && x.From != i {
				s.speaker = append(s.speaker, r.ID(x.Key))
			}
		}
		for k := from; k < to; k++ {
			said[k] = true
		}
		return said
	}
	return said
}

// longestSpeaker is how many words may name a speaker.
const longestSpeaker = 7

// span is where tokens from..to stand in the article's text. Where markup stands
// between, it is the whole sentence.
func (s *statement) span(from, to int) corpus.Span {
	whole := s.place.Span()
	plain, raw := s.text.Raw, s.place.Raw()
	start, end := s.text.Tokens[from].Start, s.text.Tokens[to-1].End
	for _, sign := range []string{"$", "€", "£", "¥"} {
		if strings.HasSuffix(plain[:start], sign) {
			start -= len(sign)
			break
		}
	}
	said := plain[start:end]
	at := 0
	for n := strings.Count(plain[:start], said); ; n-- {
		k := strings.Index(raw[at:], said)
		if k < 0 {
			return whole
		}
		if n == 0 {
			return corpus.Span{Start: whole.Start + at + k, End: whole.Start + at + k + len(said)}
		}
		at += k + len(said)
	}
}
