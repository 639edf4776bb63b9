package desk_test

import (
	"context"
	"errors"
	"testing"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/desk"
	"rapporteur/bot/search"
)

func answerer(t testing.TB) *answer.Answerer {
	t.Helper()
	a := corpustest.Parse(t, "bridge.md", "---\ntitle: The bridge\n---\nThe old bridge over the Alm was closed in 2019, after cracks were found in three pillars.\n")
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

func TestWithoutAModelADeskQuotes(t *testing.T) {
	d := desk.New(desk.Options{})
	worked := 0
	v := desk.Visit{Answerer: answerer(t), Work: func(_ context.Context, f func()) error { worked++; f(); return nil }}
	reply, note, err := d.Answer(context.Background(), v, answer.Question{Text: "When was the old bridge over the Alm closed?"})
	if err != nil || !reply.Answered() || reply.Mode() != answer.Quoted || note != (desk.Note{}) || worked != 1 {
		t.Errorf("%+v, %+v, worked %d times: %v", reply, note, worked, err)
	}
}

func TestWorkThatIsNotTakenOnIsAnError(t *testing.T) {
	busy := errors.New("busy")
	v := desk.Visit{Answerer: answerer(t), Work: func(context.Context, func()) error { return busy }}
	if _, _, err := desk.New(desk.Options{}).Answer(context.Background(), v, answer.Question{Text: "When was the bridge closed?"}); !errors.Is(err, busy) {
		t.Errorf("error = %v", err)
	}
}
