// Package world is the state behind the sandbox: applications, users, guilds,
// channels, threads, roles, members, messages and interactions, with Discord's
// own names, ids, flags, limits and error codes, and the people who live in it.
// It knows no network: package rest shows it over HTTP, package gateway over
// WebSocket, and a Person acts in it and looks at it.
//
// # How it is kept
//
// One mutex guards the whole world, and every exported method takes it, so that
// what happens has one order. What a method returns is a copy whose slices are
// never written again: an edit replaces a slice, it does not write into it.
// A method whose first parameter is named by acts as that user and is refused
// with Discord's error when the user may not.
//
// # What it says
//
// Each change is dispatched, still under the lock, to the applications that
// would see it on Discord (see Dispatch), and written to the event log that a
// page or a test follows (see Event).
//
// # Time
//
// The world's clock runs, and can be moved. Nothing polls it: what is due is
// settled before each method and when the clock is moved.
package world
