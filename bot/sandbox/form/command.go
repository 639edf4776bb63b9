package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Types of commands (docs: Application Commands, Application Command Types).
// The sandbox has no PRIMARY_ENTRY_POINT (4).
const (
	slashCommand = 1
	userMenu     = 2
	messageMenu  = 3
)

func commandCreate() shape {
	return command("command", required("name", commandName()))
}

// commandEdit leaves open of which type the command is, unless the body says so.
func commandEdit() shape {
	return command("command edit", optional("name", commandName()))
}

// commandList is all commands of an application; null is none.
func commandList() shape { return nullableList{list{of: commandCreate(), most: MaxCommands}} }

// nullableList is a body that is a list or null.
type nullableList struct{ list }

func (l nullableList) check(c *checker, v any) {
	if v == nil {
		return
	}
	before := c.found
	l.list.check(c, v)
	if commands, ok := v.([]any); ok && c.found == before {
		commandsDiffer(c, commands)
	}
}

// commandsDiffer refuses two commands of one type with one name.
func commandsDiffer(c *checker, commands []any) {
	seen := make(map[string]bool)
	for i, o := range objectsIn(commands) {
		key := fmt.Sprintf("%g %s", numberOf(o, "type", slashCommand), strings.TrimSpace(textOf(o, "name")))
		if seen[key] {
			c.failAt("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique", index(i))
		}
		seen[key] = true
	}
}

func commandName() text { return text{least: 1, most: MaxCommandName} }

func command(title string, name field) shape {
	edit := !name.required
	return newObject(title, name,
		nullable("name_localizations", localizations{commandName()}),
		nullable("description", text{most: MaxCommandDescription}),
		nullable("description_localizations", localizations{text{least: 1, most: MaxCommandDescription}}),
		nullable("options", list{of: commandOption(), most: MaxCommandOptions}),
		nullable("default_member_permissions", permissions{}),
		nullable("dm_permission", boolean{}),
		nullable("contexts", list{of: numbers{0, 1, 2}, least: 1, most: -1, distinct: true}),
		nullable("integration_types", list{of: numbers{0, 1}, least: 1, most: -1, distinct: true}),
		nullable("type", numbers{slashCommand, userMenu, messageMenu}),
		nullable("nsfw", boolean{}),
	).where(ofItsType(edit), optionsOrdered, commandFits)
}

// ofItsType checks what differs between slash commands and menus: a menu has no
// description and no options, a slash command a description and a narrow name.
func ofItsType(edit bool) rule {
	return func(c *checker, o map[string]any) {
		switch {
		case isNumber(o, "type", userMenu) || isNumber(o, "type", messageMenu):
			if size(o, "description") > 0 {
				c.failAt("APPLICATION_COMMAND_DESCRIPTION_INVALID", "Context menu commands cannot have description", "description")
			}
			if len(listOf(o, "options")) > 0 {
				c.failAt("APPLICATION_COMMAND_OPTIONS_INVALID", "Context menu commands cannot have options", "options")
			}
		case edit && !has(o, "type"):
		default:
			checkSlash(c, o, edit)
		}
	}
}

func checkSlash(c *checker, o map[string]any, edit bool) {
	if has(o, "name") {
		c.part("name", slashName{}, o["name"])
	}
	if has(o, "name_localizations") {
		c.part("name_localizations", localizations{slashName{}}, o["name_localizations"])
	}
	if size(o, "description") == 0 && (!edit || has(o, "description")) {
		c.missing("description")
	}
}

// slashName is the name of a slash command or of an option (docs: Application
// Commands, Application Command Naming): "must match the following regex
// ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$ with the unicode flag set. If
// there is a lowercase variant of any letters used, you must use those."
type slashName struct{}

func (slashName) check(c *checker, v any) {
	name, ok := commandName().read(c, v)
	if !ok || !c.length(utf8.RuneCountInString(name), 1, MaxCommandName) {
		return
	}
	switch {
	case strings.ContainsFunc(name, notOfNames):
		c.fail("STRING_TYPE_REGEX", "String value did not match validation regex.")
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.ToLower(r) != r }):
		c.fail("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func notOfNames(r rune) bool {
	return !strings.ContainsRune("-_'", r) && !unicode.In(r, unicode.L, unicode.N, unicode.Devanagari, unicode.Thai)
}

// commandFits bounds the texts of a command with all that is in it. Of a text
// with localizations the longest counts.
func commandFits(c *checker, o map[string]any) {
	if textsOf(o) > MaxCommandTotal {
		c.fail("APPLICATION_COMMAND_TOO_LARGE", fmt.Sprintf("Command exceeds maximum size (%d)", MaxCommandTotal))
	}
}

// textsOf is the length of the texts of a command, an option or a choice. It
// descends as deep as commands go.
func textsOf(o map[string]any) int {
	total := longest(o, "name") + longest(o, "description") + size(o, "value")
	for _, list := range []string{"options", "choices"} {
		for _, part := range objectsOf(o, list) {
			total += textsOf(part)
		}
	}
	return total
}

func longest(o map[string]any, name string) int {
	length := size(o, name)
	localized, _ := o[name+"_localizations"].(map[string]any)
	for locale := range localized {
		length = max(length, size(localized, locale))
	}
	return length
}

// optionsOrdered checks the options of a command or subcommand among each other.
func optionsOrdered(c *checker, o map[string]any) {
	var names []string
	branches, leaves, optionalSeen := false, false, false
	for i, option := range objectsOf(o, "options") {
		at := []string{"options", index(i)}
		if name := strings.TrimSpace(textOf(option, "name")); slices.Contains(names, name) {
			c.failAt("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "The name of an option is already used", append(at, "name")...)
		} else {
			names = append(names, name)
		}
		branch := isNumber(option, "type", subcommand) || isNumber(option, "type", subcommandGroup)
		branches, leaves = branches || branch, leaves || !branch
		if branches && leaves {
			c.failAt("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types", at...)
		}
		if option["required"] != true {
			optionalSeen = true
		} else if optionalSeen && !branch {
			c.failAt("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options", at...)
		}
	}
}
