package world

import (
	"fmt"
	"maps"
	"strings"
)

// Call is a command as a person calls it.
type Call struct {
	Application ID             // zero: the only one there that has such a command
	Name        string         // with subcommands after it: "knowledge add"
	Type        CommandType    // zero is SlashCommand
	Options     map[string]any // by name: string, int, float64, bool, ID, or a File for an attachment
	Focused     string         // the option being typed, which asks for autocomplete; empty when the command is sent
	Target      ID             // of a menu: a message of the channel, or a user
}

// Call has a person call a command in a channel, or with Focused ask for choices
// while typing it. What Discord's client would not send is refused with an error
// that wraps ErrCannotSend.
func (w *World) Call(by, channel ID, c Call) (Interaction, error) {
	given, err := w.uploadFiles(by, channel, c.Options)
	if err != nil {
		return Interaction{}, err
	}
	c.Options = given
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return Interaction{}, err
	}
	command, path, err := w.called(ch, by, &c)
	if err != nil {
		return Interaction{}, err
	}
	r := &resolver{world: w, ch: ch, by: by}
	data := &InteractionData{ID: command.ID, Name: command.Name, Type: command.Type, GuildID: command.GuildID}
	if command.Type == SlashCommand {
		f := &optionFiller{resolver: r, given: c.Options, focused: c.Focused}
		data.Options, err = f.descend(command.Options, path)
	} else {
		data.TargetID = c.Target
		err = r.target(command.Type, c.Target)
	}
	if err != nil {
		return Interaction{}, err
	}
	data.Resolved = r.result()
	kind := CommandInteraction
	if c.Focused != "" {
		kind = AutocompleteInteraction
	}
	i := w.newInteraction(kind, w.applications[command.ApplicationID], by, ch)
	i.Data = data
	i.metadata.aim(data)
	return w.send(i), nil
}

// uploadFiles puts in the place of each file the attachment that it becomes, as
// the client does before it sends a command.
func (w *World) uploadFiles(by, channel ID, options map[string]any) (map[string]any, error) {
	given := maps.Clone(options)
	for name, value := range options {
		f, ok := value.(File)
		if !ok {
			continue
		}
		a, err := w.Upload(by, channel, f, true)
		if err != nil {
			return nil, fmt.Errorf("option %q: %w", name, err)
		}
		given[name] = a
	}
	return given, nil
}

// called is the command that is meant, and the names of the subcommands after it.
func (w *World) called(ch *channel, by ID, c *Call) (*Command, []string, error) {
	name, kind, path := c.Name, c.Type, []string(nil)
	if kind == 0 {
		kind = SlashCommand
	}
	if kind == SlashCommand {
		words := strings.Fields(c.Name)
		if len(words) == 0 {
			return nil, nil, cannotSend("a command without a name")
		}
		name, path = words[0], words[1:]
	}
	found := w.commandsIn(ch, by, func(x *Command) bool {
		return x.Name == name && x.Type == kind && (c.Application == 0 || x.ApplicationID == c.Application)
	})
	switch len(found) {
	case 0:
		return nil, nil, cannotSend("there is no command %q for you here", name)
	case 1:
		return found[0], path, nil
	}
	return nil, nil, cannotSend("%d applications have a command %q: say which", len(found), name)
}

// descend fills in the options of the subcommand at the path.
func (f *optionFiller) descend(options []Option, path []string) ([]OptionValue, error) {
	if len(path) == 0 {
		if len(options) > 0 && options[0].Type.isSub() {
			return nil, cannotSend("one of the subcommands must be chosen")
		}
		return f.fill(options)
	}
	for _, o := range options {
		if o.Type.isSub() && o.Name == path[0] {
			inner, err := f.descend(o.Options, path[1:])
			return []OptionValue{{Name: o.Name, Type: o.Type, Options: inner}}, err
		}
	}
	return nil, cannotSend("there is no subcommand %q", path[0])
}

func (t OptionType) isSub() bool { return t == SubCommand || t == SubCommandGroup }

// target resolves what a menu was opened on.
func (r *resolver) target(kind CommandType, id ID) error {
	if kind == UserMenu {
		if !r.user(id) {
			return ErrUnknownUser
		}
		return nil
	}
	m := r.ch.message(id)
	if m == nil {
		return ErrUnknownMessage
	}
	r.message(m)
	return nil
}

// aim notes the target of a menu.
func (m *InteractionMetadata) aim(data *InteractionData) {
	switch data.Type {
	case UserMenu:
		target := data.Resolved.Users[data.TargetID]
		m.TargetUser = &target
	case MessageMenu:
		m.TargetMessageID = data.TargetID
	}
}

// fullName is the command's name with those of its subcommands.
func (d *InteractionData) fullName() string {
	name := d.Name
	for options := d.Options; len(options) > 0 && options[0].Type.isSub(); options = options[0].Options {
		name += " " + options[0].Name
	}
	return name
}
