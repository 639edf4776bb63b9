package search

import (
	"fmt"
	"strings"
)

// Explain lists the concepts of a question with their weights and variants.
func Explain(ix *Index, in Query) []string {
	q := ix.current.Load().read(in)
	var out []string
	for _, c := range q.concepts {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %.1f:", c.token.name, c.idf)
		for i, v := range c.variants[1:] {
			if i > 14 {
				break
			}
			fmt.Fprintf(&b, " %s(%.2f)", strings.Join(v.names, "_"), v.weight)
		}
		out = append(out, b.String())
	}
	return out
}
