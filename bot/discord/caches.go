package discord

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/maypok86/otter/v2"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// What is kept of Discord's channels, and for how long: long enough to spare
// requests, short enough that a moderator's change is seen soon.
const (
	keptChannels = 10_000
	keepChannel  = time.Minute
)

// channelCache keeps channels as Discord last described them.
type channelCache = otter.Cache[string, *discordgo.Channel]

func newChannelCache() *channelCache {
	return otter.Must(&otter.Options[string, *discordgo.Channel]{
		MaximumSize: keptChannels, ExpiryCalculator: otter.ExpiryWriting[string, *discordgo.Channel](keepChannel),
	})
}

// threadCache keeps whether a channel is a conversation of the bot's, so that
// not every message of a server asks the store.
type threadCache = otter.Cache[string, bool]

func newThreadCache() *threadCache {
	return otter.Must(&otter.Options[string, bool]{
		MaximumSize: keptChannels, ExpiryCalculator: otter.ExpiryWriting[string, bool](time.Hour),
	})
}

// nameCache keeps the names in libraries, for offering them while somebody
// types. Finding them takes a second for a thousand articles.
type nameCache struct {
	mu      sync.Mutex
	guilds  map[string]*namesOf // what each was offered last; those with one library share it
	finding map[string][]string // guilds that wait for the names of a state
}

// namesOf are the names of one state of a library.
type namesOf struct {
	state string
	names []brief.Name
}

func newNameCache() *nameCache {
	return &nameCache{guilds: make(map[string]*namesOf), finding: make(map[string][]string)}
}

// of returns the names in what a guild's answerer may answer from. Nobody waits for
// them: where the library has changed, its names are found by later, and until then
// the former ones are returned.
func (c *nameCache) of(guild string, answerer *answer.Answerer, later func(func()) error) []brief.Name {
	state := stateOf(answerer)
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.guilds[guild]
	if known != nil && known.state == state {
		return known.names
	}
	for _, other := range c.guilds {
		if other.state == state {
			c.guilds[guild] = other
			return other.names
		}
	}
	c.find(guild, state, answerer, later)
	if known == nil {
		return nil
	}
	return known.names
}

// find has the names of a state found, once for all guilds that wait for them. c.mu
// is held.
func (c *nameCache) find(guild, state string, answerer *answer.Answerer, later func(func()) error) {
	waiting, finding := c.finding[state]
	if !slices.Contains(waiting, guild) {
		c.finding[state] = append(waiting, guild)
	}
	if finding {
		return
	}
	err := later(func() {
		found := &namesOf{state, brief.Names(answerer.Articles())}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, guild := range c.finding[state] {
			c.guilds[guild] = found
		}
		delete(c.finding, state)
	})
	if err != nil {
		delete(c.finding, state) // the next who types has it tried again
	}
}

// stateOf tells libraries and their versions apart.
func stateOf(answerer *answer.Answerer) string { return articlesState(answerer.Articles()) }

// articlesState tells the articles of one guild and their versions apart.
func articlesState(articles []*corpus.Article) string {
	var state strings.Builder
	for _, a := range articles {
		state.WriteString(a.Slug)
		state.WriteByte('@')
		state.WriteString(strconv.Itoa(a.Version))
		state.WriteByte(0)
	}
	return state.String()
}
