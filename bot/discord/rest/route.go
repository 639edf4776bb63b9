package rest

import (
	"net/http"
	"strings"
)

// route is what the gate counts a request under.
type route struct {
	key    string // method, path and major parameter; may hold a token
	shown  string // the same for people: no token
	secret string // the interaction's token in the path, if there is one
	exempt bool   // the bot's global limit does not count it
}

// routeOf reads the request's path, /api/vN/…. Requests that differ only in
// IDs other than the first share a limit (docs: Topics, Rate Limits: channel,
// guild and webhook ID with its token are the major parameters).
func routeOf(r *http.Request) route {
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(segments) > 2 && segments[0] == "api" {
		segments = segments[2:]
	}
	var of route
	key, shown := make([]string, len(segments)), make([]string, len(segments))
	for i, s := range segments {
		key[i], shown[i] = s, s
		switch {
		case i == 2 && (segments[0] == "webhooks" || segments[0] == "interactions"):
			of.secret, shown[i] = s, "…"
		case i > 1 && (isID(s) || segments[i-1] == "reactions"):
			key[i] = ":"
		}
	}
	// "Interaction endpoints are not bound to the bot's Global Rate Limit" (docs:
	// Interactions, Receiving and Responding).
	of.exempt = of.secret != ""
	of.key = r.Method + " " + strings.Join(key, "/")
	of.shown = r.Method + " /" + strings.Join(shown, "/")
	return of
}

// callback says whether a request answers an interaction.
func callback(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/callback")
}

func isID(s string) bool { return len(s) > 14 && strings.Trim(s, "0123456789") == "" }
