package bot

import (
	"rapporteur/bot/desk"
	"rapporteur/bot/store"
)

// deskOf is where the members of all guilds ask: with the language model of c, if
// it has one. stop gives back what the desk holds, once nobody asks any more. The
// error is a *ModelError, a *PromptsError or a *FolderError.
func deskOf(c Config, _ *store.Store) (d *desk.Desk, stop func(), err error) {
	writer, stop, err := writerOf(c, nil) // each visitor brings an answerer
	if err != nil {
		return nil, stop, err
	}
	return desk.New(desk.Options{Writer: writer, Log: c.log()}), stop, nil
}
