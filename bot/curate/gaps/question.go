package gaps

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// MaxBytes is how much of a question is read: what a member may write in one
// message. What follows is passed over.
const MaxBytes = 2000

// maxTerms is how many terms of a question are compared. What goes on after so many
// is no question of one thing.
const maxTerms = 12

// reading is a question taken apart.
type reading struct {
	Question
	sense  string // what of it is compared: the same for questions that are alike in all
	asks   asks
	speaks []string // keys of what its question words speak of
	terms  []term
	values []value
	weight float32 // of all terms and values
	// content is the weight of the terms that are not light, and of the values.
	content float32
}

// term is what a question speaks of.
type term struct {
	key     string
	id      int32    // the key's number
	words   []string // of an expression of several
	kin     kin
	weight  float32
	name    bool
	unknown bool // no list has it, so that nothing stands for it
}

// value is a hash of a number or a date that a question holds.
type value uint64

func valueOf(format string, parts ...any) value {
	h := fnv.New64a()
	fmt.Fprintf(h, format, parts...)
	return value(h.Sum64())
}

// The weights of terms.
const (
	nameWeight    = 2
	contentWeight = 1
	lightWeight   = .3
	valueWeight   = 1.5
)

// read takes a question apart.
func read(r *alike.Reader, question Question) *reading {
	t := r.Read(written(question.Text))
	q := &reading{Question: question}
	used := q.readAsks(t)
	for i, x := range t.Terms {
		if x.Stop || used[x.From] && used[x.To-1] || fillers[t.Word(x.From)] && x.To == x.From+1 {
			continue
		}
		q.addTerm(r, t, i)
	}
	for _, key := range q.speaks {
		q.addKey(r, key)
	}
	for _, d := range t.Dates[:min(len(t.Dates), maxTerms)] {
		q.values = append(q.values, valueOf("%d-%d-%d", d.Year, d.Month, d.Day))
	}
	for _, n := range t.Quantities[:min(len(t.Quantities), maxTerms)] {
		if n.Kind != english.Ordinal && !used[n.From] {
			q.values = append(q.values, valueOf("%g %s", n.Value, n.Unit))
		}
	}
	q.values = q.values[:min(len(q.values), maxTerms)]
	if slices.ContainsFunc(q.terms, func(x term) bool { return x.weight > lightWeight }) {
		q.terms = slices.DeleteFunc(q.terms, func(x term) bool { return x.weight <= lightWeight })
	}
	for _, x := range q.terms {
		q.weight += x.weight
		if x.weight >= contentWeight {
			q.content += x.weight
		}
	}
	q.weight += valueWeight * float32(len(q.values))
	q.content += valueWeight * float32(len(q.values))
	q.sense = q.makeSense(t)
	return q
}

// makeSense writes what is compared in a form of its own. A question that says
// nothing is compared by its words.
func (q *reading) makeSense(t *alike.Text) string {
	if q.content == 0 {
		return strings.Join(t.Words, " ")
	}
	var b strings.Builder
	keys := make([]string, len(q.terms))
	for i, x := range q.terms {
		keys[i] = x.key
	}
	slices.Sort(keys)
	fmt.Fprintf(&b, "%s /%d", strings.Join(keys, ","), q.asks)
	if len(q.values) > 0 {
		fmt.Fprintf(&b, " %v", q.values)
	}
	return b.String()
}

// contractions are written out before a question is read. The apostrophe may be
// missing.
var contractions = strings.NewReplacer("what's ", "what is ", "whats ", "what is ", "who's ", "who is ", "whos ", "who is ",
	"where's ", "where is ", "wheres ", "where is ", "when's ", "when is ", "how's ", "how is ", "why's ", "why is ")

// written is a question as it is read: of at most MaxBytes, with typographic
// apostrophes made plain, contractions written out and "us president" as "US president".
func written(text string) string {
	if len(text) > MaxBytes {
		text = text[:MaxBytes]
	}
	text = strings.ToValidUTF8(text, " ")
	fields := strings.Fields(strings.ReplaceAll(text, "’", "'"))
	for i, f := range fields {
		switch lower := strings.ToLower(f); {
		case strings.HasPrefix(lower, "wh") || strings.HasPrefix(lower, "how"):
			if full := contractions.Replace(lower + " "); full != lower+" " {
				fields[i] = strings.TrimSpace(full)
			}
		case f == "us" && i+1 < len(fields) && (i == 0 || !slices.Contains(beforeUs, strings.ToLower(fields[i-1]))):
			fields[i] = "US"
		}
	}
	return strings.TrimSpace(phrases.Replace(" " + strings.Join(fields, " ") + " "))
}

// beforeUs are the words after which "us" is the pronoun.
var beforeUs = strings.Fields("tell give let show for to of with help all from")

// addKey takes a term that stands behind no word of the text alone.
func (q *reading) addKey(r *alike.Reader, key string) {
	if len(q.terms) < maxTerms && !slices.ContainsFunc(q.terms, func(o term) bool { return o.key == key }) {
		q.terms = append(q.terms, term{key: key, id: r.ID(key), kin: kinOf()[key], weight: contentWeight})
	}
}

// addTerm takes the term at an index of a text.
func (q *reading) addTerm(r *alike.Reader, t *alike.Text, at int) {
	x := t.Terms[at]
	if len(q.terms) == maxTerms || slices.ContainsFunc(q.terms, func(o term) bool { return o.key == x.Key }) {
		return
	}
	out := term{key: x.Key, id: r.ID(x.Key), kin: kinOf()[x.Key], weight: contentWeight, name: isName(x)}
	out.unknown = out.name && !x.Known
	if strings.Contains(x.Key, " ") {
		out.words = strings.Fields(x.Key)
	}
	switch {
	case out.name:
		out.weight = nameWeight
	case light[t.Word(x.From)] && x.To == x.From+1, titles()[x.Key] && at+1 < len(t.Terms) && entitles(t, x, t.Terms[at+1]):
		out.weight = lightWeight
	}
	q.terms = append(q.terms, out)
}

// isName reports whether a term is a name, however it is written: capitals say
// nothing where half the members use none.
func isName(x alike.Term) bool {
	return !x.Stop && (x.Known || !alike.Known(x.Key))
}

// entitles reports whether a title stands right before somebody's name, which says
// all that the title says: "President Macron".
func entitles(t *alike.Text, title, next alike.Term) bool {
	return next.From == title.To && !next.Stop && (next.Name || isName(next)) && t.Between(title.To-1) == " "
}
