//go:build !race

package disagree_test

// raced says that the race detector is on.
const raced = false
