package world_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"rapporteur/bot/sandbox/world"
)

func TestACommandReachesTheBotWithWhoAndWhere(t *testing.T) {
	d := newDesk(t, slash("ask", world.Option{Type: world.StringOption, Name: "question", Required: true}))
	d.SetLocale(d.Alice.ID, "de")
	i := d.call("ask", map[string]any{"question": "Why?"})
	if last := d.sent[len(d.sent)-1]; last.Type != "INTERACTION_CREATE" || last.To != d.Bot.ID || last.GuildID != d.guild {
		t.Errorf("dispatched %v", last)
	}
	switch {
	case i.Type != world.CommandInteraction, i.Member == nil || i.Member.User.ID != d.Alice.ID, i.User != nil:
		t.Errorf("who: %+v", i)
	case !i.Member.Permissions.Has(world.SendMessages), !i.AppPermissions.Has(world.EmbedLinks):
		t.Errorf("permissions: %v and %v", i.Member.Permissions, i.AppPermissions)
	case i.Locale != "de", i.GuildLocale != "en-US", i.Context != 0, i.AuthorizingIntegrationOwners["0"] != d.guild:
		t.Errorf("where: %+v", i)
	case len(i.Data.Options) != 1, i.Data.Options[0].Value != "Why?", i.Data.GuildID != d.guild, len(i.Token) < 100:
		t.Errorf("what: %+v", i.Data)
	}
}

func TestSubcommandsAreDescendedInto(t *testing.T) {
	d := newDesk(t, slash("knowledge", world.Option{Type: world.SubCommand, Name: "add", Options: []world.Option{
		{Type: world.StringOption, Name: "text", Required: true},
	}}))
	i := d.call("knowledge add", map[string]any{"text": "x"})
	if o := i.Data.Options[0]; i.Data.Name != "knowledge" || o.Name != "add" || o.Type != world.SubCommand || o.Options[0].Value != "x" {
		t.Errorf("got %+v", i.Data)
	}
	for _, name := range []string{"knowledge", "knowledge drop", "unknown", ""} {
		if _, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: name}); !errors.Is(err, world.ErrCannotSend) {
			t.Errorf("/%s: %v", name, err)
		}
	}
	if m := d.reply(i, world.Draft{Content: "kept"}); m.Interaction.Name != "knowledge add" {
		t.Errorf("the reply answers %q", m.Interaction.Name)
	}
}

func TestWhatTheClientLetsAPersonFillIn(t *testing.T) {
	one, ten, three := 1.0, 10.0, 3
	d := newDesk(t, slash("set",
		world.Option{Type: world.StringOption, Name: "short", MaxLength: &three},
		world.Option{Type: world.StringOption, Name: "tone", Choices: []world.Choice{{Name: "Dry", Value: "dry"}}},
		world.Option{Type: world.IntegerOption, Name: "count", MinValue: &one, MaxValue: &ten},
		world.Option{Type: world.IntegerOption, Name: "size", Choices: []world.Choice{{Name: "Big", Value: 100.0}}},
		world.Option{Type: world.NumberOption, Name: "ratio"},
		world.Option{Type: world.BooleanOption, Name: "on"},
		world.Option{Type: world.UserOption, Name: "who"},
		world.Option{Type: world.RoleOption, Name: "role"},
		world.Option{Type: world.MentionableOption, Name: "any"},
		world.Option{Type: world.ChannelOption, Name: "channel", ChannelTypes: []world.ChannelType{world.TextChannel}},
		world.Option{Type: world.ChannelOption, Name: "voice", ChannelTypes: []world.ChannelType{world.VoiceChannel}},
		world.Option{Type: world.AttachmentOption, Name: "file"},
	))
	for _, c := range []struct {
		option string
		given  any
		want   any // nil: refused
	}{
		{"short", "äöü", "äöü"},
		{"short", "äöüß", nil},
		{"short", 3, nil},
		{"tone", "dry", "dry"},
		{"tone", "Dry", "dry"},
		{"tone", "wet", nil},
		{"count", 10, 10.0},
		{"count", 11, nil},
		{"count", 0, nil},
		{"count", 2.5, nil},
		{"count", "2", nil},
		{"size", 100, 100.0},
		{"size", "Big", 100.0},
		{"size", 99, nil},
		{"ratio", 2.5, 2.5},
		{"ratio", 1e300, nil},
		{"ratio", "x", nil},
		{"on", false, false},
		{"on", "true", nil},
		{"who", d.Bob.ID, d.Bob.ID},
		{"who", d.Bob.ID.String(), d.Bob.ID},
		{"who", d.General.ID, nil},
		{"who", "bob", nil},
		{"role", d.Moderators.ID, d.Moderators.ID},
		{"role", d.Bob.ID, nil},
		{"any", d.Moderators.ID, d.Moderators.ID},
		{"any", d.Bob.ID, d.Bob.ID},
		{"any", d.General.ID, nil},
		{"channel", d.General.ID, d.General.ID},
		{"channel", d.Staff.ID, nil},
		{"voice", d.General.ID, nil},
		{"file", "path", nil},
		{"missing", "x", nil},
	} {
		i, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "set", Options: map[string]any{c.option: c.given}})
		switch {
		case c.want == nil:
			if !errors.Is(err, world.ErrCannotSend) {
				t.Errorf("%s = %v: %v", c.option, c.given, err)
			}
		case err != nil:
			t.Errorf("%s = %v: %v", c.option, c.given, err)
		case i.Data.Options[0].Value != c.want:
			t.Errorf("%s = %v became %v", c.option, c.given, i.Data.Options[0].Value)
		}
	}
}

