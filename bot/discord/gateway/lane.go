package gateway

import "sync"

// lane runs jobs in goroutines, so many at once, with a line for others.
type lane struct {
	limit   int // jobs at once
	waiting int // jobs in line

	mu      sync.Mutex
	closed  bool
	running int
	line    []func()
	workers sync.WaitGroup
}

// do runs the job now, or when it is its turn, and never waits. It is false when
// there is no room, or the lane is closed: the job is then not run.
func (l *lane) do(job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return false
	case l.running < l.limit:
		l.running++
		l.workers.Go(func() { l.work(job) })
		return true
	case len(l.line) < l.waiting:
		l.line = append(l.line, job)
		return true
	}
	return false
}

func (l *lane) work(job func()) {
	for job != nil {
		job()
		job = l.next()
	}
}

func (l *lane) next() func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.line) == 0 {
		l.line = nil
		l.running--
		return nil
	}
	job := l.line[0]
	l.line = l.line[1:]
	return job
}

// close takes no more jobs and drops those in line, whose number it returns.
// What runs goes on; workers.Wait waits for it.
func (l *lane) close() (dropped int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	dropped = len(l.line)
	l.line = nil
	return dropped
}
