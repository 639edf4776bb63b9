package form

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxErrors bounds the answer to a hostile body; what is wrong beyond it is not told.
const maxErrors = 100

// shape is what a value may be. A value is what encoding/json makes of it, with
// json.Number for numbers.
type shape interface {
	check(c *checker, v any)
}

// checker walks a body, and collects what is wrong with it.
type checker struct {
	path  []string // of the value that is being checked
	tree  node
	found int
}

// part checks a part of the present value.
func (c *checker) part(key string, s shape, v any) {
	c.path = append(c.path, key)
	s.check(c, v)
	c.path = c.path[:len(c.path)-1]
}

// fail tells what is wrong with the present value.
func (c *checker) fail(code, message string) { c.failAt(code, message) }

// failAt tells what is wrong with a part of the present value.
func (c *checker) failAt(code, message string, part ...string) {
	c.found++
	if c.found > maxErrors {
		return
	}
	n := &c.tree
	for _, key := range slices.Concat(c.path, part) {
		n = n.part(key)
	}
	n.details = append(n.details, Detail{Code: code, Message: message})
}

func (c *checker) missing(part ...string) {
	c.failAt("BASE_TYPE_REQUIRED", "This field is required", part...)
}

// length checks the length of a text or a list; a negative most is no bound.
func (c *checker) length(n, least, most int) bool {
	switch {
	case n >= least && (most < 0 || n <= most):
		return true
	case least > 0 && most > 0:
		c.fail("BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	case n < least:
		c.fail("BASE_TYPE_MIN_LENGTH", fmt.Sprintf("Must be %d or more in length.", least))
	default:
		c.fail("BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	}
	return false
}

// shown is a value as a message quotes it, cut when long.
func shown(v any) string {
	const most = 100
	text := fmt.Sprint(v)
	if len(text) <= most {
		return text
	}
	cut := most
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

func index(i int) string { return strconv.Itoa(i) }

// anything is any value.
type anything struct{}

func (anything) check(*checker, any) {}
