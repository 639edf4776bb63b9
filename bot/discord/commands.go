package discord

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/locale"
	"rapporteur/bot/store"
)

// command is one entry of the table of commands.
type command struct {
	name       string // what a person types; for a message menu the key of its name
	kind       discordgo.ApplicationCommandType
	options    []*discordgo.ApplicationCommandOption
	moderators bool // for moderators alone
	guildOnly  bool // makes no sense in a direct message
	visits     bool // goes to the desk
	// private reports whether only the person who asked sees the result.
	private func(options) bool
	run     func(*Bot, context.Context, *call) (result, error)
	// form is the form that opens in place of an answer; nil, or giving nil, is none.
	form func(options) former
}

// commands is the table of commands, in the order in which /help tells of them.
func commands() []command {
	return []command{
		{name: "ask", options: []*discordgo.ApplicationCommandOption{
			required(text("question", maxQuestion)), completed(text("article", 0)), text("as-of", len(time.DateOnly)), toggle("private"),
		}, private: asked, visits: true, run: (*Bot).ask},
		{name: "discuss", options: []*discordgo.ApplicationCommandOption{
			required(text("topic", maxTopic)), completed(text("article", 0)),
		}, private: never, visits: true, run: (*Bot).discuss},
		{name: "brief", options: []*discordgo.ApplicationCommandOption{
			completed(text("article", 0)), completed(text("since", maxSince)), toggle("private"),
		}, private: asked, visits: true, run: (*Bot).brief},
		{name: "sources", options: []*discordgo.ApplicationCommandOption{
			completed(text("article", 0)), completed(number("paragraph", 1, 0)),
		}, private: always, run: (*Bot).sources},
		{name: "timeline", options: []*discordgo.ApplicationCommandOption{
			completed(text("article", 0)), toggle("private"),
		}, private: asked, visits: true, run: (*Bot).timeline},
		{name: "who", options: []*discordgo.ApplicationCommandOption{
			required(completed(text("name", maxName))), toggle("private"),
		}, private: asked, run: (*Bot).who},
		{name: "privacy", options: []*discordgo.ApplicationCommandOption{
			subcommand("show"), subcommand("export"), subcommand("erase"),
		}, private: always, run: (*Bot).privacy},
		{name: "help", options: []*discordgo.ApplicationCommandOption{
			languages("language"),
		}, private: always, run: (*Bot).help},
		{name: "settings", options: settingsOptions(), moderators: true, guildOnly: true, private: always, run: (*Bot).settings},
		{name: "briefing", options: briefingOptions(), moderators: true, guildOnly: true, private: always, visits: true, run: (*Bot).briefings},
		{name: "knowledge", options: knowledgeOptions(), moderators: true, guildOnly: true, private: always, visits: true, run: (*Bot).knowledge, form: knowledgeForm},
		{name: "menu.ask", kind: discordgo.MessageApplicationCommand, private: never, visits: true, run: (*Bot).askAbout},
		{name: "menu.check", kind: discordgo.MessageApplicationCommand, private: always, visits: true, run: (*Bot).check},
	}
}

// The lengths that options may have, in characters. Discord allows up to 6,000
// in a string option.
const (
	maxQuestion = 2000
	maxTopic    = 300
	maxName     = 100
	maxSince    = 30
)

func always(options) bool  { return true }
func never(options) bool   { return false }
func asked(o options) bool { return o.flag("private") }

func text(name string, most int) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionString, Name: name, MaxLength: most}
}

func number(name string, least float64, most float64) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionInteger, Name: name, MinValue: &least, MaxValue: most}
}

func toggle(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionBoolean, Name: name}
}

func subcommand(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: name}
}

func required(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Required = true
	return o
}

func completed(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Autocomplete = true
	return o
}

func languages(name string) *discordgo.ApplicationCommandOption {
	o := text(name, 0)
	for _, l := range locale.Languages() {
		o.Choices = append(o.Choices, &discordgo.ApplicationCommandOptionChoice{Name: l.Name, Value: l.Tag})
	}
	return o
}

