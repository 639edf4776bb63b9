package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
)

// Kit shows what a discussion begins with: the sides in the articles' own
// words, three questions, and how concentrated the sources are; or why there is
// none.
func (r Renderer) Kit(k *answer.Kit, b Beside) []Post {
	if len(k.Sides()) == 0 {
		return r.refused(k.Topic(), "topic", k.Refusal(), b)
	}
	d := document{title: clean("Discussion: " + k.Topic()), footer: quotedFrom(k.Sources()) + questionsBy(k), rows: r.underKit(b)}
	for _, side := range k.Sides() {
		var claims []part
		for _, c := range side.Claims {
			claims = append(claims, sentence("\n", "> ", "", c.Text, " "+cite.Markers(c.Sources)))
		}
		d.parts = append(d.parts, headed(name(side.Who, maxMaker), claims)...)
	}
	if len(k.Sides()) == 1 {
		d.parts = append(d.parts, part{gap: "\n", text: "The articles hold no other view of this."})
	}
	var questions []part
	for i, q := range k.Questions() {
		questions = append(questions, sentence("\n", fmt.Sprintf("%d. ", i+1), "", q, ""))
	}
	d.parts = append(d.parts, headed("Questions", questions)...)
	d.parts = append(d.parts, headed("Where the sentences come from", []part{
		{gap: "\n", line: "- Sentences by article: ", text: shares(k.Concentration())},
		{gap: "\n", line: "- Sentences by speaker: ", text: shares(k.Speakers())},
	})...)
	d.parts = append(d.parts, r.byArticle(k.Sources())...)
	d.parts = append(d.parts, r.otherwise(b.Otherwise)...)
	d.parts = append(d.parts, b.parts(k.Note())...)
	return r.posts(d)
}

// questionsBy ends the footer of a kit whose questions are a model's.
func questionsBy(k *answer.Kit) string {
	if k.Mode() == answer.Written {
		return " · questions written"
	}
	return ""
}

// maxShares is how many articles or speakers are listed with their shares.
const maxShares = 5

// shares says how many sentences come from whom: "Jane Roe (3) · the council (1)".
func shares(all []answer.Share) string {
	var out []string
	for _, s := range all[:min(maxShares, len(all))] {
		out = append(out, fmt.Sprintf("%s (%d)", name(s.Name, maxMaker), s.Sentences))
	}
	if more := len(all) - maxShares; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, " · ")
}
