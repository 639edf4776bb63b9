package brief

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/english"
)

// kind is what a name names.
type kind uint8

const (
	country kind = iota + 1 // and its government
	body
	person
)

// naming is one place where a sentence names somebody. The key is the same
// for the names of one person, body or country.
type naming struct {
	sentence *sentence
	extent   extent
	kind     kind
	key      string
}

// finder finds the mentions of one document. Countries and known bodies come
// from the gazetteer; what else is capitalised is a candidate that the
// document has to speak for.
type finder struct {
	document   *document
	gazetteer  gazetteer
	found      []naming
	candidates map[string]*candidate
	order      []string // keys of candidates as they first appear
	// abbreviated are initials that stand in brackets behind a body's name.
	abbreviated map[string]string
	joint       map[string]int // folded words joined by a space: how often they stand together
}

// candidate is a name of which the gazetteer knows nothing.
type candidate struct {
	kind        kind
	mentions    []naming
	words       []string
	pro, contra int // what speaks for a person or a body, and for a thing or a place
}

// mentions finds who the document names, in reading order.
func (d *document) mentions(g gazetteer) []naming {
	f := &finder{document: d, gazetteer: g, candidates: make(map[string]*candidate), abbreviated: make(map[string]string)}
	for _, s := range d.sentences {
		f.read(s)
	}
	f.settle()
	slices.SortStableFunc(f.found, func(a, b naming) int {
		if a.sentence.place != b.sentence.place {
			return a.sentence.place - b.sentence.place
		}
		return a.extent.from - b.extent.from
	})
	return f.found
}

// read finds the names of one sentence.
func (f *finder) read(s *sentence) {
	for i := 0; i < len(s.tokens); {
		if !s.named(i) && !s.initials(i) {
			i++
			continue
		}
		run := s.nameRun(i)
		f.readRun(s, run)
		i = max(run.to, i+1)
	}
}

// initials reports whether token i is an abbreviation in capitals.
func (s *sentence) initials(i int) bool {
	return s.tokens[i].Flags&english.Upper != 0 && !english.IsStop(s.words[i])
}

// nameJoiners stand inside the names of bodies: Foundation for Defense of
// Democracies.
var nameJoiners = set(`of for on`)

// nameRun is the run of capitals that begins at token i. It ends at a
// possessive: "Armenia's Prime Minister" are two names.
func (s *sentence) nameRun(i int) extent {
	run := extent{i, i + 1}
	joined := false
	for j := i + 1; j < len(s.tokens); j++ {
		gap := s.between(j - 1)
		if strings.TrimSpace(gap) != "" && !adjacent(gap) || strings.ContainsAny(gap, "'’") {
			break
		}
		if strings.HasPrefix(gap, ".") && s.tokens[j-1].End-s.tokens[j-1].Start > 1 && s.tokens[j-1].Flags&english.Upper == 0 && !titles[s.words[j-1]] {
			break
		}
		switch w := s.words[j]; {
		case s.named(j) || s.initials(j) || titles[w] && s.capital(j) && s.inside(j):
			run.to = j + 1
		case particles[w]:
		case nameJoiners[w] && (joined || bodyWords[s.words[j-1]] || offices[s.words[j-1]]), w == "and" && joined:
			if !s.capital(j+1) || run.to != j {
				return run
			}
			joined = true
		case w == "and" && s.capital(j+1) && run.to == j && j-i > 1 && !s.anyOf(run, bodyWords) && s.endsAsBody(j+1):
		default:
			return run
		}
	}
	return run
}

// endsAsBody reports whether the capitals from token i end with an
// institution's word: "… and Rescue Agency".
func (s *sentence) endsAsBody(i int) bool {
	for j := i; j < min(len(s.tokens), i+3) && s.capital(j) && s.adjoins(j-1); j++ {
		if bodyWords[s.words[j]] {
			return true
		}
	}
	return false
}

