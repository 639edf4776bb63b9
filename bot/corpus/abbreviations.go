package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbr says what a full stop behind a word may mean.
type abbr byte

const (
	abbrNone         abbr = iota // an ordinary word: the stop ends the sentence
	abbrNever                    // a title: a name follows
	abbrBeforeNumber             // No. 10
	abbrMonth                    // Jan. 5, but also: in Jan. Officials
	abbrClock                    // 4 p.m. EST, but also: 4 p.m. Tickets
	abbrEnds                     // etc.: often the last word
	abbrName                     // U.S., Inc., J.: ends a sentence only before a starter
)

// abbreviation classifies the word before the full stop at i. When the word is
// an ordinary one in lower case ("sun", "no"), only its capitalised form counts.
func (s *splitter) abbreviation(i int, word string) abbr {
	word = strings.TrimLeft(word, "-#$€£")
	if word == "" {
		return abbrNone
	}
	if kind := initials(word); kind != abbrNone {
		if kind == abbrName && s.closesWithLetter(i, word) {
			return abbrNone
		}
		return kind
	}
	if len(word) > longestAbbreviation {
		return abbrNone
	}
	word = word[strings.LastIndexByte(word, '-')+1:] // vice-pres., Lt.-Col.
	entry, ok := abbreviations[strings.ToLower(word)]
	if !ok {
		return abbrNone
	}
	if entry.capital && !startsUpper(word) && s.textCasing() != casingLower {
		return abbrNone
	}
	if entry.alone && !s.wordsBefore(i-len(word)) { // the whole answer: No.
		return abbrNone
	}
	if entry.comma && !strings.HasSuffix(strings.TrimRight(s.text[s.start:i-len(word)], " "), ",") {
		return abbrNone
	}
	return entry.kind
}

// initials classifies single letters and letters with full stops between them.
func initials(word string) abbr {
	if len(word) > 16 {
		return abbrNone
	}
	letters := 0
	for rest := word; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if !unicode.IsLetter(r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return abbrNone
		}
		letters++
		rest = rest[size:]
		if rest == "" {
			break
		}
		if rest[0] != '.' {
			return abbrNone
		}
		rest = rest[1:]
	}
	switch strings.ToLower(word) {
	case "e.g", "i.e":
		return abbrNever
	case "a.m", "p.m":
		return abbrClock
	}
	return abbrName
}

// closesWithLetter reports whether a single letter ends a sentence by what
// stands before it: "you and I", "plan B", "vitamin C".
func (s *splitter) closesWithLetter(i int, word string) bool {
	if len(word) != 1 {
		return false
	}
	before := lastWord(strings.TrimRight(s.text[s.start:i-len(word)], " "))
	if word == "I" {
		return before != "" && !startsUpper(before)
	}
	return letterNouns[strings.ToLower(before)]
}

func startsUpper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// longestAbbreviation is the length of the longest key of abbreviations.
const longestAbbreviation = 10

// abbreviationEntry is one abbreviation's rule.
type abbreviationEntry struct {
	kind    abbr
	capital bool // counts only with a capital: Sun., Gen., Fig.
	comma   bool // counts only behind a comma: Springfield, Ill.
	alone   bool // does not count as the whole sentence: No.
}

var abbreviations = abbreviationTable()

// abbreviationTable lists the abbreviations of English news text by what may
// follow them.
func abbreviationTable() map[string]abbreviationEntry {
	table := make(map[string]abbreviationEntry, 256)
	add := func(e abbreviationEntry, words string) {
		for _, w := range strings.Fields(words) {
			table[w] = e
		}
	}
	add(abbreviationEntry{kind: abbrNever, capital: true},
		`mr mrs ms mx dr prof gen sen rep gov lt col capt cpt sgt maj cmdr cdr adm brig cpl pvt rev hon fr
		 pres supt insp messrs mme mlle rt ven amb sens reps govs gens profs drs atty asst
		 rdml radm vadm msgr ald hrh pte ens comdr`)
	add(abbreviationEntry{kind: abbrNever}, `vs cf viz approx incl excl esp spec resp sc ibid`)
	add(abbreviationEntry{kind: abbrBeforeNumber, alone: true}, `no nos`)
	add(abbreviationEntry{kind: abbrBeforeNumber}, `pp vol vols para paras fig figs eq ca`)
	add(abbreviationEntry{kind: abbrBeforeNumber, capital: true}, `sec secs ch chs art arts op bk pt pts ps rte nr ext tel`)
	add(abbreviationEntry{kind: abbrMonth, capital: true},
		`jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun`)
	add(abbreviationEntry{kind: abbrEnds}, `etc`)
	add(abbreviationEntry{kind: abbrName},
		`inc ltd corp co cos bros plc llc jr sr esq assn assoc dept depts dist univ intl natl govt mfg
		 ave blvd rd hwy pkwy st ft mt al eds trans`)
	add(abbreviationEntry{kind: abbrName, capital: true}, `ed est min max`)
	add(abbreviationEntry{kind: abbrName, comma: true, capital: true},
		`ala ariz ark calif colo conn del fla ga ill ind kan kans ky la mass md mich minn miss mo mont
		 neb nebr nev okla ore pa penn tenn tex va vt wash wis wisc wyo ont que`)
	add(abbreviationEntry{kind: abbrName}, `ph.d phd b.sc m.sc d.phil ll.b ll.m`)
	return table
}

// wordSet makes a set of white-space separated words.
func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// starters begin sentences and hardly ever follow an abbreviation or initial
// inside one. Words that are also surnames or parts of names ("Will", "May",
// "American") are left out: a missed break joins two sentences, a wrong one
// tears a name apart.
var starters = wordSet(`the this that these those he she it they we you i a an his her its their our my your
	there here what when where why how who which while after before since although though because if as at in
	on by for from with without during under over between among through according but and or nor yet so
	however meanwhile moreover furthermore nevertheless nonetheless therefore thus instead still then now
	today yesterday tomorrow also both each every either neither all some many most several few no not none
	nobody everyone everybody someone another other others once until unless despite across about against
	is are was were did does do has have had can could should would to such even only just
	perhaps maybe later earlier soon one two three four five six seven eight nine ten critics analysts
	officials experts police supporters opponents residents people shares`)

// lowerStarters are the starters that count where a text has no capitals, and
// where "the u.s. now" says less than "The U.S. Now".
var lowerStarters = wordSet(`the he she they it we this these those`)

// pronouns are the starters that may speak: "Stop!" he said.
var pronouns = wordSet(`he she they we i it`)

// speechVerbs follow a speaker behind a quotation.
var speechVerbs = wordSet(`said says asked asks added adds told replied replies shouted cried wrote writes
	exclaimed yelled answered screamed whispered demanded wondered tweeted posted joked called continued`)

// clockFollowers continue a time of day: 4 p.m. EST, 10 a.m. Monday.
var clockFollowers = wordSet(`et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet cest ist jst eastern
	central mountain pacific greenwich local monday tuesday wednesday thursday friday saturday sunday
	mon tue tues wed thu thurs fri sat sun jan feb mar apr aug sept oct nov dec january february march april
	june july august september october november december moscow london`)

// bangNames are names that end in an exclamation mark.
var bangNames = wordSet(`yahoo jeopardy oklahoma yum wham panic tapout e`)

// letterNouns take a single letter as their last word: plan B, vitamin C.
var letterNouns = wordSet(`plan vitamin hepatitis hep type group grade class option point part section exhibit
	appendix figure table team model series schedule annex block gate terminal category phase`)
