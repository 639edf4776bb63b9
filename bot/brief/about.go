package brief

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// The limits of About.
const (
	// MaxAskedName is the length of the longest name that is looked up, in bytes.
	MaxAskedName = 200

	// MaxStatements is how many statements a profile has at most, and a third as
	// many positions.
	MaxStatements = 60
	maxSimilar    = 3
)

// AboutOptions say how a profile is made. The zero value gives the defaults.
type AboutOptions struct {
	// Statements is the largest number of statements, and a third of it, at least
	// one, that of positions. 0 is MaxStatements, and so is what is over it.
	Statements int
}

func (o AboutOptions) limits() (statements, positions int) {
	statements = o.Statements
	if statements <= 0 || statements > MaxStatements {
		statements = MaxStatements
	}
	return statements, max(1, statements/3)
}

// ErrNoName means that there is nothing to look up.
var ErrNoName = errors.New("no name")

// About collects what articles say of a person or a body, by all its names:
// full and last name, what the articles' aliases list, initials, and a
// country's people and seat of government. A sentence that goes on about them
// as "he", "she", "it" or "they" comes together with the one before. What several
// articles tell alike is said once. Names that Names leaves out, such as places,
// are found as they are spelled.
//
// An unknown name gives an empty Profile with the nearest names. Very large
// libraries are read in part (maxRead), and of very many sentences the first are
// shown (Profile.Left). The error wraps ErrNoName for a name without a letter or
// over MaxAskedName, ErrNoArticles or corpus.ErrDuplicate.
func About(articles []*corpus.Article, name string, o AboutOptions) (*Profile, error) {
	sorted, err := bySlug(articles)
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	if len(name) > MaxAskedName || len(english.AppendTokens(nil, name)) == 0 {
		return nil, fmt.Errorf("profile: %w", ErrNoName)
	}
	c := composition{vocabulary: newVocabulary()}
	c.documents = read(holding(sorted, name), c.vocabulary)
	for _, d := range c.documents {
		d.learnNames()
	}
	dir := newDirectory(c.documents)
	e := dir.find(c.documents, name)
	authored := c.writtenBy(name)
	if e == nil && len(authored) == 0 {
		return &Profile{name: name, similar: similar(sorted, name)}, nil
	}
	if e == nil {
		e = &entity{key: "\x00", kind: person, forms: []form{{text: authored[0].article.Author}}}
	}
	p := newProfile(&c, dir, e, authored, o)
	if err := p.verify(sorted); err != nil {
		return nil, fmt.Errorf("profile of %q: %w", name, err)
	}
	if p.Empty() {
		p.name = name
	}
	return p, nil
}

