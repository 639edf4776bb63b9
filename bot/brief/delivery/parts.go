package delivery

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/store"
)

// Task is a briefing to be composed.
type Task struct {
	Schedule store.Schedule
	Slot     schedule.Slot
	Nonce    string // may be put into a footer, for the Finder
	Late     bool   // its readers should be told that it is
	// Last is the run of the latest slot that was posted, with the versions of the
	// articles that it was made from; nil when none was.
	Last *store.Run
}

// Draft is what a Composer made.
type Draft struct {
	store.Draft
	// Nothing tells that there is nothing new. Body says so, for a schedule that
	// wants it said; it may be "" for one that wants nothing posted.
	Nothing bool
}

// Composer makes drafts. It is called anew when it fails, but for a *Refusal, and
// for a slot whose process died. Its body is at most store.MaxDraftBytes.
type Composer interface {
	Compose(ctx context.Context, t Task) (Draft, error)
}

// Refusal means that there can be no draft, however often it is tried.
type Refusal struct{ Why string } // a clause for the moderator

func (r *Refusal) Error() string { return r.Why }

// Post is a draft on its way.
type Post struct {
	Schedule store.Schedule
	Channel  string
	// Nonce is of NonceLength characters, so that who posts in parts may number
	// them within Discord's 25.
	Nonce string
	Slot  string // its key
	Body  string // the draft's
	Due   time.Time
	Late  bool // its readers should be told that it is
	Since time.Time
	// Unclear means that it, or parts of it, may stand in the channel already.
	Unclear bool
}

// NonceLength is the length of a Post's nonce.
const NonceLength = 20

// Poster posts a draft and gives the message's id. Posting with one nonce twice
// must post once for as long as the other side remembers nonces; of one that is
// Unclear, the parts that stand there already are left out. Errors are a
// *PostError; any other is taken for Down, and so must be each that comes when a
// part has been posted.
type Poster interface {
	Post(ctx context.Context, p Post) (message string, err error)
}

// Finder looks for a draft among the bot's own messages in the channel, not older
// than Since, by its nonce or by what a footer says of it. It gives the first
// message of one that stands there whole, and "" when there is none. What belongs
// below a draft, such as a thread, it may complete. The error is a Poster's.
type Finder interface {
	Find(ctx context.Context, p Post) (message string, err error)
}

// Notifier tells the moderators of a schedule, its maker before all, what they
// have to deal with. It is called once for each event; an error is logged.
type Notifier interface {
	Paused(ctx context.Context, s store.Schedule, why string) error
	// Held is called when a run begins to wait for moderators, with another draft,
	// and when it waits no more: its State and Decider say which. After a crash it
	// may be called again for one that waits.
	Held(ctx context.Context, s store.Schedule, r store.Run) error
	// SetBack tells that the clock has been put back to before a slot that was
	// dealt with, so that nothing comes until that is over.
	SetBack(ctx context.Context, s store.Schedule, r store.Run) error
}

// Kind says what follows from a failure to post.
type Kind int

// The kinds. Down is the zero value.
const (
	Down         Kind = iota // no answer or a 5xx: it may have been posted; tried again
	RateLimited              // nothing was posted; tried again after Wait
	Refused                  // nothing was posted, nor would it be: the run fails
	NoPermission             // nothing was posted; the schedule is paused
	NoChannel                // the channel is gone; the schedule is paused
)

// PostError is why a draft was not posted.
type PostError struct {
	Kind   Kind
	Advice string        // a sentence for the moderator; "" for the kind's own
	Wait   time.Duration // of RateLimited
	Err    error
}

func (e *PostError) Error() string { return fmt.Sprintf("%s: %v", e.advice(), e.Err) }

func (e *PostError) Unwrap() error { return e.Err }

func (e *PostError) advice() string {
	if e.Advice != "" {
		return e.Advice
	}
	return map[Kind]string{
		Down:         "Discord could not be reached.",
		RateLimited:  "Discord asked to wait for too long.",
		Refused:      "Discord did not accept the message.",
		NoPermission: "The bot lacks a permission in the channel.",
		NoChannel:    "The channel is gone.",
	}[e.Kind]
}

// pauses reports whether no later slot would fare better.
func (e *PostError) pauses() bool { return e.Kind == NoPermission || e.Kind == NoChannel }

// nonceOf is the same for a slot of a schedule for ever, and no other's.
func nonceOf(key store.RunKey) string {
	sum := sha256.Sum256([]byte(key.Schedule + "\x00" + key.Slot))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:NonceLength]
}
