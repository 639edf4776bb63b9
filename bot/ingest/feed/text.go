package feed

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"rapporteur/bot/ingest/fetch"
)

// xmlHead is a feed's declaration, with the encoding that it names.
var xmlHead = regexp.MustCompile(`^\s*<\?xml\b[^>]*?(?:encoding\s*=\s*["']([^"']*)["'])?[^>]*\?>`)

// inUTF8 is a feed in UTF-8 where neither a declaration nor its bytes would tell a parser
// of XML how it is encoded: in UTF-16, or as the server alone says.
func inUTF8(page *fetch.Page) []byte {
	data := page.Data
	if bytes.HasPrefix(data, []byte("\xFE\xFF")) || bytes.HasPrefix(data, []byte("\xFF\xFE")) {
		if decoded, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(data); err == nil {
			return xmlHead.ReplaceAll(decoded, nil)
		}
	}
	if named := xmlHead.FindSubmatch(data); utf8.Valid(data) || named != nil && len(named[1]) > 0 {
		return data
	}
	_, params, _ := mime.ParseMediaType(page.ContentType)
	if enc, _ := charset.Lookup(params["charset"]); enc != nil {
		if decoded, err := enc.NewDecoder().Bytes(data); err == nil {
			return decoded
		}
	}
	return data
}

// plain is a title or a name without markup. Many feeds write it in HTML, whatever
// their format says: characters by their names, words in tags. What is no tag of HTML
// stands there as it is.
func plain(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return fold(text)
	}
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		raw := string(z.Raw())
		switch {
		case kind == html.ErrorToken:
			b.WriteString(html.UnescapeString(raw))
			return fold(b.String())
		case kind == html.TextToken:
			b.WriteString(html.UnescapeString(raw))
		case !markup(z.Token(), text):
			b.WriteString(raw)
		}
	}
}

// markup reports whether a token of a title is markup: a tag of HTML that is closed, or
// needs not to be.
func markup(t html.Token, title string) bool {
	switch t.DataAtom {
	case 0:
		return false
	case atom.Br, atom.Wbr, atom.Img:
		return true
	}
	return strings.Contains(strings.ToLower(title), "</"+t.Data+">")
}

// promotion is what WordPress puts below each entry of its feeds.
var promotion = regexp.MustCompile(`<p>\s*The post <a [^>]*>[^<]*</a> appeared first on <a [^>]*>[^<]*</a>\.?\s*</p>\s*$`)