func TestIDsAreResolved(t *testing.T) {
	d := newDesk(t, slash("set",
		world.Option{Type: world.UserOption, Name: "who"},
		world.Option{Type: world.RoleOption, Name: "role"},
		world.Option{Type: world.ChannelOption, Name: "channel"},
		world.Option{Type: world.AttachmentOption, Name: "file"},
	))
	r := d.call("set", map[string]any{
		"who": d.Bob.ID, "role": d.Moderators.ID, "channel": d.General.ID, "file": world.File{Name: "a.txt", Data: []byte("text")},
	}).Data.Resolved
	member := r.Members[d.Bob.ID]
	if r.Users[d.Bob.ID].Username != "bob" || member.User != nil || member.Permissions == nil {
		t.Errorf("user %v, member %v", r.Users, r.Members)
	}
	if r.Roles[d.Moderators.ID].Name != "Moderators" || r.Channels[d.General.ID].Permissions == 0 {
		t.Errorf("roles %v, channels %v", r.Roles, r.Channels)
	}
	for _, a := range r.Attachments {
		if a.Filename != "a.txt" || !a.Ephemeral || a.Size != 4 {
			t.Errorf("attachment %+v", a)
		}
	}
	if len(r.Attachments) != 1 {
		t.Errorf("attachments %v", r.Attachments)
	}
}

func TestRequiredOptionsMayBeMissingWhileTyping(t *testing.T) {
	d := newDesk(t, slash("find",
		world.Option{Type: world.StringOption, Name: "where", Required: true},
		world.Option{Type: world.IntegerOption, Name: "number", Required: true, Autocomplete: true},
	))
	if _, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "find"}); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("sent without what is required: %v", err)
	}
	if _, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "find", Focused: "where"}); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("autocomplete of an option without: %v", err)
	}
	i, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "find", Options: map[string]any{"number": "1x"}, Focused: "number"})
	if err != nil {
		t.Fatal(err)
	}
	if o := i.Data.Options[0]; i.Type != world.AutocompleteInteraction || !o.Focused || o.Value != "1x" {
		t.Errorf("got %+v", i.Data)
	}
	d.respond(i, world.Callback{Type: world.AutocompleteCallback, Choices: []world.Choice{{Name: "Twelve", Value: 12}}})
	if v := d.view(i); v.State != world.Replied || len(v.Choices) != 1 {
		t.Errorf("got %+v", v)
	}
}

