package search

import (
	"slices"

	"rapporteur/bot/english"
)

// Names whose initials are understood have so many capitalised words.
const (
	minInitials = 3
	maxInitials = 6
)

// maxNames is how many names are kept for the same initials.
const maxNames = 4

// initialsWeight is what a match of a name by its initials, or the other way
// round, is worth.
const initialsWeight = .9

// linking words may stand inside a name and give no initial.
var linking = wordSet(`of for and the on in de`)

// noteNames finds the names of several capitalised words in a sentence and
// notes them under their initials, so that a question may say "CSTO" where the
// article spells the organisation out. ids are the terms of tokens.
func (s *segment) noteNames(text string, tokens []english.Token, ids []uint32) {
	for i := 0; i < len(tokens); {
		n := nameRun(text, tokens[i:])
		for start := i; start < i+n; start++ {
			s.noteName(text, tokens[start:i+n], ids[start:i+n])
		}
		i += max(1, n)
	}
}

// nameRun is the number of tokens at the beginning of tokens that form a run
// of capitalised words, linking words inside it included.
func nameRun(text string, tokens []english.Token) int {
	n := 0
	for i, t := range tokens {
		if i > 0 && text[tokens[i-1].End:t.Start] != " " {
			break
		}
		switch {
		case t.Flags&english.Capital != 0:
			n = i + 1
		case i == 0 || !linking[english.Fold(text, t)]:
			return n
		}
	}
	return n
}

// noteName notes one name, unless it begins with a stop word or has too few or
// too many words.
func (s *segment) noteName(text string, tokens []english.Token, ids []uint32) {
	if s.terms[ids[0]].flags&flagStop != 0 {
		return
	}
	initials := initialsOf(text, tokens)
	if initials == "" {
		return
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.names[id]
	}
	if s.initials == nil {
		s.initials = make(map[string][][]string)
	}
	have := s.initials[initials]
	if len(have) == maxNames || slices.ContainsFunc(have, func(h []string) bool { return slices.Equal(h, names) }) {
		return
	}
	s.initials[initials] = append(have, names)
}

// initialsOf are the folded first letters of the capitalised words, "" when
// they are too few or too many.
func initialsOf(text string, tokens []english.Token) string {
	var letters []byte
	for _, t := range tokens {
		if t.Flags&english.Capital != 0 {
			letters = append(letters, english.Fold(text, t)[0])
		}
	}
	if len(letters) < minInitials || len(letters) > maxInitials {
		return ""
	}
	return string(letters)
}

// spelledOut returns the names of the library that initials abbreviate.
func (st *stats) spelledOut(initials string) []variant {
	if len(initials) < minInitials || len(initials) > maxInitials {
		return nil
	}
	var out []variant
	for _, s := range st.segments {
		for _, names := range s.initials[initials] {
			out = append(out, variant{names: names, weight: initialsWeight, relation: english.Initials})
		}
	}
	return out
}

// abbreviated gives the words of a name in the question the initials under
// which the library may know it.
func (e *expander) abbreviated(tokens []questionToken, at []int, out []concept) {
	for i := range tokens {
		var letters []byte
		for k := i; k < len(tokens) && (tokens[k].capital() || linking[tokens[k].word]); k++ {
			if !tokens[k].capital() {
				continue
			}
			letters = append(letters, tokens[k].word[0])
			name := string(letters)
			if tokens[i].stop || len(letters) < minInitials || len(letters) > maxInitials || e.stats.docsWith(name) == 0 {
				continue
			}
			v := variant{names: []string{name}, weight: initialsWeight, relation: english.Initials}
			for j := i; j <= k; j++ {
				if at[j] >= 0 {
					e.take(&out[at[j]], v)
				}
			}
		}
	}
}

func (t *questionToken) capital() bool {
	return t.flags&english.Capital != 0 && t.flags&english.Digit == 0 && len(t.word) > 0
}
