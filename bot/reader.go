package bot

import (
	"context"
	"log/slog"
	"time"

	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/fetch"
)

// reader reads what moderators bring: files, and pages of the web.
type reader struct {
	files *ingest.Reader
	pages *fetch.Fetcher
}

// newReader makes a reader for Serve.
func newReader(c Config) reader {
	return reader{ingest.New(ingest.Options{EngineFolder: engineBeside(c), EngineCompiler: c.engineCompiler()}), fetch.New(fetch.Options{Contact: c.Contact})}
}

// prepare makes ready what the first PDF would wait for. What keeps it from that is
// told: the first PDF then takes longer, and no other.
func (r reader) prepare(ctx context.Context, log *slog.Logger) {
	began := time.Now()
	err := r.files.Prepare(ctx)
	switch {
	case ctx.Err() != nil: // the next start does it
	case err != nil:
		log.Warn("the PDF engine could not be made ready, so that the first PDF after each start takes some seconds more; doctor says what to mend", "error", err)
	default:
		log.Info("the PDF engine is ready", "after", time.Since(began).Round(time.Millisecond))
	}
}

func (r reader) close(log *slog.Logger) {
	if err := r.files.Close(); err != nil {
		log.Error("the reader of files could not be closed", "error", err)
	}
}

// Read is for package discord.
func (r reader) Read(ctx context.Context, name, contentType string, data []byte) (*ingest.File, error) {
	return r.files.Read(ctx, name, contentType, data)
}

// Fetch is for package discord.
func (r reader) Fetch(ctx context.Context, address string) (*ingest.File, error) {
	page, err := r.pages.Fetch(ctx, fetch.Request{URL: address})
	if err != nil {
		return nil, err
	}
	return r.files.ReadFrom(ctx, page.URL, page.Name, page.ContentType, page.Data)
}
