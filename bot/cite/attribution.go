package cite

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// speech is a place where a text says that somebody says something.
type speech struct {
	from, to int   // the words that may be what is said
	speaker  []int // the words of weight that name who says it
	pronoun  bool  // who says it is a pronoun
}

// tellings are the verbs of speech beyond those that a comparison knows.
var tellings = wordSet(`warned warns warn warning acknowledged acknowledges admitted admits complained complains urged urges vowed vows
	promised promises writes wrote write noted notes predicted predicts stressed stresses suggested suggest explained explains added adds
	contended calls called describes described considers argue claim say tell believe thinks thought regards sees saw announced
	confirmed confirms demands demanded rejects dismissed dismisses insist expects blames blamed concluded concludes portrayed portrays
	cautions cautioned calculated calculates rejected criticism accusation accusations allegation allegations rumour rumours`)

func (f *Facts) tells(i int) bool {
	w := &f.words[i]
	if w.sort == nameWord {
		return false
	}
	return speechVerbs[w.folded] || tellings[w.folded]
}

// How far a speaker's name may reach.
const (
	speakerBefore = 9  // words before the verb
	speakerAfter  = 8  // words after it
	trailing      = 15 // words in ", said the minister of energy, Jane Roe"
)

// speeches finds who is said to say what.
func (f *Facts) speeches() []speech {
	var out []speech
	for i := range f.words {
		if !f.tells(i) || f.naming(i) {
			continue
		}
		if before := f.folded(i - 1); determiners[before] || f.owned(i-1) != "" || strings.HasSuffix(f.folded(i), "ing") && f.folded(i) != "according" {
			continue // "its predicted debut", "while stating that"
		}
		from, to := f.segment(i)
		s := speech{from: from, to: to}
		if f.folded(i) == "according" {
			s.speakerIn(f, i+1, min(to, i+1+speakerAfter))
			out = append(out, s)
			continue
		}
		start := f.clauseStart(i)
		s.speakerIn(f, max(start, i-speakerBefore), i)
		if !s.pronoun && (len(s.speaker) == 0 && (relatives[f.folded(start)] || f.tellsOn(i, to) || f.set(i, start, from)) || !f.namesAny(s.speaker) && start > from && f.folded(i-1) == "and") {
			s.speakerApart(f, start, from) // "Jane Roe, who led the trial, said that …"
		}
		if len(s.speaker) == 0 && !s.pronoun && f.folded(i+1) != "that" {
			s.speakerIn(f, i+1, min(to, i+1+speakerAfter)) // "…, said the ministry"
		}
		if start > from && !(to-start <= trailing && f.words[to-1].clause == f.words[i].clause) {
			s.from = start // what stands in a clause before is said by nobody
		}
		out = append(out, s)
	}
	return out
}

// naming reports whether the verb at word i gives a thing its name or tells
// somebody something, so that nobody is said to hold it: "the Burmese called the
// area Kathe", "they were told".
func (f *Facts) naming(i int) bool {
	switch f.folded(i) {
	case "called", "calls", "describes", "described":
		_, to := f.segment(i)
		for k := i + 1; k < min(to, i+1+namingReach) && f.words[k].clause == f.words[i].clause; k++ {
			w := &f.words[k]
			if w.sort != nameWord {
				continue
			}
			n := f.names[w.name]
			named := k > i+1 && f.words[k-1].sort != function // "called the area Kathe"
			named = named || determiners[f.folded(k-1)] && f.folded(k-2) == f.folded(i) && (n.to >= to || f.words[n.to].clause != w.clause)
			return named && f.owned(n.to-1) == "" || f.passiveAt(i) && f.passiveBy(i) < 0
		}
		return f.passiveAt(i) && f.passiveBy(i) < 0
	case "told", "considered":
		return f.passiveAt(i) && f.passiveBy(i) < 0
	}
	return false
}

// namingReach is how many words after "called" a name may stand.
const namingReach = 6

