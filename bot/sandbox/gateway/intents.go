package gateway

import (
	"encoding/json"
	"fmt"
	"slices"

	"rapporteur/bot/sandbox/world"
)

// intents says of which events a session is told (docs: Gateway, List of Intents).
type intents int

const (
	guilds                      intents = 1 << 0
	guildMembers                intents = 1 << 1
	guildModeration             intents = 1 << 2
	guildExpressions            intents = 1 << 3
	guildIntegrations           intents = 1 << 4
	guildWebhooks               intents = 1 << 5
	guildInvites                intents = 1 << 6
	guildVoiceStates            intents = 1 << 7
	guildPresences              intents = 1 << 8
	guildMessages               intents = 1 << 9
	guildMessageReactions       intents = 1 << 10
	guildMessageTyping          intents = 1 << 11
	directMessages              intents = 1 << 12
	directMessageReactions      intents = 1 << 13
	directMessageTyping         intents = 1 << 14
	messageContent              intents = 1 << 15
	guildScheduledEvents        intents = 1 << 16
	autoModerationConfiguration intents = 1 << 20
	autoModerationExecution     intents = 1 << 21
	guildMessagePolls           intents = 1 << 24
	directMessagePolls          intents = 1 << 25

	allIntents = guildScheduledEvents<<1 - 1 | autoModerationConfiguration | autoModerationExecution |
		guildMessagePolls | directMessagePolls
)

// privileges are the flags of an application that allow it the privileged
// intents; the portal switches on the Limited one, or its neighbour for bots in
// a hundred guilds and more.
var privileges = map[intents]world.ApplicationFlags{
	guildMembers:   world.GuildMembersLimited | world.GuildMembers,
	guildPresences: world.PresenceLimited | world.Presence,
	messageContent: world.MessageContentLimited | world.MessageContent,
}

// check refuses intents that do not exist or that the application is not allowed.
func (i intents) check(flags world.ApplicationFlags) error {
	if i&^allIntents != 0 {
		return invalidIntents
	}
	for intent, needs := range privileges {
		if i&intent != 0 && flags&needs == 0 {
			return disallowedIntents
		}
	}
	return nil
}

// wanted is the intents any of which brings an event from a guild, and from a
// direct message. Events that are in no table need none.
type wanted struct{ guild, direct intents }

func wantedFor(event string) (wanted, bool) {
	switch event {
	case "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
		"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE",
		"THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC", "THREAD_MEMBER_UPDATE":
		return wanted{guild: guilds}, true
	case "CHANNEL_PINS_UPDATE":
		return wanted{guild: guilds, direct: directMessages}, true
	case "THREAD_MEMBERS_UPDATE":
		return wanted{guild: guilds | guildMembers}, true
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE":
		return wanted{guild: guildMembers}, true
	case "GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE":
		return wanted{guild: guildModeration}, true
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		return wanted{guild: guildMessages, direct: directMessages}, true
	case "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI":
		return wanted{guild: guildMessageReactions, direct: directMessageReactions}, true
	case "TYPING_START":
		return wanted{guild: guildMessageTyping, direct: directMessageTyping}, true
	case "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE":
		return wanted{guild: guildMessagePolls, direct: directMessagePolls}, true
	case "PRESENCE_UPDATE":
		return wanted{guild: guildPresences}, true
	}
	return wanted{}, false
}

// wants says whether a session with the intents is told of the event.
func (i intents) wants(d world.Dispatch) bool {
	w, listed := wantedFor(d.Type)
	if m, ok := d.Data.(world.MemberEvent); ok && d.Type == "GUILD_MEMBER_UPDATE" && m.User.ID == d.To {
		return true // a bot's own member needs no intent
	}
	switch {
	case !listed:
		return true
	case d.GuildID == 0:
		return i&w.direct != 0
	}
	return i&w.guild != 0
}

// views are an event's data as sessions see it, each encoded once.
type views struct {
	dispatch      world.Dispatch
	whole, lesser json.RawMessage
}

// of is the data for a session, nil when it is not told of the event.
func (v *views) of(s *session) (json.RawMessage, error) {
	if !s.intents.wants(v.dispatch) {
		return nil, nil
	}
	lesser, needs := reduce(v.dispatch)
	if s.intents&needs == needs {
		return encodeOnce(&v.whole, v.dispatch.Data)
	}
	if lesser == nil {
		return nil, nil
	}
	return encodeOnce(&v.lesser, lesser)
}

func encodeOnce(encoded *json.RawMessage, data any) (json.RawMessage, error) {
	if *encoded == nil {
		b, err := json.Marshal(data)
		if err != nil {
			return nil, fmt.Errorf("encoding an event: %w", err)
		}
		*encoded = b
	}
	return *encoded, nil
}

// reduce is what is left of an event for a session without the intent needs, nil
// for nothing. needs is 0 when every session sees the whole.
func reduce(d world.Dispatch) (lesser any, needs intents) {
	switch data := d.Data.(type) {
	case world.MessageEvent:
		if d.GuildID == 0 {
			return nil, 0
		}
		data.Message = data.ReadableBy(d.To)
		return data, messageContent
	case world.GuildCreate:
		data.Members = slices.DeleteFunc(slices.Clone(data.Members), func(m world.Member) bool { return m.User.ID != d.To })
		return data, guildMembers
	case world.ThreadMembersEvent:
		data.AddedMembers = slices.DeleteFunc(slices.Clone(data.AddedMembers), func(m world.ThreadMember) bool { return m.UserID != d.To })
		data.RemovedMemberIDs = slices.DeleteFunc(slices.Clone(data.RemovedMemberIDs), func(id world.ID) bool { return id != d.To })
		if len(data.AddedMembers)+len(data.RemovedMemberIDs) == 0 {
			return nil, guildMembers
		}
		return data, guildMembers
	}
	return nil, 0
}
