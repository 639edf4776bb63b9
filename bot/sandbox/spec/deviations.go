package spec

import (
	"encoding/json"
	"strconv"
)

// deviation is a field that Discord's documentation describes in another way
// than the official document. Such a field is rewritten to what the document
// expects before the body is checked.
type deviation struct {
	field  string
	answer bool   // in refusals; else in requests
	method string // with route: the only exchange that it concerns; empty for all
	route  string
	mend   func(value any, field string) any
	why    string // the documentation's word on it
}

// deviations are all that the checks look away from.
var deviations = []deviation{
	{field: "default_member_permissions", mend: digitsToNumber, why: permissionsAreStrings},
	{field: "permissions", mend: digitsToNumber, why: permissionsAreStrings},
	{field: "allow", mend: digitsToNumber, why: permissionsAreStrings},
	{field: "deny", mend: digitsToNumber, why: permissionsAreStrings},
	{
		field: "errors", answer: true, mend: codesToNumbers,
		why: "docs: Reference, Error Messages: the codes below errors are words such as BASE_TYPE_REQUIRED; the document has integers only",
	},
	{
		field: "attachments", mend: idsToDigits,
		why: "docs: Reference, Uploading Files: the id of a new attachment is the number of its file, and the examples send it as a number",
	},
	{
		field: "description", method: "PATCH", route: "/applications/@me", mend: textToLocalised,
		why: "docs: Application, Edit Current Application: description is a string; the document has the portal's object of locales",
	},
}

const permissionsAreStrings = "docs: Topics, Permissions: sets of permissions are serialised as strings; the document has integers only"

// mended is the body with all that concerns it rewritten.
func mended(answer bool, method, route string, value any) any {
	for _, d := range deviations {
		if d.answer == answer && (d.method == "" || d.method == method && d.route == route) {
			value = d.mend(value, d.field)
		}
	}
	return value
}

// digitsToNumber makes numbers of the field's strings of digits, at any depth.
func digitsToNumber(value any, field string) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = digitsToNumber(value[i], field)
		}
	case map[string]any:
		for key, member := range value {
			text, isText := member.(string)
			if _, err := strconv.ParseUint(text, 10, 64); key == field && isText && err == nil {
				value[key] = json.Number(text)
				continue
			}
			value[key] = digitsToNumber(member, field)
		}
	}
	return value
}

// idsToDigits writes the ids of the field's objects as strings, at any depth.
func idsToDigits(value any, field string) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = idsToDigits(value[i], field)
		}
	case map[string]any:
		for key, member := range value {
			if key == field {
				digitsInIDs(member)
				continue
			}
			value[key] = idsToDigits(member, field)
		}
	}
	return value
}

func digitsInIDs(list any) {
	objects, _ := list.([]any)
	for _, member := range objects {
		object, _ := member.(map[string]any)
		if number, ok := object["id"].(json.Number); ok {
			object["id"] = number.String()
		}
	}
}

// textToLocalised makes the object of locales of a plain text.
func textToLocalised(value any, field string) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	if text, ok := object[field].(string); ok {
		object[field] = map[string]any{"default": text}
	}
	return value
}

// codesToNumbers gives the errors by field a number for a code.
func codesToNumbers(value any, field string) any {
	if object, ok := value.(map[string]any); ok && object[field] != nil {
		numberCodes(object[field])
	}
	return value
}

func numberCodes(tree any) {
	switch tree := tree.(type) {
	case []any:
		for _, member := range tree {
			numberCodes(member)
		}
	case map[string]any:
		for key, member := range tree {
			if _, isWord := member.(string); isWord && key == "code" {
				tree[key] = json.Number("0")
				continue
			}
			numberCodes(member)
		}
	}
}
