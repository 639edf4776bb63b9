package answer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/llm"
	"rapporteur/prompts"
)

// maxAnswerTokens bounds what a model may write, with what it thinks before.
const maxAnswerTokens = 4_096

// drafting has a model write sentences about material, and keeps those that are
// verified: as they come, with one round in which the model mends what failed.
// Answers, checks and briefings are made of what it keeps.
type drafting struct {
	w        *Writer
	on       *material
	messages []llm.Message
	told     func() // after each sentence that is kept; nil is not told
	second   *secondLook
	looked   map[int]kept // what a second look is taken at

	draft   strings.Builder // as the model wrote it
	written int             // sentences of the draft
	kept    []kept
	failed  []failed  // to be repaired
	dropped []Dropped // for good
	refused bool      // the model found nothing to write
	// cause is why a part of it did not work, though what is kept stands.
	cause error
}

// kept is a verified sentence; at is its place in the draft.
type kept struct {
	at int
	cite.Verified
}

// failed is a sentence that may be repaired.
type failed struct {
	at int
	drafted
}

// drafting begins one, with a prompt about material.
func (w *Writer) drafting(on *material, prompt []prompts.Message, told func()) *drafting {
	return &drafting{w: w, on: on, messages: chat(prompt), told: told, looked: make(map[int]kept)}
}

// run has the model write. The error is that the model failed before the end of
// its draft, or that of ctx.
func (d *drafting) run(ctx context.Context, purpose string) error {
	ctx, cancel := context.WithCancel(ctx)
	d.second = d.w.secondLook()
	defer d.second.asked.Wait()
	defer cancel()
	r := new(draftReader)
	err := d.read(ctx, purpose, d.messages, func(text string) (bool, error) {
		d.draft.WriteString(text[:min(len(text), max(0, maxDraft-d.draft.Len()))])
		err := d.take(ctx, r.add(text))
		return !r.full && (!r.refused || len(d.kept) > 0), err // else it rambles, or says that there is nothing to say
	})
	if err != nil {
		return err
	}
	if err := d.take(ctx, r.end()); err != nil {
		return err
	}
	d.refused = r.refused
	if len(d.failed) > 0 {
		if err := d.repair(ctx); err != nil && d.cause == nil {
			d.cause = err
		}
	}
	for d.second.pending > 0 {
		d.settle(<-d.second.opinions)
	}
	return ctx.Err()
}

