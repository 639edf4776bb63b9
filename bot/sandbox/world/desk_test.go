package world_test

import (
	"testing"
	"time"

	"rapporteur/bot/sandbox/world"
)

// desk is a scene whose bot has a few commands, under a clock that stands still.
type desk struct {
	*world.World
	world.Scene
	guild world.ID // the scene's, whose name both World and Scene have
	t     testing.TB
	sent  []world.Dispatch // to the bot
}

func newDesk(t testing.TB, commands ...world.Command) *desk {
	t.Helper()
	clock := world.NewClock(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC))
	clock.Stop()
	w := world.New(clock, "http://cdn.test")
	t.Cleanup(w.Close)
	scene, err := w.Furnish("Rapporteur")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{World: w, Scene: scene, guild: scene.Guild.ID, t: t}
	w.OnDispatch(func(x world.Dispatch) { d.sent = append(d.sent, x) })
	if _, err := w.SetCommands(scene.Bot.ID, scene.Guild.ID, commands); err != nil {
		t.Fatal(err)
	}
	return d
}

func slash(name string, options ...world.Option) world.Command {
	return world.Command{Type: world.SlashCommand, Name: name, Description: "Does " + name, Options: options}
}

// call has Alice call a command in #general.
func (d *desk) call(name string, options map[string]any) world.Interaction {
	d.t.Helper()
	i, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: name, Options: options})
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

// respond has the bot answer, which must be accepted.
func (d *desk) respond(i world.Interaction, c world.Callback) world.CallbackResult {
	d.t.Helper()
	result, err := d.Respond(i.ID, i.Token, c)
	if err != nil {
		d.t.Fatal(err)
	}
	return result
}

// reply has the bot answer with a message.
func (d *desk) reply(i world.Interaction, draft world.Draft) world.Message {
	d.t.Helper()
	result := d.respond(i, world.Callback{Type: world.ReplyCallback, Draft: &draft})
	return *result.Resource.Message
}

func (d *desk) view(i world.Interaction) world.InteractionView {
	d.t.Helper()
	v, err := d.InteractionView(i.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// buttons is a message with buttons, of which one can be pressed, and two selects.
func buttons(content string) world.Draft {
	two := 2
	return world.Draft{Content: content, Components: []world.Component{
		{Type: world.ActionRow, Components: []world.Component{
			{Type: world.Button, Style: world.PrimaryButton, Label: "Yes", CustomID: "yes"},
			{Type: world.Button, Style: world.PrimaryButton, Label: "No", CustomID: "no", Disabled: true},
			{Type: world.Button, Style: world.LinkButton, Label: "Docs", URL: "https://example.com"},
		}},
		{Type: world.ActionRow, Components: []world.Component{{
			Type: world.StringSelect, CustomID: "pick", MaxValues: &two,
			Options: []world.SelectOption{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}, {Label: "C", Value: "c"}},
		}}},
		{Type: world.ActionRow, Components: []world.Component{{Type: world.UserSelect, CustomID: "who"}}},
	}}
}

// kinds are the types of the events that the bot was sent.
func (d *desk) kinds() []string {
	var kinds []string
	for _, x := range d.sent {
		kinds = append(kinds, x.Type)
	}
	return kinds
}
