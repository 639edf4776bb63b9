package ingest

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode/utf32"

	xunicode "golang.org/x/text/encoding/unicode"
)

// decoded is a file's text and how it was encoded.
type decoded struct {
	text    string
	charset string // "utf-8" for what needed no decoding
	warning string // for a moderator; "" where the encoding is certain
}

// decode reads text in whatever encoding it is. It goes by the byte order mark;
// else by the bytes, if they are UTF-8 or have UTF-16's form; else by what the
// file or its server declares, if the bytes allow it; else by what the text looks
// like. The first two cannot be mistaken, while declarations often are.
func decode(data []byte, contentType string, isHTML bool) decoded {
	if d, ok := byMark(data); ok {
		return d
	}
	declared, name := declaredIn(data, contentType, isHTML)
	if declared == nil && bytes.Contains(data, []byte("\x1B$B")) { // how it switches to Japanese
		declared, name = lookUp("iso-2022-jp")
		return decoded{decodeWith(declared, data), name, ""}
	}
	if utf8.Valid(data) && !zeroBytes(data) {
		d := decoded{text: string(data), charset: "utf-8"}
		if declared != nil && name != "utf-8" && !ascii(data) {
			d.warning = fmt.Sprintf("The file says that it is encoded as %s, but it is UTF-8 and was read as that.", name)
		}
		if text, twice := once(d.text); twice {
			d.text, d.warning = text, "The text had been encoded as UTF-8 twice, as in Ã© for é. That was undone; look whether every letter is right."
		}
		return d
	}
	if enc, utf16 := utf16Form(data); enc != nil {
		return decoded{decodeWith(enc, data), utf16, ""}
	}
	if declared != nil {
		if text := decodeWith(declared, data); name != "utf-8" && clean(text) {
			return decoded{text, name, ""}
		}
	}
	return guessed(data, name, isHTML)
}

// guessed reads text by what it looks like.
func guessed(data []byte, declared string, isHTML bool) decoded {
	if declared == "utf-8" && invalidShare(data) < 0.01 || mostlyUTF8(data) {
		return decoded{
			strings.ToValidUTF8(string(data), string(unicode.ReplacementChar)), "utf-8",
			"The file holds bytes that are not UTF-8. Each was replaced by \ufffd; look for them.",
		}
	}
	detector := chardet.NewTextDetector()
	if isHTML {
		detector = chardet.NewHtmlDetector()
	}
	sample := data[:min(len(data), 64<<10)]
	name := "windows-1252"
	if found, err := detector.DetectAll(sample); err == nil {
		for _, f := range found {
			if enc, label := lookUp(f.Charset); enc != nil && label != "utf-8" && clean(decodeWith(enc, sample)) {
				name = label
				break
			}
		}
	}
	enc, name := better(sample, name)
	warning := fmt.Sprintf("The file does not say how it is encoded. It was read as %s; look whether every letter is right, or save it as UTF-8.", name)
	if declared != "" {
		warning = fmt.Sprintf("The file says that it is encoded as %s, which it is not. It was read as %s; look whether every letter is right, or save it as UTF-8.", declared, name)
	}
	return decoded{decodeWith(enc, data), name, warning}
}

// byMark reads text that begins with a byte order mark.
func byMark(data []byte) (decoded, bool) {
	for _, m := range []struct {
		mark, name string
		enc        encoding.Encoding
	}{
		{"\xEF\xBB\xBF", "utf-8", encoding.Nop},
		{"\xFF\xFE\x00\x00", "utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"\x00\x00\xFE\xFF", "utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"\xFF\xFE", "utf-16le", xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)},
		{"\xFE\xFF", "utf-16be", xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)},
	} {
		if rest, ok := bytes.CutPrefix(data, []byte(m.mark)); ok {
			d := decoded{decodeWith(m.enc, rest), m.name, ""}
			if strings.ContainsRune(d.text, unicode.ReplacementChar) {
				d.warning = fmt.Sprintf("A part of the file is not %s, as it claims to be. Letters may be missing; save it as UTF-8.", strings.ToUpper(m.name))
			}
			return d, true
		}
	}
	return decoded{}, false
}

