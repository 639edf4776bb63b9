package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

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

// page makes the file of a web page. Its text is what corpus finds in it once it is
// tidy.
func page(ctx context.Context, name, source string) (*File, error) {
	described, err := describe(ctx, name, source)
	if err != nil {
		return nil, err
	}
	ready := tidy(source)
	article, _, err := corpus.Parse("page.html", []byte(ready.page))
	if errors.Is(err, corpus.ErrEmpty) { // what was taken for clutter may be all there is
		article, _, err = corpus.Parse("page.html", []byte(source))
	}
	switch {
	case errors.Is(err, corpus.ErrEmpty) && described.scripted:
		return nil, refuse(name, ErrEmpty, err, "The page holds no text of its own: a script would load it, and scripts are not run. Open it in a browser and copy the article's text into a .txt file.")
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
	m.Author = withoutBy(m.Author)
	if title, site := withoutSite(m.Title, ready.heading); site != "" {
		m.Title, m.Publisher = title, cmp.Or(m.Publisher, site)
	}
	var came []string
	if described.paid {
		came = append(came, "The page says that it is not free to read. Look whether the whole article is here.")
	}
	if ready.struck {
		came = append(came, "The page has words that are struck out, which were left out.")
	}
	return assemble(name, Markdown, HTML, m, prose.Markdown(blocksOf(article, m.Title)), came)
}

// maxSiteName is the longest name of a site, in bytes, that is taken from a title.
const maxSiteName = 60

// withoutSite parts a title from the name of the site that stands behind it, where the
// page's heading tells where the one ends; site is "" for none.
func withoutSite(title, heading string) (alone, site string) {
	rest, ok := strings.CutPrefix(prose.Clean(title), prose.Clean(heading))
	site = strings.TrimLeft(rest, " |-–—·:»")
	if !ok || heading == "" || site == "" || len(site) > maxSiteName || len(rest)-len(site) < 3 {
		return title, ""
	}
	return heading, site
}

// withoutBy is an author without the word that begins a line with their name. "Von" may
// begin a name, and "von der" does.
func withoutBy(author string) string {
	first, rest, _ := strings.Cut(prose.Clean(author), " ")
	switch strings.TrimSuffix(strings.ToLower(first), ":") {
	case "by", "par", "por", "автор", "author", "autor":
		return rest
	case "von":
		if r, _ := utf8.DecodeRuneInString(rest); first == "von" && strings.Contains(rest, " ") && unicode.IsUpper(r) {
			return rest
		}
	}
	return author
}

// blocksOf are the sections and passages of an article of a title. A passage of several
// lines was a list, a table or a preformatted text: each line is an item, or a row.
func blocksOf(a *corpus.Article, title string) []prose.Block {
	var blocks []prose.Block
	section := ""
	for _, p := range a.Passages {
		if p.Section != section {
			section = p.Section
			if !strings.EqualFold(prose.Clean(section), prose.Clean(title)) {
				blocks = append(blocks, prose.Block{Kind: prose.Heading, Level: 1, Text: section})
			}
		}
		text := a.Raw(p.Span)
		lines := strings.Split(text, "\n")
		table := strings.Contains(text, cellMark)
		for _, line := range lines {
			block := prose.Block{Text: line}
			switch {
			case strings.Contains(line, cellMark):
				block = prose.Block{Kind: prose.Row, Cells: strings.Split(line, cellMark)}
			case len(lines) > 1 && !table: // a table's other lines are its caption
				block.Kind = prose.Item
			}
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// description is what a page says of itself.
type description struct {
	corpus.Meta
	paid     bool // the page is not free to read
	scripted bool // it has scripts of its own
}

// describe goes over a page's tags once, without building anything: it bounds them
// and reads what the page says of itself in meta tags and JSON-LD.
func describe(ctx context.Context, name, source string) (m description, err error) {
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
			fromMetas(&m.Meta, metas)
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
			m.scripted = m.scripted || t.DataAtom == atom.Script && !described
			if at := datedBy(t); at != "" && metas[datedKey] == "" {
				metas[datedKey] = at
			}
			if t.DataAtom == atom.Link && strings.EqualFold(tagAttr(t, "rel"), "canonical") && webAddress(tagAttr(t, "href")) {
				metas["canonical"] = tagAttr(t, "href")
			}
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

// datedKey is where describe notes the date that a tag of the text gives.
const datedKey = "time"

// datedBy is when a page appeared, as a tag of its text says that means that: of a time
// that is marked as the one of publication.
func datedBy(t html.Token) string {
	class := strings.ToLower(tagAttr(t, "class"))
	switch {
	case strings.EqualFold(tagAttr(t, "itemprop"), "datePublished"):
	case t.DataAtom != atom.Time:
		return ""
	case strings.Contains(class, "publish"), strings.Contains(class, "entry-date"), strings.Contains(class, "posted"):
	default:
		return ""
	}
	return cmp.Or(tagAttr(t, "datetime"), tagAttr(t, "content"))
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
		{&m.Published, []string{"article:published_time", "citation_publication_date", "datepublished", "dc.date", "dc.date.issued", "date", "parsely-pub-date", datedKey}},
		{&m.URL, []string{"canonical", "og:url"}},
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
	ID        any      `json:"@id"`
	Name      any      `json:"name"`
	Free      any      `json:"isAccessibleForFree"`
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
func fromJSONLD(m *description, source []byte) {
	if len(source) > maxJSONLD || m.Title != "" {
		return
	}
	source = bytes.TrimSuffix(bytes.TrimPrefix(bytes.TrimSpace(source), []byte("<!--")), []byte("-->"))
	var items []jsonLD
	if json.Unmarshal(source, &items) != nil {
		items = make([]jsonLD, 1)
		if json.Unmarshal(source, &items[0]) != nil {
			return
		}
	}
	names := make(map[string]string) // of what is described elsewhere, by @id
	var all []jsonLD
	for _, item := range items {
		all = append(append(all, item), item.Graph...)
	}
	for _, described := range all {
		if id, ok := described.ID.(string); ok {
			names[id] = named(described.Name, nil)
		}
	}
	for _, described := range all {
		if kind := named(described.Type, nil); m.Title != "" || !strings.Contains(kind, "Article") && !strings.Contains(kind, "Posting") && !strings.Contains(kind, "Report") {
			continue
		}
		m.Title, m.Author, m.Publisher = named(described.Headline, nil), named(described.Author, names), named(described.Publisher, names)
		m.Published, m.URL, m.Language = named(described.Published, nil), named(described.URL, nil), named(described.Language, nil)
		m.paid = strings.EqualFold(fmt.Sprint(described.Free), "false")
	}
}

// named is the text of a value, the name of an object, or those of a list. names are
// those of objects that only their id stands for.
func named(value any, names map[string]string) string {
	switch v := value.(type) {
	case string:
		return html.UnescapeString(v)
	case map[string]any:
		name, _ := v["name"].(string)
		if id, _ := v["@id"].(string); name == "" {
			name = names[id]
		}
		return html.UnescapeString(name)
	case []any:
		var all []string
		for _, item := range v[:min(len(v), 10)] {
			if name := named(item, names); name != "" {
				all = append(all, name)
			}
		}
		return strings.Join(all, ", ")
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
