package rest

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"rapporteur/bot/sandbox/world"
)

// isDownload says whether the path is one of the files' server, which on Discord
// is another than the API's.
func isDownload(path string) bool {
	return strings.HasPrefix(path, "/attachments/") || strings.HasPrefix(path, "/ephemeral-attachments/")
}

// download answers /attachments/{channel_id}/{attachment_id}/{filename}. The
// address is signed: ex and is are when it expires and was issued, hm is the
// signature. No token is asked for.
func (a *API) download(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Method not allowed.", http.StatusMethodNotAllowed)
		return
	}
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(segments) != 4 {
		http.NotFound(w, r)
		return
	}
	id, err := world.ParseID(segments[2])
	if err != nil {
		http.NotFound(w, r)
		return
	}
	query := r.URL.Query()
	file, err := a.world.Download(id, query.Get("ex"), query.Get("is"), query.Get("hm"))
	if err != nil {
		refuseDownload(w, err)
		return
	}
	w.Header().Set("Content-Type", file.ContentType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.Data))
}

// refuseDownload answers in plain text, as the files' server does.
func refuseDownload(w http.ResponseWriter, err error) {
	status := http.StatusNotFound
	if refused := (*world.Error)(nil); errors.As(err, &refused) {
		status = refused.Status
	}
	http.Error(w, "This content is no longer available.", status)
}
