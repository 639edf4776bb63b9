//go:build race

package bundle

// raced says that the race detector is on, which makes everything much slower.
const raced = true
