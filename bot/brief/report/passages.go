package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// around is how many sentences of a long paragraph stand before and behind a cited
// one.
const around = 5

// article is a version of an article with the passages that are cited of it.
type article struct {
	Name     string
	About    []string // author, publisher, date, kind and version
	Address  string   // "" where there is none, or none that is safe
	Language string   // "" for English
	Passages []passage
}

// passage is a paragraph.
type passage struct {
	N         int // from 1
	Sentences []sentence
}

// sentence is one of a passage: cited with a number over 0, around a cited one, or,
// without text, so many that are left out.
type sentence struct {
	N       int
	Text    string
	Uses    []ref
	LeftOut string
}

// marks counts the uses of sources.
type marks struct {
	sources []cite.Source
	uses    map[int][]ref
}

func newMarks(sources []cite.Source) *marks {
	return &marks{sources: sources, uses: make(map[int][]ref)}
}

// use counts one use of each source.
func (m *marks) use(sources []int) []ref {
	var out []ref
	for _, n := range sources {
		r := ref{n, len(m.uses[n]) + 1}
		m.uses[n] = append(m.uses[n], r)
		out = append(out, r)
	}
	return out
}

// language is that of the article which a text rests on.
func (m *marks) language(sources []int) string {
	if len(sources) == 0 {
		return ""
	}
	return languageOf(m.sources[sources[len(sources)-1]-1].Of().Language)
}

// tag matches language tags of the usual form (BCP 47, section 2.1, without
// extensions).
var tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// languageOf is a language as an attribute may have it, "" for English and for what
// is no language tag.
func languageOf(language string) string {
	if !tag.MatchString(language) || language == "en" {
		return ""
	}
	return language
}

// cite shows the passages of sources, by article in the order of their first use,
// and by place within an article.
func (p *Page) cite(sources []cite.Source) {
	type version struct {
		slug    string
		version int
	}
	var order []version
	of := make(map[version]map[int]map[int]int) // passage, sentence, both from 0, to number
	articles := make(map[version]*corpus.Article)
	for _, s := range sources {
		v, where := version{s.Article, s.Version}, s.Where()
		if of[v] == nil {
			of[v] = make(map[int]map[int]int)
			articles[v] = s.Of()
			order = append(order, v)
		}
		if of[v][where.Passage] == nil {
			of[v][where.Passage] = make(map[int]int)
		}
		of[v][where.Passage][where.Sentence] = s.N
	}
	for _, v := range order {
		a := articles[v]
		out := article{Name: corpus.Visible(a.Name()), About: about(a), Language: languageOf(a.Language)}
		out.Address, _ = corpus.Address(a.URL)
		for i, numbers := range of[v] {
			out.Passages = append(out.Passages, passage{i + 1, p.sentences(a, i, numbers)})
		}
		slices.SortFunc(out.Passages, func(a, b passage) int { return cmp.Compare(a.N, b.N) })
		p.Articles = append(p.Articles, out)
	}
}

func about(a *corpus.Article) []string {
	var out []string
	if a.Author != "" {
		out = append(out, "By "+corpus.Visible(a.Author))
	}
	for _, text := range []string{a.Publisher, brief.WrittenDate(a.Published), string(a.Kind)} {
		if text = corpus.Visible(text); text != "" {
			out = append(out, text)
		}
	}
	return append(out, fmt.Sprintf("version %d", a.Version))
}

// sentences are those of a passage, with the numbers of the cited ones. Of a long
// passage those around the cited ones are shown.
func (p *Page) sentences(a *corpus.Article, passage int, numbers map[int]int) []sentence {
	var out []sentence
	hidden := 0
	flush := func() {
		if hidden > 0 {
			out = append(out, sentence{LeftOut: count(hidden, "sentence") + " left out"})
			hidden = 0
		}
	}
	for i, span := range a.Passages[passage].Sentences {
		near := false
		for k := range numbers {
			near = near || max(k-i, i-k) <= around
		}
		if !near {
			hidden++
			continue
		}
		flush()
		n := numbers[i]
		out = append(out, sentence{N: n, Text: corpus.Visible(a.Plain(span)), Uses: p.marks.uses[n]})
	}
	flush()
	return out
}
