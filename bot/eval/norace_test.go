//go:build !race

package eval_test

// raced says that the race detector is on.
const raced = false
