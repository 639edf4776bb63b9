package fetch

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	maxRules   = 5000 // of a site; further ones are passed over
	maxPattern = 2000 // bytes of one; addresses have no more
)

// rule is a line of robots.txt, allow or disallow (RFC 9309).
type rule struct {
	allow   bool
	pattern string // normal, see there; * stands for anything, $ at its end for the end
}

// rulesFor are the rules of a robots.txt for a program: those of all groups that name
// it, or else of those for all programs. What is no rule is passed over.
func rulesFor(program string, data []byte) (own []rule) {
	var all []rule
	var mine, anybody, named, begun bool // begun: the group has rules already
	for line := range bytes.Lines(bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r"), []byte("\n"))) {
		text, _, _ := strings.Cut(string(line), "#")
		key, value, ok := strings.Cut(text, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch {
		case ok && key == "user-agent":
			if begun {
				mine, anybody, begun = false, false, false
			}
			switch {
			case value == "*":
				anybody = true
			case strings.EqualFold(value[:tokenEnd(value)], program):
				mine, named = true, true
			}
		case ok && (key == "allow" || key == "disallow"):
			begun = true
			r := rule{key == "allow", normal(value)}
			if value == "" || len(r.pattern) > maxPattern {
				continue // an empty one says nothing
			}
			if mine && len(own) < maxRules {
				own = append(own, r)
			}
			if anybody && len(all) < maxRules {
				all = append(all, r)
			}
		}
	}
	if named {
		return own
	}
	return all
}

// tokenEnd is where the name of a program ends: "Name/1.0" names Name.
func tokenEnd(value string) int {
	for i := range len(value) {
		if c := value[i]; !unreserved(c) || c == '.' || c == '~' {
			return i
		}
	}
	return len(value)
}

// allows reports whether rules let a path with its query be fetched: the longest that
// matches counts, and of two as long the one that allows.
func allows(rules []rule, path string) bool {
	path = normal(path)
	best, allowed := -1, true
	for _, r := range rules {
		if len(r.pattern) < best || len(r.pattern) == best && !r.allow || !matches(r.pattern, path) {
			continue
		}
		best, allowed = len(r.pattern), r.allow
	}
	return allowed
}

// matches reports whether a path begins as a pattern says.
func matches(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	first, rest, more := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, first)
	for ok && more {
		var part string
		part, rest, more = strings.Cut(rest, "*")
		if !more && toEnd {
			return strings.HasSuffix(path, part)
		}
		_, path, ok = strings.Cut(path, part)
	}
	return ok && (!toEnd || path == "")
}

// normal is a path as it is compared: with every byte encoded that an address cannot
// hold, and none that needs no code.
func normal(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if coded, err := hex.DecodeString(path[min(i+1, len(path)):min(i+3, len(path))]); c == '%' && err == nil && len(coded) == 1 {
			i += 2
			if c = coded[0]; unreserved(c) {
				b.WriteByte(c)
				continue
			}
		} else if c > ' ' && c < 0x7F {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("-._~", c) >= 0
}
