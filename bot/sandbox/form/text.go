package form

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// text is a string. Its length is counted in code points, without the white
// space at both ends, which Discord takes off what people read.
type text struct {
	least    int
	most     int  // 0 is no bound
	filled   bool // when empty it counts as missing
	verbatim bool // Discord leaves its white space: ids and values that only the bot reads
}

func (t text) check(c *checker, v any) {
	s, ok := t.read(c, v)
	if !ok {
		return
	}
	if s == "" && t.filled {
		c.missing()
		return
	}
	most := t.most
	if most == 0 {
		most = -1
	}
	c.length(utf8.RuneCountInString(s), t.least, most)
}

func (t text) read(c *checker, v any) (string, bool) {
	s, ok := v.(string)
	if !ok {
		c.fail("STRING_TYPE_CONVERT", fmt.Sprintf("Could not interpret %q as string.", shown(v)))
		return "", false
	}
	if t.verbatim {
		return s, true
	}
	return strings.TrimSpace(s), true
}

// link is an address of at most so many characters, of one of the schemes.
type link struct {
	most    int
	schemes []string
}

// webLink is an address on the web.
func webLink(most int) link { return link{most, []string{"http", "https"}} }

// pictureLink is one on the web, or of a file sent along (docs: Using Attachments within Embeds).
func pictureLink() link { return link{MaxURL, []string{"http", "https", "attachment"}} }

func (l link) check(c *checker, v any) {
	s, ok := text{}.read(c, v)
	if !ok || !c.length(utf8.RuneCountInString(s), 0, l.most) {
		return
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme == "" || u.Host == "":
		c.fail("URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case !slices.Contains(l.schemes, u.Scheme):
		c.fail("URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q must be one of %s.", u.Scheme, words(l.schemes).tuple()))
	}
}

// moment is a time as ISO 8601 writes it.
type moment struct{}

func (moment) check(c *checker, v any) {
	s, ok := v.(string)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", time.DateOnly} {
		if !ok {
			break
		}
		if _, err := time.Parse(layout, s); err == nil {
			return
		}
	}
	c.fail("DATE_TIME_TYPE_PARSE", fmt.Sprintf("Could not parse %s. Should be ISO8601.", shown(v)))
}

// localizations is a text by locale (docs: Application Commands, Localization).
type localizations struct{ text shape }

func (l localizations) check(c *checker, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
		return
	}
	for _, locale := range sortedKeys(m) {
		switch {
		case !slices.Contains(locales(), locale):
			c.failAt("BASE_TYPE_CHOICES", fmt.Sprintf("Value must be one of %s.", locales().tuple()), locale)
		case m[locale] != nil:
			c.part(locale, l.text, m[locale])
		}
	}
}

// locales are those that Discord speaks (docs: Reference, Locales).
func locales() words {
	return words{
		"ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id", "it",
		"ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
	}
}
