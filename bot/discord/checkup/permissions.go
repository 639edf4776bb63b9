package checkup

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// need is a permission of the bot's.
type need struct {
	bit int64
	why string // what does not work without it
}

// needs are the permissions that the bot makes use of, in the order of Discord's
// settings.
func needs() []need {
	return []need{
		{discordgo.PermissionViewChannel, "the bot sees nothing there"},
		{discordgo.PermissionSendMessages, "it cannot answer mentions"},
		{discordgo.PermissionSendMessagesInThreads, "it cannot talk in threads"},
		{discordgo.PermissionCreatePublicThreads, "/discuss cannot open a thread"},
		{discordgo.PermissionEmbedLinks, "answers come as plain text"},
		{discordgo.PermissionAttachFiles, "it cannot give files"},
		{discordgo.PermissionReadMessageHistory, "it cannot reply to messages or follow a chain of replies"},
	}
}

// Permissions are the bits of all permissions that the bot makes use of.
func Permissions() (all int64) {
	for _, n := range needs() {
		all |= n.bit
	}
	return all
}

// invite is the link that takes the bot into a server with exactly what it needs
// (docs: Topics, OAuth2, Bot Authorization Flow).
func invite(app string) string {
	return "https://discord.com/oauth2/authorize?client_id=" + url.QueryEscape(app) +
		"&scope=bot+applications.commands&permissions=" + strconv.FormatInt(Permissions(), 10)
}

// place is a channel and what the bot lacks there.
type place struct {
	name    string
	lacks   int64
	private bool // members without a role do not see it either
}

// hidden reports whether the bot is kept out with everybody else, which is what a
// private channel is for.
func (p place) hidden() bool { return p.private && p.lacks == discordgo.PermissionViewChannel }

// judge says what the bot lacks in the channels of a server: what it lacks in
// every channel once, for the server.
func judge(server string, places []place) []Check {
	everywhere, open, hidden := Permissions(), 0, 0
	for _, p := range places {
		if p.hidden() {
			hidden++
			continue
		}
		open++
		everywhere &= p.lacks
	}
	if open < 2 {
		everywhere = 0 // the channel's own line says it
	}
	first := Check{Subject: "server “" + server + "”", State: OK, Finding: summary(open, hidden)}
	if everywhere != 0 {
		first.State, first.Finding = Look, first.Finding+"; lacks in every one "+list(everywhere)
		first.Advice = "Give the bot's role the permission under Server Settings → Roles, or invite the bot anew with the link below. Until then " + without(everywhere) + "."
	}
	checks := []Check{first}
	for _, p := range places {
		if lacks := p.lacks &^ everywhere; lacks != 0 && !p.hidden() {
			checks = append(checks, Check{
				fmt.Sprintf("#%s in “%s”", p.name, server), Look, "lacks " + list(lacks),
				"Give it to the bot under Edit Channel → Permissions. Until then " + without(lacks) + ".",
			})
		}
	}
	if len(checks) == 1 && everywhere == 0 {
		checks[0].Finding += ", nothing lacking"
	}
	return checks
}

func summary(open, hidden int) string {
	text := counted(open, "text channel")
	if hidden > 0 {
		text += " and " + counted(hidden, "private one") + " without the bot"
	}
	return text
}

func list(set int64) string { return strings.Join(rest.Names(set), ", ") }

// without says what does not work without permissions.
func without(set int64) string {
	var all []string
	for _, n := range needs() {
		if set&n.bit != 0 {
			all = append(all, n.why)
		}
	}
	return strings.Join(all, ", ")
}
