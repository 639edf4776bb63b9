package world

import (
	"testing"
	"time"
)

// What only the present needs does not grow with the past.
func TestWhatIsOverIsForgotten(t *testing.T) {
	w, s := furnished(t)
	file := Option{Type: AttachmentOption, Name: "file", Description: "A file"}
	if _, err := w.SetCommands(s.Bot.ID, 0, []Command{{Name: "add", Description: "Adds", Options: []Option{file}}, {Name: "form", Description: "Asks"}}); err != nil {
		t.Fatal(err)
	}
	agenda := len(w.agenda)
	for range 3 {
		i := must[*Pending](t)(s.Alice.Slash(s.General.ID, "add", Options{"file": File{Name: "a.txt", Data: []byte("x")}}))
		must[CallbackResult](t)(w.Respond(i.Interaction.ID, i.Interaction.Token, Callback{Type: ReplyCallback, Draft: &Draft{Content: "Done."}}))
		must[Message](t)(w.CreateMessage(s.Bot.ID, s.General.ID, Draft{Content: "x", Nonce: []byte(`"n"`), EnforceNonce: true}))
	}
	open := must[*Pending](t)(s.Alice.Slash(s.General.ID, "form", nil))
	form := &Modal{CustomID: "m", Title: "t", Components: []Component{{Type: ActionRow, Components: []Component{{Type: TextInput, CustomID: "i", Style: 1, Label: "l"}}}}}
	must[CallbackResult](t)(w.Respond(open.Interaction.ID, open.Interaction.Token, Callback{Type: ModalCallback, Modal: form}))
	w.Clock.Advance(tokenLifetime)
	if n := len(w.interactions); n != 4 {
		t.Errorf("%d interactions are kept while somebody may look at them", n)
	}
	w.Clock.Advance(time.Minute)
	if n := len(w.interactions); n != 1 {
		t.Errorf("%d interactions are kept, and not the open form alone", n)
	}
	w.Clock.Advance(linkLife)
	if len(w.interactions)+len(w.files)+len(w.nonces) != 0 || len(w.agenda) != agenda {
		t.Errorf("%d interactions, %d files, %d nonces, %d appointments are left", len(w.interactions), len(w.files), len(w.nonces), len(w.agenda)-agenda)
	}
}
