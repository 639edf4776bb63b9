package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// part is one sentence of a message. Why says what keeps it from being a
// claim, "" if nothing does.
type part struct {
	text, why string
	begins    bool // it begins a block, so that a pronoun has nothing before it
	// original is the sentence as it stands in the message, where text is a
	// translation of it; else "".
	original string
}

// The reasons why a sentence of a message is no claim.
const (
	asksWhy    = "this is a question; a claim states something"
	codeWhy    = "this is code"
	linkWhy    = "this is only a link; the bot checks what a message says itself"
	emptyWhy   = "this states nothing that an article could confirm or deny"
	lengthyWhy = "this sentence is too long to be checked"
)

// messageParts takes a Discord message apart.
func messageParts(message string) []part {
	var out []part
	for _, block := range blocks(strings.ToValidUTF8(message, "�")) {
		if block.why != "" {
			out = append(out, part{text: block.text, why: block.why})
			continue
		}
		begins := true
		for _, span := range corpus.Sentences(block.text) {
			p := readPart(block.text[span.Start:span.End])
			if p.text == "" {
				continue
			}
			p.begins, begins = begins, false
			out = append(out, p)
		}
	}
	return out
}

// block is a part of a message that holds whole sentences: lines that belong
// together, without markup. Why says what keeps all of it from being claims.
type block struct{ text, why string }

// fence matches a block of code. One that is never closed is text.
var fence = pattern("(?s)```.*?```")

func blocks(message string) []block {
	var out []block
	for message != "" {
		at := fence().FindStringIndex(message)
		if at == nil {
			return append(out, textBlocks(message)...)
		}
		out = append(out, textBlocks(message[:at[0]])...)
		if code := strings.Trim(message[at[0]:at[1]], "` \n"); code != "" {
			out = append(out, block{code, codeWhy})
		}
		message = message[at[1]:]
	}
	return out
}

// lineMarks are what Discord reads as a quotation, a heading, small print or
// an item of a list at the beginning of a line.
var lineMarks = pattern(`^\s*(?:(?:>>>|>|#{1,3}|-#|[-*•])\s+|\d{1,3}[.)]\s+)+`)

