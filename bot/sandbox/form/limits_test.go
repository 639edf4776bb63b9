package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/spec"
)

func x(n int) string { return strings.Repeat("x", n) }

// times joins what item gives for 0 to n-1 into a JSON list.
func times(n int, item func(i int) string) string {
	return "[" + strings.Join(series(n, item), ",") + "]"
}

func series(n int, item func(i int) string) []string {
	var items []string
	for i := range n {
		items = append(items, item(i))
	}
	return items
}

func ids(n int) string { return times(n, func(i int) string { return fmt.Sprintf(`"%d"`, i+1) }) }

func content(n int) string     { return fmt.Sprintf(`{"content":%q}`, x(n)) }
func inEmbed(s string) string  { return `{"embeds":[{"description":"d",` + s + `}]}` }
func inRow(s string) string    { return `{"components":[{"type":1,"components":` + s + `}]}` }
func inButton(s string) string { return inRow(`[{"type":2,"style":1,` + s + `}]`) }
func inSelect(s string) string {
	return inRow(`[{"type":3,"custom_id":"s",` + s + `}]`)
}

func inOption(s string) string {
	return inSelect(`"options":[{` + s + `}]`)
}

func selectOptions(n int) string {
	return `"options":` + times(n, func(i int) string { return fmt.Sprintf(`{"label":"l","value":"%d"}`, i) })
}

func inModal(s string) string {
	return `{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":1,"components":[{"type":4,"custom_id":"i","style":1,` + s + `}]}]}}`
}

func inputs(n int) string {
	return times(n, func(i int) string {
		return fmt.Sprintf(`{"type":1,"components":[{"type":4,"custom_id":"%d","style":1,"label":"l"}]}`, i)
	})
}

func suggestions(s string) string { return `{"type":8,"data":{"choices":` + s + `}}` }
func slash(s string) string       { return `{"name":"ask","description":"d",` + s + `}` }
func slashOption(s string) string {
	return slash(`"options":[{"description":"d",` + s + `}]`)
}

func pollOf(question string, answers int, answer string, hours int) string {
	return fmt.Sprintf(`{"poll":{"question":{"text":%q},"answers":%s,"duration":%d}}`, question,
		times(answers, func(int) string { return fmt.Sprintf(`{"poll_media":{"text":%q}}`, answer) }), hours)
}

// limit is one of Discord's, with a body that keeps it and one that does not.
type limit struct {
	name       string
	schema     bool // the official schema states it
	shape      Shape
	at, beyond string
	path, code string // of the refusal
}

