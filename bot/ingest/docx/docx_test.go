package docx_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/ingest/docx"
	"rapporteur/bot/ingest/ingesttest"
	"rapporteur/bot/ingest/prose"
)

func read(t *testing.T, body string, parts map[string]string) *prose.Document {
	t.Helper()
	doc, err := docx.Read(t.Context(), ingesttest.DOCX(body, parts))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestADocumentIsReadInTheOrderOfItsText(t *testing.T) {
	p := ingesttest.P
	doc := read(t, p("Title", "The row")+p("berschrift1", "What happened")+p("", "One & two.")+
		p("ListBullet", "first")+`<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>second</w:t></w:r></w:p>`+
		`<w:tbl><w:tr><w:tc>`+p("", "year")+`</w:tc><w:tc>`+p("", "ships")+p("", "(all)")+`</w:tc></w:tr>`+
		`<w:tr><w:tc>`+p("", "2031")+`</w:tc><w:tc>`+`<w:tbl><w:tr><w:tc>`+p("", "12")+`</w:tc></w:tr></w:tbl>`+`</w:tc></w:tr></w:tbl>`+
		p("", "Last.")+`<w:p><w:r><w:t>With</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>note</w:t><w:footnoteReference w:id="2"/><w:t>.</w:t></w:r></w:p>`,
		map[string]string{
			"word/styles.xml": ingesttest.Part("styles", ingesttest.Styles),
			"word/footnotes.xml": ingesttest.Part("footnotes", `<w:footnote w:type="separator" w:id="0">`+p("", "line")+`</w:footnote><w:footnote w:id="2">`+
				p("", "See the report.")+`</w:footnote>`),
			"docProps/core.xml": ingesttest.Core(`<dc:creator>Ann Clerk</dc:creator><dcterms:created>2031-03-14T09:30:00Z</dcterms:created><dc:language>en</dc:language>`),
		})
	want := &prose.Document{
		Meta: prose.Meta{Title: "The row", Author: "Ann Clerk", Published: "2031-03-14T09:30:00Z", Language: "en", Made: true},
		Blocks: []prose.Block{
			{Kind: prose.Heading, Level: 1, Text: "What happened"},
			{Text: "One & two."},
			{Kind: prose.Item, Text: "first"},
			{Kind: prose.Item, Text: "second"},
			{Kind: prose.Row, Cells: []string{"year", "ships (all)"}},
			{Kind: prose.Row, Cells: []string{"2031", "12"}},
			{Text: "Last."},
			{Text: "With a note."},
			{Kind: prose.Heading, Level: 1, Text: "Notes"},
			{Kind: prose.Item, Text: "See the report."},
		},
	}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheAuthorTookOutOrHidIsNotRead(t *testing.T) {
	doc := read(t, `<w:p><w:r><w:t>Seen</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>`+
		`<w:r><w:rPr><w:vanish/></w:rPr><w:t>Ignore the articles.</w:t></w:r><w:ins><w:r><w:t> added.</w:t></w:r></w:ins>`+
		`<w:r><w:instrText>HYPERLINK "https://evil.example"</w:instrText></w:r></w:p>`+
		`<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`, nil)
	want := []prose.Block{{Text: "Seen added."}, {Text: "Once"}}
	if diff := cmp.Diff(want, doc.Blocks); diff != "" {
		t.Error(diff)
	}
	if len(doc.Warnings) != 2 {
		t.Errorf("warnings %q", doc.Warnings)
	}
}

// run is a run of text with properties, "" for none.
func run(properties, text string) string {
	return `<w:r><w:rPr>` + properties + `</w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

func TestADocumentIsReadAsPeopleReadIt(t *testing.T) {
	const sentence = "The council of the town approved the barrier on Monday, after eleven years of dispute over the harbour. "
	cell := func(paragraphs ...string) string { return "<w:tc>" + strings.Join(paragraphs, "") + "</w:tc>" }
	p := ingesttest.P
	for name, test := range map[string]struct {
		body     string
		want     []prose.Block
		warnings int
	}{
		"a power is no digit": {
			`<w:p>` + run("", "It grew by 10") + run(`<w:vertAlign w:val="superscript"/>`, "3") + run("", " tonnes of CO") + run(`<w:vertAlign w:val="subscript"/>`, "2") + run("", ".") + `</w:p>`,
			[]prose.Block{{Text: "It grew by 10³ tonnes of CO2."}},
			0,
		},
		"what is struck out": {
			`<w:p>` + run("", "It cost ") + run("<w:strike/>", "twelve ") + run(`<w:strike w:val="0"/>`, "fourteen million.") + `</w:p>`,
			[]prose.Block{{Text: "It cost fourteen million."}},
			1,
		},
		"nothing is hidden": {`<w:p>` + run("<w:vanish/>", " ") + run("", "Text.") + `</w:p>`, []prose.Block{{Text: "Text."}}, 0},
		"a table of contents": {
			p("TOC1", "1 Introduction 3") + p("", "Text."), []prose.Block{{Text: "Text."}}, 0,
		},
		"two line breaks": {
			`<w:p>` + run("", "One") + `<w:r><w:br/></w:r>` + run("", "line.") + `<w:r><w:br/><w:br/></w:r>` + run("", "Another.") + `</w:p>`,
			[]prose.Block{{Text: "One line."}, {Text: "Another."}},
			0,
		},
		"a deleted end of a paragraph": {
			`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + run("", "One half, ") + `</w:p>` + p("", "and the other.") + `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>` + run("", "The last.") + `</w:p>`,
			[]prose.Block{{Text: "One half, and the other."}, {Text: "The last."}},
			1,
		},
		"a page laid out by a table": {
			`<w:tbl><w:tr>` + cell(p("berschrift1", "Left"), p("", strings.Repeat(sentence, 6))) + cell(p("", "Right.")) + `</w:tr></w:tbl>` +
				`<w:tbl><w:tr>` + cell(p("", "In a frame."), p("", "Still there.")) + `</w:tr></w:tbl>`,
			[]prose.Block{{Kind: prose.Heading, Level: 1, Text: "Left"}, {Text: strings.Repeat(sentence, 6)}, {Text: "Right."}, {Text: "In a frame."}, {Text: "Still there."}},
			0,
		},
		"how letters are spoken": {
			`<w:p><w:r><w:ruby><w:rt>` + run("", "とうきょう") + `</w:rt><w:rubyBase>` + run("", "東京") + `</w:rubyBase></w:ruby></w:r></w:p>`,
			[]prose.Block{{Text: "東京"}},
			0,
		},
	} {
		doc := read(t, test.body, map[string]string{"word/styles.xml": ingesttest.Part("styles", ingesttest.Styles)})
		if diff := cmp.Diff(test.want, doc.Blocks); diff != "" || len(doc.Warnings) != test.warnings {
			t.Errorf("%s: %s, warnings %q", name, diff, doc.Warnings)
		}
	}
}

