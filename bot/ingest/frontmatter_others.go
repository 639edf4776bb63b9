package ingest

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/prose"
)

// foreignKeys are what other programs call the fields of front matter, makers of sites
// and of notes, the most exact first.
var foreignKeys = []struct {
	keys  []string
	field func(*corpus.Meta) *string
}{
	{[]string{"title", "headline"}, func(m *corpus.Meta) *string { return &m.Title }},
	{[]string{"author", "authors", "creator", "by"}, func(m *corpus.Meta) *string { return &m.Author }},
	{[]string{"publisher", "publication", "site", "website", "site_name"}, func(m *corpus.Meta) *string { return &m.Publisher }},
	{[]string{"published", "date", "publishdate", "pubdate", "date_published"}, func(m *corpus.Meta) *string { return &m.Published }},
	{[]string{"url", "source", "canonical_url", "canonical", "link"}, func(m *corpus.Meta) *string { return &m.URL }},
	{[]string{"language", "lang"}, func(m *corpus.Meta) *string { return &m.Language }},
}

// fromOthers fills what is empty in metadata from front matter that other programs wrote:
// under names of theirs, and names of people as a list. It reports whether anything was.
func fromOthers(head string, m *corpus.Meta) (filled bool) {
	var said map[string]any
	inner := strings.TrimSpace(strings.Trim(strings.TrimSpace(head), "-"))
	if head == "" || yaml.Unmarshal([]byte(inner), &said) != nil {
		return false
	}
	values := make(map[string]string, len(said))
	for key, value := range said {
		values[strings.ToLower(strings.TrimSpace(key))] = wordsOf(value)
	}
	for _, f := range foreignKeys {
		to := f.field(m)
		for _, key := range f.keys {
			value := values[key]
			switch {
			case *to != "" || value == "":
			case to == &m.URL && !webAddress(value):
			default:
				*to, filled = value, true
			}
		}
	}
	return filled
}

// wordsOf is a value of front matter in one line: a text, or texts in a list, without
// the brackets in which some programs link names.
func wordsOf(value any) string {
	switch v := value.(type) {
	case string:
		return prose.Clean(strings.NewReplacer("[[", "", "]]", "").Replace(v))
	case time.Time: // YAML has dates
		return v.Format(time.DateOnly)
	case map[string]any:
		return wordsOf(v["name"])
	case []any:
		var all []string
		for _, item := range v[:min(len(v), 10)] {
			if text := wordsOf(item); text != "" {
				all = append(all, text)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}
