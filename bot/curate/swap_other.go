//go:build !linux

package curate

// exchange is not to be had.
func exchange(string, string) (done bool, err error) { return false, nil }

// moveTo is not to be had.
func moveTo(string, string) (done bool, err error) { return false, nil }
