package world

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// An edit is of an old message after oldMessage; a bot may make maxOldEdits
	// of them in oldEditPeriod. Discord names the error (30046) and the hour,
	// not the number and the period.
	oldMessage    = time.Hour
	maxOldEdits   = 3
	oldEditPeriod = time.Hour

	// minBulkDelete, maxBulkDelete and bulkDeleteAge bound a bulk deletion (docs:
	// Message, Bulk Delete Messages: "2-100", not "older than 2 weeks").
	minBulkDelete = 2
	maxBulkDelete = 100
	bulkDeleteAge = 14 * 24 * time.Hour
)

// What only messages are refused with.
var (
	ErrNotTextChannel = refusal(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel")
	ErrPollEdit       = refusal(http.StatusBadRequest, 520003, "Cannot edit a poll message")
)

// MessageEvent is the data of MESSAGE_CREATE and MESSAGE_UPDATE. Member is the
// author's membership, without the user, in a guild.
type MessageEvent struct {
	Message
	GuildID ID      `json:"guild_id,omitzero"`
	Member  *Member `json:"member,omitempty"`
}

// MessageGone is the data of MESSAGE_DELETE.
type MessageGone struct {
	ID        ID `json:"id"`
	ChannelID ID `json:"channel_id"`
	GuildID   ID `json:"guild_id,omitzero"`
}

// MessagesGone is the data of MESSAGE_DELETE_BULK.
type MessagesGone struct {
	IDs       []ID `json:"ids"`
	ChannelID ID   `json:"channel_id"`
	GuildID   ID   `json:"guild_id,omitzero"`
}

// nonceKey finds the message that was sent with a nonce.
type nonceKey struct {
	channel, author ID
	nonce           string
}

// CreateMessage sends a message. With EnforceNonce, one that its author sent to
// the channel with the same nonce within nonceMemory is returned instead.
func (w *World) CreateMessage(by, channel ID, d Draft) (Message, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return Message{}, err
	}
	held := w.permissions(by, ch)
	if err := w.maySpeak(by, ch, held); err != nil {
		return Message{}, err
	}
	key := nonceKey{ch.ID, by, string(d.Nonce)}
	if earlier := ch.message(w.nonces[key]); d.EnforceNonce && earlier != nil {
		return w.messageFor(earlier, by), nil
	}
	if err := w.maySpeakAgain(by, ch, held); err != nil {
		return Message{}, err
	}
	d.Flags &^= Ephemeral | Loading
	m, err := w.compose(w.users[by], ch, d, held)
	if err != nil {
		return Message{}, err
	}
	w.place(ch, m)
	w.rememberNonce(key, m)
	return w.messageFor(m, by), nil
}

// speaking is what one must hold to write in the channel.
func (ch *channel) speaking() Permissions {
	if ch.Type.IsThread() {
		return SendInThreads
	}
	return SendMessages
}

func (w *World) maySpeak(by ID, ch *channel, held Permissions) error {
	switch {
	case ch.Type == Category || ch.Type == ForumChannel:
		return ErrNotTextChannel
	case ch.Type == DirectChannel && !w.reaches(by, ch):
		return ErrCannotDM
	case !held.Has(ch.speaking()):
		return ErrMissingPermissions
	case ch.ThreadMetadata == nil || !ch.ThreadMetadata.Locked || held.Has(ManageThreads):
		return nil
	case ch.ThreadMetadata.Archived:
		return ErrArchivedThread
	}
	return ErrThreadLocked
}

// maySpeakAgain refuses who is too quick for the channel's slow mode, which
// binds neither bots nor managers.
func (w *World) maySpeakAgain(by ID, ch *channel, held Permissions) error {
	if ch.RateLimitPerUser == nil || *ch.RateLimitPerUser == 0 || held&(ManageMessages|ManageChannels) != 0 || w.users[by].Bot {
		return nil
	}
	since := w.Clock.Now().Add(-time.Duration(*ch.RateLimitPerUser) * time.Second)
	for _, m := range ch.messages[ch.position(FirstID(since)):] {
		if m.Author.ID == by && m.Timestamp.After(since) {
			return ErrSlowmode
		}
	}
	return nil
}

// CloseDirects has a user take no direct messages any more, or take them again.
func (w *World) CloseDirects(user ID, closed bool) {
	defer w.begin()()
	w.unreachable[user] = closed
}

// reaches says whether the other of a direct channel takes messages from the
// user: a bot must share a guild with them.
func (w *World) reaches(by ID, ch *channel) bool {
	for _, other := range ch.Recipients {
		if other.ID != by && (w.unreachable[other.ID] || w.users[by].Bot && !w.shareGuild(by, other.ID)) {
			return false
		}
	}
	return true
}

