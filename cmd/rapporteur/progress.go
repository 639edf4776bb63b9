package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long something may take before a bar appears.
const patience = time.Second

// meter shows on stderr how far something is, once it has taken longer than
// patience. A nil meter shows nothing. It may be used by many goroutines.
type meter struct {
	c     *console
	what  string
	began time.Time

	mu  sync.Mutex
	bar *progressbar.ProgressBar // nil as long as nothing is shown
}

// meter returns a new meter, nil where stderr is not a terminal.
func (c *console) meter(what string) *meter {
	if _, ok := terminal(c.stderr); !ok {
		return nil
	}
	return &meter{c: c, what: what, began: time.Now()}
}

// at shows that so many are done.
func (m *meter) at(done int) { m.progress(done, -1) }

// progress shows that so many of a number, -1 for unknown, are done.
func (m *meter) progress(done, total int) {
	if m == nil || time.Since(m.began) < patience {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bar == nil {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(m.c.stderr),
			progressbar.OptionSetDescription(m.what),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetSpinnerChangeInterval(0),
			progressbar.OptionSpinnerType(14),
			progressbar.OptionClearOnFinish(),
		)
	}
	if done > int(m.bar.State().CurrentNum) {
		m.bar.Set(done) // a bar that cannot be drawn is not worth an error
	}
}

// stop takes the bar away.
func (m *meter) stop() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bar != nil {
		m.bar.Clear()
		m.bar = nil
	}
}

// wait shows that something goes on, until the function that it returns is
// called.
func (c *console) wait(what string) (stop func()) {
	m := c.meter(what)
	if m == nil {
		return func() {}
	}
	ended := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(patience / 8)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-tick.C:
				m.at(n)
			case <-ended:
				m.stop()
				return
			}
		}
	})
	return func() { close(ended); watching.Wait() }
}
