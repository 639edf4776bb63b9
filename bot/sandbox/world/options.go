package world

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// ErrCannotSend is wrapped by all that Discord's client does not let a person
// send: the request is never made, and no bot hears of it.
var ErrCannotSend = errors.New("the client does not let you")

func cannotSend(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrCannotSend}, args...)...)
}

// Bounds of option values where the command sets none (docs: Application
// Commands, Option Structure and Option Types).
const (
	maxStringOption  = 6000    // characters
	maxIntegerOption = 1 << 53 // in either direction, exclusive
)

// optionFiller turns what a person fills in into the options of an interaction.
type optionFiller struct {
	resolver *resolver
	given    map[string]any
	focused  string // the option that is being typed; empty when the command is sent
}

// fill is the values of a command's or subcommand's options, in their order.
func (f *optionFiller) fill(options []Option) ([]OptionValue, error) {
	for name := range f.given {
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Name == name }) {
			return nil, cannotSend("there is no option %q", name)
		}
	}
	var values []OptionValue
	for _, o := range options {
		given, ok := f.given[o.Name]
		if ok && given == "" && o.Name != f.focused {
			ok = false // an empty field is not filled in
		}
		switch {
		case o.Name == f.focused:
			if !o.Autocomplete {
				return nil, cannotSend("option %q has no autocomplete", o.Name)
			}
			values = append(values, OptionValue{Name: o.Name, Type: o.Type, Value: typed(given), Focused: true})
		case ok:
			value, err := f.value(o, given)
			if err != nil {
				return nil, err
			}
			values = append(values, OptionValue{Name: o.Name, Type: o.Type, Value: value})
		case o.Required && f.focused == "":
			return nil, cannotSend("option %q is required", o.Name)
		}
	}
	if f.focused != "" && !slices.ContainsFunc(values, func(v OptionValue) bool { return v.Focused }) {
		return nil, cannotSend("there is no option %q", f.focused)
	}
	return values, nil
}

// typed is what stands in an option while it is being typed: always a string,
// whatever its type.
func typed(given any) string {
	if given == nil {
		return ""
	}
	return fmt.Sprint(given)
}

func (f *optionFiller) value(o Option, given any) (any, error) {
	switch o.Type {
	case StringOption:
		return stringValue(o, given)
	case IntegerOption, NumberOption:
		return numberValue(o, given)
	case BooleanOption:
		if b, ok := given.(bool); ok {
			return b, nil
		}
		return nil, cannotSend("option %q is not a boolean: %v", o.Name, given)
	case AttachmentOption:
		return f.resolver.attachment(o.Name, given)
	}
	id, err := idValue(o.Name, given)
	if err != nil {
		return nil, err
	}
	return id, f.resolve(o, id)
}

// resolve looks up the user, role or channel that an option names.
func (f *optionFiller) resolve(o Option, id ID) error {
	found := false
	switch o.Type {
	case UserOption:
		found = f.resolver.user(id)
	case RoleOption:
		found = f.resolver.role(id)
	case MentionableOption:
		found = f.resolver.user(id) || f.resolver.role(id)
	case ChannelOption:
		found = f.resolver.channel(id, o.ChannelTypes)
	}
	if !found {
		return cannotSend("option %q cannot be %s", o.Name, id)
	}
	return nil
}

func stringValue(o Option, given any) (any, error) {
	s, ok := given.(string)
	if !ok {
		return nil, cannotSend("option %q is not a string: %v", o.Name, given)
	}
	if len(o.Choices) > 0 {
		return o.choice(func(value any) bool { return value == s }, s)
	}
	least, most := 0, maxStringOption
	if o.MinLength != nil {
		least = *o.MinLength
	}
	if o.MaxLength != nil {
		most = *o.MaxLength
	}
	if n := utf8.RuneCountInString(s); n < least || n > most {
		return nil, cannotSend("option %q has %d characters, not %d to %d", o.Name, n, least, most)
	}
	return s, nil
}

func numberValue(o Option, given any) (any, error) {
	n, isNumber := number(given)
	if len(o.Choices) > 0 {
		label, _ := given.(string)
		return o.choice(func(value any) bool {
			offered, ok := number(value)
			return ok && isNumber && offered == n
		}, label)
	}
	switch {
	case !isNumber:
		return nil, cannotSend("option %q is not a number: %v", o.Name, given)
	case o.Type == IntegerOption && n != math.Trunc(n):
		return nil, cannotSend("option %q is not an integer: %v", o.Name, given)
	case math.Abs(n) >= maxIntegerOption:
		return nil, cannotSend("option %q is out of range: %v", o.Name, given)
	case o.MinValue != nil && n < *o.MinValue:
		return nil, cannotSend("option %q is below %v: %v", o.Name, *o.MinValue, given)
	case o.MaxValue != nil && n > *o.MaxValue:
		return nil, cannotSend("option %q is above %v: %v", o.Name, *o.MaxValue, given)
	}
	return n, nil
}

// choice is the value of the choice that was meant by its value, or by the name
// that the person reads.
func (o Option) choice(hasValue func(any) bool, name string) (any, error) {
	for _, c := range o.Choices {
		if hasValue(c.Value) || name != "" && c.Name == name {
			if n, ok := number(c.Value); ok {
				return n, nil
			}
			return c.Value, nil
		}
	}
	return nil, cannotSend("option %q does not offer that choice", o.Name)
}

// number reads a number of any of the types that callers and JSON use.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, !math.IsNaN(n) && !math.IsInf(n, 0)
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	}
	return 0, false
}

func idValue(option string, given any) (ID, error) {
	switch v := given.(type) {
	case ID:
		return v, nil
	case string:
		if id, err := ParseID(v); err == nil {
			return id, nil
		}
	}
	return 0, cannotSend("option %q is not an ID: %v", option, given)
}
