package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// Post is one message, whatever the way in which it is sent. It is never over a
// limit of Discord.
type Post struct {
	Content    string
	Embeds     []*discordgo.MessageEmbed
	Components []discordgo.MessageComponent
	Files      []*discordgo.File
}

// Renderer holds what all posts share. The zero value makes embeds without
// buttons. It may be used by many goroutines.
type Renderer struct {
	Buttons *button.Codec // nil for no buttons
	Plain   bool          // no embeds: the bot may not embed links in the channel
}

// accent is the colour at the edge of embeds. It has no meaning.
const accent = 0x4A7C9B

// document is what a reply says, before it is divided into posts.
type document struct {
	title  string // clean
	parts  []part
	footer string // of the bot's own words
	rows   []discordgo.MessageComponent
	// signature stands at the end of each post, clean; role before the first.
	signature, role string
}

// posts divides a document. Title and footer stand on the first and the last
// post, and so do the buttons on the last.
func (r Renderer) posts(d document) []Post {
	var out []Post
	if r.Plain {
		for _, page := range bounded(paginate(d.plain(), maxContent-d.around())) {
			out = append(out, Post{Content: page})
		}
	} else {
		out = d.embeds()
	}
	d.sign(out)
	out[len(out)-1].Components = d.rows
	return out
}

// around is the room that sign needs in the text of a post.
func (d document) around() int {
	n := 0
	if d.role != "" {
		n += length(d.role + "\n")
	}
	if d.signature != "" {
		n += length(smallPrint + Escape(numbered(d.signature, maxPosts, maxPosts)))
	}
	return n
}

// smallPrint begins the last line of a post.
const smallPrint = "\n\n-# "

// sign puts role and signature on posts.
func (d document) sign(posts []Post) {
	if d.role != "" {
		posts[0].Content = strings.TrimSpace(d.role + "\n" + posts[0].Content)
	}
	if d.signature == "" {
		return
	}
	for i := range posts {
		p, signature := &posts[i], numbered(d.signature, i+1, len(posts))
		if len(p.Embeds) == 0 {
			gap := smallPrint
			if strings.HasPrefix(p.Content[strings.LastIndexByte(p.Content, '\n')+1:], "-# ") {
				gap = "\n-# " // two lines of it belong together
			}
			p.Content += gap + Escape(signature)
			continue
		}
		if p.Embeds[0].Footer != nil {
			signature = p.Embeds[0].Footer.Text + " · " + signature
		}
		p.Embeds[0].Footer = &discordgo.MessageEmbedFooter{Text: signature}
	}
}

// numbered is a signature with the number of its part, if there are several.
func numbered(signature string, part, of int) string {
	if of == 1 {
		return signature
	}
	return fmt.Sprintf("%s · %d/%d", signature, part, of)
}

// plain are the parts with title and footer among them.
func (d document) plain() []part {
	var out []part
	if d.title != "" {
		out = append(out, part{style: "**", text: shortenEscaped(d.title, maxTitle)})
	}
	for i, x := range d.parts {
		if i == 0 && x.gap == "" {
			x.gap = "\n"
		}
		out = append(out, x)
	}
	if d.footer != "" {
		out = append(out, part{gap: "\n\n", line: "-# ", text: Escape(d.footer)})
	}
	return out
}

func (d document) embeds() []Post {
	pages := bounded(paginate(d.parts, maxDescription))
	if len(pages) == 0 {
		pages = []string{""}
	}
	var out []Post
	for _, page := range pages {
		out = append(out, Post{Embeds: []*discordgo.MessageEmbed{{Description: page, Color: accent}}})
	}
	out[0].Embeds[0].Title = shortenEscaped(d.title, maxTitle)
	if d.footer != "" {
		out[len(out)-1].Embeds[0].Footer = &discordgo.MessageEmbedFooter{Text: shorten(clean(d.footer), maxFooter)}
	}
	return out
}