// tellsOn reports whether a statement follows the verb of speech at word i,
// rather than who says it: "that" comes next, or another verb.
func (f *Facts) tellsOn(i, to int) bool {
	if f.folded(i+1) == "that" || strings.Contains(f.between(i), ":") {
		return true
	}
	for k := i + 1; k < to && f.words[k].clause == f.words[i].clause; k++ {
		if w := f.folded(k); beForms[w] || haveForms[w] || f.isVerb(k) {
			return true
		}
	}
	return f.folded(i) == "called" || f.folded(i) == "described" || f.folded(i) == "calls"
}

// set reports whether what stands before the verb of speech at word i, whose
// clause begins at start, is set between commas behind who says it: "A spokesman,
// Jane Roe, said the strike costs …".
func (f *Facts) set(i, start, from int) bool {
	if i != start || start-from < 2 || strings.ContainsAny(f.between(start-1), `"”`) {
		return false
	}
	before := f.clauseStart(start - 1)
	return before > from && start-before <= longestSet && before-from <= speakerBefore
}

// longestSet is how many words may be set between commas behind a speaker.
const longestSet = 8

// namesAny reports whether one of some words is of a name.
func (f *Facts) namesAny(words []int) bool {
	return slices.ContainsFunc(words, func(i int) bool { return f.words[i].sort == nameWord })
}

// speakerApart takes the words of weight of the clauses before word start.
func (s *speech) speakerApart(f *Facts, start, from int) {
	for k := start - 1; k >= from && start-k <= speakerBefore+speakerAfter; k-- {
		w := &f.words[k]
		if (w.sort == content || w.sort == nameWord) && !f.tells(k) && !frameWords[w.folded] {
			s.speaker = append(s.speaker, k)
		}
	}
	slices.Sort(s.speaker)
}

// speakerIn takes the words of weight in from..to of one clause for the speaker.
func (s *speech) speakerIn(f *Facts, from, to int) {
	for k := from; k < to && f.words[k].clause == f.words[from].clause; k++ {
		w := &f.words[k]
		switch {
		case pronouns[w.folded]:
			s.pronoun = true
		case (w.sort == content || w.sort == nameWord) && !f.tells(k) && !frameWords[w.folded]:
			s.speaker = append(s.speaker, k)
		}
	}
}

// segment is the statement that word i is in: up to the end of a sentence, a
// semicolon or a concession.
func (f *Facts) segment(i int) (from, to int) {
	for from = i; from > 0 && !f.sentenceParts(from-1, from); {
		from--
	}
	for to = i + 1; to < len(f.words) && !f.sentenceParts(to-1, to); {
		to++
	}
	return from, to
}

func (f *Facts) clauseStart(i int) int {
	clause := f.words[i].clause
	for i > 0 && f.words[i-1].clause == clause {
		i--
	}
	return i
}

// attributionKept reports whether the sentence has said by somebody what it
// carries of the claim, and why the claim does not keep that.
func (a *alignment) attributionKept() (told bool, why string) {
	for _, s := range a.main.speeches() {
		if !a.carriesWithin(s) {
			continue
		}
		told = true
		if !a.sameSpeaker(s) {
			return told, fmt.Sprintf("the article has this said by %s, the claim does not", a.named(s))
		}
	}
	return told, ""
}

// named is a speaker in words.
func (a *alignment) named(s speech) string {
	if len(s.speaker) == 0 {
		return "somebody"
	}
	return a.main.raw(s.speaker[0], s.speaker[len(s.speaker)-1]+1)
}

// saidShare is the share of what is carried from which the claim is about what is
// said.
const saidShare = .4

// carriesWithin reports whether much of what carries the claim is what is said.
func (a *alignment) carriesWithin(s speech) bool {
	within, all := a.carriedBy(func(at int) bool { return at >= s.from && at < s.to && !slices.Contains(s.speaker, at) })
	return within > 0 && within >= saidShare*all
}

// carriedBy is how much of what carries the claim is words of some kind, and how
// much it is in all.
func (a *alignment) carriedBy(kind func(at int) bool) (some, all float32) {
	for i := range a.hits {
		at := int(a.hits[i].at)
		if at < 0 {
			continue
		}
		w := a.claim.words[i].weight * a.hits[i].strength
		all += w
		if kind(at) {
			some += w
		}
	}
	return some, all
}

