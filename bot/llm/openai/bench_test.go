package openai_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
)

// tokens is how many an answer has in the benchmarks.
const tokens = 300

// BenchmarkStream reads the same answers as the bytes of their body and through
// the client, side by side: as fast as the server writes, and at 500 tokens a
// second, which is faster than models write. The server is in the same process,
// and its work is part of both.
func BenchmarkStream(b *testing.B) {
	answer := strings.TrimSpace(strings.Repeat("word ", tokens))
	for _, pace := range []struct {
		name    string
		between time.Duration
	}{{"at once", 0}, {"500 tokens a second", 2 * time.Millisecond}} {
		s := llmtest.Start(b)
		s.Always(llmtest.Reply{Text: answer, Between: pace.between})
		c := client(b, s, openai.Options{})
		if _, err := llm.Complete(b.Context(), c, question()); err != nil { // also connects
			b.Fatal(err)
		}
		body := string(s.Calls()[0].Body)
		b.Run(pace.name, func(b *testing.B) {
			var raw, ours time.Duration
			for b.Loop() {
				began := time.Now()
				readRaw(b, s, body)
				raw += time.Since(began)
				began = time.Now()
				if a, err := llm.Complete(b.Context(), c, question()); err != nil || a.Text != answer {
					b.Fatal(len(a.Text), err)
				}
				ours += time.Since(began)
			}
			b.ReportMetric(float64(raw.Microseconds())/float64(b.N), "raw-µs/op")
			b.ReportMetric(float64(ours.Microseconds())/float64(b.N), "ours-µs/op")
			b.ReportMetric(100*(float64(ours)/float64(raw)-1), "%over")
			b.ReportMetric(float64((ours-raw).Nanoseconds())/float64(b.N*tokens), "ns/token")
		})
	}
}

func readRaw(b *testing.B, s *llmtest.Server, body string) {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.URL+"/chat/completions", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+llmtest.Key)
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		b.Fatal(err)
	}
}
