package brief

import (
	"strings"

	"rapporteur/bot/english"
)

// statement is who says something in a sentence.
type statement struct {
	found   bool
	who     string // as written; empty when the speaker is a pronoun
	pronoun bool   // he or she says it
	from    int    // token at which the speaker's name begins
	verb    int    // token of the verb
}

// need is what has to follow a reporting verb for it to report.
type need uint8

const (
	needNothing need = iota + 1
	needThat         // "found that", not "found a house"
	needObject       // also a noun: "claims the right", not "the claims grew"
)

// reporting maps the stems of reporting verbs to what they need.
var reporting = func() map[string]need {
	m := make(map[string]need)
	for _, verbs := range []struct {
		list string
		need need
	}{
		{`say tell argue condemn deny describe express accuse contend maintain insist assert allege declare announce
		pledge vow threaten criticize criticise reject refuse oppose dismiss urge propose suggest recommend believe
		stress emphasise emphasize acknowledge admit concede praise defend complain denounce reply deplore regret
		demand warn dispute blame favour favor counter predict`, needNothing},
		{`find think note report state conclude decide explain write point respond calculate confirm consider show agree
		hope fear know hold reveal assume indicate signal`, needThat},
		{`claim call estimate support question promise welcome want ask back appeal regard label`, needObject},
	} {
		for w := range strings.FieldsSeq(verbs.list) {
			m[english.Stem(w)] = verbs.need
		}
	}
	return m
}()

// statement finds the first speaker with a name, else the first pronoun.
func (s *sentence) statement() statement {
	if s.said != nil {
		return *s.said
	}
	var out statement
	for i := range s.words {
		st := s.accordingTo(i)
		if !st.found && s.reports(i) {
			st = s.spoken(i)
		}
		if st.found && (!out.found || out.pronoun && !st.pronoun) {
			out = st
		}
		if out.found && !out.pronoun {
			break
		}
	}
	s.said = &out
	return out
}

// accordingTo reads "according to" with the name behind it.
func (s *sentence) accordingTo(i int) statement {
	if s.words[i] != "according" || s.word(i+1) != "to" {
		return statement{}
	}
	name, ok := s.nameFrom(i + 2)
	if !ok {
		return statement{}
	}
	return statement{found: true, who: s.slice(name), from: name.from, verb: i}
}

// reports reports whether token i is a reporting verb in use as one.
func (s *sentence) reports(i int) bool {
	w := s.words[i]
	n := reporting[s.stems[i]]
	if n == 0 {
		return false
	}
	next := s.word(i + 1)
	gap := s.between(i)
	quote := strings.ContainsAny(gap, "\"“:‘")
	switch {
	case s.capital(i), nominal(w), s.quoted(i), next == "by", next == "as" && w != "says", next == "to" && w == "believed", i+1 < len(s.words) && strings.HasPrefix(strings.TrimSpace(gap), ")"):
		return false
	case w == "accused" && next == "of":
		return false
	case nouns[w] && !strings.HasSuffix(w, "s") && !s.adjoins(i-1), w == "support" && next == "for":
		return false // an item of a list: ", support for audio"
	case strings.HasSuffix(w, "ing"):
		return s.progressive(i)
	case n == needThat:
		return next == "that" || quote || next == "out" && s.word(i+2) == "that" || next == "" && gap != ""
	case n == needObject, !strings.HasSuffix(w, "ed") && nouns[w]:
		return quote || objectStarts[next] || s.capital(i+1) && w != "called" || strings.HasSuffix(next, "ing")
	}
	return true
}

// nouns are forms of reporting verbs that are nouns as well.
var nouns = set(`demand demands dispute disputes blame favour favor counter claim claims call calls vow vows pledge
	regret regrets urge urges praise reject rejects reply
	support estimate estimates question questions promise ask appeal regard label back welcome`)

// objectStarts are words that begin what a verb reports or is about.
var objectStarts = set(`that the a an it them him her this these those his its their for on to he she they there what
	all any no some such more both not us me`)

