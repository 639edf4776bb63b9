//go:build !race

package render

// raced says that the race detector is on.
const raced = false
