package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/corpus"
)

// Quote is a cited sentence and where it stands.
type Quote struct {
	N    int        // its number in the answer
	Ref  corpus.Ref // the sentence
	Text string     // the sentence as it was stored then, markup and all
	// Article is the article in the version of Ref. Where that is not kept any more
	// it is the article as it is now, and nil when there is none.
	Article *corpus.Article
	// Newer is the version that the article has now, if that is another; 0 for none.
	// Withdrawn says that it is not there any more.
	Newer     int
	Withdrawn bool
}

// Quotes shows cited sentences in bold, each inside its paragraph, with author,
// date, version and link. Sentences of one paragraph are shown together. Where
// the article has changed since, it shows the sentence as it was and says so. Below
// them stands what other sentences say instead.
func (r Renderer) Quotes(quotes []Quote, otherwise ...Otherwise) []Post {
	d := document{title: "Quotes"}
	for _, group := range byParagraph(quotes) {
		if len(d.parts) > 0 {
			group[0].head = "\n\n"
		}
		d.parts = append(d.parts, r.quoted(group)...)
	}
	if len(d.parts) == 0 {
		d.parts = []part{{text: "This answer cites no sentence."}}
	}
	d.parts = append(d.parts, r.otherwise(otherwise)...)
	return r.posts(d)
}

// standing is a quote with its place in an article that still has it.
type standing struct {
	Quote
	head  string // the gap above it
	there bool   // the article is there in the version that was cited
}

// byParagraph groups quotes of the same paragraph, in the order of the first.
func byParagraph(quotes []Quote) [][]standing {
	var groups [][]standing
	where := make(map[corpus.Ref]int)
	for _, q := range quotes {
		s := standing{Quote: q}
		if q.Article != nil {
			_, s.there = q.Article.Sentence(q.Ref)
		}
		paragraph := q.Ref
		paragraph.Sentence = 0
		if i, ok := where[paragraph]; ok && s.there && groups[i][0].there {
			groups[i] = append(groups[i], s)
			continue
		}
		where[paragraph] = len(groups)
		groups = append(groups, []standing{s})
	}
	return groups
}

// quoted shows the quotes of one paragraph.
func (r Renderer) quoted(group []standing) []part {
	first := group[0]
	if !first.there {
		return r.lost(first)
	}
	numbers := make(map[int]int) // of sentences, from 1
	var marks strings.Builder
	for _, q := range group {
		numbers[q.Ref.Sentence] = q.N
		fmt.Fprintf(&marks, "[%d]", q.N)
	}
	out := []part{{gap: first.head, text: marks.String() + " " + r.place(first.Article, first.Ref.Paragraph)}}
	out = append(out, around(first.Article, first.Ref.Paragraph-1, numbers)...)
	switch {
	case first.Withdrawn:
		out = append(out, part{gap: "\n", text: fmt.Sprintf("The article has been withdrawn since. This is version %d, which the answer cites.", first.Ref.Version)})
	case first.Newer > 0:
		out = append(out, part{gap: "\n", text: fmt.Sprintf("There is a newer version of the article: %d. This is version %d, which the answer cites.", first.Newer, first.Ref.Version)})
	}
	return append(out, part{gap: "\n", line: "-# ", text: about(first.Article)})
}

// lost shows a quote whose article is gone or has changed.
func (r Renderer) lost(q standing) []part {
	stored := corpus.Article{Text: q.Text}
	text := stored.Plain(corpus.Span{End: len(q.Text)})
	where := name(q.Ref.Article, maxName) + fmt.Sprintf(", ¶%d", q.Ref.Paragraph)
	why := "This article is not here any more. The sentence is shown as it was in version %d."
	switch {
	case q.Article != nil && q.Article.Version != q.Ref.Version:
		where = r.place(q.Article, q.Ref.Paragraph)
		why = "The article has changed since: it is at version " + fmt.Sprint(q.Article.Version) + " now. The sentence is shown as it was in version %d."
	case q.Article != nil:
		where = r.place(q.Article, q.Ref.Paragraph)
		why = "The place of this sentence in version %d is not found any more. It is shown as it was."
	}
	out := []part{
		{gap: q.head, text: fmt.Sprintf("[%d] %s", q.N, where)},
		sentence("\n", "> ", "**", text, ""),
		{gap: "\n", text: fmt.Sprintf(why, q.Ref.Version)},
	}
	if q.Article != nil {
		out = append(out, part{gap: "\n", line: "-# ", text: about(q.Article)})
	}
	return out
}

// maxAround bounds the sentences that are shown around those that are cited,
// in units.
const maxAround = 1200

// around shows a passage, by its index, with the cited sentences in bold and
// their numbers behind them. Of a long one only the sentences next to those are
// shown, and it says how many are not.
func around(a *corpus.Article, passage int, numbers map[int]int) []part {
	sentences := a.Passages[passage].Sentences
	shown := chosenAround(a, sentences, numbers)
	var out []part
	hidden, gap := 0, "\n"
	flush := func() {
		if hidden > 0 {
			out = append(out, part{gap: gap, line: "> ", text: leftOut(hidden)})
			hidden, gap = 0, " "
		}
	}
	for i, span := range sentences {
		if !shown[i] {
			hidden++
			continue
		}
		flush()
		x := sentence(gap, "> ", "", a.Plain(span), "")
		if n := numbers[i+1]; n > 0 {
			x.style, x.tail = "**", x.tail+fmt.Sprintf(" [%d]", n)
		}
		out, gap = append(out, x), " "
	}
	flush()
	return out
}

// leftOut says that sentences are not shown.
func leftOut(n int) string {
	if n == 1 {
		return "*(1 sentence left out)*"
	}
	return fmt.Sprintf("*(%d sentences left out)*", n)
}

// chosenAround tells which sentences to show: those cited, and their neighbours
// by distance as long as there is room.
func chosenAround(a *corpus.Article, sentences []corpus.Span, numbers map[int]int) []bool {
	shown := make([]bool, len(sentences))
	for n := range numbers {
		shown[n-1] = true
	}
	room := maxAround
	for grown := true; grown; {
		grown = false
		for _, i := range edges(shown) {
			// A character has at least a quarter of the bytes.
			if n := sentences[i].Len(); n > 4*room {
				continue
			}
			if n := length(a.Plain(sentences[i])); n <= room {
				shown[i], grown = true, true
				room -= n
			}
		}
	}
	return shown
}

// edges are the sentences beside those that are shown.
func edges(shown []bool) []int {
	var out []int
	for i := range shown {
		if !shown[i] && (i > 0 && shown[i-1] || i+1 < len(shown) && shown[i+1]) {
			out = append(out, i)
		}
	}
	return out
}
