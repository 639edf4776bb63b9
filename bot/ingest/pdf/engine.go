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
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	other  Compiler      // nil compiles in this process
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
// some seconds. An idle time of 0 is DefaultIdle. compiler makes what the folder lacks;
// nil, or one that fails, leaves that to the engine.
func NewEngine(folder string, idle time.Duration, compiler Compiler) *Engine {
	if idle == 0 {
		idle = DefaultIdle
	}
	e := &Engine{folder: folder, idle: idle, other: compiler, turn: make(chan struct{}, 1)}
	e.turn <- struct{}{}
	return e
}

// Close stops the engine, and waits for a start or a document that is under way. A
// Compiler ends with its context. Compiling in this process, which is a start's main part
// where there is no machine code yet, cannot be broken off and takes some seconds.
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
		if err := e.take(ctx); err != nil {
			return err
		}
		if e.cache != nil {
			if e.timer != nil {
				e.timer.Stop()
			}
			return nil
		}
		if err := e.background(ctx, e.start); err != nil {
			return err
		}
	}
}

// take waits for the turn.
func (e *Engine) take(ctx context.Context) error {
	select {
	case <-e.turn:
	case <-ctx.Done():
		return e.late(ctx)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		e.turn <- struct{}{}
		return ErrClosed
	}
	return nil
}

// Prepare has the machine code made that the folder lacks, so that the first document
// finds it there. It starts nothing else. Whoever reads meanwhile waits, or is told
// that the engine is being made ready. When ctx ends first it goes on until Close.
func (e *Engine) Prepare(ctx context.Context) error {
	if ready, err := Kept(e.folder); e.folder == "" || ready {
		return nil
	} else if err != nil {
		return fmt.Errorf("prepare PDF engine: %w", err)
	}
	if err := e.take(ctx); err != nil {
		return fmt.Errorf("prepare PDF engine: %w", err)
	}
	compile := e.other
	if compile == nil {
		compile = Compile
	}
	if err := e.background(ctx, func(ctx context.Context) error { return compile(ctx, e.folder) }); err != nil {
		return fmt.Errorf("prepare PDF engine: %w", err)
	}
	if ready, err := Kept(e.folder); err != nil || !ready {
		return fmt.Errorf("prepare PDF engine: its machine code did not come into %s: %w", e.folder, cmp.Or(err, fs.ErrNotExist))
	}
	return nil
}

// start makes the engine ready. The caller has the turn.
func (e *Engine) start(ctx context.Context) (err error) {
	if ready, err := Kept(e.folder); e.folder != "" && e.other != nil && err == nil && !ready {
		if err := e.other(ctx, e.folder); errors.Is(err, ErrEngine) || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
	e.cache, err = compile(ctx, e.folder)
	return err
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

// background has something done with the turn of its caller, gives it back, and waits
// for that. When ctx ends first it goes on.
func (e *Engine) background(ctx context.Context, do func(context.Context) error) error {
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
		err = do(background)
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
