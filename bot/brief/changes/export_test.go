package changes

import "rapporteur/bot/corpus"

// Work is what an alignment had to do and did.
type Work struct {
	Sentences, Read int // of both versions, and their words as far as they are read
	Met             int // how often a word led to a sentence
	Compared        int // pairs of wordings
	Words           int // the products of the numbers of their words
}

// WorkOf is what Between does.
func WorkOf(before, after *corpus.Article) Work {
	a := newAlignment(newReading(before, after))
	a.pairEqual()
	a.pairSimilar()
	a.changes()
	w := Work{Met: a.work.met, Compared: a.work.compared, Words: a.work.words}
	for _, v := range []version{a.before, a.after} {
		w.Sentences += len(v.sentences)
		for _, s := range v.sentences {
			w.Read += len(s.words)
		}
	}
	return w
}
