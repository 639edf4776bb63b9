package form

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
)

// object is a JSON object. Fields that it does not know are refused, unless
// Discord ignores them.
type object struct {
	fields  []field
	ignored []string
	rules   []rule
}

// field is one field of an object.
type field struct {
	name     string
	shape    shape
	required bool
	nullable bool
}

// rule checks what concerns several fields. It runs once each of them is right
// by itself.
type rule func(c *checker, o map[string]any)

// newObject is an object of the kind that ignored.go lists under the title.
func newObject(title string, fields ...field) object {
	return object{fields: fields, ignored: ignoredFields(title)}
}

// where is the object with rules.
func (t object) where(rules ...rule) object {
	t.rules = append(slices.Clip(t.rules), rules...)
	return t
}

// required is a field that must be there.
func required(name string, s shape) field { return field{name: name, shape: s, required: true} }

// optional is a field that may be left out, but is not null.
func optional(name string, s shape) field { return field{name: name, shape: s} }

// nullable is a field that may be left out or null.
func nullable(name string, s shape) field { return field{name: name, shape: s, nullable: true} }

func (t object) check(c *checker, v any) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return
	}
	before, known := c.found, 0
	for _, f := range t.fields {
		value, given := o[f.name]
		if given {
			known++
		}
		switch {
		case value != nil:
			c.part(f.name, f.shape, value)
		case f.required || given && !f.nullable:
			c.missing(f.name)
		}
	}
	if known < len(o) {
		t.checkUnknown(c, o)
	}
	if c.found > before {
		return
	}
	for _, r := range t.rules {
		r(c, o)
	}
}

func (t object) checkUnknown(c *checker, o map[string]any) {
	for _, name := range sortedKeys(o) {
		if !t.knows(name) && !slices.Contains(t.ignored, name) {
			c.failAt("UNKNOWN_FIELD", fmt.Sprintf("The field %q is not known here.", shown(name)), name)
		}
	}
}

func (t object) knows(name string) bool {
	return slices.ContainsFunc(t.fields, func(f field) bool { return f.name == name })
}

// union is one of several objects, told apart by their "type".
type union []variant

type variant struct {
	kind int64
	object
}

func (t union) check(c *checker, v any) {
	o, ok := v.(map[string]any)
	if !ok {
		c.fail("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		return
	}
	if o["type"] == nil {
		c.missing("type")
		return
	}
	kinds := make(numbers, len(t))
	for i, variant := range t {
		if kinds[i] = variant.kind; isNumber(o, "type", variant.kind) {
			variant.check(c, v)
			return
		}
	}
	c.fail("UNION_TYPE_CHOICES", fmt.Sprintf("Value of field \"type\" must be one of %s.", kinds.tuple()))
}

// idle is a field that only objects of another type have. discordgo sends it
// with all of them, empty.
type idle struct{}

func (idle) check(c *checker, v any) {
	items, isList := v.([]any)
	if v != false && (!isList || len(items) > 0) {
		c.fail("UNKNOWN_FIELD", "This field is not for an object of this type.")
	}
}

func sortedKeys(o map[string]any) []string { return slices.Sorted(maps.Keys(o)) }

// has says whether the field is there, and not null.
func has(o map[string]any, name string) bool { return o[name] != nil }

// textOf is the field's text, empty when it is none.
func textOf(o map[string]any, name string) string {
	s, _ := o[name].(string)
	return s
}

// numberOf is the field's number, or the default when it has none.
func numberOf(o map[string]any, name string, byDefault float64) float64 {
	written, _ := o[name].(json.Number)
	if n, err := written.Float64(); err == nil {
		return n
	}
	return byDefault
}

func isNumber(o map[string]any, name string, n int64) bool {
	written, _ := o[name].(json.Number)
	return written.String() == strconv.FormatInt(n, 10)
}

func listOf(o map[string]any, name string) []any {
	items, _ := o[name].([]any)
	return items
}

// objectsOf are the objects in the field's list, with their places.
func objectsOf(o map[string]any, name string) iter.Seq2[int, map[string]any] {
	return objectsIn(listOf(o, name))
}

func objectsIn(items []any) iter.Seq2[int, map[string]any] {
	return func(yield func(int, map[string]any) bool) {
		for i, item := range items {
			if o, ok := item.(map[string]any); ok && !yield(i, o) {
				return
			}
		}
	}
}
