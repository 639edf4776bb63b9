//go:build !race

package brief_test

// raced says that the race detector is on.
const raced = false
