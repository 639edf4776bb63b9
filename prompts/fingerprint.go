package prompts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
)

// Fingerprint is the same for sets that ask the same, in every process: 64
// hexadecimal figures. What is not sent, the comments, does not change it.
func (s *Set) Fingerprint() string {
	sum := sha256.New()
	for _, task := range slices.Sorted(maps.Keys(s.tasks)) {
		parts := s.tasks[task].Templates()
		slices.SortFunc(parts, func(a, b *template.Template) int { return strings.Compare(a.Name(), b.Name()) })
		for _, t := range parts {
			if t.Tree != nil {
				fmt.Fprintf(sum, "%q %q %q\n", task, t.Name(), t.Root.String()) // a hash takes everything
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
