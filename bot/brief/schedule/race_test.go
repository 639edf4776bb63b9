//go:build race

package schedule_test

// raced says that the race detector is on, which makes everything much slower.
const raced = true
