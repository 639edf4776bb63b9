package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// fileHosts are where Discord keeps what people attach (docs: Reference, Signed
// Attachment CDN URLs).
var fileHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// downloadTime is how long a file may take.
const downloadTime = 15 * time.Second

// The errors of Download.
var (
	// ErrNotAFile means that an address is none of a file on Discord.
	ErrNotAFile = errors.New("not the address of a file on Discord")
	// ErrFileTooLarge means that a file has more bytes than are wanted.
	ErrFileTooLarge = errors.New("file is too large")
)

// Download gets a file that somebody has attached, of at most most bytes: from the
// hosts on which Discord keeps files, or for another API from its own, and from
// nowhere else, without the token and without following redirects. The error wraps
// ErrNotAFile, ErrFileTooLarge or ErrUnavailable.
func (c *Client) Download(ctx context.Context, address string, most int64) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || !c.keepsFiles(u) {
		return nil, fmt.Errorf("download: %w", ErrNotAFile)
	}
	ctx, cancel := context.WithTimeout(ctx, downloadTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("download: %w", ErrNotAFile)
	}
	response, err := c.base.RoundTrip(request) // not a client, which would follow
	if err != nil {
		return nil, fmt.Errorf("download: %w: %w", ErrUnavailable, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("download: %w: status %d", ErrUnavailable, response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("download: %w: %w", ErrUnavailable, err)
	case int64(len(data)) > most:
		return nil, fmt.Errorf("download: %w", ErrFileTooLarge)
	}
	return data, nil
}

// keepsFiles reports whether files on Discord, or on what stands for it, have such
// addresses.
func (c *Client) keepsFiles(u *url.URL) bool {
	if c.api.Host == libraryHost {
		return u.Scheme == "https" && u.User == nil && slices.Contains(fileHosts, u.Host)
	}
	return u.Scheme == c.api.Scheme && u.User == nil && u.Host == c.api.Host
}
