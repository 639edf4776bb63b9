package discord

import (
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// call is something that a member asks of the bot by an interaction, with what
// every handler needs.
type call struct {
	*discordgo.Interaction
	place
	user    *discordgo.User
	options options   // of a command
	args    []string  // of a button or modal
	private bool      // only the member sees the result
	fresh   bool      // what has an answer already is asked anew
	asOf    time.Time // of the knowledge that is asked, in the zone of who asks; zero for now
}

// place is where something is asked, and what may be asked there.
type place struct {
	answerer *answer.Answerer // what may be asked
	settings store.Settings   // of the guild; the defaults in a direct message
	render   render.Renderer
	spot     spot              // where the result is shown
	past     *earlierKnowledge // what the answerer is of; nil for the present
}

// result is what a handler came to.
type result struct {
	posts  []render.Post
	answer string // the id under which it is remembered; "" when it is not
	// then is called when the first post can be seen, with it; nil is not.
	then func(*discordgo.Message) error
}

// notice is a result of one sentence.
func notice(text string) result { return result{posts: []render.Post{render.Markup(text)}} }

// userOf is who caused an interaction: in a guild a member, else a user.
func userOf(i *discordgo.Interaction) *discordgo.User {
	if i.Member != nil && i.Member.User != nil {
		return i.Member.User
	}
	return i.User
}

// rendererFor is the renderer for a place where the bot has certain
// permissions.
func (b *Bot) rendererFor(permissions int64) render.Renderer {
	return render.Renderer{Buttons: b.buttons, Plain: permissions&discordgo.PermissionEmbedLinks == 0}
}

// article finds the article that a member named in an option.
func (c *call) article(name string) (*corpus.Article, error) {
	slug := c.options.text(name)
	if a := articleOf(c.answerer, slug); a != nil {
		return a, nil
	}
	return nil, &unknownArticleError{slug}
}

// articleOf is the article of a slug, as a member may have typed it, or with
// its title; nil when there is none.
func articleOf(answerer *answer.Answerer, name string) *corpus.Article {
	articles := answerer.Articles()
	for _, fits := range []func(*corpus.Article) bool{
		func(a *corpus.Article) bool { return a.Slug == name },
		func(a *corpus.Article) bool { return shortSlug(a.Slug) == name },
		func(a *corpus.Article) bool { return fold(a.Slug) == fold(name) || fold(a.Name()) == fold(name) },
	} {
		for _, a := range articles {
			if fits(a) {
				return a
			}
		}
	}
	return nil
}

// slug is that of the article that a command is about: the one of its article
// option; "" is all of them.
func (c *call) slug() (string, error) {
	if !c.options.has("article") {
		return "", nil
	}
	a, err := c.article("article")
	if err != nil {
		return "", err
	}
	return a.Slug, nil
}

// asking is a question that came by the call.
func (c *call) asking(q answer.Question) asking {
	return asking{
		id: c.ID, guild: c.GuildID, channel: c.ChannelID, user: c.user.ID, question: q,
		fresh: c.fresh, private: c.private, asOf: c.asOf, moderated: c.private && c.moderates(),
	}
}
