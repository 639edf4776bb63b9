package world

import (
	"container/heap"
	"time"
)

// agenda is what will become due, the soonest first.
type agenda []appointment

// appointment is a thing to do at a moment of the world's clock. What it does
// looks first whether it is still called for: nothing is ever struck off.
type appointment struct {
	at time.Time
	do func()
}

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

// Push is for package heap.
func (a *agenda) Push(x any) { *a = append(*a, x.(appointment)) }

// Pop is for package heap.
func (a *agenda) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	(*a)[last] = appointment{}
	*a = (*a)[:last]
	return x
}

// at has something done, under the lock, once the clock shows at.
func (w *World) at(at time.Time, do func()) { heap.Push(&w.agenda, appointment{at, do}) }

// settle does what has become due.
func (w *World) settle() {
	for now := w.Clock.Now(); len(w.agenda) > 0 && !w.agenda[0].at.After(now); {
		heap.Pop(&w.agenda).(appointment).do()
	}
}

// setAlarm has the world settle when the next thing is due.
func (w *World) setAlarm() {
	var next time.Time
	if len(w.agenda) > 0 && w.Clock.Running() && !w.closed {
		next = w.agenda[0].at
	}
	if next.Equal(w.alarmAt) {
		return
	}
	w.alarmAt = next
	if w.alarm != nil {
		w.alarm.Stop()
		w.alarm = nil
	}
	if !next.IsZero() {
		w.alarm = time.AfterFunc(next.Sub(w.Clock.Now()), w.wakeUp)
	}
}

// wakeUp is the alarm ringing, or the clock having been moved.
func (w *World) wakeUp() {
	w.mu.Lock()
	w.alarmAt = time.Time{}
	w.settle()
	w.setAlarm()
	w.log.wake() // who waits for a moment looks at the clock again
	w.mu.Unlock()
}
