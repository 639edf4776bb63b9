package render

import (
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/button"
)

// Correction tells under an earlier post that what it cites has changed.
type Correction struct {
	Then []*corpus.Article // the article of each of Changes, as it was cited
	Now  *corpus.Article   // as it is; nil when it was withdrawn
	// Changes are at least one.
	Changes []Altered
	// Ruled means that nothing was changed: moderators ruled that what is New, of the
	// article Now, stands instead.
	Ruled bool
	// Answer is the id of the answer that can be asked for again, and Article the slug
	// of the only article that it was of; "" for no button, or for all articles.
	Answer, Article string
	Signature       string
}

// Altered is a sentence that was cited.
type Altered struct {
	Ref  corpus.Ref // as it was cited
	Old  string     // what it said, as a reader sees it
	New  string     // what is said now; "" when it is gone
	Into corpus.Ref // where the new wording begins
}

// Correction shows the old and the new wording of what was cited, in one post: what
// does not fit is counted.
func (r Renderer) Correction(c Correction) Post {
	for n := len(c.Changes); ; n-- {
		d := document{title: "Correction", parts: r.corrected(c, n), signature: clean(c.Signature), rows: r.askAgain(c)}
		if posts := r.posts(d); len(posts) == 1 || n == 0 {
			return posts[0]
		}
	}
}

// corrected are the first n changes of a correction.
func (r Renderer) corrected(c Correction, n int) []part {
	was, is := "- **Was:** ", "  **Now:** "
	out := []part{{text: "What the post above cites has changed since."}}
	if c.Ruled {
		was, is = "- **Cited above:** ", "  **Stands instead:** "
		out = []part{{text: "The articles disagree on what the post above cites, and the moderators have ruled since that another sentence stands."}}
	}
	for i, x := range c.Changes[:n] {
		then := " · " + r.versioned(c.Then[i], x.Ref.Paragraph)
		switch {
		case c.Now == nil:
			out = append(out, sentence("\n", "- **Article withdrawn. It said:** ", "", x.Old, then))
		case x.New == "":
			out = append(out, sentence("\n", "- **No longer said:** ", "", x.Old, then))
		default:
			out = append(out, sentence("\n", was, "", x.Old, then),
				sentence("\n", is, "", x.New, " · "+r.versioned(c.Now, x.Into.Paragraph)))
		}
	}
	return more(out, len(c.Changes)-n, "changed sentence")
}

// versioned is where a sentence stands, and in which version.
func (r Renderer) versioned(a *corpus.Article, paragraph int) string {
	return r.linked(a, fmt.Sprintf(", ¶%d, version %d", paragraph, a.Version))
}

// askAgain is the button that asks for the same as before, of the articles as they
// are now.
func (r Renderer) askAgain(c Correction) []discordgo.MessageComponent {
	if c.Answer == "" {
		return nil
	}
	p := press{label: "Ask again", action: button.Anew, args: []string{c.Answer}}
	if c.Article != "" {
		p.args = append(p.args, c.Article)
	}
	return r.row(p)
}
