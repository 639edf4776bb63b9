package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

const scheduled = "briefing" // the command under which its tokens are counted

// issue makes an edition of the visit's articles.
func issue(t testing.TB, d *desk.Desk, v desk.Visit, before []*corpus.Article, shape string) (*edition.Edition, desk.Note) {
	t.Helper()
	v.Command = scheduled
	e, note, err := d.Edition(t.Context(), v, v.Answerer.Articles(), before, edition.Options{Shape: shape}, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e, note
}

func TestAnEditionIsInTheModelsWordsAndCountsUnderItsCommand(t *testing.T) {
	m := &paced{text: "The old bridge over the Alm was closed in 2019. [1.1]", used: llm.Usage{Prompt: 100, Completion: 20}}
	o := open(t, m)
	for _, shape := range []string{edition.Points, edition.Narrative} {
		e, _ := issue(t, o.Desk, visit(t), nil, shape)
		if e.Mode() != answer.Written || !strings.Contains(e.Text(), "was closed in 2019. [1]") {
			t.Errorf("%s: %s", e.Mode(), e.Text())
		}
	}
	sums := o.sums(t)
	if len(sums) != 1 || sums[0].Command != scheduled || sums[0].Calls < 2 || sums[0].Prompt == 0 {
		t.Errorf("%+v", sums)
	}
}

func TestAnEditionWithoutPointsAsksNoModel(t *testing.T) {
	m := says("The old bridge over the Alm was closed in 2019. [1.1]")
	o := open(t, m)
	for _, shape := range []string{edition.Timeline, edition.Positions} {
		issue(t, o.Desk, visit(t), nil, shape)
	}
	v := visit(t)
	if e, _ := issue(t, o.Desk, v, v.Answerer.Articles(), ""); !e.Nothing() {
		t.Errorf("%s", e.Text())
	}
	if n := len(m.Requests()); n > 0 {
		t.Errorf("%d calls", n)
	}
}

func TestAnEditionIsQuotedWhereTheBudgetIsSpentAndWithoutAModel(t *testing.T) {
	o := open(t, says("The old bridge over the Alm was closed in 2019. [1.1]"), limited(1000))
	o.spend(t, guildA, "", 1000)
	if e, note := issue(t, o.Desk, visit(t), nil, ""); e.Mode() != answer.Quoted || len(e.Points()) == 0 || note.Notice == "" {
		t.Errorf("%s, %+v: %s", e.Mode(), note, e.Text())
	}
	if e, note := issue(t, desk.New(desk.Options{}), visit(t), nil, ""); e.Mode() != answer.Quoted || len(e.Points()) == 0 || note.Notice != "" {
		t.Errorf("%s, %+v: %s", e.Mode(), note, e.Text())
	}
}

func TestAnEditionWhoseModelFailsIsQuotedAndSaysWhy(t *testing.T) {
	o := open(t, &paced{text: "The", fault: func(int) error { return &llm.Error{Kind: llm.ErrRejected} }})
	e, _ := issue(t, o.Desk, visit(t), nil, "")
	if e.Mode() != answer.Quoted || e.Note() == "" || e.Cause() == nil || len(e.Points()) == 0 {
		t.Errorf("%s, note %q, cause %v", e.Mode(), e.Note(), e.Cause())
	}
	if !strings.Contains(o.log.String(), "command="+scheduled) {
		t.Errorf("log: %s", o.log)
	}
}

// translating has the desk put what a model words into the visitor's language.
func translating(o *desk.Options) { o.Writer.Translate = true }

func TestAnEditionIsInTheVisitorsLanguageAndItsTranslationIsPaidFor(t *testing.T) {
	const german = "Die alte Brücke über die Alm wurde 2019 geschlossen."
	says := func(purpose string) string {
		return map[string]string{"briefing": "The old bridge over the Alm was closed in 2019. [1.1]", "translate": "1. " + german, "translate back": "1. The old bridge over the Alm was closed in 2019."}[purpose]
	}
	m := new(llmtest.Scripted)
	m.Script(func(r llm.Request) (string, error) { return says(r.Purpose), nil })
	o := open(t, m, translating)
	v := visit(t)
	v.Language = "de"
	e, _ := issue(t, o.Desk, v, nil, "")
	if !o.Translates() || e.Language() != "de" || !strings.Contains(e.Text(), german) {
		t.Errorf("%q: %s", e.Language(), e.Text())
	}
	if sums := o.sums(t); len(sums) != 1 || sums[0].Command != scheduled || sums[0].Calls != len(m.Requests()) || sums[0].Calls != 3 {
		t.Errorf("%d calls, counted %+v", len(m.Requests()), sums)
	}
}

func TestAnEditionStaysAsItWasWordedWhereTheBudgetIsSpentBeforeItsTranslation(t *testing.T) {
	m := &paced{text: "The old bridge over the Alm was closed in 2019. [1.1]", used: llm.Usage{Prompt: 100, Completion: 20}}
	o := open(t, m, translating, limited(100))
	v := visit(t)
	v.Language = "de"
	e, note := issue(t, o.Desk, v, nil, "")
	if asked, _, _ := m.counts(); asked != 1 || e.Mode() != answer.Written || e.Language() != "" || note.Notice == "" || !strings.Contains(e.Note(), "in the articles' language") {
		t.Errorf("%d calls, %s, %+v, note %q: %s", asked, e.Mode(), note, e.Note(), e.Text())
	}
	if strings.Contains(o.log.String(), "failed") {
		t.Errorf("log: %s", o.log)
	}
}

func TestAnEditionsWorkIsDoneWhereTheVisitSays(t *testing.T) {
	v := visit(t)
	busy := context.DeadlineExceeded
	v.Work = func(context.Context, func()) error { return busy }
	if _, _, err := desk.New(desk.Options{}).Edition(t.Context(), v, v.Answerer.Articles(), nil, edition.Options{}, brief.Options{}); !errors.Is(err, busy) {
		t.Errorf("%v", err)
	}
	n := 0
	v.Work = func(_ context.Context, f func()) error { n++; f(); return nil }
	if _, _, err := desk.New(desk.Options{}).Edition(t.Context(), v, v.Answerer.Articles(), nil, edition.Options{}, brief.Options{}); err != nil || n != 3 {
		t.Errorf("%d pieces, %v", n, err)
	}
}
