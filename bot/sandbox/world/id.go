package world

import (
	"fmt"
	"strconv"
	"time"
)

// ID is a snowflake: milliseconds since Discord's epoch in the upper 42 bits,
// then five bits of worker, five of process and twelve that count the ids of one
// millisecond (docs: Reference, Snowflakes). The zero ID is nobody's.
type ID uint64

// epoch is the first second of 2015, in Unix milliseconds.
const epoch = 1420070400000

// FirstID is the smallest ID of a moment: what is made at or after it has an ID at least as large.
func FirstID(at time.Time) ID { return ID(at.UnixMilli()-epoch) << 22 }

// ParseID reads the decimal form of an ID.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not an ID: it takes the digits of one: %w", s, err)
	}
	return ID(n), nil
}

// Time is the millisecond in which the ID was made.
func (id ID) Time() time.Time { return time.UnixMilli(int64(id>>22) + epoch) }

func (id ID) String() string { return strconv.FormatUint(uint64(id), 10) }

// MarshalText writes the ID as Discord does: a decimal in a string.
func (id ID) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(id), 10), nil }

// UnmarshalText is the reverse of MarshalText.
func (id *ID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseID(string(text))
	return err
}

// UnmarshalJSON reads an ID from a string, as Discord writes it, or from a
// number, which Discord reads too. null leaves the ID as it is.
func (id *ID) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	text := string(data)
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	return id.UnmarshalText([]byte(text))
}

// ids makes the ids of one world: rising, even when the clock is set back.
type ids struct{ last ID }

func (g *ids) next(now time.Time) ID {
	g.last = max(FirstID(now), g.last+1)
	return g.last
}
