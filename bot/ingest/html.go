package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/prose"
)

const (
	// maxTags bounds the memory and time that a page takes. Long articles have
	// some thousands, pages with whole books some ten thousands.
	maxTags = 60_000
	// maxJSONLD bounds what is read of a page's description of itself.
	maxJSONLD = 256 << 10
	maxMetas  = 200 // meta tags; pages have some thirty
)

// page makes the file of a web page. Its text is what corpus finds in it, so
// that storing the page itself would give the same passages.
func page(ctx context.Context, name, source string) (*File, error) {
	described, err := describe(ctx, name, source)
	if err != nil {
		return nil, err
	}
	article, _, err := corpus.Parse("page.html", []byte(source))
	switch {
	case errors.Is(err, corpus.ErrEmpty), errors.Is(err, corpus.ErrTooLarge):
		return nil, err
	case err != nil: // the parser gives up at 512 open elements, and for no other reason
		return nil, refuse(name, ErrTooMuch, err, "The page nests its elements deeper than any article does. Copy the article's text into a .txt file.")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := article.Meta
	for _, field := range []struct{ to, better *string }{
		{&m.Title, &described.Title},
		{&m.Author, &described.Author},
		{&m.Publisher, &described.Publisher},
		{&m.Published, &described.Published},
		{&m.URL, &described.URL},
		{&m.Language, &described.Language},
	} {
		if *field.better != "" {
			*field.to = *field.better
		}
	}
	if strings.Contains(m.Author, "://") {
		m.Author = "" // article:author is often a profile's address
	}
	return assemble(name, Markdown, HTML, m, prose.Markdown(blocksOf(article)), nil)
}

// blocksOf are the sections and passages of an article. A passage of several lines
// was a list, a table or a preformatted text: each line is an item.
func blocksOf(a *corpus.Article) []prose.Block {
	var blocks []prose.Block
	section := ""
	for _, p := range a.Passages {
		if p.Section != section {
			section = p.Section
			blocks = append(blocks, prose.Block{Kind: prose.Heading, Level: 1, Text: section})
		}
		lines := strings.Split(a.Raw(p.Span), "\n")
		for _, line := range lines {
			block := prose.Block{Text: line}
			if len(lines) > 1 {
				block.Kind = prose.Item
			}
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// describe goes over a page's tags once, without building anything: it bounds them
// and reads what the page says of itself in meta tags and JSON-LD.
func describe(ctx context.Context, name, source string) (corpus.Meta, error) {
	var m corpus.Meta
	metas := make(map[string]string)
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(MaxBytes)
	tags, described := 0, false
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return m, err
			}
			fromMetas(&m, metas)
			return m, nil
		case html.EndTagToken:
			described = false
			tags++
		case html.TextToken:
			if described {
				fromJSONLD(&m, z.Raw())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			tags++
			described = t.DataAtom == atom.Script && strings.EqualFold(tagAttr(t, "type"), "application/ld+json")
			if key := strings.ToLower(tagAttr(t, "name") + tagAttr(t, "property")); t.DataAtom == atom.Meta && key != "" && len(metas) < maxMetas && metas[key] == "" {
				metas[key] = tagAttr(t, "content")
			}
		}
		if tags%1000 == 0 && ctx.Err() != nil {
			return m, ctx.Err()
		}
		if tags > maxTags {
			return m, refuse(name, ErrTooMuch, nil, "The page has far more elements than an article has. Copy the article's text into a .txt file.")
		}
	}
}

func tagAttr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// fromMetas fills what JSON-LD has left empty from meta tags, the most exact first.
func fromMetas(m *corpus.Meta, metas map[string]string) {
	for _, field := range []struct {
		to   *string
		keys []string
	}{
		{&m.Title, []string{"citation_title", "dc.title", "og:title", "twitter:title"}},
		{&m.Author, []string{"citation_author", "author", "dc.creator", "article:author", "parsely-author"}},
		{&m.Publisher, []string{"og:site_name", "citation_publisher", "dc.publisher", "application-name"}},
		{&m.Published, []string{"article:published_time", "citation_publication_date", "datepublished", "dc.date", "dc.date.issued", "date", "parsely-pub-date"}},
		{&m.URL, []string{"og:url"}},
		{&m.Language, []string{"dc.language", "og:locale"}},
	} {
		for _, key := range field.keys {
			if value := metas[key]; *field.to == "" && value != "" && (field.to != &m.Author || !strings.Contains(value, "://")) {
				*field.to = value
			}
		}
	}
	m.Language = strings.ReplaceAll(m.Language, "_", "-")
}

// jsonLD is what schema.org's Article has for us. Names may be texts, objects or
// lists of either.
type jsonLD struct {
	Type      any      `json:"@type"`
	Graph     []jsonLD `json:"@graph"`
	Headline  any      `json:"headline"`
	Author    any      `json:"author"`
	Publisher any      `json:"publisher"`
	Published any      `json:"datePublished"`
	URL       any      `json:"url"`
	Language  any      `json:"inLanguage"`
}

// fromJSONLD reads the first article that a page describes. What is broken is
// passed over.
func fromJSONLD(m *corpus.Meta, source []byte) {
	if len(source) > maxJSONLD || m.Title != "" {
		return
	}
	var items []jsonLD
	if json.Unmarshal(source, &items) != nil {
		items = make([]jsonLD, 1)
		if json.Unmarshal(source, &items[0]) != nil {
			return
		}
	}
	for _, item := range items {
		for _, described := range append([]jsonLD{item}, item.Graph...) {
			if kind := named(described.Type); m.Title != "" || !strings.Contains(kind, "Article") && !strings.Contains(kind, "Posting") && !strings.Contains(kind, "Report") {
				continue
			}
			m.Title, m.Author, m.Publisher = named(described.Headline), named(described.Author), named(described.Publisher)
			m.Published, m.URL, m.Language = named(described.Published), named(described.URL), named(described.Language)
		}
	}
}

// named is the text of a value, the name of an object, or those of a list.
func named(value any) string {
	switch v := value.(type) {
	case string:
		return html.UnescapeString(v)
	case map[string]any:
		name, _ := v["name"].(string)
		return html.UnescapeString(name)
	case []any:
		var names []string
		for _, item := range v[:min(len(v), 10)] {
			if name := named(item); name != "" {
				names = append(names, name)
			}
		}
		return strings.Join(names, ", ")
	}
	return ""
}

// htmlCharset is the encoding that a page's first bytes declare, "" for none.
func htmlCharset(head []byte) string {
	z := html.NewTokenizer(strings.NewReader(string(head)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom != atom.Meta {
				continue
			}
			if label := tagAttr(t, "charset"); label != "" {
				return label
			}
			if _, label, ok := strings.Cut(strings.ToLower(tagAttr(t, "content")), "charset="); ok && strings.EqualFold(tagAttr(t, "http-equiv"), "content-type") {
				return strings.Trim(label, `"' ;`)
			}
		}
	}
}
