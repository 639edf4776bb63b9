package edition

import (
	"strings"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// Questions are three neutral questions about what is quoted, for a discussion;
// none of an edition that says nothing. They are made anew by each call, which
// reads the cited articles.
func (e *Edition) Questions() []string {
	var found []brief.Found
	var titles []string
	seen := make(map[*corpus.Article]map[int]bool)
	slugs := make(map[string]*corpus.Article)
	for i := len(e.sources) - 1; i >= 0; i-- { // of two versions the later one, which the body and the news cite
		p := e.sources[i].Where()
		if known := slugs[p.Article.Slug]; known != nil && known.Version > p.Article.Version {
			continue
		}
		slugs[p.Article.Slug] = p.Article
	}
	for _, s := range e.sources {
		p := s.Where()
		if slugs[p.Article.Slug] != p.Article || seen[p.Article][p.Passage] {
			continue
		}
		if seen[p.Article] == nil {
			seen[p.Article] = make(map[int]bool)
			titles = append(titles, p.Article.Name())
		}
		seen[p.Article][p.Passage] = true
		found = append(found, brief.Found{Article: p.Article, Passage: p.Passage, Score: 1})
	}
	if len(found) == 0 {
		return nil
	}
	d, err := brief.Discuss(strings.Join(titles, " "), found)
	if err != nil || len(d.Questions()) == 0 {
		return brief.OpenQuestions() // the articles take no side that it could find
	}
	return d.Questions()
}
