package corpus

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// hugePassage is the size in bytes from which Lint calls a paragraph huge. News
// paragraphs have 300 to 800 bytes; a briefing cannot show one of 3,000.
const hugePassage = 3000

// Lint reports whatever moderators should mend in a folder of articles: all that
// Load reports, and what loads but serves readers badly or could harm them. The
// result is sorted by file and line; a folder without faults gives nil.
func Lint(fsys fs.FS) []Problem {
	files, err := loadFiles(fsys)
	if err != nil {
		return []Problem{{".", 0, Error, fmt.Sprintf("The folder could not be read: %v.", err)}}
	}
	var problems []Problem
	titles := make(map[ownedSlug]string) // guild and title in lower case to file name
	passages := make(map[string]int)     // by guild; "" are the shared ones
	for _, f := range files {
		l := linter{file: f}
		l.run()
		problems = append(append(problems, f.problems...), l.problems...)
		if f.article == nil {
			continue
		}
		guild := GuildOf(f.name)
		passages[guild] += len(f.article.Passages)
		title := ownedSlug{guild, strings.ToLower(f.article.Title)}
		if first := cmp.Or(titles[title], titles[ownedSlug{"", title.slug}]); first != "" && title.slug != "" {
			problems = append(problems, Problem{
				f.name, 0, Warning,
				fmt.Sprintf("%s has the same title, %q. Give one of the two another.", first, f.article.Title),
			})
		} else {
			titles[title] = f.name
		}
	}
	for guild, n := range passages {
		if guild != "" {
			n += passages[""]
		}
		if n > MaxPassages {
			problems = append(problems, Problem{
				path.Join(folderOf(guild), "."), 0, Error,
				fmt.Sprintf("The articles have %d paragraphs together; at most %d are allowed. Remove some articles.", n, MaxPassages),
			})
		}
	}
	sortProblems(problems)
	return problems
}

// linter looks through one file.
type linter struct {
	file     loadedFile
	problems []Problem
}

func (l *linter) report(line int, severity Severity, format string, args ...any) {
	l.problems = append(l.problems, Problem{l.file.name, line, severity, fmt.Sprintf(format, args...)})
}

func (l *linter) run() {
	if l.file.data == nil {
		return
	}
	p := parsing{name: l.file.name, article: &Article{}}
	source := p.decode(l.file.data, formatOf(l.file.name)) // what it reports, Parse has reported
	l.invisibles(source)
	a := l.file.article
	if formatOf(l.file.name) != formatHTML {
		l.mentions(source, 1)
		l.links(source)
		l.emptyParts(source)
	} else if a != nil {
		l.mentions(a.Text, 0)
	}
	if a == nil {
		return
	}
	if a.Title == "" {
		l.report(0, Warning, "The article has no title. Put one into its front matter, as title: …")
	}
	if a.Published != "" && !isDate(a.Published) && formatOf(l.file.name) != formatHTML {
		l.report(0, Warning, "The date %q is not read. Write it as year-month-day, such as 2031-03-14, or as 2031-03 or 2031 if no more is known.", a.Published)
	}
	for i, passage := range a.Passages {
		if n := passage.Len(); n > hugePassage && n <= maxPassageBytes {
			line := 0
			if formatOf(l.file.name) != formatHTML {
				line = lineAt(a.Text, passage.Start)
			}
			l.report(line, Warning, "Paragraph %d is a huge paragraph: %d bytes. Split it so that each has less than %d.", i+1, n, hugePassage)
		}
	}
}

// isDate reports whether a date has the form in which it is read: a day, with or
// without a time behind it, a month or a year.
func isDate(text string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	day := text[:min(len(text), len(time.DateOnly))]
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && strings.ContainsRune("T ", rune(text[len(day)]))
}

// invisibles reports characters that a reader cannot see, and that can hide or
// turn around what they see.
func (l *linter) invisibles(source string) {
	n := 0
	for i, r := range source {
		if !invisibleRune(r) || joins(source, i, r) {
			continue
		}
		if n++; n > maxReports {
			l.report(0, Warning, "There are more invisible characters than the %d that are listed. Remove them all.", maxReports)
			return
		}
		l.report(lineAt(source, i), Warning, "The invisible character %U is in the text. Remove it.", r)
	}
}

