package render

import (
	"fmt"
	"strings"
)

// part is one thing that a post says, normally a sentence. Posts are divided
// between parts. Only a part that is too long for a post by itself is divided
// inside, between words, and both halves say so.
type part struct {
	gap   string // what divides it from the part before on the same post
	line  string // begins its line, when it begins one: "> ", "- ", a heading
	style string // markup around the text: "**" or ""
	text  string // markup; a part with a link in it must be short
	tail  string // follows the text on the same post: " [1]"
}

// The marks of a part that is divided.
const (
	goesOn    = " *(goes on in the next post)*"
	continued = "*(continued)* "
)

// minRest is the room that must be left on a post for a long part to begin on
// it, in units.
const minRest = 400

// pages are the texts of posts.
type pages struct {
	limit int // of one page, in units
	done  []string
	open  strings.Builder // the last page
	units int             // its length
}

// paginate lays parts out on pages of at most limit units.
func paginate(parts []part, limit int) []string {
	p := pages{limit: limit}
	for _, x := range parts {
		p.add(x)
	}
	p.turn()
	return p.done
}

func (p *pages) add(x part) {
	gap := x.gap
	if p.units == 0 {
		gap = ""
	}
	if p.units == 0 || strings.HasSuffix(gap, "\n") {
		gap += x.line
	}
	inner := x.style + x.text + x.style + x.tail
	switch {
	case length(gap)+length(inner) <= p.limit-p.units:
		p.write(gap + inner)
	case length(x.line)+length(inner) <= p.limit:
		p.turn()
		p.write(x.line + inner)
	default:
		p.divide(gap, x)
	}
}

// divide writes a part that is too long for one page; before is what comes
// before its first piece on the open page.
func (p *pages) divide(before string, x part) {
	if p.limit-p.units < minRest+length(before) {
		p.turn()
		before = x.line
	}
	for text := x.text; ; {
		around := length(before) + 2*length(x.style)
		if around+length(text)+length(x.tail) <= p.limit-p.units {
			p.write(before + x.style + text + x.style + x.tail)
			return
		}
		head, rest := divide(text, p.limit-p.units-around-max(length(goesOn), length(x.tail)))
		p.write(before + x.style + head + x.style + goesOn)
		p.turn()
		before, text = x.line+continued, rest
	}
}

func (p *pages) write(s string) {
	p.open.WriteString(s)
	p.units += length(s)
}

// turn begins another page, unless the open one is empty.
func (p *pages) turn() {
	if p.units > 0 {
		p.done = append(p.done, p.open.String())
		p.open.Reset()
		p.units = 0
	}
}

// maxPosts bounds the posts of one reply. Only articles that are not written
// for people come near it.
const maxPosts = 10

// bounded keeps pages to maxPosts and says how many are missing.
func bounded(pages []string) []string {
	if len(pages) <= maxPosts {
		return pages
	}
	missing := len(pages) - (maxPosts - 1)
	return append(pages[:maxPosts-1:maxPosts-1], fmt.Sprintf("*This is too long for Discord: %d more posts are not shown.*", missing))
}

// maxSentence bounds a sentence, in units before it is escaped. Nobody writes
// such a sentence: it is a file without full stops.
const maxSentence = 4000

// sentence is a part with untrusted text. Of one over maxSentence it shows the
// beginning, and says how much is missing.
func sentence(gap, line, style, text, tail string) part {
	s := clean(text)
	if n := length(s); n > maxSentence {
		var rest string
		s, rest = divide(s, maxSentence)
		tail = fmt.Sprintf(" … *(%d more characters are not shown)*", length(rest)) + tail
	}
	return part{gap: gap, line: line, style: style, text: Escape(s), tail: tail}
}