func (w *World) shareGuild(a, b ID) bool {
	for _, g := range w.guilds {
		if g.members[a] != nil && g.members[b] != nil {
			return true
		}
	}
	return false
}

func (w *World) rememberNonce(key nonceKey, m *Message) {
	if m.Nonce == nil {
		return
	}
	w.nonces[key] = m.ID
	w.at(m.Timestamp.Add(nonceMemory), func() {
		if w.nonces[key] == m.ID {
			delete(w.nonces, key)
		}
	})
}

// place puts a composed message into its channel and tells of it; an archived
// thread opens again. An ephemeral one is told only to whose interaction it answers.
func (w *World) place(ch *channel, m *Message) {
	if m.Flags&Ephemeral != 0 {
		ch.private = append(ch.private, m)
		w.tellMessage("MESSAGE_CREATE", ch, m)
		return
	}
	if ch.archived() {
		w.setArchived(ch, false, m.Author.ID)
	}
	ch.messages = slices.Insert(ch.messages, ch.position(m.ID), m)
	ch.LastMessageID = new(m.ID) // a copy: what is shown of a channel is read without the lock, while m may change
	if ch.Type.IsThread() {
		w.countIn(ch, m)
	}
	if m.Poll != nil {
		w.endOnTime(ch, m, m.Poll)
	}
	w.tellMessage("MESSAGE_CREATE", ch, m)
}

// countIn counts a new message of a thread, whose author joins it. The first
// one, which shows the message that the thread came from, does not count.
func (w *World) countIn(t *channel, m *Message) {
	sent := *t.TotalMessageSent
	m.Position = &sent
	if m.Type == ThreadStarterMessage {
		return
	}
	w.joinThread(t, m.Author.ID)
	count, total := *t.MessageCount+1, sent+1
	t.MessageCount, t.TotalMessageSent = &count, &total
}

// tellMessage dispatches MESSAGE_CREATE or MESSAGE_UPDATE. An ephemeral message
// reaches no gateway: the log alone has it, for its reader.
func (w *World) tellMessage(kind string, ch *channel, m *Message) {
	event := MessageEvent{Message: w.messageFor(m, 0), GuildID: ch.GuildID, Member: w.memberIn(ch, m.Author.ID)}
	if event.Member != nil {
		event.Member.User = nil
	}
	if m.Flags&Ephemeral == 0 {
		w.dispatch(kind, ch, m.Author.ID, event)
		return
	}
	var reader ID
	if m.InteractionMetadata != nil {
		reader = m.InteractionMetadata.User.ID
	}
	w.log.add(Event{At: w.now(), Kind: kind, GuildID: ch.GuildID, ChannelID: ch.ID, By: m.Author.ID, To: reader, Data: event})
}

// EditMessage changes a message of one's own; for a bot also its public answers
// to interactions, whatever became of their tokens. Who manages messages may
// suppress others' embeds.
func (w *World) EditMessage(by, channel, id ID, e Edit) (Message, error) {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, id, 0)
	if err != nil {
		return Message{}, err
	}
	held := w.permissions(by, ch)
	own := m.Author.ID == by
	switch {
	case m.Type.isSystem():
		return Message{}, ErrSystemMessage
	case !own && (!e.onlyFlags() || !held.Has(ManageMessages)):
		return Message{}, ErrNotYours
	case m.Poll != nil:
		return Message{}, ErrPollEdit
	}
	if err := w.mayEditOld(by, m); err != nil {
		return Message{}, err
	}
	if err := w.apply(ch, m, e, held); err != nil {
		return Message{}, err
	}
	w.tellMessage("MESSAGE_UPDATE", ch, m)
	return w.messageFor(m, by), nil
}

func (e *Edit) onlyFlags() bool {
	return e.Flags != nil && e.Content == nil && e.Embeds == nil && e.Components == nil && e.Attachments == nil && len(e.Files) == 0
}

// mayEditOld counts a bot's edits of messages over an hour old.
func (w *World) mayEditOld(by ID, m *Message) error {
	now := w.Clock.Now()
	if !w.users[by].Bot || now.Sub(m.Timestamp.Time) <= oldMessage {
		return nil
	}
	recent := slices.DeleteFunc(w.oldEdits[by], func(at time.Time) bool { return now.Sub(at) >= oldEditPeriod })
	if len(recent) >= maxOldEdits {
		w.oldEdits[by] = recent
		return ErrOldMessageEdits
	}
	w.oldEdits[by] = append(recent, now)
	return nil
}

