package answer

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

const bridgeDraft = "The old bridge over the Alm was closed in 2019. [1.1] Engineers found cracks in three pillars. [1.1] The mayor resigned. [1.1]"

// looked answers the question about the bridge with a small model that always
// says the same of each sentence.
func looked(t *testing.T, opinion string) (*Reply, *llmtest.Scripted) {
	t.Helper()
	m, small := new(llmtest.Scripted), new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return bridgeDraft, nil })
	small.Script(func(llm.Request) (string, error) { return opinion, nil })
	w := writer(t, m)
	w.Small, w.SecondOpinion = small, true
	return written(t, w, Question{Text: bridgeQuestion}), small
}

func TestASecondLookCanOnlyLeaveOutMore(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return bridgeDraft, nil })
	without := marshal(t, written(t, writer(t, m), Question{Text: bridgeQuestion}))
	for _, opinion := range []string{"yes", "Yes.", "**yes**", "Yes, all of it."} {
		r, small := looked(t, opinion)
		if marshal(t, r) != without || r.Cause() != nil || len(small.Requests()) != 2 {
			t.Errorf("%q: cause %v, %d requests, %s", opinion, r.Cause(), len(small.Requests()), marshal(t, r))
		}
	}
	for _, opinion := range []string{"perhaps", "No doubt the sentences say it", "nothing", "yes and no", "[1.1]", "Ja"} {
		if r, _ := looked(t, opinion); marshal(t, r) != without || !errors.Is(r.Cause(), errNoOpinion) {
			t.Errorf("%q: cause %v, %s", opinion, r.Cause(), marshal(t, r))
		}
	}
	for _, opinion := range []string{"no", "No.", "**No**", "no, the year is another", "“no”"} {
		r, _ := looked(t, opinion)
		if r.Mode() != Quoted || !r.Answered() || r.Note() != nothingVerified {
			t.Errorf("%q: %s", opinion, marshal(t, r))
		}
		said := 0
		for _, d := range r.Dropped() {
			if d.Why == secondLookWhy {
				said++
			}
		}
		if said != 2 {
			t.Errorf("%q: dropped %+v", opinion, r.Dropped())
		}
	}
}

func TestAFailedSecondLookLeavesTheSentenceAndIsTold(t *testing.T) {
	m, small := new(llmtest.Scripted), new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return bridgeDraft, nil })
	small.Script(func(llm.Request) (string, error) { return "no", &llm.Error{Kind: llm.ErrTruncated} })
	w := writer(t, m)
	w.Small, w.SecondOpinion = small, true
	if r := written(t, w, Question{Text: bridgeQuestion}); r.Mode() != Written || len(r.Claims()) != 2 || !errors.Is(r.Cause(), llm.ErrTruncated) {
		t.Errorf("cause %v, %s", r.Cause(), marshal(t, r))
	}
}

func TestASecondLookHoldsASentenceUpForItsPatienceAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := new(llmtest.Scripted)
		m.Script(func(llm.Request) (string, error) { return bridgeDraft, nil })
		w := writer(t, m)
		w.Small, w.SecondOpinion = silent{}, true
		began := time.Now()
		r := written(t, w, Question{Text: bridgeQuestion})
		if took := time.Since(began); took > opinionPatience || r.Mode() != Written || len(r.Claims()) != 2 || !errors.Is(r.Cause(), context.DeadlineExceeded) {
			t.Errorf("%v, cause %v, %s", took, r.Cause(), marshal(t, r))
		}
	})
}

// silent is a model that never says anything.
type silent struct{}

func (silent) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		<-ctx.Done()
		yield(llm.Delta{Usage: &llm.Usage{}}, &llm.Error{Cause: ctx.Err()})
	}
}

// slow is a model that says a text word by word, one each time.
type slow struct {
	text  string
	every time.Duration
}

func (s slow) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		for word := range strings.SplitAfterSeq(s.text, " ") {
			select {
			case <-time.After(s.every):
			case <-ctx.Done():
				yield(llm.Delta{Usage: &llm.Usage{}}, &llm.Error{Cause: ctx.Err()})
				return
			}
			if !yield(llm.Delta{Text: word}, nil) {
				return
			}
		}
		yield(llm.Delta{Usage: &llm.Usage{}}, nil)
	}
}

func TestASentenceIsShownAsSoonAsItsOpinionIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const first, second = "The old bridge over the Alm was closed in 2019. [1.1] ", "Engineers found cracks in three pillars. [1.1]"
		w := writer(t, slow{first + second, time.Second})
		w.Small, w.SecondOpinion = slow{"yes", 1500 * time.Millisecond}, true
		began := time.Now()
		var shown []time.Duration
		if _, err := w.Answer(t.Context(), Question{Text: bridgeQuestion}, func(*Reply) { shown = append(shown, time.Since(began)) }); err != nil {
			t.Fatal(err)
		}
		// The first one ends with the first word of the second, the second with the draft.
		ends := []time.Duration{time.Duration(strings.Count(first, " ")+1) * time.Second, time.Duration(strings.Count(first+second, " ")+1) * time.Second}
		for i, at := range shown {
			if want := ends[i] + 1500*time.Millisecond; at != want {
				t.Errorf("sentence %d is shown at %v, want %v", i+1, at, want)
			}
		}
		if len(shown) != 2 {
			t.Errorf("told %d times", len(shown))
		}
	})
}
