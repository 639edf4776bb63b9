package answer

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"sync/atomic"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

// The bounds of what a model says about claims.
const (
	// saysAtOnce is how many claims of a message it writes about at a time.
	saysAtOnce = 2
	// maxSays is how many of its sentences are shown with a claim.
	maxSays = 2
)

// Check is Answerer.Check with a model at hand. The verdict is that of the code;
// the model may only add and make stricter. Where a claim is not supported, it
// writes what the articles say about it, and what of that is verified is shown: so
// it finds what a search that goes by words has missed. With SecondOpinion, a claim
// that is supported is put to the small model too, and is not covered where that says
// plainly no. With Translate, a claim in another language is checked in English;
// the finding shows in which wording.
//
// The error is that of ctx. Why a model failed, the finding's Note says to the
// reader and its Cause to the operator.
func (w *Writer) Check(ctx context.Context, claim string) (*Finding, error) {
	wording, failed := w.claimsInEnglish(ctx, claim, []string{strings.TrimSpace(claim)})
	text := claim
	if wording[0] != "" {
		text = wording[0]
	}
	var f *Finding
	var err error
	if busy := w.work(ctx, func() { f, err = w.Answerer.Check(ctx, text) }); busy != nil || err != nil {
		return nil, cmp.Or(busy, err)
	}
	f.Claim, f.English = claim, wording[0]
	f.failed(failed)
	return f, w.add(ctx, []*Finding{f})
}

// CheckEach is Answerer.CheckEach with a model at hand, as Check is.
func (w *Writer) CheckEach(ctx context.Context, message string) ([]*Finding, error) {
	if tooLong := longMessage(message); tooLong != nil {
		return tooLong, ctx.Err()
	}
	parts := messageParts(message)
	failed := w.partsInEnglish(ctx, message, parts)
	var findings []*Finding
	var err error
	if busy := w.work(ctx, func() { findings, err = w.Answerer.checkParts(ctx, parts) }); busy != nil || err != nil {
		return nil, cmp.Or(busy, err)
	}
	for _, f := range findings {
		f.failed(failed)
	}
	return findings, w.add(ctx, findings)
}

// failed notes why a model did not do what it was asked for.
func (f *Finding) failed(err error) {
	if err == nil || f.cause != nil {
		return
	}
	f.cause = err
	f.Note = strings.Replace(failureNote(err), "Quoted, because ", "Checked without the model, because ", 1)
}

// add has the models look at findings. The error is that of ctx.
func (w *Writer) add(ctx context.Context, findings []*Finding) error {
	w.lookAgain(ctx, findings)
	w.sayEach(ctx, findings)
	return ctx.Err()
}

// lookAgain has the small model look at claims that are supported.
func (w *Writer) lookAgain(ctx context.Context, findings []*Finding) {
	look := w.secondLook()
	defer look.asked.Wait()
	asked := make(map[int]*Finding)
	for _, f := range findings {
		if f.Verdict != Supported {
			continue
		}
		if id, ok := look.ask(ctx, f.wording(), w.Answerer.rulings.without(f.places())); ok {
			asked[id] = f
		}
	}
	for range asked {
		o := <-look.opinions
		f := asked[o.id]
		if f.failed(o.err); o.no {
			f.overrule()
		}
	}
}

// overrule takes a support back. The sentences that it rested on are still what
// the articles say.
func (f *Finding) overrule() {
	f.Verdict, f.Why = Uncovered, secondLookWhy
	for _, s := range f.Sources[:min(maxSays, len(f.Sources))] {
		f.Says = append(f.Says, Claim{Text: s.Plain(), Sources: []int{s.N}})
	}
	f.Sources = f.Sources[:len(f.Says)]
}

// wording is what was checked.
func (f *Finding) wording() string {
	if f.checked != "" {
		return f.checked
	}
	if f.English != "" {
		return f.English
	}
	return strings.TrimSpace(f.Claim)
}

func (f *Finding) places() []corpus.Place {
	out := make([]corpus.Place, len(f.Sources))
	for i, s := range f.Sources {
		out[i] = s.Where()
	}
	return out
}

// sayEach has the model write what the articles say about claims that are not
// supported.
func (w *Writer) sayEach(ctx context.Context, findings []*Finding) {
	whole, fits := w.all("", w.calibration())
	var on *material
	var down atomic.Bool // the model failed: it is asked no more
	var asked sync.WaitGroup
	defer asked.Wait()
	free := make(chan struct{}, saysAtOnce)
	for _, f := range findings {
		if f.Says != nil || f.Verdict != Contradicted && f.Verdict != Uncovered {
			continue
		}
		if _, none := claimSentences(f.wording()); none != "" {
			continue // it was not compared with anything
		}
		if on == nil && fits && len(whole) > 0 {
			on = w.material(whole)
		}
		asked.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			if down.Load() {
				return
			}
			if err := w.sayOf(ctx, f, on); err != nil {
				f.failed(err)
				down.Store(true)
			}
		})
	}
}

// sayOf has the model write about one claim, from what all claims share or, where
// that is nil, from what is found for it.
func (w *Writer) sayOf(ctx context.Context, f *Finding, on *material) error {
	if on == nil {
		var passages [][]corpus.Place
		if err := w.work(ctx, func() {
			passages = best(w.Answerer.index.Search(search.Query{Text: f.wording()}), w.calibration())
		}); err != nil || len(passages) == 0 {
			return err
		}
		on = w.material(passages)
	}
	data := prompts.Data{Question: "What do the articles say about this: " + f.wording(), Passages: on.prompt, Fence: on.fence, Language: "English"}
	if !inEnglish(w.Answerer.Articles(), "") {
		data.Language = ""
	}
	prompt, err := w.Prompts.Answer(data)
	if err != nil {
		return err
	}
	d := w.drafting(on, prompt, nil)
	if err := d.run(ctx, "check"); err != nil {
		return err
	}
	f.failed(d.cause)
	var numbers cite.Numbering
	for _, p := range f.places() {
		numbers.Number(p)
	}
	sentences := d.inOrder()
	for _, k := range sentences[:min(maxSays, len(sentences))] {
		f.Says = append(f.Says, claimOf(k.Verified, &numbers))
	}
	f.Sources = numbers.Sources()
	return nil
}

// claimsInEnglish puts claims of a text in another language into English, where
// the articles are and that is wanted. What cannot be put so, or has other figures
// then, is "".
func (w *Writer) claimsInEnglish(ctx context.Context, text string, claims []string) ([]string, error) {
	out := make([]string, len(claims))
	if !w.Translate || len(claims) == 0 || len(text) > MaxQuestion || !inEnglish(w.Answerer.Articles(), "") || detect(text) == nil {
		return out, nil
	}
	lines := make(map[int]string, len(claims))
	for i, c := range claims {
		lines[i+1] = c
	}
	translated, err := w.translated(ctx, w.small(), "translate", lines, "English")
	for n, line := range translated {
		if detect(line) == nil && cite.SameFigures(line, lines[n]) {
			out[n-1] = line
		}
	}
	return out, err
}

// partsInEnglish puts the claims of a message into English in their places.
func (w *Writer) partsInEnglish(ctx context.Context, message string, parts []part) error {
	var claims []string
	var at []int
	for i, p := range parts {
		if p.why == "" && len(claims) < MaxClaimSentences {
			claims, at = append(claims, p.text), append(at, i)
		}
	}
	wording, err := w.claimsInEnglish(ctx, message, claims)
	for i, text := range wording {
		if text != "" {
			parts[at[i]].original, parts[at[i]].text = parts[at[i]].text, text
		}
	}
	return err
}
