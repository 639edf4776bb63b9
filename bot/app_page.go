package bot

import (
	"path/filepath"
	"strings"
	"time"

	"rapporteur/bot/brief/report"
)

// Page is a briefing or an edition with the passages that it cites, to be kept.
type Page = report.Page

// The formats of a page.
const (
	FormatNone     = ""
	FormatMarkdown = "Markdown"
	FormatHTML     = "HTML"
)

// FormatOf tells the format of a page by the name of its file, FormatNone when it
// names none.
func FormatOf(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".md", ".markdown":
		return FormatMarkdown
	case ".html", ".htm":
		return FormatHTML
	}
	return FormatNone
}

// BriefingPage is the page of a briefing that is made at a time.
func BriefingPage(b *Briefing, made time.Time) *Page {
	return report.OfBriefing(b, report.Options{Made: made})
}

// EditionPage is the page of an edition that is made at a time.
func EditionPage(e *Edition, made time.Time) *Page {
	return report.OfEdition(e, report.Options{Made: made})
}

// PageBytes is a page in a format.
func PageBytes(p *Page, format string) ([]byte, error) {
	if format == FormatHTML {
		return p.HTML()
	}
	return p.Markdown(), nil
}