// ownShare is the share of what is carried that a sentence of an opinion piece may
// say itself beside what it has somebody say: the verb of saying, and little more.
const ownShare = .25

// allTold reports whether nearly all that carries the claim is what the sentence
// has somebody say, or names who does. What is left is its author's own.
func (a *alignment) allTold() bool {
	speeches := a.main.speeches()
	own, all := a.carriedBy(func(at int) bool {
		return !slices.ContainsFunc(speeches, func(s speech) bool { return at >= s.from && at < s.to || slices.Contains(s.speaker, at) })
	})
	return own <= ownShare*all
}

// saying are the words of a claim that tell who says it, where the sentence has the
// same speaker say it in as plain a word: "said Roe" for "Roe says". It is nil when
// either has no such words, or more than once.
func (a *alignment) saying() map[int]bool {
	told, said := a.claim.speeches(), a.main.speeches()
	if len(told) != 1 || len(said) != 1 || len(told[0].speaker) == 0 {
		return nil
	}
	out := make(map[int]bool)
	for _, i := range told[0].speaker {
		if !slices.Contains(said[0].speaker, int(a.hits[i].at)) {
			return nil
		}
		out[i] = true
	}
	if !a.main.saysPlainly() {
		return nil
	}
	for i := range a.claim.words {
		if plainSaying[a.claim.folded(i)] {
			out[i] = true
			return out
		}
	}
	return nil
}

// saysPlainly reports whether a sentence has a word that says no more of what is
// said than who said it.
func (f *Facts) saysPlainly() bool {
	for i := range f.words {
		if plainSaying[f.folded(i)] {
			return true
		}
	}
	return false
}

var plainSaying = wordSet(`said says say according`)

// sameSpeaker reports whether the claim tells of somebody's words, and names who
// the sentence says it is.
func (a *alignment) sameSpeaker(s speech) bool {
	if !a.claim.retells() {
		return false
	}
	if len(s.speaker) == 0 {
		return true // it tells of a speaker, and who it is was checked as a name
	}
	for i := range a.claim.words {
		if at := int(a.hits[i].at); at >= 0 && slices.Contains(s.speaker, at) && a.claim.words[i].sort != function {
			return true
		}
	}
	return false
}

// retells reports whether a claim tells of somebody's words or views.
func (f *Facts) retells() bool {
	for i := range f.words {
		if f.tells(i) || retellings[f.folded(i)] && f.words[i].sort != nameWord || f.kindsOf(i)&(1<<reportKind) != 0 {
			return true
		}
	}
	return false
}

// retellings are the words with which a claim may tell of what somebody says, be
// it in a noun.
var retellings = wordSet(`holds hold held considers consider considered puts put estimates estimated points pointed objects objected
	named names cited cites view views opinion eyes judgement judgment words statement verdict assessment according complains criticises
	criticizes criticised criticized portrays portrayed presents presented depicts depicted concluded concludes finds found reports reported
	announced announces promised promises accuse accuses accused recommends recommended proposes proposed asks asked called calls wants wanted
	hopes hoped fears feared suspects suspected doubts doubted assumes assumed attributes attributed refers spoke speaks appealed appeals
	condemns condemned praises praised informed informs declared declares remarked remarks commented comments pledged vowed asserts asserted
	quoted quotes cautioned cautions underlines underlined emphasised emphasises emphasized emphasizes reiterated admits admitted concedes
	replied answers answered rejects rejected denies denied disputes disputed says said tells told argues argued maintains estimate regards
	regarded speech interview think thinks believes blamed blames credits credited sees saw justified justifies cite`)

// speaksOf reports whether a claim begins with one of an article's authors, who
// says or holds something: "Roe expects the plan to fail".
func (f *Facts) speaksOf(own map[string]bool) bool {
	named := false
	for i := 0; i < min(maxFrame, len(f.words)); i++ {
		w := &f.words[i]
		says, known := ownWord(own, w)
		switch {
		case says && w.sort != function, pieceWords[w.folded]:
			named = true
		case named && (assertions[w.folded] || retellings[w.folded] || awaited[w.folded]):
			return true
		case !known && w.sort != function:
			return false
		}
	}
	return false
}

func isOpinion(a *corpus.Article) bool { return a.Kind == corpus.Opinion }

