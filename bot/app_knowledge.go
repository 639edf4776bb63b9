package bot

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"rapporteur/bot/corpus"
	"rapporteur/knowledge"
)

// defaultFolder is where articles are looked for when no folder is named.
const defaultFolder = "knowledge"

// source is where articles are read from.
type source struct {
	name   string // for an operator
	folder string // "" for the program's own articles
	fsys   fs.FS
}

// sourceOf is a folder of articles, or the default one for "": that of the place
// where the program was started, if it holds any article, even a broken one, since
// answering from others instead would hide the fault. The error is a *FolderError.
func sourceOf(folder string) (source, error) {
	if folder == "" {
		if info, err := os.Stat(defaultFolder); err == nil && info.IsDir() {
			s, err := folderSource(defaultFolder)
			if err != nil {
				return s, err
			}
			names, problems, err := corpus.Files(s.fsys)
			if err != nil {
				return s, &FolderError{defaultFolder, err}
			}
			if len(names)+len(problems) > 0 {
				return s, nil
			}
		}
		return source{name: "the program itself", fsys: knowledge.FS}, nil
	}
	return folderSource(folder)
}

func folderSource(folder string) (source, error) {
	fsys, err := folderFS(folder)
	return source{folder, folder, fsys}, err
}

// loaded is a folder of articles, read.
type loaded struct {
	source
	library  *corpus.Library // what every guild may read
	shelves  *corpus.Shelves
	problems []Problem
}

// openKnowledge loads a folder of articles, or the default one for "".
func openKnowledge(folder string) (*loaded, error) {
	s, err := sourceOf(folder)
	if err != nil {
		return nil, err
	}
	k, err := load(&loaded{source: s})
	if err != nil && s.folder != "" && !errors.Is(err, ErrTooManyPassages) {
		return nil, &FolderError{s.folder, err}
	}
	return k, err
}

// folderFS gives access to a folder. The error is a *FolderError.
func folderFS(folder string) (fs.FS, error) {
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return nil, &FolderError{folder, err}
	case !info.IsDir():
		return nil, &FolderError{folder, ErrNotFolder}
	}
	return os.DirFS(folder), nil
}

func load(k *loaded) (*loaded, error) {
	var err error
	k.shelves, k.problems, err = corpus.LoadShelves(k.fsys)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", k.name, err)
	}
	k.library = k.shelves.Shared
	return k, nil
}

// Lint reports what should be mended in a folder of articles; "" is the folder
// that New would choose. The second result is false when there is no article
// file at all, mended or not. The error is a *FolderError.
func Lint(folder string) (problems []Problem, articles bool, err error) {
	k, err := openKnowledge(folder)
	if errors.Is(err, ErrTooManyPassages) {
		folder = cmp.Or(folder, defaultFolder)
		k, err = &loaded{source: source{folder, folder, os.DirFS(folder)}}, nil // Lint says so itself
	}
	if err != nil {
		return nil, false, fmt.Errorf("lint: %w", err)
	}
	problems = corpus.Lint(k.fsys)
	return problems, k.library.Len() > 0 || len(problems) > 0, nil
}

// ListedArticle is what an overview of the articles shows of one.
type ListedArticle struct {
	Slug      string `json:"slug"`
	Version   int    `json:"version"`
	Title     string `json:"title"`
	Kind      Kind   `json:"kind"`
	Author    string `json:"author"`
	Passages  int    `json:"passages"`
	Sentences int    `json:"sentences"`
	Bytes     int    `json:"bytes"` // of the stored text
}

// List gives an overview of the articles, by slug.
func (b *Bot) List() []ListedArticle {
	out := []ListedArticle{}
	for _, a := range b.library.Articles() {
		listed := ListedArticle{
			Slug: a.Slug, Version: a.Version, Title: a.Title, Kind: a.Kind, Author: a.Author,
			Passages: len(a.Passages), Bytes: len(a.Text),
		}
		for _, p := range a.Passages {
			listed.Sentences += len(p.Sentences)
		}
		out = append(out, listed)
	}
	return out
}
