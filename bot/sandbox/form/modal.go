package form

import "fmt"

// modal is a form that opens in answer to an interaction (docs: Receiving and
// Responding, Modal).
func modal() object {
	return newObject("modal",
		required("custom_id", customID()),
		required("title", text{least: 1, most: MaxModalTitle}),
		required("components", list{of: modalRow(), least: 1, most: MaxModalRows}),
	).where(componentsDiffer)
}

// modalRow is a row with one text input, or a label around one.
func modalRow() shape {
	inRow := textInput(required("label", text{least: 1, most: MaxInputLabel}))
	inLabel := textInput()
	return union{
		component(typeActionRow, required("components", list{of: union{inRow}, least: 1, most: 1})),
		component(typeLabel,
			required("label", text{least: 1, most: MaxInputLabel}),
			nullable("description", text{least: 1, most: MaxLabelDescription}),
			required("component", union{inLabel}),
		),
	}
}

func textInput(more ...field) variant {
	input := component(typeTextInput, append([]field{
		required("custom_id", customID()),
		required("style", numbers{1, 2}),
		nullable("value", text{most: MaxInputText, verbatim: true}),
		nullable("placeholder", text{most: MaxInputPlaceholder}),
		nullable("required", boolean{}),
		nullable("min_length", integer{0, MaxInputText}),
		nullable("max_length", integer{1, MaxInputText}),
	}, more...)...)
	input.object = input.where(inputRange)
	return input
}

func inputRange(c *checker, o map[string]any) {
	if most := numberOf(o, "max_length", MaxInputText); numberOf(o, "min_length", 0) > most {
		c.failAt("TEXT_INPUT_MIN_LENGTH_EXCEEDED", fmt.Sprintf("min_length must be equal to or less than %g.", most), "min_length")
	}
}
