package ingest

import (
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/docx"
	"rapporteur/bot/ingest/pdf"
)

// The reasons why a file is refused.
var (
	// ErrTooLarge means that the file has more than MaxBytes.
	ErrTooLarge = errors.New("file is too large")
	// ErrFormat means that the file is of a format that is not read.
	ErrFormat = errors.New("format is not read")
	// ErrEmpty means that the file holds no text.
	ErrEmpty = errors.New("file holds no text")
	// ErrScan means that the pages of a PDF are pictures.
	ErrScan = errors.New("PDF was scanned")
	// ErrEncrypted means that the file wants a password.
	ErrEncrypted = errors.New("file is encrypted")
	// ErrDamaged means that the file is broken or cut off.
	ErrDamaged = errors.New("file is damaged")
	// ErrTooMuch means that the file holds, or unpacks to, more than is read.
	ErrTooMuch = errors.New("file holds too much")
	// ErrUnsafe means that the file has what no honest one has.
	ErrUnsafe = errors.New("file is not safe")
	// ErrSlow means that reading took longer than Timeout.
	ErrSlow = errors.New("reading took too long")
	// ErrNotReady means that the reader of PDFs is being made ready.
	ErrNotReady = errors.New("reader of PDFs is not ready")
	// ErrUnavailable means that the reader of PDFs does not start, or was closed.
	ErrUnavailable = errors.New("reader of PDFs is not available")
	// ErrMeta means that what a moderator corrected cannot be written.
	ErrMeta = errors.New("metadata cannot be used")
)

// Error says why a file was refused. It wraps one of the reasons above.
type Error struct {
	Name   string // of the file, as it was given
	Err    error
	advice string
}

func (e *Error) Error() string { return fmt.Sprintf("read %s: %v", e.Name, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// Advice says in sentences, to the moderator who brought the file, why it was
// refused and what to do.
func (e *Error) Advice() string { return e.advice }

// refuse makes an *Error. cause, which may be nil, is for the log.
func refuse(name string, reason, cause error, advice string) *Error {
	if cause != nil {
		reason = fmt.Errorf("%w: %w", reason, cause)
	}
	return &Error{name, reason, advice}
}

// explained makes an *Error of what the readers of formats return, or returns the
// error of a context that was cancelled.
func explained(name string, err error) error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("read %s: %w", name, err)
	case errors.Is(err, context.DeadlineExceeded):
		return refuse(name, ErrSlow, err, fmt.Sprintf("Reading the file took longer than %d seconds, so it was given up. Split it, or save it anew from the program that made it.", int(Timeout.Seconds())))
	case errors.Is(err, pdf.ErrStarting):
		return refuse(name, ErrNotReady, err, "The reader of PDFs is being made ready for the first time, which takes up to a minute. Try again then.")
	case errors.Is(err, pdf.ErrEngine), errors.Is(err, pdf.ErrClosed):
		return refuse(name, ErrUnavailable, err, "The reader of PDFs could not be started. Copy the text into a .txt file for now, and tell whoever runs the bot.")
	case errors.Is(err, pdf.ErrEncrypted):
		return refuse(name, ErrEncrypted, err, "The PDF is protected with a password. Save it without one and add it again.")
	case errors.Is(err, pdf.ErrNoText):
		return refuse(name, ErrScan, err, "The PDF holds no text: its pages are pictures, as a scanner makes them. Have the text recognised (OCR), or look for the original.")
	case errors.Is(err, pdf.ErrTooMuch), errors.Is(err, docx.ErrTooMuch):
		return refuse(name, ErrTooMuch, err, "The file holds, or unpacks to, more than an article can have. Split it into several, or copy its text into a .txt file.")
	case errors.Is(err, docx.ErrDoctype):
		return refuse(name, ErrUnsafe, err, "The document declares XML entities, which no word processor does and which can do harm. Open it in a word processor and save it anew.")
	case errors.Is(err, docx.ErrNotWord):
		return refuse(name, ErrFormat, err, "The file is an archive, but not a Word document. Add the articles in it one by one, as .md, .txt, .html, .pdf or .docx.")
	case errors.Is(err, pdf.ErrDamaged), errors.Is(err, docx.ErrDamaged):
		return refuse(name, ErrDamaged, err, "The file is damaged or not complete. Fetch or save it again; if that does not help, copy its text into a .txt file.")
	case errors.Is(err, corpus.ErrEmpty):
		return refuse(name, ErrEmpty, err, "The file holds no text to answer from. Add one that has paragraphs.")
	case errors.Is(err, corpus.ErrTooLarge):
		return refuse(name, ErrTooLarge, err, tooLargeAdvice)
	}
	return refuse(name, ErrDamaged, err, "The file could not be read. Save it again, or copy its text into a .txt file.")
}

var tooLargeAdvice = fmt.Sprintf("The file is larger than %d MB. Split it into several articles.", MaxBytes>>20)