// textBlocks joins the lines of a text that go on in the next one. People on
// Discord end a sentence by the end of a line as often as by a full stop.
func textBlocks(text string) []block {
	var out []block
	joins, quoted := false, false
	for line := range strings.Lines(text) {
		mark := lineMarks().FindString(line)
		line = strings.TrimSpace(line[len(mark):])
		shown := withoutMarkup(line)
		quote := strings.Contains(mark, ">")
		joins = joins && quote == quoted && (quote || mark == "")
		quoted = quote
		switch {
		case shown == "" && links().MatchString(line):
			out = append(out, block{line, linkWhy})
			joins = false
			continue
		case shown == "":
			joins = false
			continue
		case joins && startsLower(shown):
			out[len(out)-1].text += " " + shown
		default:
			out = append(out, block{text: shown})
		}
		joins = !strings.ContainsAny(shown[len(shown)-1:], ".!?:")
	}
	return out
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// What Discord shows as something else than the words that stand there.
var (
	objects  = pattern(`<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^<>]*:\d+>|<id:\w+>|@everyone|@here`)
	masked   = pattern(`\[([^\[\]]*)\]\(\s*<?https?://[^\s)]*\)`)
	links    = pattern(`<https?://[^\s<>]+>|https?://[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*`)
	emojis   = pattern(`:[a-zA-Z0-9_+-]{2,}:`)
	emptied  = pattern(`\(\s*\)|\[\s*\]`)
	emphasis = pattern("\\*{1,3}|__|~~|\\|\\||`+")
	spaced   = pattern(`\s+([.,;:!?])`)
)

// withoutMarkup is a line as its reader takes it: without mentions, emoji,
// addresses and the marks of emphasis.
func withoutMarkup(line string) string {
	line = masked().ReplaceAllString(line, "$1")
	line = links().ReplaceAllString(line, " ")
	line = objects().ReplaceAllString(line, " ")
	line = emojis().ReplaceAllString(line, " ")
	line = emphasis().ReplaceAllString(line, "")
	line = emptied().ReplaceAllString(line, "")
	line = strings.Join(strings.Fields(line), " ")
	return spaced().ReplaceAllString(line, "$1")
}

// readPart reads one sentence: whether what it says can be a claim.
func readPart(text string) part {
	text = strings.TrimSpace(withoutOpening(text))
	if before, ok := cutTag(text); ok {
		text = before
	}
	tokens := english.AppendTokens(nil, text)
	switch {
	case len(tokens) == 0:
		return part{}
	case len(text) > MaxClaim:
		return part{text: text, why: lengthyWhy}
	case isQuestion(text):
		return part{text: text, why: asksWhy}
	case statesNothing(text, tokens):
		return part{text: text, why: emptyWhy}
	}
	return part{text: text}
}

// tags are questions behind a statement that ask only for assent.
var tags = pattern(`(?i),\s*(?:right|correct|no|yes|true|huh|eh|(?:is|does|did|was|were|are|has|have|do)n['’]t (?:it|he|she|they))\s*\?+$`)

// framings are words by which somebody puts a claim forward.
var framings = pattern(`(?i)^(?:(?:i (?:think|believe|guess|heard|read|know|bet|say)|apparently|afaik|as far as i know|` +
	`according to (?:the|this|that) articles?|the (?:article|author) (?:says|said|claims)|it says(?: here)?|fact(?: is)?)(?: that)?[,:]?\s+)+`)

// withoutFraming is what a claim puts forward: "the bridge is closed" of "I
// think that the bridge is closed".
func withoutFraming(claim string) string {
	if rest := claim[len(framings().FindString(claim)):]; rest != "" {
		return rest
	}
	return claim
}

// cutTag cuts the question behind a statement: "The bridge is closed, right?"
func cutTag(text string) (string, bool) {
	at := tags().FindStringIndex(text)
	if at == nil {
		return text, false
	}
	before := strings.TrimSpace(text[:at[0]])
	return before + ".", before != "" && !isQuestion(before)
}

// withoutOpening cuts a greeting or a filler that a comma parts from the claim
// behind it: "Hi all, the bridge is closed."
func withoutOpening(text string) string {
	for {
		head, rest, ok := strings.Cut(text, ",")
		if !ok || strings.TrimSpace(rest) == "" {
			return text
		}
		tokens := english.AppendTokens(nil, head)
		if len(tokens) == 0 || len(tokens) > 4 {
			return text
		}
		for _, t := range tokens {
			if !smallTalk[english.Fold(head, t)] {
				return text
			}
		}
		text = strings.TrimSpace(rest)
	}
}

// fewestWords is how many words the shortest claim has: "Baku protested."
const fewestWords = 2

// statesNothing reports whether a sentence is small talk: too short for a
// claim, or nothing but greetings, thanks and fillers.
func statesNothing(text string, tokens []english.Token) bool {
	if len(tokens) < fewestWords {
		return true
	}
	for _, t := range tokens {
		if word := english.Fold(text, t); !smallTalk[word] && !english.IsStop(word) {
			return false
		}
	}
	return true
}

// smallTalk are words of greetings, thanks, agreement and laughter.
var smallTalk = wordSet(`hi hello hey hiya howdy yo sup greetings welcome good morning evening afternoon night day bye
	goodbye cheers later all folks guys everyone everybody friends team people mate dude bro man thanks thank thx ty
	please pls sorry ok okay k kk yes yeah yep yup yea no nope nah sure right exactly agreed agree true indeed well so
	actually honestly basically anyway anyways btw fyi imo imho tbh lol lmao rofl haha hahaha hehe xd wow omg oh ah hm
	hmm uh um ugh nice cool great awesome lovely perfect wtf lets go see look listen guess what again too very much
	congrats congratulations gg fine alright way`)

// leadingPronoun splits a claim whose subject is a pronoun behind it; "" when
// it has none. "It is right to …" and "It was in June that …" speak of nothing
// before them.
func leadingPronoun(claim string) (pronoun, rest string) {
	tokens := english.AppendTokens(nil, claim)
	at := 0
	for at < len(tokens) && conjunctions[english.Fold(claim, tokens[at])] {
		at++
	}
	word := func(i int) string {
		if i >= len(tokens) {
			return ""
		}
		return english.Fold(claim, tokens[i])
	}
	switch first := word(at); first {
	case "it":
		if next := word(at + 1); next == "is" || next == "was" {
			for i := at + 2; i < len(tokens); i++ {
				if w := word(i); w == "to" || w == "that" {
					return "", ""
				}
			}
		}
	case "he", "she", "they":
	case "this", "that", "these", "those":
		if next := word(at + 1); !isAuxiliary(next) && !english.IsStop(next) {
			return "", "" // "This claim deserves doubt"
		}
	default:
		return "", ""
	}
	return claim[tokens[at].Start:tokens[at].End], claim[tokens[at].End:]
}

var conjunctions = wordSet(`but and so yet however also then still meanwhile`)

// bareObject is the pronoun for what a short claim is about: "Armenia supports
// it" says too little without the sentence before. "" when there is none.
func bareObject(claim string) string {
	pronoun, content := "", 0
	for i, t := range english.AppendTokens(nil, claim) {
		switch word := english.Fold(claim, t); {
		case word == "it" || word == "them" || word == "him" || word == "her" || word == "that" || word == "this":
			if i > 0 {
				pronoun = claim[t.Start:t.End]
			}
		case t.Flags&english.Capital == 0 && !english.IsStop(word):
			content++
		}
	}
	if content > 1 {
		return ""
	}
	return pronoun
}

// maxSubject is the number of words in the longest subject that is read.
const maxSubject = 6

// leadingSubject is the name or the noun with its article that a claim begins
// with, up to the first word that can be its verb or a preposition; "" where
// that is not clear.
func leadingSubject(claim string) string {
	tokens := english.AppendTokens(nil, claim)
	from := 0
	for from < len(tokens) && conjunctions[english.Fold(claim, tokens[from])] {
		from++
	}
	to := from
	for ; to < len(tokens) && to-from < maxSubject; to++ {
		word := english.Fold(claim, tokens[to])
		if to == from && (word == "the" || word == "a" || word == "an") {
			continue
		}
		if to > from && strings.TrimSpace(claim[tokens[to-1].End:tokens[to].Start]) != "" && !joined(claim[tokens[to-1].End:tokens[to].Start]) ||
			english.IsStop(word) || tokens[to].Flags&english.Capital == 0 && (strings.HasSuffix(word, "ed") || isAuxiliary(word)) {
			break
		}
		if to > from && tokens[to].Flags&english.Capital == 0 && tokens[to-1].Flags&english.Capital != 0 && tokens[from].Flags&english.Capital != 0 && !determined(claim, tokens[from]) {
			break // behind a name comes its verb
		}
	}
	if to == from || to-from == maxSubject || to == len(tokens) || to == from+1 && determined(claim, tokens[from]) {
		return ""
	}
	return claim[tokens[from].Start:tokens[to-1].End]
}

func determined(claim string, t english.Token) bool {
	word := english.Fold(claim, t)
	return word == "the" || word == "a" || word == "an"
}

// joined reports whether what stands between two words keeps them in one name.
func joined(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "-", "'s", "’s", ".":
		return true
	}
	return false
}

func wordSet(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// isPlace reports whether a name is that of a country, its people or its seat
// of government.
func isPlace(name string) bool {
	found := false
	english.Default().Lookup(english.Terms(name), func(v english.Variant) bool {
		found = v.Relation == english.Demonym || v.Relation == english.Seat
		return !found
	})
	return found
}
