package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline removes inline markup from one text. Emphasis is collected as
// delimiters while the text is copied, and the ones that pair are cut at the end.
type inline struct {
	out        []byte
	delimiters []delimiter
}

// delimiter is a run of * _ or ~ in out.
type delimiter struct {
	at, size    int
	char        byte
	open, close bool // may open, may close emphasis
	cut         bool
}

// maxNesting bounds links in links' texts.
const maxNesting = 3

// text returns src without its inline markup.
func (in *inline) text(src string, depth int) []byte {
	for i := 0; i < len(src); {
		size := 0
		switch src[i] {
		case '\\':
			size = in.escape(src[i:])
		case '`':
			size = in.code(src[i:])
		case '&':
			if resolved, n := entityAt(src[i:]); n > 0 {
				in.out = append(in.out, resolved...)
				size = n
			}
		case '<':
			size = in.angle(src[i:])
		case '[', '!':
			size = in.link(src, i, depth)
		case '*', '_', '~':
			size = in.delimiter(src, i)
		}
		if size == 0 {
			in.out = append(in.out, src[i])
			size = 1
		}
		i += size
	}
	in.pair()
	return in.withoutCuts()
}

// escape resolves a backslash before punctuation.
func (in *inline) escape(src string) int {
	if len(src) < 2 || src[1] <= ' ' || src[1] >= 0x7F || isLetter(src[1]) || isDigit(src[1]) {
		return 0
	}
	in.out = append(in.out, src[1])
	return 2
}

// code copies a code span's content. A run of backticks that does not close is
// dropped when it stands alone in the text, as half of a span does.
func (in *inline) code(src string) int {
	n := 0
	for n < len(src) && src[n] == '`' {
		n++
	}
	if n > 3 {
		in.out = append(in.out, src[:n]...)
		return n
	}
	// Tokenised text writes “ as two backticks; they never close.
	window := src[n:min(len(src), n+maxCode)]
	for at := 0; at < len(window); {
		k := strings.IndexByte(window[at:], '`')
		if k < 0 {
			break
		}
		run := at + k
		end := run
		for end < len(window) && window[end] == '`' {
			end++
		}
		if end-run == n && !(n == 2 && strings.HasPrefix(window, " ")) {
			in.out = append(in.out, strings.TrimSpace(window[:run])...)
			return n + end
		}
		at = end
	}
	in.out = append(in.out, src[:n]...)
	return n
}

// maxCode bounds a code span, so that hostile text costs linear time.
const maxCode = 1000

// angle removes what stands in angle brackets: an address keeps its text, known
// HTML tags and comments go. Mentions and "a < b" stay.
func (in *inline) angle(src string) int {
	if strings.HasPrefix(src, "<!--") {
		if end := strings.Index(src[:min(len(src), maxCode)], "-->"); end > 0 {
			return end + 3
		}
		return 0
	}
	size := bracketed(src, '<', '>')
	if size < 3 {
		return 0
	}
	inner := src[1 : size-1]
	if isAutolink(inner) {
		in.out = append(in.out, inner...)
		return size
	}
	word := leadingWord(strings.TrimPrefix(inner, "/"))
	name := strings.ToLower(word) // not always as long
	attributes := strings.TrimRight(strings.TrimPrefix(inner, "/")[len(word):], "/ ")
	if !htmlTags[name] || strings.Contains(inner, "<") ||
		attributes != "" && !(attributes[0] == ' ' && strings.Contains(attributes, "=")) { // a<b and c>d
		return 0
	}
	if blockTags[name] {
		in.out = append(in.out, ' ')
	}
	return size
}

// isAutolink reports whether the text between angle brackets is an address.
func isAutolink(inner string) bool {
	if strings.ContainsAny(inner, " \t<") {
		return false
	}
	lower := strings.ToLower(inner)
	for _, scheme := range []string{"http://", "https://", "mailto:"} {
		if strings.HasPrefix(lower, scheme) {
			return true
		}
	}
	at := strings.IndexByte(inner, '@')
	return at > 0 && strings.IndexByte(inner[at:], '.') > 1
}

// link copies the text of a link or an image.
func (in *inline) link(src string, i, depth int) int {
	open := i
	if src[i] == '!' {
		open++
	}
	if depth >= maxNesting || open >= len(src) || src[open] != '[' {
		return 0
	}
	shut := matching(src[open:], '[', ']')
	if shut < 0 {
		return 0
	}
	text, rest := src[open+1:open+shut], src[open+shut+1:]
	size := linkTarget(rest)
	if size == 0 {
		size = referenceTarget(src[:i], text, rest)
	}
	if size == 0 {
		return 0
	}
	in.out = append(in.out, (&inline{}).text(text, depth+1)...)
	return open - i + shut + 1 + size
}

