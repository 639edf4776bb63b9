package world

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Limits of polls (docs: Poll, Poll Create Request Object).
const (
	maxPollQuestion  = 300 // characters
	maxPollAnswers   = 10
	maxPollAnswer    = 55  // characters
	maxPollHours     = 768 // 32 days
	defaultPollHours = 24
	defaultLayout    = 1
)

// What polls are refused with.
var (
	ErrPollVoting  = refusal(http.StatusForbidden, 520000, "Poll voting blocked")
	ErrPollExpired = refusal(http.StatusBadRequest, 520001, "Poll expired")
	ErrNotPoll     = refusal(http.StatusBadRequest, 520006, "Cannot expire a non-poll message")
)

// VoteEvent is the data of MESSAGE_POLL_VOTE_ADD and MESSAGE_POLL_VOTE_REMOVE.
type VoteEvent struct {
	UserID    ID  `json:"user_id"`
	ChannelID ID  `json:"channel_id"`
	MessageID ID  `json:"message_id"`
	GuildID   ID  `json:"guild_id,omitzero"`
	AnswerID  int `json:"answer_id"`
}

// check refuses a poll beyond the limits; no poll is none.
func (d *DraftPoll) check() error {
	if d == nil {
		return nil
	}
	switch {
	case utf8.RuneCountInString(d.Question.Text) > maxPollQuestion:
		return tooLong(maxPollQuestion, "poll", "question", "text")
	case len(d.Answers) == 0:
		return invalidField("BASE_TYPE_REQUIRED", "This field is required", "poll", "answers")
	case len(d.Answers) > maxPollAnswers:
		return tooLong(maxPollAnswers, "poll", "answers")
	case d.Duration < 0 || d.Duration > maxPollHours:
		return invalidField("NUMBER_TYPE_MAX", "int value should be less than or equal to 768.", "poll", "duration")
	}
	for i, a := range d.Answers {
		if utf8.RuneCountInString(a.PollMedia.Text) > maxPollAnswer {
			return tooLong(maxPollAnswer, "poll", "answers", strconv.Itoa(i), "poll_media", "text")
		}
	}
	return nil
}

// openPoll is the poll of a draft that has been checked.
func (w *World) openPoll(d *DraftPoll) *Poll {
	hours := d.Duration
	if hours == 0 {
		hours = defaultPollHours
	}
	p := &Poll{
		Question: d.Question, AllowMultiselect: d.AllowMultiselect, LayoutType: defaultLayout,
		Expiry:  Time{w.Clock.Now().Add(time.Duration(hours) * time.Hour)},
		Results: PollResults{AnswerCounts: []PollCount{}},
	}
	for i, a := range d.Answers {
		p.Answers = append(p.Answers, PollAnswer{AnswerID: i + 1, PollMedia: a.PollMedia})
	}
	return p
}

// endOnTime ends the poll of a message when it expires.
func (w *World) endOnTime(ch *channel, m *Message, p *Poll) {
	w.at(p.Expiry.Time, func() {
		if ch.message(m.ID) == m && m.Poll != nil && !m.Poll.Results.IsFinalized {
			w.endPoll(ch, m)
		}
	})
}

func (w *World) endPoll(ch *channel, m *Message) {
	p := *m.Poll
	p.Results.IsFinalized = true
	p.Expiry = w.now()
	m.Poll = &p
	w.tellMessage("MESSAGE_UPDATE", ch, m)
}

// Vote makes the answers, counted from 1, the user's votes; none takes them
// back. Bots have no vote.
func (w *World) Vote(by, channel, message ID, answers []int) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, ReadHistory)
	switch {
	case err != nil:
		return err
	case m.Poll == nil || w.users[by].Bot || len(answers) > 1 && !m.Poll.AllowMultiselect:
		return ErrPollVoting
	case m.Poll.Results.IsFinalized:
		return ErrPollExpired
	}
	for _, id := range answers {
		if id < 1 || id > len(m.Poll.Answers) {
			return ErrPollVoting
		}
	}
	for _, a := range m.Poll.Answers {
		had, has := slices.Contains(m.Poll.votes[a.AnswerID], by), slices.Contains(answers, a.AnswerID)
		if had == has {
			continue
		}
		kind := "MESSAGE_POLL_VOTE_REMOVE"
		if has {
			kind = "MESSAGE_POLL_VOTE_ADD"
		}
		m.Poll = m.Poll.withVote(by, a.AnswerID, has)
		w.dispatch(kind, ch, by, VoteEvent{by, ch.ID, m.ID, ch.GuildID, a.AnswerID})
	}
	return nil
}

// withVote is the poll with one vote more or less.
func (p *Poll) withVote(user ID, answer int, cast bool) *Poll {
	voters := slices.DeleteFunc(slices.Clone(p.votes[answer]), func(id ID) bool { return id == user })
	if cast {
		voters = append(voters, user)
	}
	changed := *p
	changed.votes = maps.Clone(p.votes)
	if changed.votes == nil {
		changed.votes = make(map[int][]ID)
	}
	changed.votes[answer] = voters
	return &changed
}

// shownTo is the poll with its results as the user sees them; of no poll, none.
func (p *Poll) shownTo(user ID) *Poll {
	if p == nil {
		return nil
	}
	seen := *p
	seen.Results.AnswerCounts = []PollCount{}
	for _, a := range p.Answers {
		if voters := p.votes[a.AnswerID]; len(voters) > 0 {
			count := PollCount{ID: a.AnswerID, Count: len(voters), MeVoted: slices.Contains(voters, user)}
			seen.Results.AnswerCounts = append(seen.Results.AnswerCounts, count)
		}
	}
	return &seen
}

// EndPoll ends a poll of one's own before its time.
func (w *World) EndPoll(by, channel, message ID) (Message, error) {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, 0)
	switch {
	case err != nil:
		return Message{}, err
	case m.Poll == nil:
		return Message{}, ErrNotPoll
	case m.Author.ID != by:
		return Message{}, ErrMissingPermissions
	case m.Poll.Results.IsFinalized:
		return Message{}, ErrPollExpired
	}
	w.endPoll(ch, m)
	return w.messageFor(m, by), nil
}

// Voters are up to limit users with IDs above after who chose the answer, by rising ID.
func (w *World) Voters(by, channel, message ID, answer int, after ID, limit int) ([]User, error) {
	defer w.begin()()
	_, m, err := w.messageOf(by, channel, message, ReadHistory)
	switch {
	case err != nil:
		return nil, err
	case m.Poll == nil:
		return nil, ErrUnknownMessage
	}
	return w.usersAfter(m.Poll.votes[answer], after, limit), nil
}
