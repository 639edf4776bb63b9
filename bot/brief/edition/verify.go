package edition

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// verifier decides what texts may be shown. Only one goroutine may use it.
type verifier struct{ telling *brief.Telling }

type paragraph struct {
	article *corpus.Article
	passage int
}

func newVerifier() *verifier { return &verifier{brief.NewTelling(true)} }

// rests gives the sentences that a text rests on, of those that it names: all where
// it says them as a briefing does, else those that carry it. It gives none, and why,
// when nothing does.
func (v *verifier) rests(says string, named []corpus.Place) (places []corpus.Place, written bool, why string) {
	if v.telling.IsTold(says, named) {
		return named, false, ""
	}
	_, places, why = v.verify(says, named)
	return places, why == "", why
}

// translated gives the sentences that a translation rests on: those that carry what
// came back of it, which the translation must not differ from in what can be told of
// the two.
func (v *verifier) translated(says, back string, named []corpus.Place) (places []corpus.Place, written bool, why string) {
	if why := harmful(says, named); why != "" {
		return nil, false, why
	}
	sentence, places, why := v.verify(back, named)
	if why != "" {
		return nil, false, why
	}
	if _, why := cite.Translation(says, sentence); why != "" {
		return nil, false, why
	}
	return places, true, ""
}

// verify holds a text that is not the articles' own against the sentences that it
// names.
func (v *verifier) verify(says string, named []corpus.Place) (sentence cite.Verified, places []corpus.Place, why string) {
	if why := harmful(says, named); why != "" {
		return sentence, nil, why
	}
	sent, markers, original := v.send(named)
	checked := cite.Verify(cite.Draft{Text: says, Markers: markers}, cite.NewSent(sent))
	switch {
	case !checked.OK && len(checked.Reasons) > 0:
		return sentence, nil, strings.Join(checked.Reasons, "; ")
	case !checked.OK:
		return sentence, nil, notCarried
	case checked.Moved:
		return sentence, nil, "the sentence that says so is another than the one it names"
	}
	for _, p := range checked.Places {
		places = append(places, corpus.Place{Article: original[p.Article], Passage: p.Passage, Sentence: p.Sentence})
	}
	return checked.Sentence, places, ""
}

// position is rests of what stands beside the name of who says it, which an
// author's own words need not repeat.
func (v *verifier) position(says string, named []corpus.Place) (places []corpus.Place, written bool, why string) {
	if says != "" && says == v.telling.Plain(named) {
		return named, false, ""
	}
	return v.rests(says, named)
}

// The reasons of a Lost that are not cite's.
const notCarried = "the sentences that it names do not carry it"

// send are the paragraphs of places, the markers of the places in them, and whose
// article is whose. An article that argues is sent as the opinion that it is, also
// where it does not say so.
func (v *verifier) send(named []corpus.Place) (sent [][]corpus.Place, markers []cite.Marker, original map[*corpus.Article]*corpus.Article) {
	original = make(map[*corpus.Article]*corpus.Article)
	argues := make(map[*corpus.Article]*corpus.Article)
	at := make(map[paragraph]int) // from 1
	for _, p := range named {
		as := argues[p.Article]
		if as == nil {
			as = p.Article
			if v.telling.Argues(as) && as.Kind != corpus.Opinion {
				as = as.WithKind(corpus.Opinion)
			}
			argues[p.Article], original[as] = as, p.Article
		}
		where := paragraph{as, p.Passage}
		if at[where] == 0 {
			var places []corpus.Place
			for i := range as.Passages[p.Passage].Sentences {
				places = append(places, corpus.Place{Article: as, Passage: p.Passage, Sentence: i})
			}
			sent = append(sent, places)
			at[where] = len(sent)
		}
		markers = append(markers, cite.Marker{Passage: at[where], Sentence: p.Sentence + 1})
	}
	return sent, markers, original
}

var (
	// calls matches what calls people, or leads to a channel, on Discord.
	calls = regexp.MustCompile(`(?i)@everyone|@here|<[@#:]|<a:|<t:|<id:|</`)
	// addressed matches what something turns into a link.
	addressed = regexp.MustCompile(`(?i)[\p{L}\d]://|\bwww\.|\b(?:javascript|data|mailto|discord):|\]\(|[\p{L}\d-]+\.(?:\p{L}{2,})(?:[/:?#]|$|[\s)”"'])`)
	// marks matches what reads like a reference.
	marks = regexp.MustCompile(`\[\d+(?:\.\d+)?\]?|\d\]`)
)

// harmful says why a text must not be shown that is not the articles' own, whatever
// carries it: it calls people, leads somewhere, looks like a reference or hides
// something. Signs of markup that its sentences have too may stand in it.
func harmful(says string, named []corpus.Place) string {
	var own strings.Builder
	for _, p := range named {
		own.WriteString(p.Plain() + "\n")
	}
	switch {
	case says != corpus.Visible(says):
		return "it holds characters that a reader cannot see"
	case calls.MatchString(says):
		return "it calls people or names a channel"
	case foreign(marks, says, own.String()):
		return "it holds what looks like a reference"
	case foreign(addressed, says, own.String()):
		return "it holds an address that its sentences do not have"
	}
	for _, sign := range "@<>[]`|\\{}" {
		if strings.ContainsRune(says, sign) && !strings.ContainsRune(own.String(), sign) {
			return "it holds markup that its sentences do not have"
		}
	}
	return ""
}

// foreign reports whether a text has a match that another does not hold.
func foreign(of *regexp.Regexp, says, own string) bool {
	return slices.ContainsFunc(of.FindAllString(says, -1), func(found string) bool {
		return !strings.Contains(own, strings.TrimFunc(found, notOfAddress))
	})
}

func notOfAddress(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`)”"'`, r) }

// subset reports whether all places are among others.
func subset(places, of []corpus.Place) bool {
	return !slices.ContainsFunc(places, func(p corpus.Place) bool { return !slices.Contains(of, p) })
}
