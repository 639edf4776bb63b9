package world

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// maxContent is how many characters a message's text may have (docs: Message, Create Message).
	maxContent = 2000
	// maxNonce is how many characters a nonce may have (docs: Message, Create Message).
	maxNonce = 25
	// nonceMemory is how long enforce_nonce looks back: "the past few minutes"
	// in the documentation, which gives no number.
	nonceMemory = 5 * time.Minute
)

// sendable are the flags that a draft may carry; the others are the world's own.
const sendable = SuppressEmbeds | SuppressNotifications | Ephemeral | Loading | IsComponentsV2

// compose checks a draft and builds the message, which stands nowhere until it
// is placed. held is what the author may do: whoever may not embed links is
// refused embeds. Discord shows an answer to an interaction without them
// instead, so its composer takes them out of the draft first.
func (w *World) compose(author *User, ch *channel, d Draft, held Permissions) (*Message, error) {
	d.Content = strings.TrimSpace(d.Content)
	if string(d.Nonce) == "null" {
		d.Nonce = nil
	}
	if err := d.check(held); err != nil {
		return nil, err
	}
	original, err := ch.original(d.Reference, held)
	if err != nil {
		return nil, err
	}
	m := &Message{
		ID: w.newID(), ChannelID: ch.ID, Content: d.Content, Author: *author, Timestamp: w.now(),
		Flags: d.Flags & sendable, TTS: d.TTS, Nonce: d.Nonce, Components: numbered(d.Components),
	}
	var replied *User
	if original != nil {
		m.Type, replied = ReplyMessage, &original.Author
		m.MessageReference = &MessageReference{MessageID: original.ID, ChannelID: ch.ID, GuildID: ch.GuildID}
	}
	m.mention(w.mentionsIn(ch, m.Content, d.AllowedMentions, held, replied))
	if d.Poll != nil {
		m.Poll = w.openPoll(d.Poll)
	}
	files := w.storeAll(ch, d.Files, d.Attachments, m.Flags&Ephemeral != 0)
	m.Embeds, m.Attachments = illustrated(d.Embeds, files)
	return m, nil
}

// check refuses what no message may hold, what the author may not send, and nothing at all.
func (d *Draft) check(held Permissions) error {
	if utf8.RuneCountInString(d.Content) > maxContent {
		return tooLong(maxContent, "content")
	}
	for _, c := range []func() error{
		func() error { return checkNonce(d.Nonce) },
		d.AllowedMentions.check,
		d.Poll.check,
		func() error { return checkFiles(d.Files, 0) },
	} {
		if err := c(); err != nil {
			return err
		}
	}
	if d.Content == "" && len(d.Embeds) == 0 && len(d.Files) == 0 && len(d.Components) == 0 && d.Poll == nil && d.Flags&Loading == 0 {
		return ErrEmptyMessage
	}
	if !held.Has(d.needs()) {
		return ErrMissingPermissions
	}
	return nil
}

// needs is what one must hold to send what is in the draft.
func (d *Draft) needs() Permissions {
	var need Permissions
	if len(d.Embeds) > 0 {
		need |= EmbedLinks
	}
	if len(d.Files) > 0 {
		need |= AttachFiles
	}
	if d.TTS {
		need |= SendTTS
	}
	if d.Poll != nil {
		need |= SendPolls
	}
	return need
}

func checkNonce(nonce json.RawMessage) error {
	if len(nonce) == 0 || nonce[0] != '"' {
		return nil
	}
	var text string
	if err := json.Unmarshal(nonce, &text); err != nil {
		return fmt.Errorf("nonce: %w", err)
	}
	if utf8.RuneCountInString(text) > maxNonce {
		return tooLong(maxNonce, "nonce")
	}
	return nil
}

// original is the message that a draft replies to: nil when it replies to none,
// or to one that is gone and need not exist.
func (ch *channel) original(ref *DraftReference, held Permissions) (*Message, error) {
	if ref == nil || ref.MessageID == 0 {
		return nil, nil
	}
	if !held.Has(ReadHistory) {
		return nil, ErrReplyWithoutHistory
	}
	m := ch.message(ref.MessageID)
	if ref.ChannelID != 0 && ref.ChannelID != ch.ID {
		m = nil
	}
	switch {
	case m == nil && ref.FailIfNotExists != nil && !*ref.FailIfNotExists:
		return nil, nil
	case m == nil:
		return nil, invalidField("REPLIES_UNKNOWN_MESSAGE", "Unknown message", "message_reference")
	case m.Type.isSystem():
		return nil, invalidField("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message", "message_reference")
	}
	return m, nil
}

// isSystem says whether Discord itself, and not its author, wrote the message.
func (t MessageType) isSystem() bool {
	return !slices.Contains([]MessageType{DefaultMessage, ReplyMessage, CommandMessage, MenuMessage}, t)
}

// numbered are the components with an ID each, counted from 1 past those that
// are given, and with the number of values that a select takes by default.
func numbered(components []Component) []Component {
	taken := make(map[int]bool)
	eachComponent(components, func(c *Component) { taken[c.ID] = true })
	all := cloneComponents(components)
	next := 1
	eachComponent(all, func(c *Component) {
		for c.ID == 0 {
			if !taken[next] {
				c.ID = next
			}
			next++
		}
		if one := 1; c.Type.IsSelect() {
			if c.MinValues == nil {
				c.MinValues = &one
			}
			if c.MaxValues == nil {
				c.MaxValues = &one
			}
		}
	})
	return all
}

func eachComponent(components []Component, do func(*Component)) {
	for i := range components {
		do(&components[i])
		eachComponent(components[i].Components, do)
		if inner := components[i].Component; inner != nil {
			do(inner)
		}
	}
}

// cloneComponents is a copy down to the innermost component, and never nil.
func cloneComponents(components []Component) []Component {
	all := append([]Component{}, components...)
	for i := range all {
		if all[i].Components != nil {
			all[i].Components = cloneComponents(all[i].Components)
		}
		if inner := all[i].Component; inner != nil {
			clone := *inner
			all[i].Component = &clone
		}
	}
	return all
}

// illustrated are the embeds with the files that they show by attachment://name,
// and the attachments that remain to be listed.
func illustrated(embeds []Embed, files []Attachment) ([]Embed, []Attachment) {
	all := append([]Embed{}, embeds...)
	shown := make(map[ID]bool)
	show := func(image *EmbedImage) *EmbedImage {
		if image == nil {
			return nil
		}
		name, ok := strings.CutPrefix(image.URL, "attachment://")
		i := slices.IndexFunc(files, func(a Attachment) bool { return a.Filename == name })
		if !ok || i < 0 {
			return image
		}
		f := files[i]
		shown[f.ID] = true
		return &EmbedImage{URL: f.URL, ProxyURL: f.ProxyURL, Width: f.Width, Height: f.Height}
	}
	for i := range all {
		all[i].Type = "rich"
		all[i].Image, all[i].Thumbnail = show(all[i].Image), show(all[i].Thumbnail)
	}
	listed := slices.DeleteFunc(append([]Attachment{}, files...), func(a Attachment) bool { return shown[a.ID] })
	return all, listed
}

// invalidField is Discord's refusal of one field of a body, named by its path.
func invalidField(code, message string, path ...string) *Error {
	tree := map[string]any{"_errors": []map[string]string{{"code": code, "message": message}}}
	for _, name := range slices.Backward(path) {
		tree = map[string]any{name: tree}
	}
	e := refusal(http.StatusBadRequest, 50035, "Invalid Form Body")
	e.Errors = tree
	return e
}

func tooLong(most int, path ...string) *Error {
	return invalidField("BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most), path...)
}
