package main

import (
	"cmp"
	"slices"
)

// maxForms is how many spellings of an entry are embedded.
const maxForms = 2

// textsOf are the texts to embed, each once: the commonest form of every entry,
// the most worth first, then the second ones.
func textsOf(v *vocabulary) []string {
	keys := slices.Clone(v.keys)
	worth := make(map[string]float64)
	for _, key := range keys {
		worth[key] = sumOf(v.forms[key])
	}
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(worth[b], worth[a]) })
	var out []string
	seen := make(map[string]bool)
	for i := range maxForms {
		for _, key := range keys {
			if forms := v.embedded(key); i < len(forms) && !seen[forms[i].text] {
				seen[forms[i].text] = true
				out = append(out, forms[i].text)
			}
		}
	}
	return out
}

// embedded are the forms of an entry that stand for it.
func (v *vocabulary) embedded(key string) []form {
	return v.forms[key][:min(maxForms, len(v.forms[key]))]
}
