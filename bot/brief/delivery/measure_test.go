package delivery_test

import (
	"os"
	"syscall"
	"time"
)

// full reports whether the figures are measured on their whole scale.
func full() bool { return os.Getenv("DELIVERY_FULL") != "" }

// processorTime is what this process has used.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
