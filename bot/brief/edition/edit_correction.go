package edition

import (
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// correction reads a line of a correction, or both of one that has two.
func (d *editing) correction(line string) {
	was := d.was
	if now, ok := strings.CutPrefix(line, leadNow); ok && was != "" {
		d.was = ""
		if !d.unchanged(was, line) {
			d.changed(strings.TrimPrefix(was, leadWas), now, was+"\n"+line)
		}
		return
	}
	d.alone()
	switch {
	case strings.HasPrefix(line, leadWas):
		d.was = line
	case strings.HasPrefix(line, leadNow):
		d.lose(line, noOtherHalf)
	case d.unchanged(line):
	case strings.HasPrefix(line, leadWithdrawn):
		d.withdrawn(line)
	default:
		d.lose(line, unchangeable)
	}
}

// unchanged keeps the correction that has these lines, and reports whether there is
// one that is not there yet.
func (d *editing) unchanged(lines ...string) bool {
	for _, c := range d.from.corrections {
		if slices.EqualFunc(d.from.linesOf(c), lines, func(have, line string) bool { return corpus.Visible(have) == line }) && !d.has(c) {
			d.out.corrections = append(d.out.corrections, c)
			return true
		}
	}
	return false
}

// keep adds a correction, if it is not there yet.
func (d *editing) keep(c correction, line string) {
	if d.has(c) {
		d.lose(line, twice)
		return
	}
	d.out.corrections = append(d.out.corrections, c)
}

func (d *editing) has(c correction) bool {
	return slices.ContainsFunc(d.out.corrections, func(o correction) bool {
		return o.kind == c.kind && o.article == c.article && o.old.equal(c.old) && o.new.equal(c.new)
	})
}

// changed reads both wordings. Each stays with its version: it cites nothing that
// the other wording of the same correction does not cite on its side.
func (d *editing) changed(was, now, line string) {
	why := otherPart
	for _, c := range d.from.corrections {
		if c.kind != Changed {
			continue
		}
		old, whyOld := d.text(was, []text{c.old}, d.rests)
		if whyOld != "" {
			why = worse(why, whyOld)
			continue
		}
		new, whyNew := d.text(now, []text{c.new}, d.rests)
		if whyNew != "" {
			why = worse(why, whyNew)
			continue
		}
		if !sameArticles(old, c.old) || !sameArticles(new, c.new) {
			why = worse(why, otherPart)
			continue
		}
		c.old, c.new = old, new
		d.keep(c, line)
		return
	}
	d.lose(line, why)
}

// worse keeps the reason that tells more.
func worse(a, b string) string {
	if a == otherPart {
		return b
	}
	return a
}

// sameArticles reports whether a wording cites the versions that the original does
// and no other.
func sameArticles(t, original text) bool {
	for _, p := range t.places {
		if p.Article != original.article() {
			return false
		}
	}
	return true
}

func (d *editing) withdrawn(line string) {
	why := otherPart
	for _, c := range d.from.corrections {
		if c.kind != Withdrawn {
			continue
		}
		old, whyNot := d.text(strings.TrimPrefix(line, leadWithdrawn), []text{c.old}, d.rests)
		if whyNot == "" && !sameArticles(old, c.old) {
			whyNot = otherPart
		}
		if whyNot != "" {
			why = worse(why, whyNot)
			continue
		}
		c.old = old
		d.keep(c, line)
		return
	}
	d.lose(line, why)
}
