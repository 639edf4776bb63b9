package world

import (
	"context"
	"iter"
)

// Dispatch is one gateway event for one application.
type Dispatch struct {
	To      ID     // the application
	GuildID ID     // decides the shard; zero for direct messages
	Type    string // such as MESSAGE_CREATE
	Data    any    // becomes the event's d
}

// Event is one thing that happened, whoever may see it: each change in its
// gateway form, and what the gateway has no word for. A page and a log follow them.
type Event struct {
	N         int64  `json:"n"` // counts from 1
	At        Time   `json:"at"`
	Kind      string `json:"kind"` // a gateway event's name, or one of the kinds below
	GuildID   ID     `json:"guild_id,omitzero"`
	ChannelID ID     `json:"channel_id,omitzero"`
	By        ID     `json:"by,omitzero"` // the user who did it
	To        ID     `json:"to,omitzero"` // the only user who sees it; zero for all of the channel
	Data      any    `json:"data,omitempty"`
}

// Kinds of events that are not gateway events.
const (
	// InteractionAnswered is a bot's first answer, in time; Data is an Answered.
	InteractionAnswered = "INTERACTION_ANSWERED"
	// InteractionFailed is an interaction that nobody answered in time: the
	// person reads that the application did not respond. Data is an Answered.
	InteractionFailed = "INTERACTION_FAILED"
	// RequestServed is one HTTP request with its answer; Data is rest's.
	RequestServed = "REQUEST"
	// SessionChanged is a gateway session that began, resumed or ended; Data is gateway's.
	SessionChanged = "SESSION"
)

// Answered is the data of InteractionAnswered and InteractionFailed.
type Answered struct {
	InteractionID ID           `json:"interaction_id"`
	Callback      CallbackType `json:"callback,omitzero"`
	AfterMS       int64        `json:"after_ms"` // from the interaction's creation
}

// keptEvents is how many events a late follower can still read.
const keptEvents = 4096

// eventLog keeps the newest events in a ring, and wakes who waits for more.
type eventLog struct {
	n    int64 // of the newest event
	ring []Event
	more chan struct{} // closed at the next event, and at each other change that eyes wait for
}

func (l *eventLog) add(e Event) {
	l.n++
	e.N = l.n
	if len(l.ring) < keptEvents {
		l.ring = append(l.ring, e)
	} else {
		l.ring[(l.n-1)%keptEvents] = e
	}
	l.wake()
}

func (l *eventLog) wake() {
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
}

// wait is closed at the next change.
func (l *eventLog) wait() <-chan struct{} {
	if l.more == nil {
		l.more = make(chan struct{})
	}
	return l.more
}

// since copies the kept events after n.
func (l *eventLog) since(n int64) []Event {
	n = max(n, l.n-int64(len(l.ring)))
	events := make([]Event, 0, l.n-n)
	for ; n < l.n; n++ {
		events = append(events, l.ring[n%keptEvents])
	}
	return events
}

// Record writes an event of the given kind to the log. Packages rest and
// gateway tell by it what the world itself does not see.
func (w *World) Record(kind string, by ID, data any) {
	defer w.begin()()
	w.log.add(Event{At: w.now(), Kind: kind, By: by, Data: data})
}

// Events are the events after the n-th, from the oldest that is kept, and go on
// with what happens until ctx ends. after -1 begins with the next event.
func (w *World) Events(ctx context.Context, after int64) iter.Seq[Event] {
	w.mu.Lock()
	if after < 0 {
		after = w.log.n
	}
	w.mu.Unlock()
	return func(yield func(Event) bool) {
		for {
			w.mu.Lock()
			events, more := w.log.since(after), w.log.wait()
			w.mu.Unlock()
			for _, e := range events {
				after = e.N
				if !yield(e) {
					return
				}
			}
			select {
			case <-more:
			case <-ctx.Done():
				return
			}
		}
	}
}
