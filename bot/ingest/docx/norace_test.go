//go:build !race

package docx_test

// raced says that the race detector is on, which makes everything much slower.
const raced = false
