// Package bundle is the form in which articles go from one bot to another: a zip
// file that people can read too. Pure.
//
//	README.txt               says what it is
//	articles.json            {"format": 1, "articles": [{"slug", "live", "versions":
//	                         [{"version", "file", "action", "by", "why", "at"}]}]}
//	articles/harbour/1.md    the file of version 1 of the article harbour, as it was
//
// Articles are by slug, versions by number. A version without "file" withdraws the
// article or was erased. "by" is a person's id on Discord, "disk" or "bot". The same
// articles give the same bytes.
package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/corpus"
)

// Article is an article with its versions, the earliest first.
type Article struct {
	Slug     string    `json:"slug"`
	Live     bool      `json:"live"` // false once it is withdrawn or erased
	Versions []Version `json:"versions"`
}

// Version is one version of an article.
type Version struct {
	Version int       `json:"version"`
	File    string    `json:"file,omitempty"` // in the zip; "" without text
	Action  string    `json:"action"`
	By      string    `json:"by"`
	Why     string    `json:"why,omitempty"`
	At      time.Time `json:"at"`
	// Name is the file's own name, such as harbour.md, and Data its bytes.
	Name string `json:"-"`
	Data []byte `json:"-"`
}

// manifest is articles.json.
type manifest struct {
	Format   int       `json:"format"`
	Articles []Article `json:"articles"`
}

const (
	format       = 1
	manifestName = "articles.json"
	readmeName   = "README.txt"
	folder       = "articles"

	readme = "Articles of a Rapporteur bot, with all their versions.\n" +
		"articles.json lists them; articles/NAME/N holds version N of an article as it was.\n" +
		"Another bot takes them over with /knowledge import.\n"
)

// Bounds of what is read. What is larger is taken over in parts.
const (
	MaxFiles    = 10_000
	MaxArticles = 2_000
	MaxBytes    = 64 << 20 // of all files together, unpacked
	maxManifest = 8 << 20
)

