package world

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// How many commands an application may have, globally and again in each guild
// (docs: Application Commands, Registering a Command).
const (
	maxSlashCommands = 100
	maxMenuCommands  = 15 // of users, and again of messages
	// maxDailyCreates is for each guild, and for the global commands. Updates do not count.
	maxDailyCreates = 200
)

// commandScope is where commands are counted: an application in a guild, or
// with a zero guild everywhere.
type commandScope struct{ app, guild ID }

// SetCommands replaces all commands of an application, global ones with a zero
// guild. One with the name and type of an old one keeps its ID, and its version
// too when nothing changes.
func (w *World) SetCommands(app, guild ID, commands []Command) ([]Command, error) {
	defer w.begin()()
	scope := commandScope{app, guild}
	if err := w.mayRegister(scope); err != nil {
		return nil, err
	}
	if err := checkUnique(commands); err != nil {
		return nil, err
	}
	if err := checkCounts(commands); err != nil {
		return nil, err
	}
	created := 0
	for _, c := range commands {
		if w.commandNamed(scope, c.Name, c.kind()) == nil {
			created++
		}
	}
	if err := w.countCreates(scope, created); err != nil {
		return nil, err
	}
	registered := slices.DeleteFunc(slices.Clone(w.commands[app]), func(c *Command) bool { return c.GuildID == guild })
	set := make([]Command, len(commands))
	for i, c := range commands {
		made := w.register(scope, w.commandNamed(scope, c.Name, c.kind()), c)
		registered = append(registered, made)
		set[i] = *made
	}
	w.commands[app] = registered
	return set, nil
}

// AddCommand registers a command; one of the same name and type is replaced and keeps its ID.
func (w *World) AddCommand(app, guild ID, c Command) (_ Command, created bool, _ error) {
	defer w.begin()()
	scope := commandScope{app, guild}
	if err := w.mayRegister(scope); err != nil {
		return Command{}, false, err
	}
	if old := w.commandNamed(scope, c.Name, c.kind()); old != nil {
		*old = *w.register(scope, old, c)
		return *old, false, nil
	}
	if err := checkCounts(append(w.commandsOf(scope), c)); err != nil {
		return Command{}, false, err
	}
	if err := w.countCreates(scope, 1); err != nil {
		return Command{}, false, err
	}
	made := w.register(scope, nil, c)
	w.commands[app] = append(w.commands[app], made)
	return *made, true, nil
}

// UpdateCommand changes a command. Its type stays what it is, and its name may
// not become that of another.
func (w *World) UpdateCommand(app, guild, id ID, change func(*Command)) (Command, error) {
	defer w.begin()()
	scope := commandScope{app, guild}
	old, err := w.commandOf(scope, id)
	if err != nil {
		return Command{}, err
	}
	changed := *old
	change(&changed)
	changed.Type = old.Type
	if other := w.commandNamed(scope, changed.Name, changed.Type); other != nil && other != old {
		return Command{}, duplicateName("name")
	}
	*old = *w.register(scope, old, changed)
	return *old, nil
}

// DeleteCommand takes a command away.
func (w *World) DeleteCommand(app, guild, id ID) error {
	defer w.begin()()
	gone, err := w.commandOf(commandScope{app, guild}, id)
	if err != nil {
		return err
	}
	w.commands[app] = slices.DeleteFunc(slices.Clone(w.commands[app]), func(c *Command) bool { return c == gone })
	return nil
}

// Commands are an application's commands in a guild, or its global ones.
func (w *World) Commands(app, guild ID) ([]Command, error) {
	defer w.begin()()
	scope := commandScope{app, guild}
	if err := w.mayRegister(scope); err != nil {
		return nil, err
	}
	return w.commandsOf(scope), nil
}

// Command is the command with the ID.
func (w *World) Command(app, guild, id ID) (Command, error) {
	defer w.begin()()
	c, err := w.commandOf(commandScope{app, guild}, id)
	if err != nil {
		return Command{}, err
	}
	return *c, nil
}

