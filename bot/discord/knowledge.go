package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/ingest"
	"rapporteur/bot/store"
)

// Ingest reads what moderators bring.
type Ingest interface {
	// Read reads a file as it came.
	Read(ctx context.Context, name, contentType string, data []byte) (*ingest.File, error)
	// Fetch reads a page of the web.
	Fetch(ctx context.Context, address string) (*ingest.File, error)
}

// knowledge answers /knowledge, whose subcommands are moderators'. Those that open
// a form are in knowledgeForm.
func (b *Bot) knowledge(ctx context.Context, c *call) (result, error) {
	if c.options.group == questionsGroup {
		return b.savedQuestions(ctx, c)
	}
	do := map[string]func(*Bot, context.Context, *call) (result, error){
		"add":     (*Bot).addArticle,
		"list":    (*Bot).listArticles,
		"show":    (*Bot).showArticle,
		"remove":  (*Bot).removeArticle,
		"history": (*Bot).historyOfArticle,
		"diff":    (*Bot).diffOfArticle,
		"restore": (*Bot).restoreArticle,
		"export":  (*Bot).exportArticles,
		"import":  (*Bot).importArticles,
		"log":     (*Bot).logOfArticles,
		"review":  (*Bot).review,
		"follow":  (*Bot).followFeed,
		"feeds":   (*Bot).listFeeds,
	}[c.options.subcommand]
	if do == nil {
		return result{}, errOldCommand
	}
	if err := b.keeps(); err != nil {
		return result{}, err
	}
	return do(b, ctx, c)
}

// knowledgeForm is the form that a subcommand of /knowledge opens; nil for those
// that open none.
func knowledgeForm(o options) former {
	switch {
	case o.group != "":
	case o.subcommand == "add" && !o.has("file") && !o.has("url"):
		return (*Bot).writingForm
	case o.subcommand == "edit":
		return (*Bot).rewordingForm
	case o.subcommand == "purge":
		return (*Bot).purgeForm
	}
	return nil
}

// keeps reports, by its error, whether articles can be changed from Discord.
func (b *Bot) keeps() error {
	if b.o.Curator == nil || b.o.Ingest == nil {
		return &adviceError{"The articles of this bot cannot be changed from Discord. Whoever runs it changes the files."}
	}
	return nil
}

// Whose an article is, as the buttons have it.
const (
	ownFlag    = "o"
	sharedFlag = "s"
)

func flagOf(owner string) string {
	if owner == "" {
		return sharedFlag
	}
	return ownFlag
}

func ownerOf(c *call, flag string) string {
	if flag == sharedFlag {
		return ""
	}
	return c.GuildID
}

// mayKeep reports, by its error, whether a member may change the articles of an
// owner: moderators those of their guild, and those of the home guild the shared
// ones too.
func (b *Bot) mayKeep(c *call, owner string) error {
	switch {
	case !c.moderates():
		return errNotModerator
	case owner == c.GuildID && owner != "":
		return nil
	case owner == "" && b.atHome(c.GuildID):
		return nil
	case owner == "" && b.o.Home != "":
		return &adviceError{"That article is for all servers, and the moderators of another server keep it. Yours can add an article of their own."}
	case owner == "":
		return &adviceError{"That article is for all servers, and whoever runs the bot keeps it. They can let one server's moderators do so with RAPPORTEUR_HOME_GUILD."}
	}
	return errOtherGuild
}

// atHome reports whether a guild's moderators keep the articles of all guilds.
func (b *Bot) atHome(guild string) bool { return b.o.Home != "" && guild == b.o.Home }

// toldIn is a version as the moderators of a guild may see it. Who changed a shared
// article and why is the business of those who keep it; that it changed, when and how is
// everybody's who reads it.
func (b *Bot) toldIn(guild string, v store.Version) store.Version {
	if v.Guild != "" || b.atHome(guild) {
		return v
	}
	if v.Why = ""; v.By != store.Disk && v.By != store.Bot {
		v.By = render.Elsewhere
	}
	return v
}

