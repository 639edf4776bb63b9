package follow

import (
	"hash/fnv"
	"time"
)

// How often feeds are looked at.
const (
	usual  = time.Hour        // where a feed does not say
	least  = 15 * time.Minute // whatever it says
	seldom = 24 * time.Hour
	// maxFailures is after how many failures in a row a feed is paused: some five days.
	maxFailures = 10
)

// every is how long to wait after a look, by what the feed asks for; 0 is nothing.
func every(wish time.Duration) time.Duration {
	if wish <= 0 {
		return usual
	}
	return min(max(wish, least), seldom)
}

// backoff is how long to wait after so many failures in a row; 0 is for ever.
func backoff(failures int) time.Duration {
	if failures >= maxFailures {
		return 0
	}
	return min(usual<<max(failures-1, 0), seldom)
}

// spread is up to a tenth more than d, another one for each feed and moment, so that
// feeds that are due together do not stay together.
func spread(d time.Duration, feed string, at time.Time) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(feed)) // never fails
	_, _ = h.Write([]byte(at.UTC().Format(time.RFC3339Nano)))
	return d + time.Duration(h.Sum64()%1000)*(d/10)/1000
}
