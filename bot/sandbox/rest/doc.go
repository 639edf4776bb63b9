// Package rest shows a world.World as Discord's HTTP API: the routes of the
// official OpenAPI document that bots use, with their request shapes, answers,
// refusals and rate limits.
//
// # A request's way
//
// The path is looked up in a tree of all routes (routes.go, tree.go). Then a
// Fault may strike (faults.go). The bot is known by its token, the rate limits
// are counted (ratelimit.go), and the body is read and held against its shape
// (body.go). What is left to a handler is to call the world and to give the
// answer its form.
//
// # What refuses
//
// A *world.Error is answered as it is. What is wrong with a path, a query or a
// body is Discord's code 50035 with the reasons by field. A request without a
// User-Agent is refused with 403 and code 40333, as Cloudflare does for Discord.
package rest
