package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
)

// crowd asks one question with many visitors at once.
type crowd struct {
	d       *desk.Desk
	v       desk.Visit
	all     sync.WaitGroup
	mu      sync.Mutex
	replies []*answer.Reply
	errs    []error
}

// join has another visitor ask; leave ends that one's patience.
func (c *crowd) join(ctx context.Context, change ...func(*desk.Visit)) (leave context.CancelFunc) {
	ctx, leave = context.WithCancel(ctx)
	v := c.v
	for _, f := range change {
		f(&v)
	}
	c.all.Go(func() {
		defer leave()
		reply, _, err := c.d.Answer(ctx, v, answer.Question{Text: question})
		c.mu.Lock()
		defer c.mu.Unlock()
		if err != nil {
			c.errs = append(c.errs, err)
			return
		}
		c.replies = append(c.replies, reply)
	})
	synctest.Wait()
	return leave
}

func gather(t testing.TB, m llm.Model) *crowd {
	t.Helper()
	return &crowd{d: desk.New(desk.Options{Writer: writerOf(t, m), Model: "large"}), v: visit(t)}
}

// inBubble runs a test with a model that waits to be let on.
func inBubble(t *testing.T, f func(t *testing.T, m *paced, c *crowd)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := &paced{text: draft, pace: make(chan struct{}), used: llm.Usage{Prompt: 10, Completion: 10}}
		f(t, m, gather(t, m))
	})
}

func TestManyWhoAskTheSameAreAnsweredByOneCall(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		for range 30 {
			c.join(t.Context())
		}
		c.join(t.Context(), func(v *desk.Visit) { v.Guild = guildB })
		c.join(t.Context(), func(v *desk.Visit) { v.Fresh = true })
		c.join(t.Context(), func(v *desk.Visit) { v.Guild = "" })
		c.join(t.Context(), func(v *desk.Visit) { v.Guild, v.User = "", bob })
		asked, _, _ := m.counts()
		close(m.pace)
		c.all.Wait()
		if asked != 5 || len(c.replies) != 34 || len(c.errs) != 0 {
			t.Errorf("%d calls, %d replies, %v", asked, len(c.replies), c.errs)
		}
		for _, r := range c.replies {
			if r.Mode() != answer.Written || !r.Same(c.replies[0]) {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestOnlyTheFirstIsMetered(t *testing.T) {
	m := &paced{text: draft, pace: make(chan struct{}), used: llm.Usage{Prompt: 10, Completion: 1}}
	o := open(t, m)
	v := visit(t)
	var all sync.WaitGroup
	var waiting atomic.Int32
	for range 10 {
		all.Go(func() {
			waiting.Add(1)
			if _, _, err := o.Answer(context.WithoutCancel(t.Context()), v, answer.Question{Text: question}); err != nil {
				t.Error(err)
			}
		})
	}
	for asked := 0; asked == 0 || waiting.Load() < 10; asked, _, _ = m.counts() {
		time.Sleep(time.Millisecond)
	}
	close(m.pace)
	all.Wait()
	if got := o.totals(t); got.Calls != 1 || got.Sum() != 11 {
		t.Errorf("%+v", got)
	}
}

func TestWhoLeavesFirstDoesNotEndItForTheOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		first := c.join(t.Context())
		c.join(t.Context())
		third := c.join(t.Context())
		m.pace <- struct{}{}
		first()
		third()
		synctest.Wait()
		if len(c.errs) != 2 || !errors.Is(c.errs[0], context.Canceled) || len(c.replies) != 0 {
			t.Fatalf("%v, %d replies", c.errs, len(c.replies))
		}
		late := c.join(t.Context())
		defer late()
		close(m.pace)
		c.all.Wait()
		if asked, ended, stopped := m.counts(); asked != 1 || ended != 1 || stopped != 0 || len(c.replies) != 2 {
			t.Errorf("%d calls, %d ended, %d stopped, %d replies", asked, ended, stopped, len(c.replies))
		}
	})
}

func TestWhenAllHaveLeftTheCallEnds(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		one, two := c.join(t.Context()), c.join(t.Context())
		m.pace <- struct{}{}
		one()
		synctest.Wait()
		if _, ended, _ := m.counts(); ended != 0 {
			t.Fatal("it ended while somebody waited")
		}
		two()
		c.all.Wait()
		if asked, ended, stopped := m.counts(); asked != 1 || ended != 1 || stopped != 1 || len(c.errs) != 2 {
			t.Errorf("%d calls, %d ended, %d stopped: %v", asked, ended, stopped, c.errs)
		}
		c.join(t.Context()) // asks anew, rather than joins what has been stopped
		close(m.pace)
		c.all.Wait()
		if asked, _, _ := m.counts(); asked != 2 || len(c.replies) != 1 {
			t.Errorf("%d calls, %d replies", asked, len(c.replies))
		}
	})
}