// read streams an answer of the model to take, until that wants no more. Second
// opinions are settled as they come.
func (d *drafting) read(ctx context.Context, purpose string, messages []llm.Message, take func(text string) (more bool, err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	deltas := d.w.stream(ctx, llm.Request{Purpose: purpose, Messages: messages, MaxTokens: maxAnswerTokens, Temperature: new(float64)})
	defer func() {
		cancel()
		for range deltas { // until the model has stopped
		}
	}()
	for {
		select {
		case o := <-d.second.opinions:
			d.settle(o)
		case delta, ok := <-deltas:
			switch {
			case !ok:
				return ctx.Err()
			case delta.err != nil:
				return delta.err
			}
			if more, err := take(delta.text); err != nil || !more {
				return err
			}
		}
	}
}

// delta is a part of a model's answer, or why there is no more.
type delta struct {
	text string
	err  error
}

// stream asks the model. What it answers must be read to its end, which comes
// soon after that of ctx: only then does the model know what it has cost.
func (w *Writer) stream(ctx context.Context, r llm.Request) <-chan delta {
	out := make(chan delta)
	go func() {
		defer close(out)
		for part, err := range w.Model.Stream(ctx, r) {
			select {
			case out <- delta{part.Text, err}:
			case <-ctx.Done():
			}
		}
	}()
	return out
}

// take verifies sentences of the draft.
func (d *drafting) take(ctx context.Context, sentences []drafted) error {
	judged, err := d.judge(ctx, sentences)
	for _, s := range judged {
		at := d.written
		d.written++
		switch {
		case s.why == "":
			d.accept(ctx, kept{at, s.verified})
		case s.hopeless:
			d.drop(s.text, s.why)
		default:
			d.failed = append(d.failed, failed{at, s.drafted})
		}
	}
	return err
}

// judged is a sentence of a draft that is verified, or says why not.
type judged struct {
	drafted
	verified cite.Verified
}

// judge holds sentences against what was sent, where the processor's time is
// bounded.
func (d *drafting) judge(ctx context.Context, sentences []drafted) ([]judged, error) {
	if len(sentences) == 0 {
		return nil, nil
	}
	out := make([]judged, len(sentences))
	err := d.w.work(ctx, func() {
		for i, s := range sentences {
			out[i].drafted = s
			if s.why != "" {
				continue
			}
			v := d.on.verify(s.text, s.markers)
			if !v.OK {
				out[i].why = strings.Join(v.Reasons, "; ")
				continue
			}
			out[i].verified, out[i].why = v.Sentence, ownVoice(v.Sentence)
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// accept keeps a verified sentence, if a second look does not speak against it.
func (d *drafting) accept(ctx context.Context, k kept) {
	if id, asked := d.second.ask(ctx, k.Text(), k.Places()); asked {
		d.looked[id] = k
	} else {
		d.keep(k)
	}
}

func (d *drafting) keep(k kept) {
	d.kept = append(d.kept, k)
	if d.told != nil {
		d.told()
	}
}

// settle takes a second opinion.
func (d *drafting) settle(o opinion) {
	d.second.pending--
	if o.err != nil && d.cause == nil {
		d.cause = o.err
	}
	k := d.looked[o.id]
	if o.no {
		d.drop(k.Text(), secondLookWhy)
		return
	}
	d.keep(k)
}

// has reports whether a sentence is kept already, or was verified and looked at.
func (d *drafting) has(s drafted) bool {
	for _, k := range d.looked {
		if k.Text() == s.text {
			return true
		}
	}
	return slices.ContainsFunc(d.kept, func(k kept) bool { return k.Text() == s.text })
}

func (d *drafting) drop(text, why string) {
	d.dropped = append(d.dropped, Dropped{Text: shortened(text), Why: why})
}

// maxRepairs is how many sentences the model is asked to mend.
const maxRepairs = 6

// repair has the model write anew what failed, once. What fails again is
// dropped. The error is the model's; what was verified stays.
func (d *drafting) repair(ctx context.Context) error {
	broken := d.failed
	d.failed = nil
	data := prompts.Data{Fence: d.on.fence}
	for _, f := range broken[:min(maxRepairs, len(broken))] {
		data.Failed = append(data.Failed, prompts.Failed{Text: f.text + markersText(f.markers), Reason: f.why})
	}
	again, err := d.mended(ctx, data)
	if err != nil {
		again = nil
	}
	again = slices.DeleteFunc(again, d.has)
	again = again[:min(len(again), len(data.Failed))]
	judged, busy := d.judge(ctx, again)
	for i, s := range judged {
		if s.why == "" {
			d.accept(ctx, kept{broken[i].at, s.verified})
		} else {
			d.drop(s.text, s.why)
		}
	}
	for _, f := range broken[len(judged):] {
		d.drop(f.text, f.why)
	}
	return cmp.Or(err, busy)
}

// mended are the sentences that the model writes for those that failed.
func (d *drafting) mended(ctx context.Context, data prompts.Data) ([]drafted, error) {
	prompt, err := d.w.Prompts.Repair(data)
	if err != nil {
		return nil, fmt.Errorf("repair: %w", err)
	}
	turns := append(slices.Clone(d.messages), llm.Message{Role: llm.Assistant, Text: d.draft.String()})
	r := new(draftReader)
	var out []drafted
	err = d.read(ctx, "repair", append(turns, chat(prompt)...), func(text string) (bool, error) {
		out = append(out, r.add(text)...)
		return !r.full && !r.refused, nil
	})
	if err != nil {
		return nil, err
	}
	return append(out, r.end()...), nil
}

func markersText(markers []cite.Marker) string {
	var b strings.Builder
	for _, m := range markers {
		fmt.Fprintf(&b, " [%d.%d]", m.Passage, m.Sentence)
	}
	return b.String()
}

func chat(messages []prompts.Message) []llm.Message {
	out := make([]llm.Message, len(messages))
	for i, m := range messages {
		out[i] = llm.Message{Role: llm.User, Text: m.Text}
		if m.System {
			out[i].Role = llm.System
		}
	}
	return out
}
