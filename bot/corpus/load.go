package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Load reads the articles of a folder that every guild may read, as LoadShelves
// does. The problems are those of all its files.
func Load(fsys fs.FS) (*Library, []Problem, error) {
	shelves, problems, err := LoadShelves(fsys)
	if err != nil {
		return nil, problems, err
	}
	return shelves.Shared, problems, nil
}

// loadedFile is one article file of a folder.
type loadedFile struct {
	name     string // the path in the folder
	data     []byte // nil when it could not be read
	article  *Article
	problems []Problem
	err      error
}

// loadFiles reads and parses the article files of a folder, those of all guilds
// first. The error is that of the folder itself.
func loadFiles(fsys fs.FS) ([]loadedFile, error) {
	names, problems, err := Files(fsys)
	var files []loadedFile
	for _, p := range problems {
		files = append(files, loadedFile{name: p.File, problems: []Problem{p}})
	}
	for _, name := range names {
		files = append(files, loadFile(fsys, name))
	}
	claimSlugs(files)
	return files, err
}

// skipped reports whether a file or folder of that name is not an article.
func skipped(name string) bool {
	return name[0] == '.' || name[0] == '_' || strings.EqualFold(name, "README.md")
}

func loadFile(fsys fs.FS, name string) loadedFile {
	data, err := readFile(fsys, name)
	if err != nil {
		return failed(name, err)
	}
	return parsedFile(name, data)
}

func parsedFile(name string, data []byte) loadedFile {
	f := loadedFile{name: name, data: data}
	f.article, f.problems, f.err = Parse(name, data)
	if f.err != nil {
		f.problems = append(f.problems, failed(name, f.err).problems...)
	}
	return f
}

// failed is a file that gave no article.
func failed(name string, err error) loadedFile {
	message := "The file could not be read: " + err.Error() + "."
	switch {
	case errors.Is(err, ErrTooLarge):
		message = fmt.Sprintf("The file is larger than %d MB. Split it into several articles.", MaxFileBytes>>20)
	case errors.Is(err, ErrEmpty):
		message = "The article holds no text. Write it, or remove the file."
	case errors.Is(err, fs.ErrPermission):
		message = "The bot may not read this file. Change its permissions."
	}
	return loadedFile{name: name, err: err, problems: []Problem{{name, 0, Error, message}}}
}

// readFile reads a file of at most MaxFileBytes. It reads one byte more than
// that at most, since a file may grow after Stat.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	defer file.Close() // nothing was written
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case info.IsDir():
		return nil, fmt.Errorf("read %s: it is a folder", name)
	case info.Size() > MaxFileBytes:
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > MaxFileBytes {
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	return data, nil
}

// claimSlugs makes the slugs of the files unique among those that one guild may
// read: the shared ones, which come first, and its own.
func claimSlugs(files []loadedFile) {
	taken := make(map[ownedSlug]string)
	for i := range files {
		files[i].claimSlug(taken)
	}
}

// ownedSlug is a slug among a guild's own articles, or among the shared ones.
type ownedSlug struct{ guild, slug string }

// claimSlug makes the file's slug unique among those taken, which hold the
// names of files.
func (f *loadedFile) claimSlug(taken map[ownedSlug]string) {
	if f.article == nil {
		return
	}
	guild := GuildOf(f.name)
	var slug, other string
	for _, slug = range Slugs(f.name) {
		if other = cmp.Or(taken[ownedSlug{guild, slug}], taken[ownedSlug{"", slug}]); other == "" {
			taken[ownedSlug{guild, slug}] = f.name
			f.article.Slug = slug // not shared with anybody yet
			return
		}
	}
	f.article, f.err = nil, ErrDuplicate
	f.problems = append(f.problems, DuplicateOf(f.name, other, slug))
}

// DuplicateOf says to a moderator that a file was not loaded because another has
// the slug that it would have.
func DuplicateOf(name, other, slug string) Problem {
	return Problem{
		name, 0, Error,
		fmt.Sprintf("The article was not loaded: %s has the same name, %q. Rename one of the two files.", other, slug),
	}
}
