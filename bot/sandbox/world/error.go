package world

import (
	"fmt"
	"net/http"
)

// Error is a refusal as Discord words it: an HTTP status and a JSON error code
// (docs: Topics, Opcodes and Status Codes). It is the body of the answer.
type Error struct {
	Status  int    `json:"-"`
	Code    int    `json:"code"`
	Message string `json:"message"`
	Errors  any    `json:"errors,omitempty"` // by field, in code 50035
}

func (e *Error) Error() string { return fmt.Sprintf("%d: %s (code %d)", e.Status, e.Message, e.Code) }

// Is makes errors.Is compare by code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code && other.Status == e.Status
}

func refusal(status, code int, message string) *Error {
	return &Error{Status: status, Code: code, Message: message}
}

// What the world refuses with.
var (
	ErrUnauthorized        = refusal(http.StatusUnauthorized, 0, "401: Unauthorized")
	ErrNotFound            = refusal(http.StatusNotFound, 0, "404: Not Found")
	ErrMethodNotAllowed    = refusal(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed")
	ErrUnknownApplication  = refusal(http.StatusNotFound, 10002, "Unknown Application")
	ErrUnknownChannel      = refusal(http.StatusNotFound, 10003, "Unknown Channel")
	ErrUnknownGuild        = refusal(http.StatusNotFound, 10004, "Unknown Guild")
	ErrUnknownMember       = refusal(http.StatusNotFound, 10007, "Unknown Member")
	ErrUnknownMessage      = refusal(http.StatusNotFound, 10008, "Unknown Message")
	ErrUnknownOverwrite    = refusal(http.StatusNotFound, 10009, "Unknown Overwrite")
	ErrUnknownRole         = refusal(http.StatusNotFound, 10011, "Unknown Role")
	ErrUnknownUser         = refusal(http.StatusNotFound, 10013, "Unknown User")
	ErrUnknownEmoji        = refusal(http.StatusBadRequest, 10014, "Unknown Emoji")
	ErrUnknownWebhook      = refusal(http.StatusNotFound, 10015, "Unknown Webhook")
	ErrUnknownInteraction  = refusal(http.StatusNotFound, 10062, "Unknown interaction")
	ErrUnknownCommand      = refusal(http.StatusNotFound, 10063, "Unknown application command")
	ErrMaxPins             = refusal(http.StatusBadRequest, 30003, "Maximum number of pins reached for the channel (250)")
	ErrMaxReactions        = refusal(http.StatusBadRequest, 30010, "Maximum number of reactions reached (20)")
	ErrOldMessageEdits     = refusal(http.StatusTooManyRequests, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later")
	ErrTooLarge            = refusal(http.StatusRequestEntityTooLarge, 40005, "Request entity too large")
	ErrAcknowledged        = refusal(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	ErrMissingAccess       = refusal(http.StatusForbidden, 50001, "Missing Access")
	ErrNotYours            = refusal(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	ErrEmptyMessage        = refusal(http.StatusBadRequest, 50006, "Cannot send an empty message")
	ErrCannotDM            = refusal(http.StatusForbidden, 50007, "Cannot send messages to this user")
	ErrMissingPermissions  = refusal(http.StatusForbidden, 50013, "Missing Permissions")
	ErrChannelType         = refusal(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	ErrInvalidWebhookToken = refusal(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
	ErrSystemMessage       = refusal(http.StatusForbidden, 50021, "Cannot execute action on a system message")
	ErrBulkDeleteCount     = refusal(http.StatusBadRequest, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete")
	ErrTooOldToDelete      = refusal(http.StatusBadRequest, 50034, "A message provided was too old to bulk delete")
	ErrArchivedThread      = refusal(http.StatusBadRequest, 50083, "Thread is archived")
	ErrThreadExists        = refusal(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	ErrThreadLocked        = refusal(http.StatusForbidden, 160005, "Thread is locked")
	ErrReactionBlocked     = refusal(http.StatusForbidden, 90001, "Reaction was blocked")
	ErrSlowmode            = refusal(http.StatusTooManyRequests, 20016, "This action cannot be performed due to slowmode rate limit")
	ErrDailyCommandCreates = refusal(http.StatusBadRequest, 30034, "Max number of daily application command creates has been reached (200)")
	ErrMaxCommands         = refusal(http.StatusBadRequest, 30032, "Maximum number of application commands reached (100)")
	ErrReplyWithoutHistory = refusal(http.StatusBadRequest, 160002, "Cannot reply without permission to read message history")
)
