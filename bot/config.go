package bot

import (
	"cmp"
	"log/slog"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/discord"
)

// Config is all that a Bot is told from outside. cmd/rapporteur fills it once,
// from flags and the environment; nothing else reads the environment. The zero
// value is a bot that answers from the default articles, on the command line.
type Config struct {
	// Knowledge is the folder of article files. It must be set to answer from
	// a folder of one's own. Default: ./knowledge if that is a folder with
	// article files, else the copy inside the program.
	Knowledge string
	// Program is the file of this program. It must be set to have the machine code of
	// the PDF engine made in a process of its own, by its command engine, where the
	// memory that this takes is given back and a stop ends it at once. Default: it is
	// made in this process.
	Program string
	// Log takes what an operator may want to know. Default: nothing is logged.
	Log *slog.Logger

	// Model is the language model that words the answers, by the name under which
	// its server knows it. Default: none, answers are quoted.
	Model string
	// ModelSmall is a second, cheaper model of the same server, which rewrites
	// questions and checks. Default: Model does that too.
	ModelSmall string
	// ModelURL is where a server of OpenAI's API is, with the version. Default:
	// OpenAI's own.
	ModelURL string
	// ModelKey is the key for that server. Default: none is sent.
	ModelKey Secret
	// ModelOrganisation is whom the server is to bill, for a key that belongs to
	// several. Default: none is named.
	ModelOrganisation string
	// ModelEffort is how long the models are to think, in the server's words, such
	// as "low". Default: the models' own.
	ModelEffort string
	// ModelTimeout bounds a whole call of a model, with all its tries. Default: two
	// minutes.
	ModelTimeout time.Duration
	// SecondOpinion has each verified sentence put to the second model as well.
	// Default: it is not.
	SecondOpinion bool
	// Translate has answers translated into the asker's language, and briefings into
	// the server's or their own, where the articles have another. Default: they are
	// not.
	Translate bool
	// Prices are what models cost, for ReadUsage and Doctor. Default: none is known.
	Prices Prices
	// DailyTokens is how many tokens the models may use for a guild in a day (UTC),
	// and in direct messages for each person. Serve keeps to it. Default: no limit.
	DailyTokens int
	// Contact is the address of a page that tells webmasters whose bot this is. It
	// stands in the user agent with which AddArticle and Serve fetch pages and feeds.
	// Default: none is named.
	Contact string
	// Prompts is a folder of prompt templates that take the place of the program's
	// own of the same name. Default: none.
	Prompts string

	// Embeddings is the model of embeddings by which Ask, AskBatch and Serve find
	// passages that mean what a question does in other words, by the name under
	// which its server knows it. Default: none, passages are found by their words.
	Embeddings string
	// EmbeddingsURL is where a server of OpenAI's API is, with the version. Default:
	// ModelURL.
	EmbeddingsURL string
	// EmbeddingsKey is the key for that server. Default: ModelKey where EmbeddingsURL
	// is ModelURL too, else none is sent.
	EmbeddingsKey Secret

	// Token is the bot's, from Discord's developer portal. Serve needs it.
	Token Secret
	// DiscordAPI is the address of a Discord-compatible server, without /api.
	// It must be set to serve another than Discord. Default: Discord.
	DiscordAPI string
	// Shards is how many gateway connections to share the guilds between.
	// Default: as many as Discord asks for.
	Shards int
	// Content says whether to ask for what is written in messages that do not
	// mention the bot. Default: if the application's settings allow it.
	Content Content
	// HomeGuild is the id of the server whose moderators keep the articles of all
	// servers with /knowledge, beside their own. Default: none, whoever runs the bot
	// keeps them.
	HomeGuild string
	// MaxArticles is how many articles of its own a server's moderators may keep, and
	// those of the home server for all. Whoever changes files on disk is not bound by
	// it. Default: DefaultMaxArticles.
	MaxArticles int
	// MaxMegabytes is how much text those may have together. Default:
	// DefaultMaxMegabytes.
	MaxMegabytes int
	// MaxChanges is how many changes of them are taken in an hour. Default:
	// DefaultMaxChanges.
	MaxChanges int
	// Database is the file where Serve keeps what it must remember, and where Since
	// reads what articles said. Default: DefaultDatabase.
	Database string
}

// DefaultDatabase is the database file of a Config that names none.
const DefaultDatabase = "data/rapporteur.db"

// The limits of a Config that names none.
var (
	DefaultMaxArticles  = curate.DefaultLimits.Articles
	DefaultMaxMegabytes = curate.DefaultLimits.Bytes >> 20
	DefaultMaxChanges   = curate.DefaultLimits.Changes
)

// limits are what bounds the moderators of each server.
func (c Config) limits() curate.Limits {
	return curate.Limits{
		Articles: cmp.Or(c.MaxArticles, DefaultMaxArticles), Bytes: cmp.Or(c.MaxMegabytes, DefaultMaxMegabytes) << 20,
		Changes: cmp.Or(c.MaxChanges, DefaultMaxChanges),
	}
}

// Content is the choice of Config.Content.
type Content = discord.Content

// The choices.
const (
	ContentAuto = discord.ContentAuto
	ContentOn   = discord.ContentOn
	ContentOff  = discord.ContentOff
)

// Secret is a text that must not be shown. It prints as [redacted].
type Secret string

// String is for package fmt.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[redacted]"
}

// GoString is for %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue is for package slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal is the text itself.
func (s Secret) Reveal() string { return string(s) }

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// small is the second model's name, "" when there is none beside the first.
func (c Config) small() string {
	if c.ModelSmall == c.Model {
		return ""
	}
	return c.ModelSmall
}