// epoch is the time of all entries: zip has no time before it.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Write writes articles. File is filled in.
func Write(w io.Writer, articles []Article) error {
	m := manifest{Format: format, Articles: slices.Clone(articles)}
	slices.SortFunc(m.Articles, func(a, b Article) int { return strings.Compare(a.Slug, b.Slug) })
	z := zip.NewWriter(w)
	for i := range m.Articles {
		a := &m.Articles[i]
		a.Versions = slices.Clone(a.Versions)
		for j := range a.Versions {
			v := &a.Versions[j]
			v.File, v.At = "", v.At.UTC()
			if len(v.Data) > 0 {
				v.File = path.Join(folder, a.Slug, fmt.Sprint(v.Version)+strings.ToLower(path.Ext(v.Name)))
			}
		}
	}
	list, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	put := func(name string, data []byte) error {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
		if err != nil {
			return fmt.Errorf("write %s into bundle: %w", name, err)
		}
		if _, err := entry.Write(data); err != nil {
			return fmt.Errorf("write %s into bundle: %w", name, err)
		}
		return nil
	}
	if err := errors.Join(put(readmeName, []byte(readme)), put(manifestName, append(list, '\n'))); err != nil {
		return err
	}
	for _, a := range m.Articles {
		for _, v := range a.Versions {
			if v.File == "" {
				continue
			}
			if err := put(v.File, v.Data); err != nil {
				return err
			}
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

// Parts writes articles into as few zips as halving them gives of which none is larger
// than most bytes or than what Read reads. An article that is larger alone is an *Error.
func Parts(articles []Article, most int) ([][]byte, error) {
	articles = slices.SortedFunc(slices.Values(articles), func(a, b Article) int { return strings.Compare(a.Slug, b.Slug) })
	if readable(articles) {
		var out bytes.Buffer
		if err := Write(&out, articles); err != nil {
			return nil, err
		}
		if out.Len() <= most {
			return [][]byte{out.Bytes()}, nil
		}
	}
	if len(articles) < 2 {
		return nil, refuse(nil, "“%s” has more in its versions than a zip may hold. Export the others one by one, and this one's versions with /knowledge show.", articles[0].Slug)
	}
	half := len(articles) / 2
	first, err := Parts(articles[:half], most)
	if err != nil {
		return nil, err
	}
	second, err := Parts(articles[half:], most)
	return append(first, second...), err
}

// readable reports whether Read would read so many articles, but for the size of the list.
func readable(articles []Article) bool {
	files, size := 2, 0
	for _, a := range articles {
		for _, v := range a.Versions {
			if len(v.Data) > 0 {
				files, size = files+1, size+len(v.Data)
			}
		}
	}
	return files <= MaxFiles && len(articles) <= MaxArticles && size <= MaxBytes
}

// Error says why a bundle is refused.
type Error struct {
	Advice string // a sentence for the moderator who brought it
	Err    error  // for the log; may be nil
}

func (e *Error) Error() string {
	if e.Err == nil {
		return "read bundle: " + e.Advice
	}
	return fmt.Sprintf("read bundle: %s: %v", e.Advice, e.Err)
}
func (e *Error) Unwrap() error { return e.Err }

func refuse(err error, format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), err}
}

// Read reads what Write has written, whoever wrote it. Nothing is taken over but the
// files that the list names, each under the one name that it may have, and no more
// of any than its bound. The error is an *Error.
func Read(data []byte) ([]Article, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse(err, "The file is no zip, or is damaged. Take one that /knowledge export made.")
	}
	if len(z.File) > MaxFiles {
		return nil, refuse(nil, "The zip has %d files, and at most %d are read. Export the articles in parts.", len(z.File), MaxFiles)
	}
	entries := make(map[string]*zip.File, len(z.File))
	for _, f := range z.File {
		if entries[f.Name] != nil {
			return nil, refuse(nil, "The zip has two files of the same name. Take one that /knowledge export made.")
		}
		entries[f.Name] = f
	}
	list, err := listOf(entries[manifestName])
	if err != nil {
		return nil, err
	}
	r := reader{entries: entries, left: MaxBytes}
	seen := make(map[string]bool)
	for i := range list {
		a := &list[i]
		if seen[a.Slug] || !validSlug(a.Slug) {
			return nil, refuse(nil, "The list in the zip names an article wrongly or twice. Take one that /knowledge export made.")
		}
		seen[a.Slug] = true
		if err := r.versions(a); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// listOf reads articles.json.
func listOf(f *zip.File) ([]Article, error) {
	if f == nil {
		return nil, refuse(nil, "The zip has no %s, so that it is none of mine. Add its articles one by one with /knowledge add.", manifestName)
	}
	data, err := unpack(f, maxManifest)
	if err != nil {
		return nil, err
	}
	var m manifest
	switch err := json.Unmarshal(data, &m); {
	case err != nil:
		return nil, refuse(err, "The list in the zip, %s, cannot be read. Take one that /knowledge export made.", manifestName)
	case m.Format != format:
		return nil, refuse(nil, "The zip has the format %d, and I read format %d. Bring the older of the two bots up to date.", m.Format, format)
	case len(m.Articles) > MaxArticles:
		return nil, refuse(nil, "The zip has %d articles, and at most %d are read. Export them in parts.", len(m.Articles), MaxArticles)
	}
	return m.Articles, nil
}

// validSlug reports whether a slug is one that an article file makes.
func validSlug(slug string) bool {
	return len(slug) <= 200 && corpus.IsFile(slug+".md") && corpus.Slugs(slug + ".md")[0] == slug
}

// reader reads the files of a bundle, with what room is left for them.
type reader struct {
	entries map[string]*zip.File
	left    int64
}

func (r *reader) versions(a *Article) error {
	last := 0
	for i := range a.Versions {
		v := &a.Versions[i]
		if v.Version <= last {
			return refuse(nil, "The versions of “%s” in the zip are out of order. Take one that /knowledge export made.", a.Slug)
		}
		last = v.Version
		if v.File == "" {
			continue
		}
		ext := path.Ext(v.File)
		f := r.entries[v.File]
		if f == nil || v.File != path.Join(folder, a.Slug, fmt.Sprint(v.Version)+ext) || !corpus.IsFile("a"+ext) {
			return refuse(nil, "The file of version %d of “%s” is not where it should be in the zip. Take one that /knowledge export made.", v.Version, a.Slug)
		}
		data, err := unpack(f, min(r.left, corpus.MaxFileBytes))
		if err != nil {
			return err
		}
		r.left -= int64(len(data))
		v.Name, v.Data = a.Slug+ext, data
	}
	return nil
}

// unpack is the content of an entry of at most so many bytes, whatever it says of its
// size.
func unpack(f *zip.File, most int64) ([]byte, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, refuse(err, "A file in the zip cannot be unpacked. Take one that /knowledge export made.")
	}
	data, err := io.ReadAll(io.LimitReader(rc, most+1))
	err = errors.Join(err, rc.Close())
	switch {
	case int64(len(data)) > most:
		return nil, refuse(err, "The zip unpacks to more than is read: %d MB, and %d MB for a file. Export the articles in parts.", MaxBytes>>20, corpus.MaxFileBytes>>20)
	case err != nil:
		return nil, refuse(err, "A file in the zip is damaged. Export it again.")
	}
	return data, nil
}