// declaredIn is the encoding that the server or the page names; nil for none, or
// for one that nobody knows.
func declaredIn(data []byte, contentType string, isHTML bool) (encoding.Encoding, string) {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		if enc, name := lookUp(params["charset"]); enc != nil {
			return enc, name
		}
	}
	if !isHTML {
		return nil, ""
	}
	return lookUp(htmlCharset(data[:min(len(data), 4096)]))
}

func lookUp(label string) (encoding.Encoding, string) {
	switch label = strings.ToLower(strings.TrimSpace(label)); label {
	case "":
		return nil, ""
	case "gb-18030":
		label = "gb18030"
	case "iso-8859-8-i":
		label = "iso-8859-8"
	}
	enc, name := charset.Lookup(label)
	if enc == encoding.Replacement {
		return nil, "" // encodings that hide scripts, such as ISO-2022-KR
	}
	return enc, name
}

func decodeWith(enc encoding.Encoding, data []byte) string {
	out, _ := enc.NewDecoder().Bytes(data) // what cannot be decoded is replaced
	return strings.ToValidUTF8(string(out), string(unicode.ReplacementChar))
}

// clean reports whether text has neither replaced characters nor the control
// characters that a wrong encoding makes.
func clean(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return r == unicode.ReplacementChar || r >= 0x80 && r < 0xA0 && r != 0x85 || unicode.Is(unicode.Co, r)
	}) < 0
}

func ascii(data []byte) bool {
	return bytes.IndexFunc(data, func(r rune) bool { return r >= 0x80 }) < 0
}

func zeroBytes(data []byte) bool { return bytes.IndexByte(data, 0) >= 0 }

// invalidShare is the share of bytes that are not UTF-8.
func invalidShare(data []byte) float64 {
	bad := 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		}
		i += size
	}
	return float64(bad) / float64(max(len(data), 1))
}

// mostlyUTF8 reports whether far more characters beyond ASCII are right in UTF-8 than
// bytes are wrong, which no other encoding has by chance.
func mostlyUTF8(data []byte) bool {
	right, wrong := 0, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			wrong++
		case size > 1:
			right++
		}
		i += size
	}
	return right > 10*wrong
}

// utf16Form recognises UTF-16 without a byte order mark: one byte order gives text
// with white space, of one or two alphabets, and the other does not.
func utf16Form(data []byte) (encoding.Encoding, string) {
	if len(data)%2 != 0 || len(data) < 4 {
		return nil, ""
	}
	sample := data[:min(len(data), 4096)]
	little := xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	big := xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	l, b := likeText(decodeWith(little, sample)), likeText(decodeWith(big, sample))
	switch {
	case l && !b:
		return little, "utf-16le"
	case b && !l:
		return big, "utf-16be"
	}
	return nil, ""
}

// likeText reports whether nearly all of text are letters of at most three blocks
// of 256, or of Chinese, Japanese and Korean, and ASCII, with some white space or
// ideographic stops between them.
func likeText(text string) bool {
	runes, spaces := 0, 0
	blocks := make(map[rune]int)
	for _, r := range text {
		runes++
		switch {
		case r == unicode.ReplacementChar || unicode.IsControl(r) && !unicode.IsSpace(r):
			return false
		case r == ' ' || r == '\n' || r == '。' || r == '、' || r == '，':
			spaces++
		case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			blocks[-1]++
		default:
			blocks[r>>8]++
		}
	}
	top := spaces
	for range 3 {
		best := rune(-2)
		for block, n := range blocks {
			if n > blocks[best] {
				best = block
			}
		}
		top += blocks[best]
		delete(blocks, best)
	}
	return spaces*100 >= runes && top*100 >= 97*runes
}