// maxLink bounds a link's text and its target, in bytes.
const maxLink = 600

// matching returns the position of the bracket that closes the one at the start
// of text, -1 for none nearby.
func matching(text string, open, shut byte) int {
	level := 0
	for i := 0; i < len(text) && i < maxLink; i++ {
		switch text[i] {
		case '\\':
			i++
		case open:
			level++
		case shut:
			if level--; level == 0 {
				return i
			}
		}
	}
	return -1
}

// linkTarget returns the size of "(address)" or "(address "title")" at the start
// of rest, 0 for none. An address holds no space, so "[1] (as he said)" and
// "f[i](a, b)" are none.
func linkTarget(rest string) int {
	if !strings.HasPrefix(rest, "(") {
		return 0
	}
	end := matching(rest, '(', ')')
	if end < 0 {
		return 0
	}
	target := strings.TrimSpace(rest[1:end])
	if strings.HasPrefix(target, "<") && strings.HasSuffix(target, ">") {
		return end + 1
	}
	address, title, titled := strings.Cut(target, " ")
	if title = strings.TrimSpace(title); titled && (len(title) < 2 || strings.IndexByte(`"'(`, title[0]) < 0) {
		return 0
	}
	if strings.HasSuffix(address, ",") {
		return 0
	}
	return end + 1
}

// referenceTarget returns the size of "[label]" at the start of rest when it
// makes a reference link of text. Figures, as in [1][2], and indexes, as in
// a[i][j], do not.
func referenceTarget(before, text, rest string) int {
	if !strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, "[^") || endsInWord(before) ||
		strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return 0
	}
	return matching(rest, '[', ']') + 1
}

// delimiter notes a run of emphasis characters that may open or close emphasis.
func (in *inline) delimiter(src string, i int) int {
	c := src[i]
	n := 1
	for i+n < len(src) && src[i+n] == c {
		n++
	}
	prev, _ := utf8.DecodeLastRuneInString(src[:i])
	next, _ := utf8.DecodeRuneInString(src[i+n:])
	d := delimiter{at: len(in.out), size: n, char: c}
	in.out = append(in.out, src[i:i+n]...)
	atStart, atEnd := i == 0, i+n == len(src)
	prevWord, nextWord := !atStart && isWordRune(prev), !atEnd && isWordRune(next)
	d.open = !atEnd && !unicode.IsSpace(next) && (nextWord || !prevWord)
	d.close = !atStart && !unicode.IsSpace(prev) && (prevWord || !nextWord)
	inWord := prevWord && nextWord && (c == '_' || prev < utf8.RuneSelf && next < utf8.RuneSelf && (n == 1 || unicode.IsDigit(prev)))
	if n > 3 || inWord || (c == '~' && n != 2) || !(d.open || d.close) {
		return n
	}
	in.delimiters = append(in.delimiters, d)
	return n
}

// pair cuts the delimiters that belong together, innermost first, and the
// halves of double asterisks.
func (in *inline) pair() {
	var open []int
	for i := range in.delimiters {
		d := &in.delimiters[i]
		if d.close {
			k := len(open) - 1
			for k >= 0 && len(open)-k < 8 && !d.pairs(in.delimiters[open[k]]) {
				k--
			}
			if k >= 0 && d.pairs(in.delimiters[open[k]]) {
				d.cut, in.delimiters[open[k]].cut = true, true
				open = open[:k]
				continue
			}
		}
		if d.open {
			open = append(open, i)
		}
	}
	for i := range in.delimiters {
		if d := &in.delimiters[i]; d.char == '*' && d.size > 1 && d.open != d.close {
			d.cut = true
		}
	}
}

// pairs reports whether d closes what o opened.
func (d delimiter) pairs(o delimiter) bool {
	return d.char == o.char && d.size == o.size && o.at+o.size < d.at
}

// withoutCuts returns the copied text without the delimiters that were cut.
func (in *inline) withoutCuts() []byte {
	out, from := in.out[:0], 0
	for _, d := range in.delimiters {
		if d.cut {
			out = append(out, in.out[from:d.at]...)
			from = d.at + d.size
		}
	}
	return append(out, in.out[from:]...)
}

// htmlTags are the HTML elements that a display form leaves out. Others, such as
// <name> in a form letter, are text.
var htmlTags = wordSet(`a abbr article aside b big blockquote body br caption center cite code col colgroup dd del
	details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins
	kbd li link main mark meta nav ol p pre q s samp script section small span strike strong style sub summary sup
	table tbody td tfoot th thead time tr tt u ul var video`)

// blockTags are those that separate words.
var blockTags = wordSet(`article aside blockquote br caption center dd details div dl dt figcaption figure footer
	h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul`)