// readRun reads one run of capitals: a body, an office, or a country's name, a
// title and a person's name one after another.
func (f *finder) readRun(s *sentence, run extent) {
	if f.gazetted(s, run) {
		return
	}
	for run.from < run.to && articleWords[s.words[run.from]] {
		run.from++
	}
	if run.from == run.to {
		return
	}
	head := s.headOf(run)
	switch {
	case s.anyOf(run, bodyWords) && !offices[head]:
		f.readBody(s, run)
		return
	case s.anyOf(run, thingWords):
		return
	}
	titled, whole := false, run
	for run.from < run.to {
		if n := f.countryAt(s, run); n > 0 {
			run.from += n
			continue
		}
		if w := s.words[run.from]; !titles[w] && !offices[w] && !agents[w] {
			break
		}
		titled = true
		run.from++
	}
	switch n := run.to - run.from; {
	case n == 0: // an office, or somebody whose last name is one
		if last := (extent{whole.to - 1, whole.to}); offices[s.words[last.from]] {
			f.offer(s, last, person).contra++
		}
	case n > 4 || offices[head] && !titled, s.geographic(run.to-1, run.to):
	case n == 1 && s.tokens[run.from].Flags&english.Upper != 0:
		f.readInitials(s, run)
	default:
		f.weigh(s, run, f.offer(s, run, person), titled)
	}
}

// readBody notes a run that holds an institution's word. What follows that word
// without being part of the name is cut: "Malaysia Airlines Flight".
func (f *finder) readBody(s *sentence, run extent) {
	if !s.anyOf(run, nameJoiners) {
		for run.to > run.from && !bodyWords[s.words[run.to-1]] {
			run.to--
		}
	}
	if run.to-run.from > 1 && !f.gazetted(s, run) {
		f.offer(s, run, body).pro += strong
	}
}

// readInitials notes initials that no gazetteer has: those that act, and those
// in brackets behind the body that they stand for.
func (f *finder) readInitials(s *sentence, run extent) {
	if abbreviations[s.words[run.from]] {
		return
	}
	if run.from > 0 && strings.HasSuffix(strings.TrimSpace(s.between(run.from-1)), "(") {
		for _, c := range f.candidates {
			if m := c.mentions[len(c.mentions)-1]; c.kind == body && m.sentence == s && m.extent.to == run.from {
				f.abbreviated[s.words[run.from]] = m.key
			}
		}
	}
	f.offer(s, run, body).pro += s.acts(run)
}

// articleWords begin a title or a sentence, and no name.
var articleWords = set(`the a an both no every each some any all`)

// headOf is the last word of a run, or that before its first "of" or "for".
func (s *sentence) headOf(run extent) string {
	for i := run.from + 1; i < run.to; i++ {
		if nameJoiners[s.words[i]] {
			return s.words[i-1]
		}
	}
	return s.word(run.to - 1)
}

func (s *sentence) anyOf(run extent, words map[string]bool) bool {
	return slices.ContainsFunc(s.words[run.from:run.to], func(w string) bool { return words[w] })
}

// offices are words for somebody's function; a run that ends with one names
// nobody.
var offices = set(`president minister premier chancellor secretary representative ambassador governor mayor commissioner
	director chairman chairwoman speaker senator king queen prince princess pope bishop judge justice general chief
	leader officer commander adviser advisor`)

// bodyWords make a run of capitals the name of a body.
var bodyWords = set(`institute ministry union federation council court party university bank association agency
	commission committee center centre foundation corporation company group league alliance movement office department
	parliament congress senate society post times herald journal gazette press authority airlines airways organization
	organisation army navy force forces police front bloc partnership fund institution church club network ministers
	academy college school inc ltd corp plc bureau administration service services guard brigade trust congregation
	democrats republicans conservatives tribunal observatory laboratory laboratories regiment board chamber broadcasting
	assembly confederation guild consortium`)

