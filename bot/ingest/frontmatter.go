package ingest

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/prose"
)

const (
	maxField = 300      // characters of a title, an author and a publisher
	maxURL   = 2000     // bytes
	maxHead  = 64 << 10 // bytes of front matter, as in corpus
)

// split cuts an article file into its front matter, with both lines of "---", and
// its body. It does what corpus does, and asks it where that depends on what
// stands between the lines.
func split(text string) (head, body string) {
	end := headEnd(text)
	if end == 0 {
		return "", text
	}
	// What corpus takes for text is no front matter: it then has a passage there.
	article, _, err := corpus.Parse("a.md", []byte(text[:end]+"\n\nEnd.\n"))
	if err != nil || len(article.Passages) != 1 {
		return "", text
	}
	return text[:end], text[end:]
}

// headEnd is where the second line of "---" ends, its line break included; 0
// when the text does not begin with one or has no second one.
func headEnd(text string) int {
	at := 0
	for n := 0; at < len(text) && at < maxHead; n++ {
		end := strings.IndexAny(text[at:], "\r\n")
		line, next := text[at:], len(text)
		if end >= 0 {
			line, next = text[at:at+end], at+end+1
			if text[next-1] == '\r' && next < len(text) && text[next] == '\n' {
				next++
			}
		}
		ruler := strings.TrimRight(line, " \t") == "---"
		switch {
		case n == 0 && !ruler:
			return 0
		case n > 0 && ruler:
			return next
		}
		at = next
	}
	return 0
}

// rewritten is front matter with the fields of m; what else stood in it is kept.
// Front matter that is broken YAML is written anew, and stays above as a comment.
func rewritten(head string, m corpus.Meta) (string, error) {
	root := &yaml.Node{Kind: yaml.MappingNode}
	var doc yaml.Node
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(head), "\n")
	var broken []string
	if len(lines) > 2 {
		inner := lines[1 : len(lines)-2]
		err := yaml.Unmarshal([]byte(strings.Join(inner, "\n")), &doc)
		switch {
		case err == nil && len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode:
			root = doc.Content[0]
		case strings.TrimSpace(strings.Join(inner, "")) != "":
			broken = inner
		}
	}
	for _, field := range []struct{ key, value string }{
		{"title", m.Title},
		{"author", m.Author},
		{"publisher", m.Publisher},
		{"published", m.Published},
		{"url", m.URL},
		{"kind", string(m.Kind)},
		{"language", m.Language},
	} {
		set(root, field.key, scalarNode(field.value))
	}
	set(root, "tags", listNode(m.Tags))
	var aliases *yaml.Node
	for _, group := range m.Aliases {
		if aliases == nil {
			aliases = &yaml.Node{Kind: yaml.SequenceNode}
		}
		if node := listNode(group); node != nil {
			aliases.Content = append(aliases.Content, node)
		}
	}
	set(root, "aliases", aliases)
	if len(root.Content) == 0 {
		return "", nil
	}
	var b bytes.Buffer
	b.WriteString("---\n")
	for _, line := range broken {
		b.WriteString("# " + line + "\n")
	}
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return "", fmt.Errorf("write front matter: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return "", fmt.Errorf("write front matter: %w", err)
	}
	b.WriteString("---\n")
	if head == "" {
		b.WriteByte('\n')
	}
	if b.Len() > maxHead {
		return "", corpus.ErrTooLarge
	}
	return b.String(), nil
}

// set gives a key of a mapping a value, or removes it where value is nil.
func set(root *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if !strings.EqualFold(strings.TrimSpace(root.Content[i].Value), key) {
			continue
		}
		if value == nil {
			root.Content = slices.Delete(root.Content, i, i+2)
			i -= 2
			continue
		}
		value.LineComment, value.FootComment = root.Content[i+1].LineComment, root.Content[i+1].FootComment
		root.Content[i+1] = value
		value = nil // given twice, the second goes
	}
	if value != nil {
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
	}
}

// scalarNode is text in double quotes, which YAML cannot take for anything else.
func scalarNode(text string) *yaml.Node {
	if text == "" {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Style: yaml.DoubleQuotedStyle}
}

func listNode(words []string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, word := range words {
		if n := scalarNode(word); n != nil {
			node.Content = append(node.Content, n)
		}
	}
	if len(node.Content) == 0 {
		return nil
	}
	return node
}

// cleaned is metadata as it may be stored: without what nobody sees, of bounded
// length, dates and languages in their usual form, and a web address or none.
func cleaned(m corpus.Meta) corpus.Meta {
	m.Title, m.Author, m.Publisher = field(m.Title), field(m.Author), field(m.Publisher)
	m.Published, _ = Date(m.Published)
	m.Language = languageOf(m.Language)
	if !webAddress(m.URL) {
		m.URL = ""
	}
	return m
}

// field is one line of metadata, cut at the end of a word if it is too long.
func field(text string) string {
	text = prose.Clean(text)
	runes := []rune(text)
	if len(runes) <= maxField {
		return text
	}
	cut := string(runes[:maxField-1])
	if i := strings.LastIndexByte(cut, ' '); i > maxField/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// languageOf is the tag of a language, "" for what names none.
func languageOf(text string) string {
	tag, err := language.Parse(strings.TrimSpace(text))
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// webAddress reports whether text is an address that readers may be shown.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		len(text) <= maxURL && !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || prose.Invisible(r) })
}

// sameSite reports whether two addresses are of one host, with or without www.
func sameSite(a, b string) bool {
	host := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			return ""
		}
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return host(a) != "" && host(a) == host(b)
}

// checked refuses metadata of a moderator that would be changed or lost.
func checked(name string, m corpus.Meta) error {
	kinds := []corpus.Kind{"", corpus.Report, corpus.Opinion, corpus.Analysis, corpus.Statement, corpus.Reference}
	switch {
	case m.URL != "" && !webAddress(m.URL):
		return refuse(name, ErrMeta, nil, "The url is not a web address. Write it in full, with https:// and without a name or password.")
	case !slices.Contains(kinds, m.Kind):
		return refuse(name, ErrMeta, nil, "The kind is not known. Use report, opinion, analysis, statement or reference.")
	case strings.TrimSpace(m.Language) != "" && languageOf(m.Language) == "":
		return refuse(name, ErrMeta, nil, "The language is not known. Use its code, such as en or de.")
	}
	if _, ok := Date(m.Published); !ok && prose.Clean(m.Published) != "" {
		return refuse(name, ErrMeta, nil, NoDate(m.Published))
	}
	for _, text := range []string{m.Title, m.Author, m.Publisher} {
		if len([]rune(text)) > maxField {
			return refuse(name, ErrMeta, nil, fmt.Sprintf("A title, an author or a publisher has more than %d characters. Shorten it.", maxField))
		}
	}
	return nil
}
