package world

import (
	"errors"
	"fmt"
	"strings"
)

// Person is somebody at a screen: a user with the verbs of one. Each verb does
// what Discord's own client would let them do, and returns its refusal.
type Person struct {
	User
	world *World
}

// AddPerson makes an account for somebody who can act.
func (w *World) AddPerson(username, name string) *Person {
	return &Person{User: w.AddUser(username, name), world: w}
}

// Person is the somebody behind an account; bots have nobody.
func (w *World) Person(id ID) (*Person, error) {
	u, err := w.User(id)
	if err != nil {
		return nil, err
	}
	if u.Bot {
		return nil, fmt.Errorf("%s is a bot: %w", u.Username, ErrUnknownUser)
	}
	return &Person{User: u, world: w}, nil
}

// Join enters a guild.
func (p *Person) Join(guild ID) error {
	_, err := p.world.Join(guild, p.ID, 0)
	return err
}

// Leave goes out of a guild.
func (p *Person) Leave(guild ID) error { return p.world.Kick(p.ID, guild, p.ID) }

// Say writes a message, with files if any.
func (p *Person) Say(channel ID, content string, files ...File) (Message, error) {
	for i := range files {
		files[i].Number = i
	}
	return p.world.CreateMessage(p.ID, channel, Draft{Content: content, Files: files})
}

// Reply answers a message, which pings its author.
func (p *Person) Reply(to Message, content string) (Message, error) {
	return p.world.CreateMessage(p.ID, to.ChannelID, Draft{Content: content, Reference: &DraftReference{MessageID: to.ID}})
}

// ReplyQuietly answers a message without a ping for its author.
func (p *Person) ReplyQuietly(to Message, content string) (Message, error) {
	return p.world.CreateMessage(p.ID, to.ChannelID, Draft{
		Content: content, Reference: &DraftReference{MessageID: to.ID}, AllowedMentions: &AllowedMentions{Parse: []string{"users", "roles", "everyone"}},
	})
}

// Edit rewrites a message of one's own.
func (p *Person) Edit(m Message, content string) (Message, error) {
	return p.world.EditMessage(p.ID, m.ChannelID, m.ID, Edit{Content: &content})
}

// Delete deletes a message; of somebody else, if one may.
func (p *Person) Delete(m Message) error {
	return p.world.DeleteMessage(p.ID, m.ChannelID, m.ID)
}

// React puts an emoji under a message.
func (p *Person) React(m Message, emoji string) error {
	return p.world.React(p.ID, m.ChannelID, m.ID, emoji)
}

// Unreact takes one's emoji back.
func (p *Person) Unreact(m Message, emoji string) error {
	return p.world.Unreact(p.ID, m.ChannelID, m.ID, emoji, p.ID)
}

// Vote chooses answers of a poll, counted from 1.
func (p *Person) Vote(m Message, answers ...int) error {
	return p.world.Vote(p.ID, m.ChannelID, m.ID, answers)
}

// Write opens the direct channel with another user and says something there.
func (p *Person) Write(to ID, content string) (Message, error) {
	ch, err := p.world.OpenDirect(p.ID, to)
	if err != nil {
		return Message{}, err
	}
	return p.Say(ch.ID, content)
}

// Options are the options of a command by name: strings, numbers, booleans, IDs,
// and Files for attachments.
type Options = map[string]any

// Slash calls a slash command. Subcommands follow its name: "knowledge add".
func (p *Person) Slash(channel ID, name string, options Options) (*Pending, error) {
	return p.pending(p.world.Call(p.ID, channel, Call{Name: name, Options: options}))
}

// Type fills in a slash command as far as options say, with the cursor in
// focused, which asks the bot for choices.
func (p *Person) Type(channel ID, name string, options Options, focused string) (*Pending, error) {
	return p.pending(p.world.Call(p.ID, channel, Call{Name: name, Options: options, Focused: focused}))
}

// Menu calls a command from a message's menu.
func (p *Person) Menu(m Message, name string) (*Pending, error) {
	return p.pending(p.world.Call(p.ID, m.ChannelID, Call{Name: name, Type: MessageMenu, Target: m.ID}))
}

// UserMenu calls a command from a user's menu.
func (p *Person) UserMenu(channel, user ID, name string) (*Pending, error) {
	return p.pending(p.world.Call(p.ID, channel, Call{Name: name, Type: UserMenu, Target: user}))
}

// Click presses a button, named by its label or by its custom id.
func (p *Person) Click(m Message, button string) (*Pending, error) {
	c, err := findComponent(m, button)
	if err != nil {
		return nil, err
	}
	return p.pending(p.world.Press(p.ID, m.ChannelID, m.ID, c.CustomID, nil))
}

// Choose takes values of a select, named by its placeholder or by its custom id.
func (p *Person) Choose(m Message, menu string, values ...string) (*Pending, error) {
	c, err := findComponent(m, menu)
	if err != nil {
		return nil, err
	}
	if values == nil {
		values = []string{}
	}
	return p.pending(p.world.Press(p.ID, m.ChannelID, m.ID, c.CustomID, values))
}

// Submit sends the modal with which an interaction was answered; inputs that
// values does not name stay as they stand.
func (p *Person) Submit(interaction ID, values map[string]string) (*Pending, error) {
	return p.pending(p.world.SubmitModal(p.ID, interaction, values))
}

func (p *Person) pending(i Interaction, err error) (*Pending, error) {
	if err != nil {
		return nil, err
	}
	return &Pending{Interaction: i, by: p}, nil
}

// findComponent is the button or select that carries the name: custom ids go
// before what a person reads, and a whole label before a part of one.
func findComponent(m Message, name string) (Component, error) {
	var all []Component
	for _, row := range m.Components {
		all = append(all, row.Components...)
	}
	for _, fits := range []func(Component) bool{
		func(c Component) bool { return c.CustomID == name },
		func(c Component) bool {
			return c.Label == name || c.Placeholder == name || c.Emoji != nil && c.Emoji.Name == name
		},
		func(c Component) bool { return c.Label != "" && strings.Contains(c.Label, name) },
	} {
		for _, c := range all {
			if fits(c) {
				return c, nil
			}
		}
	}
	return Component{}, fmt.Errorf("message %s: %w %q", m.ID, ErrNoComponent, name)
}

// ErrNoComponent is returned for a button or select that is not on the message.
var ErrNoComponent = errors.New("no such button or select")
