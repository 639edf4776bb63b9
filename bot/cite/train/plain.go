package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/eval"
)

// Nobody writes down what an article says word for word as a claim, but drafts
// do. So that the models know what a plain statement looks like, short sentences
// of the sets are taken as they stand, which they support, and with a number or
// a denial altered, which they contradict. Where a sentence begins with "He" or
// "It", the subject of the one before stands in its place, so that the claim
// rests on both.

// plain is the name of what stands in no file.
const plain = "plain"

// plainWeight is what such a claim counts beside one that somebody wrote.
const plainWeight = .1

// plainEvery is of how many passages of a set one gives a claim.
const plainEvery = 4

var (
	auxiliary = regexp.MustCompile(`\b(is|are|was|were|has|had|have|can|could|will|would)\b`)
	number    = regexp.MustCompile(`\b\d[\d,]*\d\b`)
	// subject is what a sentence begins with, leaning what follows a pronoun.
	subject = regexp.MustCompile(`^((?:The |A |An )?[A-Z][\w'-]*(?: [\w'-]+){0,4}?) (?:is|was|are|were|has|had|can|[a-z]+ed) `)
	leaning = regexp.MustCompile(`^(?:He|She|It|They)( (?:is|was|are|were|has|had|also|can|[a-z]+ed|[a-z]+s) .+)$`)
	negator = regexp.MustCompile(`(?i)\b(not|never|no|nor|neither|without|none|cannot)\b|n't`)
)

// plainItems are the claims of a set that are its own sentences.
func (l *library) plainItems() []*item {
	var out []*item
	n := 0
	for _, a := range l.set.Articles {
		for p := range a.Passages {
			n++
			var sentences []string
			for s := range a.Passages[p].Sentences {
				sentences = append(sentences, (corpus.Place{Article: a, Passage: p, Sentence: s}).Plain())
			}
			for _, text := range plainClaims(sentences, n%plainEvery == 0) {
				c := eval.Claim{ID: fmt.Sprintf("p-%s-%d", l.set.Name, n), Set: l.set.Name, Claim: text, Verdict: answer.Supported, GoldPassages: []string{l.set.ID(a, p)}, Why: plain}
				out = append(out, l.item(c, plain))
				c.Verdict = answer.Contradicted
				if c.Claim = renumbered(text, n); c.Claim == "" || n%2 == 0 {
					c.Claim = denied(text)
				}
				if c.Claim != "" {
					out = append(out, l.item(c, plain))
				}
			}
		}
	}
	return out
}

// plainClaims takes the first sentence that stands alone, if wanted, and the
// first one that leans on the subject of the one before.
func plainClaims(sentences []string, single bool) (out []string) {
	for _, text := range sentences {
		if single && standsAlone(text) {
			out = append(out, text)
			break
		}
	}
	for i := 1; i < len(sentences); i++ {
		before, here := subject.FindStringSubmatch(sentences[i-1]), leaning.FindStringSubmatch(sentences[i])
		if before == nil || here == nil || english.Leans(sentences[i-1]) || !short(sentences[i]) {
			continue
		}
		out = append(out, before[1]+here[1])
		if short(sentences[i-1]) && len(strings.Fields(sentences[i-1]+sentences[i])) < 26 {
			out = append(out, strings.TrimSuffix(sentences[i-1], ".")+" and"+here[1])
		}
		break
	}
	return out
}

// short reports whether a sentence is short and without quotations.
func short(text string) bool {
	words := len(strings.Fields(text))
	return words >= 5 && words <= 18 && strings.HasSuffix(text, ".") && !strings.ContainsAny(text, "[]\"“")
}

// standsAlone reports whether a sentence is short and speaks of nothing outside it.
func standsAlone(text string) bool {
	return short(text) && !english.Leans(text)
}

func denied(text string) string {
	at := auxiliary.FindStringIndex(text)
	if at == nil || at[0] == 0 || negator.MatchString(text) {
		return ""
	}
	return text[:at[1]] + " not" + text[at[1]:]
}

func renumbered(text string, n int) string {
	at := number.FindStringIndex(text)
	if at == nil {
		return ""
	}
	v, err := strconv.Atoi(strings.ReplaceAll(text[at[0]:at[1]], ",", ""))
	if err != nil {
		return ""
	}
	if v >= 1000 && v < 2100 {
		v -= 3 + n%17
	} else {
		v = 2*v + 1 + n%3
	}
	return text[:at[0]] + strconv.Itoa(v) + text[at[1]:]
}
