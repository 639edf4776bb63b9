package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"rapporteur/bot/ingest/prose"
)

const (
	maxXMP       = 256 << 10 // bytes; packets have some 3,000 and padding
	maxXMPTokens = 20_000
)

// xmp reads the first XMP packet of a file, which stands in it as it is so that
// programs that know no PDF find it. What is broken is passed over.
func xmp(data []byte, m *prose.Meta) {
	start := bytes.Index(data, []byte("<x:xmpmeta"))
	if start < 0 {
		return
	}
	packet := data[start:min(len(data), start+maxXMP)]
	if end := bytes.Index(packet, []byte("</x:xmpmeta>")); end >= 0 {
		packet = packet[:end]
	}
	fields := map[string]*string{"title": &m.Title, "creator": &m.Author, "publisher": &m.Publisher, "language": &m.Language, "date": &m.Published}
	d := xml.NewDecoder(bytes.NewReader(packet))
	var open *string
	for range maxXMPTokens {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) || err != nil {
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Space == "dc" {
				open = fields[t.Name.Local]
			}
		case xml.EndElement:
			if t.Name.Space == "dc" {
				open = nil
			}
		case xml.CharData:
			text := string(bytes.TrimSpace(t))
			if open != nil && text != "" && len(*open) < 500 {
				if *open != "" && open == &m.Author {
					text = ", " + text
				} else if *open != "" {
					continue // the same in another language
				}
				*open += text
			}
		}
	}
}
