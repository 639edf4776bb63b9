package main

import (
	"bufio"
	"context"
	"errors"
	"io"
)

// lines reads a line at a time. It returns io.EOF at the end, and errInterrupt
// when the line was given up with Ctrl-C.
type lines interface {
	next(ctx context.Context) (string, error)
}

var errInterrupt = errors.New("line given up")

// lines returns an editor where a person types and reads, else plain lines.
func (c *console) lines() lines {
	if in, out, ok := c.conversing(); ok {
		return &editedLines{in: in, out: out}
	}
	return newPlainLines(c.stdin)
}

// plainLines are read as they are.
type plainLines struct{ read chan plainLine }

type plainLine struct {
	text string
	err  error
}

// newPlainLines reads r in a goroutine, since reading may block for ever and
// an interrupt must end the program all the same.
func newPlainLines(r io.Reader) plainLines {
	l := plainLines{make(chan plainLine)}
	go func() {
		buffered := bufio.NewReader(r)
		for {
			text, err := buffered.ReadString('\n')
			if text != "" {
				l.read <- plainLine{text: text}
			}
			if err != nil {
				l.read <- plainLine{err: err}
				return
			}
		}
	}()
	return l
}

func (l plainLines) next(ctx context.Context) (string, error) {
	select {
	case line := <-l.read:
		return line.text, line.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
