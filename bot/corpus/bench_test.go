package corpus

import (
	"fmt"
	"strings"
	"testing"
)

// benchText is a news-like text of about n bytes, paragraphs of 600.
func benchText(n int) string {
	const paragraph = `The U.S. Senate met on Jan. 5, and Mr. Smith spoke for 2.5 hours about the bridge. “It is old,” he said, “and nobody pays.” ` +
		`The council — which had closed it in May — disagreed: its engineers want $1.5 million at once. Who will pay? Not the city, says Ann Lee of Acme Inc. ` +
		`Her firm, based in Washington, D.C., lost $3 million in 2024. The work starts at 4 p.m. Tickets for the opening cost ten dollars. ` +
		`Residents of St. Louis were surprised. They had been told (twice, in letters from the ministry) that nothing would change before the summer.`
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(paragraph + "\n\n")
	}
	return b.String()
}

// BenchmarkSentences splits passages one by one, as Parse does.
func BenchmarkSentences(b *testing.B) {
	paragraphs := strings.Split(benchText(1<<20), "\n\n")
	b.SetBytes(1 << 20)
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range paragraphs {
			Sentences(p)
		}
	}
}

func BenchmarkParseMarkdown(b *testing.B) {
	for _, size := range []int{10_000, 1 << 20} {
		text := []byte("---\ntitle: T\n---\n# T\n\n" + benchText(size) + "- one\n- two\n")
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Parse("a.md", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPlain(b *testing.B) {
	for name, text := range map[string]string{
		"bare":   strings.TrimSpace(strings.ReplaceAll(benchText(600), "\n\n", "")),
		"marked": "**Bold** and [a link](https://example.org) in\n" + benchText(600),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				plain(text)
			}
		})
	}
}
