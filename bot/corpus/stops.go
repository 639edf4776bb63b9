package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stopKind says what a stop means for the sentence.
type stopKind byte

const (
	stopNone          stopKind = iota
	stopPeriod                 // one full stop, which may belong to an abbreviation
	stopBang                   // ! ? and their kin
	stopEllipsis               // … or ... or . . .
	stopOther                  // a stop of another script, which ends a sentence always
	stopArmenianColon          // an ASCII colon, which some Armenian text uses for ։
)

// stops is a run of stops such as "?!" or "...".
type stops struct {
	kind stopKind
	end  int  // behind the run
	wide bool // a stop of a script that puts no space behind it
}

// stopAt tells which stop stands at i and its size in bytes, 0 for none.
func stopAt(text string, i int) (stopKind, int) {
	switch c := text[i]; c {
	case '.':
		return stopPeriod, 1
	case '!', '?':
		return stopBang, 1
	case ':':
		if i > 1 && text[i-1] >= 0x80 { // cheap test first: colons are frequent
			return stopArmenianColon, 1
		}
		return stopNone, 0
	default:
		if c < utf8.RuneSelf {
			return stopNone, 0
		}
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	switch r {
	case '…':
		return stopEllipsis, size
	case '‼', '⁇', '⁈', '⁉', '‽':
		return stopBang, size
	case '。', '！', '？', '．', '｡', '։', '؟', '۔', '।', '॥', '።', '។', '၊', '။':
		return stopOther, size
	}
	return stopNone, 0
}

// stopRun reads the whole run of stops that begins at i. Full stops with single
// spaces between them (". . .") are one ellipsis.
func stopRun(text string, i int, first stopKind) stops {
	run := stops{kind: first, end: i}
	periods := 0
	for run.end < len(text) {
		kind, size := stopAt(text, run.end)
		if kind == stopNone || (kind == stopArmenianColon && run.end > i) {
			break
		}
		if text[run.end] == '.' {
			periods++
		}
		if kind == stopBang || kind == stopOther {
			run.kind = kind
		}
		run.wide = kind == stopOther && size == 3
		run.end += size
		for periods > 0 && strings.HasPrefix(text[run.end:], " .") && spacedDot(text, run.end+1) {
			periods++
			run.end += 2
		}
	}
	if run.kind == stopPeriod && periods > 1 {
		run.kind = stopEllipsis
	}
	return run
}

// spacedDot reports whether the full stop at i may continue a spaced ellipsis:
// ".5" and ".NET" do not.
func spacedDot(text string, i int) bool {
	return i+1 >= len(text) || text[i+1] == ' ' || text[i+1] == '.' || text[i+1] == '\n'
}

// armenianColon reports whether the colon at i stands behind an Armenian letter.
func armenianColon(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.Is(unicode.Armenian, r)
}

// breaksWithoutSpace reports whether a sentence may end although no space
// follows: after the stops of Chinese and Japanese, and where a curly quotation
// mark has closed and a capital follows.
func breaksWithoutSpace(text string, run stops, closers closing, next int) bool {
	r, _ := utf8.DecodeRuneInString(text[next:])
	if run.kind == stopOther && run.wide {
		// 「…。」と言った: a quoting particle or a comma carries the sentence on.
		return closers&closedQuote == 0 || !strings.ContainsRune("とって、，", r)
	}
	return closers&closedCurly != 0 && unicode.IsUpper(r)
}

// closing tells what closed right behind a stop.
type closing byte

const (
	closedQuote   closing = 1 << iota // any closing quotation mark
	closedCurly                       // one that cannot open: ” »
	closedBracket                     // ) or ]
)

// closersAfter skips what belongs to the sentence behind its stop: closing
// quotation marks and brackets, Markdown emphasis, footnote marks, inline tags.
// In tokenised text a space may stand before a closing mark.
func (s *splitter) closersAfter(i int) (int, closing) {
	var closed closing
	text := s.text
	for i < len(text) {
		if size := closerAt(text, i, &closed); size > 0 {
			i += size
			continue
		}
		if text[i] != ' ' || i+1 >= len(text) {
			break
		}
		size := s.spacedCloser(i + 1)
		if size == 0 {
			break
		}
		if text[i+1] == ')' || text[i+1] == ']' {
			closed |= closedBracket
		} else {
			closed |= closedQuote
		}
		i += 1 + size
	}
	return i, closed
}

// closerAt returns the size of the closing mark at i, 0 for none.
func closerAt(text string, i int, closed *closing) int {
	switch c := text[i]; c {
	case '"', '\'':
		*closed |= closedQuote
		return 1
	case ')', ']', '}':
		*closed |= closedBracket
		if strings.HasPrefix(text[i:], "](") { // the destination of a Markdown link
			return 1 + bracketed(text[i+1:], '(', ')')
		}
		return 1
	case '*', '_', '~', '`':
		return 1
	case '[':
		if size := bracketed(text[i:], '[', ']'); isFootnote(text[i : i+size]) {
			return size
		}
		return 0
	case '<':
		return inlineTag(text[i:])
	default:
		if c < utf8.RuneSelf {
			return 0
		}
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	switch r {
	case '”', '»', '」', '』', '›', '〉', '》':
		*closed |= closedQuote | closedCurly
		return size
	case '’':
		*closed |= closedQuote
		return size
	case '）', '】', '］':
		*closed |= closedBracket
		return size
	case '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰':
		return size
	}
	return 0
}

// spacedCloser returns the size of a closing mark that stands between spaces.
func (s *splitter) spacedCloser(i int) int {
	rest := s.text[i:]
	size := 0
	switch {
	case strings.HasPrefix(rest, "''"):
		size = 2
	case strings.HasPrefix(rest, "' ''"): // a quotation in a quotation
		size = 1
	case rest[0] == ')' || rest[0] == ']':
		size = 1
	case rest[0] == '"' && s.insideQuote(i):
		size = 1
	case strings.HasPrefix(rest, "”"):
		size = len("”")
	}
	if size > 0 && (size == len(rest) || skipSpace(rest, size) > size) {
		return size
	}
	return 0
}

// maxBracket bounds how far a closing bracket is searched, so that hostile text
// costs linear time.
const maxBracket = 300

// bracketed returns the size of the bracketed text at the start of text, 0 when
// it does not open there or does not close soon.
func bracketed(text string, open, shut byte) int {
	if text == "" || text[0] != open {
		return 0
	}
	end := strings.IndexByte(text[:min(len(text), maxBracket)], shut)
	return end + 1
}

// isFootnote reports whether a bracketed text is a footnote mark: [1], [^note].
func isFootnote(mark string) bool {
	if len(mark) < 3 || len(mark) > 24 {
		return false
	}
	inner := mark[1 : len(mark)-1]
	if inner[0] == '^' {
		return len(inner) > 1 && !strings.Contains(inner, " ")
	}
	return strings.Trim(inner, "0123456789") == ""
}

// inlineTag returns the size of a closing or empty HTML tag at the start of
// text: </b>, <br>, <br/>.
func inlineTag(text string) int {
	if !strings.HasPrefix(text, "</") && !strings.HasPrefix(text, "<br") {
		return 0
	}
	return bracketed(text, '<', '>')
}
