package bot

import (
	"rapporteur/bot/desk"
	"rapporteur/bot/store"
)

// deskOf is where the members of all guilds ask: with the language model of c, if
// it has one, whose tokens are counted in kept. stop gives back what the desk
// holds, once nobody asks any more. The error is a *ModelError, a *PromptsError or
// a *FolderError.
func deskOf(c Config, kept *store.Store) (d *desk.Desk, stop func(), err error) {
	writer, stop, err := writerOf(c, nil) // each visitor brings an answerer
	if err != nil {
		return nil, stop, err
	}
	return desk.New(desk.Options{
		Writer: writer, Model: c.Model, Small: c.small(), Store: kept, DailyTokens: c.DailyTokens, Log: c.log(),
	}), stop, nil
}
