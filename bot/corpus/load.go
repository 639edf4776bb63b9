package corpus

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Load reads every article file of a folder and of the folders below it, in the
// order of their names. README.md and names that begin with '.' or '_' are
// skipped, and so are files of unknown formats. A file that cannot be read or
// parsed gives a problem and keeps no other from loading. Where two files make
// the same slug, the later one's slug gets its folder's name as prefix; if that
// is taken too, it is not loaded and reported.
//
// An error means that there is no library: it wraps ErrTooManyPassages, or says
// why the folder itself could not be read.
func Load(fsys fs.FS) (*Library, []Problem, error) {
	files, err := loadFiles(fsys)
	if err != nil {
		return nil, nil, fmt.Errorf("load articles: %w", err)
	}
	var articles []*Article
	var problems []Problem
	for _, f := range files {
		problems = append(problems, f.problems...)
		if f.article != nil {
			articles = append(articles, f.article)
		}
	}
	sortProblems(problems)
	library, err := NewLibrary(articles...)
	if err != nil {
		return nil, problems, fmt.Errorf("load articles: %w", err)
	}
	return library, problems, nil
}

// loadedFile is one article file of a folder.
type loadedFile struct {
	name     string // the path in the folder
	data     []byte // nil when it could not be read
	article  *Article
	problems []Problem
	err      error
}

// loadFiles reads and parses the article files of a folder. The error is that
// of the folder itself.
func loadFiles(fsys fs.FS) ([]loadedFile, error) {
	var files []loadedFile
	taken := make(map[string]string) // slug to file name
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			files = append(files, failed(name, fmt.Errorf("read %s: %w", name, err)))
			return nil
		case name != "." && skipped(d.Name()) && d.IsDir():
			return fs.SkipDir
		case d.IsDir(), skipped(d.Name()), formatOf(name) == formatNone:
			return nil
		}
		f := loadFile(fsys, name)
		f.claimSlug(taken)
		files = append(files, f)
		return nil
	})
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

// claimSlug makes the file's slug unique among those taken.
func (f *loadedFile) claimSlug(taken map[string]string) {
	if f.article == nil {
		return
	}
	slug := f.article.Slug
	if _, ok := taken[slug]; ok {
		if folder := path.Dir(f.name); folder != "." {
			slug = slugify(strings.ReplaceAll(folder, "/", "-")) + "-" + slug
		}
	}
	if first, ok := taken[slug]; ok {
		f.article, f.err = nil, ErrDuplicate
		f.problems = append(f.problems, Problem{
			f.name, 0, Error,
			fmt.Sprintf("The article was not loaded: %s has the same name, %q. Rename one of the two files.", first, slug),
		})
		return
	}
	taken[slug] = f.name
	f.article.Slug = slug // not shared with anybody yet
}
