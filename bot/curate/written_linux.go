package curate

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// beingWritten reports whether a process has a file open for writing, as far as the
// system says: it gives no read lease on one then (fcntl(2), Leases). Of files of
// other users, and of most network file systems, nobody knows.
func beingWritten(path string) bool {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer f.Close() // which gives the lease back
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	return errors.Is(err, unix.EAGAIN)
}