// apply changes a message, whole or not at all, and tells nobody: its caller
// follows it with tellMessage("MESSAGE_UPDATE").
func (w *World) apply(ch *channel, m *Message, e Edit, held Permissions) error {
	changed := *m
	kept := m.Attachments
	if e.Attachments != nil {
		kept = slices.DeleteFunc(slices.Clone(kept), func(a Attachment) bool {
			return !slices.ContainsFunc(*e.Attachments, func(d DraftAttachment) bool { return d.ID == a.ID })
		})
	}
	if e.Content != nil {
		changed.Content = strings.TrimSpace(*e.Content)
	}
	if e.Components != nil {
		changed.Components = numbered(*e.Components)
	}
	if e.Embeds != nil {
		changed.Embeds = *e.Embeds
	}
	if e.Flags != nil {
		changed.Flags = m.Flags&^SuppressEmbeds | *e.Flags&SuppressEmbeds
	}
	changed.Attachments = kept
	if err := e.check(&changed, held); err != nil {
		return err
	}
	if e.Content != nil || e.AllowedMentions != nil {
		changed.mention(w.mentionsIn(ch, changed.Content, e.AllowedMentions, held, w.repliedUser(m)))
	}
	w.applyFiles(ch, &changed, e)
	if e.Poll != nil {
		changed.Poll = w.openPoll(e.Poll)
		w.endOnTime(ch, m, changed.Poll)
	}
	now := w.now()
	changed.EditedTimestamp = &now
	*m = changed
	return nil
}

// applyFiles adds an edit's files to those kept, and shows them in its embeds.
func (w *World) applyFiles(ch *channel, changed *Message, e Edit) {
	var notes []DraftAttachment
	if e.Attachments != nil {
		notes = *e.Attachments
	}
	files := slices.Concat(changed.Attachments, w.storeAll(ch, e.Files, notes, changed.Flags&Ephemeral != 0))
	changed.Embeds, changed.Attachments = illustrated(changed.Embeds, files)
}

// check refuses an edit that leaves a message no message may be.
func (e *Edit) check(changed *Message, held Permissions) error {
	if utf8.RuneCountInString(changed.Content) > maxContent {
		return tooLong(maxContent, "content")
	}
	if err := e.AllowedMentions.check(); err != nil {
		return err
	}
	if err := e.Poll.check(); err != nil {
		return err
	}
	if err := checkFiles(e.Files, len(changed.Attachments)); err != nil {
		return err
	}
	if changed.Content == "" && len(changed.Embeds) == 0 && len(changed.Components) == 0 &&
		len(changed.Attachments)+len(e.Files) == 0 && changed.Poll == nil && e.Poll == nil {
		return ErrEmptyMessage
	}
	if e.Embeds != nil && len(*e.Embeds) > 0 && !held.Has(EmbedLinks) || len(e.Files) > 0 && !held.Has(AttachFiles) {
		return ErrMissingPermissions
	}
	return nil
}

// repliedUser is the author of the message that m replies to, if it still stands.
func (w *World) repliedUser(m *Message) *User {
	if original := w.referenced(m); original != nil && original.Message != nil {
		return &original.Author
	}
	return nil
}

// DeleteMessage deletes a message: one's own, or another's for those who manage
// messages. A thread that began from it stays.
func (w *World) DeleteMessage(by, channel, id ID) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, id, 0)
	if err != nil {
		return err
	}
	if m.Author.ID != by && !w.permissions(by, ch).Has(ManageMessages) {
		return ErrMissingPermissions
	}
	w.erase(by, ch, m)
	return nil
}

// erase takes a message out of its channel and tells of it.
func (w *World) erase(by ID, ch *channel, m *Message) {
	i := ch.position(m.ID)
	ch.messages = slices.Delete(ch.messages, i, i+1)
	w.forget(by, ch, m)
	w.dispatch("MESSAGE_DELETE", ch, by, MessageGone{m.ID, ch.ID, ch.GuildID})
}

// forget drops what else knows of a message that has been taken out.
func (w *World) forget(by ID, ch *channel, m *Message) {
	for _, a := range m.Attachments {
		delete(w.files, a.ID)
	}
	if ch.Type.IsThread() && m.Type != ThreadStarterMessage {
		count := *ch.MessageCount - 1
		ch.MessageCount = &count
	}
	if m.Pinned {
		w.dropPin(by, ch, m.ID)
	}
}

// DeleteMessages deletes 2 to 100 messages of a guild's channel that are not
// older than two weeks. IDs without a message are passed over.
func (w *World) DeleteMessages(by, channel ID, ids []ID) error {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, ManageMessages)
	switch {
	case err != nil:
		return err
	case ch.archived():
		return ErrArchivedThread
	case len(ids) < minBulkDelete || len(ids) > maxBulkDelete:
		return ErrBulkDeleteCount
	}
	oldest := FirstID(w.Clock.Now().Add(-bulkDeleteAge))
	if slices.ContainsFunc(ids, func(id ID) bool { return id < oldest }) {
		return ErrTooOldToDelete
	}
	gone := MessagesGone{ChannelID: ch.ID, GuildID: ch.GuildID}
	for _, id := range ids {
		m := ch.message(id)
		if m == nil {
			continue
		}
		i := ch.position(id)
		ch.messages = slices.Delete(ch.messages, i, i+1)
		w.forget(by, ch, m)
		gone.IDs = append(gone.IDs, id)
	}
	if len(gone.IDs) > 0 {
		w.dispatch("MESSAGE_DELETE_BULK", ch, by, gone)
	}
	return nil
}

