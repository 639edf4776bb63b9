package answer

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/llm"
)

// BenchmarkOverTheRawStream answers from the shipped article with a model of 100
// tokens a second, faster than most, and says what the answer takes beyond reading
// the same stream: from the last token of the first sentence to that sentence (ms),
// and in all (%). Each round reads the raw stream first, on the same machine at the
// same time.
func BenchmarkOverTheRawStream(b *testing.B) {
	a := shippedAnswerer(b)
	var draft strings.Builder
	sentences := 0
	for i, p := range a.Articles()[0].Passages[2:6] {
		place := placesOf(a.Articles()[0], i+2)[len(p.Sentences)-1]
		fmt.Fprintf(&draft, "The author writes: “%s” [%d.%d] ", place.Plain(), i+3, len(p.Sentences))
		sentences++
	}
	const token = 10 * time.Millisecond
	for name, second := range map[string]bool{"verified": false, "with a second look": true} {
		b.Run(name, func(b *testing.B) {
			text := draft.String()
			w := writer(b, nil)
			w.Answerer, w.SecondOpinion, w.Small = a, second, slow{"yes", token}
			first := len(strings.SplitAfter(text[:strings.Index(text, "] ")+2], " ")) // with the word that shows it has ended
			var after, raw, whole time.Duration
			for b.Loop() {
				w.Model = slow{text, token}
				began := time.Now()
				for _, err := range w.Model.Stream(b.Context(), llm.Request{}) {
					if err != nil {
						b.Fatal(err)
					}
				}
				raw += time.Since(began)
				model := &timed{slow: slow{text, token}, at: first}
				w.Model = model
				shown := time.Time{}
				began = time.Now()
				r, err := w.Answer(b.Context(), Question{Text: "What does the author write about Moscow and Baku?"}, func(*Reply) {
					if shown.IsZero() {
						shown = time.Now()
					}
				})
				whole += time.Since(began)
				if err != nil || len(r.Claims()) != sentences || r.Mode() != Written {
					b.Fatalf("%v: %s", err, marshal(b, r))
				}
				after += shown.Sub(model.reached)
			}
			b.ReportMetric(float64(after.Microseconds())/1000/float64(b.N), "ms-to-first")
			b.ReportMetric(100*(float64(whole)/float64(raw)-1), "%-over-raw")
			b.ReportMetric(raw.Seconds()/float64(b.N), "s-raw")
		})
	}
}

// timed is slow, and notes when it has said so many words.
type timed struct {
	slow
	at      int
	reached time.Time
}

func (m *timed) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		words := 0
		for delta, err := range m.slow.Stream(ctx, r) {
			if words++; words == m.at {
				m.reached = time.Now()
			}
			if !yield(delta, err) {
				return
			}
		}
	}
}