// invisibleRune reports whether r is a zero-width, bidirectional or soft-hyphen
// character.
func invisibleRune(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069, r == 0xFEFF, r == 0xAD:
		return true
	}
	return false
}

// joins reports whether r joins two emoji, where a zero-width joiner is right.
func joins(source string, i int, r rune) bool {
	if r != 0x200D {
		return false
	}
	prev, _ := utf8.DecodeLastRuneInString(source[:i])
	next, _ := utf8.DecodeRuneInString(source[i+3:])
	return (prev >= 0x2600 || prev == 0xFE0F) && next >= 0x2600 && !isWordRune(prev) && !isWordRune(next)
}

// mention matches what Discord would turn into a mention.
var mention = regexp.MustCompile(`@everyone\b|@here\b|<@[!&]?\d+>|<#\d+>`)

// mentions reports Discord mentions. firstLine is 0 when lines are not those of
// the file.
func (l *linter) mentions(text string, firstLine int) {
	for _, at := range mention.FindAllStringIndex(text, maxReports) {
		line := 0
		if firstLine > 0 {
			line = lineAt(text, at[0])
		}
		l.report(line, Warning, "%q is a Discord mention. Write it in another way, so that nobody is called.", text[at[0]:at[1]])
	}
}

// maskedLink matches a Markdown link.
var maskedLink = regexp.MustCompile(`\[([^\[\]\n]*)\]\(\s*<?([^)\s>]+)`)

// scheme matches the scheme of an address.
var scheme = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*):`)

// links reports links whose text shows another address than they lead to, and
// links that lead to something else than a web page.
func (l *linter) links(source string) {
	for _, at := range maskedLink.FindAllStringSubmatchIndex(source, -1) {
		if len(l.problems) > 10*maxReports {
			return
		}
		text, target := plain(source[at[2]:at[3]]), source[at[4]:at[5]]
		if m := scheme.FindStringSubmatch(target); m != nil && !harmlessScheme(m[1]) {
			l.report(lineAt(source, at[0]), Error, "This link leads to %q, which is not a web address. Use one that begins with https://.", clip(target))
			continue
		}
		if shown := hostOf(text); shown != "" && shown != hostOf(target) {
			l.report(lineAt(source, at[0]), Error, "This link shows %s but leads to %q. Show the address that it leads to.", shown, clip(target))
		}
	}
}

func harmlessScheme(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return true
	}
	return false
}

// hostOf returns the host of an address, with or without its scheme and "www.";
// "" when text is not an address.
func hostOf(text string) string {
	text = strings.TrimSpace(text)
	if strings.ContainsAny(text, " \t") || !strings.Contains(text, ".") {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || !bareHost.MatchString(u.Hostname()) {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// bareHost matches a host name with a top-level domain.
var bareHost = regexp.MustCompile(`^[\pL\pN-]+(\.[\pL\pN-]+)*\.\pL{2,}$`)

func clip(s string) string { return cutRunes(s, 100) }

// emptyItem matches a list marker with nothing behind it.
var emptyItem = regexp.MustCompile(`^\s*([-*+]|\d{1,9}[.)])\s*$`)

// headingLine matches a Markdown heading.
var headingLine = regexp.MustCompile(`^ {0,3}(#{1,6})(\s+(.*?))?\s*#*\s*$`)

// emptyParts reports headings and list items of a Markdown file that have
// nothing under them.
func (l *linter) emptyParts(source string) {
	if formatOf(l.file.name) != formatMarkdown {
		return
	}
	open, level, fenced := 0, 0, false // the line of the heading that nothing follows yet
	for i, span := range linesOf(source, 0) {
		line := source[span.Start:span.End]
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		heading := headingLine.FindStringSubmatch(line)
		switch {
		case !fenced && heading != nil:
			if open > 0 && len(heading[1]) <= level {
				l.report(open, Warning, "Nothing stands under this heading. Write its text or remove it.")
			}
			open, level = i+1, len(heading[1])
			if strings.TrimSpace(heading[3]) == "" {
				l.report(i+1, Warning, "This heading has no text. Write it or remove the line.")
			}
		case !fenced && emptyItem.MatchString(line):
			l.report(i+1, Warning, "This list item has no text. Write it or remove the line.")
		case strings.TrimSpace(line) != "":
			open = 0
		}
	}
	if open > 0 {
		l.report(open, Warning, "Nothing stands under this heading. Write its text or remove it.")
	}
}