// limits is the table of Discord's documented limits. A limit that the official
// schema states too is so marked: the others are checked here alone.
func limits() []limit {
	const inSchema, notInSchema = true, false
	const badLength, tooLong, tooMuch, tooLittle = "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_MAX_LENGTH", "NUMBER_TYPE_MAX", "NUMBER_TYPE_MIN"
	const required, choice = "BASE_TYPE_REQUIRED", "BASE_TYPE_CHOICES"
	return []limit{
		{"content", notInSchema, MessageCreate, content(2000), content(2001), "content", tooLong},
		{"content of an edit", notInSchema, MessageEdit, content(2000), content(2001), "content", tooLong},
		{"content of a follow-up", inSchema, WebhookCreate, content(2000), content(2001), "content", tooLong},
		{"content of a reply's edit", inSchema, WebhookEdit, content(2000), content(2001), "content", tooLong},
		{"content of a reply", inSchema, InteractionCallback, `{"type":4,"data":` + content(2000) + `}`, `{"type":4,"data":` + content(2001) + `}`, "data.content", tooLong},
		{"nonce", inSchema, MessageCreate, `{"nonce":"` + x(25) + `"}`, `{"nonce":"` + x(26) + `"}`, "nonce", tooLong},
		{"mentioned users", inSchema, MessageCreate, `{"allowed_mentions":{"users":` + ids(100) + `}}`, `{"allowed_mentions":{"users":` + ids(101) + `}}`, "allowed_mentions.users", tooLong},
		{"mentioned roles", inSchema, MessageCreate, `{"allowed_mentions":{"roles":` + ids(100) + `}}`, `{"allowed_mentions":{"roles":` + ids(101) + `}}`, "allowed_mentions.roles", tooLong},
		{"mentions by word", inSchema, MessageCreate, `{"allowed_mentions":{"parse":["users","roles","everyone"]}}`, `{"allowed_mentions":{"parse":["here"]}}`, "allowed_mentions.parse.0", choice},
		{"mentions twice", notInSchema, MessageCreate, `{"allowed_mentions":{"parse":["roles"],"users":["1"]}}`, `{"allowed_mentions":{"parse":["users"],"users":["1"]}}`, "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
		{"file description", inSchema, MessageCreate, `{"attachments":[{"id":0,"description":"` + x(1024) + `"}]}`, `{"attachments":[{"id":0,"description":"` + x(1025) + `"}]}`, "attachments.0.description", tooLong},
		{"files", inSchema, MessageCreate, `{"attachments":` + times(10, func(i int) string { return fmt.Sprintf(`{"id":%d}`, i) }) + `}`, `{"attachments":` + times(11, func(i int) string { return fmt.Sprintf(`{"id":%d}`, i) }) + `}`, "attachments", tooLong},
		{"flags of a message", notInSchema, MessageCreate, `{"flags":4100}`, `{"flags":64}`, "flags", "MESSAGE_FLAGS_INVALID"},
		{"flags of a follow-up", notInSchema, WebhookCreate, `{"flags":4164}`, `{"flags":128}`, "flags", "MESSAGE_FLAGS_INVALID"},
		{"components v2", notInSchema, MessageEdit, `{"flags":32}`, `{"flags":32768}`, "flags", "MESSAGE_FLAGS_INVALID"},
		{"bulk delete, most", inSchema, BulkDelete, `{"messages":` + ids(100) + `}`, `{"messages":` + ids(101) + `}`, "messages", badLength},
		{"bulk delete, least", inSchema, BulkDelete, `{"messages":` + ids(2) + `}`, `{"messages":` + ids(1) + `}`, "messages", badLength},

		{"embeds", inSchema, MessageCreate, `{"embeds":` + times(10, func(int) string { return `{"title":"t"}` }) + `}`, `{"embeds":` + times(11, func(int) string { return `{"title":"t"}` }) + `}`, "embeds", tooLong},
		{"embed title", inSchema, MessageCreate, inEmbed(`"title":"` + x(256) + `"`), inEmbed(`"title":"` + x(257) + `"`), "embeds.0.title", tooLong},
		{"embed description", inSchema, MessageCreate, `{"embeds":[{"description":"` + x(4096) + `"}]}`, `{"embeds":[{"description":"` + x(4097) + `"}]}`, "embeds.0.description", tooLong},
		{"embed fields", inSchema, MessageCreate, inEmbed(`"fields":` + times(25, func(int) string { return `{"name":"n","value":"v"}` })), inEmbed(`"fields":` + times(26, func(int) string { return `{"name":"n","value":"v"}` })), "embeds.0.fields", tooLong},
		{"field name", inSchema, MessageCreate, inEmbed(`"fields":[{"name":"` + x(256) + `","value":"v"}]`), inEmbed(`"fields":[{"name":"` + x(257) + `","value":"v"}]`), "embeds.0.fields.0.name", tooLong},
		{"field value", inSchema, MessageCreate, inEmbed(`"fields":[{"name":"n","value":"` + x(1024) + `"}]`), inEmbed(`"fields":[{"name":"n","value":"` + x(1025) + `"}]`), "embeds.0.fields.0.value", tooLong},
		{"empty field name", notInSchema, MessageCreate, inEmbed(`"fields":[{"name":"n","value":"v"}]`), inEmbed(`"fields":[{"name":" ","value":"v"}]`), "embeds.0.fields.0.name", required},
		{"empty field value", notInSchema, MessageCreate, inEmbed(`"fields":[{"name":"n","value":"v"}]`), inEmbed(`"fields":[{"name":"n","value":""}]`), "embeds.0.fields.0.value", required},
		{"footer", inSchema, MessageCreate, inEmbed(`"footer":{"text":"` + x(2048) + `"}`), inEmbed(`"footer":{"text":"` + x(2049) + `"}`), "embeds.0.footer.text", tooLong},
		{"author", inSchema, MessageCreate, inEmbed(`"author":{"name":"` + x(256) + `"}`), inEmbed(`"author":{"name":"` + x(257) + `"}`), "embeds.0.author.name", tooLong},
		{"all embeds together", notInSchema, MessageCreate, embedTotal(6000), embedTotal(6001), "embeds", "MAX_EMBED_SIZE_EXCEEDED"},
		{"an empty embed", notInSchema, MessageCreate, `{"embeds":[{"title":"t"}]}`, `{"embeds":[{"color":1}]}`, "embeds.0.description", required},
		{"color", inSchema, MessageCreate, inEmbed(`"color":16777215`), inEmbed(`"color":16777216`), "embeds.0.color", tooMuch},
		{"timestamp", inSchema, MessageCreate, inEmbed(`"timestamp":"2026-11-24T04:00:00.000Z"`), inEmbed(`"timestamp":"yesterday"`), "embeds.0.timestamp", "DATE_TIME_TYPE_PARSE"},
		{"picture address", notInSchema, MessageCreate, inEmbed(`"image":{"url":"attachment://a.png"}`), inEmbed(`"image":{"url":"ftp://a/b.png"}`), "embeds.0.image.url", "URL_TYPE_INVALID_SCHEME"},
		{"embed address", inSchema, MessageCreate, inEmbed(`"url":"https://a.example"`), inEmbed(`"url":"a.example"`), "embeds.0.url", "URL_TYPE_INVALID_URL"},

		{"rows", notInSchema, MessageCreate, buttons(5, 1), buttons(6, 1), "components", tooLong},
		{"buttons of a row", inSchema, MessageCreate, buttons(1, 5), buttons(1, 6), "components.0.components", badLength},
		{"width of a row", notInSchema, MessageCreate, inSelect(selectOptions(1)), inRow(`[{"type":5,"custom_id":"a"},{"type":2,"style":1,"label":"l","custom_id":"b"}]`), "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"},
		{"components at the top", notInSchema, MessageCreate, buttons(1, 1), `{"components":[{"type":10,"content":"text"}]}`, "components.0", "UNION_TYPE_CHOICES"},
		{"custom_id", inSchema, MessageCreate, inButton(`"label":"l","custom_id":"` + x(100) + `"`), inButton(`"label":"l","custom_id":"` + x(101) + `"`), "components.0.components.0.custom_id", badLength},
		{"custom_id, least", inSchema, MessageCreate, inButton(`"label":"l","custom_id":"c"`), inButton(`"label":"l","custom_id":""`), "components.0.components.0.custom_id", badLength},
		{"custom_ids differ", notInSchema, MessageCreate, inRow(`[{"type":2,"style":1,"label":"l","custom_id":"a"},{"type":2,"style":1,"label":"l","custom_id":"b"}]`), inRow(`[{"type":2,"style":1,"label":"l","custom_id":"a"},{"type":2,"style":1,"label":"l","custom_id":"a"}]`), "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"},
		{"ids differ", notInSchema, MessageCreate, `{"components":[{"type":1,"id":1,"components":[{"type":5,"id":2,"custom_id":"a"}]}]}`, `{"components":[{"type":1,"id":1,"components":[{"type":5,"id":1,"custom_id":"a"}]}]}`, "components.0.components.0.id", "COMPONENT_ID_DUPLICATED"},
		{"button label", inSchema, MessageCreate, inButton(`"custom_id":"c","label":"` + x(80) + `"`), inButton(`"custom_id":"c","label":"` + x(81) + `"`), "components.0.components.0.label", tooLong},
		{"button with nothing on it", notInSchema, MessageCreate, inButton(`"custom_id":"c","emoji":{"name":"🔥"}`), inButton(`"custom_id":"c","label":""`), "components.0.components.0.label", required},
		{"button without custom_id", notInSchema, MessageCreate, inButton(`"custom_id":"c","label":"l"`), inButton(`"label":"l"`), "components.0.components.0.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"},
		{"link without url", notInSchema, MessageCreate, inRow(`[{"type":2,"style":5,"label":"l","url":"https://a.example"}]`), inRow(`[{"type":2,"style":5,"label":"l"}]`), "components.0.components.0.url", "BUTTON_COMPONENT_URL_REQUIRED"},
		{"link with custom_id", notInSchema, MessageCreate, inRow(`[{"type":2,"style":5,"label":"l","url":"https://a.example"}]`), inRow(`[{"type":2,"style":5,"label":"l","url":"https://a.example","custom_id":"c"}]`), "components.0.components.0", "BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE"},
		{"button url", inSchema, MessageCreate, inRow(`[{"type":2,"style":5,"label":"l","url":"https://a.example/` + x(494) + `"}]`), inRow(`[{"type":2,"style":5,"label":"l","url":"https://a.example/` + x(495) + `"}]`), "components.0.components.0.url", tooLong},
		{"select options", inSchema, MessageCreate, inSelect(selectOptions(25)), inSelect(selectOptions(26)), "components.0.components.0.options", badLength},
		{"select options, least", inSchema, MessageCreate, inSelect(selectOptions(1)), inSelect(selectOptions(0)), "components.0.components.0.options", badLength},
		{"option label", inSchema, MessageCreate, inOption(`"value":"v","label":"` + x(100) + `"`), inOption(`"value":"v","label":"` + x(101) + `"`), "components.0.components.0.options.0.label", badLength},
		{"option value", inSchema, MessageCreate, inOption(`"label":"l","value":"` + x(100) + `"`), inOption(`"label":"l","value":"` + x(101) + `"`), "components.0.components.0.options.0.value", badLength},
		{"option description", inSchema, MessageCreate, inOption(`"label":"l","value":"v","description":"` + x(100) + `"`), inOption(`"label":"l","value":"v","description":"` + x(101) + `"`), "components.0.components.0.options.0.description", tooLong},
		{"option values differ", notInSchema, MessageCreate, inSelect(selectOptions(2)), inSelect(`"options":[{"label":"a","value":"v"},{"label":"b","value":"v"}]`), "components.0.components.0.options.1", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"},
		{"select placeholder", inSchema, MessageCreate, inSelect(selectOptions(1) + `,"placeholder":"` + x(150) + `"`), inSelect(selectOptions(1) + `,"placeholder":"` + x(151) + `"`), "components.0.components.0.placeholder", tooLong},
		{"min_values", inSchema, MessageCreate, inSelect(selectOptions(25) + `,"max_values":25,"min_values":25`), inSelect(selectOptions(25) + `,"max_values":25,"min_values":26`), "components.0.components.0.min_values", tooMuch},
		{"max_values", inSchema, MessageCreate, inSelect(selectOptions(25) + `,"max_values":25`), inSelect(selectOptions(25) + `,"max_values":26`), "components.0.components.0.max_values", tooMuch},
		{"max_values, least", inSchema, MessageCreate, inSelect(selectOptions(1) + `,"max_values":1`), inSelect(selectOptions(1) + `,"max_values":0`), "components.0.components.0.max_values", tooLittle},
		{"max_values and options", notInSchema, MessageCreate, inSelect(selectOptions(2) + `,"max_values":2`), inSelect(selectOptions(2) + `,"max_values":3`), "components.0.components.0.max_values", "SELECT_COMPONENT_MAX_VALUES_EXCEEDED"},
		{"min_values and max_values", notInSchema, MessageCreate, inSelect(selectOptions(2) + `,"min_values":2,"max_values":2`), inSelect(selectOptions(2) + `,"min_values":2`), "components.0.components.0.min_values", "SELECT_COMPONENT_MIN_VALUES_EXCEEDED"},

		{"modal title", inSchema, InteractionCallback, `{"type":9,"data":{"custom_id":"m","title":"` + x(45) + `","components":` + inputs(1) + `}}`, `{"type":9,"data":{"custom_id":"m","title":"` + x(46) + `","components":` + inputs(1) + `}}`, "data.title", badLength},
		{"modal custom_id", inSchema, InteractionCallback, `{"type":9,"data":{"custom_id":"` + x(100) + `","title":"t","components":` + inputs(1) + `}}`, `{"type":9,"data":{"custom_id":"` + x(101) + `","title":"t","components":` + inputs(1) + `}}`, "data.custom_id", badLength},
		{"modal rows", notInSchema, InteractionCallback, `{"type":9,"data":{"custom_id":"m","title":"t","components":` + inputs(5) + `}}`, `{"type":9,"data":{"custom_id":"m","title":"t","components":` + inputs(6) + `}}`, "data.components", badLength},
		{"inputs of a modal's row", notInSchema, InteractionCallback, inModal(`"label":"l"`), `{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":1,"components":[{"type":4,"custom_id":"i","style":1,"label":"l"},{"type":4,"custom_id":"j","style":1,"label":"l"}]}]}}`, "data.components.0.components", badLength},
		{"input label", inSchema, InteractionCallback, inModal(`"label":"` + x(45) + `"`), inModal(`"label":"` + x(46) + `"`), "data.components.0.components.0.label", badLength},
		{"input placeholder", inSchema, InteractionCallback, inModal(`"label":"l","placeholder":"` + x(100) + `"`), inModal(`"label":"l","placeholder":"` + x(101) + `"`), "data.components.0.components.0.placeholder", tooLong},
		{"input value", inSchema, InteractionCallback, inModal(`"label":"l","value":"` + x(4000) + `"`), inModal(`"label":"l","value":"` + x(4001) + `"`), "data.components.0.components.0.value", tooLong},
		{"input min_length", inSchema, InteractionCallback, inModal(`"label":"l","min_length":4000`), inModal(`"label":"l","min_length":4001`), "data.components.0.components.0.min_length", tooMuch},
		{"input max_length", inSchema, InteractionCallback, inModal(`"label":"l","max_length":1`), inModal(`"label":"l","max_length":0`), "data.components.0.components.0.max_length", tooLittle},
		{"label description", inSchema, InteractionCallback, labelled(`"description":"` + x(100) + `"`), labelled(`"description":"` + x(101) + `"`), "data.components.0.description", badLength},
		{"autocomplete choices", inSchema, InteractionCallback, suggestions(times(25, func(int) string { return `{"name":"n","value":1}` })), suggestions(times(26, func(int) string { return `{"name":"n","value":1}` })), "data.choices", tooLong},
		{"autocomplete name", inSchema, InteractionCallback, suggestions(`[{"name":"` + x(100) + `","value":1}]`), suggestions(`[{"name":"` + x(101) + `","value":1}]`), "data.choices.0.name", badLength},
		{"autocomplete value", notInSchema, InteractionCallback, suggestions(`[{"name":"n","value":"` + x(100) + `"}]`), suggestions(`[{"name":"n","value":"` + x(101) + `"}]`), "data.choices.0.value", tooLong},

		{"commands", inSchema, CommandList, times(130, func(i int) string { return fmt.Sprintf(`{"name":"c%d","description":"d"}`, i) }), times(131, func(i int) string { return fmt.Sprintf(`{"name":"c%d","description":"d"}`, i) }), "", tooLong},
		{"commands differ", notInSchema, CommandList, `[{"name":"a","description":"d"},{"name":"a","type":2}]`, `[{"name":"a","description":"d"},{"name":"a","description":"d"}]`, "1", "APPLICATION_COMMANDS_DUPLICATE_NAME"},
		{"command name", inSchema, CommandCreate, `{"name":"` + x(32) + `","description":"d"}`, `{"name":"` + x(33) + `","description":"d"}`, "name", badLength},
		{"command name, letters", notInSchema, CommandCreate, `{"name":"frag-mich_ü'9ไ","description":"d"}`, `{"name":"ask me","description":"d"}`, "name", "STRING_TYPE_REGEX"},
		{"command name, case", notInSchema, CommandCreate, `{"name":"ask","description":"d"}`, `{"name":"Ask","description":"d"}`, "name", "APPLICATION_COMMAND_INVALID_NAME"},
		{"menu name", inSchema, CommandCreate, `{"type":3,"name":"Save This"}`, `{"type":3,"name":"` + x(33) + `"}`, "name", badLength},
		{"menu description", notInSchema, CommandCreate, `{"type":2,"name":"Who","description":""}`, `{"type":2,"name":"Who","description":"d"}`, "description", "APPLICATION_COMMAND_DESCRIPTION_INVALID"},
		{"command description", inSchema, CommandCreate, `{"name":"a","description":"` + x(100) + `"}`, `{"name":"a","description":"` + x(101) + `"}`, "description", tooLong},
		{"command description, least", notInSchema, CommandCreate, `{"name":"a","description":"d"}`, `{"name":"a","description":""}`, "description", required},
		{"options", inSchema, CommandCreate, slash(`"options":` + options(25)), slash(`"options":` + options(26)), "options", tooLong},
		{"option name", inSchema, CommandCreate, slashOption(`"type":3,"name":"` + x(32) + `"`), slashOption(`"type":3,"name":"` + x(33) + `"`), "options.0.name", badLength},
		{"option name, case", notInSchema, CommandCreate, slashOption(`"type":3,"name":"a"`), slashOption(`"type":3,"name":"A"`), "options.0.name", "APPLICATION_COMMAND_INVALID_NAME"},
		{"option names differ", notInSchema, CommandCreate, slash(`"options":` + options(2)), slash(`"options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"a","description":"d"}]`), "options.1.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"},
		{"required options first", notInSchema, CommandCreate, slash(`"options":[{"type":3,"name":"a","description":"d","required":true},{"type":3,"name":"b","description":"d"}]`), slash(`"options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"b","description":"d","required":true}]`), "options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
		{"subcommands apart", notInSchema, CommandCreate, slash(`"options":[{"type":1,"name":"a","description":"d"},{"type":2,"name":"b","description":"d"}]`), slash(`"options":[{"type":1,"name":"a","description":"d"},{"type":3,"name":"b","description":"d"}]`), "options.1", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		{"depth of subcommands", inSchema, CommandCreate, slashOption(`"type":2,"name":"g","options":[{"type":1,"name":"s","description":"d","options":` + options(1) + `}]`), slashOption(`"type":2,"name":"g","options":[{"type":2,"name":"s","description":"d"}]`), "options.0.options.0", "UNION_TYPE_CHOICES"},
		{"choices", inSchema, CommandCreate, slashOption(`"type":3,"name":"a","choices":` + choicesOf(25)), slashOption(`"type":3,"name":"a","choices":` + choicesOf(26)), "options.0.choices", tooLong},
		{"choice name", inSchema, CommandCreate, slashOption(`"type":3,"name":"a","choices":[{"name":"` + x(100) + `","value":"v"}]`), slashOption(`"type":3,"name":"a","choices":[{"name":"` + x(101) + `","value":"v"}]`), "options.0.choices.0.name", badLength},
		{"choice value", notInSchema, CommandCreate, slashOption(`"type":3,"name":"a","choices":[{"name":"n","value":"` + x(100) + `"}]`), slashOption(`"type":3,"name":"a","choices":[{"name":"n","value":"` + x(101) + `"}]`), "options.0.choices.0.value", tooLong},
		{"choices or autocomplete", notInSchema, CommandCreate, slashOption(`"type":3,"name":"a","choices":[],"autocomplete":true`), slashOption(`"type":3,"name":"a","choices":[{"name":"n","value":"v"}],"autocomplete":true`), "options.0.autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID"},
		{"min_value of numbers alone", notInSchema, CommandCreate, slashOption(`"type":4,"name":"a","min_value":1`), slashOption(`"type":3,"name":"a","min_value":1`), "options.0.min_value", "UNKNOWN_FIELD"},
		{"channel_types of channels alone", notInSchema, CommandCreate, slashOption(`"type":7,"name":"a","channel_types":[0]`), slashOption(`"type":8,"name":"a","channel_types":[0]`), "options.0.channel_types", "UNKNOWN_FIELD"},
		{"option max_length", inSchema, CommandCreate, slashOption(`"type":3,"name":"a","max_length":6000`), slashOption(`"type":3,"name":"a","max_length":6001`), "options.0.max_length", tooMuch},
		{"whole command", notInSchema, CommandCreate, commandTotal(8000), commandTotal(8001), "", "APPLICATION_COMMAND_TOO_LARGE"},
		{"locales", notInSchema, CommandCreate, slash(`"name_localizations":{"de":"frag"}`), slash(`"name_localizations":{"xx":"frag"}`), "name_localizations.xx", choice},

		{"channel name", inSchema, ChannelCreate, `{"name":"` + x(100) + `"}`, `{"name":"` + x(101) + `"}`, "name", badLength},
		{"topic", notInSchema, ChannelEdit, `{"topic":"` + x(1024) + `"}`, `{"topic":"` + x(1025) + `"}`, "topic", tooLong},
		{"slow mode", notInSchema, ChannelEdit, `{"rate_limit_per_user":21600}`, `{"rate_limit_per_user":21601}`, "rate_limit_per_user", tooMuch},
		{"thread name", inSchema, ThreadFromMessage, `{"name":"` + x(100) + `"}`, `{"name":"` + x(101) + `"}`, "name", badLength},
		{"thread name, least", inSchema, ThreadCreate, `{"name":"n"}`, `{"name":""}`, "name", badLength},
		{"auto archive", inSchema, ThreadCreate, `{"name":"n","auto_archive_duration":1440}`, `{"name":"n","auto_archive_duration":90}`, "auto_archive_duration", choice},
		{"role name", inSchema, RoleCreate, `{"name":"` + x(100) + `"}`, `{"name":"` + x(101) + `"}`, "name", badLength},
		{"role permissions", inSchema, RoleEdit, `{"permissions":"8"}`, `{"permissions":"all"}`, "permissions", "NUMBER_TYPE_COERCE"},
		{"nick", inSchema, MemberEdit, `{"nick":"` + x(32) + `"}`, `{"nick":"` + x(33) + `"}`, "nick", tooLong},
		{"own nick", inSchema, SelfMemberEdit, `{"nick":"` + x(32) + `"}`, `{"nick":"` + x(33) + `"}`, "nick", tooLong},
		{"username", inSchema, UserEdit, `{"username":"` + x(32) + `"}`, `{"username":"` + x(33) + `"}`, "username", badLength},
		{"application description", inSchema, ApplicationEdit, `{"description":"` + x(400) + `"}`, `{"description":"` + x(401) + `"}`, "description", tooLong},
		{"poll question", inSchema, MessageCreate, pollOf(x(300), 1, "a", 1), pollOf(x(301), 1, "a", 1), "poll.question.text", badLength},
		{"poll answers", inSchema, MessageCreate, pollOf("q", 10, "a", 1), pollOf("q", 11, "a", 1), "poll.answers", badLength},
		{"poll answer", notInSchema, MessageCreate, pollOf("q", 1, x(55), 1), pollOf("q", 1, x(56), 1), "poll.answers.0.poll_media.text", badLength},
		{"poll hours", inSchema, MessageCreate, pollOf("q", 1, "a", 768), pollOf("q", 1, "a", 769), "poll.duration", tooMuch},
	}
}

func TestLimits(t *testing.T) {
	for _, limit := range limits() {
		t.Run(limit.name, func(t *testing.T) {
			if err := limit.shape.Check([]byte(limit.at)); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			refused(t, limit.shape, limit.beyond, limit.path, limit.code)
		})
	}
}

// The official document takes what is at a limit, and refuses what is beyond it
// where the table says that it does.
func TestTheTableIsRightAboutTheSchemas(t *testing.T) {
	document, err := spec.Load()
	if errors.Is(err, spec.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range limits() {
		method, path, _ := strings.Cut(routeOf()[limit.shape], " ")
		check := func(body string) error { return document.CheckRequest(method, path, "application/json", []byte(body)) }
		if err := check(limit.at); err != nil {
			t.Errorf("%s: the document refuses what is at the limit: %v", limit.name, err)
		}
		if refuses := check(limit.beyond) != nil; refuses != limit.schema {
			t.Errorf("%s: the document refuses what is beyond: %v", limit.name, refuses)
		}
	}
}

// routeOf is a route whose body has the shape.
func routeOf() map[Shape]string {
	const commands, webhook = "/applications/{application_id}/commands", "/webhooks/{webhook_id}/{webhook_token}"
	return map[Shape]string{
		MessageCreate: "POST /channels/{channel_id}/messages", MessageEdit: "PATCH /channels/{channel_id}/messages/{message_id}",
		BulkDelete: "POST /channels/{channel_id}/messages/bulk-delete", WebhookCreate: "POST " + webhook, WebhookEdit: "PATCH " + webhook + "/messages/@original",
		InteractionCallback: "POST /interactions/{interaction_id}/{interaction_token}/callback",
		CommandCreate:       "POST " + commands, CommandList: "PUT " + commands,
		ChannelCreate: "POST /guilds/{guild_id}/channels", ChannelEdit: "PATCH /channels/{channel_id}",
		ThreadFromMessage: "POST /channels/{channel_id}/messages/{message_id}/threads", ThreadCreate: "POST /channels/{channel_id}/threads",
		RoleCreate: "POST /guilds/{guild_id}/roles", RoleEdit: "PATCH /guilds/{guild_id}/roles/{role_id}",
		MemberEdit: "PATCH /guilds/{guild_id}/members/{user_id}", SelfMemberEdit: "PATCH /guilds/{guild_id}/members/@me",
		UserEdit: "PATCH /users/@me", ApplicationEdit: "PATCH /applications/@me",
	}
}

// refused checks that the body is refused for one thing, with the code, at the path.
func refused(t *testing.T, s Shape, body, path, code string) {
	t.Helper()
	var refusal *Error
	if err := s.Check([]byte(body)); !errors.As(err, &refusal) {
		t.Fatalf("the body passed: %.200s", body)
	}
	if details := refusal.Details(path); len(details) != 1 || details[0].Code != code {
		t.Errorf("refused with %v, want %s at %q", refusal, code, path)
	}
	if tree, err := json.Marshal(refusal); err != nil || !json.Valid(tree) {
		t.Errorf("the tree is no JSON: %v", err)
	}
}

func embedTotal(n int) string {
	parts := `{"title":"t","footer":{"text":"f"},"author":{"name":"a"},"fields":[{"name":"n","value":"v"}],"description":"` + x(1995) + `"}`
	return `{"embeds":[` + parts + `,{"description":"` + x(n-2000) + `"}]}`
}

func buttons(rows, perRow int) string {
	return `{"components":` + times(rows, func(i int) string {
		return `{"type":1,"components":` + times(perRow, func(j int) string {
			return fmt.Sprintf(`{"type":2,"style":1,"label":"l","custom_id":"%d/%d"}`, i, j)
		}) + `}`
	}) + `}`
}

func labelled(s string) string {
	return `{"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":18,"label":"l","component":{"type":4,"custom_id":"i","style":1},` + s + `}]}}`
}

func options(n int) string {
	return times(n, func(i int) string { return fmt.Sprintf(`{"type":3,"name":"o%d","description":"d"}`, i) })
}

func choicesOf(n int) string {
	return times(n, func(i int) string { return fmt.Sprintf(`{"name":"n%d","value":"v"}`, i) })
}

// commandTotal is a command with n characters of texts: two options whose
// choices have names and values of 100 characters, and one that fills up.
func commandTotal(n int) string {
	long := func(i int) string { return fmt.Sprintf(`{"name":"%02d%s","value":"%s"}`, i, x(98), x(100)) }
	const rest = len("name") + 1 + len("a") + 1 + len("b") + 1 // names and descriptions
	fill := n - rest - 39*200 - 100
	last := fmt.Sprintf(`{"name":%q,"value":%q}`, x(100), x(fill))
	first := times(25, long)
	second := "[" + strings.Join(append(series(14, long), last), ",") + "]"
	return `{"name":"name","description":"d","options":[{"type":3,"name":"a","description":"d","choices":` + first +
		`},{"type":3,"name":"b","description":"d","choices":` + second + `}]}`
}
