package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"rapporteur/bot/sandbox/form"
	"rapporteur/bot/sandbox/world"
)

const (
	// maxRequest is the largest body, files and all, in bytes: "The maximum request
	// size when sending a message is 25 MiB" (docs: Message, Create Message).
	maxRequest = 25 << 20
	// maxDrained is how much of a body that is too large is still read, so that a
	// client which first sends everything finds the answer, and not a broken pipe.
	maxDrained = 4 * maxRequest

	jsonType      = "application/json"
	multipartType = "multipart/form-data"
)

// readBody reads the body of a route that has a shape, and checks it.
func (c *call) readBody() error {
	if c.route.shape == form.Anything {
		return nil
	}
	data, err := c.readAll()
	if err != nil {
		return err
	}
	media, parameters, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	switch {
	case media == jsonType:
		c.body = data
	case media == multipartType:
		err = c.readParts(multipart.NewReader(bytes.NewReader(data), parameters["boundary"]))
	case len(data) == 0:
		c.body = []byte("{}")
	default:
		err = invalidBody("CONTENT_TYPE_INVALID", `Expected "Content-Type" header to be one of {'%s', '%s'}.`, jsonType, multipartType)
	}
	if err != nil {
		return err
	}
	return c.checkShape()
}

func (c *call) readAll() ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(c.Body, maxRequest+1))
	if err != nil {
		return nil, invalidBody("BODY_INCOMPLETE", "%v", err) // nobody reads it: the client is gone
	}
	if len(data) > maxRequest {
		_, _ = io.CopyN(io.Discard, c.Body, maxDrained)
		return nil, world.ErrTooLarge
	}
	return data, nil
}

// readParts reads payload_json and files[n] of a multipart body.
func (c *call) readParts(parts *multipart.Reader) error {
	c.body = []byte("{}")
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return invalidBody("MULTIPART_INVALID", "%v", err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return invalidBody("MULTIPART_INVALID", "%v", err)
		}
		if part.FormName() == "payload_json" {
			c.body = data
			continue
		}
		if number, ok := fileNumber(part.FormName()); ok && part.FileName() != "" {
			contentType := part.Header.Get("Content-Type")
			if contentType == "" {
				contentType = http.DetectContentType(data)
			}
			c.files = append(c.files, world.File{Number: number, Name: part.FileName(), ContentType: contentType, Data: data})
		}
	}
}

// fileNumber is the n of files[n]. The older names file and file0 are read too.
func fileNumber(name string) (int, bool) {
	if name == "file" {
		return 0, true
	}
	digits, ok := strings.CutPrefix(name, "files[")
	if ok {
		digits, ok = strings.CutSuffix(digits, "]")
	} else {
		digits, ok = strings.CutPrefix(name, "file")
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	return int(n), ok && err == nil
}

func (c *call) checkShape() error {
	err := c.route.shape.Check(c.body)
	if refused := (*form.Error)(nil); errors.As(err, &refused) && refused.Code == form.InvalidFormBody {
		return invalidForm(refused)
	}
	if err != nil {
		return errInvalidJSON
	}
	return nil
}

// decode reads the body into the struct that v points to.
func (c *call) decode(v any) error { return decode(c.body, v) }

// decode reads JSON that has its route's shape. What the shape lets through and
// the struct does not hold, such as a number that is too large, is refused.
func decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return invalidBody("MODEL_TYPE_CONVERT", "%v", err)
	}
	return nil
}

// field is a member of a JSON object that may be left out, null or a value.
type field[T any] struct {
	given bool
	value T // the zero T for null
}

// UnmarshalJSON is called for a member that is there, null included.
func (f *field[T]) UnmarshalJSON(data []byte) error {
	f.given = true
	if err := json.Unmarshal(data, &f.value); err != nil {
		return fmt.Errorf("field: %w", err)
	}
	return nil
}

// into writes the value if it was given; null writes the zero T.
func (f field[T]) into(target *T) {
	if f.given {
		*target = f.value
	}
}

// pointer is nil if the field was left out.
func (f field[T]) pointer() *T {
	if !f.given {
		return nil
	}
	return &f.value
}
