// Package report makes pages of a briefing or of an edition, to be kept, printed or
// sent: Markdown, and HTML that stands by itself.
//
// A page has what the briefing says, each sentence with its numbers, and behind it
// the passages that it cites: every cited sentence marked in its paragraph, under
// the article's title, author, publisher, date, version and address. Numbers lead to
// the passages, and in HTML from there back to where they are used.
//
// # Untrusted text
//
// All text is an article's or a member's, and stands for itself alone: html/template
// and escape leave no markup of it, corpus.Visible nothing that a reader cannot see.
// The only links that leave a page are the articles' own addresses, as far as
// corpus.Address finds them safe. HTML has no script, no form and nothing that would
// be loaded, and says so to the browser (Content-Security-Policy).
//
// The package is pure: the same briefing gives the same bytes.
package report
