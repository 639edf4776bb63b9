package corpus

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress is the length of the longest address that becomes a link. Longer
// ones are nearly always something else.
const maxAddress = 1000

// Address gives the form in which an article's url may be shown as a link, in
// Markdown and in HTML. It reports false for what is no link: another scheme than http and
// https, a name or password before the host, control characters or spaces, a
// host that is no name, or more than maxAddress characters. The host is given as
// DNS has it (punycode), so that look-alikes show.
func Address(raw string) (string, bool) {
	if raw == "" || len(raw) > maxAddress || strings.ContainsFunc(raw, notInAddress) {
		return "", false
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return "", false
	}
	host, ok := asciiHost(u.Hostname())
	if !ok {
		return "", false
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	safe := encoded(u.String())
	return safe, len(safe) <= maxAddress
}

// notInAddress are white space, and what a reader cannot see.
func notInAddress(r rune) bool {
	return r <= ' ' || joiner(r) || unseen(r) || r == 0xFFFD || r == '\\'
}

// asciiHost is a host's name, or its number in IPv4.
func asciiHost(host string) (string, bool) {
	name, err := idna.Lookup.ToASCII(host)
	const allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-"
	if err != nil || strings.Trim(name, allowed) != "" || strings.Trim(name, ".-") == "" {
		return "", false
	}
	return name, true
}

// encoded writes the bytes of an address that end a link in Markdown, or begin
// something else, as %XX, and so does every byte beyond ASCII.
func encoded(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("()<>[]\"'*`|\\{}^~@", c) >= 0 {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
