//go:build !linux

package bot

// lowerPriority does nothing: elsewhere it is not known how.
func lowerPriority() {}
