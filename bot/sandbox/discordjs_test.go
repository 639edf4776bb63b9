package sandbox_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/sandbox/sandboxtest"
)

// foreign is the bot of testdata/discordjs in a process of its own.
type foreign struct {
	client
	lines <-chan string // what it prints
}

// startForeign installs discord.js from the package registry and runs the bot.
func startForeign(t *testing.T) *foreign {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node is not installed: ", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "discordjs"))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	t.Cleanup(cancel)
	install := exec.CommandContext(ctx, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("discord.js cannot be installed: %v\n%s", err, out)
	}
	s := sandboxtest.Start(t)
	bot := exec.CommandContext(ctx, node, "bot.js")
	bot.Dir, bot.Stderr = dir, os.Stderr
	bot.Env = append(os.Environ(), "SANDBOX_API="+s.URL+"/api", "SANDBOX_TOKEN="+s.Bot.Token)
	stdin, err := bot.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := bot.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 100)
	go read(stdout, lines)
	t.Cleanup(func() {
		_ = stdin.Close() // asks it to end
		if err := bot.Wait(); err != nil {
			t.Error("the bot ended with ", err)
		}
	})
	f := &foreign{client: client{Server: s, ctx: ctx}, lines: lines}
	f.resumed = func(t *testing.T) { f.expect(t, "resumed") }
	f.expect(t, "ready Rapporteur 1")
	return f
}

// read passes on what the bot prints until it ends.
func read(from io.Reader, lines chan<- string) {
	defer close(lines)
	for scanner := bufio.NewScanner(from); scanner.Scan(); {
		lines <- scanner.Text()
	}
}

// expect waits for a line that begins so.
func (f *foreign) expect(t *testing.T, begin string) {
	t.Helper()
	for {
		select {
		case line, ok := <-f.lines:
			if !ok {
				t.Fatalf("the bot ended before it said %q", begin)
			}
			t.Log("the bot says: ", line)
			if strings.HasPrefix(line, begin) {
				return
			}
		case <-f.ctx.Done():
			t.Fatalf("the bot did not say %q", begin)
		}
	}
}

func TestDiscordJSRunsUnchanged(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("installs a package from a registry")
	}
	f := startForeign(t)
	f.run(t)
}
