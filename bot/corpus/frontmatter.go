package corpus

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxFrontMatter is how far the end of front matter is looked for, in bytes.
const maxFrontMatter = 64 << 10

// frontMatterKeys are the keys that Meta has fields for.
const frontMatterKeys = "title, author, publisher, published, url, kind, language, tags, aliases"

// frontMatter reads the YAML between two lines of "---" at the beginning of text
// into the article's Meta and returns where the body begins: 0 when there is no
// front matter, or none that ends or looks like it.
func (p *parsing) frontMatter(text string) int {
	lines := linesOf(text[:min(len(text), maxFrontMatter)], 0)
	if len(lines) == 0 || !ruler(text, lines[0]) {
		return 0
	}
	last := slices.IndexFunc(lines[1:], func(l Span) bool { return ruler(text, l) }) + 1
	if last == 0 {
		if slices.ContainsFunc(lines[1:], func(l Span) bool { return knownKey(text[l.Start:l.End]) != "" }) {
			p.report(1, Error, "The front matter has no end, so it was read as text. Put a line of --- below it.")
		}
		return 0
	}
	inner := lines[1:last]
	if slices.ContainsFunc(inner, func(l Span) bool { return keyLine.MatchString(text[l.Start:l.End]) }) {
		p.yaml(text, inner)
	} else if slices.ContainsFunc(inner, func(l Span) bool { return hasWord(text[l.Start:l.End]) }) {
		p.report(1, Warning, "What stands between the lines of --- is not front matter, so it was read as text. Front matter has lines such as title: …")
		return 0
	}
	if last+1 < len(lines) {
		return lines[last+1].Start
	}
	// The closing line is the text's last, or the last that was looked at.
	end := lines[last].End
	return end + len(text[end:]) - len(strings.TrimLeft(text[end:], "\r\n"))
}

// ruler reports whether a line is the "---" that begins and ends front matter.
func ruler(text string, l Span) bool {
	return strings.TrimRight(text[l.Start:l.End], " \t") == "---"
}

// keyLine matches a line that begins with a YAML key.
var keyLine = regexp.MustCompile(`^["']?[\pL_][\pL\pN_ -]{0,40}["']?\s*:(\s|$)`)

// knownKey returns the known key that a line begins with, or "".
func knownKey(line string) string {
	key, _, ok := strings.Cut(line, ":")
	key = strings.ToLower(strings.TrimSpace(key))
	if !ok || !slices.Contains(strings.Split(frontMatterKeys, ", "), key) {
		return ""
	}
	return key
}

// yaml reads the lines of front matter. When they are broken as a whole, each
// key is read on its own, so that one mistake costs one key.
func (p *parsing) yaml(text string, lines []Span) {
	seen := make(map[string]bool)
	if p.yamlPart(text, lines, seen) == nil {
		return
	}
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && !keyLine.MatchString(text[lines[to].Start:lines[to].End]) {
			to++
		}
		part := lines[from:to]
		if err := p.yamlPart(text, part, seen); err != nil {
			p.salvage(text, part, err)
		}
		from = to
	}
}

// yamlPart reads some lines as YAML. It changes nothing when they are broken.
func (p *parsing) yamlPart(text string, lines []Span, seen map[string]bool) error {
	source := text[lines[0].Start:lines[len(lines)-1].End]
	source = strings.ReplaceAll(strings.ReplaceAll(source, "\r\n", "\n"), "\r", "\n")
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(source), &doc); err != nil {
		return err
	}
	first := lineAt(text, lines[0].Start)
	if len(doc.Content) == 0 {
		return nil // comments only
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.report(first, Error, "This is not front matter: it wants lines such as title: …")
		return nil
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		name := strings.ToLower(strings.TrimSpace(key.Value))
		line := first + max(key.Line, 1) - 1
		if seen[name] {
			p.report(line, Warning, "%q is given twice; the first counts. Remove one.", name)
			continue
		}
		seen[name] = true
		p.field(line, name, value)
	}
	return nil
}

// lineOfError finds the line that a YAML error names.
var lineOfError = regexp.MustCompile(`line (\d+)`)

