package bot

import (
	"context"
	"log/slog"
	"path/filepath"

	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/fetch"
)

// reader reads what moderators bring: files, and pages of the web.
type reader struct {
	files *ingest.Reader
	pages *fetch.Fetcher
}

// newReader makes a reader that keeps the machine code of its PDF engine beside the
// database.
func newReader(database string) reader {
	return reader{ingest.New(ingest.Options{EngineFolder: filepath.Join(filepath.Dir(database), "engine")}), fetch.New(fetch.Options{})}
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
