package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"rapporteur/bot"
)

// runBatch is a method of bot.Bot that answers line by line.
type runBatch func(*bot.Bot, context.Context, io.Reader, io.Writer, bot.BatchOptions) (bot.BatchReport, error)

// batch runs a file of lines, or stdin for "-".
func (c *console) batch(ctx context.Context, file, article, what string, run runBatch) (int, error) {
	in, err := c.input(file)
	if err != nil {
		return 0, err
	}
	defer in.Close() // nothing was written
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	out := &batchOutput{c: c}
	options := bot.BatchOptions{Article: article}
	if _, ok := terminal(c.rawOut); !ok { // else the bar and the answers would mix
		m := c.meter(what)
		defer m.stop()
		options.Progress = m.at
	}
	report, err := run(b, ctx, in, out, options)
	switch {
	case out.err != nil:
		return 0, &outputError{"The output", out.err}
	case in.err != nil:
		return 0, usagef("%s could not be read: %s.", file, reason(in.err))
	case err != nil:
		return 0, err
	case report.Broken > 0:
		c.complain(fmt.Sprintf("%d of %d lines could not be used; their output lines say why.", report.Broken, report.Lines))
		return exitUsage, nil
	}
	return exitOK, nil
}

// batchInput is a file of lines. It remembers why it could not be read.
type batchInput struct {
	io.ReadCloser
	err error
}

func (in *batchInput) Read(p []byte) (int, error) {
	n, err := in.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		in.err = err
	}
	return n, err
}

// input opens a file of lines.
func (c *console) input(name string) (*batchInput, error) {
	if name == "-" {
		return &batchInput{ReadCloser: io.NopCloser(c.stdin)}, nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, usagef("The file %s could not be read: %s.", name, reason(err))
	case info.IsDir():
		return nil, usagef("%s is a folder. Give a file with one JSON object a line.", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, usagef("The file %s could not be read: %s.", name, reason(err))
	}
	return &batchInput{ReadCloser: file}, nil
}

// batchOutput prints each line at once, so that a program at the other end
// need not wait for the end of the batch.
type batchOutput struct {
	c   *console
	err error
}

func (o *batchOutput) Write(line []byte) (int, error) {
	if _, err := o.c.stdout.Write(safeJSON(line)); err != nil {
		o.err = err
	} else if err := o.c.stdout.Flush(); err != nil {
		o.err = err
	}
	return len(line), o.err
}
