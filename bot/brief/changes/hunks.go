package changes

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/corpus"
)

// hunk is a piece of two sequences in which they differ: half-open ranges, of which
// one may be empty.
type hunk struct{ oldFrom, oldTo, newFrom, newTo int }

// hunks are the pieces in which two wordings differ, in order.
func hunks(before, after []word) []hunk {
	return differ(len(before), len(after), func(i, j int) bool { return before[i].term == after[j].term })
}

// differ finds a longest common subsequence of two sequences and gives what lies
// between its members. It takes time and room in proportion to the product of the
// lengths without what is equal at both ends.
func differ(n, m int, equal func(i, j int) bool) []hunk {
	from, n, m := middle(n, m, equal)
	width := m - from + 1
	longest := make([]uint16, (n-from+1)*width) // of the rests from i and j on
	for i := n - 1; i >= from; i-- {
		for j := m - 1; j >= from; j-- {
			at := (i-from)*width + j - from
			if equal(i, j) {
				longest[at] = longest[at+width+1] + 1
			} else {
				longest[at] = max(longest[at+width], longest[at+1])
			}
		}
	}
	var out []hunk
	i, j := from, from
	open := hunk{i, i, j, j}
	shut := func() {
		if open.oldFrom < i || open.newFrom < j {
			open.oldTo, open.newTo = i, j
			out = append(out, open)
		}
	}
	for i < n && j < m {
		at := (i-from)*width + j - from
		switch {
		case equal(i, j):
			shut()
			i++
			j++
			open = hunk{i, i, j, j}
		case longest[at+width] >= longest[at+1]:
			i++
		default:
			j++
		}
	}
	i, j = n, m
	shut()
	return out
}

// middle is what is left of two sequences of n and m without what is equal at both
// ends: from one place in both, to one in each.
func middle(n, m int, equal func(i, j int) bool) (from, oldTo, newTo int) {
	for from < n && from < m && equal(from, from) {
		from++
	}
	for n > from && m > from && equal(n-1, m-1) {
		n--
		m--
	}
	return from, n, m
}

// maxPieces is the number of words and marks of a wording that Differences
// compares; what is longer differs as a whole between its equal ends.
const maxPieces = 1000

// Differences are the byte ranges of two wordings in which they differ, word by
// word, in order and not overlapping, to be shown side by side: those of before
// were dropped or replaced, those of after are new there. Ranges begin and end with
// a character that is not white space. Equal wordings have none.
func Differences(before, after string) (old, new []corpus.Span) {
	a, b := pieces(before), pieces(after)
	equal := func(i, j int) bool { return before[a[i].Start:a[i].End] == after[b[j].Start:b[j].End] }
	var found []hunk
	if len(a) <= maxPieces && len(b) <= maxPieces {
		found = differ(len(a), len(b), equal)
	} else {
		found = ends(len(a), len(b), equal)
	}
	for _, h := range found {
		if h.oldFrom < h.oldTo {
			old = append(old, corpus.Span{Start: a[h.oldFrom].Start, End: a[h.oldTo-1].End})
		}
		if h.newFrom < h.newTo {
			new = append(new, corpus.Span{Start: b[h.newFrom].Start, End: b[h.newTo-1].End})
		}
	}
	return old, new
}

// ends is differ for what is too long: all that lies between the equal ends.
func ends(n, m int, equal func(i, j int) bool) []hunk {
	from, n, m := middle(n, m, equal)
	if n == from && m == from {
		return nil
	}
	return []hunk{{from, n, from, m}}
}

// pieces are the words of a text, and the marks at their ends one by one.
func pieces(text string) []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end := len(text)
		if n := strings.IndexFunc(text[i:], unicode.IsSpace); n >= 0 {
			end = i + n
		}
		out = appendPieces(out, text, i, end)
		i = end
	}
	return out
}

// appendPieces appends the marks before a word, the word and the marks behind it.
func appendPieces(out []corpus.Span, text string, from, to int) []corpus.Span {
	mark := func(r rune) bool { return unicode.IsPunct(r) && r != '%' && r != '#' && r != '@' }
	first := strings.IndexFunc(text[from:to], func(r rune) bool { return !mark(r) })
	if first < 0 {
		first = to - from
	}
	for i, r := range text[from : from+first] {
		out = append(out, corpus.Span{Start: from + i, End: from + i + utf8.RuneLen(r)})
	}
	from += first
	word := strings.TrimRightFunc(text[from:to], mark)
	if word != "" {
		out = append(out, corpus.Span{Start: from, End: from + len(word)})
	}
	for i, r := range text[from+len(word) : to] {
		out = append(out, corpus.Span{Start: from + len(word) + i, End: from + len(word) + i + utf8.RuneLen(r)})
	}
	return out
}
