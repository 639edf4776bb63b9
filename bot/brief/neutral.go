package brief

import (
	"fmt"
	"strings"
	"unicode"

	"rapporteur/bot/english"
)

// The bounds of a question that somebody else than this package words.
const (
	minQuestion = 4   // words
	maxQuestion = 26  // words
	maxAsked    = 220 // bytes
)

// Unfit says what keeps a question from opening a discussion of what is quoted,
// "" when nothing does. It must be one open question that states nothing and takes
// no side, which is told by its form alone:
//
//   - It begins with "what", "which", "whose", "how" or the like and goes on with
//     "would", "could", "might" or "may", or asks what is missing, open or needed,
//     or what somebody says, wants or agrees on. Others ("Why did …", "Who started
//     …") take for granted what they ask about, or are answered with yes.
//   - It tells nothing: no figures, no dates, no quotation, nothing in the past or
//     in progress, no clause that gives a reason or describes ("because", "that",
//     "who"), no possessive but of a view.
//   - All its words stand in what is quoted, or are the words of questions; names
//     stand there as they are spelt. None of them charges, praises or doubts.
//
// It is strict: many a good question fails, and the fixed ones stand in its place.
// It reads words, so that what it cannot see is a noun of one side's quotation that
// the other side would not grant ("the deaths").
func Unfit(question string, quoted []string) string {
	q := askedQuestion{text: strings.TrimSpace(question), quoted: spellingOf(quoted)}
	q.read()
	for _, rule := range []func() string{q.form, q.plain, q.opening, q.wording} {
		if why := rule(); why != "" {
			return why
		}
	}
	return ""
}

// askedQuestion is a question with its words.
type askedQuestion struct {
	text   string
	tokens []english.Token
	words  []string // in lower case
	quoted spelling
}

// spelling is which words stand in a text: as they are spelt, and their stems.
type spelling struct{ spelt, stems map[string]bool }

func spellingOf(texts []string) spelling {
	out := spelling{make(map[string]bool), make(map[string]bool)}
	for _, text := range texts {
		for _, t := range english.AppendTokens(nil, text) {
			out.spelt[text[t.Start:t.End]] = true
			out.stems[english.Stem(english.Fold(text, t))] = true
		}
	}
	return out
}

func (q *askedQuestion) read() {
	q.tokens = english.AppendTokens(nil, q.text)
	for _, t := range q.tokens {
		q.words = append(q.words, english.Fold(q.text, t))
	}
}

// form looks at length and at the mark at the end.
func (q *askedQuestion) form() string {
	switch {
	case !strings.HasSuffix(q.text, "?") || strings.Count(q.text, "?") != 1:
		return "it is not one question with a question mark at its end"
	case len(q.text) > maxAsked || len(q.words) > maxQuestion:
		return "it is too long"
	case len(q.words) < minQuestion:
		return "it is too short"
	}
	return ""
}

// plainQuestion are the signs that a question may have: one that has others
// quotes, counts or says more than it asks.
var plainQuestion = pattern(`^[\pL\pM ,'’-]+\?$`)

// plain looks for signs and words that carry facts.
func (q *askedQuestion) plain() string {
	if !plainQuestion().MatchString(q.text) {
		return "it has a number, a quotation or another sign in it that carries a fact"
	}
	for i, w := range q.words {
		switch {
		case telling[w]:
			return fmt.Sprintf("%q may tell something as a fact", w)
		case !asking[w] && len(w) > 4 && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing")):
			return fmt.Sprintf("%q may tell of something that is done", w)
		case charged[english.Stem(w)]:
			return fmt.Sprintf("%q takes a side", w)
		case q.possessive(i) && (i+1 == len(q.words) || !views[q.words[i+1]]):
			return fmt.Sprintf("%q may take for granted what it has", w)
		}
	}
	return ""
}

// possessive reports whether word i has a possessive 's, which is no part of it.
func (q *askedQuestion) possessive(i int) bool {
	rest := q.text[q.tokens[i].End:]
	return strings.HasPrefix(rest, "'") || strings.HasPrefix(rest, "’")
}

// opening looks at how the question begins.
func (q *askedQuestion) opening() string {
	i := 0
	if leadingWords[q.words[0]] {
		i = 1
	}
	if !opens[q.words[i]] {
		return "it does not begin with what, which, whose or how"
	}
	about := false // behind "about", it may name the topic
	for i++; i < min(len(q.words), maxOpening); i++ {
		w := q.words[i]
		about = about || leadingWords[w]
		switch {
		case modals[w]:
			return ""
		case copulas[w]:
			return q.predicate(i + 1)
		case dos[w]:
			return q.speaking(i + 1)
		case !asking[w] && !q.named(i) && !about:
			return fmt.Sprintf("what it asks for takes %q for granted", w)
		}
	}
	return `it has no "would", "could" or "might" behind what it asks for`
}

// maxOpening is the number of words within which the verb must come.
const maxOpening = 12

