package llm

import (
	"context"
	"iter"
	"strings"
)

// Model answers requests. Its methods may be called from any goroutine.
type Model interface {
	// Stream asks the model and yields the answer as it comes: any number of
	// deltas with text, then one last pair, with Usage. The error of the last pair
	// is nil when the answer is whole; all other errors are nil. What came before
	// an error is text of an answer without its end.
	//
	// Nothing is asked before the sequence is ranged over, and each range asks
	// anew. To stop early, cancel ctx and read on to be told what it has cost; a
	// range that is left stops the answer too. A request that Check refuses is not
	// sent.
	Stream(ctx context.Context, r Request) iter.Seq2[Delta, error]
}

// Delta is a part of an answer.
type Delta struct {
	// Text is what was added, in whole characters of UTF-8. The last delta has none.
	Text string
	// Usage is what the whole call used. The last delta has it, no other.
	Usage *Usage
}

// Usage is what a call used, in tokens.
type Usage struct {
	Prompt     int
	Cached     int // of Prompt: read from the server's cache, often cheaper
	Completion int // with what the model thought and did not show, if the server counts it
	// Estimated says that the server did not count, so that these are guesses from
	// the bytes that were sent and received (see Calibration).
	Estimated bool
}

// Answer is a whole answer.
type Answer struct {
	Text  string
	Usage Usage
}

// Complete gathers a stream. With an error, the answer is what came before it.
func Complete(ctx context.Context, m Model, r Request) (Answer, error) {
	var text strings.Builder
	var a Answer
	var failed error
	for delta, err := range m.Stream(ctx, r) {
		text.WriteString(delta.Text)
		if delta.Usage != nil {
			a.Usage = *delta.Usage
		}
		failed = err
	}
	a.Text = text.String()
	return a, failed
}
