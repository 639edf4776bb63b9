package world_test

import (
	"errors"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/world"
)

func FuzzNoOtherTokenOpensAnInteraction(f *testing.F) {
	for _, seed := range []string{"", "aW50ZXJhY3Rpb246MTIzOng", "aW50ZXJhY3Rpb246", "bm90IG9uZQ", "====", "\x00"} {
		f.Add(seed)
	}
	d := newDesk(f, slash("ask"))
	i := d.call("ask", nil)
	d.reply(i, world.Draft{Content: "Yes"})
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := d.Reply(d.Bot.ID, token, 0); token != i.Token && !errors.Is(err, world.ErrInvalidWebhookToken) {
			t.Errorf("token %q: %v", token, err)
		}
	})
}

func FuzzCommandsAreFoundByTheirWholeName(f *testing.F) {
	for _, seed := range []string{"", " ", "knowledge", "knowledge add", " knowledge  add", "knowledge add add", "knowledge\tadd", "ask"} {
		f.Add(seed)
	}
	d := newDesk(f, slash("ask"), slash("knowledge", world.Option{Type: world.SubCommand, Name: "add"}))
	f.Fuzz(func(t *testing.T, name string) {
		_, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: name})
		whole := strings.Join(strings.Fields(name), " ")
		if exists := whole == "ask" || whole == "knowledge add"; exists != (err == nil) {
			t.Errorf("/%s: %v", name, err)
		}
	})
}
