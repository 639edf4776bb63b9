package bot

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// maxLine is the length of the longest line of a batch, in bytes: a question
// with a long conversation before it.
const maxLine = 1 << 20

// line is one line of a batch that is not blank.
type line struct {
	number  int // from 1, blank lines counted
	text    []byte
	tooLong bool // over maxLine; text is empty
}

// job is a line on its way through a batch.
type job struct {
	line line
	done chan result // takes one
}

type result struct {
	text   []byte // a line of JSON
	broken bool
	err    error // ends the batch
}

// lineFunc makes the output of a line. A badLine is the line's own fault; any
// other error ends the batch.
type lineFunc func(context.Context, line) (any, error)

// runLines runs do on every line of in on all cores and writes the results to
// out in the order of the lines. Few lines are held at a time, however slow a
// reader of out may be.
func runLines(ctx context.Context, in io.Reader, out io.Writer, progress func(int), do lineFunc) (BatchReport, error) {
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	inOrder, toDo := make(chan job, 16*workers), make(chan job)
	read := make(chan error, 1)
	// Reading may block for ever, as on a terminal, so that nobody waits for it.
	go func() {
		read <- readJobs(ctx, in, inOrder, toDo)
		close(toDo)
		close(inOrder)
	}()
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() { work(ctx, toDo, do) })
	}
	report, err := writeResults(ctx, inOrder, out, progress)
	cancel()
	if err != nil {
		return report, err
	}
	wait.Wait()
	if err := <-read; err != nil {
		return report, fmt.Errorf("read line %d: %w", report.Lines+1, err)
	}
	return report, nil
}

// readJobs hands out the lines of in until it ends.
func readJobs(ctx context.Context, in io.Reader, inOrder, toDo chan<- job) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for number := 1; ; number++ {
		l, err := readLine(r)
		l.number = number
		if len(l.text) > 0 || l.tooLong {
			j := job{line: l, done: make(chan result, 1)}
			for _, to := range []chan<- job{inOrder, toDo} {
				select {
				case to <- j:
				case <-ctx.Done():
					return nil
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads to the next line feed. Of a line that is too long it keeps
// nothing.
func readLine(r *bufio.Reader) (line, error) {
	var l line
	for {
		part, err := r.ReadSlice('\n')
		if len(l.text)+len(part) > maxLine {
			l.text, l.tooLong = nil, true
		}
		if !l.tooLong {
			l.text = append(l.text, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		l.text = bytes.TrimSpace(bytes.TrimPrefix(l.text, []byte("\ufeff")))
		return l, err
	}
}

func work(ctx context.Context, toDo <-chan job, do lineFunc) {
	for {
		select {
		case j, ok := <-toDo:
			if !ok {
				return
			}
			j.done <- resultOf(ctx, j.line, do)
		case <-ctx.Done():
			return
		}
	}
}

// resultOf runs do on a line.
func resultOf(ctx context.Context, l line, do lineFunc) (r result) {
	v, err := do(ctx, l)
	var bad badLine
	if errors.As(err, &bad) {
		v, err, r.broken = broken(l, bad), nil, true
	}
	if err == nil {
		r.text, err = json.Marshal(v)
	}
	if r.err = err; err == nil {
		r.text = append(r.text, '\n')
	}
	return r
}

// writeResults writes results in the order of their lines.
func writeResults(ctx context.Context, inOrder <-chan job, out io.Writer, progress func(int)) (BatchReport, error) {
	var report BatchReport
	for {
		r, ok, err := nextResult(ctx, inOrder)
		if err != nil || !ok {
			return report, err
		}
		report.Lines++
		if r.broken {
			report.Broken++
		}
		if _, err := out.Write(r.text); err != nil {
			return report, fmt.Errorf("write line %d: %w", report.Lines, err)
		}
		if progress != nil {
			progress(report.Lines)
		}
	}
}

// nextResult waits for the result of the next line. It reports false behind
// the last one.
func nextResult(ctx context.Context, inOrder <-chan job) (result, bool, error) {
	select {
	case j, ok := <-inOrder:
		if !ok {
			return result{}, false, nil
		}
		select {
		case r := <-j.done:
			return r, true, r.err
		case <-ctx.Done():
			return result{}, false, ctx.Err()
		}
	case <-ctx.Done():
		return result{}, false, ctx.Err()
	}
}
