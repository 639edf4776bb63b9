package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestAQuestionIsSavedOnce(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	q, added, err := s.SaveQuestion(ctx, Question{Guild: guildA, Text: " Who sold  the harbour? ", Creator: alice})
	ok(t, err)
	same(t, []any{added, q.Text, q.At}, []any{true, "Who sold  the harbour?", noon})
	again, added, err := s.SaveQuestion(ctx, Question{Guild: guildA, Text: "who sold the harbour", Creator: bob})
	ok(t, err)
	same(t, []any{added, again.ID, again.Creator}, []any{false, q.ID, alice})
	other, added, err := s.SaveQuestion(ctx, Question{Guild: guildA, Text: "who sold the harbour", Article: "rift", Creator: bob})
	ok(t, err)
	same(t, added, true)
	same(t, len(must[[]Question](t)(s.Questions(ctx, guildA))), 2)
	same(t, must[[]Question](t)(s.Questions(ctx, guildB)), []Question(nil))

	_, err = s.RemoveQuestion(ctx, guildB, q.ID, alice)
	fails(t, err, ErrNotFound)
	same(t, must[Question](t)(s.RemoveQuestion(ctx, guildA, q.ID, alice)).Text, q.Text)
	_, err = s.RemoveQuestion(ctx, guildA, q.ID, alice)
	fails(t, err, ErrNotFound)
	same(t, must[[]Question](t)(s.Questions(ctx, guildA)), []Question{other})
	var actions []string
	for _, a := range must[[]Audit](t)(s.Audits(ctx, guildA, 9)) {
		actions = append(actions, a.Action)
	}
	same(t, actions, []string{ActionRemoveQuestion, ActionSaveQuestion, ActionSaveQuestion})
}

func TestAGuildHasSoManyQuestionsAndNoMore(t *testing.T) {
	s := openNew(t)
	for i := range MaxQuestionsOfGuild {
		_, _, err := s.SaveQuestion(t.Context(), Question{Guild: guildA, Text: fmt.Sprintf("Why number %d?", i), Creator: alice})
		ok(t, err)
	}
	_, _, err := s.SaveQuestion(t.Context(), Question{Guild: guildA, Text: "One more?", Creator: alice})
	fails(t, err, ErrFullGuild)
	_, added, err := s.SaveQuestion(t.Context(), Question{Guild: guildA, Text: "why number 7", Creator: alice})
	ok(t, err)
	same(t, added, false)
	for _, text := range []string{"  ", strings.Repeat("x", MaxQuestionText+1)} {
		_, _, err := s.SaveQuestion(t.Context(), Question{Guild: guildB, Text: text, Creator: alice})
		fails(t, err, ErrInvalid)
	}
}

func TestSavedQuestionsAreTheGuildsAndNameNobodyOnceErased(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	_, _, err := s.SaveQuestion(ctx, Question{Guild: guildA, Text: "Who is <@" + alice + ">?", Creator: alice})
	ok(t, err)
	var e Exported
	ok(t, json.Unmarshal(must[[]byte](t)(s.Export(ctx, alice)), &e))
	same(t, []any{len(e.Saved), e.Saved[0].Question}, []any{1, "Who is <@" + alice + ">?"})
	same(t, must[Erased](t)(s.Erase(ctx, alice)).Questions, 1)
	q := must[[]Question](t)(s.Questions(ctx, guildA))[0]
	same(t, []any{q.Creator, q.Text}, []any{"", "Who is <@" + erased + ">?"})

	// What a member asked and a moderator saved goes with the member.
	_, _, err = s.SaveQuestion(ctx, Question{Guild: guildA, Text: "Why?", Asker: alice, Creator: bob})
	ok(t, err)
	ok(t, json.Unmarshal(must[[]byte](t)(s.Export(ctx, alice)), &e))
	same(t, []any{len(e.Saved), e.Saved[0].Question}, []any{1, "Why?"})
	same(t, must[Erased](t)(s.Erase(ctx, alice)).Questions, 1)
	same(t, len(must[[]Question](t)(s.Questions(ctx, guildA))), 1)
	ok(t, s.DeleteGuild(ctx, guildA))
	same(t, must[[]Question](t)(s.Questions(ctx, guildA)), []Question(nil))
}
