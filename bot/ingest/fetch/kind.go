package fetch

import (
	"cmp"
	"mime"
	"net/url"
	"path"
	"slices"
	"strings"
)

// extensions are those of the content types that can be read.
var extensions = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md", "text/x-markdown": ".md",
	"application/pdf": ".pdf", "application/x-pdf": ".pdf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}

// anything are content types of downloads, which say nothing of what is in them.
var anything = []string{
	"application/octet-stream", "binary/octet-stream", "application/force-download", "application/x-download", "application/download", "application/x-octet-stream",
}

// extensionOf is the extension of a content type. Where the server says nothing of
// use, it is the one that the address ends in; false where the type is of
// something that cannot be read. A server that calls Markdown text is believed
// less than the address.
func extensionOf(contentType, addressPath string) (string, bool) {
	media, _, err := mime.ParseMediaType(contentType)
	named := strings.ToLower(path.Ext(addressPath))
	switch {
	case contentType == "" || err != nil || slices.Contains(anything, media):
		for _, known := range []string{".html", ".htm", ".txt", ".md", ".markdown", ".pdf", ".docx"} {
			if named == known {
				return named, true
			}
		}
		return "", true // its bytes will tell
	case media == "text/plain" && (named == ".md" || named == ".markdown"):
		return ".md", true
	}
	extension, ok := extensions[media]
	return extension, ok
}

// nameOf is the name that a server gives a download (Content-Disposition), else the
// last part of its address that has letters or digits, without its extension; the host
// where there is none.
func nameOf(disposition string, address *url.URL) string {
	base := path.Base(cmp.Or(fileIn(disposition), address.Path))
	base = strings.TrimSuffix(base, path.Ext(base))
	if strings.Trim(base, "./-_ ") == "" {
		return address.Hostname()
	}
	return base
}

// fileIn is the name of a file that a server gives a download; "" for none.
func fileIn(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil || params["filename"] == "" {
		return ""
	}
	return path.Base(strings.ReplaceAll(params["filename"], `\`, "/"))
}

// isFeed reports whether a content type is of RSS or Atom.
func isFeed(contentType string) bool {
	return strings.Contains(contentType, "rss+xml") || strings.Contains(contentType, "atom+xml")
}

// kindOf says in words what a content type is of.
func kindOf(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	kind, rest, _ := strings.Cut(media, "/")
	switch {
	case kind == "image":
		return "a picture"
	case kind == "audio" || kind == "video":
		return "a recording"
	case strings.Contains(rest, "zip") || strings.Contains(rest, "compressed") || strings.Contains(rest, "tar"):
		return "an archive"
	case strings.Contains(rest, "json") || strings.Contains(rest, "xml"):
		return "data for programs"
	}
	return "a file of another kind"
}
