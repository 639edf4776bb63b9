package rest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"rapporteur/bot/sandbox/world"
)

// globalLimit is the number of requests that a bot may send in a second (docs:
// Topics, Rate Limits, Global Rate Limit). Interactions' routes are exempt.
const globalLimit = 50

// bucket is a rate limit that the routes naming it share, one for each channel,
// guild, webhook and interaction (docs: Topics, Rate Limits, major parameters).
type bucket struct {
	name  string
	limit int
	per   time.Duration
}

// The buckets. Discord does not publish its figures, which differ by route and
// change: these are of the size that bots meet.
var (
	reading       = bucket{"reading", 50, time.Second}
	creating      = bucket{"message-create", 5, 5 * time.Second}
	editing       = bucket{"message-edit", 5, 5 * time.Second}
	deleting      = bucket{"message-delete", 5, time.Second}
	bulkDeleting  = bucket{"message-bulk-delete", 1, time.Second}
	reacting      = bucket{"reaction", 1, 250 * time.Millisecond}
	typing        = bucket{"typing", 5, 5 * time.Second}
	pinning       = bucket{"pin", 5, 4 * time.Second}
	polling       = bucket{"poll", 5, 5 * time.Second}
	threading     = bucket{"thread-create", 50, 300 * time.Second}
	threadJoining = bucket{"thread-member", 5, 5 * time.Second}
	channelEdits  = bucket{"channel-edit", 5, 5 * time.Second}
	overwriting   = bucket{"channel-overwrite", 10, 15 * time.Second}
	guildEdits    = bucket{"guild-edit", 10, 10 * time.Second}
	memberEdits   = bucket{"member-edit", 10, 10 * time.Second}
	selfEdits     = bucket{"self-edit", 2, 60 * time.Second}
	opening       = bucket{"direct-create", 10, 10 * time.Second}
	commandEdits  = bucket{"command-edit", 5, 20 * time.Second}
	commandLists  = bucket{"command-overwrite", 20, 20 * time.Second}
	answering     = bucket{"interaction-callback", 5, time.Second}
	following     = bucket{"webhook", 5, 2 * time.Second}
)

// hash is the bucket's opaque name on the wire.
func (b bucket) hash() string {
	sum := sha256.Sum256([]byte(b.name))
	return hex.EncodeToString(sum[:16])
}

// tally is whose requests are counted together.
type tally struct {
	bucket      string // empty is the global limit
	application world.ID
	major       string
}

// window is a stretch of time in which a bucket's requests are counted. It
// begins with the first of them.
type window struct {
	used int
	ends time.Time
}

// limiter counts requests by the world's clock. While the clock stands, no
// bucket is filled again.
type limiter struct {
	clock *world.Clock
	on    bool

	mu      sync.Mutex
	windows map[tally]window
	sweepAt int // the number of windows at which those that are over are forgotten
}

// fewWindows are not worth a sweep.
const fewWindows = 1024

func newLimiter(clock *world.Clock, on bool) *limiter {
	return &limiter{clock: clock, on: on, windows: make(map[tally]window), sweepAt: fewWindows}
}

