package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

// FuzzRequestBody sends a body to every kind of route that reads one, as JSON and
// as the parts of a form. Each is answered in JSON, and never with a 5xx.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `{"type":4,"data":{"content":"x"}}`, `{"name":"a","type":1e99}`, "{\"content\":\"\xff\"}", `{"embeds":[{"fields":null}]}`,
		`{"content":"<@1> @everyone","allowed_mentions":{"parse":["users"]},"nonce":1,"enforce_nonce":true,"message_reference":{"message_id":"1"}}`,
		`{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"l","custom_id":"c"}]}],"attachments":[{"id":0}],"flags":4}`,
		`{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":18,"label":"l","component":{"type":4,"custom_id":"i","style":1}}]}}`,
		`{"poll":{"question":{"text":"q"},"answers":[{"poll_media":{"text":"a"}}],"duration":1}}`, `{"name":"n","type":11,"auto_archive_duration":60}`,
		"--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"attachments\":[{\"id\":0}]}\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := openWithCommand(t, rest.Options{NoRateLimits: true})
		m, err := s.world.CreateMessage(s.bot.ID, s.channel, world.Draft{Content: "hello"})
		must(t, err)
		asked := s.ask(t)
		webhook := "/webhooks/{app}/" + asked.Token
		for _, target := range []string{
			"PATCH /users/@me", "POST /users/@me/channels", "PUT /applications/{app}/commands", "POST /applications/{app}/commands",
			"POST /guilds/{guild}/roles", "PATCH /guilds/{guild}/roles/{role}", "POST /guilds/{guild}/channels", "PATCH /guilds/{guild}/members/{member}",
			"POST /channels/{channel}/messages", "PATCH /channels/{channel}/messages/" + m.ID.String(), "POST /channels/{channel}/messages/bulk-delete",
			"POST /channels/{channel}/messages/" + m.ID.String() + "/threads", "POST /channels/{channel}/threads",
			"PUT /channels/{channel}/permissions/{role}", "PATCH /channels/{channel}",
			"POST " + callback(asked), "PATCH " + webhook + "/messages/@original", "POST " + webhook,
		} {
			method, path, _ := strings.Cut(target, " ")
			for _, contentType := range []string{"application/json", "multipart/form-data; boundary=b"} {
				r := s.request(t, method, "/api/v10"+path, body)
				r.Header.Set("Content-Type", contentType)
				w := httptest.NewRecorder()
				s.api.ServeHTTP(w, r)
				if !validAnswer(w.Code, w.Body.Bytes()) {
					t.Errorf("%s %q: %d %s", target, body, w.Code, w.Body)
				}
			}
		}
	})
}

func validAnswer(status int, body []byte) bool {
	return status >= 200 && status < 500 && (status == http.StatusNoContent || json.Valid(body))
}