// thingWords make it the name of a place, a work, an event or a thing.
var thingWords = set(`river lake mount mountain mountains dam street airport port corridor north south east west northern
	southern eastern western central treaty agreement accord accords act bill law programme program project prize award
	awards cup championship championships games olympics war wars battle day week festival election elections island
	islands sea ocean gulf bay valley desert peninsula bridge tower castle palace park square road avenue highway
	canal region province district county city town village world century era age empire kingdom revolution crisis
	conference summit flight theatre theater convention declaration constitution protocol code system theory league cathedral station
	stadium hospital museum library hotel plan deal policy strategy order series season album film book report review
	coast hill hills forest strait cape new greater upper lower street strip airlines crash incident raids grand
	prix super bowl open`)

// abbreviations in capitals that name no body.
var abbreviations = set(`tv dna rna usb gps dc ceo cfo gdp hiv aids ai it id uk us am pm mp mps pc dvd cd iq ngo ngos pr ok
	sos bc ad ii iii iv vi vii viii ix xi xii utc gmt est pst url html sms suv atm vip faq diy ufo cpu ram km mph sars
	covid html faqs st jr sr mr mrs ms dr phd ma ba bsc msc lgbt lgbtq rpm hd 3d pdf csv`)

// gazetted notes a run that is as a whole a country or a known body.
func (f *finder) gazetted(s *sentence, run extent) bool {
	n := run.to - run.from
	if n > english.MaxExpression {
		return false
	}
	return f.known(s, run)
}

// countryAt notes the longest country, people or known body with which a run
// begins, and gives its length in words.
func (f *finder) countryAt(s *sentence, run extent) int {
	for n := min(english.MaxExpression, run.to-run.from); n > 0; n-- {
		if first := run.from; n == 1 && (titles[s.words[first]] || !s.initials(first) && f.gazetteer.look(s.stems[first:first+1]).kind == body) {
			break // "Lord Alli" is not the House of Lords
		}
		if f.known(s, extent{run.from, run.from + n}) {
			return n
		}
	}
	return 0
}

// known notes an expression that the gazetteer has as a country or a body.
// Regions without a government are known too, but nobody.
func (f *finder) known(s *sentence, e extent) bool {
	single := e.to-e.from == 1
	if single && s.words[e.from] == "european" {
		return true // of the continent
	}
	k := f.gazetteer.look(s.stems[e.from:e.to])
	heads := k.heads
	if k.kind == body && single {
		if !s.initials(e.from) && (!s.inside(e.from) || len(s.words[e.from]) < shortestName) {
			return false // "If" is no institute
		}
		if stem := s.stems[e.from]; s.words[e.from] != stem {
			heads = slices.DeleteFunc(slices.Clone(heads), func(h string) bool { // "Boeing" is not the BoE
				return !slices.Contains(strings.Fields(h), stem)
			})
		}
	}
	switch {
	case k.kind == 0, k.kind == body && len(heads) == 0:
		return false
	case len(heads) == 0:
		return true
	}
	key := heads[0]
	if len(heads) > 1 {
		if i := slices.IndexFunc(heads, f.spelled); i >= 0 {
			key = heads[i] // "Brussels" where the text speaks of the European Union
		}
	}
	f.found = append(f.found, naming{s, e, k.kind, key})
	return true
}

// gazetteer looks expressions up and remembers what it found. It is made for
// one list of names.
type gazetteer map[string]knownName

// knownName is what the gazetteer has of an expression: the kind, 0 for
// nothing, and whom it may stand for, none for a region.
type knownName struct {
	kind  kind
	heads []string
}

func (g gazetteer) look(terms []string) knownName {
	key := strings.Join(terms, " ")
	k, ok := g[key]
	if ok {
		return k
	}
	if heads := countriesOf(terms); len(heads) > 0 {
		k = knownName{country, slices.DeleteFunc(heads, isRegion)}
	} else if heads := headsOf(terms, english.Initials); len(heads) > 0 {
		k = knownName{body, heads}
	}
	g[key] = k
	return k
}

