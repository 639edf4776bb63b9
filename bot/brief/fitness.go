package brief

import (
	"strings"

	"rapporteur/bot/english"
)

// fitness says how well a sentence can stand in a briefing.
type fitness struct {
	hostile     bool    // not to be used anywhere
	boilerplate bool    // of the page, not of its text
	barred      bool    // not to be used as a point while there are others
	leans       bool    // needs the sentence before it
	factor      float64 // what its score is worth, 0..1
}

// The lengths of a sentence that stands well in a list, in words.
const (
	minWords    = 6
	comfortable = 10 // shorter than that counts less
	maxWords    = 48
)

// What a weakness leaves of a sentence's score.
const (
	leaning    = 0.85 // it begins in the middle of a thought
	connective = 0.9  // "however" inside
	nameless   = 0.9  // "The ministry" of a sentence before
	personal   = 0.7  // I, we, you
	marked     = 0.5  // questions, links, captions
)

// judge finds a sentence's fitness.
func (s *sentence) judge() fitness {
	f := fitness{factor: 1, hostile: s.struck() || s.hostile(), boilerplate: s.boilerplate(), leans: s.leans()}
	if before := s.before(); f.leans && before != nil && before.struck() {
		f.hostile = true // nobody could understand it
	}
	n := len(s.words)
	if n < comfortable {
		f.factor *= float64(n+2) / float64(comfortable+2)
	}
	if n < minWords || n > maxWords {
		f.barred = true
	}
	if f.leans {
		f.factor *= leaning
	}
	if s.hasConnective() {
		f.factor *= connective
	}
	if s.nameless() {
		f.factor *= nameless
	}
	if s.speaksPersonally() {
		f.factor *= personal
	}
	if s.question() || f.boilerplate || s.brokenQuote() {
		f.factor *= marked
		f.barred = true
	}
	if strings.Contains(s.article.Raw(s.span), "](") {
		f.factor *= marked
	}
	return f
}

// mention matches what Discord would turn into a call of people or a channel.
var mention = pattern(`@everyone\b|@here\b|<@[!&]?\d+>|<#\d+>|<@`)

// maskedLink matches a Markdown link: its text and its target.
var maskedLink = pattern(`\[([^\[\]\n]*)\]\(\s*<?([^)\s>]*)`)

// instruction matches sentences that speak to a language model instead of a
// reader. They are data like any other, but nothing that a briefing should say.
var instruction = pattern(`(?i)\b(ignore|disregard|forget|override)\b[^.]{0,40}\b(instructions?|prompts?|rules|guidelines|above|everything)\b` +
	`|\b(system|developer) (prompt|message)\b|\byou are now\b|\bas an? (ai|language model|llm)\b|\byou are (an? )?(ai|chatgpt|assistant|language model)\b` +
	`|\bnew instructions?\b|<\|im_|\[/?INST\]|^\s*(system|assistant|user)\s*:|\b(respond|reply|answer) (only )?with\b|\bjailbreak\b`)

// hostile reports whether the sentence calls people, hides a link or instructs
// a model. An ordinary Markdown link to a web page hides nothing.
func (s *sentence) hostile() bool {
	raw := s.article.Raw(s.span)
	if strings.ContainsAny(raw, "@<") && (mention().MatchString(raw) || mention().MatchString(s.text)) {
		return true
	}
	if strings.Contains(raw, "](") {
		for _, m := range maskedLink().FindAllStringSubmatch(raw, -1) {
			if hidesTarget(m[1], m[2]) {
				return true
			}
		}
	}
	return s.addressesModel() && instruction().MatchString(s.text)
}

// hidesTarget reports whether a link's text shows another address than it leads
// to, or it leads to something else than a web page.
func hidesTarget(text, target string) bool {
	lower := strings.ToLower(target)
	if !strings.HasPrefix(lower, "https://") && !strings.HasPrefix(lower, "http://") {
		return true
	}
	shown := strings.ToLower(strings.TrimSpace(text))
	shown = strings.TrimPrefix(strings.TrimPrefix(shown, "https://"), "http://")
	host, _, _ := strings.Cut(shown, "/")
	host = strings.TrimPrefix(host, "www.")
	if strings.Contains(host, " ") || !strings.Contains(host, ".") {
		return false
	}
	return !strings.Contains(lower, "://"+host) && !strings.Contains(lower, "://www."+host)
}

