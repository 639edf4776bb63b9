package edition

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// maxEdited is how many changed lines an Edit verifies.
const maxEdited = 100

// Edit is the edition with a text that a moderator made of Text. Lines may be taken
// out, put in another order within their part, and worded anew: the new wording must
// be carried by the sentences that its [n] name, of which one at least is cited in
// the same part already. Who says something, dates of the timeline, articles that
// are gone and members' questions stay as they are. A line that fails is left out and told.
func (e *Edition) Edit(edited string) (*Edition, []Lost) {
	out := *e
	out.corrections, out.news, out.body, out.asked, out.unanswered = nil, nil, body{}, nil, nil
	d := editing{verifier: newVerifier(), from: e, out: &out, used: make(map[string]bool)}
	for part := range strings.Lines(edited) {
		d.line(corpus.Visible(part))
	}
	d.alone()
	d.flush()
	if !slices.EqualFunc(slices.Concat(out.body.paragraphs...), slices.Concat(e.body.paragraphs...), text.equal) {
		out.note = "" // it spoke of other points
	}
	out.number()
	return &out, d.lost
}

func (t text) equal(o text) bool {
	return t.says == o.says && t.back == o.back && slices.Equal(t.places, o.places)
}

// editing is one call of Edit.
type editing struct {
	*verifier
	from, out *Edition
	part      string // the heading above the line
	was       string // a line that waits for its other half
	paragraph []text
	used      map[string]bool // lines of a part
	verified  int
	lost      []Lost
}

// The reasons of a Lost that come from editing.
const (
	noHeading    = "it stands under no heading"
	twice        = "it stands there twice"
	noOtherHalf  = "the other half of the correction is missing"
	unchangeable = "it can be taken out but not changed"
	noReference  = "it names no sentence: write its [n] at the end"
	noSource     = "there is no such source"
	otherPart    = "it names no sentence of this part"
	otherLabel   = "what stands before its colon can not be changed"
	tooMany      = "there are too many before it"
	// ofTranslation is beside the reason where a translation stood.
	ofTranslation = "what is in another language than the articles can be taken out, or worded anew in theirs"
)

func (d *editing) lose(line, why string) { d.lost = append(d.lost, Lost{line, why}) }

// line reads one line.
func (d *editing) line(line string) {
	if line == "" {
		d.flush()
		return
	}
	if slices.Contains([]string{headCorrections, headNews, headPoints, headTimeline, headPositions, headAsked, headUnanswered}, line) {
		d.alone()
		d.flush()
		d.part = line
		return
	}
	if key := d.part + "\n" + line; d.used[key] {
		d.lose(line, twice)
		return
	} else if d.part != headCorrections {
		d.used[key] = true
	}
	switch d.part {
	case headCorrections:
		d.correction(line)
	case headNews:
		d.add(&d.out.news, line, d.from.news)
	case headPoints:
		d.add(&d.paragraph, line, slices.Concat(d.from.body.paragraphs...))
		if d.from.shape != Narrative {
			d.flush()
		}
	case headTimeline:
		d.event(line)
	case headPositions:
		d.position(line)
	case headAsked:
		d.question(&d.out.asked, line, d.from.asked)
	case headUnanswered:
		d.question(&d.out.unanswered, line, d.from.unanswered)
	default:
		d.lose(line, noHeading)
	}
}

// flush ends a paragraph of points.
func (d *editing) flush() {
	if len(d.paragraph) > 0 {
		d.out.body.paragraphs = append(d.out.body.paragraphs, d.paragraph)
		d.paragraph = nil
	}
}

// alone gives up a half of a correction.
func (d *editing) alone() {
	if d.was != "" {
		d.lose(d.was, noOtherHalf)
		d.was = ""
	}
}

// add adds a line of a part that holds nothing but texts.
func (d *editing) add(to *[]text, line string, originals []text) {
	t, why := d.text(line, originals, d.rests)
	if why != "" {
		d.lose(line, why)
		return
	}
	*to = append(*to, t)
}

// trailing are the references at the end of a line.
var trailing = regexp.MustCompile(`\s*((?:\[\d{1,6}\]\s*)+)$`)

