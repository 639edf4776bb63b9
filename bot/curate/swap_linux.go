package curate

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchange lets two files change names at once. It reports false where the file
// system cannot do that.
func exchange(a, b string) (done bool, err error) { return renameAt(a, b, unix.RENAME_EXCHANGE) }

// moveTo gives a file a name that is free; fs.ErrExist when it is not.
func moveTo(from, to string) (done bool, err error) { return renameAt(from, to, unix.RENAME_NOREPLACE) }

func renameAt(from, to string, how uint) (done bool, err error) {
	err = unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, how)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return false, nil
	}
	return err == nil, err
}
