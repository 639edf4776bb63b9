package world

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxAllowedMentions is how many users, and how many roles, may be listed (docs:
// Message, Allowed Mentions Object).
const maxAllowedMentions = 100

var (
	// mention is <@user>, the older <@!user>, or <@&role>.
	mention = regexp.MustCompile(`<@([!&]?)(\d{1,20})>`)
	// code is what Discord shows as code, where nothing is a mention.
	code = regexp.MustCompile("(?s)```.*?```|`[^`]+`")
)

// mentioned is whom a message pings.
type mentioned struct {
	users    []User
	roles    []ID
	everyone bool
}

// mentionsIn are those whom the content names, who may be pinged by it, and,
// first, the author of the message replied to, if any. nil allows everything.
func (w *World) mentionsIn(ch *channel, content string, allowed *AllowedMentions, held Permissions, replied *User) mentioned {
	who := mentioned{users: []User{}, roles: []ID{}}
	if replied != nil && (allowed == nil || allowed.RepliedUser) {
		who.users = append(who.users, *replied)
	}
	text := code.ReplaceAllLiteralString(content, " ")
	for _, found := range mention.FindAllStringSubmatch(text, -1) {
		id, err := ParseID(found[2])
		if err != nil {
			continue
		}
		if found[1] == "&" {
			who.addRole(w.guilds[ch.GuildID], id, allowed, held)
		} else {
			who.addUser(w.users[id], allowed)
		}
	}
	who.everyone = held.Has(MentionEveryone) && allowed.allows("everyone", nil, 0) &&
		(strings.Contains(text, "@everyone") || strings.Contains(text, "@here"))
	return who
}

func (who *mentioned) addUser(u *User, allowed *AllowedMentions) {
	if u == nil || slices.ContainsFunc(who.users, func(x User) bool { return x.ID == u.ID }) {
		return
	}
	if allowed == nil || allowed.allows("users", allowed.Users, u.ID) {
		who.users = append(who.users, *u)
	}
}

// addRole leaves out a role that only those may mention who may mention everyone.
func (who *mentioned) addRole(g *guild, id ID, allowed *AllowedMentions, held Permissions) {
	if g == nil || id == g.ID || slices.Contains(who.roles, id) {
		return
	}
	role := g.role(id)
	if role == nil || !role.Mentionable && !held.Has(MentionEveryone) {
		return
	}
	if allowed == nil || allowed.allows("roles", allowed.Roles, id) {
		who.roles = append(who.roles, id)
	}
}

// allows says whether the kind may be pinged at all, or the one ID of it.
func (a *AllowedMentions) allows(kind string, listed []ID, id ID) bool {
	return a == nil || slices.Contains(a.Parse, kind) || slices.Contains(listed, id)
}

// check refuses what contradicts itself or lists too many.
func (a *AllowedMentions) check() error {
	if a == nil {
		return nil
	}
	for _, of := range []struct {
		kind   string
		listed []ID
	}{{"users", a.Users}, {"roles", a.Roles}} {
		if len(of.listed) > maxAllowedMentions {
			return tooLong(maxAllowedMentions, "allowed_mentions", of.kind)
		}
		if len(of.listed) > 0 && slices.Contains(a.Parse, of.kind) {
			return invalidField("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
				fmt.Sprintf("parse:[%q] and %s: [ids...] are mutually exclusive.", of.kind, of.kind), "allowed_mentions", "parse")
		}
	}
	return nil
}

// mention puts those whom the message pings into it.
func (m *Message) mention(who mentioned) {
	m.Mentions, m.MentionRoles, m.MentionEveryone = who.users, who.roles, who.everyone
}