func (w *World) commandsOf(scope commandScope) []Command {
	commands := []Command{}
	for _, c := range w.commands[scope.app] {
		if c.GuildID == scope.guild {
			commands = append(commands, *c)
		}
	}
	return commands
}

func (w *World) commandOf(scope commandScope, id ID) (*Command, error) {
	if err := w.mayRegister(scope); err != nil {
		return nil, err
	}
	for _, c := range w.commands[scope.app] {
		if c.ID == id && c.GuildID == scope.guild {
			return c, nil
		}
	}
	return nil, ErrUnknownCommand
}

func (w *World) commandNamed(scope commandScope, name string, kind CommandType) *Command {
	for _, c := range w.commands[scope.app] {
		if c.GuildID == scope.guild && c.Name == name && c.Type == kind {
			return c
		}
	}
	return nil
}

// mayRegister refuses commands in guilds where the application is not.
func (w *World) mayRegister(scope commandScope) error {
	app := w.applications[scope.app]
	if app == nil {
		return ErrUnknownApplication
	}
	if scope.guild == 0 {
		return nil
	}
	if g := w.guilds[scope.guild]; g == nil || g.members[app.Bot.ID] == nil {
		return ErrMissingAccess
	}
	return nil
}

// register is the command as it stands once it is registered, in the place of
// old if there is one.
func (w *World) register(scope commandScope, old *Command, c Command) *Command {
	c.ApplicationID, c.GuildID, c.Type = scope.app, scope.guild, c.kind()
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{guildInstall}
	}
	if scope.guild == 0 {
		inDirect := c.inDirectMessages()
		c.DMPermission = &inDirect
	} else {
		c.DMPermission, c.Contexts = nil, nil
	}
	if old != nil {
		c.ID, c.Version = old.ID, old.Version
		if reflect.DeepEqual(c, *old) {
			return &c
		}
	} else {
		c.ID = w.newID()
	}
	c.Version = w.newID()
	return &c
}

// kind is the command's type, which is SlashCommand where none is given.
func (c *Command) kind() CommandType {
	if c.Type == 0 {
		return SlashCommand
	}
	return c.Type
}

func checkCounts(commands []Command) error {
	counts := make(map[CommandType]int)
	for _, c := range commands {
		counts[c.kind()]++
	}
	switch {
	case counts[SlashCommand] > maxSlashCommands:
		return ErrMaxCommands
	case counts[UserMenu] > maxMenuCommands, counts[MessageMenu] > maxMenuCommands:
		message := fmt.Sprintf("Maximum number of application commands reached (%d)", maxMenuCommands)
		return refusal(ErrMaxCommands.Status, ErrMaxCommands.Code, message)
	}
	return nil
}

func checkUnique(commands []Command) error {
	type key struct {
		name string
		kind CommandType
	}
	seen := make(map[key]bool)
	for i, c := range commands {
		k := key{c.Name, c.kind()}
		if seen[k] {
			return duplicateName(strconv.Itoa(i))
		}
		seen[k] = true
	}
	return nil
}

// countCreates notes n new commands, unless the day has seen too many of them.
func (w *World) countCreates(scope commandScope, n int) error {
	dayAgo := w.Clock.Now().Add(-24 * time.Hour)
	recent := slices.DeleteFunc(w.commandCreates[scope], func(at time.Time) bool { return at.Before(dayAgo) })
	if len(recent)+n > maxDailyCreates {
		w.commandCreates[scope] = recent
		return ErrDailyCommandCreates
	}
	w.commandCreates[scope] = append(recent, slices.Repeat([]time.Time{w.Clock.Now()}, n)...)
	return nil
}

// duplicateName refuses a name that another command of the same type has; path leads to it in the body.
func duplicateName(path string) *Error {
	return invalidField("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique", path)
}
