package form

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// integer is a whole number from least to most.
type integer struct{ least, most int64 }

// anyInteger is a whole number of 64 bits.
func anyInteger() integer { return integer{math.MinInt64, math.MaxInt64} }

func (t integer) check(c *checker, v any) {
	written, _ := v.(json.Number)
	n, err := written.Int64()
	switch {
	case err != nil:
		c.coercion(v, "int")
	case n > t.most:
		c.fail("NUMBER_TYPE_MAX", fmt.Sprintf("int value should be less than or equal to %d.", t.most))
	case n < t.least:
		c.fail("NUMBER_TYPE_MIN", fmt.Sprintf("int value should be greater than or equal to %d.", t.least))
	}
}

// number is a number from least to most, both included.
type number struct{ least, most float64 }

func (t number) check(c *checker, v any) {
	written, _ := v.(json.Number)
	n, err := written.Float64()
	switch {
	case err != nil:
		c.coercion(v, "float")
	case n > t.most:
		c.fail("NUMBER_TYPE_MAX", fmt.Sprintf("float value should be less than or equal to %g.", t.most))
	case n < t.least:
		c.fail("NUMBER_TYPE_MIN", fmt.Sprintf("float value should be greater than or equal to %g.", t.least))
	}
}

func (c *checker) coercion(v any, kind string) {
	c.fail("NUMBER_TYPE_COERCE", fmt.Sprintf("Value \"%s\" is not %s.", shown(v), kind))
}

// boolean is true or false.
type boolean struct{}

func (boolean) check(c *checker, v any) {
	if _, ok := v.(bool); !ok {
		c.fail("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
}

// snowflake is an ID: its digits in a string, or the number itself, which
// Discord takes too (docs: Reference, Snowflakes).
type snowflake struct{}

func (snowflake) check(c *checker, v any) {
	if !isUnsigned(v) {
		c.coercion(v, "snowflake")
	}
}

// permissions is a set of permissions: a number, in a string as the
// documentation has it or bare as the schemas do.
type permissions struct{}

func (permissions) check(c *checker, v any) {
	if !isUnsigned(v) {
		c.coercion(v, "int")
	}
}

func isUnsigned(v any) bool {
	var digits string
	switch v := v.(type) {
	case string:
		digits = v
	case json.Number:
		digits = v.String()
	}
	_, err := strconv.ParseUint(digits, 10, 64)
	return err == nil && (digits == "0" || digits[0] != '0')
}

// flags is a number with no other bits than these.
type flags int64

func (allowed flags) check(c *checker, v any) {
	written, _ := v.(json.Number)
	n, err := written.Int64()
	switch {
	case err != nil:
		c.coercion(v, "int")
	case n&IsComponentsV2 != 0:
		c.fail("MESSAGE_FLAGS_INVALID", "Components V2 are not supported by the sandbox.")
	case n&^int64(allowed) != 0:
		c.fail("MESSAGE_FLAGS_INVALID", fmt.Sprintf("The flags %d cannot be set here.", n&^int64(allowed)))
	}
}

// numbers is one of these numbers.
type numbers []int64

func (allowed numbers) check(c *checker, v any) {
	if written, ok := v.(json.Number); ok {
		for _, n := range allowed {
			if written.String() == strconv.FormatInt(n, 10) {
				return
			}
		}
	}
	c.fail("BASE_TYPE_CHOICES", fmt.Sprintf("Value must be one of %s.", allowed.tuple()))
}

func (allowed numbers) tuple() string {
	written := make([]string, len(allowed))
	for i, n := range allowed {
		written[i] = strconv.FormatInt(n, 10)
	}
	return tuple(written)
}

// words is one of these strings.
type words []string

func (allowed words) check(c *checker, v any) {
	for _, word := range allowed {
		if v == word {
			return
		}
	}
	c.fail("BASE_TYPE_CHOICES", fmt.Sprintf("Value must be one of %s.", allowed.tuple()))
}

func (allowed words) tuple() string {
	quoted := make([]string, len(allowed))
	for i, word := range allowed {
		quoted[i] = "'" + word + "'"
	}
	return tuple(quoted)
}

// tuple writes values as Discord's messages do, which are Python's.
func tuple(values []string) string {
	if len(values) == 1 {
		return "(" + values[0] + ",)"
	}
	return "(" + strings.Join(values, ", ") + ")"
}
