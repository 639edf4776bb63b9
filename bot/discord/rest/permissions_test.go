package rest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox/world"
)

// wanted is what the bot needs to answer in a channel.
const wanted = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionEmbedLinks | discordgo.PermissionAttachFiles

func (s *scene) missing(channel world.ID, wanted int64) []string {
	s.t.Helper()
	missing, err := s.client.Missing(s.t.Context(), channel.String(), wanted)
	s.ok(err)
	return missing
}

func (s *scene) lacks(channel world.ID, wanted int64, want ...string) {
	s.t.Helper()
	if got := s.missing(channel, wanted); !slices.Equal(got, want) {
		s.t.Errorf("missing %q, want %q", got, want)
	}
}

func TestMissingPermissionsAreNamedAsTheClientNamesThem(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	bot, everyone := s.Bot.Bot.ID, s.Guild.ID
	s.lacks(s.General.ID, wanted)
	s.lacks(s.General.ID, wanted|discordgo.PermissionManageThreads|1<<60, "Manage Threads", "permission number 60")
	s.ok(s.Olga.Deny(s.General.ID, everyone, world.EmbedLinks|world.SendMessages))
	s.lacks(s.General.ID, wanted, "Send Messages", "Embed Links")
	s.ok(s.Olga.Allow(s.General.ID, bot, world.SendMessages))
	s.lacks(s.General.ID, wanted, "Embed Links")
	s.ok(s.Olga.Deny(s.Staff.ID, bot, world.ViewChannel))
	s.lacks(s.Staff.ID, wanted, "View Channel")
}

// A role's overwrite allows what another's denies, and the member's own counts last.
func TestOverwritesOfRolesCountTogether(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	bot := s.Bot.Bot.ID
	other, err := s.World.AddRole(s.Olga.ID, s.Guild.ID, world.Role{Name: "Quiet"})
	s.ok(err)
	s.ok(s.Olga.GiveRole(s.Guild.ID, bot, other.ID))
	s.ok(s.Olga.GiveRole(s.Guild.ID, bot, s.Moderators.ID))
	s.ok(s.Olga.Deny(s.General.ID, other.ID, world.AttachFiles|world.EmbedLinks))
	s.lacks(s.General.ID, wanted, "Embed Links", "Attach Files")
	s.ok(s.Olga.Allow(s.General.ID, s.Moderators.ID, world.AttachFiles))
	s.lacks(s.General.ID, wanted, "Embed Links")
	s.ok(s.Olga.Deny(s.General.ID, bot, world.AttachFiles))
	s.lacks(s.General.ID, wanted, "Embed Links", "Attach Files")
}

func TestAThreadHasItsChannelsPermissions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	m, err := s.Alice.Say(s.General.ID, "a topic")
	s.ok(err)
	thread, err := s.Alice.OpenThread(m, "A thread")
	s.ok(err)
	s.ok(s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.SendMessages|world.EmbedLinks))
	s.lacks(thread.ID, wanted, "Embed Links")
	s.ok(s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.SendInThreads))
	s.lacks(thread.ID, wanted, "Send Messages in Threads", "Embed Links")
	s.lacks(s.General.ID, wanted, "Send Messages", "Embed Links")
}

func TestAnAdministratorLacksNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	role, err := s.World.AddRole(s.Olga.ID, s.Guild.ID, world.Role{Name: "Admin", Permissions: world.Administrator})
	s.ok(err)
	s.ok(s.Olga.GiveRole(s.Guild.ID, s.Bot.Bot.ID, role.ID))
	s.ok(s.Olga.Deny(s.General.ID, s.Guild.ID, world.SendMessages))
	s.lacks(s.General.ID, wanted|discordgo.PermissionManageGuild)
}

func TestATimeOutLeavesTheBotReading(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	_, err := s.World.TimeOut(s.Olga.ID, s.Guild.ID, s.Bot.Bot.ID, world.Time{Time: time.Now().Add(time.Hour)})
	s.ok(err)
	s.lacks(s.General.ID, wanted, "Send Messages", "Embed Links", "Attach Files")
}

func TestNothingIsMissingInADirectMessage(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	m, err := s.Alice.Write(s.Bot.Bot.ID, "hello")
	s.ok(err)
	s.lacks(m.ChannelID, wanted)
}
