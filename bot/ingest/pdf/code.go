package pdf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"golang.org/x/sys/cpu"
)

// A Compiler makes the machine code in a folder, as Compile does, in another process:
// compiling holds some 300 MB for the 21 MB that come of it, whatever is tried, and
// cannot be broken off. An error that wraps ErrEngine means that it must not be tried
// in this process either.
type Compiler func(ctx context.Context, folder string) error

const (
	// readyName is the file in the folder that says for what its machine code is.
	readyName = "ready"
	// codeSize is how much room machine code needs at most, in bytes; it has 21 MB.
	codeSize = 32 << 20
)

// Kept reports whether a folder holds the machine code for this program on this
// machine. The error says why it cannot be used at all.
func Kept(folder string) (bool, error) {
	if err := private(folder); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	found, err := os.ReadFile(filepath.Join(folder, readyName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("look at folder of machine code: %w", err)
	}
	code, err := filepath.Glob(filepath.Join(folder, "wazero-*", "*"))
	return err == nil && len(code) > 0 && string(found) == codeFor(), nil
}

// codeFor names what machine code depends on: the two libraries, the system and the
// processor.
func codeFor() string {
	parts := []string{runtime.GOOS, runtime.GOARCH, fmt.Sprint(cpu.X86, cpu.ARM64)}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if strings.HasSuffix(d.Path, "/go-pdfium") || strings.HasSuffix(d.Path, "/wazero") {
				parts = append(parts, d.Path+" "+d.Version)
			}
		}
	}
	return strings.Join(parts, "\n") + "\n"
}

// Compile makes the machine code in a folder, unless it is there. It takes some
// seconds of a processor and 300 MB, and cannot be broken off.
func Compile(ctx context.Context, folder string) error {
	cache, err := compiledIn(ctx, folder)
	if errors.Is(err, ErrEngine) {
		cache, err = compiledIn(ctx, folder) // without what was broken there
	}
	if err != nil {
		return err
	}
	if err := cache.Close(context.Background()); err != nil {
		return fmt.Errorf("close folder of machine code: %w", err)
	}
	return markReady(folder)
}

// compile compiles PDFium, or finds it compiled in the folder, "" for none.
func compile(ctx context.Context, folder string) (wazero.CompilationCache, error) {
	if folder != "" {
		cache, err := compiledIn(ctx, folder)
		if err == nil {
			_ = markReady(folder) // without it Kept says no, which costs little
			return cache, nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%w: %w", ErrEngine, ctx.Err())
		}
	}
	cache := wazero.NewCompilationCache()
	if err := compileWith(ctx, cache); err != nil {
		return nil, err
	}
	return cache, nil
}

// compiledIn compiles PDFium into a folder, or finds it compiled there. What lies there
// and cannot be used is removed; the error wraps ErrEngine then.
func compiledIn(ctx context.Context, folder string) (wazero.CompilationCache, error) {
	cache, err := keptIn(folder)
	if err != nil {
		return nil, err
	}
	if err := compileWith(ctx, cache); err != nil {
		if ctx.Err() == nil {
			removeKept(folder)
		}
		return nil, err
	}
	return cache, nil
}

// compileWith compiles PDFium into a cache, which it closes when it cannot.
func compileWith(ctx context.Context, cache wazero.CompilationCache) error {
	pool, err := webassembly.Init(configuration(ctx, cache))
	if err == nil {
		err = pool.Close() // the machine code stays with the cache
	}
	debug.FreeOSMemory()
	if err != nil {
		_ = cache.Close(context.Background())
		return fmt.Errorf("%w: %w", ErrEngine, err)
	}
	return nil
}

// private refuses a folder that others may write to: they could have code run.
func private(folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return fmt.Errorf("look at folder of machine code: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("folder of machine code %s: others may write to it", folder)
	}
	return nil
}

// keptIn is a cache in a folder that nobody else may write to. One that lacks the
// machine code must have room for it: else it would be compiled in vain.
func keptIn(folder string) (wazero.CompilationCache, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of machine code: %w", err)
	}
	if err := private(folder); err != nil {
		return nil, err
	}
	if ready, err := Kept(folder); err != nil || !ready {
		if err := roomIn(folder); err != nil {
			return nil, err
		}
	}
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return nil, fmt.Errorf("open folder of machine code: %w", err)
	}
	return cache, nil
}

// leftFor is how old a file must be that a process has left when it was ended.
const leftFor = time.Hour

// roomIn writes and removes a file as large as the machine code, and removes what an
// earlier one has left.
func roomIn(folder string) error {
	for _, left := range []string{"room-*", "wazero-*/*.tmp"} {
		names, _ := filepath.Glob(filepath.Join(folder, left)) // the pattern is right
		for _, name := range names {
			if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > leftFor {
				_ = os.Remove(name)
			}
		}
	}
	f, err := os.CreateTemp(folder, "room-*")
	if err != nil {
		return fmt.Errorf("write to folder of machine code: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // is empty space
	chunk := make([]byte, 1<<20)
	for n := 0; n < codeSize && err == nil; n += len(chunk) {
		_, err = f.Write(chunk)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("find room for machine code: %w", err)
	}
	return nil
}

// markReady notes for what the machine code in a folder is, whole or not at all.
func markReady(folder string) error {
	if ready, err := Kept(folder); err == nil && ready {
		return nil
	}
	name := filepath.Join(folder, readyName)
	err := os.WriteFile(name+".tmp", []byte(codeFor()), 0o600)
	if err == nil {
		err = os.Rename(name+".tmp", name)
	}
	if err != nil {
		return fmt.Errorf("write to folder of machine code: %w", err)
	}
	return nil
}

// removeKept removes the machine code of a folder, and nothing else in it.
func removeKept(folder string) {
	kept, _ := filepath.Glob(filepath.Join(folder, "wazero-*")) // the pattern is right
	for _, name := range append(kept, filepath.Join(folder, readyName)) {
		_ = os.RemoveAll(name) // what cannot be removed is not used this time either
	}
}
