package discord

import (
	"github.com/bwmarrin/discordgo"
)

// options are what a member filled in, by name. What was left out has the zero
// value.
type options struct {
	group      string // of the subcommand; "" for none
	subcommand string
	values     map[string]*discordgo.ApplicationCommandInteractionDataOption
	focused    string // the option that is being typed, where the bot completes
}

// optionsOf reads the options of a command, of its subcommand, or of one in a group.
func optionsOf(data discordgo.ApplicationCommandInteractionData) options {
	o := options{values: make(map[string]*discordgo.ApplicationCommandInteractionDataOption)}
	list := data.Options
	if len(list) == 1 && list[0].Type == discordgo.ApplicationCommandOptionSubCommandGroup {
		o.group, list = list[0].Name, list[0].Options
	}
	if len(list) == 1 && list[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		o.subcommand, list = list[0].Name, list[0].Options
	}
	for _, v := range list {
		if v == nil {
			continue
		}
		o.values[v.Name] = v
		if v.Focused {
			o.focused = v.Name
		}
	}
	return o
}

func (o options) has(name string) bool { return o.values[name] != nil }

// text is a string, or the id of a role or channel.
func (o options) text(name string) string {
	if v := o.values[name]; v != nil {
		s, _ := v.Value.(string)
		return s
	}
	return ""
}

// number is a whole number. Discord's JSON has them as floats; one that is
// being typed comes as text and gives 0.
func (o options) number(name string) int {
	if v := o.values[name]; v != nil {
		f, _ := v.Value.(float64)
		return int(f)
	}
	return 0
}

func (o options) flag(name string) bool {
	if v := o.values[name]; v != nil {
		f, _ := v.Value.(bool)
		return f
	}
	return false
}
