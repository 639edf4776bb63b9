package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/ingest/near"
)

// Addition is an article that is to be added to the folder of articles.
type Addition struct {
	// From is a file, or an address that begins with http:// or https://.
	From string
	// These correct what the file says of itself, where they are not empty.
	Title, Author, Publisher, Published, URL, Kind, Language string
	// Replace has a file of the same name overwritten.
	Replace bool
	// DryRun has nothing written.
	DryRun bool
}

// Added is what was read of an article, and where it was written.
type Added struct {
	File      string         `json:"file"` // its path
	Written   bool           `json:"written"`
	Format    string         `json:"format"`  // in which it came
	Charset   string         `json:"charset"` // "" where the format has its own
	Title     string         `json:"title"`
	Author    string         `json:"author"`
	Publisher string         `json:"publisher"`
	Published string         `json:"published"`
	URL       string         `json:"url"`
	Kind      Kind           `json:"kind"`
	Language  string         `json:"language"`
	Passages  int            `json:"passages"`
	Sentences int            `json:"sentences"`
	Warnings  []string       `json:"warnings"`
	Similar   []SimilarAdded `json:"similar"`
}

// SimilarAdded is an article of the folder that says nearly the same.
type SimilarAdded struct {
	Article string `json:"article"`
	Title   string `json:"title"`
	// Relation says how it stands to the new one, in words.
	Relation string `json:"relation"`
	// How many sentences are only in the new article, say something else there, or
	// are only in the one of the folder.
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Withdrawn int `json:"withdrawn"`
}

// AddError means that an article could not be added.
type AddError struct {
	Advice string // sentences that say why, and what to do
	Err    error
}

func (e *AddError) Error() string { return fmt.Sprintf("add article: %v", e.Err) }
func (e *AddError) Unwrap() error { return e.Err }

const (
	// maxSimilar is how many similar articles are shown.
	maxSimilar = 3
	// engineStart is how long the PDF engine may take to be made ready, which it
	// needs once for each machine.
	engineStart = 3 * time.Minute
)

// AddArticle reads an article from a file or an address and writes it into the
// folder of articles, whole or not at all. The error is an *AddError, a
// *FolderError, one that wraps ErrTooManyPassages, or that of ctx.
func AddArticle(ctx context.Context, c Config, a Addition) (*Added, error) {
	folder, library, err := folderToAddTo(c.Knowledge)
	if err != nil {
		return nil, fmt.Errorf("add article: %w", err)
	}
	f, err := readAddition(ctx, c, a)
	if err != nil {
		return nil, addError(err)
	}
	if f, err = f.WithMeta(a.corrected(f.Article.Meta)); err != nil {
		return nil, addError(err)
	}
	out := added(f, library)
	out.File = filepath.Join(folder, f.Name)
	if err := placeFor(folder, f.Name, a.Replace); err != nil {
		return nil, err
	}
	if a.DryRun {
		return out, nil
	}
	if err := writeArticle(out.File, f.Data, a.Replace); err != nil {
		return nil, addError(err)
	}
	out.Written = true
	return out, nil
}

// folderToAddTo is the folder that is written to, and what it holds. The default
// one need not be there yet.
func folderToAddTo(named string) (string, *corpus.Library, error) {
	folder := cmp.Or(named, defaultFolder)
	if _, err := os.Stat(folder); named == "" && errors.Is(err, fs.ErrNotExist) {
		return folder, nil, nil
	}
	k, err := openKnowledge(folder)
	if err != nil {
		return "", nil, err
	}
	return folder, k.library, nil
}

// corrected is metadata with what the caller says put in its place.
func (a Addition) corrected(m corpus.Meta) corpus.Meta {
	m.Title, m.Author, m.Publisher = cmp.Or(a.Title, m.Title), cmp.Or(a.Author, m.Author), cmp.Or(a.Publisher, m.Publisher)
	m.Published, m.URL, m.Language = cmp.Or(a.Published, m.Published), cmp.Or(a.URL, m.URL), cmp.Or(a.Language, m.Language)
	m.Kind = cmp.Or(corpus.Kind(strings.ToLower(a.Kind)), m.Kind)
	return m
}

