package world

import "testing"

// must fails the test when there is an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestASceneIsReadyToBeUsed(t *testing.T) {
	w, s := furnished(t)
	for _, c := range []struct {
		who     ID
		channel Channel
		holds   Permissions
		lacks   Permissions
	}{
		{s.Alice.ID, s.General, ViewChannel | SendMessages | UseCommands, ManageMessages | ManageGuild},
		{s.Alice.ID, s.Staff, 0, ViewChannel},
		{s.Mo.ID, s.Staff, ViewChannel | ManageMessages | ManageGuild, ManageRoles},
		{s.Olga.ID, s.Staff, AllPermissions, 0},
		{s.Bot.Bot.ID, s.Staff, ViewChannel | SendMessages | EmbedLinks, ManageMessages},
		{s.Bot.Bot.ID, s.General, BotPermissions, ManageGuild},
	} {
		held := must[Permissions](t)(w.Permissions(c.who, c.channel.ID))
		if !held.Has(c.holds) || held&c.lacks != 0 {
			t.Errorf("%s in #%s holds %b", c.who, c.channel.Name, held)
		}
	}
}
