package rest

import (
	"math"
	"net/http"
	"slices"

	"rapporteur/bot/sandbox/world"
)

// ownUser is the spec's UserPIIResponse: what an account reads of itself.
type ownUser struct {
	world.User
	MFAEnabled bool    `json:"mfa_enabled"`
	Locale     string  `json:"locale"`
	Verified   bool    `json:"verified"`
	Email      *string `json:"email"` // bots have none
}

func asOwnUser(u world.User) ownUser {
	return ownUser{User: u, MFAEnabled: true, Locale: "en-US", Verified: true}
}

// ownGuild is the spec's MyGuildResponse.
type ownGuild struct {
	ID                       world.ID          `json:"id"`
	Name                     string            `json:"name"`
	Icon                     *string           `json:"icon"`
	Banner                   *string           `json:"banner"`
	Owner                    bool              `json:"owner"`
	Permissions              world.Permissions `json:"permissions"`
	Features                 []string          `json:"features"`
	ApproximateMemberCount   *int              `json:"approximate_member_count,omitempty"`
	ApproximatePresenceCount *int              `json:"approximate_presence_count,omitempty"`
}

// mostGuilds is the largest page of GET /users/@me/guilds, and the usual one.
const mostGuilds = 200

func self(c *call) (answer, error) {
	u, err := c.world.User(c.me)
	return answer{http.StatusOK, asOwnUser(u)}, err
}

func editSelf(c *call) (answer, error) {
	var body struct{ Username field[string] }
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	if body.Username.value == "" {
		return self(c)
	}
	u, err := c.world.SetUsername(c.me, body.Username.value)
	return answer{http.StatusOK, asOwnUser(u)}, err
}

func user(c *call) (answer, error) {
	u, err := c.world.User(c.id("user_id"))
	return answer{http.StatusOK, u}, err
}

func ownGuilds(c *call) (answer, error) {
	after, limit, err := c.page(1, mostGuilds, mostGuilds)
	if err != nil {
		return answer{}, err
	}
	before, err := c.queryID("before")
	if err != nil {
		return answer{}, err
	}
	guilds := slices.DeleteFunc(c.world.GuildsOf(c.me), func(g world.Guild) bool {
		return g.ID <= after || before != 0 && g.ID >= before
	})
	if len(guilds) > limit {
		if before != 0 {
			guilds = guilds[len(guilds)-limit:]
		}
		guilds = guilds[:limit]
	}
	page := make([]ownGuild, 0, len(guilds))
	for _, g := range guilds {
		page = append(page, c.ownGuild(g))
	}
	return ok(page)
}

// ownGuild is the guild as its list shows it. One in an outage tells no permissions.
func (c *call) ownGuild(g world.Guild) ownGuild {
	own := ownGuild{ID: g.ID, Name: g.Name, Icon: g.Icon, Banner: g.Banner, Owner: g.OwnerID == c.me, Features: g.Features}
	if held, err := c.world.GuildPermissions(c.me, g.ID); err == nil {
		own.Permissions = held
	}
	if c.asked("with_counts") {
		own.ApproximateMemberCount = c.memberCount(g.ID)
		own.ApproximatePresenceCount = own.ApproximateMemberCount
	}
	return own
}

// memberCount is nil for a guild in an outage.
func (c *call) memberCount(guild world.ID) *int {
	members, err := c.world.Members(c.me, guild, 0, "", math.MaxInt)
	if err != nil {
		return nil
	}
	n := len(members)
	return &n
}

func leaveGuild(c *call) (answer, error) {
	return done(c.world.Kick(c.me, c.id("guild_id"), c.me))
}

func openDirect(c *call) (answer, error) {
	var body struct {
		RecipientID world.ID `json:"recipient_id"`
	}
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	ch, err := c.world.OpenDirect(c.me, body.RecipientID)
	return answer{http.StatusOK, ch}, err
}
