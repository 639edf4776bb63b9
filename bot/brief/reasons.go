package brief

// counters are the words with which an article counts off its points, in order. The
// last one may be "finally" or "last".
var counters = [][]string{{"first", "firstly"}, {"second", "secondly"}, {"third", "thirdly"}, {"fourth", "fourthly"}, {"fifth", "fifthly"}, {"sixth"}}

// markReasons finds the points that an arguing article counts off: sentences that
// begin with "First," and so on, in order, at least two. They are the skeleton of
// its argument, together with the sentence before the first, which says what they
// are reasons for.
func (d *document) markReasons() {
	if !d.opinion {
		return
	}
	var found []*sentence
	for _, s := range d.sentences {
		if len(found) < len(counters) && s.counts(counters[len(found)]) || len(found) >= 2 && s.counts([]string{"finally", "last", "lastly"}) {
			found = append(found, s)
		}
	}
	if len(found) < 2 {
		return
	}
	for _, s := range found {
		s.counted, s.reason = true, true
	}
	if before := d.at(found[0].place - 1); before != nil {
		before.reason = true
	}
}

// counts reports whether the sentence begins with one of the words and a comma.
func (s *sentence) counts(words []string) bool {
	for _, w := range words {
		if s.word(0) == w && len(s.tokens) > 1 && s.between(0) == ", " {
			return true
		}
	}
	return false
}
