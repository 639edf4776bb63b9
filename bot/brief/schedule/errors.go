package schedule

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field names what was typed.
type Field string

// The fields of a schedule.
const (
	FieldWhen  Field = "when"
	FieldZone  Field = "zone"
	FieldQuiet Field = "quiet"
	FieldDate  Field = "date"
)

// Error is what is wrong with what a moderator typed. Its texts quote at most
// maxQuoted characters of that, which are as hostile as any.
type Error struct {
	Field      Field
	Text       string // what was typed
	Start, End int    // the faulty part of Text, in bytes; equal where something is missing
	Column     int    // of Start, in characters from 1
	Problem    string // a clause without capital and stop
	Expected   string // what to write instead, likewise
}

func (e *Error) Error() string {
	return fmt.Sprintf("read %s: column %d: %s; %s", e.Field, e.Column, e.Problem, e.Expected)
}

// Advice is a sentence or two for the moderator.
func (e *Error) Advice() string {
	place := ""
	if e.Start > 0 && e.Start < len(e.Text) {
		place = fmt.Sprintf(" (character %d)", e.Column)
	}
	return capital(e.Problem) + place + ". " + stop(capital(e.Expected))
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func stop(s string) string {
	if strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

const (
	// MaxText is the most bytes that a field may have; quiet days may have more. It
	// holds the words of any schedule: 48 times of day, three ordinals for each
	// weekday, every other day and month.
	MaxText = 1000
	// maxQuoted is the most characters that an error quotes.
	maxQuoted = 40
)

// source is text that was typed into a field.
type source struct {
	field Field
	text  string
}

func newSource(field Field, text string) source { return source{field, text} }

// fault is an error at the bytes [from, to).
func (s source) fault(from, to int, problem, expected string) *Error {
	return &Error{
		Field: s.field, Text: s.text, Start: from, End: to,
		Column: utf8.RuneCountInString(s.text[:from]) + 1, Problem: problem, Expected: expected,
	}
}

// check refuses text that is too long or no text.
func (s source) check() error { return s.checkLength(MaxText) }

func (s source) checkLength(limit int) error {
	if len(s.text) > limit {
		cut := limit
		for cut > 0 && !utf8.RuneStart(s.text[cut]) {
			cut--
		}
		return s.fault(cut, len(s.text), "this is too long", fmt.Sprintf("use at most %d characters", limit))
	}
	for i, r := range s.text {
		if _, n := utf8.DecodeRuneInString(s.text[i:]); r == utf8.RuneError && n == 1 {
			return s.fault(i, i+1, "this holds a byte that is no text", "type it anew")
		}
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return s.fault(i, i+utf8.RuneLen(r), "this holds a control character", "type it anew")
		}
	}
	return nil
}

// quote is the part [from, to) in quotation marks, cut after maxQuoted
// characters.
func (s source) quote(from, to int) string {
	runes := []rune(strings.Join(strings.Fields(s.text[from:to]), " "))
	if len(runes) > maxQuoted {
		runes = append(runes[:maxQuoted-1], '…')
	}
	return "“" + string(runes) + "”"
}

// trimmed gives where text begins and ends without white space.
func trimmed(text string) (from, to int) { return trimmedIn(text, 0, len(text)) }

func trimmedIn(text string, from, to int) (int, int) {
	part := text[from:to]
	left := len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	return from + left, from + left + len(strings.TrimSpace(part))
}
