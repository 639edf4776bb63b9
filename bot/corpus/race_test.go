//go:build race

package corpus

// raced says that the race detector is on, which makes everything much slower.
const raced = true
