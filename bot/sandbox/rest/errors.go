package rest

import (
	"fmt"
	"net/http"

	"rapporteur/bot/sandbox/world"
)

// Refusals that the world does not know, since they are HTTP's.
var (
	errAPIVersion  = &world.Error{Status: http.StatusBadRequest, Code: 50041, Message: "Invalid API version"}
	errInvalidJSON = &world.Error{Status: http.StatusBadRequest, Code: 50109, Message: "The request body contains invalid JSON."}
	errNotYourApp  = &world.Error{Status: http.StatusForbidden, Code: 20012, Message: "You are not authorized to perform this action on this application"}
	// errNoUserAgent is the code of docs: Topics, Opcodes and Status Codes, that
	// is "often resolved by setting a proper User Agent".
	errNoUserAgent = &world.Error{Status: http.StatusForbidden, Code: 40333, Message: "internal network error"}
	errNoOverwrite = &world.Error{Status: http.StatusNotFound, Code: 10066, Message: "Unknown application command permissions"}
	internalError  = &world.Error{Status: http.StatusInternalServerError, Message: "500: Internal Server Error"}
)

// reasons is what is wrong with one field, in the tree of code 50035.
type reasons struct {
	Errors []reason `json:"_errors"`
}

// reason is a word for programs and a sentence for people.
type reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// invalid is the refusal of one field of a path or a query.
func invalid(field, code, format string, args ...any) error {
	return invalidForm(map[string]reasons{field: {[]reason{{code, fmt.Sprintf(format, args...)}}}})
}

// invalidBody is the refusal of a body as a whole.
func invalidBody(code, format string, args ...any) error {
	return invalidForm(reasons{[]reason{{code, fmt.Sprintf(format, args...)}}})
}

func invalidForm(tree any) error {
	return &world.Error{Status: http.StatusBadRequest, Code: 50035, Message: "Invalid Form Body", Errors: tree}
}
