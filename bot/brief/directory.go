package brief

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// directory is who a number of articles name.
type directory struct {
	entries []*entity // most mentioned first
	byKey   map[string]*entity
	merged  map[string]string // a key to the one that it was joined with
}

// entity is a person, a body or a country with its government.
type entity struct {
	key      string
	kind     kind
	mentions []naming
	forms    []form
	inner    bool // a part of a country that the articles name
}

// form is one way in which the articles write a name.
type form struct {
	text  string
	count int
}

// newDirectory joins the names that the documents use for the same. A last name
// that stands alone in one article is that of the only full name that ends with
// it in the others; what an article's aliases list is the same.
func newDirectory(documents []*document) *directory {
	dir := &directory{byKey: make(map[string]*entity), merged: make(map[string]string)}
	var found []naming
	known := make(gazetteer)
	for _, d := range documents {
		found = append(found, d.mentions(known)...)
	}
	dir.joinLastNames(found)
	for _, d := range documents {
		dir.joinAliases(d.article)
	}
	for _, m := range found {
		dir.add(m)
	}
	for _, e := range dir.entries {
		e.settleForms()
	}
	dir.markInner()
	slices.SortStableFunc(dir.entries, func(a, b *entity) int {
		return cmp.Or(cmp.Compare(len(b.mentions), len(a.mentions)), strings.Compare(a.name(), b.name()))
	})
	return dir
}

// joinLastNames joins a single name with the one full name that ends with it.
func (dir *directory) joinLastNames(found []naming) {
	full := make(fullNames)
	for _, m := range found {
		if m.kind == person {
			full.add(m.key)
		}
	}
	for _, m := range found {
		if m.kind == person && full[m.key] != "" {
			dir.merged[m.key] = full[m.key]
		}
	}
}

// joinAliases joins the keys of an alias group, under that of its first name
// that is a country, else a full name.
func (dir *directory) joinAliases(a *corpus.Article) {
	for _, group := range a.Aliases {
		first := ""
		for _, alias := range group {
			for _, key := range keysOf(alias) {
				if key = dir.root(key); first == "" {
					first = key
				} else if key != first && first != dir.root(key) {
					dir.merged[key] = first
				}
			}
		}
	}
}

func (dir *directory) root(key string) string {
	for range maxMerges {
		next, ok := dir.merged[key]
		if !ok || next == key {
			break
		}
		key = next
	}
	return key
}

// maxMerges bounds how often a key is followed.
const maxMerges = 8

// keysOf are the keys under which a name may be found, the likeliest first.
func keysOf(name string) []string {
	var words, stems []string
	for _, t := range english.AppendTokens(nil, name) {
		w := english.Fold(name, t)
		if len(words) == 0 && (w == "the" || titles[w]) {
			continue
		}
		words = append(words, w)
		if english.IsStop(w) {
			stems = append(stems, w)
		} else {
			stems = append(stems, english.Stem(w))
		}
	}
	if len(words) == 0 {
		return nil
	}
	var out []string
	if len(stems) <= english.MaxExpression {
		out = slices.Concat(headsOf(stems, english.Demonym), headsOf(stems, english.Seat), headsOf(stems, english.Initials))
	}
	if len(words) > 1 {
		out = append(out, words[0]+" "+words[len(words)-1])
	}
	return append(out, strings.Join(words, " "))
}

// add files one mention.
func (dir *directory) add(m naming) {
	key := dir.root(m.key)
	e := dir.byKey[key]
	if e == nil {
		e = &entity{key: key, kind: m.kind}
		dir.byKey[key] = e
		dir.entries = append(dir.entries, e)
	}
	e.kind = min(e.kind, m.kind)
	e.mentions = append(e.mentions, m)
}

// settleForms counts how an entity is written.
func (e *entity) settleForms() {
	counts := make(map[string]int)
	var order []string
	for _, m := range e.mentions {
		text := strings.Join(strings.Fields(m.sentence.slice(m.extent)), " ")
		if strings.Contains(text, ".") && strings.HasPrefix(m.sentence.between(m.extent.to-1), ".") {
			text += "." // "U.S."
		}
		if counts[text]++; counts[text] == 1 {
			order = append(order, text)
		}
	}
	for _, text := range order {
		e.forms = append(e.forms, form{text: text, count: counts[text]})
	}
	slices.SortStableFunc(e.forms, func(a, b form) int { return cmp.Compare(b.count, a.count) })
}

