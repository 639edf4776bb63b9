package gaps

import (
	"slices"
	"strings"
	"sync"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// want says what a question wants by a word of it: "when is the strike over" asks for
// an ending. The word then says no more than what is wanted does.
type want struct {
	of     asks // what the question words alone say; 0 stands for questions without any
	bare   bool // fits a question without question words too
	last   bool // then only as its last word: "bridge closed?"
	words  string
	to     asks
	speaks string // what it speaks of too
}

// wants are tried in their order; the first that fits is taken.
var wants = []want{
	{of: moment | ending, words: `reopen resume`, to: ending, speaks: "close"},
	{of: moment | ending, bare: true, words: `deadline`, to: ending},
	{of: moment | ending, words: `end ends ending ended over expire expires finish finished last lasts stop stops valid`, to: ending},
	{of: number | thing | manner | price, bare: true, words: `price cost costs costing charge fee tariff pricey expensive pay paid`, to: price},
	{of: number | thing | manner | price, bare: true, words: `fine fines penalty penalties`, to: price, speaks: "fine"},
	{of: thing | whether | manner, bare: true, words: `say says said comment comments opinion opinions view views statement statements stance think thinks thought remark
		remarks reaction react reacted words`, to: opinion},
	{of: whether, bare: true, words: `against`, to: opinion},
	{of: whether, bare: true, last: true, words: `reopen reopened open opened close closed shut`, to: whether, speaks: "open"},
	{of: whether, bare: true, last: true, words: `allowed permitted legal illegal forbidden banned prohibited`, to: whether},
}

// stated are the wants with their words as sets.
var stated = sync.OnceValue(func() (out []map[string]bool) {
	for _, w := range wants {
		out = append(out, alike.Set(w.words))
	}
	return out
})

// refine makes what a question wants more exact by its other words, and marks those,
// which say no more.
func (q *reading) refine(t *alike.Text, used []bool) {
	yesOrNo := q.asks == whether || q.asks == 0 && len(t.Words) > 0 && auxiliaries[t.Words[0]]
	for k, w := range wants {
		if q.asks&w.of == 0 && !(q.asks == 0 && w.bare) {
			continue
		}
		found := false
		for i, word := range t.Words[:min(len(t.Words), maxWords)] {
			if stated()[k][word] && !used[i] && (yesOrNo || !w.last || i == len(t.Words)-1) {
				found, used[i] = true, true
			}
		}
		if found {
			q.asks = w.to
			if w.speaks != "" {
				q.speaks = append(q.speaks, w.speaks)
			}
			return
		}
	}
}

// phrases are words that stand for one another only together, each with the one for
// which it is read.
var phrases = strings.NewReplacer(
	" open again", " reopen", " signed up ", " registered ", " sign up ", " register ", " signing up ", " registering ",
	" ask for", " demand", " asks for", " demands", " asking for", " demanding", " break down", " collapse", " broke down", " collapsed",
	" stepped down", " resigned", " step down", " resign", " steps down", " resigns", " stepping down", " resigning",
	" came first", " won", " come first", " win", " went to vote", " voted", " go to vote", " vote", " jobs cut", " dismissed", " cut jobs", " dismiss", " cutting jobs", " dismissing", " job cuts", " layoffs", " laid off", " dismissed", " lay off", " dismiss",
	" lays off", " dismisses", " lost their jobs", " dismissed", " lost their lives", " died", " took over as ", " became ", " runs out", " ends", " run out", " end", " voter turnout", " turnout",
	" switch off", " shut down", " switched off", " shut down", " price tag", " price",
)

// demonyms are the ends of words for who is of a place that no list has.
var demonyms = strings.Fields("n s an ns ans ian ians ish ese i ic")

// sameName reports whether two words that no list has are the same name: one that is
// misspelt, or who is of a place.
func sameName(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if rest, ok := strings.CutPrefix(b, a); ok && len(a) >= 4 && slices.Contains(demonyms, rest) {
		return true
	}
	return len(a) >= 6 && a[0] == b[0] && english.Distance(a, b) == 1
}