// authorMissing says how an opinion piece's view must be told.
func authorMissing(a *corpus.Article) string {
	if author := strings.TrimSpace(a.Author); author != "" {
		return fmt.Sprintf("it is the view of an opinion piece: say that %s writes it", author)
	}
	return "it is the view of an opinion piece: say that its author writes it"
}

// pieceWords are what an article and who wrote it may be called.
var pieceWords = wordSet(`author writer columnist commentator article piece opinion column commentary analysis essay report text editorial`)

// ownWords are the words by which an article and its author are named: true for
// those of the author and publisher, who can be said to say something, false for
// those of the title, which may speak of anybody.
func ownWords(article *corpus.Article) map[string]bool {
	own := make(map[string]bool)
	for _, w := range Read(article.Title).words {
		own[w.folded] = false
	}
	for _, w := range Read(article.Author + ", " + article.Publisher).words {
		own[w.folded] = true
	}
	return own
}

// unframed is a text without "according to its author" or the like before, in or
// behind it, and whether there was such.
//
// own are the words of the author's and the article's names (ownWords).
func unframed(f *Facts, own map[string]bool) (string, bool) {
	isPiece := func(from, to int) bool {
		named := false
		for i := from; i < to; i++ {
			w := &f.words[i]
			says, known := ownWord(own, w)
			switch {
			case pieceWords[w.folded], says && w.sort != function:
				named = true
			case known:
			case w.sort != function && !frameWords[w.folded]:
				return false
			case negators[w.folded], modals[w.folded]:
				return false
			}
		}
		return named
	}
	for _, frame := range []func(func(from, to int) bool) (string, bool){f.frameBefore, f.frameCalling, f.frameWithin, f.frameBehind} {
		if rest, ok := frame(isPiece); ok {
			return rest, true
		}
	}
	return f.text, false
}

// ownWord looks a word up among an article's own, or one of its family: a
// Karvonian ministry is of Karvonia.
func ownWord(own map[string]bool, w *word) (says, known bool) {
	if says, known = own[w.folded]; known || w.sort == function || len(w.stem) < prefixLength {
		return says, known
	}
	for o, s := range own {
		if len(o) >= prefixLength && o[:prefixLength] == w.stem[:prefixLength] && sameFamily(w.stem, english.Stem(o)) {
			says, known = says || s, true
		}
	}
	return says, known
}

// assertions are what an author does to a statement that stands as his own.
var assertions = wordSet(`writes wrote argues argued says said notes noted states stated claims claimed maintains maintained contends
	contended explains explained warns warned believes thinks adds added concludes concluded reports reported write argue say
	complains complained objects objected criticises criticised criticizes criticized points pointed emphasises emphasised emphasizes
	emphasized insists insisted holds held finds remarks remarked observes observed recalls recalled admits admitted concedes conceded
	stresses stressed underlines underlined predicts predicted asserts asserted declares declared laments lamented fears feared
	tells told reminds reminded announced announces promises promised`)

// viewed are the nouns of "in her view".
var viewed = wordSet(`view opinion eyes judgement judgment words reading assessment`)

// maxFrame is the number of words of the longest attribution.
const maxFrame = 24

// frameBefore takes off "According to Jane Roe,", "In Jane Roe's view," and "Jane
// Roe writes that".
func (f *Facts) frameBefore(isPiece func(from, to int) bool) (string, bool) {
	for i := 0; i < min(maxFrame, len(f.words)-1); i++ {
		switch {
		case f.folded(0) == "according" && strings.Contains(f.between(i), ",") && isPiece(1, i+1):
			return unquoted(f.text[f.words[i+1].start:]), true
		case i > 0 && i <= maxView && viewed[f.folded(i)] && (f.folded(0) == "in" || f.folded(0) == "to") && isPiece(1, i):
			return unquoted(f.text[f.words[i+1].start:]), true
		case i > 0 && i <= maxView && viewed[f.folded(1)] && f.folded(0) == "in" && strings.Contains(f.between(i), ",") && isPiece(2, i+1),
			i > 1 && f.folded(1) == "the" && viewed[f.folded(2)] && f.folded(0) == "in" && strings.Contains(f.between(i), ",") && isPiece(3, i+1):
			return unquoted(f.text[f.words[i+1].start:]), true
		case i > 0 && assertions[f.folded(i)] && isPiece(0, i):
			k := i + 1
			if f.folded(k) == "out" {
				k++
			}
			if f.folded(k) == "that" {
				k++
			}
			if k < len(f.words) && saysWhat(f, i, k) {
				return unquoted(f.text[f.words[k].start:]), true
			}
		}
	}
	return f.text, false
}

