package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/prompts"
)

// The bounds of second opinions.
const (
	// opinionsAtOnce is how many are asked for at a time for one draft.
	opinionsAtOnce = 3
	// opinionPatience is how long a sentence waits for one.
	opinionPatience = 10 * time.Second
	// opinionTokens are for one word, with what the model thinks before.
	opinionTokens = 1_024
	// maxOpinions is how many one draft or message can need.
	maxOpinions = maxDrafted + maxRepairs
)

// secondLookWhy is why a sentence was left out that Verify had accepted.
const secondLookWhy = "a second look did not find that the articles say all of it"

// secondLook asks the small model for its opinion of sentences that code has
// accepted, while whoever asks goes on. One that asks nobody has no places. Only
// one goroutine may use it.
type secondLook struct {
	w        *Writer
	opinions chan opinion // one for each that was asked for
	next     int          // the id of the next one
	pending  int          // that were asked for and are not settled
	places   chan struct{}
	asked    sync.WaitGroup
	down     atomic.Bool // the model failed: it is asked no more
}

// opinion is what the model says of a sentence, by the id that ask gave.
type opinion struct {
	id  int
	no  bool
	err error // why there is none
}

func (w *Writer) secondLook() *secondLook {
	if !w.SecondOpinion {
		return &secondLook{}
	}
	return &secondLook{w: w, opinions: make(chan opinion, maxOpinions), places: make(chan struct{}, opinionsAtOnce)}
}

// ask has a sentence looked at, with the sentences of articles that are to carry
// it; false when nobody is asked. The opinion comes over the channel, soon after
// ctx has ended at the latest. At most maxOpinions may be asked for.
func (l *secondLook) ask(ctx context.Context, text string, places []corpus.Place) (id int, asked bool) {
	if l.places == nil {
		return 0, false
	}
	id = l.next
	l.next++
	l.pending++
	l.asked.Go(func() {
		l.places <- struct{}{}
		defer func() { <-l.places }()
		o := opinion{id: id}
		if !l.down.Load() {
			o.no, o.err = l.w.denied(ctx, text, places)
		}
		if o.err != nil && !errors.Is(o.err, errNoOpinion) {
			l.down.Store(true) // whoever waits behind would wait as long
		}
		l.opinions <- o
	})
	return id, true
}

// denied reports whether the small model says plainly that sentences do not say
// a text. The error says why there is no such opinion.
func (w *Writer) denied(ctx context.Context, text string, places []corpus.Place) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, opinionPatience)
	defer cancel()
	data := prompts.Data{Question: text}
	data.Passages, data.Fence = w.number(windows(places))
	prompt, err := w.Prompts.Check(data)
	if err != nil {
		return false, fmt.Errorf("second opinion: %w", err)
	}
	said, err := w.askSmall(ctx, "check", prompt, opinionTokens)
	if err != nil {
		return false, fmt.Errorf("second opinion: %w", err)
	}
	switch m := plainOpinion().FindStringSubmatch(said); {
	case m == nil:
		return false, fmt.Errorf("second opinion: %q: %w", shortened(said), errNoOpinion)
	default:
		return strings.EqualFold(m[1], "no"), nil
	}
}

// errNoOpinion means that a model did not say yes or no.
var errNoOpinion = errors.New("neither yes nor no")

// plainOpinion is a yes or no, alone or before a reason.
var plainOpinion = pattern(`(?is)^[\s"'“*]*(yes|no)(?:[\s"'”*]*$|\*{0,2}[.,;:!\n–—].*)`)

// Around a cited sentence so many are shown with it, for what its pronouns mean.
const (
	windowBefore = 3
	windowAfter  = 1
)

// windows are the passages of places, cut to what stands around those.
func windows(places []corpus.Place) [][]corpus.Place {
	passages, markers := passagesOf(places)
	for i, p := range passages {
		first, last := len(p), 0
		for _, m := range markers {
			if m.Passage == i+1 {
				first, last = min(first, m.Sentence-1), max(last, m.Sentence)
			}
		}
		passages[i] = p[max(0, first-windowBefore):min(len(p), last+windowAfter)]
	}
	return passages
}

// small is the model for what is short: rewriting, checking, translating back.
func (w *Writer) small() llm.Model {
	if w.Small == nil {
		return w.Model
	}
	return w.Small
}

// askSmall asks the small model and returns what it says, trimmed.
func (w *Writer) askSmall(ctx context.Context, purpose string, prompt []prompts.Message, tokens int) (string, error) {
	return complete(ctx, w.small(), purpose, prompt, tokens)
}

// complete asks a model and returns what it says, trimmed.
func complete(ctx context.Context, m llm.Model, purpose string, prompt []prompts.Message, tokens int) (string, error) {
	a, err := llm.Complete(ctx, m, llm.Request{Purpose: purpose, Messages: chat(prompt), MaxTokens: tokens, Temperature: new(float64)})
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(a.Text), nil
}
