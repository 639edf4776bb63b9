// Package rest is what the bot asks of Discord over HTTP. It is discordgo's
// session with another transport below it, since the library retries without
// end where it must not, does not retry where it should, waits under locks that
// no context ends, and puts tokens into its errors.
//
// # A request's way
//
// A call has a number of tries (exchange.go). Each first passes the gate
// (gate.go), which holds back what Discord would refuse: everything after a
// global 429, a route after its own 429 or when its last request is used up. A
// 429 is tried again, since nothing was done. What ended without an answer or
// with a 5xx is tried again only where doing it twice is doing it once: GET,
// PUT, PATCH, DELETE, a message with an enforced nonce, the callback of an
// interaction. Every try has a timeout, every answer a size, every wait an end.
//
// # Tokens
//
// The sessions have no token. The transport adds it to requests that go to the
// API and need it, and sends nothing to any other host. A token of an
// interaction stands in paths, which errors of package http show, so the paths
// that have one are only sent by the methods of Client, whose errors are *Error
// and show none.
package rest
