// Package prose holds what readers of documents find in them, paragraphs,
// headings, lists and tables, and writes it as Markdown that says nothing else:
// whatever looks like markup in a document's text is escaped, so that a reader
// sees the characters that stood there.
//
// It is pure, and imports none of ours.
package prose

import (
	"strings"
	"unicode"
)

// Kind is what a block is.
type Kind byte

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Item // of a list; items that follow each other are one list
	Row  // of a table; rows that follow each other are one table
)

// Block is one part of a document, in the order of its text.
type Block struct {
	Kind  Kind
	Level int      // of a heading, from 1
	Text  string   // without markup; white space is folded when it is written
	Cells []string // of a row, in place of Text
}

// Document is what was read of a file. The zero value is an empty one.
type Document struct {
	Blocks   []Block
	Meta     Meta
	Warnings []string // sentences for a moderator
}

// Meta is what a document says of itself, as it says it. Every field may be empty.
type Meta struct {
	Title, Author, Publisher, Published, Language string
	// Made means that Published is when the file was made.
	Made bool
}

// Markdown writes blocks as a Markdown body that ends in a line feed; "" where
// there is no text. Headings begin at the second level: the first is the title's.
func Markdown(blocks []Block) string {
	var b strings.Builder
	before := Paragraph
	for _, block := range blocks {
		line := lineOf(block)
		if line == "" {
			continue
		}
		first := b.Len() == 0 || before != block.Kind
		if b.Len() > 0 && (first || block.Kind == Paragraph || block.Kind == Heading) {
			b.WriteByte('\n')
		}
		b.WriteString(line)
		b.WriteByte('\n')
		if block.Kind == Row && first {
			b.WriteString(strings.Repeat("|---", max(len(block.Cells), 1)) + "|\n")
		}
		before = block.Kind
	}
	return b.String()
}

// lineOf is a block's line, "" without a letter or digit in it.
func lineOf(block Block) string {
	if block.Kind == Row {
		return rowOf(block.Cells)
	}
	text := Escape(Clean(block.Text))
	if !hasWord(text) {
		return ""
	}
	switch block.Kind {
	case Heading:
		return strings.Repeat("#", min(max(block.Level, 1)+1, 6)) + " " + text
	case Item:
		return "- " + text
	}
	return text
}

func rowOf(cells []string) string {
	var b strings.Builder
	for _, cell := range cells {
		b.WriteString("| " + Escape(Clean(cell)) + " ")
	}
	if !hasWord(b.String()) {
		return ""
	}
	return b.String() + "|"
}

// Clean folds white space and removes what nobody can see: control characters,
// and the zero-width and bidirectional ones that can hide or turn around what
// somebody reads. The joiners that Persian and Indic scripts need stay between
// their letters.
func Clean(text string) string {
	runes := []rune(strings.ToValidUTF8(text, string(unicode.ReplacementChar)))
	out := runes[:0]
	for i, r := range runes {
		switch {
		case unicode.IsSpace(r):
			out = append(out, ' ')
		case r == 0x200C || r == 0x200D:
			if i > 0 && i+1 < len(runes) && joinable(runes[i+1]) && len(out) > 0 && joinable(out[len(out)-1]) {
				out = append(out, r)
			}
		case !Invisible(r):
			out = append(out, r)
		}
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// joinable reports whether a joiner beside r has a meaning: beside letters and
// marks of scripts other than Latin, Greek and Cyrillic, and between emoji.
func joinable(r rune) bool {
	if r >= 0x2600 && !unicode.IsSpace(r) {
		return true
	}
	return (unicode.IsLetter(r) || unicode.IsMark(r)) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// Invisible reports whether a reader sees nothing of a character, or has the text
// turned around by it. White space is not invisible.
func Invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r):
		return false
	case unicode.IsControl(r), r == 0xAD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

func hasWord(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}
