//go:build unix

package bot

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/ingest/pdf"
	"rapporteur/bot/logtest"
)

// scripted is a program that does what a script says; $2 is the engine's folder.
func scripted(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	return name
}

func TestThePDFEngineIsCompiledByAnotherProcessWithoutSecrets(t *testing.T) {
	t.Setenv("DISCORD_TOKEN", "secret")
	folder := filepath.Join(t.TempDir(), "data", "engine")
	compile := Config{Program: scripted(t, `echo "$1 $2 $PWD $(env)" > "$2/said"`)}.engineCompiler()
	if err := compile(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(filepath.Join(folder, "said"))
	if err != nil || !strings.HasPrefix(string(said), EngineCommand+" "+folder+" "+folder+" ") || !strings.Contains(string(said), "GOMAXPROCS=1") || strings.Contains(string(said), "secret") {
		t.Errorf("%s, %v", said, err)
	}
}

func TestWhatKeepsTheOtherProcessFromCompilingIsTold(t *testing.T) {
	for script, want := range map[string]string{
		`echo "no space left" >&2; exit 4`: "no space left",
		`kill -9 $$`:                       "killed",
	} {
		err := Config{Program: scripted(t, script)}.engineCompiler()(t.Context(), t.TempDir())
		if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, pdf.ErrEngine) != (want == "killed") {
			t.Errorf("%s: %v", script, err)
		}
	}
	if err := (Config{Program: filepath.Join(t.TempDir(), "gone")}).engineCompiler()(t.Context(), t.TempDir()); err == nil || errors.Is(err, pdf.ErrEngine) {
		t.Errorf("a program that is not there: %v", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	began := time.Now()
	err := Config{Program: scripted(t, "exec sleep 60")}.engineCompiler()(ctx, t.TempDir())
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 50*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if (Config{}).engineCompiler() != nil {
		t.Error("a program that is not known is run")
	}
}

// TestServePreparesTheEngineOnceItIsReady has the other process not end, which keeps no
// stop waiting.
func TestServePreparesTheEngineOnceItIsReady(t *testing.T) {
	c, _ := patient(t)
	called := filepath.Join(engineBeside(c), "called")
	var log logtest.Log
	c.Log, c.Program = slog.New(slog.NewTextHandler(&log, nil)), scripted(t, `echo x >> "$2/called"; exec sleep 60`)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, c) }()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		ready := strings.Contains(log.String(), "msg=ready")
		if data, _ := os.ReadFile(called); string(data) == "x\n" && ready {
			break
		} else if len(data) > 2 || time.Now().After(end) {
			t.Fatalf("called with %q, log:\n%s", data, log.String())
		}
	}
	began := time.Now()
	stop()
	if err := <-served; err != nil || time.Since(began) > 50*time.Second {
		t.Errorf("stopped after %v: %v", time.Since(began), err)
	}
	if strings.Contains(log.String(), "PDF engine") {
		t.Errorf("it is told of what the stop has ended:\n%s", log.String())
	}
}

func TestAnEngineThatCannotBePreparedCostsALineInTheLog(t *testing.T) {
	c, _ := patient(t)
	c.Program = scripted(t, `echo "no room for it" >&2; exit 4`)
	r := newReader(c)
	var log logtest.Log
	r.prepare(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
	if said := log.String(); !strings.Contains(said, "could not be made ready") || !strings.Contains(said, "no room for it") || strings.Count(said, "\n") != 1 {
		t.Errorf("%s", said)
	}
	r.close(c.log())
	if f, err := r.Read(t.Context(), "a.md", "", []byte("# A\n\nText.")); err != nil || f.Article.Title != "A" {
		t.Errorf("other files: %+v, %v", f, err)
	}
	if check := checkEngine(c); check.State != CheckOK || !strings.Contains(check.Finding, "not compiled for this machine yet") {
		t.Errorf("%+v", check)
	}
	if err := os.Chmod(engineBeside(c), 0o777); err != nil { //nolint:gosec // that is the point
		t.Fatal(err)
	}
	finds(t, c, "PDF engine", CheckLook, "chmod 700")
}
