package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"rapporteur/bot"
)

// fromText is what a flag holds that is read from a text with a form of its own.
// The environment's values are tried first, so that what is wrong with them is
// told with their key.
type fromText interface {
	UnmarshalText(text []byte) error
	// wanted says what is expected, in words that go on from "set it to".
	wanted() string
}

// prices is the flag for bot.Prices.
type prices struct{ known bot.Prices }

// UnmarshalText is for kong.
func (p *prices) UnmarshalText(text []byte) (err error) {
	p.known, err = bot.ParsePrices(string(text))
	return err
}

func (*prices) wanted() string { return bot.PricesForm }

// word is a flag for a text without spaces, such as a name that a server knows.
type word string

// UnmarshalText is for kong.
func (w *word) UnmarshalText(text []byte) error {
	if strings.ContainsFunc(string(text), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("it has a space or another character in it that does not belong there")
	}
	*w = word(text)
	return nil
}

func (*word) wanted() string { return "one word, without spaces" }

// atMost is a flag for a limit that is at least 1; 0 is one that was left out.
type atMost int

// mostAtMost bounds it: more than can be kept in any memory, and what an int can hold
// in bytes where it counts megabytes.
const mostAtMost = min(1_000_000, math.MaxInt>>20)

// UnmarshalText is for kong.
func (n *atMost) UnmarshalText(text []byte) error {
	i, err := strconv.Atoi(strings.TrimSpace(string(text)))
	switch {
	case err != nil:
		return fmt.Errorf("%q is no whole number", text)
	case i < 1 || i > mostAtMost:
		return fmt.Errorf("it is not between 1 and %d", mostAtMost)
	}
	*n = atMost(i)
	return nil
}

func (*atMost) wanted() string { return fmt.Sprintf("a whole number from 1 to %d", mostAtMost) }

// Bounds of a callTime.
const (
	leastCall = time.Second
	mostCall  = time.Hour
)

// callTime is a flag for how long a call may take.
type callTime time.Duration

// UnmarshalText is for kong.
func (p *callTime) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(strings.TrimSpace(string(text)))
	switch {
	case err != nil:
		return fmt.Errorf("%q is no duration", text)
	case d < leastCall || d > mostCall:
		return fmt.Errorf("it is not between %v and %v", leastCall, mostCall)
	}
	*p = callTime(d)
	return nil
}

func (*callTime) wanted() string { return "a duration such as 90s or 2m, from a second to an hour" }
