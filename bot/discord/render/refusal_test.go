package render

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

func TestARefusalHasNoMoreButtonsThanARowTakes(t *testing.T) {
	a := corpustest.Parse(t, "harbour.md", "Herons nest at the harbour.\n\nThe harbour is old.\n\nNobody paints the harbour.\n\nA harbour has quays.\n")
	of, err := answer.From([]*corpus.Article{a.WithVersion(1)})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := of.Answer(t.Context(), answer.Question{Text: "Who sang at the harbour opera in Kelm in 1904?"})
	if err != nil || reply.Refusal() == nil || len(reply.Refusal().Nearest) != 3 {
		t.Fatalf("%+v %v", reply, err)
	}
	posts := Renderer{Buttons: testCodec(t)}.Answer(reply, Beside{ID: "1234", Article: "harbour", Stored: time.Unix(1, 0), Save: true})
	checkForm(t, posts[0])
	row, _ := posts[0].Components[0].(discordgo.ActionsRow)
	if len(posts[0].Components) != 1 || len(row.Components) != 5 {
		t.Fatalf("%+v", posts[0].Components)
	}
	if last, _ := row.Components[4].(discordgo.Button); last.Label != "Save as question" {
		t.Errorf("%+v", last)
	}
}