func TestMenusCarryTheirTarget(t *testing.T) {
	d := newDesk(t, world.Command{Type: world.MessageMenu, Name: "Fact check"}, world.Command{Type: world.UserMenu, Name: "Fact check"})
	said, err := d.Bob.Say(d.General.ID, "The moon is cheese.")
	if err != nil {
		t.Fatal(err)
	}
	call := world.Call{Name: "Fact check", Type: world.MessageMenu, Target: said.ID}
	i, err := d.Call(d.Alice.ID, d.General.ID, call)
	if err != nil || i.Data.TargetID != said.ID || i.Data.Resolved.Messages[said.ID].Content != said.Content {
		t.Fatalf("got %+v, %v", i.Data, err)
	}
	if m := d.reply(i, world.Draft{Content: "No."}); m.Type != world.MenuMessage || m.InteractionMetadata.TargetMessageID != said.ID {
		t.Errorf("replied %+v", m)
	}
	call.Type, call.Target = world.UserMenu, d.Bob.ID
	if i, err = d.Call(d.Alice.ID, d.General.ID, call); err != nil || i.Data.Resolved.Users[d.Bob.ID].Username != "bob" {
		t.Fatalf("got %+v, %v", i.Data, err)
	}
	if m := d.reply(i, world.Draft{Content: "No."}); m.InteractionMetadata.TargetUser.ID != d.Bob.ID {
		t.Errorf("replied %+v", m)
	}
}

func TestDirectMessagesWithTheBotHaveAUserAndNoGuild(t *testing.T) {
	d := newDesk(t)
	if _, err := d.SetCommands(d.Bot.ID, 0, []world.Command{slash("ask")}); err != nil {
		t.Fatal(err)
	}
	direct, _ := d.OpenDirect(d.Alice.ID, d.Bot.ID)
	i, err := d.Call(d.Alice.ID, direct.ID, world.Call{Name: "ask"})
	if err != nil {
		t.Fatal(err)
	}
	if i.User == nil || i.Member != nil || i.Guild != nil || i.Context != 1 || i.AppPermissions.String() != "442368" {
		t.Errorf("got %+v", i)
	}
	var wire struct {
		Owners map[string]string `json:"authorizing_integration_owners"`
	}
	data, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &wire); err != nil || wire.Owners["0"] != "0" {
		t.Errorf("owners %v, %v", wire.Owners, err)
	}
}

func TestABotThatLeftCannotBeCalled(t *testing.T) {
	d := newDesk(t, slash("ask"))
	m := d.reply(d.call("ask", nil), buttons("Well?"))
	if err := d.Olga.Kick(d.guild, d.Bot.Bot.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "ask"}); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("called: %v", err)
	}
	if _, err := d.Press(d.Alice.ID, d.General.ID, m.ID, "yes", nil); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("pressed: %v", err)
	}
}

func TestWhatCanBePressedAndChosen(t *testing.T) {
	d := newDesk(t, slash("ask"))
	m := d.reply(d.call("ask", nil), buttons("Well?"))
	for _, c := range []struct {
		customID string
		values   []string
		ok       bool
	}{
		{"yes", nil, true},
		{"no", nil, false},
		{"https://example.com", nil, false},
		{"gone", nil, false},
		{"pick", []string{"a"}, true},
		{"pick", []string{"c", "a"}, true},
		{"pick", []string{}, false},
		{"pick", []string{"a", "b", "c"}, false},
		{"pick", []string{"a", "a"}, false},
		{"pick", []string{"z"}, false},
		{"who", []string{d.Mo.ID.String()}, true},
		{"who", []string{d.General.ID.String()}, false},
	} {
		i, err := d.Press(d.Bob.ID, d.General.ID, m.ID, c.customID, c.values)
		switch {
		case !c.ok && !errors.Is(err, world.ErrCannotSend), c.ok && err != nil:
			t.Errorf("%s %v: %v", c.customID, c.values, err)
		case c.ok && (i.Data.CustomID != c.customID || !slices.Equal(i.Data.Values, c.values) || i.Message.ID != m.ID):
			t.Errorf("%s %v became %+v", c.customID, c.values, i)
		}
	}
}