// nominal reports whether a word is derived from a reporting verb and is not a
// form of it: allegation, statement, opponent.
func nominal(w string) bool {
	for _, end := range []string{"ion", "ions", "ment", "ments", "er", "ers", "ent", "ents", "ance", "al", "als", "able", "ive", "ly", "ism", "ity"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// progressive reports whether a form of "be" stands before the -ing form at i.
func (s *sentence) progressive(i int) bool {
	j := i - 1
	for j > 0 && s.adverb(j) {
		j--
	}
	return forms[s.word(j)]
}

var forms = set(`is are was were be been being am`)

// auxiliaries and adverbs may stand between a speaker and the verb.
var auxiliaries = set(`has have had also again then since later now still long already repeatedly never always often
	even does did do not have would will alike himself herself itself themselves once twice recently today yesterday
	on monday tuesday wednesday thursday friday saturday sunday`)

// spoken finds the speaker of the reporting verb at i.
func (s *sentence) spoken(i int) statement {
	j := i - 1
	for j >= 0 && s.adjoins(j) && (auxiliaries[s.words[j]] || s.adverb(j) || forms[s.words[j]] && strings.HasSuffix(s.words[i], "ing")) {
		j--
	}
	st := statement{verb: i}
	if j >= 0 && s.adjoins(j) && (s.words[j] == "he" || s.words[j] == "she") && s.boundary(j) {
		st.found, st.pronoun, st.from = true, true, j
		return st
	}
	if name, ok := s.speakerBefore(j); ok {
		st.found, st.who, st.from = true, s.slice(name), name.from
		return st
	}
	if s.inverted(i) {
		if name, ok := s.nameFrom(i + 1); ok {
			st.found, st.who, st.from = true, s.slice(name), name.from
		}
	}
	return st
}

// adverb reports whether token j may be an adverb. Italy is none.
func (s *sentence) adverb(j int) bool { return strings.HasSuffix(s.words[j], "ly") && !s.named(j) }

// adjoins reports whether only space stands between tokens j and j+1.
func (s *sentence) adjoins(j int) bool { return strings.TrimSpace(s.between(j)) == "" }

// inverted reports whether a quotation or a comma ends right before the verb at
// i, so that the speaker follows: “…,” said Jane Roe.
func (s *sentence) inverted(i int) bool {
	if i == 0 {
		return false
	}
	gap := strings.TrimSpace(s.between(i - 1))
	return strings.HasSuffix(gap, `"`) || strings.HasSuffix(gap, "”") || strings.HasSuffix(gap, "''") || gap == ","
}

// maxAside is the number of commas between a speaker and the verb that are
// looked across: "Emil Roos, 58, head of the association, says".
const maxAside = 3

// speakerBefore finds the name that ends at token j, or, where a comma or
// bracket closes an aside there, before or in the aside.
func (s *sentence) speakerBefore(j int) (extent, bool) {
	if j < 0 {
		return extent{}, false
	}
	switch gap := strings.TrimSpace(s.between(j)); gap {
	case "":
		return s.nameUpTo(j)
	case ")":
		for k := j; k > 0; k-- {
			if strings.TrimSpace(s.between(k-1)) == "(" {
				return s.nameUpTo(k - 1)
			}
		}
	case ",":
		return s.speakerAround(j)
	}
	return extent{}, false
}

// speakerAround finds the name before, or that is, the aside that ends at j.
func (s *sentence) speakerAround(j int) (extent, bool) {
	commas := 0
	for k := j - 1; k >= 0 && commas < maxAside; k-- {
		gap := strings.TrimSpace(s.between(k))
		if gap == ";" || gap == ":" || strings.ContainsAny(gap, `"“”`) {
			break
		}
		if !strings.HasSuffix(gap, ",") || gap == ")," && commas > 0 {
			continue
		}
		if commas++; commas == 1 && s.capital(j) {
			if aside := (extent{s.phrase(j), j + 1}); aside.from > k && j > aside.from && s.personal(aside) {
				return aside, true
			}
		}
		name, ok := s.nameUpTo(k)
		if ok && (commas == 1 || name.from == 0 || !strings.Contains(s.between(name.from-1), ",")) {
			return name, true // behind another comma it may be an item of a list
		}
	}
	return extent{}, false
}

// agents are the persons and bodies that a name makes particular: "the British
// ambassador", "Orund's energy minister", "analysts at the Halden Institute".
var agents = set(`minister ministers ministry government governments ambassador ambassadors envoy envoys authorities
	authority spokesman spokeswoman spokesperson official officials analyst analysts leader leaders president premier
	chancellor court judge judges prosecutor prosecutors police army military navy union unions party parties company
	companies lawmaker lawmakers diplomat diplomats agency regime commission council parliament embassy delegation
	office representative representatives chief head director chairman chairwoman chair secretary general opposition
	critics campaigners newspaper media daily network federation association governor mayor senator senators
	congressman economist economists scientist scientists researcher researchers scholar scholars expert experts group
	institute regulator watchdog prosecution defence defense lawyers lawyer residents farmers troops negotiators
	mediator team state republic legislators deputies soldiers forces administration cabinet investigators auditors`)

// links tie a name to the noun before it.
var links = set(`of in at for to from`)

// nameUpTo finds the noun phrase with a proper name that ends at token end and
// begins a clause.
func (s *sentence) nameUpTo(end int) (extent, bool) {
	from := s.phrase(end)
	for from > 1 {
		p := from - 1
		if s.words[p] == "the" && s.adjoins(p) {
			p--
		}
		if p < 1 || !links[s.words[p]] || !s.adjoins(p) || !s.adjoins(p-1) {
			break
		}
		head := s.phrase(p - 1)
		if head < 0 {
			break
		}
		from = head
	}
	if from < 0 {
		return extent{}, false
	}
	if end-from >= maxName || !s.holdsName(from, end) || !s.boundary(from) {
		return extent{}, false
	}
	for from < end && (s.words[from] == "both" || s.words[from] == "and") {
		from++
	}
	if !(s.capital(from) && s.capital(end)) && from > 0 && s.words[from-1] == "the" && s.adjoins(from-1) {
		from--
	}
	return extent{from, end + 1}, true
}

// maxName is the number of words in the longest name of a speaker.
const maxName = 9

// phrase gives where the run of capitals, or the noun with the adjectives and
// names before it, begins that ends at token end; -1 if there is none.
func (s *sentence) phrase(end int) int {
	if end < 0 || !s.named(end) && !agents[s.words[end]] {
		return -1
	}
	from, lower := end, 0
	for from > 0 && adjacent(s.between(from-1)) {
		p := from - 1
		switch {
		case s.named(p) || titles[s.words[p]] && s.capital(p):
		case (particles[s.words[p]] || s.words[p] == "and") && p > 0 && s.named(p-1) && s.capital(from):
		case particles[s.words[p]] && s.capital(from):
		case !s.capital(from) && !s.capital(p) && !english.IsStop(s.words[p]) && lower < 3 && !strings.HasSuffix(s.words[p], "ed"):
			lower++
		default:
			return from
		}
		from = p
	}
	return from
}

// holdsName reports whether tokens from..end hold a proper name.
func (s *sentence) holdsName(from, end int) bool {
	for i := from; i <= end; i++ {
		if s.named(i) {
			return true
		}
	}
	return false
}

// clauseOpeners come before a clause, so that a subject may stand behind them.
var clauseOpeners = set(`and but that while whereas because as when although though if which so yet or since after
	before once where until what how why whom meanwhile today yesterday whether`)

// boundary reports whether a clause's subject can begin at token i: at the
// beginning, behind a punctuation mark or a conjunction.
func (s *sentence) boundary(i int) bool {
	role := i
	for role > 0 && i-role < 3 && s.adjoins(role-1) && !s.capital(role-1) && !english.IsStop(s.words[role-1]) {
		role-- // "The economist Yara Lindmark"
	}
	if role > 0 && s.adjoins(role-1) && (s.words[role-1] == "the" || s.words[role-1] == "a") {
		i = role
	}
	for i > 0 && s.adjoins(i-1) && determiners[s.words[i-1]] {
		i--
	}
	return i == 0 || !adjacent(s.between(i-1)) && !s.continues(i) || clauseOpeners[s.words[i-1]]
}

// continues reports whether the mark before token i stands inside a name: a
// title with a subtitle, or a place and the country it is in.
func (s *sentence) continues(i int) bool {
	if !s.named(i - 1) {
		return false
	}
	switch strings.TrimSpace(s.between(i - 1)) {
	case ":":
		return true
	case ",":
		return s.geographic(i, i+1) && !s.named(i+1)
	}
	return false
}

var determiners = set(`the a an both its his her their`)

// nameFrom finds the noun phrase with a proper name that begins at token i.
func (s *sentence) nameFrom(i int) (extent, bool) {
	if s.word(i) == "the" || s.word(i) == "a" || s.word(i) == "an" {
		i++
	}
	if i >= len(s.tokens) || !s.capital(i) {
		return extent{}, false
	}
	end := i
	for j := i + 1; j < len(s.tokens) && adjacent(s.between(j-1)); j++ {
		switch w := s.words[j]; {
		case s.named(j) || agents[w]:
			end = j
		case links[w] || w == "the" || w == "and" || particles[w]:
		default:
			j = len(s.tokens)
		}
	}
	if end-i >= maxName || !s.holdsName(i, end) {
		return extent{}, false
	}
	return extent{i, end + 1}, true
}

// slice is the text of an extent as it is written.
func (s *sentence) slice(e extent) string { return s.text[s.tokens[e.from].Start:s.tokens[e.to-1].End] }