// noteThread writes what Discord writes about a new thread: a notice in the
// parent of a public one, or a first message that shows the message it came from.
func (w *World) noteThread(by ID, parent, t *channel, m *Message) {
	if m != nil {
		first := w.notice(by, t, ThreadStarterMessage)
		first.MessageReference = &MessageReference{MessageID: m.ID, ChannelID: parent.ID, GuildID: parent.GuildID}
		w.place(t, first)
		m.Flags |= HasThread
		w.tellMessage("MESSAGE_UPDATE", parent, m)
		return
	}
	if t.Type == PrivateThread {
		return
	}
	note := w.notice(by, parent, ThreadCreatedNotice)
	note.Content = t.Name
	note.MessageReference = &MessageReference{ChannelID: t.ID, GuildID: t.GuildID}
	w.place(parent, note)
}

// notice is a message that Discord writes in the user's name.
func (w *World) notice(by ID, ch *channel, kind MessageType) *Message {
	return &Message{
		ID: w.newID(), ChannelID: ch.ID, Type: kind, Author: *w.users[by], Timestamp: w.now(), Mentions: []User{},
		MentionRoles: []ID{}, Attachments: []Attachment{}, Embeds: []Embed{}, Components: []Component{},
	}
}

// messageFor is the message as the user reads it, 0 being nobody in particular:
// with what it refers to as that is now, their own reactions and votes marked,
// and without content for a bot that may not read it.
func (w *World) messageFor(m *Message, user ID) Message {
	seen := *m
	seen.ReferencedMessage = w.referenced(m)
	if m.Flags&HasThread != 0 {
		if t := w.channels[m.ID]; t != nil {
			thread := w.threadFor(t, user)
			seen.Thread = &thread
		}
	}
	if m.Flags&SuppressEmbeds != 0 {
		seen.Embeds = []Embed{}
	}
	if len(m.Attachments) > 0 {
		seen.Attachments = w.signedAnew(m.Attachments)
	}
	seen.Reactions = reactionsFor(m.Reactions, user)
	seen.Poll = m.Poll.shownTo(user)
	if app := w.applications[user]; app != nil && !app.readsContent() && w.inGuild(m) {
		return seen.ReadableBy(user)
	}
	return seen
}

func (w *World) inGuild(m *Message) bool {
	ch := w.channels[m.ChannelID]
	return ch != nil && ch.GuildID != 0
}

func (w *World) signedAnew(attachments []Attachment) []Attachment {
	all := make([]Attachment, len(attachments))
	for i, a := range attachments {
		all[i] = w.signed(a)
	}
	return all
}

// referenced is the message that a reply or a thread's first message points to:
// nil for others, and one without a message when it has been deleted.
func (w *World) referenced(m *Message) *Referenced {
	if m.MessageReference == nil || m.Type != ReplyMessage && m.Type != ThreadStarterMessage {
		return nil
	}
	ch := w.channels[m.MessageReference.ChannelID]
	if ch == nil {
		return &Referenced{}
	}
	original := ch.anyMessage(m.MessageReference.MessageID)
	if original == nil || original.Flags&^m.Flags&Ephemeral != 0 {
		return &Referenced{} // gone, or not for all who see the reply
	}
	seen := *original
	seen.Reactions = nil // Discord leaves them out here
	if len(seen.Attachments) > 0 {
		seen.Attachments = w.signedAnew(seen.Attachments)
	}
	seen.Poll = original.Poll.shownTo(0)
	return &Referenced{&seen}
}

// ReadableBy is a guild's message as a bot without the message content intent
// gets it (docs: Gateway, Message Content Intent): text, embeds, attachments,
// components and poll are empty unless the message concerns the bot. The message
// replied to is judged by itself: a mention opens the reply alone.
func (m Message) ReadableBy(bot ID) Message {
	if !m.Concerns(bot) {
		m.Content, m.Poll = "", nil
		m.Embeds, m.Attachments, m.Components = []Embed{}, []Attachment{}, []Component{}
	}
	if m.ReferencedMessage != nil && m.ReferencedMessage.Message != nil {
		original := m.ReferencedMessage.ReadableBy(bot)
		m.ReferencedMessage = &Referenced{&original}
	}
	return m
}

// Concerns says whether the message is the bot's own or mentions it, which a
// reply does that pings it: such a message keeps its content for every bot.
func (m Message) Concerns(bot ID) bool {
	return m.Author.ID == bot || slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == bot })
}
