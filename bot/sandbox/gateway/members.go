package gateway

import (
	"encoding/json"
	"fmt"

	"rapporteur/bot/sandbox/world"
)

// Limits of Request Guild Members (docs: Gateway Events, Request Guild Members).
const (
	chunkSize      = 1000 // members
	maxUserIDs     = 100
	maxQueryLimit  = 100
	maxNonceLength = 32 // bytes; a longer nonce is ignored
)

// memberRequest is the d of Request Guild Members.
type memberRequest struct {
	GuildID   oneOrMore `json:"guild_id"`
	Query     *string   `json:"query"`
	Limit     *int      `json:"limit"`
	UserIDs   oneOrMore `json:"user_ids"`
	Presences bool      `json:"presences"`
	Nonce     string    `json:"nonce"`
}

// oneOrMore is an ID, or a list of IDs.
type oneOrMore []world.ID

// UnmarshalJSON reads either form.
func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]world.ID)(o))
	}
	var id world.ID
	if err := json.Unmarshal(data, &id); err != nil {
		return err
	}
	*o = oneOrMore{id}
	return nil
}

// membersChunk is the data of GUILD_MEMBERS_CHUNK.
type membersChunk struct {
	GuildID    world.ID       `json:"guild_id"`
	Members    []world.Member `json:"members"`
	ChunkIndex int            `json:"chunk_index"`
	ChunkCount int            `json:"chunk_count"`
	NotFound   []world.ID     `json:"not_found,omitempty"`
	Presences  []struct{}     `json:"presences,omitzero"`
	Nonce      string         `json:"nonce,omitzero"`
}

// check refuses a request that Discord does not take: it names one guild, and
// members by prefix or by ID; the whole list, and presences, need their intents.
func (r *memberRequest) check(has intents) error {
	byQuery, byID := r.Query != nil, r.UserIDs != nil
	switch {
	case len(r.GuildID) != 1, byQuery == byID, byQuery && r.Limit == nil, len(r.UserIDs) > maxUserIDs:
		return decodeError
	case byQuery && (*r.Limit < 0 || *r.Query != "" && (*r.Limit == 0 || *r.Limit > maxQueryLimit)):
		return decodeError
	case byQuery && *r.Query == "" && *r.Limit == 0 && has&guildMembers == 0, r.Presences && has&guildPresences == 0:
		return disallowedIntents
	}
	return nil
}

// requestMembers answers op 8 by GUILD_MEMBERS_CHUNK events. A guild that the
// shard does not have is not answered.
func (c *connection) requestMembers(s *session, data json.RawMessage) error {
	var r memberRequest
	if err := decode(data, &r); err != nil {
		return err
	}
	if err := r.check(s.intents); err != nil {
		return err
	}
	members, missing, ok := c.gateway.find(s.app, &r)
	if !ok || !s.holds(r.GuildID[0]) {
		return nil
	}
	events, err := r.chunks(members, missing)
	if err != nil {
		return err
	}
	c.gateway.locked(func() {
		for _, e := range events {
			s.emit(e)
		}
	})
	return nil
}

// find is the members that are asked for, and the IDs of those who are not there.
// It is not ok in a guild that the bot does not see.
func (g *Gateway) find(bot world.ID, r *memberRequest) (members []world.Member, missing []world.ID, ok bool) {
	guild := r.GuildID[0]
	everybody, err := g.world.Members(bot, guild, 0, prefix(r), wholeGuild)
	if err != nil {
		return nil, nil, false
	}
	if r.Query != nil {
		if *r.Limit > 0 {
			everybody = everybody[:min(*r.Limit, len(everybody))]
		}
		return everybody, nil, true
	}
	byID := make(map[world.ID]world.Member, len(everybody))
	for _, m := range everybody {
		byID[m.User.ID] = m
	}
	members = []world.Member{}
	for _, id := range r.UserIDs {
		if m, there := byID[id]; there {
			members = append(members, m)
		} else {
			missing = append(missing, id)
		}
	}
	return members, missing, true
}

// wholeGuild is more members than any guild has.
const wholeGuild = 1 << 30

func prefix(r *memberRequest) string {
	if r.Query == nil {
		return ""
	}
	return *r.Query
}

// chunks splits the answer; an empty one is one chunk.
func (r *memberRequest) chunks(members []world.Member, missing []world.ID) ([]event, error) {
	count := max(1, (len(members)+chunkSize-1)/chunkSize)
	events := make([]event, 0, count)
	for i := range count {
		chunk := membersChunk{
			GuildID: r.GuildID[0], Members: members[i*chunkSize : min((i+1)*chunkSize, len(members))],
			ChunkIndex: i, ChunkCount: count, NotFound: missing,
		}
		if len(r.Nonce) <= maxNonceLength {
			chunk.Nonce = r.Nonce
		}
		if r.Presences {
			chunk.Presences = []struct{}{}
		}
		data, err := json.Marshal(chunk)
		if err != nil {
			return nil, fmt.Errorf("encoding a chunk of members: %w", err)
		}
		events = append(events, event{"GUILD_MEMBERS_CHUNK", data})
	}
	return events, nil
}
