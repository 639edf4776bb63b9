package rest

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"rapporteur/bot/sandbox/world"
)

const (
	// mostMembers is the largest page; without a limit a page has one member
	// (docs: Guild, List Guild Members and Search Guild Members).
	mostMembers = 1000
	// longestQuery is of a search, in characters, by the official document.
	longestQuery = 100
)

func listMembers(c *call) (answer, error) {
	after, limit, err := c.page(1, mostMembers, 1)
	if err != nil {
		return answer{}, err
	}
	members, err := c.world.Members(c.me, c.id("guild_id"), after, "", limit)
	return answer{http.StatusOK, members}, err
}

func searchMembers(c *call) (answer, error) {
	limit, err := c.limit(1, mostMembers, 1)
	if err != nil {
		return answer{}, err
	}
	query := c.URL.Query().Get("query")
	switch {
	case query == "":
		return answer{}, invalid("query", "BASE_TYPE_REQUIRED", "This field is required")
	case utf8.RuneCountInString(query) > longestQuery:
		return answer{}, invalid("query", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", longestQuery)
	}
	members, err := c.world.Members(c.me, c.id("guild_id"), 0, query, limit)
	return answer{http.StatusOK, members}, err
}

func getMember(c *call) (answer, error) {
	m, err := c.world.Member(c.me, c.id("guild_id"), c.id("user_id"))
	return answer{http.StatusOK, m}, err
}

func editSelfMember(c *call) (answer, error) {
	var body struct{ Nick field[string] }
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	if !body.Nick.given {
		m, err := c.world.Member(c.me, c.id("guild_id"), c.me)
		return answer{http.StatusOK, m}, err
	}
	m, err := c.world.SetNick(c.me, c.id("guild_id"), c.me, body.Nick.value)
	return answer{http.StatusOK, m}, err
}

// memberPatch is the body of an edit. Voice is not of the sandbox: mute, deaf
// and channel_id have no effect.
type memberPatch struct {
	Nick                       field[string]     `json:"nick"`
	Roles                      field[[]world.ID] `json:"roles"`
	CommunicationDisabledUntil field[time.Time]  `json:"communication_disabled_until"`
}

// editMember makes one change after the other. What came before a refused one
// stays, other than on Discord.
func editMember(c *call) (answer, error) {
	var patch memberPatch
	if err := c.decode(&patch); err != nil {
		return answer{}, err
	}
	guild, user := c.id("guild_id"), c.id("user_id")
	m, err := c.world.Member(c.me, guild, user)
	if err != nil {
		return answer{}, err
	}
	if until := patch.CommunicationDisabledUntil; until.given {
		if _, err = c.world.TimeOut(c.me, guild, user, world.Time{Time: until.value}); err != nil {
			return answer{}, err
		}
	}
	if patch.Nick.given {
		if _, err = c.world.SetNick(c.me, guild, user, patch.Nick.value); err != nil {
			return answer{}, err
		}
	}
	if patch.Roles.given {
		if err = c.setRoles(guild, user, m.Roles, patch.Roles.value); err != nil {
			return answer{}, err
		}
	}
	return getMember(c)
}

// setRoles gives and takes what differs.
func (c *call) setRoles(guild, user world.ID, has, wanted []world.ID) error {
	for _, role := range wanted {
		if slices.Contains(has, role) {
			continue
		}
		if err := c.world.GiveRole(c.me, guild, user, role); err != nil {
			return err
		}
	}
	for _, role := range has {
		if slices.Contains(wanted, role) {
			continue
		}
		if err := c.world.TakeRole(c.me, guild, user, role); err != nil {
			return err
		}
	}
	return nil
}

func kickMember(c *call) (answer, error) {
	return done(c.world.Kick(c.me, c.id("guild_id"), c.id("user_id")))
}

func giveRole(c *call) (answer, error) {
	return done(c.world.GiveRole(c.me, c.id("guild_id"), c.id("user_id"), c.id("role_id")))
}

func takeRole(c *call) (answer, error) {
	return done(c.world.TakeRole(c.me, c.id("guild_id"), c.id("user_id"), c.id("role_id")))
}
