// Package lexis knows how English words stand to each other: which mean the
// same, the opposite, something more general, which are of one root, and how
// near two words are in meaning when no dictionary links them.
//
// Its entries are stems and expressions, as english.Terms gives them, joined by
// spaces. The links are WordNet's, weighed by how usual the meanings are; the
// vectors are distilled from a model of sentences. The command in
// bot/english/lexis/compile makes lexis.bin from both; NOTICE names the sources
// and their licences, README.md the versions, the command and the figures.
//
// Nothing is parsed at the start: lexis.bin is read in place. Everything here
// may be used by many goroutines.
package lexis