// modelWords are one of the words of every form that instruction matches, so
// that the expression runs on few sentences.
var modelWords = set(`ignore disregard forget override prompt prompts instruction instructions system assistant
	chatgpt ai llm model inst im_start im now respond reply answer jailbreak user developer`)

func (s *sentence) addressesModel() bool {
	for _, w := range s.words {
		if modelWords[w] {
			return true
		}
	}
	return false
}

// question reports whether the sentence asks.
func (s *sentence) question() bool {
	return strings.HasSuffix(strings.TrimRight(s.text, `"'”’») `), "?")
}

// boilerplates are parts of sentences that belong to a page, not to its text.
var boilerplates = []string{
	"click here", "sign up", "subscribe", "newsletter", "follow us", "all rights reserved", "read more", "copyright",
	"photo by", "image credit", "cookie", "first published", "first appeared", "share this", "scroll down", "pictured",
	"advertisement", "republish", "terms of use", "privacy policy", "what follows", "in this article", "this piece", "http://", "https://", "e-mail us", "our app",
}

func (s *sentence) boilerplate() bool {
	lower := strings.ToLower(s.text)
	for _, b := range boilerplates {
		if strings.Contains(lower, b) {
			return true
		}
	}
	return false
}

// brokenQuote reports whether the sentence is a quotation, or part of one,
// without the speaker.
func (s *sentence) brokenQuote() bool { return brokenQuote(s.text) }

func brokenQuote(text string) bool {
	t := strings.TrimRight(text, " ")
	opened := strings.Count(t, "“") + strings.Count(t, "``")
	closed := strings.Count(t, "”") + strings.Count(t, "''")
	if opened != closed || strings.Count(t, `"`)%2 == 1 {
		return true
	}
	for _, marks := range [][2]string{{"“", "”"}, {`"`, `"`}, {"``", "''"}} {
		if strings.HasPrefix(t, marks[0]) && strings.HasSuffix(t, marks[1]) &&
			strings.Count(t, marks[1]) == strings.Count(marks[0]+marks[1], marks[1]) {
			return true
		}
	}
	return false
}

// hasConnective reports whether a word inside the sentence ties it to another.
func (s *sentence) hasConnective() bool {
	for i, w := range s.words {
		switch w {
		case "however", "meanwhile", "nevertheless", "nonetheless", "therefore", "moreover", "furthermore", "likewise":
			return true
		case "too":
			if i == len(s.words)-1 {
				return true
			}
		case "turn", "part":
			if before := s.word(i - 1); before == "in" && w == "turn" || s.word(i-2) == "for" && w == "part" {
				return true
			}
		}
	}
	return false
}

// nameless reports whether the sentence begins with a thing that only a
// sentence before can have named, and names nothing itself.
func (s *sentence) nameless() bool {
	if s.word(0) != "the" {
		return false
	}
	for i := 1; i < len(s.words); i++ {
		if s.tokens[i].Flags&(english.Capital|english.Digit) != 0 {
			return false
		}
	}
	return true
}

// speaksPersonally reports whether I, we or you stand outside quotation marks.
func (s *sentence) speaksPersonally() bool {
	for i, w := range s.words {
		switch w {
		case "i", "we", "you", "my", "our", "your", "me", "im", "ive", "id", "weve":
			if w == "i" && s.raw(i) == "i" && s.capital(0) || s.quoted(i) {
				continue
			}
			return true
		}
	}
	return false
}

// openers are first words that need the sentence before.
var openers = set(`he she it they his her its their him them this that these those such
	but and or yet so however nevertheless nonetheless moreover furthermore also instead then thus therefore hence
	similarly likewise indeed otherwise still meanwhile another others both neither either consequently accordingly
	besides afterwards thereafter later here there once too second third fourth secondly thirdly finally`)

// prepositions open sentences that lean although no pronoun comes first:
// "Without that levy", "In this criticism".
var prepositions = set(`in on at of by for with without from under after before during since until through over to despite
	against between among about because when while although if as like instead`)

// leans reports whether the sentence cannot be understood without the one
// before it.
func (s *sentence) leans() bool {
	first := s.word(0)
	if s.counted {
		return openers[s.word(1)] || s.refersBack() || s.pronounWithoutName()
	}
	if openers[first] && !s.standsAlone(first) {
		return true
	}
	switch first {
	case "first":
		return s.between(0) != " "
	case "one", "two", "three", "some", "most", "many", "none", "each", "all", "half":
		if s.word(1) == "of" && (s.word(2) == "them" || s.word(2) == "these" || s.word(2) == "those") {
			return true
		}
	}
	return s.leadIn() || s.refersBack() || s.pronounWithoutName()
}

