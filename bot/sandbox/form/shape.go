package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Shape is the shape of a request's body. The zero Shape is [Anything].
type Shape int

// The shapes of bodies, by what they are sent for.
const (
	Anything            Shape = iota // any JSON
	MessageCreate                    // Create Message
	MessageEdit                      // Edit Message
	WebhookCreate                    // Execute Webhook: a follow-up to an interaction
	WebhookEdit                      // Edit Webhook Message: of a reply to an interaction
	InteractionCallback              // Create Interaction Response
	CommandCreate                    // Create Global or Guild Application Command
	CommandEdit                      // Edit Global or Guild Application Command
	CommandList                      // Bulk Overwrite Global or Guild Application Commands
	ChannelCreate                    // Create Guild Channel
	ChannelEdit                      // Modify Channel: a guild's channel or a thread
	OverwriteSet                     // Edit Channel Permissions
	ThreadFromMessage                // Start Thread from Message
	ThreadCreate                     // Start Thread without Message
	BulkDelete                       // Bulk Delete Messages
	RoleCreate                       // Create Guild Role
	RoleEdit                         // Modify Guild Role
	MemberEdit                       // Modify Guild Member
	SelfMemberEdit                   // Modify Current Member
	UserEdit                         // Modify Current User
	DirectCreate                     // Create DM
	ApplicationEdit                  // Edit Current Application
)

type namedShape struct {
	name string
	body shape
}

// shapes are all shapes, each at its own number. They are never changed.
var shapes = sync.OnceValue(func() []namedShape {
	return []namedShape{
		Anything:            {"Anything", anything{}},
		MessageCreate:       {"MessageCreate", messageCreate()},
		MessageEdit:         {"MessageEdit", messageEdit()},
		WebhookCreate:       {"WebhookCreate", webhookCreate()},
		WebhookEdit:         {"WebhookEdit", webhookEdit()},
		InteractionCallback: {"InteractionCallback", interactionCallback()},
		CommandCreate:       {"CommandCreate", commandCreate()},
		CommandEdit:         {"CommandEdit", commandEdit()},
		CommandList:         {"CommandList", commandList()},
		ChannelCreate:       {"ChannelCreate", channelCreate()},
		ChannelEdit:         {"ChannelEdit", channelEdit()},
		OverwriteSet:        {"OverwriteSet", overwriteSet()},
		ThreadFromMessage:   {"ThreadFromMessage", threadFromMessage()},
		ThreadCreate:        {"ThreadCreate", threadCreate()},
		BulkDelete:          {"BulkDelete", bulkDelete()},
		RoleCreate:          {"RoleCreate", role()},
		RoleEdit:            {"RoleEdit", role()},
		MemberEdit:          {"MemberEdit", memberEdit()},
		SelfMemberEdit:      {"SelfMemberEdit", selfMemberEdit()},
		UserEdit:            {"UserEdit", userEdit()},
		DirectCreate:        {"DirectCreate", directCreate()},
		ApplicationEdit:     {"ApplicationEdit", applicationEdit()},
	}
})

func (s Shape) String() string { return shapes()[s].name }

// Check says whether data is a body of this shape. The error is an [*Error]
// with everything that is wrong in it. Of a key that stands twice in an object
// the last value counts.
func (s Shape) Check(data []byte) error {
	value, err := decode(data)
	if err != nil {
		return &Error{Code: InvalidJSON, Message: "The request body contains invalid JSON.", cause: err}
	}
	c := checker{path: make([]string, 0, 16)}
	shapes()[s].body.check(&c, value)
	if c.found == 0 {
		return nil
	}
	return &Error{Code: InvalidFormBody, Message: "Invalid Form Body", tree: c.tree}
}

var errTrailing = errors.New("more follows the value")

// decode reads one JSON value. encoding/json bounds how deep it may be nested,
// and a check follows it only as deep as its shape goes.
func decode(data []byte) (any, error) {
	if len(data) > MaxBody {
		return nil, fmt.Errorf("%d bytes, of %d at most", len(data), MaxBody)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return value, nil
}
