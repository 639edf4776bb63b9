//go:build !race

package gateway_test

// raceDetector says whether the tests run under it.
const raceDetector = false
