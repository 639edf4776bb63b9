package rest

import (
	"net/http"
	"slices"

	"rapporteur/bot/sandbox/world"
)

// commandPatch is the body of an edit: what is left out stays.
type commandPatch struct {
	Name                     field[string]             `json:"name"`
	NameLocalizations        field[map[string]string]  `json:"name_localizations"`
	Description              field[string]             `json:"description"`
	DescriptionLocalizations field[map[string]string]  `json:"description_localizations"`
	Options                  field[[]world.Option]     `json:"options"`
	DefaultMemberPermissions field[*world.Permissions] `json:"default_member_permissions"`
	DMPermission             field[*bool]              `json:"dm_permission"`
	Contexts                 field[[]int]              `json:"contexts"`
	IntegrationTypes         field[[]int]              `json:"integration_types"`
	NSFW                     field[bool]               `json:"nsfw"`
}

func (p commandPatch) apply(to *world.Command) {
	p.Name.into(&to.Name)
	p.NameLocalizations.into(&to.NameLocalizations)
	p.Description.into(&to.Description)
	p.DescriptionLocalizations.into(&to.DescriptionLocalizations)
	p.Options.into(&to.Options)
	p.DefaultMemberPermissions.into(&to.DefaultMemberPermissions)
	p.DMPermission.into(&to.DMPermission)
	p.Contexts.into(&to.Contexts)
	p.IntegrationTypes.into(&to.IntegrationTypes)
	p.NSFW.into(&to.NSFW)
}

func listCommands(c *call) (answer, error) {
	commands, err := c.world.Commands(c.me, c.id("guild_id"))
	if err != nil {
		return answer{}, err
	}
	list := make([]world.Command, 0, len(commands))
	for _, command := range commands {
		if !c.asked("with_localizations") {
			command.NameLocalizations, command.DescriptionLocalizations = nil, nil
			command.Options = withoutLocalizations(command.Options)
		}
		list = append(list, command)
	}
	return ok(list)
}

func withoutLocalizations(options []world.Option) []world.Option {
	options = slices.Clone(options)
	for i := range options {
		o := &options[i]
		o.NameLocalizations, o.DescriptionLocalizations = nil, nil
		o.Options = withoutLocalizations(o.Options)
	}
	return options
}

func setCommands(c *call) (answer, error) {
	commands := []world.Command{}
	if err := c.decode(&commands); err != nil {
		return answer{}, err
	}
	set, err := c.world.SetCommands(c.me, c.id("guild_id"), commands)
	if set == nil {
		set = []world.Command{}
	}
	return answer{http.StatusOK, set}, err
}

func addCommand(c *call) (answer, error) {
	var command world.Command
	if err := c.decode(&command); err != nil {
		return answer{}, err
	}
	added, isNew, err := c.world.AddCommand(c.me, c.id("guild_id"), command)
	switch {
	case err != nil:
		return answer{}, err
	case isNew:
		return created(added)
	}
	return ok(added)
}

func getCommand(c *call) (answer, error) {
	command, err := c.world.Command(c.me, c.id("guild_id"), c.id("command_id"))
	return answer{http.StatusOK, command}, err
}

func editCommand(c *call) (answer, error) {
	var patch commandPatch
	if err := c.decode(&patch); err != nil {
		return answer{}, err
	}
	command, err := c.world.UpdateCommand(c.me, c.id("guild_id"), c.id("command_id"), patch.apply)
	return answer{http.StatusOK, command}, err
}

func deleteCommand(c *call) (answer, error) {
	return done(c.world.DeleteCommand(c.me, c.id("guild_id"), c.id("command_id")))
}

// commandsPermissions lists no overwrites: the sandbox's guilds have none.
func commandsPermissions(c *call) (answer, error) {
	_, err := c.world.Guild(c.me, c.id("guild_id"))
	return answer{http.StatusOK, []struct{}{}}, err
}

func commandPermissions(c *call) (answer, error) {
	if _, err := c.world.Guild(c.me, c.id("guild_id")); err != nil {
		return answer{}, err
	}
	return answer{}, errNoOverwrite
}
