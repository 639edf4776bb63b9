package corpus

import (
	"fmt"
	"io/fs"
	"strings"
)

// guildsFolder holds a folder for each guild that has articles of its own,
// named by the guild's id: guilds/1443…/harbour.md.
const guildsFolder = "guilds"

// GuildOf returns the id of the guild that the file of that path belongs to, in
// a folder of articles; "" when it belongs to all.
func GuildOf(name string) string {
	rest, ok := strings.CutPrefix(name, guildsFolder+"/")
	if !ok {
		return ""
	}
	id, _, ok := strings.Cut(rest, "/")
	if !ok || !isID(id) {
		return ""
	}
	return id
}

// folderOf is the folder of a guild's own articles, or of the shared ones.
func folderOf(guild string) string {
	if guild == "" {
		return "."
	}
	return guildsFolder + "/" + guild
}

// isID reports whether a folder's name is an id of Discord: up to 20 digits, as
// many as 64 bits have.
func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// Shelves are the libraries of a folder of articles. The zero value has none.
type Shelves struct {
	// Shared are the articles that every guild may read.
	Shared *Library
	// Guilds has, by guild, the articles that belong to it together with the
	// shared ones. A guild without articles of its own is not in it.
	Guilds map[string]*Library
}

// For is what a guild may read.
func (s *Shelves) For(guild string) *Library {
	if l, ok := s.Guilds[guild]; ok {
		return l
	}
	return s.Shared
}

// LoadShelves reads every article file of a folder and of the folders below it,
// in the order of their names. What lies in the folder guilds/ID belongs to the
// guild of that id, everything else to all. README.md and names that begin with
// '.' or '_' are skipped, and so are files of unknown formats. A file that
// cannot be read or parsed gives a problem and keeps no other from loading.
// Where two files that one guild may read make the same slug, the later one's
// slug gets its folder's name as prefix; if that is taken too, it is not loaded
// and reported.
//
// An error means that there are no libraries: it wraps ErrTooManyPassages, or
// says why the folder itself could not be read.
func LoadShelves(fsys fs.FS) (*Shelves, []Problem, error) {
	files, err := loadFiles(fsys)
	if err != nil {
		return nil, nil, fmt.Errorf("load articles: %w", err)
	}
	articles := make(map[string][]*Article)
	var problems []Problem
	for _, f := range files {
		problems = append(problems, f.problems...)
		if f.article != nil {
			guild := GuildOf(f.name)
			articles[guild] = append(articles[guild], f.article)
		}
	}
	sortProblems(problems)
	shelves := &Shelves{Guilds: make(map[string]*Library)}
	if shelves.Shared, err = NewLibrary(articles[""]...); err != nil {
		return nil, problems, fmt.Errorf("load articles: %w", err)
	}
	for guild, own := range articles {
		if guild == "" {
			continue
		}
		shelves.Guilds[guild], err = NewLibrary(append(shelves.Shared.Articles(), own...)...)
		if err != nil {
			return nil, problems, fmt.Errorf("load articles of guild %s: %w", guild, err)
		}
	}
	return shelves, problems, nil
}
