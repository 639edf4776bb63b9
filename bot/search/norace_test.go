//go:build !race

package search_test

// raced says that the race detector is on.
const raced = false