// salvage reads a broken line as "key: value" where the key wants one line of
// text, and reports what was wrong: mostly a colon in a title.
func (p *parsing) salvage(text string, lines []Span, err error) {
	first := lineAt(text, lines[0].Start)
	content := text[lines[0].Start:lines[0].End]
	key := knownKey(content)
	if len(lines) == 1 && key != "" && key != "tags" && key != "aliases" {
		_, value, _ := strings.Cut(content, ":")
		p.field(first, key, &yaml.Node{Kind: yaml.ScalarNode, Value: strings.Trim(strings.TrimSpace(value), `"'`)})
		p.report(first, Warning, "The value of %q is not valid YAML; it was read as written. Put it in double quotes.", key)
		return
	}
	at := first
	if m := lineOfError.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n >= 1 && n <= len(lines) {
			at = first + n - 1
		}
	}
	p.report(at, Error, "The front matter is not valid YAML here, and this part was not read. Check its colons, quotes and indentation.")
}

// field sets one field of Meta.
func (p *parsing) field(line int, name string, value *yaml.Node) {
	m := &p.article.Meta
	texts := map[string]*string{
		"title": &m.Title, "author": &m.Author, "publisher": &m.Publisher,
		"published": &m.Published, "language": &m.Language, "url": &m.URL,
	}
	switch to := texts[name]; {
	case to != nil:
		text, ok := scalar(value)
		if !ok {
			p.report(line, Error, "%q wants one line of text. It was not read.", name)
			return
		}
		*to = text
		if name == "url" && text != "" && !isWebAddress(text) {
			m.URL = ""
			p.report(line, Error, "The url %q is not a web address and was not used. Write it in full, with https://.", text)
		}
	case name == "kind":
		p.kind(line, value)
	case name == "tags":
		tags, ok := words(value)
		if !ok {
			p.report(line, Error, `"tags" wants a list of words, such as [energy, Caucasus]. It was not read.`)
		}
		m.Tags = tags
	case name == "aliases":
		p.aliases(line, value)
	default:
		p.report(line, Warning, "The key %q is not known and was ignored. The keys are %s.", name, frontMatterKeys)
	}
}

func (p *parsing) kind(line int, value *yaml.Node) {
	text, ok := scalar(value)
	switch kind := Kind(strings.ToLower(text)); {
	case ok && slices.Contains([]Kind{"", Report, Opinion, Analysis, Statement, Reference}, kind):
		p.article.Kind = kind
	default:
		p.report(line, Error, "The kind %q is not known and was not used. Use report, opinion, analysis, statement or reference.", text)
	}
}

// aliases reads groups of words that mean the same: a list of lists, or of
// lines with commas. A list of single words is one group.
func (p *parsing) aliases(line int, value *yaml.Node) {
	bad := func() {
		p.report(line, Error, `"aliases" wants lists of words that mean the same, such as [[EU, European Union], [UN, United Nations]]. Some of it was not read.`)
	}
	value = resolved(value)
	if value.Kind != yaml.SequenceNode {
		if text, ok := scalar(value); !ok || text != "" {
			bad()
		}
		return
	}
	var single []string
	for _, item := range value.Content {
		group, ok := words(item)
		switch {
		case !ok:
			bad()
		case len(group) > 1:
			p.article.Aliases = append(p.article.Aliases, group)
		default:
			single = append(single, group...)
		}
	}
	if len(single) == 1 {
		p.report(line, Warning, "The alias %q stands alone. Give it the words that mean the same.", single[0])
	}
	if len(single) > 1 {
		p.article.Aliases = append(p.article.Aliases, single)
	}
}

// words reads a list of words, or one line of them with commas.
func words(value *yaml.Node) ([]string, bool) {
	value = resolved(value)
	var out []string
	if value.Kind == yaml.SequenceNode {
		for _, item := range value.Content {
			word, ok := scalar(item)
			if !ok {
				return out, false
			}
			if word != "" {
				out = append(out, word)
			}
		}
		return out, true
	}
	text, ok := scalar(value)
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out, ok
}

// scalar returns a YAML scalar as it is written, white space folded; null is "".
func scalar(value *yaml.Node) (string, bool) {
	value = resolved(value)
	if value.Kind != yaml.ScalarNode {
		return "", false
	}
	if value.Tag == "!!null" {
		return "", true
	}
	return strings.Join(strings.Fields(value.Value), " "), true
}

// resolved follows a YAML alias one step, which is as far as they go.
func resolved(value *yaml.Node) *yaml.Node {
	if value.Kind == yaml.AliasNode && value.Alias != nil {
		return value.Alias
	}
	return value
}

// isWebAddress reports whether text is an absolute http or https address.
func isWebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
