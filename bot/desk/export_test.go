package desk

import "rapporteur/bot/answer"

// WriterOf is what writes for a visit.
func (d *Desk) WriterOf(v Visit) *answer.Writer { return d.tab(v).writer() }
