//go:build unix

package store

import "golang.org/x/sys/unix"

// writable asks the system whether a file or folder can be written, without
// opening it: closing a database behind SQLite's back drops the locks that this
// process has on it.
func writable(path string) error { return unix.Access(path, unix.W_OK) }
