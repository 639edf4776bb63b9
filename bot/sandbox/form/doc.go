// Package form checks the JSON bodies of requests as Discord does, and words its
// refusals as Discord's "Invalid Form Body", error code 50035.
//
// Each body is a [Shape]: [MessageCreate], [CommandList] and so on. A shape is
// put together from a few kinds of values (text, integer, list, object, union),
// which stand one to a file; what a message or a command is made of stands in
// files named for it. limits.go holds every limit of Discord's documentation.
//
// In one thing the sandbox is stricter than Discord, on purpose: a field that
// Discord does not know is refused with the code UNKNOWN_FIELD, because it is
// nearly always a misspelt one. ignored.go lists the fields that client
// libraries send and that Discord drops; those pass.
//
// The package is pure. It knows nothing of the channel or the member that a
// request is about: what depends on them is refused by package world.
package form
