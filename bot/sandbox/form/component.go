package form

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Types of components (docs: Components, Component Types).
const (
	typeActionRow         = 1
	typeButton            = 2
	typeStringSelect      = 3
	typeTextInput         = 4
	typeUserSelect        = 5
	typeRoleSelect        = 6
	typeMentionableSelect = 7
	typeChannelSelect     = 8
	typeLabel             = 18
)

// linkButton is the button that opens an address (docs: Components, Button Styles).
const linkButton = 5

// component is a component of the type, with the fields that all have.
func component(kind int64, fields ...field) variant {
	common := []field{
		required("type", numbers{kind}),
		nullable("id", integer{0, math.MaxInt32}),
	}
	return variant{kind, newObject("component", append(common, fields...)...)}
}

func customID() shape { return text{least: 1, most: MaxCustomID, verbatim: true} }

// messageRow is a row of buttons, or of one select. The other components at the
// top of a message are Components V2, which the sandbox has not.
func messageRow() shape {
	row := component(typeActionRow, required("components", list{of: rowPart(), least: 1, most: MaxRowWidth}))
	row.object = row.where(rowFits)
	return union{row}
}

func rowPart() shape {
	return union{
		button(), stringSelect(),
		entitySelect(typeUserSelect), entitySelect(typeRoleSelect), entitySelect(typeMentionableSelect),
		entitySelect(typeChannelSelect, nullable("channel_types", list{of: channelTypes(), most: -1, distinct: true})),
	}
}

// rowFits refuses what stands beside a select: it is as wide as five buttons.
func rowFits(c *checker, row map[string]any) {
	width := 0
	for i, part := range objectsOf(row, "components") {
		if isNumber(part, "type", typeButton) {
			width++
		} else {
			width += MaxRowWidth
		}
		if width > MaxRowWidth {
			c.failAt("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width", "components", index(i))
		}
	}
}

func button() variant {
	b := component(typeButton,
		required("style", numbers{1, 2, 3, 4, linkButton}),
		nullable("custom_id", customID()),
		nullable("label", text{most: MaxButtonLabel}),
		nullable("url", link{MaxButtonURL, []string{"http", "https", "discord"}}),
		nullable("disabled", boolean{}),
		nullable("emoji", componentEmoji()),
	)
	b.object = b.where(buttonActs, buttonShows)
	return b
}

// buttonActs wants a custom_id of a button that the bot hears of, and an
// address of a link.
func buttonActs(c *checker, b map[string]any) {
	link := isNumber(b, "style", linkButton)
	switch {
	case has(b, "custom_id") && has(b, "url"):
		c.fail("BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", "A custom id and url cannot both be specified")
	case link && !has(b, "url"):
		c.failAt("BUTTON_COMPONENT_URL_REQUIRED", "A url is required", "url")
	case !link && has(b, "url"):
		c.failAt("BUTTON_COMPONENT_URL_INVALID", "Only a link button can have a url", "url")
	case !link && !has(b, "custom_id"):
		c.failAt("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required", "custom_id")
	}
}

func buttonShows(c *checker, b map[string]any) {
	if size(b, "label") == 0 && !has(b, "emoji") {
		c.missing("label")
	}
}

func componentEmoji() shape {
	return newObject("emoji",
		required("name", text{filled: true, most: MaxEmojiName}),
		nullable("id", snowflake{}),
	)
}

func selectFields(more ...field) []field {
	return append([]field{
		required("custom_id", customID()),
		nullable("placeholder", text{most: MaxSelectPlaceholder}),
		nullable("min_values", integer{0, MaxSelectValues}),
		nullable("max_values", integer{1, MaxSelectValues}),
		nullable("disabled", boolean{}),
		nullable("required", boolean{}),
	}, more...)
}

// stringSelect is a menu of the bot's own options.
func stringSelect() variant {
	option := newObject("select option",
		required("label", text{least: 1, most: MaxSelectOptionText}),
		required("value", text{least: 1, most: MaxSelectOptionText, verbatim: true}),
		nullable("description", text{most: MaxSelectOptionText}),
		nullable("default", boolean{}),
		nullable("emoji", componentEmoji()),
	)
	s := component(typeStringSelect, selectFields(
		required("options", list{of: option, least: 1, most: MaxSelectOptions}),
	)...)
	s.object = s.where(selectRange, selectOptionsEnough, selectValuesDiffer)
	return s
}

// entitySelect is a menu of users, roles or channels.
func entitySelect(kind int64, more ...field) variant {
	byDefault := newObject("default value",
		required("id", snowflake{}),
		required("type", words{"user", "role", "channel"}),
	)
	more = append(more, nullable("default_values", list{of: byDefault, most: MaxSelectValues}))
	s := component(kind, selectFields(more...)...)
	s.object = s.where(selectRange)
	return s
}

func selectRange(c *checker, s map[string]any) {
	if most := numberOf(s, "max_values", 1); numberOf(s, "min_values", 1) > most {
		c.failAt("SELECT_COMPONENT_MIN_VALUES_EXCEEDED", fmt.Sprintf("min_values must be equal to or less than %g.", most), "min_values")
	}
}

func selectOptionsEnough(c *checker, s map[string]any) {
	if n := len(listOf(s, "options")); numberOf(s, "max_values", 1) > float64(n) {
		c.failAt("SELECT_COMPONENT_MAX_VALUES_EXCEEDED", fmt.Sprintf("max_values must be equal to or less than %d.", n), "max_values")
	}
}

func selectValuesDiffer(c *checker, s map[string]any) {
	var seen []string
	for i, option := range objectsOf(s, "options") {
		value := textOf(option, "value")
		if slices.Contains(seen, value) {
			c.failAt("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used", "options", index(i))
		}
		seen = append(seen, value)
	}
}

// componentsDiffer refuses a custom_id, or an id that is not zero, that stands
// twice in a message or a modal.
func componentsDiffer(c *checker, o map[string]any) {
	customIDs, ids := make(map[string]bool), make(map[float64]bool)
	note := func(part map[string]any, path ...string) {
		if id := textOf(part, "custom_id"); id != "" {
			if customIDs[id] {
				c.failAt("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", append(path, "custom_id")...)
			}
			customIDs[id] = true
		}
		if id := numberOf(part, "id", 0); id != 0 {
			if ids[id] {
				c.failAt("COMPONENT_ID_DUPLICATED", "Component id "+strconv.Itoa(int(id))+" cannot be duplicated", append(path, "id")...)
			}
			ids[id] = true
		}
	}
	for i, row := range objectsOf(o, "components") {
		note(row, "components", index(i))
		for j, part := range objectsOf(row, "components") {
			note(part, "components", index(i), "components", index(j))
		}
		if part, ok := row["component"].(map[string]any); ok {
			note(part, "components", index(i), "component")
		}
	}
}
