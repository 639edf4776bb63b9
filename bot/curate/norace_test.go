//go:build !race

package curate

// raced says that the race detector is on.
const raced = false