// take counts the call, and tells in the answer's header what is left of the
// bucket. Its error is a *rateLimited.
func (l *limiter) take(c *call) error {
	b := c.route.bucket
	if !l.on {
		l.head(c, b.limit, b.per)
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if !c.route.open {
		if after, _ := l.count(tally{application: c.me}, bucket{"", globalLimit, time.Second}, now); after > 0 {
			return &rateLimited{after: after, global: true}
		}
	}
	// An open route's major parameters have a token, which names the application.
	whose := tally{bucket: b.name, major: c.major()}
	if !c.route.open {
		whose.application = c.me
	}
	after, w := l.count(whose, b, now)
	l.head(c, b.limit-w.used, w.ends.Sub(now))
	if after > 0 {
		return &rateLimited{after: after}
	}
	return nil
}

// count counts one more request. When there is no room for it, after is how long
// it takes until there is.
func (l *limiter) count(whose tally, b bucket, now time.Time) (after time.Duration, _ window) {
	w := l.windows[whose]
	if over(w, b.per, now) {
		l.sweep(now)
		w = window{ends: now.Add(b.per)}
	}
	if w.used == b.limit {
		return w.ends.Sub(now), w
	}
	w.used++
	l.windows[whose] = w
	return 0, w
}

// over says whether the window has ended. One that ends later than it could is
// from before the clock was set back.
func over(w window, per time.Duration, now time.Time) bool {
	return !w.ends.After(now) || w.ends.After(now.Add(per))
}

// sweep forgets the windows that are over, so that idle buckets cost nothing. It
// looks at them only when their number has doubled.
func (l *limiter) sweep(now time.Time) {
	if len(l.windows) < l.sweepAt {
		return
	}
	for whose, w := range l.windows {
		if !w.ends.After(now) {
			delete(l.windows, whose)
		}
	}
	l.sweepAt = max(fewWindows, 2*len(l.windows))
}

// slack is added to the time that is announced: some clients cut off the last
// millisecond and would come too early.
const slack = 2 * time.Millisecond

func (l *limiter) head(c *call, remaining int, left time.Duration) {
	left += slack
	header := c.answerHeader
	header.Set("X-RateLimit-Limit", strconv.Itoa(c.route.bucket.limit))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(remaining))
	header.Set("X-RateLimit-Reset", seconds(time.Duration(l.clock.Now().Add(left).UnixNano())))
	header.Set("X-RateLimit-Reset-After", seconds(left))
	header.Set("X-RateLimit-Bucket", c.route.hash)
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// major is what the call's bucket is for: a channel, a guild, a webhook with its
// token or an interaction. They come first in every path.
func (c *call) major() string {
	switch {
	case len(c.values) == 0:
		return ""
	case c.route.names[0] == "webhook_id" || c.route.names[0] == "interaction_id":
		return strings.Join(c.values[:2], "/")
	case c.route.names[0] == "application_id" || c.route.names[0] == "user_id":
		return ""
	}
	return c.values[0]
}

// rateLimited is the refusal of a request that came too early.
type rateLimited struct {
	after  time.Duration
	global bool
	scope  string // empty is user, or global
}

func (r *rateLimited) Error() string { return fmt.Sprintf("rate limited for %v", r.after) }

// tooManyRequests is the body of a 429.
type tooManyRequests struct {
	Message    string  `json:"message"`
	Code       int     `json:"code"`
	RetryAfter float64 `json:"retry_after"` // seconds
	Global     bool    `json:"global"`
}

func (r *rateLimited) answer(header http.Header) answer {
	scope := "user"
	if r.global {
		scope = "global"
		header.Set("X-RateLimit-Global", "true")
	}
	r.head(header, cmp.Or(r.scope, scope))
	return answer{http.StatusTooManyRequests, tooManyRequests{
		Message: "You are being rate limited.", RetryAfter: (r.after + slack).Seconds(), Global: r.global,
	}}
}

// head tells how long to wait, in whole seconds as HTTP has it. Without Via
// clients take the answer for one of Cloudflare.
func (r *rateLimited) head(header http.Header, scope string) {
	header.Set("Retry-After", strconv.Itoa(int(math.Ceil(r.after.Seconds()))))
	header.Set("X-RateLimit-Scope", scope)
	header.Set("Via", "1.1 google")
}

// sublimit is how long the world's own 429s ask to wait, such as that of edits to
// old messages. Discord does not publish it.
const sublimit = 5 * time.Second

// slowDown is the answer to a refusal of the world's that waiting mends.
func slowDown(header http.Header, e *world.Error) answer {
	limited := rateLimited{after: sublimit}
	limited.head(header, "shared")
	return answer{e.Status, tooManyRequests{e.Message, e.Code, limited.after.Seconds(), false}}
}
