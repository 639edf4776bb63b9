package disagree

import (
	"slices"
	"strings"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// name is a name with the part that it plays.
type name struct {
	from, to int
	role     string // agent, patient, or the preposition before it
	clause   int
}

// The parts that are no preposition.
const (
	agent   = "agent"
	patient = "patient"
	place   = "place"
)

// readNames finds runs of words with capitals, and what part each plays.
func (s *statement) readNames(clauses []int) {
	t := s.text
	for i := 0; i < len(t.Tokens); {
		if !s.beginsName(i) {
			i++
			continue
		}
		to := i + 1
		for to < len(t.Tokens) && clauses[to] == clauses[i] {
			switch capital := s.capital(to); {
			case capital:
				to++
				continue
			case particles[t.Word(to)] && to+1 < len(t.Tokens) && s.capital(to+1):
				to += 2
				continue
			}
			break
		}
		n := name{from: i, to: to, clause: clauses[i]}
		n.role = s.role(&n, clauses)
		if n.role != "" {
			s.names = append(s.names, n)
		}
		i = to
	}
}

var particles = alike.Set(`de la von van der du da di del al bin ibn of`)

func (s *statement) capital(i int) bool {
	return s.text.Tokens[i].Flags&english.Capital != 0 && s.text.Tokens[i].Flags&english.Digit == 0
}

// beginsName reports whether a name begins at token i: the first word of a sentence
// is one only where the next has a capital too or no list has it.
func (s *statement) beginsName(i int) bool {
	t := s.text
	if !s.capital(i) || english.IsStop(t.Word(i)) && t.Tokens[i].Flags&english.Upper == 0 {
		return false
	}
	if slices.ContainsFunc(s.dates, func(d date) bool { return i >= d.From && i < d.To }) {
		return false
	}
	if t.Begins(i) && lightWords[t.Word(i)] {
		return false // "Now Jane Roe"
	}
	if !t.Begins(i) || i+1 < len(t.Tokens) && s.capital(i+1) && (t.Between(i) == " " || t.Between(i) == "-") {
		return true
	}
	for _, x := range t.Terms {
		if x.From == i {
			return x.Known || !alike.Known(x.Key)
		}
	}
	return false
}

var (
	placePrepositions = alike.Set(`in at near off outside`)
	otherPrepositions = alike.Set(`to from for as of with on after`)
)

// role is the part that a name plays, "" where that cannot be told.
func (s *statement) role(n *name, clauses []int) string {
	t := s.text
	i := n.from - 1
	for i >= 0 && clauses[i] == n.clause && !english.IsStop(t.Word(i)) && !verbish(t, i) && !heads[t.Word(i)] && n.from-i < 4 {
		i-- // "the film", "foreign minister"
	}
	if determiners[t.Word(i)] {
		i--
	}
	switch before := t.Word(i); {
	case before == "by":
		return agent
	case placePrepositions[before]:
		return place
	case otherPrepositions[before]:
		return before
	}
	verbBefore, verbAfter := false, false
	for k := range t.Tokens {
		if clauses[k] == n.clause && verbish(t, k) {
			verbBefore, verbAfter = verbBefore || k < n.from, verbAfter || k >= n.to
		}
	}
	switch {
	case verbBefore && !s.passive[n.clause]:
		return patient
	case !verbBefore && verbAfter && s.passive[n.clause]:
		return patient
	case !verbBefore && (verbAfter || n.from == 0):
		return agent
	}
	return ""
}

// sameName reports whether two names may be of one bearer: one is a part of the
// other, another spelling or another name for it, or the place that it lies in.
func (s *statement) sameName(r *alike.Reader, n *name, o *statement, m *name) bool {
	a, b := s.nameWords(n), o.nameWords(m)
	if len(a) > len(b) {
		a, b = b, a
	}
	spelt := 0
	a = slices.DeleteFunc(a, func(w string) bool {
		return len(w) == 1 && len(a) > 2 && !slices.ContainsFunc(b, func(v string) bool { return v[0] == w[0] })
	}) // a middle name that the other leaves out
	for _, w := range a {
		if slices.ContainsFunc(b, func(v string) bool {
			return w == v || len(w) >= 4 && english.Distance(w, v) <= len(w)/3 || sounds(w, v) || min(len(w), len(v)) == 1 && w[0] == v[0]
		}) {
			spelt++
		}
	}
	if spelt == len(a) || initials(a) == strings.Join(b, "") || initials(b) == strings.Join(a, "") {
		return true
	}
	x, y := r.NameKey(s.nameText(n)), r.NameKey(o.nameText(m))
	if r.Strength(x, y) >= .5 || within(x, y) || within(y, x) {
		return true
	}
	if n.role == place {
		// A city that no list has may lie in a country.
		return isCountry(x) != isCountry(y)
	}
	return false
}

// sounds reports whether two words may be one in different transliterations: the same
// consonants in the same order, those that scripts write in several ways taken for one.
func sounds(a, b string) bool {
	x, y := skeleton(a), skeleton(b)
	return len(x) >= 3 && x == y
}

// letters that transliterations write in several ways; vowels and what stands for none fall.
var letters = strings.NewReplacer("sch", "s", "sh", "s", "ch", "s", "gh", "k", "kh", "k", "dh", "d", "th", "t", "ph", "f", "ck", "k", "q", "k", "g", "k", "c", "k",
	"w", "v", "z", "s", "x", "ks", "a", "", "e", "", "i", "", "o", "", "u", "", "y", "", "j", "", "h", "")

func skeleton(word string) string {
	var b strings.Builder
	var last rune
	for _, r := range letters.Replace(word) {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func (s *statement) nameText(n *name) string {
	return s.text.Raw[s.text.Tokens[n.from].Start:s.text.Tokens[n.to-1].End]
}

func (s *statement) nameWords(n *name) (out []string) {
	for i := n.from; i < n.to; i++ {
		if w := s.text.Word(i); !particles[w] && w != "the" {
			out = append(out, w)
		}
	}
	return out
}

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w[:1])
	}
	return b.String()
}

// within reports whether the gazetteer has one place in the other.
func within(x, y string) (found bool) {
	english.Default().Lookup(strings.Fields(x), func(v english.Variant) bool {
		found = (v.Relation == english.Region || v.Relation == english.Seat) && strings.Join(v.Terms, " ") == y
		return !found
	})
	return found
}

// isCountry reports whether the gazetteer has a key as that of a country.
func isCountry(key string) (found bool) {
	english.Default().Heads(strings.Fields(key), english.Demonym, func([]string) bool {
		found = true
		return false
	})
	return found
}

// only are the stems of what has one agent, one object or one place: who designs a
// house is its designer, but many visit it.
var (
	onlyAgent = alike.Set(`write wrote written author design found establish build own oper run lead head chair command win won winner host mediat direct
		invent discov sign publish acquir buy bought resign creat compos edit conduct own order captain coach manag manufactur made produc paint drew drawn
		organis sponsor translat illustr`)
	onlyPatient = alike.Set(`elect appoint name nomin choos chose pick replac succeed win won call`)
	onlyAfter   = alike.Set(`named called`)
	onlyPlace   = alike.Set(`hold held headquart locat base arrest crash die bear born happen occur explod sign begin open sink meet summit
		take_plac bury buri shoot kill land found`)
)
