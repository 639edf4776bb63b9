package form

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Types of options (docs: Application Commands, Application Command Option Type).
const (
	subcommand      = 1
	subcommandGroup = 2
	optionString    = 3
	optionInteger   = 4
	optionBoolean   = 5
	optionUser      = 6
	optionChannel   = 7
	optionRole      = 8
	optionMention   = 9
	optionNumeric   = 10
	optionFile      = 11
)

// commandOption is an option of a command: a value, a subcommand with values,
// or a group of subcommands. They nest no deeper (docs: Subcommands and Subcommand Groups).
func commandOption() shape {
	values := valueOptions()
	sub := branch(subcommand, values)
	return append(union{sub, branch(subcommandGroup, union{sub})}, values...)
}

// valueOptions are the options that a member gives a value for.
func valueOptions() union {
	return union{
		option(optionString, append(choices(optionText()),
			nullable("min_length", integer{0, MaxOptionLength}),
			nullable("max_length", integer{1, MaxOptionLength}),
		)...),
		option(optionInteger, append(choices(optionWhole()),
			nullable("min_value", optionWhole()),
			nullable("max_value", optionWhole()),
		)...),
		option(optionNumeric, append(choices(optionNumber()),
			nullable("min_value", optionNumber()),
			nullable("max_value", optionNumber()),
		)...),
		option(optionChannel, nullable("channel_types", list{of: channelTypes(), most: -1, distinct: true})),
		option(optionBoolean), option(optionUser), option(optionRole), option(optionMention), option(optionFile),
	}
}

func optionText() text      { return text{most: MaxChoiceValue, verbatim: true} }
func optionWhole() integer  { return integer{-MaxWholeValue, MaxWholeValue} }
func optionNumber() number  { return number{-(MaxWholeValue + 1), MaxWholeValue + 1} }
func channelTypes() numbers { return numbers{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15} }

func branch(kind int64, of union) variant {
	b := option(kind, nullable("options", list{of: of, most: MaxCommandOptions}))
	b.object = b.where(optionsOrdered)
	return b
}

// option is an option of the type, with the fields that it has beyond those of
// all types.
func option(kind int64, more ...field) variant {
	fields := append([]field{
		required("type", numbers{kind}),
		required("name", slashName{}),
		nullable("name_localizations", localizations{slashName{}}),
		required("description", text{least: 1, most: MaxCommandDescription}),
		nullable("description_localizations", localizations{text{least: 1, most: MaxCommandDescription}}),
		nullable("required", boolean{}),
	}, more...)
	for _, name := range []string{"options", "choices", "channel_types", "autocomplete"} {
		if !slices.ContainsFunc(more, func(f field) bool { return f.name == name }) {
			fields = append(fields, nullable(name, idle{}))
		}
	}
	o := newObject("option", fields...)
	return variant{kind, o.where(suggestsOneWay, optionRange("min_value", "max_value"), optionRange("min_length", "max_length"))}
}

func choices(value shape) []field {
	choice := newObject("choice",
		required("name", text{least: 1, most: MaxChoiceName}),
		nullable("name_localizations", localizations{text{least: 1, most: MaxChoiceName}}),
		required("value", value),
	)
	return []field{
		nullable("choices", choiceList{list{of: choice, most: MaxChoices}}),
		nullable("autocomplete", boolean{}),
	}
}

// choiceList is the choices of an option, no two with one name.
type choiceList struct{ list }

func (l choiceList) check(c *checker, v any) {
	l.list.check(c, v)
	items, _ := v.([]any)
	var names []string
	for i, o := range objectsIn(items) {
		name := strings.TrimSpace(textOf(o, "name"))
		if name != "" && slices.Contains(names, name) {
			c.failAt("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "The name of a choice is already used", index(i), "name")
		}
		if names = append(names, name); len(names) > MaxChoices {
			return
		}
	}
}

// suggestsOneWay refuses choices beside autocomplete: "autocomplete may not be
// set to true if choices are present".
func suggestsOneWay(c *checker, o map[string]any) {
	if o["autocomplete"] == true && len(listOf(o, "choices")) > 0 {
		c.failAt("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Autocomplete cannot be enabled on options with choices", "autocomplete")
	}
}

func optionRange(least, most string) rule {
	return func(c *checker, o map[string]any) {
		if numberOf(o, least, math.Inf(-1)) > numberOf(o, most, math.Inf(1)) {
			c.failAt("APPLICATION_COMMAND_OPTIONS_RANGE_INVALID", fmt.Sprintf("%s must be less than or equal to %s", least, most), least)
		}
	}
}
