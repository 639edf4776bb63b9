package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"rapporteur/bot"
)

// console is where a command reads and prints.
type console struct {
	stdin    io.Reader
	stdout   *bufio.Writer
	stderr   io.Writer
	rawOut   io.Writer // what stdout writes to
	settings *settings
	width    int  // of a line, in columns
	color    bool // stdout shows colours
	verbose  bool
	log      *slog.Logger
	config   bot.Config
}

// defaultWidth is the width of a line where the terminal does not tell.
const defaultWidth = 80

// minWidth keeps text readable on a terminal that claims to be narrower.
const minWidth = 20

func newConsole(stdin io.Reader, stdout, stderr io.Writer, s *settings) *console {
	c := &console{
		stdin: stdin, stdout: bufio.NewWriter(stdout), stderr: stderr, rawOut: stdout,
		settings: s, width: defaultWidth,
		log: slog.New(slog.DiscardHandler),
	}
	if file, ok := terminal(stdout); ok {
		c.color = s.get(noColor) == "" && s.get("TERM") != "dumb"
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			c.width = max(width, minWidth)
		}
	}
	return c
}

// terminal reports whether a stream is one.
func terminal(stream any) (*os.File, bool) {
	file, ok := stream.(*os.File)
	return file, ok && term.IsTerminal(int(file.Fd()))
}

// configure applies the flags of every command.
func (c *console) configure(g globals) {
	c.verbose = g.Verbose
	if g.NoColor {
		c.color = false
	}
	if g.Verbose {
		c.log = slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	c.config = bot.Config{Knowledge: g.Knowledge, Log: c.log}
}

// open loads the articles and tells of those that could not be used.
func (c *console) open(ctx context.Context) (*bot.Bot, error) {
	stop := c.wait("Reading the articles")
	b, err := bot.New(ctx, c.config)
	stop()
	if err != nil {
		return nil, err
	}
	for _, p := range b.Problems() {
		if p.Severity == bot.Error || c.verbose {
			c.complain(p.String())
		}
	}
	if len(b.Articles()) == 0 {
		return nil, errNoArticles
	}
	return b, nil
}

// complain prints a line for a person to stderr.
func (c *console) complain(message string) {
	fmt.Fprintln(c.stderr, "rapporteur: "+oneLine(message)) // there is nowhere to report a failure to
}

// fail explains an error and returns its exit code.
func (c *console) fail(err error) int {
	if flushErr := c.flush(); flushErr != nil {
		c.log.Error("output", "err", flushErr)
	}
	message, code := explain(err)
	c.complain(message)
	c.log.Error("failed", "err", err)
	return code
}

// flush writes what was printed.
func (c *console) flush() error {
	if err := c.stdout.Flush(); err != nil {
		return &outputError{"The output", err}
	}
	return nil
}

// printJSON prints one line of JSON.
func (c *console) printJSON(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	c.stdout.Write(safeJSON(text)) // flush reports a failure
	return c.stdout.WriteByte('\n')
}
