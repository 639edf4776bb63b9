package button

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxID is the length of the longest id. Discord: "custom_id: 1-100
// characters". Characters outside the Basic Multilingual Plane count as two
// here, the strictest way to count.
const MaxID = 100

// MinKey is the length of the shortest key, in bytes.
const MinKey = 32

// The errors of New, ID and Parse.
var (
	// ErrKey means that a key has fewer than MinKey bytes.
	ErrKey = errors.New("key is too short")
	// ErrArguments means that an action is not known or has other arguments.
	ErrArguments = errors.New("wrong arguments")
	// ErrTooLong means that an id would be over MaxID.
	ErrTooLong = errors.New("id is too long")
	// ErrNotOurs means that an id does not have the form of any version.
	ErrNotOurs = errors.New("not an id of this bot")
	// ErrForged means that an id's code is wrong: somebody made it up, or the
	// bot has another key now.
	ErrForged = errors.New("id is forged or made with another key")
	// ErrTooNew means that an id is of a version, or for an action, that this
	// program does not know.
	ErrTooNew = errors.New("id is of a later version")
)

const (
	version   = "1"
	codeBytes = 12 // of the 32 of SHA-256; base64 writes them as 16 characters
)

// Codec makes and reads ids. It may be used by many goroutines. The zero value
// has no key and is of no use.
type Codec struct{ key []byte }

// New returns a Codec with a key of at least MinKey random bytes. Another key
// makes all ids that are out there ErrForged.
func New(key []byte) (*Codec, error) {
	if len(key) < MinKey {
		return nil, fmt.Errorf("make button codec: %w: %d bytes, at least %d", ErrKey, len(key), MinKey)
	}
	return &Codec{key: append([]byte(nil), key...)}, nil
}

// ID is the id of an action: the same one for the same arguments and key. The
// error wraps ErrArguments or ErrTooLong.
func (c *Codec) ID(a Action, args ...string) (string, error) {
	if !a.takes(len(args)) {
		return "", fmt.Errorf("make id of action %q: %w: %d of them", a, ErrArguments, len(args))
	}
	var b strings.Builder
	b.WriteString(version + ":" + string(a) + ":")
	for _, arg := range args {
		write(&b, arg)
		b.WriteByte(':')
	}
	b.WriteString(c.code(b.String()))
	id := b.String()
	if n := length(id); n > MaxID {
		return "", fmt.Errorf("make id of action %q: %w: %d characters, at most %d", a, ErrTooLong, n, MaxID)
	}
	return id, nil
}

// Parse reads an id that ID made. The error wraps ErrNotOurs, ErrForged or
// ErrTooNew.
func (c *Codec) Parse(id string) (Action, []string, error) {
	parts := strings.Split(id, ":")
	switch {
	case len(id) > 4*MaxID || len(parts) < 3 || !number(parts[0]):
		return "", nil, fmt.Errorf("parse id: %w", ErrNotOurs)
	case parts[0] != version:
		return "", nil, fmt.Errorf("parse id of version %.8s: %w", parts[0], ErrTooNew)
	}
	last := len(parts) - 1
	signed := id[:len(id)-len(parts[last])]
	if !hmac.Equal([]byte(parts[last]), []byte(c.code(signed))) {
		return "", nil, fmt.Errorf("parse id: %w", ErrForged)
	}
	// From here on the bot itself has written it.
	a := Action(parts[1])
	args := make([]string, 0, last-2)
	for _, part := range parts[2:last] {
		arg, ok := read(part)
		if !ok {
			return "", nil, fmt.Errorf("parse id of action %q: %w", a, ErrTooNew)
		}
		args = append(args, arg)
	}
	if !a.takes(len(args)) {
		return "", nil, fmt.Errorf("parse id of action %q with %d arguments: %w", a, len(args), ErrTooNew)
	}
	return a, args, nil
}

// code signs what stands before it.
func (c *Codec) code(signed string) string {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(signed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:codeBytes])
}

// number reports whether s is a version: digits, without a leading zero.
func number(s string) bool {
	return s != "" && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// length counts as JavaScript does, in UTF-16 units.
func length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

const hexDigits = "0123456789ABCDEF"

// write writes an argument. Letters of every script stand for themselves, so
// that an article's short name takes no more room than it has characters.
func write(b *strings.Builder, arg string) {
	for i, r := range arg {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, size = utf8.DecodeRuneInString(arg[i:])
		}
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r)) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(arg[i : i+size]) {
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
}

// read reads what write has written.
func read(part string) (string, bool) {
	if !strings.Contains(part, "%") {
		return part, true
	}
	out := make([]byte, 0, len(part))
	for i := 0; i < len(part); i++ {
		if part[i] != '%' {
			out = append(out, part[i])
			continue
		}
		if i+2 >= len(part) {
			return "", false
		}
		high, low := strings.IndexByte(hexDigits, part[i+1]), strings.IndexByte(hexDigits, part[i+2])
		if high < 0 || low < 0 {
			return "", false
		}
		out = append(out, byte(high<<4|low))
		i += 2
	}
	return string(out), true
}
