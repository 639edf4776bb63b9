package world

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPermissionsFollowRolesAndOverwrites(t *testing.T) {
	const see, speak, threads = ViewChannel, SendMessages, SendInThreads
	for name, c := range map[string]struct {
		arrange func(*testing.T, *World, Scene)
		holds   Permissions
		lacks   Permissions
	}{
		"what everyone holds": {nil, see | speak, ManageMessages},
		"an overwrite for everyone takes away": {func(t *testing.T, _ *World, s Scene) {
			check(t, s.Olga.Deny(s.General.ID, s.Guild.ID, speak))
		}, see, speak},
		"an overwrite for a role goes before that for everyone": {func(t *testing.T, _ *World, s Scene) {
			check(t, s.Olga.Deny(s.General.ID, s.Guild.ID, speak))
			check(t, s.Olga.GiveRole(s.Guild.ID, s.Alice.ID, s.Moderators.ID))
			check(t, s.Olga.Allow(s.General.ID, s.Moderators.ID, speak))
		}, see | speak, 0},
		"an overwrite for the member goes before all": {func(t *testing.T, _ *World, s Scene) {
			check(t, s.Olga.GiveRole(s.Guild.ID, s.Alice.ID, s.Moderators.ID))
			check(t, s.Olga.Allow(s.General.ID, s.Moderators.ID, speak))
			check(t, s.Olga.Deny(s.General.ID, s.Alice.ID, speak))
		}, see, speak},
		"who does not see may do nothing": {func(t *testing.T, _ *World, s Scene) {
			check(t, s.Olga.Deny(s.General.ID, s.Alice.ID, see))
		}, 0, AllPermissions},
		"an administrator is bound by no overwrite": {func(t *testing.T, w *World, s Scene) {
			role := must[Role](t)(w.AddRole(s.Olga.ID, s.Guild.ID, Role{Name: "Admins", Permissions: Administrator}))
			check(t, s.Olga.GiveRole(s.Guild.ID, s.Alice.ID, role.ID))
			check(t, s.Olga.Deny(s.General.ID, s.Alice.ID, see|speak))
		}, AllPermissions, 0},
		"a time-out leaves reading": {func(t *testing.T, w *World, s Scene) {
			must[Member](t)(w.TimeOut(s.Mo.ID, s.Guild.ID, s.Alice.ID, Time{w.Clock.Now().Add(time.Hour)}))
		}, see | ReadHistory, speak | threads | AddReactions},
		"a time-out ends": {func(t *testing.T, w *World, s Scene) {
			must[Member](t)(w.TimeOut(s.Mo.ID, s.Guild.ID, s.Alice.ID, Time{w.Clock.Now().Add(time.Hour)}))
			w.Clock.Advance(61 * time.Minute)
		}, see | speak, 0},
		"an outage takes everything": {func(t *testing.T, w *World, s Scene) {
			check(t, w.SetOutage(s.Guild.ID, true))
		}, 0, AllPermissions},
		"who was kicked holds nothing": {func(t *testing.T, _ *World, s Scene) {
			check(t, s.Mo.Kick(s.Guild.ID, s.Alice.ID))
		}, 0, AllPermissions},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := furnished(t)
			if c.arrange != nil {
				c.arrange(t, w, s)
			}
			held := must[Permissions](t)(w.Permissions(s.Alice.ID, s.General.ID))
			if !held.Has(c.holds) || held&c.lacks != 0 {
				t.Errorf("Alice holds %b", held)
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestOverwritesFollowTheDocumentation holds the order of overwrites against
// the steps that Discord's documentation lists, taken one at a time.
func TestOverwritesFollowTheDocumentation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const everyone, first, second, user = ID(1), ID(2), ID(3), ID(9)
		bits := rapid.Map(rapid.Uint64Range(0, 15), func(n uint64) Permissions { return Permissions(n) })
		var all []Overwrite
		for _, id := range []ID{everyone, first, second, user} {
			if rapid.Bool().Draw(t, "set") {
				kind := ForRole
				if id == user {
					kind = ForMember
				}
				all = append(all, Overwrite{ID: id, Type: kind, Allow: bits.Draw(t, "allow"), Deny: bits.Draw(t, "deny")})
			}
		}
		all = rapid.Permutation(all).Draw(t, "order")
		m := &Member{User: &User{ID: user}, Roles: []ID{first, second}}
		held := bits.Draw(t, "held")
		want := held
		step := func(which func(ID) bool) {
			var allow, deny Permissions
			for _, o := range all {
				if which(o.ID) {
					allow |= o.Allow
					deny |= o.Deny
				}
			}
			want = want&^deny | allow
		}
		step(func(id ID) bool { return id == everyone })
		step(func(id ID) bool { return slices.Contains(m.Roles, id) })
		step(func(id ID) bool { return id == user })
		if got := overwritten(held, all, everyone, m); got != want {
			t.Fatalf("%v: %b, want %b", all, got, want)
		}
	})
}

func TestThreadsTakeTheirPermissionsFromTheirChannel(t *testing.T) {
	w, s := furnished(t)
	m := must[Message](t)(s.Alice.Say(s.General.ID, "hello"))
	thread := must[Channel](t)(s.Alice.OpenThread(m, "Hello"))
	check(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, SendMessages))
	if _, err := w.CreateMessage(s.Bot.Bot.ID, thread.ID, Draft{Content: "in the thread"}); err != nil {
		t.Errorf("in the thread: %v", err)
	}
	if _, err := w.CreateMessage(s.Bot.Bot.ID, s.General.ID, Draft{Content: "in the channel"}); err == nil {
		t.Error("in the channel it may not speak")
	}
	check(t, s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, SendInThreads))
	if _, err := w.CreateMessage(s.Bot.Bot.ID, thread.ID, Draft{Content: "again"}); err == nil {
		t.Error("in the thread it may no longer speak")
	}
}
