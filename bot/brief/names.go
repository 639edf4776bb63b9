package brief

import (
	"strings"

	"rapporteur/bot/english"
)

// names is what a document's capitals tell about its proper names.
type names struct {
	inside map[string]bool   // folded words with a capital inside a sentence
	lower  map[string]bool   // folded words without one
	full   map[string]string // a person's last name to the folded full name
}

// learnNames collects the proper names of a document.
func (d *document) learnNames() {
	d.names = names{inside: make(map[string]bool), lower: make(map[string]bool), full: make(map[string]string)}
	for _, s := range d.sentences {
		for i, w := range s.words {
			switch {
			case !s.capital(i):
				d.names.lower[w] = true
			case s.inside(i):
				d.names.inside[w] = true
			}
		}
	}
	for _, s := range d.sentences {
		for _, p := range s.people() {
			d.names.full[s.word(p.to-1)] = strings.Join(s.words[p.from:p.to], " ")
		}
	}
}

// inside reports whether a capital at token i is not that of a beginning.
func (s *sentence) inside(i int) bool {
	if i == 0 {
		return false
	}
	gap := s.between(i - 1)
	return !strings.ContainsAny(gap, `"“‘:.!?`) && !strings.HasSuffix(gap, "'")
}

// fullNames are keys of several words by the last of them; "" where several end with it.
type fullNames map[string]string

func (full fullNames) add(key string) {
	i := strings.LastIndexByte(key, ' ')
	if i < 0 {
		return
	}
	last := key[i+1:]
	if other, ok := full[last]; ok && other != key {
		key = ""
	}
	full[last] = key
}

// named reports whether token i is part of a proper name.
func (s *sentence) named(i int) bool {
	if i >= len(s.tokens) || !s.capital(i) || s.tokens[i].Flags&english.Digit != 0 {
		return false
	}
	w := s.words[i]
	if english.IsStop(w) || english.Month(w) > 0 || isWeekday(w) {
		return false
	}
	return s.inside(i) || s.document.names.inside[w] && !s.document.names.lower[w] || s.geographic(i, i+1) || s.firstName(i)
}

// firstName reports whether token i begins a sentence, or goes on after a
// quotation, and begins a name that goes on behind it.
func (s *sentence) firstName(i int) bool {
	w := s.words[i]
	return !s.inside(i) && i+1 < len(s.words) && s.adjoins(i) && s.capital(i+1) && !clauseOpeners[w] && !prepositions[w] &&
		(!strings.HasSuffix(w, "ly") || s.geographic(i, i+1)) && s.named(i+1)
}

// geographic reports whether tokens from..to are a place, its people, its seat
// of government or a known body.
func (s *sentence) geographic(from, to int) bool {
	if to-from > english.MaxExpression {
		return false
	}
	found := false
	english.Default().Lookup(s.stems[from:to], func(v english.Variant) bool {
		found = v.Relation == english.Seat || v.Relation == english.Demonym || v.Relation == english.Initials
		return !found
	})
	return found
}

// extent is a run of tokens, half open.
type extent struct{ from, to int }

// titles come before a person's name.
var titles = set(`president prime minister premier chancellor foreign defence defense interior finance transport energy
	health deputy vice secretary general senator judge justice professor dr mr mrs ms sir lord lady king queen prince
	princess pope bishop archbishop rabbi imam sheikh ambassador governor mayor commissioner colonel captain major
	lieutenant admiral sergeant inspector chief director speaker congressman congresswoman representative`)

// institutional words make a run of capitals something else than a person.
var institutional = set(`institute ministry union federation council court party university bank association agency
	commission committee center centre foundation corporation company group league alliance movement office department
	chamber parliament congress senate house society watch post times news herald journal gazette review press authority
	port river lake mount dam street airport airlines corridor treaty organization organisation program programme army
	navy force forces police office front bloc partnership fund institution school hospital church museum club network
	north south east west northern southern eastern western new united republic states kingdom city county district
	security treaty terminals motors ross media initiative democracies policy research`)

// people finds what can only be persons: two or more capitals in a row, titles
// aside, that are neither a place nor an institution.
func (s *sentence) people() []extent {
	var out []extent
	for i := 0; i < len(s.tokens); {
		run := s.capitals(i)
		i = max(run.to, i+1)
		titled := false
		for run.from < run.to && titles[s.word(run.from)] {
			run.from++
			titled = true
		}
		if n := run.to - run.from; n == 0 || n > 4 || n == 1 && !titled || !s.personal(run) {
			continue
		}
		out = append(out, run)
	}
	return out
}

// personal reports whether no word of a run speaks against a person's name.
func (s *sentence) personal(run extent) bool {
	for i := run.from; i < run.to; i++ {
		if institutional[s.word(i)] || s.geographic(i, i+1) {
			return false
		}
	}
	return !s.geographic(run.from, run.to)
}

// particles stand inside names without a capital.
var particles = set(`de da di du del della von van der den la le al bin ibn el ter ten dos das`)

// capitals is the run of proper name tokens that begins at i, empty if none does.
func (s *sentence) capitals(i int) extent {
	run := extent{i, i}
	if !s.named(i) {
		return run
	}
	for j := i; j < len(s.tokens); j++ {
		if j > i && !adjacent(s.between(j-1)) {
			break
		}
		switch {
		case s.named(j):
			run.to = j + 1
		case particles[s.word(j)]:
		default:
			return run
		}
	}
	return run
}

// adjacent reports whether what stands between two tokens keeps them in one
// name: a space, a hyphen, the point of an initial, an ampersand or a
// possessive.
func adjacent(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "", "-", "‑", "&", "'", "’", "'s", "’s":
		return true
	case ".":
		return true
	}
	return false
}
