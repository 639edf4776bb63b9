package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is what Discord makes of a text. It is a strict reading: where
// Discord's clients differ, or may change, whatever could be markup is.
type reading struct {
	live []construct // in the order of their beginning
	text strings.Builder
}

// construct is markup that does something.
type construct struct{ kind, what string }

// The kinds of markup that only shape text: what the bot's own posts may hold.
const (
	kindStrong  = "strong"
	kindEm      = "em"
	kindList    = "list"
	kindQuote   = "quote"
	kindSmall   = "small"
	kindLink    = "link" // masked or in angle brackets; what is the target
	kindCommand = "command"
	kindMoment  = "moment"
)

// readMarkdown reads the Markdown of a content or a description.
func readMarkdown(s string) *reading {
	r := &reading{}
	for _, m := range serverPatterns {
		for _, found := range m.pattern.FindAllString(s, -1) {
			r.live = append(r.live, construct{m.kind, found})
		}
	}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			r.text.WriteByte('\n')
		}
		r.inline(r.block(line))
	}
	return r
}

// serverPatterns are what Discord's servers look for in the raw text, with no
// heed of backslashes.
var serverPatterns = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"mention", regexp.MustCompile(`<@[!&]?\d+>`)},
	{"mention", regexp.MustCompile(`<#\d+>`)},
	{"mention", regexp.MustCompile(`(?i)@(everyone|here)`)},
}

var blockPatterns = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{kindQuote, regexp.MustCompile(`^\s*>(>>)? `)},
	{"heading", regexp.MustCompile(`^\s*#{1,3}\s`)},
	{kindSmall, regexp.MustCompile(`^\s*-# `)},
	{kindList, regexp.MustCompile(`^\s*([-*+]|\d+[.)])\s`)},
}

// block takes the marks off the beginning of a line.
func (r *reading) block(line string) string {
	for again := true; again; {
		again = false
		for _, b := range blockPatterns {
			if m := b.pattern.FindString(line); m != "" {
				r.live = append(r.live, construct{b.kind, m})
				line, again = line[len(m):], true
			}
		}
	}
	return line
}

var inlinePatterns = []struct {
	kind    string
	pattern *regexp.Regexp
	target  int // the group that says what, 0 for all
}{
	{"code", regexp.MustCompile("^(`+)[^`].*?`+"), 0},
	{kindCommand, regexp.MustCompile(`^</[^>]*:\d+>`), 0},
	{kindMoment, regexp.MustCompile(`^<t:-?\d+(:\w)?>`), 0},
	{kindLink, regexp.MustCompile(`^<(https?://[^ >]+)>`), 1},
	{"angle", regexp.MustCompile(`^<[^\s<>]+[^<>]*>`), 0},
	{"emoji", regexp.MustCompile(`^:[^\s:]+:`), 0},
	{"everybody", regexp.MustCompile(`^(?i)@(everyone|here)`), 0},
}

// bareLink is an address that Discord finds in the midst of text.
var bareLink = regexp.MustCompile(`^(?i)([a-z][a-z0-9+.-]*://\S|discord(app)?\.(gg|com|new|gift)/\S)`)

var stylePatterns = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"strong em", regexp.MustCompile(`^\*\*\*((?:\\.|[^\\])+?)\*\*\*`)},
	{kindStrong, regexp.MustCompile(`^\*\*((?:\\.|[^\\])+?)\*\*`)},
	{"underline", regexp.MustCompile(`^__((?:\\.|[^\\])+?)__`)},
	{"strike", regexp.MustCompile(`^~~((?:\\.|[^\\])+?)~~`)},
	{"spoiler", regexp.MustCompile(`^\|\|((?:\\.|[^\\])+?)\|\|`)},
	{kindEm, regexp.MustCompile(`^\*((?:\\.|[^\\*])+?)\*`)},
	{kindEm, regexp.MustCompile(`^_((?:\\.|[^\\_])+?)_`)},
}

// inline reads a line behind its block marks.
func (r *reading) inline(s string) {
	for s != "" {
		if next, size := utf8.DecodeRuneInString(s[1:]); s[0] == '\\' && size > 0 && escapable(next) {
			r.text.WriteRune(next)
			s = s[1+size:]
			continue
		}
		if n := r.construct(s); n > 0 {
			s = s[n:]
			continue
		}
		_, size := utf8.DecodeRuneInString(s)
		r.text.WriteString(s[:size])
		s = s[size:]
	}
}

// escapable reports whether a backslash before r hides itself and r's meaning:
// anything but letters, digits and white space of ASCII.
func escapable(r rune) bool {
	return r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r)
}

// masked finds the end of a link's text and that of its target, as Discord's
// pattern has it: other brackets may stand in the text, and a backslash keeps
// none of them from counting.
func masked(s string) (text, target string, ok bool) {
	if s[0] != '[' {
		return "", "", false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '[':
			n := strings.IndexByte(s[i:], ']')
			if n < 0 {
				return "", "", false
			}
			i += n
		case ']':
			if rest := s[i+1:]; strings.HasPrefix(rest, "(") && strings.Contains(rest, ")") {
				return s[1:i], rest[1:strings.Index(rest, ")")], true
			}
			if next := strings.IndexAny(s[i+1:], "[]"); next < 0 || s[i+1+next] == '[' {
				return "", "", false
			}
		}
	}
	return "", "", false
}

// construct reads what begins at s, and returns its length or 0.
func (r *reading) construct(s string) int {
	if text, target, ok := masked(s); ok {
		r.live = append(r.live, construct{kindLink, strings.Trim(target, "<>")})
		r.inline(text)
		return len(text) + len(target) + len("[]()")
	}
	if c := s[0] | 0x20; c >= 'a' && c <= 'z' {
		near := s[:min(len(s), 80)]
		if strings.Contains(near, "://") || c == 'd' {
			if m := bareLink.FindString(near); m != "" {
				r.live = append(r.live, construct{"bare link", m})
			}
		}
		return 0
	}
	if !strings.ContainsRune("`<:@*_~|", rune(s[0])) {
		return 0
	}
	for _, p := range inlinePatterns {
		if m := p.pattern.FindStringSubmatch(s); m != nil {
			r.live = append(r.live, construct{p.kind, m[p.target]})
			r.text.WriteString(m[0])
			return len(m[0])
		}
	}
	for _, p := range stylePatterns {
		if m := p.pattern.FindStringSubmatch(s); m != nil {
			r.live = append(r.live, construct{p.kind, m[0]})
			r.inline(m[1])
			return len(m[0])
		}
	}
	return 0
}
