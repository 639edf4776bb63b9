package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFilesAreTakenFromDiscordAlone(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "":
			t.Error("the token is sent with a request for a file")
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/file", http.StatusFound)
		case r.URL.Path == "/gone":
			http.NotFound(w, r)
		default:
			fmt.Fprint(w, strings.Repeat("x", 100))
		}
	}))
	defer server.Close()
	c, err := New(Options{Token: "t", API: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if data, err := c.Download(t.Context(), server.URL+"/file", 100); err != nil || len(data) != 100 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	for address, want := range map[string]error{
		server.URL + "/moved":                                   ErrUnavailable,
		server.URL + "/gone":                                    ErrUnavailable,
		"https://cdn.discordapp.com/a":                          ErrNotAFile, // not of this API
		strings.Replace(server.URL, "http://", "http://me@", 1): ErrNotAFile,
		"file:///etc/passwd":                                    ErrNotAFile,
		"http://127.0.0.1:1/a":                                  ErrNotAFile,
		"":                                                      ErrNotAFile,
		"\x00":                                                  ErrNotAFile,
	} {
		if _, err := c.Download(t.Context(), address, 100); !errors.Is(err, want) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := c.Download(t.Context(), server.URL+"/file", 99); !errors.Is(err, ErrFileTooLarge) {
		t.Error(err)
	}
	discord, err := New(Options{Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	defer discord.Close()
	for _, address := range []string{
		"https://evil.example/a", "https://cdn.discordapp.com.evil.example/a", "https://cdn.discordapp.com@evil.example/a",
		"http://cdn.discordapp.com/a", "https://discord.com/a", "https://169.254.169.254/a", "https://cdn.discordapp.com:444/a",
	} {
		if _, err := discord.Download(t.Context(), address, 100); !errors.Is(err, ErrNotAFile) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
