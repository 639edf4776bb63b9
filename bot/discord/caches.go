package discord

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/maypok86/otter/v2"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
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
	mu         sync.Mutex
	byAnswerer map[*answer.Answerer]*namesOf
}

// namesOf are the names of one state of a library.
type namesOf struct {
	state   string
	names   []brief.Name
	finding bool
}

func newNameCache() *nameCache { return &nameCache{byAnswerer: make(map[*answer.Answerer]*namesOf)} }

// of returns the names in what answerer may answer from. Nobody waits for them:
// where the library has changed, its names are found by later, and until then
// the former ones are returned.
func (c *nameCache) of(answerer *answer.Answerer, later func(func()) error) []brief.Name {
	state := stateOf(answerer)
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.byAnswerer[answerer]
	if known == nil {
		known = new(namesOf)
		c.byAnswerer[answerer] = known
	}
	if known.state != state && !known.finding {
		err := later(func() {
			names := brief.Names(answerer.Articles())
			c.mu.Lock()
			defer c.mu.Unlock()
			known.state, known.names, known.finding = state, names, false
		})
		known.finding = err == nil
	}
	return known.names
}

// stateOf tells libraries and their versions apart.
func stateOf(answerer *answer.Answerer) string {
	var state strings.Builder
	for _, a := range answerer.Articles() {
		state.WriteString(a.Slug)
		state.WriteByte('@')
		state.WriteString(strconv.Itoa(a.Version))
		state.WriteByte(0)
	}
	return state.String()
}
