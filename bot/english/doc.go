// Package english knows words and nothing of articles: how a text falls into
// words, which forms are one word, which expressions may stand for each other,
// what is a number and what is a date.
//
// Its data is hand-written for this program: the lexicon (lexicon/*.txt, groups
// of expressions that mean the same), the gazetteer (places.txt, bodies.txt,
// offices.txt) and the irregular forms (irregular.txt). Each file's first lines
// say how it is laid out. Lexicon and gazetteer are compiled into thesaurus.txt
// (go generate ./bot/english), which is what the program reads. The tables are built at their first use and never
// changed, so everything here may be used by many goroutines.
package english
