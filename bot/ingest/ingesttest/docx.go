package ingesttest

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
)

// Zip makes an archive of parts by their names.
func Zip(parts map[string]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(parts[name]))
		}
		if err != nil {
			panic(err) // writing to memory
		}
	}
	if err := w.Close(); err != nil {
		panic(err) // writing to memory
	}
	return b.Bytes()
}

// namespaces are what the elements of Word's parts belong to.
const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

// DOCX makes a document of a body, which is Word's XML, and of further parts.
func DOCX(body string, parts map[string]string) []byte {
	all := map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml":   `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document` + namespaces + `><w:body>` + body + `</w:body></w:document>`,
	}
	maps.Copy(all, parts)
	return Zip(all)
}

// P is a paragraph of Word's XML in a style, "" for none.
func P(style, text string) string {
	if style != "" {
		style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
	return `<w:p>` + style + `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

// Part is a part with Word's namespaces around its content.
func Part(element, content string) string {
	return `<w:` + element + namespaces + `>` + content + `</w:` + element + `>`
}

// Core are the properties of a document.
func Core(content string) string {
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">` + content + `</cp:coreProperties>`
}

// Styles is a style sheet with the styles that the package's documents use.
const Styles = `<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>` +
	`<w:style w:styleId="Title"><w:name w:val="Title"/></w:style>` +
	`<w:style w:styleId="ListBullet"><w:name w:val="List Bullet"/></w:style>` +
	`<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>`
