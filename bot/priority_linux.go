package bot

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// lowerPriority has this process yield to all others. Linux has a priority for each
// thread; those that are started later get that of who starts them.
func lowerPriority() {
	const lowest = 19
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return // then it competes
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, lowest)
		}
	}
}
