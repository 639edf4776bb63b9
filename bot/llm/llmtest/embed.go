package llmtest

import (
	"hash/fnv"
	"math"
	"strings"
)

// Embed is the vector of a text at the server's endpoint for embeddings, of
// length 1 when the text has words.
func Embed(text string) []float32 {
	v := make([]float32, dimensions)
	sum := 0.0
	for _, word := range strings.Fields(strings.ToLower(text)) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(word)) // never fails
		i := h.Sum32() % dimensions
		sum += float64(2*v[i] + 1) // (n+1)² - n²
		v[i]++
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(max(sum, 1)))
	}
	return v
}
