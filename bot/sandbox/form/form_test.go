package form

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func every() []Shape {
	var all []Shape
	for s := range Shape(len(shapes())) {
		all = append(all, s)
	}
	return all
}

func TestTheTreeIsDiscords(t *testing.T) {
	body := `{"content":5,"embeds":[{"title":"t","fields":[{"value":"v"}]}],"bogus":1,"tts":"yes"}`
	const want = `{"content":{"_errors":[{"code":"STRING_TYPE_CONVERT","message":"Could not interpret \"5\" as string."}]},` +
		`"embeds":{"0":{"fields":{"0":{"name":{"_errors":[{"code":"BASE_TYPE_REQUIRED","message":"This field is required"}]}}}}},` +
		`"tts":{"_errors":[{"code":"BOOLEAN_TYPE_CONVERT","message":"Must be either true or false."}]},` +
		`"bogus":{"_errors":[{"code":"UNKNOWN_FIELD","message":"The field \"bogus\" is not known here."}]}}`
	for range 10 { // in the same order each time
		got, err := json.Marshal(MessageCreate.Check([]byte(body)))
		if err != nil || string(got) != want {
			t.Fatalf("got %s\nwant %s (%v)", got, want, err)
		}
	}
}

func TestWhatIsNotJSONIsRefusedAsSuch(t *testing.T) {
	for _, body := range []string{"", "{", `{"content":"a"} x`, `{"content":}`, strings.Repeat("[", 1_000_000)} {
		var refusal *Error
		if !errors.As(MessageCreate.Check([]byte(body)), &refusal) || refusal.Code != InvalidJSON {
			t.Errorf("%.20q: %v", body, refusal)
		}
	}
}

func TestDeepNestingIsFollowedOnlyAsFarAsTheShapeGoes(t *testing.T) {
	deep := strings.Repeat(`{"components":[`, 4000) + strings.Repeat("]}", 4000)
	refused(t, MessageCreate, deep, "components.0.type", "BASE_TYPE_REQUIRED")
}

func TestTheLastOfTwoEqualKeysCounts(t *testing.T) {
	if err := MessageCreate.Check([]byte(`{"content":5,"content":"five"}`)); err != nil {
		t.Error(err)
	}
}

func TestLengthIsCountedInCodePointsWithoutOuterWhiteSpace(t *testing.T) {
	if err := MessageCreate.Check([]byte(`{"content":"  ` + strings.Repeat("💡", MaxContent) + `\n"}`)); err != nil {
		t.Error(err)
	}
}

func TestErrorsAreBounded(t *testing.T) {
	body := `{"a":0` + strings.Join(series(10_000, func(i int) string { return `,"k` + index(i) + `":0` }), "") + `}`
	var refusal *Error
	if !errors.As(MessageCreate.Check([]byte(body)), &refusal) {
		t.Fatal("passed")
	}
	if n := len(refusal.tree.parts); n != maxErrors {
		t.Errorf("%d errors, want %d", n, maxErrors)
	}
}

