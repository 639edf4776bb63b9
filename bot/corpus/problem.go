package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a problem is.
type Severity int

const (
	// Error means that something a moderator wrote was not used.
	Error Severity = iota
	// Warning means that everything was used, but should be looked at.
	Warning
)

// String gives "error" or "warning".
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Problem is something in an article file that its moderator should mend. It
// never keeps other files from being used.
type Problem struct {
	File     string // the file's name as it was given, or its path in the folder
	Line     int    // counts from 1; 0 means the whole file
	Severity Severity
	Message  string // a sentence that says what to do
}

// String gives "file:line: severity: message".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Severity, p.Message)
}

// sortProblems sorts by file and line, and keeps the order within a line.
func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
}
