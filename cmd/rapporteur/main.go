// Rapporteur answers questions from articles, and from nothing else, with
// citations. This command holds the flags, the terminal and the exit codes;
// everything else is in package bot.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}

// run is the whole program. It reads .env in the current folder; env, as
// os.Environ gives it, goes before.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) (code int) {
	settings := readSettings(env)
	c := newConsole(stdin, stdout, stderr, settings)
	defer func() {
		if fault := recover(); fault != nil {
			c.complain("This is a fault of the program, not yours. Run it again with --verbose and report what it prints.")
			c.log.Error("panic", "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			code = exitInternal
		}
	}()

	var cli grammar
	chosen, left, err := parse(&cli, args, c, settings)
	switch {
	case left:
		return exitOK
	case err != nil:
		return c.fail(usagef("The command line is wrong: %w. Run rapporteur --help to see what there is.", err))
	}
	c.configure(cli.globals)
	if _, examines := chosen.(*doctorCommand); !examines {
		if err := settings.fault(); err != nil {
			return c.fail(err)
		}
	}
	code, err = chosen.run(ctx, c)
	if flushErr := c.flush(); err == nil && flushErr != nil {
		err = flushErr
	}
	if err != nil {
		return c.fail(err)
	}
	return code
}

// parse reads the command line. It reports that the program has nothing left
// to do when it has printed its help.
func parse(cli *grammar, args []string, c *console, s *settings) (chosen command, left bool, err error) {
	parser, err := kong.New(cli,
		kong.Name("rapporteur"),
		variables(),
		kong.Description("Answers questions from loaded articles, and from nothing else, with citations."),
		kong.Writers(c.stdout, c.stderr),
		kong.Exit(func(int) { left = true }),
		kong.Resolvers(s.resolver()),
		kong.ValueFormatter(helpOf),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		panic(err) // the grammar is wrong
	}
	picked, err := parser.Parse(args)
	if left {
		return nil, true, c.flush()
	}
	if err != nil {
		return nil, false, err
	}
	return picked.Selected().Target.Addr().Interface().(command), false, nil
}
