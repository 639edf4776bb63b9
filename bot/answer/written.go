package answer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/llm"
	"rapporteur/prompts"
)

// stream has the model write and verifies each sentence as it is finished.
func (d *dialogue) stream(ctx context.Context, purpose string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cold := 0.0
	r := new(draftReader)
	request := llm.Request{Purpose: purpose, Messages: d.messages, MaxTokens: maxAnswerTokens, Temperature: &cold}
	for delta, err := range d.w.Model.Stream(ctx, request) {
		if err != nil {
			return err
		}
		d.draft.WriteString(delta.Text[:min(len(delta.Text), max(0, maxDraft-d.draft.Len()))])
		d.take(r.add(delta.Text))
		if r.full || r.refused && len(d.kept) == 0 {
			break // it rambles, or says that there is nothing to say
		}
	}
	d.take(r.end())
	d.refused = r.refused
	return nil
}

// take verifies sentences of the draft.
func (d *dialogue) take(sentences []drafted) {
	for _, s := range sentences {
		at := d.written
		d.written++
		if s.hopeless {
			d.drop(s.text, s.why)
			continue
		}
		d.judge(at, s, func(why string) { d.failed = append(d.failed, failed{at, s, why}) })
	}
}

// judge keeps a sentence that passes and has fail told of any other.
func (d *dialogue) judge(at int, s drafted, fail func(why string)) {
	if s.why != "" {
		fail(s.why)
		return
	}
	v := cite.Verify(cite.Draft{Text: s.text, Markers: s.markers}, d.sent)
	if !v.OK {
		fail(strings.Join(v.Reasons, "; "))
		return
	}
	d.kept = append(d.kept, kept{at, s.text, v.Places})
	if d.progress != nil {
		d.progress(d.reply())
	}
}

// has reports whether a sentence is kept already.
func (d *dialogue) has(s drafted) bool {
	return slices.ContainsFunc(d.kept, func(k kept) bool { return k.text == s.text })
}

func (d *dialogue) drop(text, why string) {
	d.dropped = append(d.dropped, Dropped{Text: shortened(text), Why: why})
}

// maxRepairs is how many sentences the model is asked to mend.
const maxRepairs = 6

// repair has the model write anew what failed, once. What fails again is
// dropped. The error is the model's; what was verified stays.
func (d *dialogue) repair(ctx context.Context) error {
	broken := d.failed
	d.failed = nil
	data := prompts.Data{Fence: d.data.Fence}
	for _, f := range broken[:min(maxRepairs, len(broken))] {
		data.Failed = append(data.Failed, prompts.Failed{Text: f.text + markersText(f.markers), Reason: f.why})
	}
	again, err := d.mended(ctx, data)
	if err != nil {
		again = nil
	}
	again = slices.DeleteFunc(again, d.has)
	again = again[:min(len(again), len(data.Failed))]
	for i, s := range again {
		at := d.written
		if i < len(broken) {
			at = broken[i].at
		}
		d.judge(at, s, func(why string) { d.drop(s.text, why) })
	}
	for _, f := range broken[min(len(again), len(broken)):] {
		d.drop(f.text, f.why)
	}
	return err
}

// mended are the sentences that the model writes for those that failed.
func (d *dialogue) mended(ctx context.Context, data prompts.Data) ([]drafted, error) {
	messages, err := d.w.Prompts.Repair(data)
	if err != nil {
		return nil, fmt.Errorf("repair: %w", err)
	}
	turns := append(slices.Clone(d.messages), llm.Message{Role: llm.Assistant, Text: d.draft.String()})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cold := 0.0
	r := new(draftReader)
	var out []drafted
	for delta, err := range d.w.Model.Stream(ctx, llm.Request{Purpose: "repair", Messages: append(turns, chat(messages)...), MaxTokens: maxAnswerTokens, Temperature: &cold}) {
		if err != nil {
			return nil, err
		}
		if out = append(out, r.add(delta.Text)...); r.full || r.refused {
			break
		}
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

// reply is the written answer of what has been verified so far.
func (d *dialogue) reply() *Reply {
	r := &Reply{question: d.q.Text, mode: Written, confidence: d.quoted.confidence, ranking: d.quoted.ranking, dropped: slices.Clone(d.dropped)}
	sorted := slices.Clone(d.kept)
	slices.SortStableFunc(sorted, func(a, b kept) int { return cmp.Compare(a.at, b.at) })
	var numbers cite.Numbering
	for _, k := range sorted {
		c := Claim{Text: k.text}
		for _, p := range k.places {
			c.Sources = append(c.Sources, numbers.Number(p))
		}
		r.claims = append(r.claims, c)
	}
	r.sources = numbers.Sources()
	return r
}

// leastKept is the share of a draft's sentences that must be verified for it to
// be shown: of one of which most had to go the rest answers by chance.
const leastKept = 1.0 / 3

// finish decides what is shown. cause is why a repair failed, nil if it did not.
func (d *dialogue) finish(cause error) *Reply {
	all := len(d.kept) + len(d.dropped)
	switch {
	case len(d.kept) == 0 && d.refused:
		return d.refusal()
	case len(d.kept) == 0:
		return d.fallBack("Quoted, because nothing that the model wrote could be verified.", cause)
	case float64(len(d.kept)) < leastKept*float64(all):
		return d.fallBack(fmt.Sprintf("Quoted, because only %d of the %d sentences that the model wrote could be verified.", len(d.kept), all), cause)
	}
	r := d.reply()
	r.cause = cause
	return r
}

// refusal is for a question to which the model found no answer.
func (d *dialogue) refusal() *Reply {
	if !d.quoted.Answered() {
		return d.quoted
	}
	r := refuse(d.q, NotCovered, "The articles do not answer this. The nearest passages are about something else, or leave it open.")
	r.confidence, r.ranking = d.quoted.confidence, d.quoted.ranking
	r.refusal.Nearest = d.quoted.sources
	return r
}

// fallBack is the quoted answer with why it is one.
func (d *dialogue) fallBack(note string, cause error) *Reply {
	r := *d.quoted
	r.note, r.cause, r.dropped = note, cause, slices.Clone(d.dropped)
	if !r.Answered() {
		r.note = strings.Replace(note, "Quoted, because", "No answer was written, because", 1)
	}
	return &r
}

// failureNote says to a reader why a model did not answer.
func failureNote(err error) string {
	why := "the model could not answer"
	for _, c := range []struct {
		kind error
		why  string
	}{
		{llm.ErrTimeout, "the model took too long"},
		{llm.ErrQuota, "the model's quota is spent"},
		{llm.ErrRate, "the model has too much to do"},
		{llm.ErrUnreachable, "the model could not be reached"},
		{llm.ErrFiltered, "the model's server withheld the answer"},
		{llm.ErrTruncated, "the model did not finish its answer"},
	} {
		if errors.Is(err, c.kind) {
			why = c.why
			break
		}
	}
	return "Quoted, because " + why + "."
}
