package rest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// libraryHost is where discordgo sends everything; its addresses are fixed.
const libraryHost = "discord.com"

// parseAddress reads where the API is: scheme and host, and a path before /api
// where there is one.
func parseAddress(text string) (*url.URL, error) {
	if text == "" {
		return &url.URL{Scheme: "https", Host: libraryHost}, nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return nil, badAddress("The address %q of the Discord API is not complete: it should look like https://discord.com.", text)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, badAddress("The address of the Discord API has more than scheme, host and path: it should look like https://discord.com.")
	case u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u.Hostname())):
		return nil, badAddress("The address %q of the Discord API must begin with https://, or the token could be read on the way; http:// is for 127.0.0.1 and localhost alone.", text)
	}
	prefix := strings.TrimSuffix(strings.TrimSuffix(u.Path, "/"), "/api")
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: prefix}, nil
}

func badAddress(format string, args ...any) error {
	return &OptionError{"API", fmt.Sprintf(format, args...)}
}

// Loopback says whether a host is this machine, where nobody listens on the way.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// API is where the client's requests go, such as https://discord.com.
func (c *Client) API() string { return c.api.String() }

// addressed is a copy of the request for the API, with the token where the route
// asks for one. What is for another host is refused.
func (c *Client) addressed(r *http.Request, of route) (*http.Request, error) {
	if r.URL.Host != libraryHost || r.URL.Scheme != "https" {
		return nil, &Error{Op: of.shown, Message: fmt.Sprintf("the request is for %s, which is not Discord's API", r.URL.Host)}
	}
	out := r.Clone(r.Context())
	out.URL.Scheme, out.URL.Host, out.Host = c.api.Scheme, c.api.Host, ""
	if c.api.Path != "" {
		out.URL.Path, out.URL.RawPath = path.Join(c.api.Path, out.URL.Path), ""
	}
	out.Header.Del("Authorization")
	if of.secret == "" { // a token of an interaction is all that is asked for (docs: Interactions, Receiving and Responding)
		out.Header.Set("Authorization", "Bot "+c.token)
	}
	return out, nil
}

// discard closes the body of a request that is not sent, as package http asks for.
func discard(r *http.Request) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
}
