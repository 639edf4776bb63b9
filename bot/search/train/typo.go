package main

import (
	"fmt"
	"io"
	"math/rand/v2"

	"rapporteur/bot/english"
	"rapporteur/bot/eval"
)

// typo makes one slip of the keyboard in a content word of at least four
// letters: two neighbours swapped, a letter more, a letter less or another
// letter. A question without such a word stays as it is.
func typo(question string, random *rand.Rand) string {
	var words []english.Token
	for _, token := range english.AppendTokens(nil, question) {
		if token.Flags&english.Digit == 0 && token.End-token.Start >= 4 && isASCII(question[token.Start:token.End]) &&
			!english.IsStop(english.Fold(question, token)) {
			words = append(words, token)
		}
	}
	if len(words) == 0 {
		return question
	}
	token := words[random.IntN(len(words))]
	word := []byte(question[token.Start:token.End])
	letter := byte('a' + random.IntN(26))
	at := random.IntN(len(word) - 1)
	switch random.IntN(4) {
	case 0:
		word[at], word[at+1] = word[at+1], word[at]
	case 1:
		word = append(word[:at+1], append([]byte{letter}, word[at+1:]...)...)
	case 2:
		word = append(word[:at], word[at+1:]...)
	default:
		word[at] = letter
	}
	return question[:token.Start] + string(word) + question[token.End:]
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// reportTypos prints what one slip in each question costs.
func (t *trainer) reportTypos(w io.Writer) {
	for _, set := range t.sets[:2] {
		var right, wrong eval.Ranking
		random := rand.New(rand.NewPCG(7, 11))
		for _, it := range t.items {
			if it.set != set || it.swapped || it.added || !it.answerable() {
				continue
			}
			right.Add(set.PassageRank(it.q, it.index.Trace(it.query, t.models(it)).Passages))
			query := it.query
			query.Text = typo(query.Text, random)
			wrong.Add(set.PassageRank(it.q, it.index.Trace(query, t.models(it)).Passages))
		}
		fmt.Fprintf(w, "typo %-14s R@1 %.3f, with one slip %.3f: %.1f points\n", set.Name, right.R1, wrong.R1, 100*(right.R1-wrong.R1))
	}
}
