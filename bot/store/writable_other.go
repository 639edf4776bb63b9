//go:build !unix

package store

import (
	"io/fs"
	"os"
)

// writable asks for the attribute alone where the system has no access(2): what
// a list of rights forbids shows when the file is opened.
func writable(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o200 == 0 {
		return fs.ErrPermission
	}
	return err
}
