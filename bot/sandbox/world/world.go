package world

import (
	"sync"
	"time"
)

// World is the whole state. Make one with New.
type World struct {
	Clock *Clock

	mu             sync.Mutex
	ids            ids
	cdn            string // where attachments are downloaded, without a slash at the end
	deliver        func(Dispatch)
	log            eventLog
	agenda         agenda
	alarm          *time.Timer
	alarmAt        time.Time // when alarm rings; zero without one
	closed         bool
	applications   map[ID]*Application
	users          map[ID]*User
	guilds         map[ID]*guild
	channels       map[ID]*channel
	directs        map[[2]ID]ID // the direct channel of two users, the smaller ID first
	commands       map[ID][]*Command
	commandCreates map[commandScope][]time.Time // of the last day
	interactions   map[ID]*interaction
	locales        map[ID]string // of clients that are not en-US
	files          map[ID]file   // attachments by ID
	nonces         map[nonceKey]ID
	oldEdits       map[ID][]time.Time // by bot: its newest edits of old messages
	unreachable    map[ID]bool        // users who take no direct messages
}

// guild is a Guild with what its JSON does not hold.
type guild struct {
	Guild
	members  map[ID]*Member
	joined   []ID // members in the order in which they joined
	channels []ID // without threads
	threads  []ID
	away     bool // unavailable, as in an outage
}

// channel is a Channel with its messages.
type channel struct {
	Channel
	messages []*Message // by rising ID
	private  []*Message // ephemeral ones and unsent modals' sources: never in the history
	pins     []ID       // the latest pinned last
	members  map[ID]*ThreadMember
}

// New is an empty world with the given clock. cdn is the address below which
// attachments are downloaded.
func New(clock *Clock, cdn string) *World {
	w := &World{
		Clock:          clock,
		cdn:            cdn,
		applications:   make(map[ID]*Application),
		users:          make(map[ID]*User),
		guilds:         make(map[ID]*guild),
		channels:       make(map[ID]*channel),
		directs:        make(map[[2]ID]ID),
		commands:       make(map[ID][]*Command),
		commandCreates: make(map[commandScope][]time.Time),
		interactions:   make(map[ID]*interaction),
		locales:        make(map[ID]string),
		files:          make(map[ID]file),
		nonces:         make(map[nonceKey]ID),
		oldEdits:       make(map[ID][]time.Time),
		unreachable:    make(map[ID]bool),
	}
	clock.mu.Lock()
	clock.moved = w.wakeUp
	clock.mu.Unlock()
	return w
}

// OnDispatch names who delivers gateway events. It is called under the world's
// lock and must neither block nor call the world.
func (w *World) OnDispatch(deliver func(Dispatch)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deliver = deliver
}

// Close stops the world's alarm. The world can still be read.
func (w *World) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.setAlarm()
}

func (w *World) now() Time { return Time{w.Clock.Now()} }

func (w *World) newID() ID { return w.ids.next(w.Clock.Now()) }

// begin locks the world and settles what is due; what it returns unlocks it:
//
//	defer w.begin()()
func (w *World) begin() func() {
	w.mu.Lock()
	w.settle()
	return func() {
		w.setAlarm()
		w.mu.Unlock()
	}
}

// dispatch sends an event to the applications that see the channel, and writes
// it to the log. Without a guild the channel is a direct one.
func (w *World) dispatch(kind string, ch *channel, by ID, data any) {
	w.log.add(Event{At: w.now(), Kind: kind, GuildID: ch.GuildID, ChannelID: ch.ID, By: by, Data: data})
	for _, app := range w.applications {
		if w.seesChannel(app.Bot.ID, ch) {
			w.deliverTo(app.ID, ch.GuildID, kind, data)
		}
	}
}

// dispatchGuild sends an event to every application in the guild, whatever
// channels it sees, and writes it to the log.
func (w *World) dispatchGuild(kind string, g *guild, by ID, data any) {
	w.log.add(Event{At: w.now(), Kind: kind, GuildID: g.ID, By: by, Data: data})
	for _, app := range w.applications {
		if g.members[app.Bot.ID] != nil {
			w.deliverTo(app.ID, g.ID, kind, data)
		}
	}
}

// deliverTo sends an event to one application's sessions.
func (w *World) deliverTo(app, guild ID, kind string, data any) {
	if g := w.guilds[guild]; g != nil && g.away && kind != "GUILD_DELETE" {
		return // in an outage nothing comes from the guild
	}
	if w.deliver != nil {
		w.deliver(Dispatch{To: app, GuildID: guild, Type: kind, Data: data})
	}
}
