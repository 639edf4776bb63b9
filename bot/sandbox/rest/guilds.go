package rest

import (
	"net/http"

	"rapporteur/bot/sandbox/world"
)

// guildWithCounts is the spec's GuildWithCountsResponse.
type guildWithCounts struct {
	world.Guild
	ApproximateMemberCount   *int `json:"approximate_member_count,omitempty"`
	ApproximatePresenceCount *int `json:"approximate_presence_count,omitempty"`
}

func getGuild(c *call) (answer, error) {
	g, err := c.world.Guild(c.me, c.id("guild_id"))
	if err != nil {
		return answer{}, err
	}
	guild := guildWithCounts{Guild: g}
	if c.asked("with_counts") {
		guild.ApproximateMemberCount = c.memberCount(g.ID)
		guild.ApproximatePresenceCount = guild.ApproximateMemberCount
	}
	return ok(guild)
}

func listRoles(c *call) (answer, error) {
	g, err := c.world.Guild(c.me, c.id("guild_id"))
	return answer{http.StatusOK, g.Roles}, err
}

func getRole(c *call) (answer, error) {
	g, err := c.world.Guild(c.me, c.id("guild_id"))
	if err != nil {
		return answer{}, err
	}
	for _, role := range g.Roles {
		if role.ID == c.id("role_id") {
			return ok(role)
		}
	}
	return answer{}, world.ErrUnknownRole
}

// rolePatch is the body of a new role and of an edit: what is left out stays.
type rolePatch struct {
	Name        field[string]            `json:"name"`
	Permissions field[world.Permissions] `json:"permissions"`
	Color       field[int]               `json:"color"`
	Colors      field[world.RoleColors]  `json:"colors"`
	Hoist       field[bool]              `json:"hoist"`
	Mentionable field[bool]              `json:"mentionable"`
}

func (p rolePatch) apply(to *world.Role) {
	p.Name.into(&to.Name)
	p.Permissions.into(&to.Permissions)
	p.Color.into(&to.Color)
	if p.Colors.given {
		to.Colors, to.Color = p.Colors.value, p.Colors.value.Primary
	}
	p.Hoist.into(&to.Hoist)
	p.Mentionable.into(&to.Mentionable)
}

// createRole fills in what is left out: the name is "new role", the permissions
// are those of @everyone (docs: Guild, Create Guild Role).
func createRole(c *call) (answer, error) {
	var patch rolePatch
	if err := c.decode(&patch); err != nil {
		return answer{}, err
	}
	g, err := c.world.Guild(c.me, c.id("guild_id"))
	if err != nil {
		return answer{}, err
	}
	role := world.Role{Name: "new role"}
	for _, everyone := range g.Roles {
		if everyone.ID == g.ID {
			role.Permissions = everyone.Permissions
		}
	}
	patch.apply(&role)
	role, err = c.world.AddRole(c.me, g.ID, role)
	return answer{http.StatusOK, role}, err
}

func editRole(c *call) (answer, error) {
	var patch rolePatch
	if err := c.decode(&patch); err != nil {
		return answer{}, err
	}
	role, err := c.world.UpdateRole(c.me, c.id("guild_id"), c.id("role_id"), patch.apply)
	return answer{http.StatusOK, role}, err
}

func deleteRole(c *call) (answer, error) {
	return done(c.world.DeleteRole(c.me, c.id("guild_id"), c.id("role_id")))
}
