//go:build !race

package cite_test

// raced says that the race detector is on.
const raced = false
