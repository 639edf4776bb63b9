package bot

import (
	"errors"
	"fmt"

	"rapporteur/bot/corpus"
)

// The errors that an edge of the program tells apart.
var (
	// ErrTooManyPassages means that the articles are too many for one library.
	ErrTooManyPassages = corpus.ErrTooManyPassages
	// ErrNotFolder means that what was named is a file.
	ErrNotFolder = errors.New("not a folder")
	// ErrNoQuestions means that a question set has none to ask.
	ErrNoQuestions = errors.New("no questions")
	// ErrNoLibrary means that a question set has no articles to answer from.
	ErrNoLibrary = errors.New("no articles")
)

// MaxPassages is how many passages the articles may have together.
const MaxPassages = corpus.MaxPassages

// FolderError means that a folder of articles could not be read at all.
type FolderError struct {
	Folder string // as it was named
	Err    error  // wraps fs.ErrNotExist, fs.ErrPermission or ErrNotFolder, or is another
}

func (e *FolderError) Error() string { return fmt.Sprintf("read folder %s: %v", e.Folder, e.Err) }
func (e *FolderError) Unwrap() error { return e.Err }

// UnknownArticleError means that somebody named an article that is not there.
type UnknownArticleError struct {
	Slug  string
	Known []string // the slugs that there are, sorted
}

func (e *UnknownArticleError) Error() string { return fmt.Sprintf("no article %q", e.Slug) }

// SetError means that a file of a question set could not be read. What is the
// file or folder as it was named.
type SetError struct {
	What string
	Err  error
}

func (e *SetError) Error() string { return fmt.Sprintf("read question set %s: %v", e.What, e.Err) }
func (e *SetError) Unwrap() error { return e.Err }
