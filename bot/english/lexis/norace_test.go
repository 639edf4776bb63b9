//go:build !race

package lexis_test

// raced says that the race detector is on.
const raced = false