// keptFor are the articles that a guild's moderators see, by slug: its own, and the
// shared ones that none of its own hides. Those that are not there any more are
// among them.
func (b *Bot) keptFor(guild string) []curate.Standing {
	own := b.o.Curator.Standing(guild)
	hidden := make(map[string]bool)
	for _, s := range own {
		hidden[s.Slug] = s.Live
	}
	out := own
	for _, s := range b.o.Curator.Standing("") {
		if !hidden[s.Slug] {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(x, y curate.Standing) int { return strings.Compare(x.Slug, y.Slug) })
	return out
}

// named is the article that the option article names: as it was offered, by its
// slug or by its title. live asks for one that is there now.
func (b *Bot) named(c *call, live bool) (curate.Standing, error) {
	typed := strings.TrimSpace(c.options.text("article"))
	all := b.keptFor(c.GuildID)
	for _, fits := range []func(curate.Standing) bool{
		func(s curate.Standing) bool { return s.Live && s.Slug == typed },
		func(s curate.Standing) bool { return s.Slug == typed },
		func(s curate.Standing) bool { return shortSlug(s.Slug) == typed },
		func(s curate.Standing) bool {
			return fold(s.Slug) == fold(typed) || s.Now != nil && fold(s.Now.Name()) == fold(typed)
		},
	} {
		for _, s := range all {
			if !fits(s) {
				continue
			}
			if live && s.Now == nil {
				return s, &adviceError{fmt.Sprintf("The article “%s” is withdrawn. %s brings a version of it back.", plainName(s.Slug), b.mention("knowledge restore"))}
			}
			return s, nil
		}
	}
	return curate.Standing{}, &unknownArticleError{typed}
}

// pressedArticle is the article that a button names by its owner and slug.
func (b *Bot) pressedArticle(c *call, flag, slug string) (curate.Standing, error) {
	for _, s := range b.o.Curator.Standing(ownerOf(c, flag)) {
		if s.Slug == slug || shortSlug(s.Slug) == slug {
			return s, nil
		}
	}
	return curate.Standing{}, &unknownArticleError{slug}
}

// nameOf is what an article is called, also when it is not there any more.
func nameOf(s curate.Standing) string {
	if s.Now != nil {
		return s.Now.Name()
	}
	return s.Slug
}

// versionOf is an article in a version, with advice where that has no text.
func (b *Bot) versionOf(ctx context.Context, owner, slug string, version int) (*corpus.Article, error) {
	a, err := b.o.Curator.Version(ctx, owner, slug, version)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &adviceError{fmt.Sprintf("Version %d of “%s” has no text: it is not there, withdraws the article, or was erased.", version, plainName(slug))}
	}
	return a, err
}

// listArticles lists what the guild's moderators keep.
func (b *Bot) listArticles(ctx context.Context, c *call) (result, error) {
	return b.pageOfKept(ctx, c, 1)
}

func (b *Bot) pageOfKept(ctx context.Context, c *call, page int) (result, error) {
	all := b.keptFor(c.GuildID)
	from, to := pageOf(page, len(all), render.KeptOnPage)
	var list []render.Kept
	for _, s := range all[from:to] {
		v, err := b.o.Curator.Raw(ctx, s.Guild, s.Slug, s.Version)
		if err != nil {
			return result{}, err
		}
		v = b.toldIn(c.GuildID, v)
		list = append(list, render.Kept{
			Slug: s.Slug, Article: s.Now, Shared: s.Guild == "", Version: s.Version, Action: v.Action, By: v.By, At: v.At,
		})
	}
	used, err := b.used(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	var limits []string
	for _, s := range used {
		limits = append(limits, s.name+": "+s.value)
	}
	return result{posts: c.render.Kept(list, page, len(all), limits...)}, nil
}

// pageOf is the range of a page, counted from 1, of n things; one that is not there
// gives the nearest.
func pageOf(page, n, onPage int) (from, to int) {
	last := max(1, (n+onPage-1)/onPage)
	page = min(max(page, 1), last)
	from = (page - 1) * onPage
	return from, min(n, from+onPage)
}

// showArticle shows an article, or its file.
func (b *Bot) showArticle(ctx context.Context, c *call) (result, error) {
	s, err := b.named(c, true)
	if err != nil {
		return result{}, err
	}
	if c.options.flag("download") {
		return b.fileOf(ctx, s.Guild, s.Slug, s.Version)
	}
	return b.shownVersion(ctx, c, s, s.Version)
}

// shownVersion shows an article in one version, with what can be done about it.
func (b *Bot) shownVersion(ctx context.Context, c *call, s curate.Standing, version int) (result, error) {
	a, err := b.versionOf(ctx, s.Guild, s.Slug, version)
	if err != nil {
		return result{}, err
	}
	v, err := b.o.Curator.Raw(ctx, s.Guild, s.Slug, version)
	if err != nil {
		return result{}, err
	}
	notes := []string{fmt.Sprintf("Version %d of %s.", version, s.Slug)}
	if v = b.toldIn(c.GuildID, v); v.Why != "" {
		notes = append(notes, "Why: "+v.Why)
	}
	if version != s.Version {
		notes = append(notes, fmt.Sprintf("This is an earlier version; the current one is %d.", s.Version))
	}
	if s.Guild == "" {
		notes = append(notes, "It is for all servers.")
	}
	with := func(what string) []string {
		return []string{what, flagOf(s.Guild), shortSlug(s.Slug), strconv.Itoa(version)}
	}
	choices := []render.Choice{{Label: "Download", Do: versionButton, With: with(render.FileOfVersion)}}
	if version != s.Version {
		choices = append(choices,
			render.Choice{Label: fmt.Sprintf("Version %d to current", version), Do: versionButton, With: with(render.CompareVersion)},
			render.Choice{Label: fmt.Sprintf("Restore version %d", version), Do: versionButton, With: with(render.RestoreVersion)})
	}
	return result{posts: c.render.Version(a, notes, choices...)}, nil
}