// shortestName is the length of the shortest word that is read as the name of a
// known body without being written in capitals.
const shortestName = 4

// countriesOf are the countries and regions that an expression may stand for.
func countriesOf(terms []string) []string {
	return append(headsOf(terms, english.Demonym), headsOf(terms, english.Seat)...)
}

// isRegion reports whether a name of the gazetteer is that of a part of the
// world that has no government: nothing stands for it as a capital does.
func isRegion(key string) bool {
	terms := strings.Split(key, " ")
	seat := ownCapitals[key]
	names := []string{key}
	english.Default().Lookup(terms, func(v english.Variant) bool {
		if v.Relation == english.Demonym {
			names = append(names, strings.Join(v.Terms, " "))
		}
		return true
	})
	english.Default().Lookup(terms, func(v english.Variant) bool {
		seat = seat || v.Relation == english.Seat && !slices.Contains(names, strings.Join(v.Terms, " "))
		return !seat
	})
	return !seat
}

// ownCapitals are cities with a government of their own.
var ownCapitals = map[string]bool{"singapor": true, "hong kong": true, "macau": true, "dubai": true, "gibraltar": true}

// headsOf are the gazetteer's names for an expression.
func headsOf(terms []string, r english.Relation) []string {
	var out []string
	english.Default().Heads(terms, r, func(head []string) bool {
		if key := strings.Join(head, " "); !slices.Contains(out, key) {
			out = append(out, key)
		}
		return true
	})
	return out
}

// spelled reports whether the document holds the words of a key side by side,
// or a people of that name.
func (f *finder) spelled(key string) bool {
	if f.joint == nil {
		f.joint = make(map[string]int)
		for _, s := range f.document.sentences {
			for i := range s.stems {
				if !s.capital(i) {
					continue
				}
				for n := 1; n <= 3 && i+n <= len(s.stems); n++ {
					f.joint[strings.Join(s.stems[i:i+n], " ")]++
				}
			}
		}
	}
	if f.joint[key] > 0 {
		return true
	}
	found := false
	english.Default().Lookup(strings.Split(key, " "), func(v english.Variant) bool {
		found = v.Relation == english.Demonym && f.joint[strings.Join(v.Terms, " ")] > 0
		return !found
	})
	return found
}

// offer notes a candidate.
func (f *finder) offer(s *sentence, run extent, what kind) *candidate {
	words := s.words[run.from:run.to]
	key := strings.Join(words, " ")
	if what == person && len(words) > 1 {
		key = words[0] + " " + words[len(words)-1] // without what stands between
	}
	c := f.candidates[key]
	if c == nil {
		c = &candidate{kind: what, words: words}
		f.candidates[key] = c
		f.order = append(f.order, key)
	}
	c.mentions = append(c.mentions, naming{s, run, what, key})
	return c
}

// locatives before a name make it a place.
var locatives = set(`in at near from across around outside inside through throughout towards toward off into onto`)

// weigh looks at what stands around a run that may be a person's name.
func (f *finder) weigh(s *sentence, run extent, c *candidate, titled bool) {
	before := ""
	if run.from > 0 && s.adjoins(run.from-1) {
		before = s.words[run.from-1]
	}
	if titled {
		c.pro += strong
	} else if before == "the" || locatives[before] {
		c.contra++
	}
	if agents[before] || strings.HasSuffix(before, "er") || strings.HasSuffix(before, "or") || strings.HasSuffix(before, "ist") || before == "named" {
		c.pro++
	}
	c.pro += s.acts(run)
	gap := strings.TrimSpace(s.between(run.to - 1))
	if run.from > 0 && gap == "," && strings.TrimSpace(s.between(run.from-1)) == "," && !s.capital(run.from-1) {
		c.pro++ // "her counterpart, Retno Marsudi, …"
	}
	switch next := s.word(run.to); {
	case next == "who" || next == "whose":
		c.pro++
	case gap == "," && (s.inside(run.from) || run.to-run.from > 1) && (next == "a" || next == "an" || next == "the" || run.to < len(s.tokens) && s.tokens[run.to].Flags&english.Digit != 0):
		c.pro++
	}
	for i := run.to; i < min(len(s.words), run.to+12); i++ {
		if w := s.words[i]; w == "he" || w == "she" || w == "himself" || w == "herself" {
			c.pro++
			break
		}
	}
	if next := s.document.at(s.place + 1); next != nil && (next.word(0) == "he" || next.word(0) == "she") {
		c.pro++
	}
}

