//go:build race

package disagree_test

// raced says that the race detector is on, which makes everything much slower.
const raced = true