// readAddition reads the article, and waits where the PDF engine must be made ready
// first.
func readAddition(ctx context.Context, c Config, a Addition) (*ingest.File, error) {
	name, contentType, address := a.From, "", ""
	var data []byte
	if isAddress(a.From) {
		page, err := fetch.New(fetch.Options{Contact: c.Contact}).Fetch(ctx, fetch.Request{URL: a.From})
		if err != nil {
			return nil, err
		}
		name, contentType, data, address = page.Name, page.ContentType, page.Data, page.URL
	} else {
		var err error
		if data, err = readBounded(a.From); err != nil {
			return nil, err
		}
	}
	r := ingest.New(ingest.Options{EngineFolder: engineFolder(), EngineCompiler: c.engineCompiler()})
	defer func() { _ = r.Close() }() // frees memory; there is nothing to be lost
	for until := time.Now().Add(engineStart); ; {
		f, err := r.ReadFrom(ctx, address, name, contentType, data)
		if !errors.Is(err, ingest.ErrNotReady) || time.Now().After(until) {
			return f, err
		}
	}
}

func isAddress(text string) bool {
	text = strings.ToLower(text)
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

// readBounded reads a file, and a byte more than an article may have at most.
func readBounded(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // nothing was written
	return io.ReadAll(io.LimitReader(file, ingest.MaxBytes+1))
}

// engineFolder is where the machine code of the PDF engine is kept, "" where the
// user has no such place.
func engineFolder() string {
	base, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "rapporteur", "pdf")
}

// added is what is told of a file.
func added(f *ingest.File, library *corpus.Library) *Added {
	article := f.Article
	out := &Added{
		Format: string(f.Read), Charset: f.Charset,
		Title: article.Title, Author: article.Author, Publisher: article.Publisher, Published: article.Published,
		URL: article.URL, Kind: article.Kind, Language: article.Language,
		Passages: len(article.Passages), Warnings: append([]string{}, f.Warnings...), Similar: []SimilarAdded{},
	}
	for _, p := range article.Passages {
		out.Sentences += len(p.Sentences)
	}
	for _, m := range near.NewIndex(library.Articles()).Find(article, maxSimilar) {
		s := SimilarAdded{Article: m.Article.Slug, Title: m.Article.Title, Relation: relation(m.Kind)}
		for _, change := range m.Changes(article) {
			switch change.Kind {
			case changes.New:
				s.New++
			case changes.Changed:
				s.Changed++
			case changes.Withdrawn:
				s.Withdrawn++
			}
		}
		out.Similar = append(out.Similar, s)
	}
	return out
}

func relation(kind near.Kind) string {
	switch kind {
	case near.Same:
		return "has the same words"
	case near.Part:
		return "holds the new article as a part"
	case near.Whole:
		return "is a part of the new article"
	}
	return "is another version"
}

// placeFor looks whether a file can be written under a name: two of one slug
// cannot both be loaded.
func placeFor(folder, name string, replace bool) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &FolderError{folder, err}
	}
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	for _, e := range entries {
		other := e.Name()
		if !strings.EqualFold(strings.TrimSuffix(other, filepath.Ext(other)), stem) || other == name && replace {
			continue
		}
		advice := fmt.Sprintf("There is a file %s already. Give the article another title, or use --replace to put it in that one's place.", filepath.Join(folder, other))
		if other != name {
			advice = fmt.Sprintf("There is an article %s already, and two of one name cannot both be used. Give the new one another title, or remove that one.", filepath.Join(folder, other))
		}
		return &AddError{advice, fmt.Errorf("write %s: %w", name, fs.ErrExist)}
	}
	return nil
}

// writeArticle writes a file that is there whole or not at all. Its name while it
// is written is one that is not read as an article.
func writeArticle(name string, data []byte, replace bool) (err error) {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(folder, ".adding-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // it has another name by then, or failed
	_, err = temporary.Write(data)
	for _, step := range []func() error{func() error { return temporary.Chmod(0o644) }, temporary.Sync} {
		if err == nil {
			err = step()
		}
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	if replace {
		return os.Rename(temporary.Name(), name)
	}
	return os.Link(temporary.Name(), name) // which overwrites nothing
}

// addError makes an *AddError of what kept an article from being added.
func addError(err error) error {
	var (
		refused *ingest.Error
		fetched *fetch.Error
		path    *fs.PathError
		link    *os.LinkError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("add article: %w", err)
	case errors.As(err, &refused):
		return &AddError{refused.Advice(), err}
	case errors.As(err, &fetched):
		return &AddError{fetched.Advice(), err}
	case errors.As(err, &link):
		return &AddError{fmt.Sprintf("The article could not be written to %s: %v.", link.New, link.Err), err}
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return &AddError{fmt.Sprintf("The file %s does not exist.", path.Path), err}
	case errors.As(err, &path) && errors.Is(err, fs.ErrPermission):
		return &AddError{fmt.Sprintf("%s cannot be used: permission is missing.", path.Path), err}
	case errors.As(err, &path):
		return &AddError{fmt.Sprintf("%s cannot be used: %v.", path.Path, path.Err), err}
	}
	return &AddError{"The article could not be added.", err}
}