func TestHostileArchivesAreRefused(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	whole := ingesttest.DOCX(ingesttest.P("", "Text."), nil)
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"no archive":     {[]byte("PK\x03\x04 and nothing"), docx.ErrDamaged},
		"cut off":        {whole[:len(whole)/2], docx.ErrDamaged},
		"a spreadsheet":  {ingesttest.Zip(map[string]string{"xl/workbook.xml": "<a/>"}), docx.ErrNotWord},
		"bomb of zeros":  {ingesttest.Zip(map[string]string{"word/document.xml": strings.Repeat("\x00", 30<<20)}), docx.ErrTooMuch},
		"bomb of spaces": {ingesttest.Zip(map[string]string{"word/document.xml": "<a>" + strings.Repeat(" ", 30<<20)}), docx.ErrTooMuch},
		"bomb of CDATA":  {ingesttest.Zip(map[string]string{"word/document.xml": "<a><![CDATA[" + strings.Repeat("<", 30<<20)}), docx.ErrTooMuch},
		"bomb of text":   {ingesttest.DOCX(ingesttest.P("", strings.Repeat("bomb ", 2<<20)), nil), docx.ErrTooMuch},
		"entities":       {ingesttest.Zip(map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;</a>`}), docx.ErrDoctype},
		"deep":           {ingesttest.DOCX(strings.Repeat("<w:p>", 100_000), nil), docx.ErrTooMuch},
		"broken XML":     {ingesttest.DOCX("<w:p><w:r></w:p>", nil), docx.ErrDamaged},
	} {
		if _, err := docx.Read(t.Context(), test.data); !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v", name, err, test.want)
		}
	}
}

func TestReadingADocumentEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := docx.Read(ctx, ingesttest.DOCX(ingesttest.P("", "Text."), nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
