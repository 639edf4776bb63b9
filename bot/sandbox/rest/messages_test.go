package rest_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

func TestMessagesComeAndGo(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	messages := "/channels/{channel}/messages"
	first := read[world.Message](t, s.do(t, "POST", messages, `{"content":"Hello <@{member}>","embeds":[{"title":"News"}]}`), 200)
	second := read[world.Message](t, s.do(t, "POST", messages, `{"content":"Again","nonce":"n1","message_reference":{"message_id":"`+first.ID.String()+`"}}`), 200)
	replace := strings.NewReplacer("{first}", first.ID.String(), "{second}", second.ID.String())
	for _, step := range []struct {
		request, body string
		status        int
		says          string
	}{
		{"GET /messages", "", 200, "Again"},
		{"GET /messages?before={second}&limit=1", "", 200, "Hello"},
		{"GET /messages/{first}", "", 200, "News"},
		{"PATCH /messages/{first}", `{"content":"Good bye"}`, 200, "Good bye"},
		{"PATCH /messages/{first}", `{"embeds":null}`, 200, `"embeds":[]`},
		{"POST /typing", "", 204, ""},
		{"PUT /messages/{first}/reactions/%F0%9F%91%8D/@me", "", 204, ""},
		{"GET /messages/{first}/reactions/%F0%9F%91%8D", "", 200, "press"},
		{"DELETE /messages/{first}/reactions/%F0%9F%91%8D/@me", "", 204, ""},
		{"PUT /messages/{first}/reactions/%F0%9F%91%8D/@me", "", 204, ""},
		{"DELETE /messages/{first}/reactions/%F0%9F%91%8D", "", 204, ""},
		{"DELETE /messages/{first}/reactions", "", 204, ""},
		{"PUT /messages/pins/{first}", "", 204, ""},
		{"GET /messages/pins", "", 200, "Good bye"},
		{"GET /pins", "", 200, "Good bye"},
		{"DELETE /pins/{first}", "", 204, ""},
		{"POST /messages/{first}/threads", `{"name":"talk"}`, 201, "talk"},
		{"DELETE /messages/{second}", "", 204, ""},
		{"GET /messages/{second}", "", 404, "10008"},
	} {
		method, path, _ := strings.Cut(replace.Replace(step.request), " ")
		if g := s.do(t, method, "/channels/{channel}"+path, step.body); g.status != step.status || !strings.Contains(g.body, step.says) {
			t.Errorf("%s: %d %s, want %d with %q", step.request, g.status, g.body, step.status, step.says)
		}
	}
}

func TestMessagesAreDeletedInBulk(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	one := read[world.Message](t, s.do(t, "POST", "/channels/{channel}/messages", `{"content":"one"}`), 200)
	two := read[world.Message](t, s.do(t, "POST", "/channels/{channel}/messages", `{"content":"two"}`), 200)
	body := `{"messages":["` + one.ID.String() + `","` + two.ID.String() + `"]}`
	if g := s.do(t, "POST", "/channels/{channel}/messages/bulk-delete", body); g.status != 204 {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := s.do(t, "GET", "/channels/{channel}/messages", ""); strings.Contains(g.body, one.ID.String()) {
		t.Errorf("still there: %s", g.body)
	}
}

func TestPollsEnd(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	m := read[world.Message](t, s.do(t, "POST", "/channels/{channel}/messages",
		`{"poll":{"question":{"text":"Tea?"},"answers":[{"poll_media":{"text":"Yes"}},{"poll_media":{"text":"No"}}],"duration":1}}`), 200)
	must(t, s.world.Vote(s.member.ID, s.channel, m.ID, []int{1}))
	poll := "/channels/{channel}/polls/" + m.ID.String()
	if g := s.do(t, "GET", poll+"/answers/1", ""); !strings.Contains(g.body, "alice") {
		t.Errorf("voters: %d %s", g.status, g.body)
	}
	if g := s.do(t, "POST", poll+"/expire", ""); g.status != 200 {
		t.Errorf("expire: %d %s", g.status, g.body)
	}
}

func TestFilesAreUploadedAndDownloaded(t *testing.T) {
	s := open(t, rest.Options{})
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	must(t, parts.WriteField("payload_json", `{"content":"Here.","attachments":[{"id":0,"description":"A note"}]}`))
	file, err := parts.CreateFormFile("files[0]", "note.txt")
	must(t, err)
	_, err = file.Write([]byte("words"))
	must(t, err)
	must(t, parts.Close())
	r := s.request(t, "POST", "/api/v10/channels/{channel}/messages", body.String())
	r.Header.Set("Content-Type", parts.FormDataContentType())
	m := read[world.Message](t, s.send(t, r), 200)
	if len(m.Attachments) != 1 || m.Attachments[0].Description != "A note" {
		t.Fatalf("attachments %+v", m.Attachments)
	}
	address := strings.TrimPrefix(m.Attachments[0].URL, "http://cdn.invalid")
	r, err = http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+address, nil)
	must(t, err)
	if g := s.send(t, r); g.status != 200 || g.body != "words" {
		t.Errorf("download: %d %s", g.status, g.body)
	}
	r.URL.RawQuery = ""
	if g := s.send(t, r); g.status < 400 {
		t.Errorf("unsigned: %d %s", g.status, g.body)
	}
}
