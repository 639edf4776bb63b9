//go:build !race

package changes_test

// raced says that the race detector is on.
const raced = false
