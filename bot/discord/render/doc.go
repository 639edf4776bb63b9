// Package render turns what the bot has to say into Discord posts: an answer, a
// refusal, quotes, findings, a briefing, articles. It is pure: the same input
// gives the same posts.
//
// # Untrusted text
//
// Everything that comes from articles, questions and messages goes through
// Escape, which leaves nothing of it that Discord would take for markup: no
// ping, no link, no emoji code, no timestamp. Where Discord reads no markup
// (buttons, footers) it goes through clean alone. The only links are those of
// articles' own url, and only if address finds that safe.
//
// # Length
//
// Discord's documentation counts characters and does not say which. Its servers
// take code points; its JavaScript clients count UTF-16 units, of which an
// emoji has two or more. All lengths here are in UTF-16 units, the larger of
// the two, so that a post is within the limit by either.
//
// What is too long for one post goes on in the next: layout.go says where it is
// divided. Buttons stand on the last post. Where a bound must cut something (a
// title, a sentence of a thousand words, a flood of posts) the reader is told.
package render
