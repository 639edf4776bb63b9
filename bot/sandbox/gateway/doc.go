// Package gateway is Discord's gateway over WebSocket for a world.World: what
// happens in the world reaches the bots that are connected, with Discord's
// opcodes, close codes, intents, sequence numbers and limits (docs: Gateway).
//
// # How it is kept
//
// A connection is one WebSocket with two goroutines: the reader obeys what the
// client sends (connection.go, receive.go), the writer sends what is queued
// (writer.go). A session is what IDENTIFY begins and RESUME takes up again: it
// numbers the events and keeps the newest for replay (session.go). The world
// calls under its own lock, so one mutex of the gateway guards both, nothing
// blocks under it, and the world is never called under it.
//
// # Where it is not Discord
//
//   - PresenceUpdate (op 3) is checked and goes nowhere; VoiceStateUpdate (op 4)
//     is taken and ignored; there are no presences.
//   - One IDENTIFY in five seconds is only enforced with Options.PaceIdentify.
//   - An application that has used up its session starts gets 4004 until the day
//     is over; Discord resets its token.
//   - etf and zstd-stream are refused.
//   - A member list is sent at once and as often as it is asked for.
//
// # Cruelty
//
// The methods of faults.go do what networks and Discord do on bad days. Where
// nothing else is said they apply to every live connection of every application.
package gateway
