package rest

import (
	"net/http"
	"strconv"
	"strings"

	"rapporteur/bot/sandbox/world"
)

// call is one request on its way through its route.
type call struct {
	*http.Request
	world        *world.World
	options      *Options
	answerHeader http.Header
	route        *route // nil when there is none
	values       []string
	ids          []world.ID // of those values that are IDs
	me           world.ID   // who asks: the application, and its bot; zero when it is not told
	body         []byte     // JSON, that has the route's shape
	files        []world.File
}

// answer is a status and what becomes the body; nil for none.
type answer struct {
	status int
	body   any
}

func ok(body any) (answer, error)      { return answer{http.StatusOK, body}, nil }
func created(body any) (answer, error) { return answer{http.StatusCreated, body}, nil }

// done is the answer of a route that has nothing to tell.
func done(err error) (answer, error) { return answer{http.StatusNoContent, nil}, err }

// path is the route as the official document writes it.
func (c *call) path() string {
	if c.route == nil {
		return ""
	}
	return c.route.path
}

// name is the route with its method, by which a Fault names it.
func (c *call) name() string {
	if c.route == nil {
		return ""
	}
	return c.route.method + " " + c.route.path
}

// parseIDs reads those wildcards of the path that are IDs.
func (c *call) parseIDs() error {
	c.ids = make([]world.ID, len(c.values))
	for i, name := range c.route.names {
		if !strings.HasSuffix(name, "_id") {
			continue
		}
		id, err := world.ParseID(c.values[i])
		if err != nil {
			return notSnowflake(name, c.values[i])
		}
		c.ids[i] = id
	}
	return nil
}

func notSnowflake(field, value string) error {
	return invalid(field, "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", value)
}

// id is the path's wildcard of that name, zero when the route has none.
func (c *call) id(name string) world.ID {
	for i := range c.route.names {
		if c.route.names[i] == name {
			return c.ids[i]
		}
	}
	return 0
}

// text is the path's wildcard of that name, as it was written.
func (c *call) text(name string) string {
	for i := range c.route.names {
		if c.route.names[i] == name {
			return c.values[i]
		}
	}
	return ""
}

// authorize finds out who asks. An application sees no other's routes.
func (c *call) authorize() error {
	token, isBot := strings.CutPrefix(c.Header.Get("Authorization"), "Bot ")
	if isBot {
		app, err := c.world.ApplicationWithToken(token)
		if err != nil && !c.route.open {
			return err
		}
		c.me = app.ID
	}
	if c.route.open {
		c.identify()
		return nil
	}
	if !isBot {
		return world.ErrUnauthorized
	}
	if app := c.id("application_id"); app != 0 && app != c.me {
		return errNotYourApp
	}
	return nil
}

// identify finds out who asks on a route that needs no token: the webhooks of
// interactions are the application's, and an interaction is for one application.
func (c *call) identify() {
	if webhook := c.id("webhook_id"); webhook != 0 {
		c.me = webhook
	}
	if interaction := c.id("interaction_id"); c.me == 0 && interaction != 0 {
		if view, err := c.world.InteractionView(interaction); err == nil {
			c.me = view.Interaction.ApplicationID
		}
	}
}

// queryID is an ID of the query, zero when it is not there.
func (c *call) queryID(name string) (world.ID, error) {
	text := c.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	id, err := world.ParseID(text)
	if err != nil {
		return 0, notSnowflake(name, text)
	}
	return id, nil
}

// limit is the query's limit, in the range from least to most.
func (c *call) limit(least, most, otherwise int) (int, error) {
	text := c.URL.Query().Get("limit")
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return 0, invalid("limit", "NUMBER_TYPE_COERCE", "Value %q is not int.", text)
	case n < least:
		return 0, invalid("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to %d.", least)
	case n > most:
		return 0, invalid("limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to %d.", most)
	}
	return n, nil
}

// page is the query's limit and the ID after which the list goes on.
func (c *call) page(least, most, otherwise int) (after world.ID, limit int, err error) {
	if after, err = c.queryID("after"); err != nil {
		return 0, 0, err
	}
	limit, err = c.limit(least, most, otherwise)
	return after, limit, err
}

// asked says whether a switch of the query is on. Python's True is read as well.
func (c *call) asked(name string) bool {
	on, err := strconv.ParseBool(c.URL.Query().Get(name))
	return on && err == nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}
