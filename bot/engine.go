package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"rapporteur/bot/ingest/pdf"
)

// EngineCommand is the command of Config.Program that calls CompileEngine with the
// folder behind it.
const EngineCommand = "engine"

const (
	// maxSaid is how much is kept of what that process complains.
	maxSaid = 4 << 10
	// endsWithin is how long it may take to end once it is told to.
	endsWithin = time.Second
)

// engineBeside is where Serve keeps the machine code of the PDF engine: beside the
// database.
func engineBeside(c Config) string {
	return filepath.Join(filepath.Dir(cmp.Or(c.Database, DefaultDatabase)), "engine")
}

// CompileEngine makes the machine code of the PDF engine in a folder, unless it is
// there. It takes some seconds of a processor and 340 MB of memory.
func CompileEngine(ctx context.Context, folder string) error {
	lowerPriority()
	if err := pdf.Compile(ctx, folder); err != nil {
		return fmt.Errorf("compile PDF engine: %w", err)
	}
	return nil
}

// engineCompiler has CompileEngine called in another process; nil when the program is
// not known.
func (c Config) engineCompiler() pdf.Compiler {
	if c.Program == "" {
		return nil
	}
	return func(ctx context.Context, folder string) error {
		folder, err := filepath.Abs(folder)
		if err == nil {
			err = os.MkdirAll(folder, 0o700)
		}
		if err != nil {
			return fmt.Errorf("find folder for the PDF engine: %w", err)
		}
		said := &bounded{most: maxSaid}
		process := exec.CommandContext(ctx, c.Program, EngineCommand, folder) //nolint:gosec // the program itself
		process.Dir = folder                                                  // where there is no .env
		process.Env = []string{"GOMAXPROCS=1"}                                // one processor, and no secrets
		process.Stderr, process.WaitDelay = said, endsWithin
		err = process.Run()
		switch exit := (*exec.ExitError)(nil); {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("compile PDF engine: %w", ctx.Err())
		case errors.As(err, &exit) && !exit.Exited(): // mostly for want of memory: this process must not try too
			return fmt.Errorf("compile PDF engine: %w: its process was ended: %w", pdf.ErrEngine, err)
		}
		return fmt.Errorf("compile PDF engine: %w: %s", err, strings.TrimSpace(string(said.text)))
	}
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	text []byte
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.text = append(b.text, p[:min(len(p), b.most-len(b.text))]...)
	return len(p), nil
}

// checkEngine tells whether the PDF engine is ready.
func checkEngine(c Config) Check {
	check := Check{Subject: "PDF engine", State: CheckOK, Finding: "ready"}
	switch ready, err := pdf.Kept(engineBeside(c)); {
	case errors.Is(err, os.ErrPermission):
		check.Finding = "its folder can be read by the bot's user alone"
	case err != nil:
		c.log().Error("the folder of the PDF engine cannot be used", "error", err)
		check.State, check.Finding = CheckLook, "its folder "+engineBeside(c)+" cannot be used"
		check.Advice = "Remove the folder, or let only its owner write to it (chmod 700): until then each start of the engine takes some seconds more."
	case !ready:
		check.Finding = "not compiled for this machine yet; serve does that once after its start, in a process of its own, with about 10 seconds of a processor and 340 MB"
	}
	return check
}
