package english

import "strings"

// IsStop reports whether a folded word is too common to tell passages apart:
// articles, pronouns, auxiliaries, prepositions, conjunctions, question words.
func IsStop(word string) bool { return stopWords[word] }

var stopWords = func() map[string]bool {
	m := make(map[string]bool, 256)
	for _, w := range strings.Fields(`
		a an the this that these those
		i me my we us our you your he him his she her it its they them their
		am is are was were be been being do does did has have had
		and or of at by for with to from in on as s t d ll ve nt
		who whom whose which what when where why how
		there please tell anyone anybody someone somebody everyone everybody anything something everything`) {
		m[w] = true
	}
	return m
}()