// maxView is the number of words of the longest "in the author's view".
const maxView = 8

// frameCalling makes "the council should try it" of "Jane Roe calls on the
// council to try it".
func (f *Facts) frameCalling(isPiece func(from, to int) bool) (string, bool) {
	for i := 1; i < min(maxFrame, len(f.words)-3); i++ {
		k := i + 1
		switch f.folded(i) {
		case "calls", "called", "appeals", "appealed":
			if next := f.folded(k); next != "on" && next != "upon" && next != "to" {
				continue
			}
			k++
		case "urges", "urged", "asks", "asked", "wants", "advises":
		default:
			continue
		}
		if !isPiece(0, i) {
			continue
		}
		for to := k + 1; to+1 < len(f.words) && to <= k+maxCalled && f.words[to].clause == f.words[k].clause; to++ {
			if f.folded(to) == "to" {
				return f.raw(k, to) + " should " + f.text[f.words[to+1].start:], true
			}
		}
	}
	return f.text, false
}

// maxCalled is the number of words of who is called upon.
const maxCalled = 10

// frameWithin takes ", Jane Roe writes," out of the middle of a text.
func (f *Facts) frameWithin(isPiece func(from, to int) bool) (string, bool) {
	for i := 1; i+1 < len(f.words); i++ {
		if !strings.Contains(f.between(i-1), ",") {
			continue
		}
		for to := i + 2; to < len(f.words) && to <= i+maxView; to++ {
			if !strings.Contains(f.between(to-1), ",") {
				continue
			}
			if assertions[f.folded(to-1)] && isPiece(i, to-1) || assertions[f.folded(i)] && isPiece(i+1, to) ||
				f.folded(i) == "according" && isPiece(i+1, to) {
				return f.text[:f.words[i-1].end] + " " + f.text[f.words[to].start:], true
			}
			break
		}
	}
	return f.text, false
}

// saysWhat reports whether what follows the verb at i is a statement: behind
// "that", a comma or a colon, or with a subject of its own.
func saysWhat(f *Facts, i, k int) bool {
	return k > i+1 || strings.ContainsAny(f.between(i), ",:") || f.beginsStatement(k)
}

// frameBehind takes off ", Jane Roe argues", ", according to Jane Roe" and ", in
// Jane Roe's view".
func (f *Facts) frameBehind(isPiece func(from, to int) bool) (string, bool) {
	n := len(f.words)
	for i := n - 2; i > 0 && n-i <= maxFrame; i-- {
		if !strings.Contains(f.between(i), ",") {
			if f.folded(i+1) == "according" && isPiece(i+2, n) {
				return unquoted(f.text[:f.words[i].end] + "."), true
			}
			continue
		}
		from := i + 1
		switch {
		case f.folded(from) == "according" && isPiece(from+1, n),
			f.folded(from) == "in" && viewed[f.folded(n-1)] && isPiece(from+1, n-1),
			assertions[f.folded(n-1)] && isPiece(from, n-1),
			assertions[f.folded(from)] && isPiece(from+1, n):
			return unquoted(f.text[:f.words[i].end] + "."), true
		}
	}
	return f.text, false
}

// unquoted is a text without quotation marks around all of it.
func unquoted(text string) string {
	t := strings.TrimSpace(text)
	for _, marks := range []struct{ open, end string }{{"“", "”"}, {`"`, `"`}} {
		rest, ok := strings.CutPrefix(t, marks.open)
		if !ok {
			continue
		}
		rest = strings.TrimRight(rest, ". ")
		if inner, ok := strings.CutSuffix(rest, marks.end); ok && !strings.Contains(inner, marks.open) {
			return inner
		}
	}
	return t
}
