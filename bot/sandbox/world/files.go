package world

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	_ "image/gif" // sizes of pictures
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const (
	// maxFiles is how many files a message may have.
	maxFiles = 10
	// maxFileSize is the size of a file in bytes (docs: Reference, Uploading Files:
	// "10 MiB" without a boost).
	maxFileSize = 10 << 20
	// linkLife is how long an attachment's address is good for (docs: Reference, Signed Attachment CDN URLs).
	linkLife = 24 * time.Hour
)

// file is an uploaded File with where it stands.
type file struct {
	File
	channel   ID
	ephemeral bool
}

// Upload stores a file as an attachment option of a command does, outside of
// any message. The world keeps the data, which must not be written again, as
// long as its first address is good.
func (w *World) Upload(by, channel ID, f File, ephemeral bool) (Attachment, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return Attachment{}, err
	}
	if err := checkFiles([]File{f}, 0); err != nil {
		return Attachment{}, err
	}
	a := w.store(ch, f, ephemeral)
	w.at(w.Clock.Now().Add(linkLife), func() { delete(w.files, a.ID) })
	return a, nil
}

// Download is the file of an attachment, by the parameters ex, is and hm of its
// address. A wrong signature and an expired one are ErrNotFound, like a wrong ID.
func (w *World) Download(id ID, expires, issued, signature string) (File, error) {
	defer w.begin()()
	f, ok := w.files[id]
	until, err := strconv.ParseInt(expires, 16, 64)
	if !ok || err != nil || !w.Clock.Now().Before(time.Unix(until, 0)) ||
		!hmac.Equal([]byte(signature), []byte(w.signature(id, expires, issued))) {
		return File{}, ErrNotFound
	}
	return f.File, nil
}

// checkFiles refuses files that are too large, or too many beside those kept.
func checkFiles(files []File, kept int) error {
	if len(files)+kept > maxFiles {
		return tooLong(maxFiles, "attachments")
	}
	for _, f := range files {
		if len(f.Data) > maxFileSize {
			return ErrTooLarge
		}
	}
	return nil
}

// storeAll stores the files of a message; notes describe them by number.
func (w *World) storeAll(ch *channel, files []File, notes []DraftAttachment, ephemeral bool) []Attachment {
	var all []Attachment
	for _, f := range files {
		var description string
		for _, note := range notes {
			if note.ID != ID(f.Number) {
				continue
			}
			description = note.Description
			if note.Filename != "" {
				f.Name = note.Filename
			}
		}
		a := w.store(ch, f, ephemeral)
		a.Description = description
		all = append(all, a)
	}
	return all
}

func (w *World) store(ch *channel, f File, ephemeral bool) Attachment {
	a := Attachment{ID: w.newID(), Filename: safeName(f.Name), Size: len(f.Data), Ephemeral: ephemeral}
	if a.Filename != f.Name {
		title := strings.TrimSuffix(f.Name, path.Ext(f.Name))
		a.Title = &title
	}
	f.Name, f.ContentType = a.Filename, contentType(f)
	a.ContentType = f.ContentType
	if size, _, err := image.DecodeConfig(bytes.NewReader(f.Data)); err == nil {
		a.Width, a.Height = size.Width, size.Height
	}
	w.files[a.ID] = file{File: f, channel: ch.ID, ephemeral: ephemeral}
	return w.signed(a)
}

// signed is the attachment with an address that is good from now on; Discord
// too signs anew whenever a message is read.
func (w *World) signed(a Attachment) Attachment {
	f := w.files[a.ID]
	folder := "attachments"
	if f.ephemeral {
		folder = "ephemeral-attachments"
	}
	now := w.Clock.Now()
	expires, issued := strconv.FormatInt(now.Add(linkLife).Unix(), 16), strconv.FormatInt(now.Unix(), 16)
	a.URL = fmt.Sprintf("%s/%s/%s/%s/%s?ex=%s&is=%s&hm=%s",
		w.cdn, folder, f.channel, a.ID, a.Filename, expires, issued, w.signature(a.ID, expires, issued))
	a.ProxyURL = a.URL
	return a
}

// signature covers what Download is asked with. Its key guards nothing of
// worth: it is the world's address, so that the same scene gives the same links.
func (w *World) signature(id ID, expires, issued string) string {
	mac := hmac.New(sha256.New, []byte(w.cdn))
	fmt.Fprintf(mac, "%s %s %s", id, expires, issued)
	return hex.EncodeToString(mac.Sum(nil))
}

// safeName keeps of a file's name what Discord keeps in its address.
func safeName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', strings.ContainsRune("._-", r):
			return r
		}
		return '_'
	}, name)
	if strings.Trim(safe, ".") == "" {
		return "unknown"
	}
	return safe
}

// contentType is the one given, or the one that the name or the data tell.
// application/octet-stream is what clients send when they do not know.
func contentType(f File) string {
	if f.ContentType != "" && f.ContentType != "application/octet-stream" {
		return f.ContentType
	}
	switch strings.ToLower(path.Ext(f.Name)) {
	case ".txt", ".log":
		return "text/plain; charset=utf-8"
	case ".md":
		return "text/markdown; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8"
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	}
	return http.DetectContentType(f.Data)
}
