//go:build !race

package gaps_test

// raced says that the race detector is on.
const raced = false
