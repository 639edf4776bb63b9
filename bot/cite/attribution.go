package cite

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
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
	confirmed confirms demands demanded rejects dismissed dismisses insist expects blames blamed`)

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
		if !f.tells(i) {
			continue
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
		if len(s.speaker) == 0 && !s.pronoun {
			s.speakerIn(f, i+1, min(to, i+1+speakerAfter)) // "…, said the ministry"
		}
		if start > from && !(to-start <= trailing && f.words[to-1].clause == f.words[i].clause) {
			s.from = start // what stands in a clause before is said by nobody
		}
		out = append(out, s)
	}
	return out
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
	claimed := a.claim.speeches()
	for _, s := range a.main.speeches() {
		if !a.carriesWithin(s) {
			continue
		}
		told = true
		if !a.sameSpeaker(claimed, s) {
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

// sameSpeaker reports whether one of the claim's speakers is that of the sentence.
func (a *alignment) sameSpeaker(claimed []speech, s speech) bool {
	for _, c := range claimed {
		if len(s.speaker) == 0 {
			return true // it tells of a speaker, and who it is was checked as a name
		}
		for _, i := range c.speaker {
			if slices.Contains(s.speaker, int(a.hits[i].at)) {
				return true
			}
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

// unframed is a text without "according to its author" or the like before or
// behind it, and whether there was such.
//
// own are the words of the author's and the article's names (ownWords).
func unframed(f *Facts, own map[string]bool) (string, bool) {
	isPiece := func(from, to int) bool {
		named := false
		for i := from; i < to; i++ {
			w := &f.words[i]
			says, known := own[w.folded]
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
	if rest, ok := f.frameBefore(isPiece); ok {
		return rest, true
	}
	return f.frameBehind(isPiece)
}

// assertions are what an author does to a statement that stands as his own.
var assertions = wordSet(`writes wrote argues argued says said notes noted states stated claims claimed maintains maintained contends
	contended explains explained warns warned believes thinks adds added concludes concluded reports reported write argue say`)

// maxFrame is the number of words of the longest attribution.
const maxFrame = 24

// frameBefore takes off "According to Jane Roe," and "Jane Roe writes that".
func (f *Facts) frameBefore(isPiece func(from, to int) bool) (string, bool) {
	for i := 0; i < min(maxFrame, len(f.words)-1); i++ {
		switch {
		case f.folded(0) == "according" && strings.Contains(f.between(i), ",") && isPiece(1, i+1):
			return unquoted(f.text[f.words[i+1].start:]), true
		case i > 0 && assertions[f.folded(i)] && isPiece(0, i):
			k := i + 1
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

// saysWhat reports whether what follows the verb at i is a statement: behind
// "that", a comma or a colon, or with a subject of its own.
func saysWhat(f *Facts, i, k int) bool {
	return k > i+1 || strings.ContainsAny(f.between(i), ",:") || f.beginsStatement(k)
}

// frameBehind takes off ", Jane Roe argues" and ", according to Jane Roe".
func (f *Facts) frameBehind(isPiece func(from, to int) bool) (string, bool) {
	n := len(f.words)
	for i := n - 2; i > 0 && n-i <= maxFrame; i-- {
		if !strings.Contains(f.between(i), ",") {
			continue
		}
		from := i + 1
		switch {
		case f.folded(from) == "according" && isPiece(from+1, n),
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