// acts is strong where the run is who says something, else 0.
func (s *sentence) acts(run extent) int {
	if st := s.statement(); st.found && !st.pronoun && st.from <= run.from && run.from < st.from+maxName && strings.Contains(st.who, s.slice(run)) {
		return strong
	}
	return 0
}

// strong is what a title or a verb of saying counts; it is enough for a name of
// one word, and for one that is made of ordinary words.
const strong = 2

// settle keeps the candidates that the document speaks for, and gives a last or
// first name that stands alone the key of the only full name that has it.
func (f *finder) settle() {
	alone := make(map[string]string)
	for _, key := range f.order {
		c := f.candidates[key]
		if len(c.words) == 1 {
			continue
		}
		last := c.words[len(c.words)-1]
		if single := f.candidates[last]; single != nil && c.kind == person {
			c.pro += len(single.mentions)
		}
		switch {
		case !c.holds():
		case c.kind == person:
			unique(alone, last, key)
			unique(alone, c.words[0], key)
		case companies[last]:
			unique(alone, strings.Join(c.words[:len(c.words)-1], " "), key)
		}
	}
	for _, key := range f.order {
		c := f.candidates[key]
		if name := alone[key]; name != "" && len(c.words) == 1 {
			key = name
		} else if name := f.abbreviated[key]; name != "" {
			key = name
		} else if !c.holds() {
			continue
		}
		for _, m := range c.mentions {
			m.key = key
			f.found = append(f.found, m)
		}
	}
	f.spellOut()
}

// companies are words that a company's name is used without.
var companies = set(`inc ltd corp plc company airlines`)

// unique notes the key of a word, "" once two keys have it.
func unique(keys map[string]string, word, key string) {
	if other, ok := keys[word]; ok && other != key {
		key = ""
	}
	keys[word] = key
}

// holds reports whether the document speaks for a candidate.
func (c *candidate) holds() bool {
	if c.pro == 0 || c.pro < c.contra {
		return false
	}
	if c.kind == body {
		return true
	}
	if len(c.words) > 1 {
		return c.pro >= strong || slices.ContainsFunc(c.words, func(w string) bool { return !english.Default().Knows(w) })
	}
	names, w := c.mentions[0].sentence.document.names, c.words[0]
	ordinary := english.Default().Knows(w) && (names.lower[w] || !names.inside[w])
	often := c.pro > 0 && len(c.mentions) >= 3
	return c.contra == 0 && ((often || c.pro >= strong) && !ordinary || c.pro > 2*strong)
}

// spellOut gives initials the key of the body that the document spells out.
func (f *finder) spellOut() {
	long := make(map[string]string)
	for _, m := range f.found {
		if m.kind != body || m.extent.to-m.extent.from < 2 {
			continue
		}
		var b strings.Builder
		for i := m.extent.from; i < m.extent.to; i++ {
			if m.sentence.capital(i) {
				r, _ := utf8.DecodeRuneInString(m.sentence.words[i])
				b.WriteRune(r)
			}
		}
		long[b.String()] = m.key
	}
	for i, m := range f.found {
		if m.kind == body && m.extent.to-m.extent.from == 1 {
			if key := long[strings.ReplaceAll(m.key, ".", "")]; key != "" {
				f.found[i].key = key
			}
		}
	}
}