func TestADeadlineOfTheFirstIsNotTheOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c.join(short)
		c.join(t.Context())
		time.Sleep(time.Minute)
		close(m.pace)
		c.all.Wait()
		if len(c.errs) != 1 || !errors.Is(c.errs[0], context.DeadlineExceeded) || len(c.replies) != 1 {
			t.Errorf("%v, %d replies", c.errs, len(c.replies))
		}
	})
}

func TestWhoseTimeIsOverAsksNothing(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		over, cancel := context.WithCancel(t.Context())
		cancel()
		c.join(over)
		if asked, _, _ := m.counts(); asked != 0 || len(c.errs) != 1 {
			t.Errorf("%d calls, %v", asked, c.errs)
		}
	})
}

func TestAPanicIsEverybodysError(t *testing.T) {
	inBubble(t, func(t *testing.T, _ *paced, c *crowd) {
		gate := make(chan struct{})
		c.v.Work = func(context.Context, func()) error { <-gate; panic("hunter2") }
		for range 3 {
			c.join(t.Context())
		}
		close(gate)
		c.all.Wait()
		if len(c.errs) != 3 || !strings.Contains(c.errs[2].Error(), "fault of the program") {
			t.Errorf("%v, %d replies", c.errs, len(c.replies))
		}
	})
}

func TestAModelThatPanicsHasFailed(t *testing.T) {
	m := &paced{text: draft, fault: func(int) error { panic("hunter2") }}
	o := open(t, m)
	reply, _ := ask(t, o.Desk, visit(t), question)
	if reply.Mode() != answer.Quoted || !errors.Is(reply.Cause(), llm.ErrBadAnswer) || !strings.Contains(o.log.String(), "hunter2") {
		t.Errorf("%+v: %s", reply, o.log)
	}
	if got := o.sums(t); len(got) != 1 || got[0].Calls != 1 || got[0].Estimated != 1 || got[0].Prompt == 0 {
		t.Errorf("%+v", got)
	}
}

func TestAProgressThatPanicsLeavesTheOthersTheirAnswer(t *testing.T) {
	inBubble(t, func(t *testing.T, m *paced, c *crowd) {
		m.text = draft + "\nA ferry carries cars across the river since then. [1.2]"
		var fault any
		c.all.Go(func() {
			defer func() { fault = recover() }()
			v := c.v
			v.Progress = func(*answer.Reply) { panic("mine") }
			_, _, _ = c.d.Answer(t.Context(), v, answer.Question{Text: question})
		})
		synctest.Wait()
		c.join(t.Context())
		for range strings.Fields(m.text)[:len(strings.Fields(draft))+1] {
			m.pace <- struct{}{}
		}
		synctest.Wait()
		close(m.pace)
		c.all.Wait()
		if fault != "mine" || len(c.replies) != 1 || len(c.errs) != 0 {
			t.Errorf("%v, %d replies, %v", fault, len(c.replies), c.errs)
		}
	})
}

// TestProgressComesInOrderToEachAndNotAfterTheAnswer has visitors come and go at
// random while a long answer grows.
func TestProgressComesInOrderToEachAndNotAfterTheAnswer(t *testing.T) {
	var told atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		slow := rapid.SampledFrom([]time.Duration{0, time.Millisecond, 7 * time.Millisecond}).Draw(rt, "slow")
		leaves := rapid.SliceOfN(rapid.IntRange(0, 60), 1, 6).Draw(rt, "patience")
		synctest.Test(t, func(t *testing.T) {
			m := &paced{
				text: draft + "\nA ferry carries cars across the river since then. [1.2]\n", pace: make(chan struct{}),
				used: llm.Usage{Prompt: 10, Completion: 10},
			}
			c := gather(t, m)
			stop := make(chan struct{})
			var pacing sync.WaitGroup
			pacing.Go(func() {
				for {
					select {
					case m.pace <- struct{}{}:
						time.Sleep(time.Millisecond)
					case <-stop:
						return
					}
				}
			})
			for _, patience := range leaves {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(patience+1)*time.Millisecond)
				defer cancel()
				var inside, over atomic.Bool
				claims := 0
				v := c.v
				v.Progress = func(r *answer.Reply) {
					if inside.Swap(true) || over.Load() {
						t.Error("told from two goroutines, or after the answer")
					}
					if n := len(r.Claims()); n <= claims {
						t.Errorf("told of %d claims after %d", n, claims)
					} else {
						claims = n
					}
					told.Add(1)
					time.Sleep(slow)
					inside.Store(false)
				}
				c.all.Go(func() {
					reply, _, err := c.d.Answer(ctx, v, answer.Question{Text: question})
					over.Store(true)
					if err == nil && len(reply.Claims()) != 2 || err != nil && ctx.Err() == nil {
						t.Errorf("%+v, %v", reply, err)
					}
				})
			}
			c.all.Wait()
			close(stop)
			pacing.Wait()
			if asked, ended, _ := m.counts(); asked != ended {
				t.Errorf("%d calls, %d ended", asked, ended)
			}
		})
	})
	if told.Load() == 0 {
		t.Error("nobody was told anything: the test shows nothing")
	}
}
