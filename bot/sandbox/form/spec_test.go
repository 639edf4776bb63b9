package form

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/openapi"
)

// official maps each shape to the request schemas of Discord's specification.
func official() map[Shape][]string {
	return map[Shape][]string{
		MessageCreate: {"MessageCreateRequest"},
		MessageEdit:   {"MessageEditRequestPartial"},
		WebhookCreate: {"IncomingWebhookRequestPartial"},
		WebhookEdit:   {"IncomingWebhookUpdateRequestPartial"},
		InteractionCallback: {
			"CreateMessageInteractionCallbackRequest", "UpdateMessageInteractionCallbackRequest",
			"ApplicationCommandAutocompleteCallbackRequest", "ModalInteractionCallbackRequest",
		},
		CommandCreate:     {"ApplicationCommandCreateRequest"},
		CommandEdit:       {"ApplicationCommandPatchRequestPartial"},
		CommandList:       {"ApplicationCommandUpdateRequest"},
		ChannelCreate:     {"CreateGuildChannelRequest"},
		ChannelEdit:       {"UpdateGuildChannelRequestPartial", "UpdateThreadRequestPartial"},
		OverwriteSet:      {"paths./channels/{channel_id}/permissions/{overwrite_id}.put"},
		ThreadFromMessage: {"CreateTextThreadWithMessageRequest"},
		ThreadCreate:      {"CreateTextThreadWithoutMessageRequest"},
		BulkDelete:        {"paths./channels/{channel_id}/messages/bulk-delete.post"},
		RoleCreate:        {"CreateRoleRequest"},
		RoleEdit:          {"UpdateRoleRequestPartial"},
		MemberEdit:        {"paths./guilds/{guild_id}/members/{user_id}.patch"},
		SelfMemberEdit:    {"paths./guilds/{guild_id}/members/@me.patch"},
		UserEdit:          {"BotAccountPatchRequest"},
		DirectCreate:      {"CreatePrivateChannelRequest"},
		ApplicationEdit:   {"ApplicationFormPartial"},
	}
}

// leftOut are the fields of the official schemas that the shapes refuse on
// purpose, by the end of their path.
func leftOut() []string {
	return []string{
		"shared_client_theme", // themes are for people's clients
		"applied_tags",        // of forums, which the sandbox has in name only
		"available_tags", "default_tag_setting", "default_sort_order", "default_forum_layout", "default_reaction_emoji",
		"rtc_region", "video_quality_mode", // of voice
		"sku_id",                 // of shops
		"handler",                // of activities
		"access_tokens", "nicks", // of group direct messages
		"team_id", "explicit_content_filter", "max_participants", "install_params", "integration_types_config", // of the portal
		"event_webhooks_status", "event_webhooks_url", "event_webhooks_types",
		"ApplicationEdit.type",
		"18.component.4.label", // the label around it has the text
	}
}

// specification is the official document, which lies beside the module's root.
func specification(t *testing.T) map[string]any {
	data, err := openapi.Read("discord-openapi.json")
	if errors.Is(err, openapi.ErrMissing) {
		t.Skip("there is nothing to compare with: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestShapesKnowTheFieldsOfTheOfficialSchemas(t *testing.T) {
	cmp := comparison{spec: specification(t), t: t, used: make(map[string]bool)}
	for s, names := range official() {
		for _, name := range names {
			body := shapes()[s].body
			if l, ok := body.(nullableList); ok {
				body = l.of
			}
			cmp.compare(s.String(), body, cmp.schema(name))
		}
	}
	for _, name := range leftOut() {
		if !cmp.used[name] {
			t.Errorf("%s is said to be left out, and no schema has it", name)
		}
	}
}

type comparison struct {
	spec map[string]any
	t    *testing.T
	used map[string]bool
}

// schema is the named schema, or the body of a path's method.
func (cmp comparison) schema(name string) map[string]any {
	at := []string{"components", "schemas", name}
	if path, ok := strings.CutPrefix(name, "paths."); ok {
		dot := strings.LastIndex(path, ".")
		at = []string{"paths", path[:dot], path[dot+1:], "requestBody", "content", "application/json", "schema"}
	}
	found := cmp.spec
	for _, key := range at {
		next, ok := found[key].(map[string]any)
		if !ok {
			cmp.t.Fatalf("the specification has no %s", name)
		}
		found = next
	}
	return found
}

// compare reports the schema's fields that the shape does not know, and goes on
// into those that both know.
func (cmp comparison) compare(path string, s shape, schema map[string]any) {
	for _, alternative := range cmp.resolve(schema) {
		properties, _ := alternative["properties"].(map[string]any)
		switch s := s.(type) {
		case object:
			cmp.compareFields(path, s, properties)
		case union:
			kind, _ := properties["type"].(map[string]any)
			kinds, _ := kind["enum"].([]any)
			for _, v := range s {
				if slices.Contains(kinds, any(float64(v.kind))) {
					cmp.compareFields(path+"."+index(int(v.kind)), v.object, properties)
				}
			}
		case list:
			if items, ok := alternative["items"].(map[string]any); ok {
				cmp.compare(path, s.of, items)
			}
		case choiceList:
			cmp.compare(path, s.list, alternative)
		}
	}
}

func (cmp comparison) compareFields(path string, o object, properties map[string]any) {
	for name, schema := range properties {
		at := path + "." + name
		i := slices.IndexFunc(o.fields, func(f field) bool { return f.name == name })
		out := slices.IndexFunc(leftOut(), func(end string) bool { return strings.HasSuffix("."+at, "."+end) })
		switch {
		case i >= 0:
			if schema, ok := schema.(map[string]any); ok {
				cmp.compare(at, o.fields[i].shape, schema)
			}
		case slices.Contains(o.ignored, name):
		case out >= 0:
			cmp.used[leftOut()[out]] = true
		default:
			cmp.t.Errorf("%s is in the official schema, and unknown here", at)
		}
	}
}

// resolve follows references and unions down to what has properties or items.
func (cmp comparison) resolve(schema map[string]any) []map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		return cmp.resolve(cmp.schema(ref[strings.LastIndex(ref, "/")+1:]))
	}
	var all []map[string]any
	for _, key := range []string{"oneOf", "anyOf"} {
		alternatives, _ := schema[key].([]any)
		for _, a := range alternatives {
			if a, ok := a.(map[string]any); ok {
				all = append(all, cmp.resolve(a)...)
			}
		}
	}
	return append(all, schema)
}
