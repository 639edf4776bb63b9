package ingest

import (
	"bytes"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Format is what a file was read as.
type Format string

// The formats that are read.
const (
	Markdown Format = "Markdown"
	Text     Format = "text"
	HTML     Format = "HTML"
	PDF      Format = "PDF"
	Word     Format = "Word"
)

// formatOf tells a file's format: by its first bytes where they say it, else by
// its name, else by its content type, else by what the text looks like.
func formatOf(name, contentType string, data []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return Word, nil
	}
	if err := foreign(name, data); err != nil {
		return "", err
	}
	named := byName(name)
	if named == "" {
		named = byType(contentType)
	}
	head := bytes.TrimLeft(data[:min(len(data), 1024)], " \t\r\n\ufeff")
	page := bytes.HasPrefix(bytes.ToLower(head), []byte("<!doctype html")) || bytes.HasPrefix(bytes.ToLower(head), []byte("<html"))
	switch {
	case named == PDF || named == "" && !page:
		// Some programs put lines before a PDF's header.
		if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
			return PDF, nil
		}
	case named == "" && page:
		return HTML, nil
	}
	switch named {
	case PDF, Word:
		return "", refuse(name, ErrDamaged, nil, "The file is called "+string(named)+", but is none. Fetch or save it again.")
	case "":
		if known := path.Ext(name); known != "" && !strings.EqualFold(known, ".text") && !looksLikeText(contentType) {
			return "", refuse(name, ErrFormat, nil, "Files of this kind are not read. Save it as .md, .txt, .html, .pdf or .docx.")
		}
		return Text, nil
	}
	return named, nil
}

// byName is the format that a file's extension names; "" for another.
func byName(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return Markdown
	case ".txt":
		return Text
	case ".html", ".htm", ".xhtml":
		return HTML
	case ".pdf":
		return PDF
	case ".docx", ".docm":
		return Word
	}
	return ""
}

// byType is the format that a content type names; "" for another.
func byType(contentType string) Format {
	media, _, _ := mime.ParseMediaType(contentType)
	switch media {
	case "text/html", "application/xhtml+xml":
		return HTML
	case "text/markdown", "text/x-markdown":
		return Markdown
	case "text/plain":
		return Text
	case "application/pdf", "application/x-pdf":
		return PDF
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return Word
	}
	return ""
}

func looksLikeText(contentType string) bool { return strings.HasPrefix(contentType, "text/plain") }

// foreign refuses files whose first bytes say that they are something else.
func foreign(name string, data []byte) error {
	for _, known := range []struct{ magic, advice string }{
		{"\xD0\xCF\x11\xE0", "The file is of an old Office format, or a document with a password. Save it as .docx, without a password."},
		{`{\rtf`, "The file is RTF, which is not read. Save it as .docx or .txt."},
		{"\x1F\x8B", "The file is compressed. Unpack it and add what is in it."},
		{"7z\xBC\xAF", "The file is an archive. Unpack it and add what is in it."},
		{"Rar!", "The file is an archive. Unpack it and add what is in it."},
		{"\x7FELF", "The file is a program. Add a text."},
		{"MZ\x90", "The file is a program. Add a text."},
	} {
		if bytes.HasPrefix(data, []byte(known.magic)) {
			return refuse(name, ErrFormat, nil, known.advice)
		}
	}
	kind, _, _ := strings.Cut(http.DetectContentType(data), "/")
	switch kind {
	case "image":
		if !bytes.HasPrefix(data, []byte("BM")) { // two letters, which a text may begin with
			return refuse(name, ErrFormat, nil, "The file is a picture, and what pictures show is not read. Write its text into a .txt file.")
		}
	case "audio", "video":
		return refuse(name, ErrFormat, nil, "The file is a recording, which is not read. Write what is said in it into a .txt file.")
	}
	return nil
}
