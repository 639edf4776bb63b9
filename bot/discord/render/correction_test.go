package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/button"
)

// corrected is a correction of sentences, each to the next.
func correctedBy(sentences ...string) Correction {
	a := &corpus.Article{Slug: "harbour", Version: 1, Meta: corpus.Meta{Title: "The [harbour](https://evil.example) @everyone", URL: "https://westport.example/harbour"}}
	c := Correction{Now: a.WithVersion(2), Answer: "answer", Signature: "Correction · no. 0123456789"}
	for i, text := range sentences {
		x := Altered{Ref: corpus.Ref{Article: "harbour", Version: 1, Paragraph: i + 1, Sentence: 1}, Old: text}
		if i%3 != 2 {
			x.New, x.Into = text+" More.", corpus.Ref{Article: "harbour", Version: 2, Paragraph: i + 1, Sentence: 1}
		}
		c.Then, c.Changes = append(c.Then, a), append(c.Changes, x)
	}
	return c
}

func TestACorrectionIsOnePostWhateverItSays(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	codec, err := button.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := correctedBy(rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.Just(strings.Repeat("word ", 900)), rapid.Just("<@1> **x** [a](https://b.example)")), 1, 40).Draw(t, "sentences")...)
		if rapid.Bool().Draw(t, "withdrawn") {
			c.Now = nil
		}
		c.Ruled = rapid.Bool().Draw(t, "ruled")
		r := Renderer{Buttons: codec, Plain: rapid.Bool().Draw(t, "plain")}
		p := r.Correction(c)
		text := p.Content
		for _, e := range p.Embeds {
			text += e.Description
			if e.Footer == nil || !strings.HasSuffix(e.Footer.Text, "no. 0123456789") {
				t.Errorf("the mark is missing: %+v", e.Footer)
			}
		}
		if length(p.Content) > maxContent || len(p.Embeds) == 1 && length(p.Embeds[0].Description) > maxDescription {
			t.Errorf("%d units", length(text))
		}
		if strings.Contains(text, "<@1>") || strings.Contains(text, "](https://evil") || strings.Contains(text, "](https://b.ex") || strings.Contains(text, "@everyone") {
			t.Errorf("markup of others: %s", text)
		}
		if r.Plain && !strings.Contains(strings.ReplaceAll(text[strings.LastIndexByte(text, '\n'):], `\`, ""), "no. 0123456789") {
			t.Errorf("the mark is missing: %s", text)
		}
		if len(p.Components) != 1 {
			t.Errorf("%d rows of buttons", len(p.Components))
		}
	})
}

func TestWhatACorrectionHasNoRoomForIsCounted(t *testing.T) {
	long := strings.Repeat("The harbour is sold. ", 60)
	p := (Renderer{}).Correction(correctedBy(long, long, long, long, long))
	if text := p.Embeds[0].Description; !strings.Contains(text, "more changed sentences are not shown here") || !strings.Contains(text, "**Was:**") {
		t.Error(text)
	}
}