// bySlug orders articles, which must have different slugs.
func bySlug(articles []*corpus.Article) ([]*corpus.Article, error) {
	sorted := slices.Clone(articles)
	if len(sorted) == 0 || slices.Contains(sorted, nil) {
		return nil, ErrNoArticles
	}
	slices.SortFunc(sorted, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	for i, a := range sorted[1:] {
		if a.Slug == sorted[i].Slug {
			return nil, fmt.Errorf("article %s: %w", a.Slug, corpus.ErrDuplicate)
		}
	}
	return sorted, nil
}

// holding are the articles in which one of the words of a name, or of the
// gazetteer's names for the same, may stand. It looks at letters only, so that
// a large library need not be read for a name that few articles have.
func holding(articles []*corpus.Article, name string) []*corpus.Article {
	parts := []string{longestWord(name)}
	for _, key := range keysOf(name) {
		terms := strings.Split(key, " ")
		parts = append(parts, longestWord(key))
		english.Default().Lookup(terms, func(v english.Variant) bool {
			if v.Relation <= english.Demonym || v.Relation == english.Seat {
				parts = append(parts, longestWord(strings.Join(v.Terms, " ")))
			}
			return true
		})
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	var out []*corpus.Article
	for _, a := range articles {
		lower := strings.ToLower(a.Text)
		if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(lower, part) }) ||
			strings.Contains(strings.ToLower(a.Author), parts[len(parts)-1]) || len(aliasesOf(a, name)) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// longestWord is the longest word of an expression without the "i" or "y" that
// stemming turns into each other.
func longestWord(expression string) string {
	longest := ""
	for _, w := range strings.Fields(strings.ToLower(expression)) {
		if len(w) > len(longest) {
			longest = w
		}
	}
	return strings.TrimRight(longest, "iy")
}

// aliasesOf are what an article's aliases list beside a name.
func aliasesOf(a *corpus.Article, name string) []string {
	name = withoutThe(name)
	for _, group := range a.Aliases {
		if slices.ContainsFunc(group, func(alias string) bool { return strings.EqualFold(withoutThe(alias), name) }) {
			return group
		}
	}
	return nil
}

func withoutThe(name string) string {
	if len(name) > 4 && strings.EqualFold(name[:4], "the ") {
		return name[4:]
	}
	return name
}

// find gives whom a name names: by a key, by an alias, by a part of a person's
// name, or whatever is spelled so; nil if the documents do not hold it.
func (dir *directory) find(documents []*document, name string) *entity {
	names := []string{name}
	for _, d := range documents {
		names = append(names, aliasesOf(d.article, name)...)
	}
	for _, n := range names {
		for _, key := range keysOf(n) {
			if e := dir.byKey[dir.root(key)]; e != nil {
				return e
			}
		}
	}
	for _, n := range names {
		words := wordsOf(n)
		for len(words) > 1 && particles[words[0]] {
			words = words[1:] // "von der Leyen"
		}
		if len(words) == 1 {
			for _, e := range dir.entries { // the most mentioned first
				if e.kind == person && slices.Contains(strings.Split(e.key, " "), words[0]) {
					return e
				}
			}
		}
		if e := spelledSo(documents, n); e != nil {
			return e
		}
	}
	return nil
}

func wordsOf(name string) []string {
	var words []string
	for _, t := range english.AppendTokens(nil, name) {
		if w := english.Fold(name, t); w != "the" || len(words) > 0 {
			words = append(words, w)
		}
	}
	return words
}

// spelledSo finds a name that is nobody's, such as a place's, where it stands
// with capitals.
func spelledSo(documents []*document, name string) *entity {
	words := wordsOf(name)
	if len(words) == 0 {
		return nil
	}
	e := &entity{key: strings.Join(words, " ")}
	for _, d := range documents {
		for _, s := range d.sentences {
			for i := 0; i+len(words) <= len(s.words); i++ {
				if slices.Equal(s.words[i:i+len(words)], words) && (s.named(i) || s.initials(i)) && s.capital(i+len(words)-1) {
					e.mentions = append(e.mentions, naming{sentence: s, extent: extent{i, i + len(words)}, key: e.key})
				}
			}
		}
	}
	if len(e.mentions) == 0 {
		return nil
	}
	e.settleForms()
	return e
}

// writtenBy are the documents of opinion whose author has the name.
func (c *composition) writtenBy(name string) []*document {
	words := wordsOf(name)
	var out []*document
	for _, d := range c.documents {
		author := wordsOf(d.article.Author)
		if d.article.Kind == corpus.Opinion && len(author) > 0 && len(words) > 0 &&
			(slices.Equal(author, words) || len(words) == 1 && author[len(author)-1] == words[0]) {
			out = append(out, d)
		}
	}
	return out
}

// newProfile collects the texts of a profile.
func newProfile(c *composition, dir *directory, e *entity, authored []*document, o AboutOptions) *Profile {
	mentioned := make(map[*sentence][]naming)
	var documents []*document
	for _, m := range e.mentions {
		mentioned[m.sentence] = append(mentioned[m.sentence], m)
		documents = append(documents, m.sentence.document)
	}
	documents = append(documents, authored...)
	slices.SortFunc(documents, func(a, b *document) int { return strings.Compare(a.article.Slug, b.article.Slug) })
	documents = slices.Compact(documents)
	c.several = len(documents) > 1
	b := gathering{composition: c, directory: dir, entity: e, mentioned: mentioned}
	for _, d := range documents {
		d.prepare(fitted)
		b.gather(d, slices.Contains(authored, d))
	}
	p := &Profile{name: e.name()}
	statements, positions := o.limits()
	var cited cite.Numbering
	for _, u := range b.said[:min(len(b.said), statements)] {
		p.statements = append(p.statements, Point{Text: c.attributed(u), Sources: citeAll(&cited, u.sentences)})
	}
	for _, o := range b.own[:min(len(b.own), positions)] {
		p.positions = append(p.positions, Position{o.who, joined(o.sentences), citeAll(&cited, o.sentences)})
	}
	p.left = max(0, len(b.said)-statements) + max(0, len(b.own)-positions)
	p.sources = cited.Sources()
	return p
}

// verify checks a profile against the articles as a briefing is checked.
func (p *Profile) verify(articles []*corpus.Article) error {
	b := Briefing{points: p.statements, positions: p.positions, sources: p.sources}
	return b.verify(articles)
}

// similar are the names nearest to one that no article has.
func similar(articles []*corpus.Article, name string) []string {
	type near struct {
		name     string
		distance int
	}
	asked := strings.Join(wordsOf(name), " ")
	var found []near
	for _, n := range namesOf(articles, maxRead) {
		words := wordsOf(n.Name)
		best := english.Distance(asked, strings.Join(words, " "))
		for _, w := range words {
			best = min(best, english.Distance(asked, w))
		}
		if best <= max(1, len(asked)/3) {
			found = append(found, near{n.Name, best})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var out []string
	for _, n := range found[:min(len(found), maxSimilar)] {
		out = append(out, n.name)
	}
	return out
}