// predicate looks at what stands behind "is": that something is open or missing.
func (q *askedQuestion) predicate(i int) string {
	for ; i < len(q.words); i++ {
		if lacking[q.words[i]] {
			return ""
		}
		if !asking[q.words[i]] && !q.named(i) {
			break
		}
	}
	return "it says what something is"
}

// speaking looks at what stands behind "do": somebody, and what they say or want.
func (q *askedQuestion) speaking(i int) string {
	for ; i < len(q.words); i++ {
		if saying[q.words[i]] {
			return ""
		}
		if !asking[q.words[i]] && !q.named(i) {
			break
		}
	}
	return "it says what somebody does"
}

// named reports whether word i is part of a name that is quoted.
func (q *askedQuestion) named(i int) bool {
	t := q.tokens[i]
	return t.Flags&english.Capital != 0 && q.quoted.spelt[q.text[t.Start:t.End]]
}

// wording looks for words from elsewhere.
func (q *askedQuestion) wording() string {
	for i, w := range q.words {
		raw := q.text[q.tokens[i].Start:q.tokens[i].End]
		switch {
		case i > 0 && unicode.IsUpper([]rune(raw)[0]) && !q.quoted.spelt[raw]:
			return fmt.Sprintf("the name %q is not in what is quoted", raw)
		case !asking[w] && !opens[w] && !modals[w] && !copulas[w] && !dos[w] && !lacking[w] && !saying[w] && !views[w] && !leadingWords[w] &&
			!q.quoted.stems[english.Stem(w)]:
			return fmt.Sprintf("%q is not in what is quoted", raw)
		}
	}
	return ""
}

// The words of questions. What is quoted may add to asking, and takes nothing from
// telling and charged.
var (
	opens        = set(`what which whose how`)
	leadingWords = set(`on in to by from for under about with at of between among beyond into`)
	modals       = set(`would could might may can`)
	copulas      = set(`is are remains remain`)
	dos          = set(`do does`)
	lacking      = set(`missing open unclear needed left lacking stake unanswered unsettled absent`)
	saying       = set(`say want agree disagree differ propose expect mean see understand describe explain ask leave need share define weigh judge answer`)
	views        = set(`view views account accounts position positions side sides case claim claims answer answers argument arguments proposal proposals
		reading perspective concern concerns interest interests words statement statements`)
	asking = set(`the a an and or if any anything anybody anyone else each both either other another others all some one
		this these those it its they their them there here more most less not no than such then out up whether
		be have make come show settle change help tell find bring take follow count convince persuade accept meet
		evidence fact facts proof information document documents data source sources record records point points question questions
		issue issues matter matters topic dispute disagreement debate discussion reader readers reason reasons detail details
		side sides view views party parties author authors article articles quotation quotations sentence sentences text people somebody
		someone public community country countries government governments region future way ways extent kind kinds sort sorts
		condition conditions circumstance circumstances step steps solution solutions outcome outcomes consequence consequences
		effect effects result results difference differences common ground compromise agreement test measure measures part role
		different differently independent further possible impossible likely enough able sure whether
		you we quoted needed resolved settled answered asked confirmed verified accepted shared missing reading concerned involved opposing competing remaining understanding
		what which whose how where without across toward towards against so far much many well best better resolve
		decide determine establish confirm verify check compare support supports against know hear learn think consider look
		work stand stands`)
	// telling may make a statement of what follows, counts or dates.
	telling = set(`was were did had has been because since after before until despite although though while whereas given that who whom
		when as during following due thanks again still already even finally only really always never must should ought will shall
		two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands million millions billion billions half
		yesterday today tomorrow january february march april june july august september october november december
		monday tuesday wednesday thursday friday saturday sunday`)
	// charged holds stems of words that charge, praise or doubt, which no neutral
	// question repeats even from a quotation.
	charged = stemSet(`murder kill torture crime criminal guilt guilty blame fault terror terrorist terrorism genocide massacre atrocity brutal
		brutality regime puppet propaganda lie liar lies false fake absurd illegal unlawful corrupt corruption aggression aggressor
		aggressive occupier occupation invade invasion threat threaten bully betray betrayal traitor shame shameful disgrace evil
		hypocrisy hypocrite hypocritical persecution persecute repression repress oppress oppression dictator dictatorship tyranny
		racist racism hatred hate chauvinism imperial imperialism imperialist colonial fascist nazi extremist radical mafia gang
		victim innocent innocence hero heroic brave rightful legitimate illegitimate justified unjustified fair unfair just unjust
		wrong right mistake failure fail disaster catastrophe scandal scandalous outrage outrageous reckless irresponsible foolish
		naive cynical cruel violate violation abuse steal theft rob fraud punish punishment deserve excuse pretext alleged so-called
		supposedly obviously clearly naturally undoubtedly unfortunately rightly wrongly ethnic cleansing war`)
)

func stemSet(list string) map[string]bool {
	out := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		out[english.Stem(w)] = true
	}
	return out
}
