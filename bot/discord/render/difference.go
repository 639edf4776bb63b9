package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
)

// Bounds of a difference that is shown. The whole is in the file.
const (
	maxChanges = 12  // sentences
	maxChanged = 700 // units of a sentence; of a longer one it is only said that it differs
)

// difference shows what is changed from one version of an article to another,
// either of which may be nil: what is known of it, then sentence by sentence, word by
// word.
func difference(before, after *corpus.Article) []part {
	var out []part
	if before != nil && after != nil {
		out = metaChanges(before.Meta, after.Meta)
	}
	shown, left := 0, 0
	for _, c := range changes.Between(before, after) {
		if c.Kind == changes.Same {
			continue
		}
		if shown++; shown > maxChanges {
			left++
			continue
		}
		out = append(out, changedSentence(c)...)
	}
	switch {
	case left > 0:
		out = append(out, part{gap: "\n", text: fmt.Sprintf("*…and %s more. The file shows all.*", counted(left, "changed sentence"))})
	case len(out) == 0:
		out = append(out, part{gap: "\n", text: "The sentences are the same; only the file differs."})
	}
	return out
}

// metaChanges say what else is known of an article now.
func metaChanges(before, after corpus.Meta) []part {
	var out []part
	for _, f := range []struct{ name, from, to string }{
		{"title", before.Title, after.Title},
		{"author", before.Author, after.Author},
		{"publisher", before.Publisher, after.Publisher},
		{"date", before.Published, after.Published},
		{"address", before.URL, after.URL},
		{"kind", string(before.Kind), string(after.Kind)},
		{"language", before.Language, after.Language},
		{"tags", strings.Join(before.Tags, ", "), strings.Join(after.Tags, ", ")},
		{"aliases", aliasText(before.Aliases), aliasText(after.Aliases)},
	} {
		if f.from != f.to {
			out = append(out, Change{Name: f.name, From: f.from, To: f.to}.part())
		}
	}
	return out
}

func aliasText(groups [][]string) string {
	var out []string
	for _, g := range groups {
		out = append(out, strings.Join(g, " = "))
	}
	return strings.Join(out, "; ")
}

// changedSentence shows what became of one sentence.
func changedSentence(c changes.Change) []part {
	was, is := clean(c.OldText()), clean(c.NewText())
	at := changedAt(c)
	switch c.Kind {
	case changes.New:
		return []part{sentence("\n", "**New** "+at+": ", "", shortenedSentence(is), "")}
	case changes.Withdrawn:
		return []part{sentence("\n", "**Dropped** "+at+": ", "~~", shortenedSentence(was), "")}
	case changes.Moved:
		return []part{sentence("\n", "**Moved** to "+at+": ", "", shortenedSentence(is), "")}
	}
	if length(was) > maxChanged || length(is) > maxChanged {
		return []part{sentence("\n", "**Changed** "+at+", too long to be shown word by word: ", "", shorten(is, maxReason), "")}
	}
	old, new := changes.Differences(was, is)
	return []part{
		{gap: "\n", line: "**Changed** " + at + "\n> Was: ", text: marked(was, old, "~~")},
		{gap: "\n", line: "> Is: ", text: marked(is, new, "**")},
	}
}

// shortenedSentence is a sentence as a list of changes shows it.
func shortenedSentence(s string) string { return shorten(s, maxChanged) }

// changedAt is the paragraph in which a sentence stands, in the new version if it is
// there.
func changedAt(c changes.Change) string {
	places := c.New
	if len(places) == 0 {
		places = c.Old
	}
	return fmt.Sprintf("¶%d", places[0].Passage+1)
}

// marked is a clean text with markup around some ranges of it.
func marked(s string, ranges []corpus.Span, style string) string {
	var b strings.Builder
	at := 0
	plain := func(to int) {
		piece := s[at:to]
		if strings.HasPrefix(piece, " ") {
			b.WriteByte(' ')
		}
		b.WriteString(Escape(piece))
		if len(piece) > 1 && strings.HasSuffix(piece, " ") {
			b.WriteByte(' ')
		}
	}
	for _, r := range ranges {
		plain(r.Start)
		b.WriteString(style + Escape(s[r.Start:r.End]) + style)
		at = r.End
	}
	plain(len(s))
	return b.String()
}
