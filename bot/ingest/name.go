package ingest

import (
	"bytes"
	"io/fs"
	"path"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rapporteur/bot/ingest/prose"
)

// maxSlug is the longest suggested name in bytes, without its extension.
const maxSlug = 80

// slug makes a file's name of a title: letters and digits in lower case, without
// the accents of Latin letters, and a hyphen for everything between them. Names
// that a folder of articles passes over are not made.
func slug(title string) string {
	var b strings.Builder
	gap, latin := false, false
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		switch {
		case unicode.IsMark(r) && latin:
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			latin = unicode.Is(unicode.Latin, r)
			b.WriteRune(r)
		case r != '\'' && r != '’':
			gap = true
		}
	}
	name := norm.NFC.String(b.String())
	if len(name) > maxSlug {
		name = strings.ToValidUTF8(name[:maxSlug], "")
		if i := strings.LastIndexByte(name, '-'); i > maxSlug/2 {
			name = name[:i]
		}
	}
	if name == "" || name == "readme" {
		return "article"
	}
	return name
}

// titleOf makes a title of a file's name, for files that give none.
func titleOf(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	base = strings.TrimSuffix(base, path.Ext(base))
	title := prose.Clean(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	if title == "" || title == "." {
		return "Article"
	}
	runes := []rune(title)
	return field(string(unicode.ToUpper(runes[0])) + string(runes[1:]))
}

// oneFile is a folder with one file in it, for corpus.Lint.
type oneFile struct {
	name string
	data []byte
}

// Open opens the folder or its file.
func (o oneFile) Open(name string) (fs.File, error) {
	switch name {
	case ".":
		return &openFolder{o, false}, nil
	case o.name:
		return openFile{o, bytes.NewReader(o.data)}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

type openFile struct {
	oneFile
	*bytes.Reader
}

func (o openFile) Stat() (fs.FileInfo, error) {
	return fileInfo{o.name, int64(len(o.data)), 0o444}, nil
}
func (openFile) Close() error { return nil }

type openFolder struct {
	oneFile
	done bool
}

func (o *openFolder) Stat() (fs.FileInfo, error) { return fileInfo{".", 0, fs.ModeDir | 0o555}, nil }
func (*openFolder) Close() error                 { return nil }
func (*openFolder) Read([]byte) (int, error)     { return 0, fs.ErrInvalid }

// ReadDir lists the one file, once.
func (o *openFolder) ReadDir(int) ([]fs.DirEntry, error) {
	if o.done {
		return nil, nil
	}
	o.done = true
	return []fs.DirEntry{fs.FileInfoToDirEntry(fileInfo{o.name, int64(len(o.data)), 0o444})}, nil
}

type fileInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i fileInfo) Name() string      { return i.name }
func (i fileInfo) Size() int64       { return i.size }
func (i fileInfo) Mode() fs.FileMode { return i.mode }
func (fileInfo) ModTime() time.Time  { return time.Time{} }
func (i fileInfo) IsDir() bool       { return i.mode.IsDir() }
func (fileInfo) Sys() any            { return nil }
