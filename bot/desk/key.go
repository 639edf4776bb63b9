package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"runtime"
	"strings"
	"sync"
	"unicode"
	"weak"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
)

// digest stands for a question and all that its answer depends on: two visits with
// one digest in one guild would be answered alike. It is a hash: the question is
// not found in it.
func (d *Desk) digest(v Visit, q answer.Question) string {
	sum := sha256.New()
	w := d.o.Writer
	put(sum, fmt.Sprint(answer.RulesVersion), w.Prompts.Fingerprint(), d.o.Model, d.o.Small)
	put(sum, fmt.Sprint(w.SecondOpinion, w.Translate, w.ArticleBudget))
	put(sum, normalised(q.Text), q.Article, v.Language)
	for _, turn := range q.History {
		put(sum, fmt.Sprint(turn.Bot), turn.Text)
	}
	put(sum, "articles")
	for _, a := range v.Answerer.Quotable() {
		state := d.states.of(a)
		sum.Write(state[:]) // a hash takes everything
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// put writes texts so that no two lists of them come out alike.
func put(sum hash.Hash, texts ...string) {
	for _, text := range texts {
		fmt.Fprintf(sum, "%d:", len(text))
		_, _ = io.WriteString(sum, text)
	}
}

// normalised is a question without what makes no other of it: the form of its
// letters, their case, spaces, and the signs at its end.
func normalised(question string) string {
	folded := cases.Fold().String(norm.NFC.String(question))
	text := strings.Join(strings.Fields(norm.NFC.String(folded)), " ")
	return strings.TrimRightFunc(text, func(r rune) bool { return strings.ContainsRune("?!.…。？！؟", r) || unicode.IsSpace(r) })
}

// states remembers the digests of articles, which never change, for as long as
// somebody uses the article. The zero value has none.
type states struct{ known sync.Map } // weak.Pointer[corpus.Article] to [sha256.Size]byte

func (s *states) of(a *corpus.Article) [sha256.Size]byte {
	key := weak.Make(a)
	if state, ok := s.known.Load(key); ok {
		return state.([sha256.Size]byte)
	}
	sum := sha256.New()
	put(sum, a.Slug, fmt.Sprint(a.Version), fmt.Sprintf("%q", a.Meta), a.Text)
	for _, ref := range struckIn(a) {
		put(sum, ref)
	}
	var state [sha256.Size]byte
	sum.Sum(state[:0])
	if _, twice := s.known.LoadOrStore(key, state); !twice {
		runtime.AddCleanup(a, func(key weak.Pointer[corpus.Article]) { s.known.Delete(key) }, key)
	}
	return state
}

// struckIn are the references of the sentences that an article is without.
func struckIn(a *corpus.Article) (out []string) {
	if a.Whole() == a {
		return nil
	}
	for i := range a.Passages {
		for k := range a.Passages[i].Sentences {
			if p := (corpus.Place{Article: a, Passage: i, Sentence: k}); p.Struck() {
				out = append(out, p.Ref().String())
			}
		}
	}
	return out
}
