//go:build !race

package ingest

// Raced says that the race detector is on, which makes everything much slower.
const Raced = false
