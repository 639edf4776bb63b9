package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// questions are what members ask of the articles that come with the program.
var questions = []string{
	"How long was Bahruz Samadov sentenced to?",
	"What did Moscow say about the deaths?",
	"Who backs Azerbaijan?",
	"When did the plane crash?",
	"Which striker scored in the cup final?",
}

// ask sends commands at a steady rate and returns their ids.
func (s *stage) ask(ctx context.Context, rate int, length time.Duration) ([]string, error) {
	var all asked
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	total := rate * int(length/time.Second)
	for n := range total {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		all.ask(func() (string, error) { return s.slash(ctx, n) })
	}
	ids, err := all.wait()
	time.Sleep(time.Second) // the last answers
	return ids, err
}

// asked are the ids of questions that are asked at the same time.
type asked struct {
	asking sync.WaitGroup
	mu     sync.Mutex
	ids    []string
	failed error
}

func (a *asked) ask(question func() (id string, err error)) {
	a.asking.Go(func() {
		id, err := question()
		a.mu.Lock()
		defer a.mu.Unlock()
		if err != nil {
			a.failed = err
			return
		}
		a.ids = append(a.ids, id)
	})
}

// wait waits for all of them. The error is that of one that could not be asked.
func (a *asked) wait() ([]string, error) {
	a.asking.Wait()
	return a.ids, a.failed
}

// slash asks a question as one of the people.
func (s *stage) slash(ctx context.Context, n int) (string, error) {
	return s.question(ctx, n, questions[n%len(questions)])
}

// question asks one of the members' questions.
func (s *stage) question(ctx context.Context, n int, text string) (string, error) {
	var out struct {
		Interaction string `json:"interaction"`
	}
	err := s.post(ctx, "people/"+s.people[n%len(s.people)]+"/slash", map[string]any{
		"channel": "general", "name": "ask", "options": map[string]any{"question": text},
	}, &out)
	return out.Interaction, err
}

// times are how long acknowledgements took.
type times struct {
	asked, failed, unanswered int
	sorted                    []time.Duration
}

func (t times) String() string {
	if len(t.sorted) == 0 {
		return fmt.Sprintf("none of %d", t.asked)
	}
	at := func(p float64) time.Duration {
		return t.sorted[int(p*float64(len(t.sorted)-1))].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("%d asked, %d not within 3 s; p50 %v, p99 %v, longest %v",
		t.asked, t.failed, at(.5), at(.99), at(1))
}

// times looks up what became of interactions.
func (s *stage) times(ids []string) (times, error) {
	t := times{asked: len(ids)}
	for _, id := range ids {
		var view struct {
			AnsweredAfter float64 `json:"answered_after_ms"` // 0 without an answer
			Original      *struct {
				Flags int `json:"flags"`
			} `json:"original"`
		}
		if err := s.get("interactions/"+id, &view); err != nil {
			return t, err
		}
		const loading = 1 << 7
		after := time.Duration(view.AnsweredAfter * float64(time.Millisecond))
		switch {
		case after == 0 || after > 3*time.Second:
			t.failed++
			continue
		case view.Original == nil || view.Original.Flags&loading != 0:
			t.unanswered++
		}
		t.sorted = append(t.sorted, after)
	}
	slices.Sort(t.sorted)
	return t, nil
}

// talkers is how many people talk at a time in a soak.
const talkers = 8

// talk lets people talk and ask for a while, as fast as they are served, and
// returns how often they did. One message in ten is for the bot.
func (s *stage) talk(ctx context.Context, length time.Duration) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var done atomic.Int64
	var failed atomic.Pointer[error]
	var wait sync.WaitGroup
	for k := range talkers {
		wait.Go(func() {
			for n := k; ctx.Err() == nil; n += talkers {
				var err error
				if n%10 == 0 {
					_, err = s.slash(ctx, n)
				} else {
					err = s.post(ctx, "people/"+s.people[n%len(s.people)]+"/say", map[string]any{
						"channel": "general", "content": fmt.Sprintf("Message %d, which is not for the bot.", n),
					}, nil)
				}
				if err != nil && ctx.Err() == nil {
					failed.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return int(done.Load()), nil
}
