//go:build !race

package store

// raced says that the race detector is on, which makes everything much slower.
const raced = false