func TestIDsMayBeNumbers(t *testing.T) {
	for body, fine := range map[string]bool{
		`{"recipient_id":"80351110224678912"}`: true, `{"recipient_id":80351110224678912}`: true,
		`{"recipient_id":"0123"}`: false, `{"recipient_id":"me"}`: false, `{"recipient_id":-1}`: false, `{"recipient_id":1.5}`: false,
		`{"recipient_id":"18446744073709551616"}`: false, `{"recipient_id":null}`: false,
	} {
		if err := DirectCreate.Check([]byte(body)); (err == nil) != fine {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestNullIsAcceptedWhereTheSchemaHasIt(t *testing.T) {
	for _, body := range []string{
		`{"content":null,"embeds":null,"components":null,"attachments":null,"flags":null,"allowed_mentions":null,"sticker_ids":null}`,
		`{"content":"a","allowed_mentions":{"parse":null,"users":null,"replied_user":false}}`,
	} {
		if err := MessageCreate.Check([]byte(body)); err != nil {
			t.Error(err)
		}
	}
	refused(t, ThreadCreate, `{"name":null}`, "name", "BASE_TYPE_REQUIRED")
	refused(t, ChannelEdit, `{"name":null}`, "name", "BASE_TYPE_REQUIRED")
	refused(t, MessageCreate, `{"embeds":[null]}`, "embeds.0", "LIST_ITEM_VALUE_REQUIRED")
}

func TestABodyOfTheWrongKindIsRefused(t *testing.T) {
	for _, s := range every()[Anything+1:] {
		if err := s.Check([]byte(`"text"`)); err == nil {
			t.Errorf("%v takes a string", s)
		}
	}
}

func TestCallbacksAreToldApartByType(t *testing.T) {
	for _, body := range []string{
		`{"type":4,"data":{"content":"hi","flags":64}}`, `{"type":5}`, `{"type":5,"data":{"flags":64}}`, `{"type":6}`,
		`{"type":7,"data":{"content":""}}`, `{"type":8,"data":{}}`,
	} {
		if err := InteractionCallback.Check([]byte(body)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	refused(t, InteractionCallback, `{}`, "type", "BASE_TYPE_REQUIRED")
	refused(t, InteractionCallback, `{"type":1}`, "", "UNION_TYPE_CHOICES")
	refused(t, InteractionCallback, `{"type":4}`, "data", "BASE_TYPE_REQUIRED")
}

// TestWhatKeepsTheLimitsPasses makes messages within the limits.
func TestWhatKeepsTheLimitsPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := func(least, most int, name string) string {
			return rapid.StringOfN(rapid.RuneFrom([]rune("aé💡ไ. ")), least, most, -1).Filter(func(s string) bool {
				return least == 0 || strings.TrimSpace(s) != ""
			}).Draw(t, name)
		}
		var fields []map[string]any
		for range rapid.IntRange(1, 5).Draw(t, "fields") {
			fields = append(fields, map[string]any{"name": long(1, 100, "name"), "value": long(1, 200, "value"), "inline": rapid.Bool().Draw(t, "inline")})
		}
		body, err := json.Marshal(map[string]any{
			"content": long(0, MaxContent, "content"),
			"embeds":  []any{map[string]any{"title": long(0, MaxEmbedTitle, "title"), "fields": fields, "color": rapid.IntRange(0, MaxColor).Draw(t, "color")}},
			"nonce":   rapid.Int64().Draw(t, "nonce"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := MessageCreate.Check(body); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, body := range []string{
		`{"content":"hi","embeds":[{"title":"t","fields":[{"name":"n","value":"v"}]}]}`, buttons(2, 2), labelled(`"id":1`), inSelect(selectOptions(2)),
		`{"type":8,"data":{"choices":[{"name":"n","value":1}]}}`, commandTotal(8000), `[{"name":"a","description":"d"}]`, `{"_errors":1}`, pollOf("q", 2, "a", 1),
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, s := range every() {
			err := s.Check(body)
			if err == nil {
				continue
			}
			if tree, err := json.Marshal(err); err != nil || !json.Valid(tree) {
				t.Errorf("%v: %q gives the tree %s (%v)", s, body, tree, err)
			}
		}
	})
}

func BenchmarkMessageCreate(b *testing.B) {
	body := []byte(`{"content":"What changed in the release?","embeds":[{"title":"Release notes","description":"` + x(300) + `","color":3447003,
		"fields":[{"name":"Source","value":"changes.md","inline":true},{"name":"Lines","value":"10–20","inline":true}],"footer":{"text":"2 passages"}}],
		"allowed_mentions":{"parse":[]},"message_reference":{"message_id":"1","channel_id":"2"}}`)
	benchmark(b, MessageCreate, body)
}

func BenchmarkInteractionCallback(b *testing.B) {
	benchmark(b, InteractionCallback, []byte(`{"type":4,"data":{"tts":false,"content":"`+x(300)+`","components":[{"type":1,"components":[
		{"type":2,"style":1,"label":"More","custom_id":"more"},{"type":2,"style":4,"label":"Forget","custom_id":"forget"}]}],"embeds":null,"flags":64}}`))
}

func benchmark(b *testing.B, s Shape, body []byte) {
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Check(body); err != nil {
			b.Fatal(err)
		}
	}
}
