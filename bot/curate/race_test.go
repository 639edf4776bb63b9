//go:build race

package curate

// raced says that the race detector is on, which makes everything much slower.
const raced = true