// name is what the entity is called in a list: the country's name, the full
// name, else the name that is used most.
func (e *entity) name() string {
	if len(e.forms) == 0 {
		return e.key
	}
	best := e.forms[0].text
	switch e.kind {
	case person:
		for _, f := range e.forms {
			if strings.Count(f.text, " ") > strings.Count(best, " ") {
				best = f.text
			}
		}
	default:
		for _, f := range e.forms {
			if strings.Join(english.Terms(f.text), " ") == e.key {
				return f.text
			}
		}
		for _, f := range e.forms { // "London" rather than "British", a body's name rather than its initials
			if e.kind == country && len(headsOf(english.Terms(f.text), english.Demonym)) == 0 ||
				e.kind == body && strings.Contains(f.text, " ") {
				return f.text
			}
		}
	}
	return best
}

// federations are the countries whose parts the gazetteer lists.
var federations = []string{"unit state", "canada", "australia", "germani", "russia", "ukrain"}

// markInner marks the parts of countries: their governments are left out of
// lists of names, where they would be as many as cities.
func (dir *directory) markInner() {
	outer := slices.Clone(federations)
	for _, e := range dir.entries {
		if e.kind == country && !ownParts[e.key] {
			outer = append(outer, e.key)
		}
	}
	for _, key := range outer {
		english.Default().Lookup(strings.Split(key, " "), func(v english.Variant) bool {
			if v.Relation == english.Region {
				if e := dir.byKey[strings.Join(v.Terms, " ")]; e != nil && e.kind == country {
					e.inner = true
				}
			}
			return true
		})
	}
}

// ownParts are those whose parts have a government of their own in the news.
var ownParts = map[string]bool{"european union": true, "unit kingdom": true, "china": true, "soviet union": true}

// Name is a person, a body or a country's government that articles name.
type Name struct {
	Name     string // as the articles spell it
	Mentions int    // sentences may hold several
}

// maxNamesRead is the number of sentences that Names reads, with an equal share
// for every article.
const maxNamesRead = 60_000

// Names lists whom articles name, the most mentioned first. What one is called
// counts together: the last name with the full name, a people and a capital with
// the country, initials with what they stand for, the aliases of an article.
// Places that are no countries and other capitalised words are left out. It is
// for an offer of names, made once for each change of a library.
func Names(articles []*corpus.Article) []Name { return namesOf(articles, maxNamesRead) }

func namesOf(articles []*corpus.Article, limit int) []Name {
	dir := newDirectory(readNames(articles, limit))
	out := make([]Name, 0, len(dir.entries))
	for _, e := range dir.entries {
		if !e.inner && !e.onlyCity() {
			out = append(out, Name{e.name(), len(e.mentions)})
		}
	}
	return out
}

// onlyCity reports whether all that is said of a country is where something is:
// "in London".
func (e *entity) onlyCity() bool {
	if e.kind != country {
		return false
	}
	for _, m := range e.mentions {
		s := m.sentence
		seat := len(headsOf(s.stems[m.extent.from:m.extent.to], english.Demonym)) == 0
		before := s.word(m.extent.from - 1)
		if !seat || m.extent.from == 0 || !locatives[before] && !thingWords[before] && before != "of" && before != "from" {
			return false
		}
	}
	return true
}

// readNames reads articles for their names only.
func readNames(articles []*corpus.Article, limit int) []*document {
	sorted := slices.DeleteFunc(slices.Clone(articles), func(a *corpus.Article) bool { return a == nil })
	slices.SortStableFunc(sorted, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	v := newVocabulary()
	share := shares(sorted, limit)
	documents := make([]*document, len(sorted))
	for i, a := range sorted {
		documents[i] = readArticle(a, share[i], v)
		documents[i].learnNames()
	}
	return documents
}