// channel is a channel in which the bot can write to all.
func channel(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionChannel, Name: name,
		ChannelTypes: []discordgo.ChannelType{discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews},
	}
}

func role(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionRole, Name: name}
}

func attachment(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionAttachment, Name: name}
}

// oneOf is a choice of values, which Discord shows by their words.
func oneOf(name string, choices []option) *discordgo.ApplicationCommandOption {
	o := text(name, 0)
	for _, c := range choices {
		o.Choices = append(o.Choices, &discordgo.ApplicationCommandOptionChoice{Name: c.words, Value: c.value})
	}
	return o
}

// briefingOptions are the subcommands of /briefing.
func briefingOptions() []*discordgo.ApplicationCommandOption {
	about := func(name string, more ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		sub := subcommand(name)
		sub.Options = append([]*discordgo.ApplicationCommandOption{required(completed(text("schedule", 0)))}, more...)
		return sub
	}
	create := subcommand("create")
	create.Options = append([]*discordgo.ApplicationCommandOption{
		required(channel("channel")), required(completed(text("when", schedule.MaxText))), required(completed(text("zone", schedule.MaxText))),
	}, planOptions()...)
	return []*discordgo.ApplicationCommandOption{
		create, subcommand("list"),
		about("edit", append([]*discordgo.ApplicationCommandOption{
			channel("channel"), completed(text("when", schedule.MaxText)), completed(text("zone", schedule.MaxText)), oneOf("clear", clearable),
		}, planOptions()...)...),
		about("pause"), about("resume"), about("delete"), about("preview"), about("run"), about("log"),
	}
}

// planOptions are what create and edit have in common and need not be given.
func planOptions() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		text("title", maxTitle), completed(text("articles", maxTypedList)), completed(text("tag", maxTitle)),
		oneOf("shape", shapes), number("length", leastLength, mostLength), languages("language"),
		role("role"), toggle("thread"), toggle("poll"), oneOf("nothing-new", nothingNews),
		toggle("hold"), number("hold-for", 1, mostHold), oneOf("at-deadline", deadlines), oneOf("missed", policies),
		text("from", len("2006-01-02")), text("until", len("2006-01-02")), text("quiet", schedule.MaxText),
	}
}

// knowledgeOptions are the subcommands of /knowledge.
func knowledgeOptions() []*discordgo.ApplicationCommandOption {
	article := func() *discordgo.ApplicationCommandOption { return completed(text("article", 0)) }
	why := func() *discordgo.ApplicationCommandOption { return text("why", maxWhy) }
	version := func(name string) *discordgo.ApplicationCommandOption { return completed(number(name, 1, 0)) }
	kind := text("kind", 0)
	for _, k := range []corpus.Kind{corpus.Report, corpus.Opinion, corpus.Analysis, corpus.Statement, corpus.Reference} {
		kind.Choices = append(kind.Choices, &discordgo.ApplicationCommandOptionChoice{Name: string(k), Value: string(k)})
	}
	sub := func(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
		s := subcommand(name)
		s.Options = options
		return s
	}
	return []*discordgo.ApplicationCommandOption{
		sub("add", attachment("file"), text("url", 0), article(), text("title", maxDetail), text("author", maxDetail),
			text("publisher", maxDetail), text("published", maxTypedIn), kind, text("link", 0), toggle("for-all"), why()),
		sub("list"),
		sub("show", required(article()), toggle("download")),
		sub("edit", required(article()), required(completed(number("paragraph", 1, 0))), why()),
		sub("remove", required(article()), why()),
		sub("history", required(article())),
		sub("diff", required(article()), version("from"), version("to")),
		sub("restore", required(article()), required(version("version")), why()),
		sub("export", article(), toggle("for-all")),
		sub("import", required(attachment("file")), toggle("for-all")),
		sub("purge", required(article()), why()),
		sub("log"), questionOptions(),
		sub("follow", required(text("url", 0)), toggle("for-all"), toggle("publish-by-itself")),
		sub("feeds"),
		sub("review", oneOf("waiting", waitingKinds)),
	}
}

