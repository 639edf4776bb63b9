package form

import (
	"encoding/json"
	"slices"
)

// Types of callbacks (docs: Receiving and Responding, Interaction Callback Type).
// A PONG (1) only answers over HTTP; the sandbox has neither PREMIUM_REQUIRED
// (10) nor LAUNCH_ACTIVITY (12).
const (
	channelMessage         = 4
	deferredChannelMessage = 5
	deferredUpdate         = 6
	updateMessage          = 7
	autocompleteResult     = 8
	modalCallback          = 9
)

// interactionCallback is the body of Create Interaction Response, by its type.
func interactionCallback() shape {
	reply, update := callbackMessage(), updatedMessage()
	return union{
		callback(channelMessage, required("data", reply)),
		callback(deferredChannelMessage, nullable("data", reply)),
		callback(deferredUpdate, nullable("data", update)),
		callback(updateMessage, nullable("data", update)),
		callback(autocompleteResult, required("data", autocomplete())),
		callback(modalCallback, required("data", modal())),
	}
}

func callback(kind int64, data field) variant {
	return variant{kind, newObject("callback", required("type", numbers{kind}), data)}
}

// callbackMessage is the message that answers an interaction.
func callbackMessage() shape {
	return newObject("callback message", slices.Concat(messageFields(SuppressEmbeds|SuppressNotifications|Ephemeral), []field{
		nullable("poll", poll()),
		nullable("tts", boolean{}),
	})...).where(messageRules()...)
}

// updatedMessage is what changes in the message whose component was used.
func updatedMessage() shape {
	return newObject("callback message", messageFields(documentedFlags)...).where(messageRules()...)
}

// autocomplete is what a member may choose from. discordgo leaves out an empty list.
func autocomplete() shape {
	choice := newObject("choice",
		required("name", text{least: 1, most: MaxChoiceName}),
		nullable("name_localizations", localizations{text{least: 1, most: MaxChoiceName}}),
		required("value", choiceValue{}),
	)
	return newObject("autocomplete", nullable("choices", list{of: choice, most: MaxChoices}))
}

// choiceValue is the value of a choice for an option of any type.
type choiceValue struct{}

func (choiceValue) check(c *checker, v any) {
	if _, ok := v.(json.Number); ok {
		optionNumber().check(c, v)
		return
	}
	optionText().check(c, v)
}
