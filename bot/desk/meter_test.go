package desk_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/store"
)

func TestEveryCallOfAVisitIsCounted(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The old bridge over the Alm was closed in 2018. [1.1]", draft)
	o := open(t, m)
	reply, note := ask(t, o.Desk, visit(t), question)
	if reply.Mode() != answer.Written || note != (desk.Note{}) || len(m.Requests()) != 2 {
		t.Fatalf("%+v, %+v, %d calls", reply, note, len(m.Requests()))
	}
	got := o.sums(t)
	if len(got) != 1 || got[0].Guild != guildA || got[0].Command != store.KindAsk || got[0].Model != "large" || got[0].Calls != 2 || got[0].Estimated != 2 || got[0].Prompt == 0 || got[0].Completion == 0 {
		t.Errorf("%+v", got)
	}
	used, err := o.store.TokensUsed(t.Context(), guildA, "", "2026-11-24")
	if err != nil || used != got[0].Sum() {
		t.Errorf("%d of %+v: %v", used, got, err)
	}
}

func TestTheSmallModelIsCountedByItsName(t *testing.T) {
	small := &paced{text: "yes", used: llm.Usage{Prompt: 7, Completion: 1}}
	o := open(t, says(draft), func(opt *desk.Options) { opt.Writer.Small, opt.Small = small, "small" })
	request := llm.Request{Purpose: "check", Messages: []llm.Message{{Role: llm.User, Text: "Is it?"}}}
	if _, err := llm.Complete(t.Context(), o.WriterOf(visit(t)).Small, request); err != nil {
		t.Fatal(err)
	}
	if got := o.sums(t); len(got) != 1 || got[0].Model != "small" || got[0].Prompt != 7 {
		t.Errorf("%+v", got)
	}
	if w := open(t, says(draft)).WriterOf(visit(t)); w.Small != nil {
		t.Error("there is a small model where none was given")
	}
}

func TestAModelThatFailsOrIsLeftIsCounted(t *testing.T) {
	for name, c := range map[string]struct {
		model *paced
		want  llm.Usage
	}{
		"fails":               {&paced{text: draft, used: llm.Usage{Prompt: 100, Completion: 20}, fault: func(int) error { return &llm.Error{Kind: llm.ErrRate} }}, llm.Usage{Prompt: 100, Completion: 10}},
		"rambles and is left": {&paced{text: "ramble ", on: true, used: llm.Usage{Prompt: 100, Cached: 60, Completion: 20}}, llm.Usage{Prompt: 100, Completion: 10}},
		"is read to its end":  {&paced{text: draft, used: llm.Usage{Prompt: 100, Cached: 60, Completion: 20}}, llm.Usage{Prompt: 100, Cached: 60, Completion: 20}},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, c.model)
			ask(t, o.Desk, visit(t), question)
			got := o.sums(t)
			if len(got) != 1 || got[0].Prompt != c.want.Prompt || got[0].Cached != c.want.Cached || got[0].Completion != c.want.Completion || got[0].Calls != 1 || got[0].Estimated != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestAStoreThatCannotBeWrittenKeepsNoAnswerFromBeingGiven(t *testing.T) {
	o := open(t, says(draft), limited(1_000_000))
	if err := o.store.Close(); err != nil {
		t.Fatal(err)
	}
	reply, note := ask(t, o.Desk, visit(t), question)
	if reply.Mode() != answer.Written || note != (desk.Note{}) {
		t.Errorf("%+v, %+v", reply, note)
	}
	for _, want := range []string{"could not be counted", "could not be read", "could not be saved"} {
		if !strings.Contains(o.log.String(), want) {
			t.Errorf("the log does not say %q: %s", want, o.log)
		}
	}
}

func TestABudgetHoldsWithoutAStore(t *testing.T) {
	m := says(draft)
	o := open(t, m)
	d := o.another(t, m, nil, limited(100))
	for i := range 5 {
		ask(t, d, visit(t), variant(i))
	}
	if n := len(m.Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// TestWhatIsStoredIsWhatTheModelsReported asks at random, many at once, of models
// that fail and visitors who leave.
func TestWhatIsStoredIsWhatTheModelsReported(t *testing.T) {
	o, v := open(t, nil), visit(t)
	before := o.totals(t)
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		m := &paced{text: draft, used: llm.Usage{Prompt: 1 + int(seed%1000), Cached: int(seed % 2), Completion: 40}}
		m.fault = func(n int) error {
			if (seed>>(n%32))&3 == 0 {
				return &llm.Error{Kind: llm.ErrUnreachable}
			}
			return nil
		}
		o.clock.set(o.clock.now().Add(24 * time.Hour)) // to budgets of which nothing is spent
		d := o.another(t, m, o.store, limited(rapid.SampledFrom([]int{0, 5_000, 20_000}).Draw(rt, "limit")))
		visitors := rapid.IntRange(1, 8).Draw(rt, "visitors")
		var all sync.WaitGroup
		for i := range visitors {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			v := v
			v.Guild = []string{guildA, guildB, ""}[chance.IntN(3)]
			v.User = []string{alice, bob}[chance.IntN(2)]
			v.Fresh = chance.IntN(4) == 0
			text := variant(int(seed%1_000)*100 + chance.IntN(visitors))
			patience := time.Duration(chance.IntN(3)) * time.Millisecond
			ctx, cancel := context.WithCancel(t.Context())
			if chance.IntN(3) == 0 {
				time.AfterFunc(patience, cancel)
			}
			all.Go(func() {
				defer cancel()
				reply, _, err := d.Answer(ctx, v, answer.Question{Text: text})
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("%v, %v", reply, err)
				}
			})
		}
		all.Wait()
		got := o.totals(t)
		asked, ended, _ := m.counts()
		want := store.Tokens{
			Calls: before.Calls + asked, Prompt: before.Prompt + m.sum.Prompt,
			Cached: before.Cached + m.sum.Cached, Completion: before.Completion + m.sum.Completion,
		}
		if got != want || asked != ended {
			rt.Errorf("stored %+v, the models reported %+v; %d of %d calls ended", got, want, ended, asked)
		}
		before = got
	})
}

// totals are the sums over all rows of the store.
func (o *office) totals(t testing.TB) (sum store.Tokens) {
	for _, row := range o.sums(t) {
		sum.Calls += row.Calls
		sum.Prompt += row.Prompt
		sum.Cached += row.Cached
		sum.Completion += row.Completion
	}
	return sum
}
