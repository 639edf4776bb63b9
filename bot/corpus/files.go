package corpus

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Files lists the article files of a folder in the order in which LoadShelves
// reads them: those of all guilds first, by name. Folders that cannot be read are
// reported; the error is that of the folder itself.
func Files(fsys fs.FS) ([]string, []Problem, error) {
	var names []string
	var problems []Problem
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			problems = append(problems, ProblemOf(name, err))
			return nil
		case name != "." && skipped(d.Name()) && d.IsDir():
			return fs.SkipDir
		case d.IsDir(), !IsFile(name):
			return nil
		}
		names = append(names, name)
		return nil
	})
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(GuildOf(a), GuildOf(b)) })
	return names, problems, err
}

// IsFile reports whether a file of that path is an article, by its name alone.
func IsFile(name string) bool { return !skipped(path.Base(name)) && formatOf(name) != formatNone }

// ReadFile reads an article file of at most MaxFileBytes; a larger one is an
// ErrTooLarge.
func ReadFile(fsys fs.FS, name string) ([]byte, error) { return readFile(fsys, name) }

// ProblemOf says to a moderator why a file gives no article: err is that of
// ReadFile or Parse.
func ProblemOf(name string, err error) Problem { return failed(name, err).problems[0] }

// Slugs are the slugs that the article of that path may have, in the order in
// which LoadShelves tries them: its own, then with its folder's name before it.
func Slugs(name string) []string {
	slug := slugOf(name)
	folder := path.Dir(name)
	if folder == "." {
		return []string{slug}
	}
	return []string{slug, slugify(strings.ReplaceAll(strings.TrimPrefix(folder, guildsFolder+"/"), "/", "-")) + "-" + slug}
}

// FolderOf is the folder of a guild's own articles, or of the shared ones for "".
func FolderOf(guild string) string { return folderOf(guild) }

// LintFile reports whatever a moderator should mend in one file, as Lint does but
// for what it takes other files to see.
func LintFile(name string, data []byte) []Problem {
	l := linter{file: parsedFile(name, data)}
	l.run()
	problems := slices.Concat(l.file.problems, l.problems)
	sortProblems(problems)
	return problems
}
