package prose

import "slices"

// What Unicode has above the line, in the same order.
var (
	onLine = []rune("0123456789+-−()n")
	above  = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
)

// Superscript is a number as it stands above the line, so that it is not read on with
// what stands before it: 10³, m², said.⁴; "" for what has no such form.
func Superscript(text string) string {
	out := []rune(text)
	digits := false
	for i, r := range out {
		at := slices.Index(onLine, r)
		if at < 0 {
			return ""
		}
		digits = digits || at < 10
		out[i] = above[at]
	}
	if !digits {
		return ""
	}
	return string(out)
}