// leadIns are openings of more than one word that need the sentence before.
var leadIns = []string{
	"at the same time", "in addition", "as a result", "in contrast", "by contrast", "for example", "for instance",
	"in particular", "on the other hand", "on the contrary", "in other words", "as such", "in fact", "even so",
	"after all", "at worst", "at best", "worse still", "in response", "in return", "in exchange", "to that end",
}

func (s *sentence) leadIn() bool {
	for _, l := range leadIns {
		i := 0
		for word := range strings.SplitSeq(l, " ") {
			if s.word(i) != word {
				i = -1
				break
			}
			i++
		}
		if i > 0 && s.word(i) != "of" && s.word(i) != "to" {
			return true
		}
	}
	return false
}

// standsAlone reports whether an opener is used in a way that needs nothing
// before it: "There are two bids", "Both Russia and Iran", "This year".
func (s *sentence) standsAlone(first string) bool {
	switch first {
	case "there":
		return s.word(1) == "are" || s.word(1) == "is" || s.word(1) == "were" || s.word(1) == "was" || s.word(1) == "has"
	case "both", "neither", "either", "once", "still":
		return s.capital(1) || s.capital(2)
	case "this", "that":
		return timeWords[s.word(1)]
	case "instead":
		return s.word(1) == "of"
	case "it":
		return (s.word(1) == "is" || s.word(1) == "was") && s.contains("that", "to", 3)
	}
	return false
}

// contains reports whether a or b is the word at from or one of the next three.
func (s *sentence) contains(a, b string, from int) bool {
	for i := from; i < from+3; i++ {
		if w := s.word(i); w == a || w == b {
			return true
		}
	}
	return false
}

var timeWords = set(`year years week weeks month months spring summer autumn fall winter century decade day morning time`)

// refersBack reports whether something near the beginning of the sentence points
// at what was said before.
func (s *sentence) refersBack() bool {
	for i, w := range s.words {
		if w == "then" && (s.word(i-1) == "since" || s.word(i-1) == "by" || s.word(i-1) == "until") {
			return true
		}
	}
	for i := 1; i < min(6, len(s.words)); i++ {
		switch s.words[i] {
		case "this", "these", "such":
			if !timeWords[s.word(i+1)] && !s.quoted(i) {
				return true
			}
		case "that", "those":
			if prepositions[s.words[i-1]] && !timeWords[s.word(i+1)] && !s.quoted(i) && s.words[i-1] != "so" {
				return true
			}
		case "he", "she", "it", "they":
			if i == 1 && prepositions[s.words[0]] {
				return true
			}
		case "latter", "former":
			if s.words[i-1] == "the" && !s.capital(i+1) && s.word(i+1) != "" && english.IsStop(s.word(i+1)) {
				return true
			}
		case "alternative", "same", "other":
			if i == 1 && s.words[0] == "the" {
				return true
			}
		case "first", "second", "third", "fourth", "fifth", "last":
			if i == 1 && s.words[0] == "the" && (s.between(1) != " " || english.IsStop(s.word(2))) {
				return true
			}
		}
	}
	return false
}

// pronounWithoutName reports whether a personal pronoun comes before anything
// that it could stand for: "The tribunal awarded her 85,000 thalers".
func (s *sentence) pronounWithoutName() bool {
	clauses, names := 0, 0
	for i, w := range s.words {
		switch w {
		case "he", "she":
			if names == 0 && clauses == 0 && !s.quoted(i) {
				return true
			}
		case "him", "them":
			if clauses == 0 && !s.quoted(i) {
				return true
			}
		case "her":
			if clauses == 0 && !s.quoted(i) && (s.tokens[i].Flags&english.Digit == 0 && i+1 < len(s.tokens) && s.tokens[i+1].Flags&english.Digit != 0) {
				return true
			}
		case "that", "which", "who", "when", "because", "and", "but", "if", "whose", "as", "while":
			clauses++
		}
		if i > 0 && s.capital(i) {
			names++
		}
		if strings.ContainsAny(s.between(i), ",;:") {
			clauses++
		}
	}
	return false
}
