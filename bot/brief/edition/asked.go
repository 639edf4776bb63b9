package edition

import (
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// bounded are the first questions of members, each once, made one line and cut;
// empty ones are left out.
func bounded(questions []Asked) []Asked {
	var out []Asked
	for _, q := range questions {
		q.Question = cut(corpus.Visible(q.Question), MaxQuestion)
		if q.Question == "" || len(out) == MaxAsked || slices.ContainsFunc(out, func(o Asked) bool { return o.Question == q.Question }) {
			continue
		}
		out = append(out, Asked{q.Question, max(q.Count, 1)})
	}
	return out
}

// cut shortens a text to so many characters, at a word if there is one.
func cut(s string, most int) string {
	end, n := len(s), 0
	for i := range s {
		if n++; n == most {
			end = i // where the sign of the cut would stand
		}
	}
	if n <= most {
		return s
	}
	s = s[:end]
	if at := strings.LastIndexByte(s, ' '); at > len(s)/2 {
		s = s[:at]
	}
	return s + "…"
}
