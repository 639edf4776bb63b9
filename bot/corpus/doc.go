// Package corpus turns article files into what everything else works on:
// articles of passages (paragraphs), passages of sentences, and byte spans that
// say where each of them stands.
//
// [Parse] reads one file: Markdown, plain text or HTML, with YAML front matter
// in the first two. [Load] reads a folder of them into a [Library], an immutable
// set from which a [Ref], such as the-row@3#p4.s2, is resolved; [LoadShelves]
// keeps apart what belongs to one guild (Discord server) alone. [Lint] tells
// moderators what to mend. [Sentences] is the splitter by itself.
//
// # What it may not do
//
// The package imports none of ours. It keeps no state, starts no goroutine,
// reads no clock, and touches no file but those of the fs.FS that it is given.
// It fetches nothing that an article links to, and runs nothing that a page
// holds. It does not rank, does not store, and knows no Discord: what it
// reports about mentions and links is for moderators, and whoever posts text
// must still make it harmless.
//
// # Spans
//
// Every span points into [Article].Text. For Markdown and plain text that is the
// file's own text, decoded to UTF-8 and without a byte order mark, front matter
// included; so a citation can be found in the file byte by byte. For HTML it is
// the extracted text. Passages and sentences are in order, do not overlap, begin
// and end with a character that is not white space, and may hold markup, which
// [Article.Plain] removes.
//
// Nothing is lost: every letter and digit of the body stands in one passage and
// in one of its sentences. Exempt are, in Markdown, headings outside lists (they
// are the Section of what follows), HTML comments, script and style blocks, link
// reference definitions, and the word behind a code fence; in HTML, headings,
// what a browser does not show, and what readability takes for the page's frame.
//
// # Limits
//
//   - A file has at most [MaxFileBytes], a library [MaxPassages] passages.
//   - A passage over 20,000 bytes is kept and reported.
//   - The sentence rules know English abbreviations. Other languages have their
//     stops and initials, and little more. Where a capital behind an
//     abbreviation may be a name or a new sentence, they leave the sentences
//     joined: a quotation that is too long is still true, half of one may not be.
//   - What the rules are known to get wrong is marked in the table of their test.
//
// The rules replaced punkt (neurosnap/sentences 1.1.2), which gets 125 of the
// table's first 187 cases right and needs 10 ms and its training data to start;
// these got 184, split fifteen times faster and start with the maps below.
package corpus
