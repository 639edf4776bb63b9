package world

import (
	"cmp"
	"slices"
)

// GuildCreate is the data of GUILD_CREATE: the guild with what is in it.
type GuildCreate struct {
	Guild
	JoinedAt             Time       `json:"joined_at"`
	Large                bool       `json:"large"`
	Unavailable          bool       `json:"unavailable"`
	MemberCount          int        `json:"member_count"`
	Members              []Member   `json:"members"`
	Channels             []Channel  `json:"channels"`
	Threads              []Channel  `json:"threads"`
	VoiceStates          []struct{} `json:"voice_states"`
	Presences            []struct{} `json:"presences"`
	StageInstances       []struct{} `json:"stage_instances"`
	GuildScheduledEvents []struct{} `json:"guild_scheduled_events"`
	SoundboardSounds     []struct{} `json:"soundboard_sounds"`
}

// UnavailableGuild is the data of GUILD_DELETE, and a guild in READY. Without
// Unavailable the bot has left the guild.
type UnavailableGuild struct {
	ID          ID   `json:"id"`
	Unavailable bool `json:"unavailable,omitzero"`
}

// AddGuild makes a guild of the owner, with @everyone and no channel.
func (w *World) AddGuild(name string, owner ID) Guild {
	defer w.begin()()
	id := w.newID()
	everyone := Role{ID: id, Name: "@everyone", Permissions: EveryonePermissions}
	g := &guild{
		Guild: Guild{
			ID: id, Name: name, OwnerID: owner, Features: []string{}, Region: "us-west", AFKTimeout: 300,
			Roles: []Role{everyone}, MaxMembers: 500_000, MaxStageVideoChannelUsers: 50, MaxVideoChannelUsers: 25,
			PreferredLocale: "en-US", Emojis: []Emoji{}, Stickers: []Emoji{},
		},
		members: make(map[ID]*Member),
	}
	w.guilds[id] = g
	w.join(g, w.users[owner])
	return g.Guild
}

// Guild is the guild, for one of its members.
func (w *World) Guild(by, id ID) (Guild, error) {
	defer w.begin()()
	g, err := w.guildOf(by, id)
	if err != nil {
		return Guild{}, err
	}
	return g.Guild, nil
}

// guildOf is the guild with the ID, if the user is in it.
func (w *World) guildOf(by, id ID) (*guild, error) {
	g := w.guilds[id]
	switch {
	case g == nil || g.away:
		return nil, ErrUnknownGuild
	case g.members[by] == nil:
		return nil, ErrMissingAccess
	}
	return g, nil
}

// GuildsOf are the guilds that the user is in, by rising ID, outages included.
func (w *World) GuildsOf(user ID) []Guild {
	defer w.begin()()
	var guilds []Guild
	for _, g := range w.guilds {
		if g.members[user] != nil {
			guilds = append(guilds, g.Guild)
		}
	}
	slices.SortFunc(guilds, func(a, b Guild) int { return cmp.Compare(a.ID, b.ID) })
	return guilds
}

// GuildCreates are the guilds of the application's bot as GUILD_CREATE tells
// them, by rising ID; one that is in an outage comes as false.
func (w *World) GuildCreates(app ID) (guilds []GuildCreate, away []UnavailableGuild) {
	defer w.begin()()
	for _, g := range w.guilds {
		switch {
		case g.members[app] == nil:
		case g.away:
			away = append(away, UnavailableGuild{ID: g.ID, Unavailable: true})
		default:
			guilds = append(guilds, w.guildCreate(g, app))
		}
	}
	slices.SortFunc(guilds, func(a, b GuildCreate) int { return cmp.Compare(a.ID, b.ID) })
	return guilds, away
}

func (w *World) guildCreate(g *guild, bot ID) GuildCreate {
	data := GuildCreate{
		Guild: g.Guild, JoinedAt: g.members[bot].JoinedAt, MemberCount: len(g.members),
		Members: []Member{}, Channels: []Channel{}, Threads: []Channel{}, VoiceStates: []struct{}{}, Presences: []struct{}{},
		StageInstances: []struct{}{}, GuildScheduledEvents: []struct{}{}, SoundboardSounds: []struct{}{},
	}
	for _, id := range g.joined {
		data.Members = append(data.Members, *g.members[id])
	}
	for _, id := range g.channels {
		data.Channels = append(data.Channels, w.channels[id].Channel)
	}
	for _, id := range g.threads {
		if t := w.channels[id]; !t.ThreadMetadata.Archived && w.seesChannel(bot, t) {
			data.Threads = append(data.Threads, w.threadFor(t, bot))
		}
	}
	return data
}

// SetOutage makes a guild unavailable, or available again, for everybody.
func (w *World) SetOutage(id ID, away bool) error {
	defer w.begin()()
	g := w.guilds[id]
	if g == nil {
		return ErrUnknownGuild
	}
	if g.away == away {
		return nil
	}
	g.away = away
	if away {
		w.dispatchGuild("GUILD_DELETE", g, 0, UnavailableGuild{ID: id, Unavailable: true})
		return nil
	}
	for _, app := range w.applications {
		if g.members[app.Bot.ID] != nil {
			w.deliverTo(app.ID, id, "GUILD_CREATE", w.guildCreate(g, app.Bot.ID))
		}
	}
	return nil
}