func TestOnlyTheirReaderPressesWhatIsEphemeral(t *testing.T) {
	d := newDesk(t, slash("ask"))
	draft := buttons("Only you")
	draft.Flags = world.Ephemeral
	m := d.reply(d.call("ask", nil), draft)
	if _, err := d.Press(d.Bob.ID, d.General.ID, m.ID, "yes", nil); !errors.Is(err, world.ErrUnknownMessage) {
		t.Errorf("Bob: %v", err)
	}
	i, err := d.Press(d.Alice.ID, d.General.ID, m.ID, "yes", nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := "Done"
	d.respond(i, world.Callback{Type: world.UpdateMessageCallback, Edit: &world.Edit{Content: &changed}})
	if v := d.view(i); v.Original.Content != changed || v.Original.ID != m.ID {
		t.Errorf("Alice sees %+v", v.Original)
	}
	if slices.Contains(d.kinds(), "MESSAGE_CREATE") || slices.Contains(d.kinds(), "MESSAGE_UPDATE") {
		t.Errorf("the gateway told of an ephemeral message: %v", d.kinds())
	}
}

func form() *world.Modal {
	no, five := false, 5
	return &world.Modal{CustomID: "form", Title: "Tell more", Components: []world.Component{
		{Type: world.ActionRow, Components: []world.Component{{Type: world.TextInput, CustomID: "title", Label: "Title", MaxLength: &five}}},
		{Type: world.ActionRow, Components: []world.Component{{Type: world.TextInput, CustomID: "body", Label: "Body", Required: &no, Value: "as is"}}},
	}}
}

func TestAModalIsSentOnceAndComplete(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	d.respond(i, world.Callback{Type: world.ModalCallback, Modal: form()})
	for name, values := range map[string]map[string]string{
		"without what is required": {},
		"too long":                 {"title": "123456"},
		"with an unknown input":    {"title": "1", "other": "2"},
	} {
		if _, err := d.SubmitModal(d.Alice.ID, i.ID, values); !errors.Is(err, world.ErrCannotSend) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.SubmitModal(d.Bob.ID, i.ID, map[string]string{"title": "1"}); err == nil {
		t.Error("somebody else sent it")
	}
	sent, err := d.SubmitModal(d.Alice.ID, i.ID, map[string]string{"title": "12345"})
	if err != nil {
		t.Fatal(err)
	}
	rows := sent.Data.Components
	if sent.Type != world.ModalInteraction || sent.Data.CustomID != "form" || sent.Message != nil ||
		rows[0].Components[0].Value != "12345" || rows[1].Components[0].Value != "as is" || rows[1].Components[0].ID != 4 {
		t.Errorf("got %+v", sent.Data)
	}
	if _, err := d.SubmitModal(d.Alice.ID, i.ID, map[string]string{"title": "12345"}); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("sent twice: %v", err)
	}
	if m := d.reply(sent, world.Draft{Content: "Thanks"}); m.InteractionMetadata.TriggeringInteractionMetadata.ID != i.ID {
		t.Errorf("replied %+v", m.InteractionMetadata)
	}
}

func TestAModalOfAComponentMayUpdateItsMessage(t *testing.T) {
	d := newDesk(t, slash("ask"))
	m := d.reply(d.call("ask", nil), buttons("Well?"))
	i, err := d.Press(d.Alice.ID, d.General.ID, m.ID, "yes", nil)
	if err != nil {
		t.Fatal(err)
	}
	d.respond(i, world.Callback{Type: world.ModalCallback, Modal: form()})
	sent, err := d.SubmitModal(d.Alice.ID, i.ID, map[string]string{"title": "T"})
	if err != nil || sent.Message.ID != m.ID {
		t.Fatalf("got %+v, %v", sent, err)
	}
	changed := "Done"
	result := d.respond(sent, world.Callback{Type: world.UpdateMessageCallback, Edit: &world.Edit{Content: &changed}})
	if result.Resource.Message.ID != m.ID || result.Resource.Message.Content != changed || result.Interaction.ResponseMessageID != 0 {
		t.Errorf("got %+v", result)
	}
}

func TestALabelHoldsItsInput(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	d.respond(i, world.Callback{Type: world.ModalCallback, Modal: &world.Modal{CustomID: "form", Title: "T", Components: []world.Component{{
		Type: world.Label, Label: "Why?", Description: "In a word.", Component: &world.Component{Type: world.TextInput, CustomID: "why", Style: 1},
	}}}})
	if _, err := d.SubmitModal(d.Alice.ID, i.ID, nil); !errors.Is(err, world.ErrCannotSend) {
		t.Errorf("without what is required: %v", err)
	}
	sent, err := d.SubmitModal(d.Alice.ID, i.ID, map[string]string{"why": "because"})
	if err != nil {
		t.Fatal(err)
	}
	label := sent.Data.Components[0]
	if label.Type != world.Label || label.Components != nil || label.Component.Value != "because" || label.Component.ID == label.ID {
		t.Errorf("got %+v", label)
	}
}
