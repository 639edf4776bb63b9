package discord

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
)

// A draft may wait for hours. What its articles said when it was made, and do not
// say any more, is not posted; a correction still cites what they said before.

// presentIn are the articles of a draft as it was made: by slug, their versions.
func presentIn(body string) map[string]int {
	var kept struct {
		Versions []edition.Version `json:"versions"`
	}
	if json.Unmarshal([]byte(body), &kept) != nil {
		return nil // Restore says so
	}
	out := make(map[string]int, len(kept.Versions))
	for _, v := range kept.Versions {
		out[v.Article] = v.Version
	}
	return out
}

// staleIn are the numbers of the sources that an edition cites as they were when it
// was made and that do not stand any more, each with why: the articles do not say them,
// or are without them by a ruling.
func staleIn(e *edition.Edition, made map[string]int, now []*corpus.Article) map[int]string {
	current := make(map[string]*corpus.Article, len(now))
	for _, a := range now {
		current[a.Slug] = a
	}
	said := make(map[string]map[string]bool) // sentences by slug
	whole := make(map[string]map[string]bool)
	stale := make(map[int]string)
	for _, s := range e.Sources() {
		then, a := s.Of(), current[s.Of().Slug]
		if then.Version != made[then.Slug] {
			continue
		}
		if said[then.Slug] == nil {
			said[then.Slug], whole[then.Slug] = sentencesOf(a), sentencesOf(a)
			if a != nil && a.Whole() != a {
				whole[then.Slug] = sentencesOf(a.Whole())
			}
		}
		switch {
		case said[then.Slug][s.Plain()]:
		case whole[then.Slug][s.Plain()]:
			stale[s.N] = fellSince
		default:
			stale[s.N] = notSaidAnyMore
		}
	}
	return stale
}

// sentencesOf are the sentences of an article; none of nil.
func sentencesOf(a *corpus.Article) map[string]bool {
	out := make(map[string]bool)
	if a == nil {
		return out
	}
	for i := range a.Passages {
		for j := range a.Passages[i].Sentences {
			out[corpus.Place{Article: a, Passage: i, Sentence: j}.Plain()] = true
		}
	}
	return out
}

// Why a text of a draft is left out.
const (
	notSaidAnyMore = "its article does not say it any more"
	fellSince      = "it rests on a sentence that fell by a ruling of the moderators"
)

// withoutStale is an edition without the texts that rest on stale sources.
func withoutStale(e *edition.Edition, stale map[int]string) (*edition.Edition, []edition.Lost) {
	if len(stale) == 0 {
		return e, nil
	}
	var kept []string
	var lost []edition.Lost
	for line := range strings.SplitSeq(e.Text(), "\n") {
		why := staleOf(line, stale)
		if why == "" {
			kept = append(kept, line)
			continue
		}
		lost = append(lost, edition.Lost{Text: line, Why: why})
	}
	out, more := e.Edit(strings.Join(kept, "\n"))
	return out, append(lost, more...)
}

// endsCiting matches the references at the end of a line.
var endsCiting = regexp.MustCompile(`(?:\s*\[\d+\])+$`)

// staleOf is why a line that cites something stale is left out; "" for one that does not.
func staleOf(line string, stale map[int]string) string {
	for _, n := range strings.FieldsFunc(endsCiting.FindString(line), func(r rune) bool { return r < '0' || r > '9' }) {
		if number, err := strconv.Atoi(n); err == nil && stale[number] != "" {
			return stale[number]
		}
	}
	return ""
}
