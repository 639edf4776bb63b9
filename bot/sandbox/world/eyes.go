package world

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// ErrNoResponse is what a person reads when a bot has not answered within 3 s.
var ErrNoResponse = errors.New("the application did not respond")

// Pending is something that a person did and that a bot has to answer. Its
// methods wait: until what they look for is there, the bot has failed to answer
// in time, or ctx ends.
type Pending struct {
	Interaction Interaction
	by          *Person
}

// Answer is the bot's first answer of whatever kind.
func (p *Pending) Answer(ctx context.Context) (InteractionView, error) {
	return p.until(ctx, "an answer", func(v InteractionView) bool { return v.State != Waiting })
}

// Reply is the bot's reply, once it is more than "is thinking".
func (p *Pending) Reply(ctx context.Context) (Message, error) {
	return p.ReplyWhere(ctx, func(Message) bool { return true })
}

// ReplyWhere is the bot's reply once it is as wanted, which edits may bring about.
func (p *Pending) ReplyWhere(ctx context.Context, wanted func(Message) bool) (Message, error) {
	v, err := p.until(ctx, "a reply", func(v InteractionView) bool {
		return v.Original != nil && v.Original.Flags&Loading == 0 && wanted(*v.Original)
	})
	if err != nil {
		return Message{}, err
	}
	return *v.Original, nil
}

// Followup is the n-th message that came after the reply, counted from 1.
func (p *Pending) Followup(ctx context.Context, n int) (Message, error) {
	v, err := p.until(ctx, "a follow-up", func(v InteractionView) bool { return len(v.Followups) >= n })
	if err != nil {
		return Message{}, err
	}
	return v.Followups[n-1], nil
}

// Choices are what the bot offers for what is being typed.
func (p *Pending) Choices(ctx context.Context) ([]Choice, error) {
	v, err := p.Answer(ctx)
	return v.Choices, err
}

// Modal is the form that the bot has opened.
func (p *Pending) Modal(ctx context.Context) (*OpenModal, error) {
	v, err := p.until(ctx, "a modal", func(v InteractionView) bool { return v.Modal != nil })
	if err != nil {
		return nil, err
	}
	return &OpenModal{Modal: *v.Modal, pending: p}, nil
}

// OpenModal is a form on somebody's screen.
type OpenModal struct {
	Modal
	pending *Pending
}

// Submit fills in text inputs by custom id, leaves the others as they stand, and sends the form.
func (m *OpenModal) Submit(values map[string]string) (*Pending, error) {
	return m.pending.by.Submit(m.pending.Interaction.ID, values)
}

// until waits for the interaction to be as wanted.
func (p *Pending) until(ctx context.Context, what string, wanted func(InteractionView) bool) (InteractionView, error) {
	v, err := p.by.world.AwaitInteraction(ctx, p.Interaction.ID, func(v InteractionView) bool {
		return v.State == Failed || wanted(v)
	})
	switch {
	case err != nil:
		return v, fmt.Errorf("waiting for %s to %s: %w", what, p.by.Username, err)
	case v.State == Failed:
		return v, ErrNoResponse
	}
	return v, nil
}

// AwaitInteraction is the interaction once it is as wanted; with ctx's error,
// what it is when ctx ends.
func (w *World) AwaitInteraction(ctx context.Context, id ID, wanted func(InteractionView) bool) (InteractionView, error) {
	for {
		changed := w.changed()
		v, err := w.InteractionView(id)
		if err != nil || wanted(v) {
			return v, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return v, ctx.Err()
		}
	}
}

// changed is closed at the next thing that happens.
func (w *World) changed() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.wait()
}

// See is what stands in the channel on the person's screen, the oldest first:
// its newest hundred messages, and what only they can see.
func (p *Person) See(channel ID) ([]Message, error) {
	messages, err := p.world.Messages(p.ID, channel, Page{Limit: 100})
	if err != nil {
		return nil, err
	}
	slices.Reverse(messages)
	messages = append(messages, p.world.privateTo(p.ID, channel)...)
	slices.SortFunc(messages, func(a, b Message) int { return cmp.Compare(a.ID, b.ID) })
	return messages, nil
}

