package corpus

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	xunicode "golang.org/x/text/encoding/unicode"
)

// decode gives the file's text as UTF-8 without byte order mark. What is not
// UTF-8 is read as UTF-16 where a byte order mark or the zero bytes say so, as
// an HTML file's own declaration says, and else as windows-1252, and reported.
func (p *parsing) decode(data []byte, form format) string {
	if rest, ok := bytes.CutPrefix(data, []byte("\xEF\xBB\xBF")); ok {
		data = rest
	}
	if enc, name := utf16Of(data); enc != nil {
		p.report(0, Warning, "The file is encoded as %s. Save it as UTF-8.", name)
		return p.decodeWith(enc, data)
	}
	if utf8.Valid(data) {
		return string(data)
	}
	contentType := "text/plain"
	if form == formatHTML {
		contentType = "text/html"
	}
	enc, name, _ := charset.DetermineEncoding(data, contentType)
	if name == "utf-8" { // declared or guessed, but not kept to
		p.report(1+bytes.Count(data[:firstInvalid(data)], []byte("\n")), Warning,
			"The file holds bytes that are not UTF-8. They were replaced by %q; save the file as UTF-8.", unicode.ReplacementChar)
		return strings.ToValidUTF8(string(data), string(unicode.ReplacementChar))
	}
	p.report(0, Warning, "The file is not UTF-8; it was read as %s. Save it as UTF-8 and look whether every letter is right.", name)
	return p.decodeWith(enc, data)
}

func (p *parsing) decodeWith(enc encoding.Encoding, data []byte) string {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		p.report(0, Warning, "A part of the file could not be decoded. Save it as UTF-8.")
	}
	return strings.ToValidUTF8(string(out), string(unicode.ReplacementChar))
}

// utf16Of recognises UTF-16 by its byte order mark or, without one, by zero
// bytes in two thirds of the even or of the odd places and in no other.
func utf16Of(data []byte) (encoding.Encoding, string) {
	little := xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM)
	big := xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM)
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return little, "UTF-16LE"
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return big, "UTF-16BE"
	}
	sample := data[:min(len(data), 1024)]
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	enough := len(sample) / 3
	switch {
	case enough == 0 || zeros[0]+zeros[1] == 0:
	case zeros[1] >= enough && zeros[0] == 0:
		return xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), "UTF-16LE"
	case zeros[0] >= enough && zeros[1] == 0:
		return xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), "UTF-16BE"
	}
	return nil, ""
}

// firstInvalid returns the position of the first byte that is not UTF-8.
func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(data)
}

// maxReports bounds how many characters of one sort are reported for a file.
const maxReports = 20

// reportControls reports control characters other than the usual white space.
// They stay in the text, so that its bytes remain the file's.
func (p *parsing) reportControls(text string) {
	n := 0
	for i, r := range text {
		if (r >= ' ' && r != 0x7F && (r < 0x80 || r > 0x9F)) || (r >= '\t' && r <= '\r') || r == 0x85 {
			continue
		}
		if n++; n > maxReports {
			p.report(0, Warning, "There are more control characters than the %d that are listed. Remove them all.", maxReports)
			return
		}
		p.report(lineAt(text, i), Warning, "The control character %U is in the text. Remove it.", r)
	}
}
