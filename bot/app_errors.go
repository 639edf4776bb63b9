package bot

import (
	"errors"
	"fmt"
	"io/fs"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/gateway"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
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

// Advice says what to do about it.
func (e *FolderError) Advice() string {
	switch {
	case errors.Is(e.Err, fs.ErrNotExist):
		return fmt.Sprintf("The folder %s does not exist. Create it, or choose another one.", e.Folder)
	case errors.Is(e.Err, ErrNotFolder):
		return fmt.Sprintf("%s is not a folder. Choose the folder that holds it.", e.Folder)
	case errors.Is(e.Err, fs.ErrPermission):
		return fmt.Sprintf("The folder %s could not be read: permission is missing.", e.Folder)
	}
	return fmt.Sprintf("The folder %s could not be read.", e.Folder)
}

// TooManyAdvice says what to do about ErrTooManyPassages.
func TooManyAdvice() string {
	return fmt.Sprintf("The articles have too many paragraphs together; at most %d are allowed. Remove some articles.", MaxPassages)
}

// NoTokenAdvice says what to do about ErrNoToken.
const NoTokenAdvice = "There is no token. Set DISCORD_TOKEN in .env to the bot's token from Discord's developer portal; the README tells how to get one."

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

// StoreError means that the database could not be used.
type StoreError struct {
	Path string
	Err  error // wraps one of package store's errors, or is another
}

func (e *StoreError) Error() string { return fmt.Sprintf("open database %s: %v", e.Path, e.Err) }
func (e *StoreError) Unwrap() error { return e.Err }

// Advice says what to do about it.
func (e *StoreError) Advice() string {
	file := "The database " + e.Path
	switch {
	case errors.Is(e.Err, store.ErrReadOnly):
		return file + " cannot be written. Give the bot the right to write the file and its folder, or choose another file."
	case errors.Is(e.Err, store.ErrNotFound):
		return file + " is not there. serve makes it when it starts; name another with --database or RAPPORTEUR_DATABASE."
	case errors.Is(e.Err, store.ErrFull):
		return file + " has no room left on its disk. Make room, then start again."
	case errors.Is(e.Err, store.ErrLocked):
		return file + " is used by another program. Stop that one first."
	case errors.Is(e.Err, store.ErrNotDatabase), errors.Is(e.Err, store.ErrForeign):
		return file + " is not one of this bot's. Choose another file."
	case errors.Is(e.Err, store.ErrDamaged):
		return file + " is damaged. Put a backup in its place."
	case errors.Is(e.Err, store.ErrNewer):
		return file + " was made by a newer version of this program. Run that version."
	}
	return file + " could not be opened."
}

// DiscordError means that the bot cannot be on Discord.
type DiscordError struct {
	Advice string // a sentence that says what to mend
	Err    error
}

func (e *DiscordError) Error() string { return fmt.Sprintf("on Discord: %v", e.Err) }
func (e *DiscordError) Unwrap() error { return e.Err }

// explained makes a *DiscordError of what package discord returns.
func explained(err error) error {
	var (
		final  *gateway.FinalError
		option *rest.OptionError
	)
	switch {
	case errors.As(err, &option):
		return &DiscordError{option.Advice, err}
	case errors.As(err, &final):
		return &DiscordError{final.Advice(), err}
	case errors.Is(err, rest.ErrUnauthorized):
		return &DiscordError{gateway.TokenAdvice, err}
	case errors.Is(err, rest.ErrUnavailable):
		return &DiscordError{"Discord could not be reached. Look at the network, and at DISCORD_API_URL if it is set; then start again.", err}
	}
	return &DiscordError{"The bot could not go on on Discord; the log says why.", err}
}
