// Package pdf reads the text of PDF documents: paragraphs and headings, put
// together from the lines of the pages by where they stand and how large they
// are.
//
// The pages are read by PDFium, compiled to WebAssembly, which runs in a sandbox
// without files, network or clock, and with [maxMemory] of memory. Before it
// runs it is compiled to machine code, once for each machine and version of the
// program where there is a folder to keep that in.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// DefaultIdle is how long the engine waits for another document before it gives
// its memory back: it takes a fraction of a second to start again.
const DefaultIdle = 2 * time.Minute

// The errors of Read.
var (
	// ErrStarting means that the engine was still being made ready when the
	// time was over. That goes on, so that a later try finds it ready.
	ErrStarting = errors.New("PDF engine is being made ready")
	// ErrEngine means that the engine could not be started.
	ErrEngine = errors.New("PDF engine does not start")
	// ErrClosed means that the engine has been closed.
	ErrClosed = errors.New("PDF engine is closed")
	// ErrEncrypted means that the document wants a password.
	ErrEncrypted = errors.New("PDF is encrypted")
	// ErrDamaged means that no page of the document could be read.
	ErrDamaged = errors.New("PDF is damaged")
	// ErrNoText means that the pages hold no text: they were scanned.
	ErrNoText = errors.New("PDF holds no text")
	// ErrTooMuch means that the document has too many pages or too much text, or
	// wants more memory than there is for one.
	ErrTooMuch = errors.New("PDF holds too much")
)

// Engine reads documents, one at a time. It starts when the first one comes, and
// gives its memory back when none has come for a while. Its owner closes it.
type Engine struct {
	folder string
	idle   time.Duration
	turn   chan struct{} // holds one token: whoever has it may use what follows
	cache  wazero.CompilationCache
	timer  *time.Timer

	mu       sync.Mutex
	starting chan struct{} // closed when the start that is under way is over; nil for none
	closed   bool
	stop     context.CancelFunc // keeps the start that is under way from going on after compiling
}

// NewEngine makes an engine. The folder is where machine code is kept between
// runs of the program; it is made if it is not there, for its owner alone, since
// whoever can write into it can have code run. Without one, "", each start takes
// some seconds. An idle time of 0 is DefaultIdle.
func NewEngine(folder string, idle time.Duration) *Engine {
	if idle == 0 {
		idle = DefaultIdle
	}
	e := &Engine{folder: folder, idle: idle, turn: make(chan struct{}, 1)}
	e.turn <- struct{}{}
	return e
}

// Close stops the engine, and waits for a start or a document that is under way.
// Compiling, which is a start's main part where there is no machine code yet, cannot
// be broken off and takes some seconds.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	if e.stop != nil {
		e.stop()
	}
	starting := e.starting
	e.mu.Unlock()
	if starting != nil {
		<-starting
	}
	<-e.turn
	defer func() { e.turn <- struct{}{} }()
	if e.timer != nil {
		e.timer.Stop()
	}
	return e.rest()
}

// rest gives the engine's memory back. The caller has the turn.
func (e *Engine) rest() error {
	if e.cache == nil {
		return nil
	}
	err := e.cache.Close(context.Background())
	e.cache = nil
	debug.FreeOSMemory() // machine code, and what a document left
	if err != nil {
		return fmt.Errorf("stop PDF engine: %w", err)
	}
	return nil
}

// acquire waits for the engine to be ready and for the turn.
func (e *Engine) acquire(ctx context.Context) error {
	for {
		select {
		case <-e.turn:
		case <-ctx.Done():
			return e.late(ctx)
		}
		e.mu.Lock()
		closed := e.closed
		e.mu.Unlock()
		if closed {
			e.turn <- struct{}{}
			return ErrClosed
		}
		if e.cache != nil {
			if e.timer != nil {
				e.timer.Stop()
			}
			return nil
		}
		err := e.start(ctx) // has the turn, and gives it back
		if err != nil {
			return err
		}
	}
}

// late is the error of somebody whose time is over.
func (e *Engine) late(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.starting != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrStarting
	}
	return ctx.Err()
}

// start makes the engine ready in the background, with the turn of its caller,
// and waits for that. When ctx ends first it goes on.
func (e *Engine) start(ctx context.Context) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		stop()
		e.turn <- struct{}{}
		return ErrClosed
	}
	e.starting, e.stop = done, stop
	e.mu.Unlock()
	var err error
	go func() {
		defer close(done)
		defer stop()
		e.cache, err = compile(background, e.folder)
		e.mu.Lock()
		e.starting, e.stop = nil, nil
		e.mu.Unlock()
		e.wait()
		e.turn <- struct{}{}
	}()
	select {
	case <-done:
		return err
	case <-ctx.Done():
		return e.late(ctx)
	}
}

// release gives the turn back.
func (e *Engine) release() {
	e.wait()
	e.turn <- struct{}{}
}

// wait has the engine rest when nobody wants it for a while. The caller has the
// turn.
func (e *Engine) wait() {
	if e.cache == nil {
		return
	}
	if e.timer != nil {
		e.timer.Stop()
	}
	e.timer = time.AfterFunc(e.idle, func() {
		select {
		case <-e.turn:
			_ = e.rest() // memory that could not be given back is lost, no more
			e.turn <- struct{}{}
		default: // somebody is reading, and will set another timer
		}
	})
}

// compile compiles PDFium, or finds it compiled in the folder. What lies there
// and cannot be used is removed.
func compile(ctx context.Context, folder string) (wazero.CompilationCache, error) {
	cache := wazero.NewCompilationCache()
	if folder != "" {
		kept, err := keptIn(folder)
		if err == nil {
			cache = kept
		}
	}
	pool, err := webassembly.Init(configuration(ctx, cache))
	if err != nil && folder != "" && ctx.Err() == nil {
		// A file of the folder may be broken.
		_ = cache.Close(context.Background())
		removeKept(folder)
		cache = wazero.NewCompilationCache()
		pool, err = webassembly.Init(configuration(ctx, cache))
	}
	if err != nil {
		_ = cache.Close(context.Background())
		return nil, fmt.Errorf("%w: %w", ErrEngine, err)
	}
	err = pool.Close() // the machine code stays with the cache
	debug.FreeOSMemory()
	if err != nil {
		_ = cache.Close(context.Background())
		return nil, fmt.Errorf("%w: %w", ErrEngine, err)
	}
	return cache, nil
}

// keptIn is a cache in a folder that nobody else may write to.
func keptIn(folder string) (wazero.CompilationCache, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of machine code: %w", err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		return nil, fmt.Errorf("look at folder of machine code: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("folder of machine code %s: others may write to it", folder)
	}
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return nil, fmt.Errorf("open folder of machine code: %w", err)
	}
	return cache, nil
}

// removeKept removes the machine code of a folder, and nothing else in it.
func removeKept(folder string) {
	kept, _ := filepath.Glob(filepath.Join(folder, "wazero-*")) // the pattern is right
	for _, name := range kept {
		_ = os.RemoveAll(name) // what cannot be removed is not used this time either
	}
}

// configuration is that of one instance of PDFium, which ends with ctx.
func configuration(ctx context.Context, cache wazero.CompilationCache) webassembly.Config {
	return webassembly.Config{
		Context:  ctx,
		MaxIdle:  1,
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // no folder at all
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCloseOnContextDone(true).
			WithCompilationCache(cache),
	}
}
