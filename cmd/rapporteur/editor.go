package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// prompt stands before a line that is typed.
const prompt = "> "

// interruptKey is what Ctrl-C sends on a terminal in raw mode.
const interruptKey = 0x03

// conversing returns the terminal that a person types and reads at, if there
// is one.
func (c *console) conversing() (in, out *os.File, ok bool) {
	in, typed := terminal(c.stdin)
	out, read := terminal(c.rawOut)
	return in, out, typed && read
}

// editedLines are typed on a terminal, with editing and a history that ends
// with the program. The terminal is in raw mode only while a line is typed.
type editedLines struct {
	in, out *os.File
	editor  *term.Terminal // nil before the first line
	gaveUp  bool           // Ctrl-C was pressed
}

func (l *editedLines) next(ctx context.Context) (string, error) {
	before, err := term.MakeRaw(int(l.in.Fd()))
	if err != nil {
		return "", fmt.Errorf("prepare terminal: %w", err)
	}
	defer term.Restore(int(l.in.Fd()), before) // what else could be done?
	l.prepare()
	read := make(chan plainLine, 1)
	go func() { // reading cannot be interrupted
		text, err := l.editor.ReadLine()
		read <- plainLine{text, err}
	}()
	select {
	case line := <-read:
		return l.typed(line)
	case <-ctx.Done():
		io.WriteString(l.out, "\r\n") // only for looks
		return "", ctx.Err()
	}
}

// prepare makes an editor, or a new one with the same history when Ctrl-C left
// half a line in the one before.
func (l *editedLines) prepare() {
	if l.editor == nil || l.gaveUp {
		before := l.editor
		l.editor = term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{interruptReader{l}, l.out}, prompt)
		if before != nil {
			l.editor.History = before.History
		}
		l.gaveUp = false
	}
	if width, height, err := term.GetSize(int(l.out.Fd())); err == nil && width > 0 {
		l.editor.SetSize(width, height) // the editor copes with the size it had
	}
}

// typed tells Ctrl-C from Ctrl-D, which both end a line.
func (l *editedLines) typed(line plainLine) (string, error) {
	switch {
	case line.err == nil, errors.Is(line.err, term.ErrPasteIndicator):
		return line.text, nil
	case l.gaveUp:
		io.WriteString(l.out, "^C\r\n") // only for looks
		return "", errInterrupt
	case errors.Is(line.err, io.EOF):
		io.WriteString(l.out, "\r\n") // only for looks
	}
	return "", line.err
}

// interruptReader notes Ctrl-C in what is typed.
type interruptReader struct{ l *editedLines }

func (r interruptReader) Read(p []byte) (int, error) {
	n, err := r.l.in.Read(p)
	if bytes.IndexByte(p[:n], interruptKey) >= 0 {
		r.l.gaveUp = true
	}
	return n, err
}
