package render

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/sandbox/form"
)

// fataler is what a test and a property test have in common.
type fataler interface{ Fatalf(string, ...any) }

// checkPosts holds posts against the sandbox's checks of a message, and reads
// them as Discord does: no ping, no link but the articles' own, no markup that
// the bot does not use, buttons on the last post alone.
func checkPosts(t fataler, posts []Post, articles []*corpus.Article) {
	if len(posts) == 0 || len(posts) > maxPosts {
		t.Fatalf("%d posts", len(posts))
	}
	links := linksOf(articles)
	for i, p := range posts {
		checkForm(t, p)
		if i < len(posts)-1 && len(p.Components) > 0 {
			t.Fatalf("post %d of %d has buttons", i+1, len(posts))
		}
		checkMarkup(t, p.Content, links)
		if length(p.Content) > maxContent {
			t.Fatalf("content of %d units", length(p.Content))
		}
		total := 0
		for _, e := range p.Embeds {
			checkMarkup(t, e.Title, nil)
			checkMarkup(t, e.Description, links)
			total += length(e.Title) + length(e.Description)
			if length(e.Title) > maxTitle || length(e.Description) > maxDescription || e.URL != "" || e.Author != nil || len(e.Fields) > 0 || e.Image != nil {
				t.Fatalf("embed %+v", e)
			}
			if e.Footer != nil {
				total += length(e.Footer.Text)
				checkUnmarked(t, e.Footer.Text)
			}
		}
		if total > form.MaxEmbedTotal {
			t.Fatalf("embeds of %d units", total)
		}
		checkButtons(t, p)
	}
}

// linksOf are the addresses that posts about articles may link.
func linksOf(articles []*corpus.Article) []string {
	var out []string
	for _, a := range articles {
		if to, ok := corpus.Address(a.URL); ok {
			out = append(out, to)
		}
	}
	return out
}

// checkForm sends a post through the sandbox's checks in each way in which it
// may be sent.
func checkForm(t fataler, p Post) {
	none := &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
	bodies := map[form.Shape]any{
		form.MessageCreate: discordgo.MessageSend{Content: p.Content, Embeds: p.Embeds, Components: p.Components, AllowedMentions: none},
		form.WebhookCreate: discordgo.WebhookParams{Content: p.Content, Embeds: p.Embeds, Components: p.Components, AllowedMentions: none},
		form.InteractionCallback: discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{
			Content: p.Content, Embeds: p.Embeds, Components: p.Components, AllowedMentions: none,
		}},
	}
	for shape, body := range bodies {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if err := shape.Check(data); err != nil {
			t.Fatalf("%v: %v\n%s", shape, err, data)
		}
	}
	if strings.TrimSpace(p.Content) == "" && len(p.Embeds) == 0 {
		t.Fatalf("post says nothing")
	}
}

// before is when the stored answers of these tests were written.
var before = time.Unix(1_800_000_000, 0)

// ownMarkup is what the bot's own markup may be.
var ownMarkup = []string{kindStrong, kindEm, kindList, kindQuote, kindSmall, kindCommand}

func checkMarkup(t fataler, text string, links []string) {
	for _, c := range readMarkdown(text).live {
		switch {
		case c.kind == kindLink && slices.Contains(links, c.what):
		case slices.Contains(ownMarkup, c.kind):
		case c.kind == kindMoment && c.what == Moment(before):
		default:
			t.Fatalf("%s %q is live in %q", c.kind, c.what, text)
		}
	}
	for _, r := range strings.ReplaceAll(text, "@\u200b", "@") {
		if invisible(r) && !joins(r) && r != '\n' && r != '\u2068' && r != '\u2069' {
			t.Fatalf("%U in %q", r, text)
		}
	}
	if strings.Count(text, firstStrongIsolate) != strings.Count(text, popIsolate) {
		t.Fatalf("isolates are not closed in %q", text)
	}
}

// checkUnmarked checks a text in which Discord reads no markup.
func checkUnmarked(t fataler, text string) {
	for _, r := range text {
		if invisible(r) && !joins(r) {
			t.Fatalf("%U in %q", r, text)
		}
	}
}

func checkButtons(t fataler, p Post) {
	for _, row := range p.Components {
		buttons := row.(discordgo.ActionsRow).Components
		if len(buttons) == 0 || len(buttons) > form.MaxRowWidth {
			t.Fatalf("%d buttons in a row", len(buttons))
		}
		for _, c := range buttons {
			b := c.(discordgo.Button)
			if length(b.Label) == 0 || length(b.Label) > maxLabel || b.URL != "" || !strings.ContainsFunc(b.Label, isLetter) {
				t.Fatalf("button %+v", b)
			}
			checkUnmarked(t, b.Label)
		}
	}
}

// isLetter reports whether a screen reader has a word to say.
func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

// invisible reports whether r shows nothing, but for a joiner, which may have a
// meaning.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func joins(r rune) bool { return r == 0x200C || r == 0x200D }
