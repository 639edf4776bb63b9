package rest

import (
	"encoding/json"
	"net/http"

	"rapporteur/bot/sandbox/world"
)

// respond is a bot's first answer to an interaction.
func respond(c *call) (answer, error) {
	callback, err := c.callback()
	if err != nil {
		return answer{}, err
	}
	result, err := c.world.Respond(c.id("interaction_id"), c.text("interaction_token"), callback)
	if err != nil || !c.asked("with_response") {
		return done(err)
	}
	return ok(result)
}

// callback reads the body, whose data is another thing for each type.
func (c *call) callback() (world.Callback, error) {
	var body struct {
		Type world.CallbackType
		Data json.RawMessage
	}
	if err := c.decode(&body); err != nil {
		return world.Callback{}, err
	}
	if len(body.Data) == 0 || string(body.Data) == "null" {
		body.Data = []byte("{}")
	}
	callback := world.Callback{Type: body.Type}
	var err error
	switch body.Type {
	case world.ReplyCallback, world.DeferReplyCallback:
		callback.Draft = &world.Draft{}
		err = decode(body.Data, callback.Draft)
		callback.Draft.Files = c.files
	case world.UpdateMessageCallback:
		var edit world.Edit
		edit, err = decodeEdit(body.Data, c.files)
		callback.Edit = &edit
	case world.AutocompleteCallback:
		var data struct{ Choices []world.Choice }
		err = decode(body.Data, &data)
		callback.Choices = data.Choices
	case world.ModalCallback:
		callback.Modal = &world.Modal{}
		err = decode(body.Data, callback.Modal)
	}
	return callback, err
}

// followUp is always answered with the message: to wait for it is what
// interactions' webhooks do without being asked.
func followUp(c *call) (answer, error) {
	draft, err := c.draft()
	if err != nil {
		return answer{}, err
	}
	m, err := c.world.Followup(c.id("webhook_id"), c.text("webhook_token"), draft)
	return answer{http.StatusOK, m}, err
}

// The replies' routes name a message, or @original, whose ID is zero in the world.

func getReply(c *call) (answer, error) {
	m, err := c.world.Reply(c.id("webhook_id"), c.text("webhook_token"), c.id("message_id"))
	return answer{http.StatusOK, m}, err
}

func editReply(c *call) (answer, error) {
	edit, err := decodeEdit(c.body, c.files)
	if err != nil {
		return answer{}, err
	}
	m, err := c.world.EditReply(c.id("webhook_id"), c.text("webhook_token"), c.id("message_id"), edit)
	return answer{http.StatusOK, m}, err
}

func deleteReply(c *call) (answer, error) {
	return done(c.world.DeleteReply(c.id("webhook_id"), c.text("webhook_token"), c.id("message_id")))
}
