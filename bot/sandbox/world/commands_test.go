package world_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"rapporteur/bot/sandbox/world"
)

func TestOverwriteKeepsIDsAndChangesVersionsOfWhatChanged(t *testing.T) {
	d := newDesk(t, slash("ask"), slash("find"), slash("old"))
	before, _ := d.Commands(d.Bot.ID, d.guild)
	changed := slash("find")
	changed.Description = "Finds more"
	after, err := d.SetCommands(d.Bot.ID, d.guild, []world.Command{slash("ask"), changed, slash("new")})
	if err != nil {
		t.Fatal(err)
	}
	if after[0].ID != before[0].ID || after[0].Version != before[0].Version {
		t.Errorf("unchanged command: %v, was %v", after[0], before[0])
	}
	if after[1].ID != before[1].ID || after[1].Version == before[1].Version {
		t.Errorf("changed command: %v, was %v", after[1], before[1])
	}
	if _, err := d.Command(d.Bot.ID, d.guild, before[2].ID); !errors.Is(err, world.ErrUnknownCommand) {
		t.Errorf("the command that was left out: %v", err)
	}
}

func TestAddingACommandOfTheSameNameAndTypeReplacesIt(t *testing.T) {
	d := newDesk(t, slash("ask"))
	old, _ := d.Commands(d.Bot.ID, d.guild)
	c, created, err := d.AddCommand(d.Bot.ID, d.guild, slash("ask"))
	if err != nil || created || c.ID != old[0].ID {
		t.Errorf("same name and type: %v, created %v, %v", c.ID, created, err)
	}
	c, created, err = d.AddCommand(d.Bot.ID, d.guild, world.Command{Type: world.UserMenu, Name: "ask"})
	if err != nil || !created || c.ID == old[0].ID {
		t.Errorf("same name, other type: %v, created %v, %v", c.ID, created, err)
	}
}

func TestCommandLimits(t *testing.T) {
	many := func(n int, kind world.CommandType) (all []world.Command) {
		for i := range n {
			all = append(all, world.Command{Type: kind, Name: fmt.Sprintf("c%d", i)})
		}
		return all
	}
	for _, c := range []struct {
		name     string
		commands []world.Command
		want     error
	}{
		{"100 slash commands", many(100, world.SlashCommand), nil},
		{"101 slash commands", many(101, world.SlashCommand), world.ErrMaxCommands},
		{"15 menus", many(15, world.MessageMenu), nil},
		{"16 menus", many(16, world.MessageMenu), world.ErrMaxCommands},
		{"a name twice", append(many(2, world.UserMenu), many(1, world.UserMenu)...), &world.Error{Status: 400, Code: 50035}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			if _, err := d.SetCommands(d.Bot.ID, 0, c.commands); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestTwoHundredCommandsADayMayBeCreated(t *testing.T) {
	d := newDesk(t)
	create := func() error {
		c, created, err := d.AddCommand(d.Bot.ID, d.guild, slash("ask"))
		if err == nil && created {
			err = d.DeleteCommand(d.Bot.ID, d.guild, c.ID)
		}
		return err
	}
	for n := range 200 {
		if err := create(); err != nil {
			t.Fatalf("create %d: %v", n, err)
		}
	}
	if err := create(); !errors.Is(err, world.ErrDailyCommandCreates) {
		t.Errorf("create 201: %v", err)
	}
	if _, _, err := d.AddCommand(d.Bot.ID, 0, slash("ask")); err != nil {
		t.Errorf("global commands are counted apart: %v", err)
	}
	d.Clock.Advance(25 * time.Hour)
	if err := create(); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestCommandsOfGuildsWithoutTheBotAreRefused(t *testing.T) {
	d := newDesk(t)
	other := d.AddGuild("Elsewhere", d.Bob.ID)
	if _, err := d.SetCommands(d.Bot.ID, other.ID, nil); !errors.Is(err, world.ErrMissingAccess) {
		t.Errorf("got %v", err)
	}
	if _, err := d.Commands(d.Alice.ID, 0); !errors.Is(err, world.ErrUnknownApplication) {
		t.Errorf("somebody who is no application: %v", err)
	}
}

func TestRenamingToAnothersNameIsRefused(t *testing.T) {
	d := newDesk(t, slash("ask"), slash("find"))
	all, _ := d.Commands(d.Bot.ID, d.guild)
	_, err := d.UpdateCommand(d.Bot.ID, d.guild, all[1].ID, func(c *world.Command) { c.Name = "ask" })
	if !errors.Is(err, &world.Error{Status: 400, Code: 50035}) {
		t.Errorf("got %v", err)
	}
	c, err := d.UpdateCommand(d.Bot.ID, d.guild, all[1].ID, func(c *world.Command) { c.Name = "seek" })
	if err != nil || c.ID != all[1].ID || c.Version == all[1].Version {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestWhoIsShownWhichCommands(t *testing.T) {
	moderate, nobody := world.ManageGuild, world.Permissions(0)
	staff, owners, adult := slash("staff"), slash("owners"), slash("adult")
	staff.DefaultMemberPermissions, owners.DefaultMemberPermissions, adult.NSFW = &moderate, &nobody, true
	d := newDesk(t, slash("ask"), staff, owners, adult)
	inGuilds, inDirect := slash("here"), slash("there")
	inGuilds.Contexts, inDirect.Contexts = []int{0}, []int{1}
	if _, err := d.SetCommands(d.Bot.ID, 0, []world.Command{slash("ask"), inGuilds, inDirect}); err != nil {
		t.Fatal(err)
	}
	direct, err := d.OpenDirect(d.Alice.ID, d.Bot.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name          string
		user, channel world.ID
		want          string
	}{
		{"a member", d.Alice.ID, d.General.ID, "[ask here]"},
		{"a moderator", d.Mo.ID, d.General.ID, "[ask here staff]"},
		{"the owner", d.Olga.ID, d.General.ID, "[ask here owners staff]"},
		{"a member where they see nothing", d.Alice.ID, d.Staff.ID, "[]"},
		{"in a direct message", d.Alice.ID, direct.ID, "[ask there]"},
	} {
		var names []string
		for _, x := range d.CommandsFor(c.user, c.channel) {
			names = append(names, x.Name)
		}
		if got := fmt.Sprint(names); got != c.want {
			t.Errorf("%s is shown %s, want %s", c.name, got, c.want)
		}
	}
	if err := d.Olga.Deny(d.General.ID, d.guild, world.UseCommands); err != nil {
		t.Fatal(err)
	}
	if shown := d.CommandsFor(d.Alice.ID, d.General.ID); len(shown) != 0 {
		t.Errorf("without the permission to use commands: %v", shown)
	}
}
