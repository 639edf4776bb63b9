package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Unchecked is the verdict of CheckEach on what states nothing, or nothing
// that can be checked by itself; Why says which.
const Unchecked Verdict = "not_checked"

// Articles are the articles to answer from, by slug, with all their sentences.
func (a *Answerer) Articles() []*corpus.Article {
	articles := a.Quotable()
	for i, article := range articles {
		articles[i] = article.Whole()
	}
	return articles
}

// Quotable are Articles without the sentences that fell (see Without).
func (a *Answerer) Quotable() []*corpus.Article {
	articles := slices.Clone(a.index.Articles())
	slices.SortFunc(articles, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	return articles
}

// CheckEach checks each sentence of a message by itself, in the order of the
// message. Markup, mentions and links are left out of the claims. A question, a
// greeting, a bare link and code state nothing: they get the verdict Unchecked.
// So does a sentence whose subject is a pronoun that nothing before it explains.
//
// MaxClaimSentences sentences are checked and as many others are listed; where
// there are more, a last finding without a claim says how many. The list is
// empty only for a message without any text. The error is that of ctx.
func (a *Answerer) CheckEach(ctx context.Context, text string) ([]*Finding, error) {
	if tooLong := longMessage(text); tooLong != nil {
		return tooLong, ctx.Err()
	}
	return a.checkParts(ctx, messageParts(text))
}

// longMessage are the findings on a message that is too long to be checked, nil
// if it is not.
func longMessage(text string) []*Finding {
	if len(text) <= MaxQuestion {
		return nil
	}
	return []*Finding{unchecked("", fmt.Sprintf("a message may have at most %d bytes to be checked, this one has %d", MaxQuestion, len(text)))}
}

// checkParts checks the parts of a message.
func (a *Answerer) checkParts(ctx context.Context, parts []part) ([]*Finding, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []*Finding
	var before antecedent
	checked, listed, left := 0, 0, 0
	for _, p := range parts {
		switch {
		case p.why != "" && listed == MaxClaimSentences:
			continue // of many greetings eight tell enough
		case p.why != "":
			out = append(out, unchecked(p.text, p.why))
			listed++
			continue
		case checked == MaxClaimSentences:
			left++
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := a.checkPart(p, &before)
		if p.original != "" {
			f.Claim, f.English = p.original, p.text
		}
		out = append(out, f)
		checked++
	}
	if left > 0 {
		out = append(out, unchecked("", fmt.Sprintf("at most %d sentences of a message are checked; %s", MaxClaimSentences, more(left))))
	}
	return out, nil
}

func more(n int) string {
	if n == 1 {
		return "1 more was not"
	}
	return fmt.Sprintf("%d more were not", n)
}

// antecedent is what a pronoun at the beginning of the next claim stands for.
type antecedent struct {
	text    string // the claim before
	subject string // what that claim begins with, "" where it cannot be told
	holds   bool   // the articles support that claim
}

// checkPart checks one claim of a message. A claim that begins with a pronoun
// is checked with the subject of the claim before in its place, since "It" by
// itself would fit whoever did what the rest tells. What hangs on a claim that
// does not hold is not covered.
func (a *Answerer) checkPart(p part, before *antecedent) *Finding {
	if p.begins {
		*before = antecedent{}
	}
	claim, context := withoutFraming(p.text), p.text
	pronoun, rest := leadingPronoun(claim)
	switch {
	case pronoun == "":
		before.subject = leadingSubject(claim)
		pronoun = bareObject(claim)
	case before.mayBe(pronoun):
		claim, context = before.subject+rest, before.text+" "+claim
	default:
		before.subject = ""
	}
	before.text = p.text
	if pronoun != "" && claim == withoutFraming(p.text) {
		before.holds = false
		return unchecked(p.text, fmt.Sprintf("it does not say who or what “%s” is; name it to have this checked", pronoun))
	}
	j, places := a.judge(claim, context)
	if pronoun != "" && !before.holds && j.Verdict != cite.NotCovered {
		j = cite.Judgement{Candidate: -1, Why: "the articles do not have what the sentence before says, on which this one hangs"}
	}
	if pronoun != "" {
		j.Why += fmt.Sprintf(" (“%s” taken as %s)", pronoun, before.subject)
	}
	before.holds = j.Verdict == cite.Supported
	f := &Finding{Claim: p.text, Verdict: verdictOf(j.Verdict), Why: j.Why, checked: claim}
	var numbers cite.Numbering
	for _, place := range deciding(j, places) {
		numbers.Number(place)
	}
	f.Sources = numbers.Sources()
	return f
}

// mayBe reports whether a pronoun can stand for the subject of the claim before.
func (b *antecedent) mayBe(pronoun string) bool {
	switch strings.ToLower(pronoun) {
	case "he", "she":
		return b.subject != "" && !isPlace(b.subject)
	case "it", "they":
		return b.subject != ""
	}
	return false
}

func unchecked(claim, why string) *Finding {
	return &Finding{Claim: claim, Verdict: Unchecked, Sources: []Source{}, Why: why}
}
