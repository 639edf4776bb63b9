package gateway

import "time"

// State is what has become of a shard's connection.
type State string

// The states.
const (
	Connecting State = "connecting" // Until is set while the bot may not identify
	Ready      State = "ready"      // with a new session
	Resumed    State = "resumed"    // with the old one: nothing was missed
	Lost       State = "lost"       // Err says why; it is tried again
	Stopped    State = "stopped"    // for good
)

// Status is a change of a shard's state.
type Status struct {
	Shard int
	State State
	Err   error
	Until time.Time
}
