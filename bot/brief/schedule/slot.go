package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Slot is one due moment of a schedule.
type Slot struct {
	At    time.Time // when it is due, in UTC
	Local Local     // the local time that it stands for
	Zone  string    // whose local time that is
	// Moved tells that the clocks of that night never show Local: At is when they
	// were put forward over it.
	Moved bool
}

// Local is a local date and time.
type Local struct {
	Date   Date
	Minute int // since midnight
}

// String is YYYY-MM-DDThh:mm.
func (l Local) String() string { return l.Date.String() + "T" + clock(l.Minute) }

// wall is the local time as a wall.
func (l Local) wall() int64 { return int64(l.Date.number())*secondsPerDay + int64(l.Minute)*60 }

// localOf is a wall to the minute below.
func localOf(w int64) Local {
	day := floorDiv(w, secondsPerDay)
	return Local{dateOf(int(day)), int(w-day*secondsPerDay) / 60}
}

// clock is a time of day as 08:30.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// IsZero reports whether a slot is none.
func (s Slot) IsZero() bool { return s.Local == Local{} && s.Zone == "" && s.At.IsZero() }

// Key names a slot among those of its schedule: 2027-03-28T02:30/Europe/Berlin.
// The instant is not part of it: if a country changes its clocks, and a new
// release of the tz database moves the instants of slots that have been posted,
// they keep their names and are not posted again. The zone is part of it, so that
// after a change of zone the same local time of the same day is a slot of its own.
func (s Slot) Key() string { return s.Local.String() + "/" + s.Zone }

// ParseKey gives the slot of a key. The instant is that which the tz database
// gives today. An error names the key.
func ParseKey(key string) (Slot, error) {
	local, name, _ := strings.Cut(key, "/")
	date, hm, _ := strings.Cut(local, "T")
	zone, location, err := loadZone(name)
	if err != nil {
		return Slot{}, fmt.Errorf("slot %q: %w", key, err)
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return Slot{}, fmt.Errorf("slot %q: %w", key, err)
	}
	minute, err := parseClock(hm)
	if err != nil {
		return Slot{}, fmt.Errorf("slot %q: %w", key, err)
	}
	y, m, d := day.Date()
	slot := Slot{Local: Local{Date{y, m, d}, minute}, Zone: zone}
	at, exact := instant(slot.Local.wall(), location)
	slot.At, slot.Moved = at, !exact
	return slot, nil
}

// parseClock reads hh:mm.
func parseClock(text string) (int, error) {
	h, m, ok := strings.Cut(text, ":")
	hour, err1 := strconv.ParseUint(h, 10, 8)
	minute, err2 := strconv.ParseUint(m, 10, 8)
	if !ok || len(h) != 2 || len(m) != 2 || err1 != nil || err2 != nil || hour > 23 || minute > 59 {
		return 0, fmt.Errorf("%q is no time of day", text)
	}
	return int(hour*60 + minute), nil
}
