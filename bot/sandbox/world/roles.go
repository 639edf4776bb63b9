package world

import "slices"

// RoleEvent is the data of GUILD_ROLE_CREATE and GUILD_ROLE_UPDATE.
type RoleEvent struct {
	GuildID ID   `json:"guild_id"`
	Role    Role `json:"role"`
}

// RoleGone is the data of GUILD_ROLE_DELETE.
type RoleGone struct {
	GuildID ID `json:"guild_id"`
	RoleID  ID `json:"role_id"`
}

// AddRole makes a role above @everyone and below all others.
func (w *World) AddRole(by, guild ID, role Role) (Role, error) {
	defer w.begin()()
	g, err := w.roleKeeper(by, guild, nil, role.Permissions)
	if err != nil {
		return Role{}, err
	}
	role.Managed, role.Tags = false, nil
	made := w.addRole(g, role)
	w.dispatchGuild("GUILD_ROLE_CREATE", g, by, RoleEvent{guild, made})
	return made, nil
}

func (w *World) addRole(g *guild, role Role) Role {
	role.ID = w.newID()
	role.Position = 1
	role.Colors = RoleColors{Primary: role.Color}
	g.Roles = slices.Clone(g.Roles)
	for i := range g.Roles {
		if g.Roles[i].Position > 0 {
			g.Roles[i].Position++
		}
	}
	g.Roles = append(g.Roles, role)
	return role
}

// UpdateRole changes a role below the one who acts.
func (w *World) UpdateRole(by, guild, id ID, change func(*Role)) (Role, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return Role{}, err
	}
	old := g.role(id)
	if old == nil {
		return Role{}, ErrUnknownRole
	}
	changed := *old
	change(&changed)
	changed.ID, changed.Managed, changed.Tags = old.ID, old.Managed, old.Tags
	changed.Colors.Primary = changed.Color
	if _, err := w.roleKeeper(by, guild, old, changed.Permissions&^old.Permissions); err != nil {
		return Role{}, err
	}
	g.Roles = slices.Clone(g.Roles)
	*g.role(id) = changed
	w.dispatchGuild("GUILD_ROLE_UPDATE", g, by, RoleEvent{guild, changed})
	return changed, nil
}

// DeleteRole takes a role away from the guild and from all who hold it.
func (w *World) DeleteRole(by, guild, id ID) error {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return err
	}
	role := g.role(id)
	switch {
	case role == nil:
		return ErrUnknownRole
	case role.Managed || id == guild:
		return refusal(400, 50028, "Invalid role")
	}
	if _, err := w.roleKeeper(by, guild, role, 0); err != nil {
		return err
	}
	g.Roles = slices.DeleteFunc(slices.Clone(g.Roles), func(r Role) bool { return r.ID == id })
	for _, m := range g.members {
		m.Roles = slices.DeleteFunc(slices.Clone(m.Roles), func(r ID) bool { return r == id })
	}
	w.dispatchGuild("GUILD_ROLE_DELETE", g, by, RoleGone{guild, id})
	return nil
}

// roleKeeper is the guild, if the user may manage roles in it, stands above the
// role, and holds what is to be granted.
func (w *World) roleKeeper(by, guild ID, role *Role, grant Permissions) (*guild, error) {
	g, err := w.guildOf(by, guild)
	if err != nil {
		return nil, err
	}
	held := w.guildPermissions(g, by)
	if !held.Has(ManageRoles) || !held.Has(grant) || role != nil && !g.above(by, role) {
		return nil, ErrMissingPermissions
	}
	return g, nil
}

// role is the guild's role with the ID, or nil.
func (g *guild) role(id ID) *Role {
	for i := range g.Roles {
		if g.Roles[i].ID == id {
			return &g.Roles[i]
		}
	}
	return nil
}

// above says whether the member's highest role is above the role.
func (g *guild) above(user ID, role *Role) bool {
	if user == g.OwnerID {
		return true
	}
	for _, id := range g.members[user].Roles {
		if held := g.role(id); held != nil && held.Position > role.Position {
			return true
		}
	}
	return false
}
