package answer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

// dialogue is the answering of one question.
type dialogue struct {
	w           *Writer
	asked       Question  // as it came
	q           Question  // in English, where the articles are
	language    *language // to answer in, nil for English or where it is not to be told
	quoted      *Reply    // what stands in for a written answer
	progress    func(*Reply)
	calibration llm.Calibration
	drafting    *drafting // nil until the model drafts
	english     bool      // the model must write English
}

// answer has the model answer. Its error is the model's, or that a prompt could
// not be written; then quoted stands in.
func (d *dialogue) answer(ctx context.Context) (*Reply, error) {
	putErr := d.putInEnglish(ctx)
	d.q = d.w.Answerer.Prepare(ctx, d.q)
	var err error
	if busy := d.w.work(ctx, func() { d.quoted, err = d.w.Answerer.Answer(ctx, d.q) }); busy != nil || err != nil {
		d.quoted = nil
		return nil, cmp.Or(busy, err)
	}
	if r := d.quoted.refusal; putErr != nil || r != nil && r.Kind != NotCovered || d.quoted.view {
		return d.quoted, putErr
	}
	data := prompts.Data{Question: d.q.Text, Language: d.promptLanguage(), History: history(d.q.History)}
	passages, whole := d.w.all(d.q.Article, d.calibration)
	if !whole {
		if passages, err = d.takeBest(ctx, data); err != nil {
			return nil, err
		}
		if !d.quoted.Answered() || d.quoted.fell || len(passages) == 0 {
			return d.quoted, nil
		}
	}
	return d.write(ctx, data, passages)
}

// write has the model answer from passages.
func (d *dialogue) write(ctx context.Context, data prompts.Data, passages [][]corpus.Place) (*Reply, error) {
	on := d.w.material(passages)
	data.Passages, data.Fence = on.prompt, on.fence
	prompt, err := d.w.Prompts.Answer(data)
	if err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	d.drafting = d.w.drafting(on, prompt, d.tell)
	if err := d.drafting.run(ctx, "answer"); err != nil {
		return nil, err
	}
	return d.finish(), nil
}

func (d *dialogue) tell() {
	if d.progress != nil {
		d.progress(d.reply())
	}
}

// takeBest finds the passages that answer the question best, and quotes from
// them. A follow-up is made a question of its own first, since its own words may
// find nothing; where all articles go along nothing is searched, and the model
// reads the conversation itself.
func (d *dialogue) takeBest(ctx context.Context, data prompts.Data) ([][]corpus.Place, error) {
	q, a := d.q, d.w.Answerer
	if len(q.History) > 0 {
		rewritten, err := d.w.rewrite(ctx, data)
		if err != nil {
			return nil, err
		}
		q = a.Prepare(ctx, Question{Text: rewritten, Article: q.Article})
	}
	var found search.Result
	if err := d.w.work(ctx, func() {
		found = a.index.Search(a.query(q))
		d.quoted = a.settle(q, a.conclude(d.q, found))
	}); err != nil {
		return nil, err
	}
	return best(found, d.calibration), nil
}

// reply is the written answer of what has been verified so far.
func (d *dialogue) reply() *Reply {
	r := &Reply{
		question: d.asked.Text, mode: Written, confidence: d.quoted.confidence, ranking: d.quoted.ranking,
		dropped: slices.Clone(d.drafting.dropped), cause: d.drafting.cause,
	}
	var numbers cite.Numbering
	for _, k := range d.drafting.inOrder() {
		r.claims = append(r.claims, claimOf(k.Verified, &numbers))
	}
	r.sources = numbers.Sources()
	return r
}

// inOrder are the sentences that are kept, as the draft has them.
func (d *drafting) inOrder() []kept {
	sorted := slices.Clone(d.kept)
	slices.SortStableFunc(sorted, func(a, b kept) int { return cmp.Compare(a.at, b.at) })
	return sorted
}

// sentences are inOrder without their places in the draft.
func (d *drafting) sentences() (out []cite.Verified) {
	for _, k := range d.inOrder() {
		out = append(out, k.Verified)
	}
	return out
}

// claimOf is a verified sentence with its sources' numbers.
func claimOf(v cite.Verified, numbers *cite.Numbering) Claim {
	c := Claim{Text: v.Text()}
	for _, p := range v.Places() {
		c.Sources = append(c.Sources, numbers.Number(p))
	}
	return c
}

// leastKept is the share of a draft's sentences that must be verified for it to
// be shown: of one of which most had to go the rest answers by chance.
const leastKept = 1.0 / 3

// finish decides what is shown.
func (d *dialogue) finish() *Reply {
	kept, all := len(d.drafting.kept), len(d.drafting.kept)+len(d.drafting.dropped)
	switch {
	case kept == 0 && d.drafting.refused:
		return d.refusal()
	case kept == 0:
		return d.fallBack(nothingVerified, d.drafting.cause)
	case float64(kept) < leastKept*float64(all):
		return d.fallBack(fmt.Sprintf("Quoted, because only %d of the %d sentences that the model wrote could be verified.", kept, all), d.drafting.cause)
	}
	return d.reply()
}

// nothingVerified is why a text is quoted of whose draft nothing is left.
const nothingVerified = "Quoted, because nothing that the model wrote could be verified."

// refusal is for a question to which the model found no answer.
func (d *dialogue) refusal() *Reply {
	if !d.quoted.Answered() || d.quoted.fell {
		return d.quoted
	}
	r := refuse(d.q, NotCovered, "The articles do not answer this. The nearest passages are about something else, or leave it open.")
	r.confidence, r.ranking, r.cause = d.quoted.confidence, d.quoted.ranking, d.drafting.cause
	r.refusal.Nearest = d.quoted.sources
	return r
}

// fallBack is the quoted answer with why it is one.
func (d *dialogue) fallBack(note string, cause error) *Reply {
	r := *d.quoted
	r.note, r.cause = strings.TrimSpace(note+" "+d.quoted.note), cause
	if d.drafting != nil {
		r.dropped = slices.Clone(d.drafting.dropped)
	}
	if !r.Answered() {
		r.note = strings.Replace(note, "Quoted, because", "No answer was written, because", 1)
	}
	return &r
}

// failureNote says to a reader why a model did not write.
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
