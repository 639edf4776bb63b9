package cite

import (
	"strings"

	"rapporteur/bot/english"
)

// markNames finds runs of capitalised words. The first word of a sentence is a
// name only when the next word belongs to the same run or the language does
// not know it.
func (f *Facts) markNames() {
	for i := 0; i < len(f.words); {
		if !f.beginsName(i) {
			i++
			continue
		}
		to := i + 1
		for to < len(f.words) && f.joinsName(to) {
			to++
		}
		for f.words[to-1].flags&english.Capital == 0 && to-1 > i {
			to-- // a particle at the end belongs to what follows
		}
		f.addName(i, to)
		i = to
	}
}

func (f *Facts) addName(from, to int) {
	f.names = append(f.names, name{from, to})
	for i := from; i < to; i++ {
		w := &f.words[i]
		if w.sort == function && w.flags&english.Capital == 0 {
			continue // "of" in "Bank of Ireland"
		}
		w.sort = nameWord
		w.name = int32(len(f.names) - 1)
	}
}

// beginsName reports whether a name begins at word i.
func (f *Facts) beginsName(i int) bool {
	w := &f.words[i]
	if w.flags&english.Capital == 0 || w.sort == numeral {
		return false
	}
	if w.sort == function && w.flags&english.Upper == 0 {
		return false
	}
	if i > 0 && !f.sentenceBegins(i) {
		return true
	}
	if w.flags&english.Upper != 0 || w.flags&english.Digit != 0 {
		return true
	}
	if lightWords[w.folded] || frameWords[w.folded] {
		return false
	}
	if i+1 < len(f.words) && f.words[i+1].flags&english.Capital != 0 && f.words[i+1].sort != numeral && f.between(i) == " " {
		return true
	}
	return isPlace(w.stem) || !english.Default().Knows(w.folded) && !inflected(w.folded)
}

// sentenceBegins reports whether word i is the first of a sentence in the text.
func (f *Facts) sentenceBegins(i int) bool {
	return i == 0 || f.ends(i-1)
}

// joinsName reports whether the name before word i goes on with it.
func (f *Facts) joinsName(i int) bool {
	w := &f.words[i]
	switch gap := f.between(i - 1); gap {
	case " ", "-", ". ", " . ":
		if gap != " " && gap != "-" && f.words[i-1].end-f.words[i-1].start > 2 {
			return false // a stop that is not an initial's
		}
	default:
		return false
	}
	if w.flags&english.Capital != 0 && w.sort != numeral {
		if w.end-w.start == 1 && strings.HasPrefix(f.between(i), ".") {
			return true // an initial
		}
		return w.sort != function || w.flags&english.Upper != 0
	}
	switch w.folded {
	case "of", "de", "la", "von", "van", "der", "du", "da", "di", "del", "al", "bin", "ibn", "the":
		return i+1 < len(f.words) && (f.words[i+1].flags&english.Capital != 0 && f.words[i+1].sort != numeral || f.words[i+1].folded == "la" || f.words[i+1].folded == "the") &&
			f.between(i) == " " && !(w.folded == "the" && f.folded(i-1) != "of")
	}
	return false
}

// isPlace reports whether the gazetteer knows a stem as a country, its
// adjective or a part of it.
func isPlace(stem string) bool {
	found := false
	english.Default().Lookup([]string{stem}, func(v english.Variant) bool {
		found = v.Relation == english.Demonym || v.Relation == english.Seat
		return !found
	})
	return found
}

// isPlaceName reports whether a name is or begins with a place's.
func (f *Facts) isPlaceName(n name) bool {
	return isPlace(f.words[n.to-1].stem) || f.placeAt(n.from)
}

// placeAt reports whether a place of one to three words begins at word i.
func (f *Facts) placeAt(i int) bool {
	var terms [3]string
	for n := range terms {
		if i+n >= len(f.words) {
			return false
		}
		terms[n] = f.words[i+n].stem
		found := false
		english.Default().Lookup(terms[:n+1], func(v english.Variant) bool {
			found = v.Relation == english.Demonym || v.Relation == english.Seat
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// inflected reports whether a word ends like a plural, a form of a verb or an adverb,
// so that its capital at the start of a sentence says nothing.
func inflected(word string) bool {
	return strings.HasSuffix(word, "ing") || strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ly") ||
		strings.HasSuffix(word, "ers") || strings.HasSuffix(word, "ors") || strings.HasSuffix(word, "ists")
}
