// Package sandbox is a Discord on loopback: an HTTP API and a gateway as strict
// as Discord's, with a furnished guild and people who act in it, for testing
// and showing a bot without an account, a key or a network. It knows nothing of
// the bot, and any library that can be told another address can talk to it.
//
// In a Go test two lines start one (see sandboxtest):
//
//	s := sandboxtest.Start(t)
//	reply, err := must(s.Alice.Slash(s.General.ID, "ask", world.Options{"question": "Who?"})).Reply(ctx)
//
// Its parts: world is the state, its rules and the people; rest shows it over
// HTTP; gateway over WebSocket; form holds the shapes of request bodies; spec
// reads the official specification, for tests. README.md tells of the control
// API, by which a program in any language acts as a user.
package sandbox
