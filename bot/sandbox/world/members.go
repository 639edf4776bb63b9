package world

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// MemberEvent is the data of GUILD_MEMBER_ADD and GUILD_MEMBER_UPDATE.
type MemberEvent struct {
	Member
	GuildID ID `json:"guild_id"`
}

// MemberGone is the data of GUILD_MEMBER_REMOVE.
type MemberGone struct {
	GuildID ID   `json:"guild_id"`
	User    User `json:"user"`
}

// Join puts a user into a guild. A bot comes with a managed role of its own,
// which holds what it was invited with, and learns of the guild by GUILD_CREATE.
// A user who is in it already stays as they are.
func (w *World) Join(guild, user ID, invited Permissions) (Member, error) {
	defer w.begin()()
	g, u := w.guilds[guild], w.users[user]
	switch {
	case g == nil:
		return Member{}, ErrUnknownGuild
	case u == nil:
		return Member{}, ErrUnknownUser
	case g.members[user] != nil:
		return *g.members[user], nil
	}
	m := w.join(g, u)
	if u.Bot {
		role := w.addRole(g, Role{Name: u.Username, Permissions: invited, Managed: true, Tags: &RoleTags{BotID: user}})
		m.Roles = []ID{role.ID}
		w.deliverTo(user, guild, "GUILD_CREATE", w.guildCreate(g, user))
	}
	w.dispatchGuild("GUILD_MEMBER_ADD", g, user, MemberEvent{*m, guild})
	return *m, nil
}

func (w *World) join(g *guild, u *User) *Member {
	m := &Member{User: u, Roles: []ID{}, JoinedAt: w.now()}
	g.members[u.ID] = m
	g.joined = append(g.joined, u.ID)
	return m
}

// Member is the member, for another of the guild.
func (w *World) Member(by, guild, user ID) (Member, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return Member{}, err
	}
	if m := g.members[user]; m != nil {
		return *m, nil
	}
	if w.users[user] == nil {
		return Member{}, ErrUnknownUser
	}
	return Member{}, ErrUnknownMember
}

// Members are up to limit members whose IDs are above after, by rising ID, and
// whose name begins with prefix.
func (w *World) Members(by, guild, after ID, prefix string, limit int) ([]Member, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return nil, err
	}
	members := []Member{}
	for id, m := range g.members {
		if id > after && namedLike(m, prefix) {
			members = append(members, *m)
		}
	}
	slices.SortFunc(members, func(a, b Member) int { return cmp.Compare(a.User.ID, b.User.ID) })
	return members[:min(limit, len(members))], nil
}

func namedLike(m *Member, prefix string) bool {
	prefix = strings.ToLower(prefix)
	like := func(name string) bool { return strings.HasPrefix(strings.ToLower(name), prefix) }
	return like(m.User.Username) || like(m.User.Name()) || m.Nick != nil && like(*m.Nick)
}

// SetNick changes a member's nickname; an empty one takes it away.
func (w *World) SetNick(by, guild, user ID, nick string) (Member, error) {
	need := ManageNicknames
	if by == user {
		need = ChangeNickname
	}
	return w.updateMember(by, guild, user, need, func(m *Member) {
		m.Nick = nil
		if nick != "" {
			m.Nick = &nick
		}
	})
}

// GiveRole gives a member a role below the giver's own.
func (w *World) GiveRole(by, guild, user, role ID) error {
	return w.changeRoles(by, guild, user, role, func(roles []ID) []ID {
		if slices.Contains(roles, role) {
			return roles
		}
		return append(slices.Clone(roles), role)
	})
}

// TakeRole takes a role from a member.
func (w *World) TakeRole(by, guild, user, role ID) error {
	return w.changeRoles(by, guild, user, role, func(roles []ID) []ID {
		return slices.DeleteFunc(slices.Clone(roles), func(r ID) bool { return r == role })
	})
}

func (w *World) changeRoles(by, guild, user, role ID, change func([]ID) []ID) error {
	_, err := w.updateMember(by, guild, user, ManageRoles, func(m *Member) { m.Roles = change(m.Roles) }, role)
	return err
}

// longestTimeOut is how far ahead a time-out may end: "up to 28 days in the
// future" (docs: Guild, Modify Guild Member).
const longestTimeOut = 28 * 24 * time.Hour

// TimeOut keeps a member from speaking until a moment; the zero Time ends it.
func (w *World) TimeOut(by, guild, user ID, until Time) (Member, error) {
	if until.After(w.Clock.Now().Add(longestTimeOut)) {
		return Member{}, invalidField("INVALID_COMMUNICATION_DISABLED_TIMESTAMP", "Must be within 28 days.", "communication_disabled_until")
	}
	return w.updateMember(by, guild, user, ModerateMembers, func(m *Member) {
		m.CommunicationDisabledUntil = nil
		if !until.IsZero() {
			m.CommunicationDisabledUntil = &until
		}
	})
}

// updateMember changes a member, where the one who acts holds need in the guild
// and stands above each of the roles.
func (w *World) updateMember(by, guild, user ID, need Permissions, change func(*Member), roles ...ID) (Member, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return Member{}, err
	}
	m := g.members[user]
	if m == nil {
		return Member{}, ErrUnknownMember
	}
	for _, id := range roles {
		role := g.role(id)
		if role == nil {
			return Member{}, ErrUnknownRole
		}
		if role.Managed || !g.above(by, role) {
			return Member{}, ErrMissingPermissions
		}
	}
	if !w.guildPermissions(g, by).Has(need) {
		return Member{}, ErrMissingPermissions
	}
	change(m)
	w.dispatchGuild("GUILD_MEMBER_UPDATE", g, by, MemberEvent{*m, guild})
	return *m, nil
}

// Kick puts a member out of the guild; by may be the member, who leaves.
// A bot that is put out learns of it by GUILD_DELETE.
func (w *World) Kick(by, guild, user ID) error {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return err
	}
	m := g.members[user]
	switch {
	case m == nil:
		return ErrUnknownMember
	case by != user && (user == g.OwnerID || !w.guildPermissions(g, by).Has(KickMembers)):
		return ErrMissingPermissions
	}
	w.deliverTo(user, guild, "GUILD_DELETE", UnavailableGuild{ID: guild})
	delete(g.members, user)
	g.joined = slices.DeleteFunc(g.joined, func(id ID) bool { return id == user })
	g.Roles = slices.DeleteFunc(slices.Clone(g.Roles), func(r Role) bool { return r.Tags != nil && r.Tags.BotID == user })
	w.dispatchGuild("GUILD_MEMBER_REMOVE", g, by, MemberGone{guild, *m.User})
	return nil
}