// Await is the newest message in the channel that is as wanted, once there is one.
func (p *Person) Await(ctx context.Context, channel ID, wanted func(Message) bool) (Message, error) {
	return p.await(ctx, channel, func(messages []Message) (Message, bool) {
		for _, m := range slices.Backward(messages) {
			if wanted(m) {
				return m, true
			}
		}
		return Message{}, false
	})
}

// AnswerTo is the first message of a bot after m in its channel, once it is
// more than a sign that the bot is thinking.
func (p *Person) AnswerTo(ctx context.Context, m Message) (Message, error) {
	return p.await(ctx, m.ChannelID, func(messages []Message) (Message, bool) {
		i := slices.IndexFunc(messages, func(x Message) bool { return x.ID > m.ID && x.Author.Bot })
		if i < 0 || messages[i].Flags&Loading != 0 {
			return Message{}, false
		}
		return messages[i], true
	})
}

// await looks at the channel until it shows what is looked for.
func (p *Person) await(ctx context.Context, channel ID, find func([]Message) (Message, bool)) (Message, error) {
	for {
		changed := p.world.changed()
		messages, err := p.See(channel)
		if err != nil {
			return Message{}, err
		}
		if m, ok := find(messages); ok {
			return m, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("%s waiting for a message in %s: %w", p.Username, channel, ctx.Err())
		}
	}
}

// AwaitThread is the newest message as wanted in the thread under a message,
// once there are both.
func (p *Person) AwaitThread(ctx context.Context, m Message, wanted func(Message) bool) (Message, error) {
	if _, err := p.Await(ctx, m.ChannelID, func(x Message) bool { return x.ID == m.ID && x.Thread != nil }); err != nil {
		return Message{}, err
	}
	return p.Await(ctx, m.ID, wanted)
}

// Watch looks at a channel from now on.
func (p *Person) Watch(channel ID) *Watch {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return &Watch{by: p, channel: channel, after: p.world.log.n}
}

// Watch sees each message of bots in a channel in turn, each edit as the message anew.
type Watch struct {
	by      *Person
	channel ID
	after   int64
}

// Next is the next message or edit.
func (v *Watch) Next(ctx context.Context) (Message, error) {
	for e := range v.by.world.Events(ctx, v.after) {
		v.after = e.N
		if m, ok := e.Data.(MessageEvent); ok && v.shows(e, m) {
			return m.Message, nil
		}
	}
	return Message{}, fmt.Errorf("%s watching %s: %w", v.by.Username, v.channel, ctx.Err())
}

func (v *Watch) shows(e Event, m MessageEvent) bool {
	return e.ChannelID == v.channel && m.Author.Bot && (e.To == 0 || e.To == v.by.ID)
}

// Pings are the messages of a channel, newest hundred, that notified the person.
func (p *Person) Pings(channel ID) ([]Message, error) {
	messages, err := p.See(channel)
	if err != nil {
		return nil, err
	}
	var roles []ID
	if ch, err := p.world.Channel(p.ID, channel); err == nil && ch.GuildID != 0 {
		if m, err := p.world.Member(p.ID, ch.GuildID, p.ID); err == nil {
			roles = m.Roles
		}
	}
	return slices.DeleteFunc(messages, func(m Message) bool { return !m.pings(p.ID, roles) }), nil
}

// pings says whether the message notifies the user.
func (m Message) pings(user ID, roles []ID) bool {
	return m.Flags&SuppressNotifications == 0 && m.Author.ID != user && (m.MentionEveryone ||
		slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == user }) ||
		slices.ContainsFunc(m.MentionRoles, func(r ID) bool { return slices.Contains(roles, r) }))
}

// privateTo are the messages of a channel that only the user sees.
func (w *World) privateTo(user, channel ID) []Message {
	defer w.begin()()
	ch := w.channels[channel]
	if ch == nil {
		return nil
	}
	var messages []Message
	for _, m := range ch.private {
		if m.InteractionMetadata != nil && m.InteractionMetadata.User.ID == user {
			messages = append(messages, w.messageFor(m, user))
		}
	}
	return messages
}
