package rest

import (
	"net/http"
	"time"

	"rapporteur/bot/sandbox/world"
)

// Pages of lists (docs: Message, Reactions, Pins, Polls).
const (
	mostMessages    = 100
	someMessages    = 50
	mostReactors    = 100
	someReactors    = 25
	mostPins        = 50
	mostVoters      = 100
	someVoters      = 25
	exclusiveFilter = "Only one of before, after and around may be given."
)

// editBody is the body of an edit of a message: what is left out stays, and null
// takes away.
type editBody struct {
	Content         field[string]                  `json:"content"`
	Embeds          field[[]world.Embed]           `json:"embeds"`
	Components      field[[]world.Component]       `json:"components"`
	AllowedMentions *world.AllowedMentions         `json:"allowed_mentions"`
	Flags           field[world.MessageFlags]      `json:"flags"`
	Attachments     field[[]world.DraftAttachment] `json:"attachments"`
	Poll            *world.DraftPoll               `json:"poll"`
}

func decodeEdit(data []byte, files []world.File) (world.Edit, error) {
	var b editBody
	if err := decode(data, &b); err != nil {
		return world.Edit{}, err
	}
	return world.Edit{
		Content: b.Content.pointer(), Embeds: b.Embeds.pointer(), Components: b.Components.pointer(),
		AllowedMentions: b.AllowedMentions, Flags: b.Flags.pointer(), Attachments: b.Attachments.pointer(),
		Poll: b.Poll, Files: files,
	}, nil
}

func (c *call) draft() (world.Draft, error) {
	var d world.Draft
	err := c.decode(&d)
	d.Files = c.files
	return d, err
}

func listMessages(c *call) (answer, error) {
	var page world.Page
	var err error
	filters := 0
	for name, id := range map[string]*world.ID{"before": &page.Before, "after": &page.After, "around": &page.Around} {
		if *id, err = c.queryID(name); err != nil {
			return answer{}, err
		}
		if *id != 0 {
			filters++
		}
	}
	if filters > 1 {
		return answer{}, invalidBody("MUTUALLY_EXCLUSIVE", exclusiveFilter)
	}
	if page.Limit, err = c.limit(1, mostMessages, someMessages); err != nil {
		return answer{}, err
	}
	messages, err := c.world.Messages(c.me, c.id("channel_id"), page)
	if messages == nil {
		messages = []world.Message{}
	}
	return answer{http.StatusOK, messages}, err
}

func getMessage(c *call) (answer, error) {
	m, err := c.world.Message(c.me, c.id("channel_id"), c.id("message_id"))
	return answer{http.StatusOK, m}, err
}

func createMessage(c *call) (answer, error) {
	draft, err := c.draft()
	if err != nil {
		return answer{}, err
	}
	m, err := c.world.CreateMessage(c.me, c.id("channel_id"), draft)
	return answer{http.StatusOK, m}, err
}

func editMessage(c *call) (answer, error) {
	edit, err := decodeEdit(c.body, c.files)
	if err != nil {
		return answer{}, err
	}
	m, err := c.world.EditMessage(c.me, c.id("channel_id"), c.id("message_id"), edit)
	return answer{http.StatusOK, m}, err
}

func deleteMessage(c *call) (answer, error) {
	return done(c.world.DeleteMessage(c.me, c.id("channel_id"), c.id("message_id")))
}

func deleteMessages(c *call) (answer, error) {
	var body struct{ Messages []world.ID }
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	return done(c.world.DeleteMessages(c.me, c.id("channel_id"), body.Messages))
}

func react(c *call) (answer, error) {
	return done(c.world.React(c.me, c.id("channel_id"), c.id("message_id"), c.text("emoji_name")))
}

func unreact(c *call) (answer, error) {
	return done(c.world.Unreact(c.me, c.id("channel_id"), c.id("message_id"), c.text("emoji_name"), c.target()))
}

func clearReactions(c *call) (answer, error) {
	return done(c.world.ClearReactions(c.me, c.id("channel_id"), c.id("message_id"), c.text("emoji_name")))
}

func listReactors(c *call) (answer, error) {
	after, limit, err := c.page(1, mostReactors, someReactors)
	if err != nil {
		return answer{}, err
	}
	users, err := c.world.Reactors(c.me, c.id("channel_id"), c.id("message_id"), c.text("emoji_name"), after, limit)
	if users == nil {
		users = []world.User{}
	}
	return answer{http.StatusOK, users}, err
}

// target is the user whom the path names; @me is who asks.
func (c *call) target() world.ID {
	if user := c.id("user_id"); user != 0 {
		return user
	}
	return c.me
}

// pinned is the spec's PinnedMessageResponse.
type pinned struct {
	PinnedAt world.Time    `json:"pinned_at"`
	Message  world.Message `json:"message"`
}

// pinnedPage is the spec's PinnedMessagesResponse.
type pinnedPage struct {
	Items   []pinned `json:"items"`
	HasMore bool     `json:"has_more"`
}

// listPins dates each pin by its message: the world does not keep when it was pinned.
func listPins(c *call) (answer, error) {
	limit, err := c.limit(1, mostPins, mostPins)
	if err != nil {
		return answer{}, err
	}
	before, err := c.queryTime("before")
	if err != nil {
		return answer{}, err
	}
	messages, err := c.world.Pins(c.me, c.id("channel_id"))
	if err != nil {
		return answer{}, err
	}
	page := pinnedPage{Items: []pinned{}}
	for _, m := range messages {
		if !before.IsZero() && !m.Timestamp.Before(before) {
			continue
		}
		if len(page.Items) == limit {
			page.HasMore = true
			break
		}
		page.Items = append(page.Items, pinned{m.Timestamp, m})
	}
	return ok(page)
}

// queryTime is a moment of the query, zero when it is not there.
func (c *call) queryTime(name string) (time.Time, error) {
	text := c.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, invalid(name, "DATE_TIME_TYPE_PARSE", "Could not parse %s. Should be ISO8601.", text)
	}
	return at, nil
}

// listOldPins is the list before it had pages.
func listOldPins(c *call) (answer, error) {
	messages, err := c.world.Pins(c.me, c.id("channel_id"))
	if messages == nil {
		messages = []world.Message{}
	}
	return answer{http.StatusOK, messages}, err
}

func pin(c *call) (answer, error) {
	return done(c.world.Pin(c.me, c.id("channel_id"), c.id("message_id")))
}

func unpin(c *call) (answer, error) {
	return done(c.world.Unpin(c.me, c.id("channel_id"), c.id("message_id")))
}

// voters is the spec's PollAnswerDetailsResponse.
type voters struct {
	Users []world.User `json:"users"`
}

func listVoters(c *call) (answer, error) {
	after, limit, err := c.page(1, mostVoters, someVoters)
	if err != nil {
		return answer{}, err
	}
	users, err := c.world.Voters(c.me, c.id("channel_id"), c.id("message_id"), int(c.id("answer_id")), after, limit)
	if users == nil {
		users = []world.User{}
	}
	return answer{http.StatusOK, voters{users}}, err
}

func endPoll(c *call) (answer, error) {
	m, err := c.world.EndPoll(c.me, c.id("channel_id"), c.id("message_id"))
	return answer{http.StatusOK, m}, err
}
