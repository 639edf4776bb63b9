package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkColdStart reports how many milliseconds an answer from the shipped
// article takes beyond a program that does nothing, both built and started anew
// each time: the median of the runs.
func BenchmarkColdStart(b *testing.B) {
	dir := b.TempDir()
	empty := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(empty, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	nothing, ours := filepath.Join(dir, "nothing"), filepath.Join(dir, "rapporteur")
	for out, source := range map[string]string{nothing: empty, ours: "."} {
		if text, err := exec.Command("go", "build", "-o", out, source).CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", source, err, text)
		}
	}
	var base, asked []time.Duration
	for b.Loop() {
		base = append(base, timed(b, exec.Command(nothing)))
		ask := exec.Command(ours, "ask", "When did Azerbaijan retake Nagorno-Karabakh?")
		ask.Dir = dir // where there is no folder of articles
		asked = append(asked, timed(b, ask))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(asked)-median(base), "ms-beyond-empty")
	b.ReportMetric(median(asked), "ms-ask")
}

func timed(b *testing.B, c *exec.Cmd) time.Duration {
	began := time.Now()
	if err := c.Run(); err != nil {
		b.Fatalf("%s: %v", c, err)
	}
	return time.Since(began)
}

// median is in milliseconds.
func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2].Microseconds()) / 1000
}