// referenced takes a line apart. It gives no places, and why, when its references
// name none.
func (d *editing) referenced(line string) (says string, places []corpus.Place, why string) {
	at := trailing.FindStringSubmatchIndex(line)
	if at == nil {
		return line, nil, noReference
	}
	for _, n := range strings.FieldsFunc(line[at[2]:at[3]], func(r rune) bool { return r < '0' || r > '9' }) {
		number, err := strconv.Atoi(n)
		if err != nil || number < 1 || number > len(d.from.sources) {
			return "", nil, noSource
		}
		if p := d.from.sources[number-1].Where(); !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return line[:at[0]], places, ""
}

type restsOn = func(string, []corpus.Place) ([]corpus.Place, bool, string)

// text reads a line that is a text with its references: one of the originals of the
// part, or one that is carried by what it names, of which they name some too.
func (d *editing) text(line string, originals []text, rests restsOn) (text, string) {
	for _, t := range originals {
		if corpus.Visible(d.from.mark(t)) == line {
			return t, ""
		}
	}
	says, named, why := d.referenced(line)
	if why != "" {
		return text{}, why
	}
	if !slices.ContainsFunc(originals, func(t text) bool { return overlap(t.places, named) }) {
		return text{}, otherPart
	}
	if d.verified++; d.verified > maxEdited {
		return text{}, tooMany
	}
	places, written, why := rests(says, named)
	if why != "" && slices.ContainsFunc(originals, func(t text) bool { return t.back != "" && overlap(t.places, named) }) {
		why += "; " + ofTranslation
	}
	if why != "" {
		return text{}, why
	}
	if written {
		d.out.mode = cite.Written
		if _, _, why := rests(says, places); why != "" {
			places = named // of which it needs more than what carries it
		}
	}
	return text{says: says, places: places}, ""
}

func overlap(a, b []corpus.Place) bool {
	return slices.ContainsFunc(a, func(p corpus.Place) bool { return slices.Contains(b, p) })
}

// labelled reads a line behind one of the labels of texts that share a source with
// it.
func (d *editing) labelled(line string, labels []string, originals []text, rests restsOn) (label string, t text, why string) {
	_, named, why := d.referenced(line)
	if why != "" {
		return "", text{}, why
	}
	for i, o := range originals {
		if corpus.Visible(labels[i]+": "+d.from.mark(o)) == line {
			return labels[i], o, ""
		}
	}
	why = otherPart
	for i, o := range originals {
		if !overlap(o.places, named) {
			continue
		}
		rest, ok := strings.CutPrefix(line, corpus.Visible(labels[i])+": ")
		if !ok {
			if why == otherPart {
				why = otherLabel
			}
			continue
		}
		if t, why = d.text(rest, []text{o}, rests); why == "" {
			if subset(t.places, o.places) {
				t.places = o.places // by which it is found again
			}
			return labels[i], t, ""
		}
	}
	return "", text{}, why
}

func (d *editing) event(line string) {
	var labels []string
	var originals []text
	for _, x := range d.from.body.timeline {
		labels, originals = append(labels, x.date), append(originals, x.text)
	}
	date, t, why := d.labelled(line, labels, originals, d.rests)
	if why == "" && !d.telling.IsEvent(date, t.last()) {
		why = notDated
	}
	if why != "" {
		d.lose(line, why)
		return
	}
	d.out.body.timeline = append(d.out.body.timeline, event{date, t})
}

func (d *editing) position(line string) {
	var labels []string
	var originals []text
	for _, x := range d.from.body.positions {
		labels, originals = append(labels, x.who), append(originals, x.text)
	}
	who, t, why := d.labelled(line, labels, originals, d.verifier.position)
	if why == "" && !d.telling.IsPosition(who, t.places) {
		why = notSaid
	}
	if why != "" {
		d.lose(line, why)
		return
	}
	d.out.body.positions = append(d.out.body.positions, position{who, t})
}

// question takes over a question of members.
func (d *editing) question(to *[]Asked, line string, originals []Asked) {
	for i, o := range askedLines(originals) {
		if o == line {
			*to = append(*to, originals[i])
			return
		}
	}
	d.lose(line, unchangeable)
}
