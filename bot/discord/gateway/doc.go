// Package gateway keeps the bot connected to Discord's gateway, through
// discordgo's sessions, and hands what happens to handlers.
//
// # How it is kept
//
// Run has one supervisor for each shard (shard.go), which makes one connection
// after another until its context ends or Discord says something final
// (final.go). A connection is a discordgo session of its own over a tap (tap.go),
// a net.Conn that reads the stream before the library does. The library's own
// reconnection is off. Before an IDENTIFY the supervisor asks how many are left
// and keeps the pace (starts.go); a RESUME costs nothing.
//
// # Events
//
// The library calls handlers one by one in its reading goroutine, where the
// dispatcher (dispatch.go) drops what has been seen, and starts goroutines
// (lane.go). Interactions have a lane for themselves with room for thousands, so
// that none waits for anything; messages and guilds have lanes with bounds and
// lines.
package gateway