func settingsOptions() []*discordgo.ApplicationCommandOption {
	threads := text("threads", 0)
	for _, c := range threadChoices {
		threads.Choices = append(threads.Choices, &discordgo.ApplicationCommandOptionChoice{Name: c.words, Value: c.name})
	}
	return []*discordgo.ApplicationCommandOption{
		role("moderators"),
		toggle("no-moderators"),
		channel("staff"), channel("allow"), channel("disallow"),
		toggle("hold-briefings"), toggle("tell-askers"), toggle("corrections"), languages("language"), threads, number("retention", 1, store.MaxRetentionDays), number("budget", 0, maxBudget),
		number("articles", 0, maxQuota), number("megabytes", 0, maxQuota), number("changes", 0, maxQuota),
	}
}

// definitions are the commands as Discord is told of them.
func definitions(words *locale.Words) []*discordgo.ApplicationCommand {
	var out []*discordgo.ApplicationCommand
	for _, c := range commands() {
		d := &discordgo.ApplicationCommand{Name: c.name, Type: c.kind, Options: c.options}
		if c.kind == discordgo.MessageApplicationCommand {
			d.Name = words.In(locale.English, c.name)
			names := words.Localizations(c.name)
			d.NameLocalizations = &names
		} else {
			d.Type = discordgo.ChatApplicationCommand
			d.Description = words.In(locale.English, c.name)
			descriptions := words.Localizations(c.name)
			d.DescriptionLocalizations = &descriptions
			describe(words, c.name, c.options)
		}
		contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		if !c.guildOnly {
			contexts = append(contexts, discordgo.InteractionContextBotDM)
		}
		d.Contexts = &contexts
		if c.moderators {
			manage := int64(discordgo.PermissionManageGuild)
			d.DefaultMemberPermissions = &manage
		}
		out = append(out, d)
	}
	return out
}

// CommandNames are the names under which Discord knows the commands once the bot
// has run.
func CommandNames() ([]string, error) {
	words, err := locale.Read()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range definitions(words) {
		names = append(names, d.Name)
	}
	return names, nil
}

// describe fills in the descriptions of a command's options, and makes nil
// lists empty, which Discord wants.
func describe(words *locale.Words, command string, options []*discordgo.ApplicationCommandOption) {
	for _, o := range options {
		key := command + "." + o.Name
		o.Description = words.In(locale.English, key)
		o.DescriptionLocalizations = words.Localizations(key)
		if o.Options == nil {
			o.Options = []*discordgo.ApplicationCommandOption{}
		}
		if o.Choices == nil {
			o.Choices = []*discordgo.ApplicationCommandOptionChoice{}
		}
		if o.ChannelTypes == nil {
			o.ChannelTypes = []discordgo.ChannelType{}
		}
		within := command
		if o.Type == discordgo.ApplicationCommandOptionSubCommandGroup {
			within = key // its subcommands have names of others
		}
		describe(words, within, o.Options)
	}
}

// commandNamed finds the entry for a command as Discord names it.
func (b *Bot) commandNamed(data discordgo.ApplicationCommandInteractionData) (command, bool) {
	for _, c := range b.commands {
		name := c.name
		if c.kind == discordgo.MessageApplicationCommand {
			name = b.words.In(locale.English, c.name)
		}
		if name == data.Name {
			return c, true
		}
	}
	return command{}, false
}

// mention is how a command, or a subcommand behind its name, is written so that a
// member can click it.
func (b *Bot) mention(name string) string {
	command, _, _ := strings.Cut(name, " ")
	if id := b.commandIDs.Load(); id != nil && (*id)[command] != "" {
		return "</" + name + ":" + (*id)[command] + ">"
	}
	return "/" + strings.ReplaceAll(name, ".", " ")
}
