package desk_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

func TestAnIdenticalQuestionIsAnsweredFromTheStore(t *testing.T) {
	m := says(draft)
	o := open(t, m)
	first, _ := ask(t, o.Desk, visit(t), question)
	o.clock.set(noon.Add(time.Hour))
	for _, same := range []string{question, "  when was the OLD bridge over\nthe alm closed", "When was the old bridge over the Alm closed?!  "} {
		v := visit(t) // with articles that were read anew
		v.User = bob
		reply, note := ask(t, o.Desk, v, same)
		if !note.Stored.Equal(noon) || reply.Question() != same || !reply.To(question).Same(first) {
			t.Errorf("%q: %+v, %+v", same, reply, note)
		}
	}
	if n := len(m.Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
	if got := o.sums(t); got[0].Calls != 1 {
		t.Errorf("%+v", got)
	}
	restarted := o.another(t, m, o.store)
	if _, note := ask(t, restarted, visit(t), question); note.Stored.IsZero() {
		t.Error("a restart forgets")
	}
}

func TestUnicodeFormsOfAQuestionAreOne(t *testing.T) {
	o := open(t, says(draft))
	ask(t, o.Desk, visit(t), "When was the café's old bridge over the Alm closed?")
	if _, note := ask(t, o.Desk, visit(t), "When was the CAFE\u0301’s old bridge over the Alm closed?"); !note.Stored.IsZero() {
		t.Error("another apostrophe is another question")
	}
	if _, note := ask(t, o.Desk, visit(t), "When was the CAFE\u0301's old bridge over the Alm closed?"); note.Stored.IsZero() {
		t.Error("composed and decomposed letters are two questions")
	}
}

func TestWhateverAnAnswerDependsOnMakesItAnother(t *testing.T) {
	m := says(draft)
	o := open(t, m)
	ask(t, o.Desk, visit(t), question)
	two := func(t testing.TB) *answer.Answerer {
		a, b := corpustest.Parse(t, "bridge.md", article), corpustest.Parse(t, "tunnel.md", "A tunnel under the Alm is planned.\n")
		index, err := search.New([]*corpus.Article{a, b})
		if err != nil {
			t.Fatal(err)
		}
		return answer.New(index)
	}
	custom, err := prompts.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		desk  func(*desk.Options)
		visit func(*desk.Visit)
		q     answer.Question
		same  bool
	}{
		"nothing":         {same: true},
		"the same set":    {desk: func(o *desk.Options) { o.Writer.Prompts = custom }, same: true},
		"another member":  {visit: func(v *desk.Visit) { v.User, v.Subject = bob, "2" }, same: true},
		"words":           {q: answer.Question{Text: "When was the old bridge over the Alm closed for good?"}},
		"history":         {q: answer.Question{Text: question, History: []answer.Turn{{Text: "What of the bridge?"}}}},
		"history's voice": {q: answer.Question{Text: question, History: []answer.Turn{{Text: "What of the bridge?", Bot: true}}}},
		"one article":     {q: answer.Question{Text: question, Article: "bridge"}},
		"language":        {visit: func(v *desk.Visit) { v.Language = "fr" }},
		"guild":           {visit: func(v *desk.Visit) { v.Guild = guildB }},
		"direct message":  {visit: func(v *desk.Visit) { v.Guild = "" }},
		"fresh":           {visit: func(v *desk.Visit) { v.Fresh = true }},
		"model":           {desk: func(o *desk.Options) { o.Model = "larger" }},
		"small model":     {desk: func(o *desk.Options) { o.Small = "small" }},
		"second opinion":  {desk: func(o *desk.Options) { o.Writer.SecondOpinion = true }},
		"translation":     {desk: func(o *desk.Options) { o.Writer.Translate = true }},
		"an article more": {visit: func(v *desk.Visit) { v.Answerer = two(t) }},
		"a changed article": {visit: func(v *desk.Visit) {
			v.Answerer = answererOf(t, strings.Replace(article, "A ferry carries", "A ferry has carried", 1))
		}},
		"a changed title": {visit: func(v *desk.Visit) { v.Answerer = answererOf(t, strings.Replace(article, "The bridge", "A bridge", 1)) }},
	} {
		d := o.Desk
		if c.desk != nil {
			d = o.another(t, m, o.store, c.desk)
		}
		v := visit(t)
		if c.visit != nil {
			c.visit(&v)
		}
		if c.q.Text == "" {
			c.q.Text = question
		}
		before := len(m.Requests())
		reply, note, err := d.Answer(t.Context(), v, c.q)
		if err != nil || reply.Mode() != answer.Written {
			t.Errorf("%s: %+v, %v", name, reply, err)
		}
		if again := len(m.Requests()) == before; again != c.same || again == note.Stored.IsZero() {
			t.Errorf("%s: stored %v, %d calls", name, note.Stored, len(m.Requests())-before)
		}
	}
}

func TestAFreshAnswerTakesTheOldOnesPlace(t *testing.T) {
	m := says(draft)
	o := open(t, m)
	ask(t, o.Desk, visit(t), question)
	m.Say("The old bridge over the Alm was closed in 2019. [1.1]")
	o.clock.set(noon.Add(time.Hour))
	v := visit(t)
	v.Fresh = true
	fresh, note := ask(t, o.Desk, v, question)
	if !note.Stored.IsZero() || fresh.Claims()[0].Text != "The old bridge over the Alm was closed in 2019." {
		t.Errorf("%+v, %+v", fresh, note)
	}
	if reply, note := ask(t, o.Desk, visit(t), question); !reply.Same(fresh) || !note.Stored.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v, %+v", reply, note)
	}
}

func TestOnlyWholeAnswersAreStored(t *testing.T) {
	m := new(llmtest.Scripted)
	o := open(t, m)
	for _, c := range []struct {
		name   string
		say    func()
		stored bool
	}{
		{"a model that fails", func() { m.Fail("", &llm.Error{Kind: llm.ErrUnreachable}) }, false},
		{"an answer cut off", func() { m.Fail(draft, &llm.Error{Kind: llm.ErrTruncated}) }, false},
		{"nothing verified", func() { m.Say("The mayor resigned. [1.1]", "The mayor left. [1.1]") }, false},
		{"a repair that fails", func() {
			m.Say("The old bridge over the Alm was closed in 2019. [1.1] It was closed in 2018. [1.1]")
			m.Fail("", &llm.Error{Kind: llm.ErrRate})
		}, false},
		{"no answer in the articles", func() { m.Say(prompts.Refusal) }, true},
	} {
		v := visit(t)
		v.Fresh = true
		c.say()
		first, _ := ask(t, o.Desk, v, question)
		before := len(m.Requests())
		m.Say(draft)
		reply, note := ask(t, o.Desk, visit(t), question)
		if stored := len(m.Requests()) == before; stored != c.stored || stored && !reply.Same(first) || stored == note.Stored.IsZero() {
			t.Errorf("%s: stored %v, %+v", c.name, stored, reply)
		}
		if _, err := o.store.Erase(t.Context(), alice); err != nil { // takes what is saved
			t.Fatal(err)
		}
		o.Desk = o.another(t, m, o.store)
	}
}

func TestAStoredAnswerThatDoesNotHoldIsWrittenAnew(t *testing.T) {
	for name, change := range map[string]string{
		"another year":   `UPDATE saved SET body = replace(body, '2019', '2009')`,
		"a ping":         `UPDATE saved SET body = replace(body, 'The old', '@everyone The old')`,
		"no such source": `UPDATE saved SET body = replace(body, '@1#p1', '@1#p7')`,
		"no JSON":        `UPDATE saved SET body = 'x'`,
		"empty":          `UPDATE saved SET body = '{}'`,
	} {
		m := says(draft)
		o := open(t, m)
		first, _ := ask(t, o.Desk, visit(t), question)
		db, err := sql.Open("sqlite", o.path)
		if err != nil {
			t.Fatal(err)
		}
		result, err := db.Exec(change)
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if n, _ := result.RowsAffected(); n != 1 {
			t.Fatalf("%s: %d rows", name, n)
		}
		reply, note := ask(t, o.Desk, visit(t), question)
		if !note.Stored.IsZero() || len(m.Requests()) != 2 || !reply.Same(first) {
			t.Errorf("%s: %+v, %+v", name, reply, note)
		}
		if _, note = ask(t, o.Desk, visit(t), question); note.Stored.IsZero() {
			t.Errorf("%s: not mended", name)
		}
	}
}

func TestErasureLeavesNothingOfAMembersQuestion(t *testing.T) {
	m := says(draft)
	o := open(t, m)
	ask(t, o.Desk, visit(t), question)
	if _, err := o.store.Erase(t.Context(), alice); err != nil {
		t.Fatal(err)
	}
	if _, note := ask(t, o.Desk, visit(t), question); !note.Stored.IsZero() {
		t.Error("the answer to an erased member's question is still there")
	}
}

func TestWithoutAModelNothingIsStored(t *testing.T) {
	o := open(t, nil)
	d := o.another(t, nil, o.store, func(opt *desk.Options) { opt.Writer = nil })
	for range 2 {
		if reply, note := ask(t, d, visit(t), question); reply.Mode() != answer.Quoted || note != (desk.Note{}) {
			t.Errorf("%+v, %+v", reply, note)
		}
	}
}

// BenchmarkWritten is the raw stream of a model that takes no time itself, all
// that comes with it included; BenchmarkStored is the same answer from the store.
func BenchmarkWritten(b *testing.B) {
	o := open(b, says(draft))
	v := visit(b)
	v.Fresh = true
	for b.Loop() {
		ask(b, o.Desk, v, question)
	}
}

func BenchmarkStored(b *testing.B) {
	o := open(b, says(draft))
	v := visit(b)
	ask(b, o.Desk, v, question)
	for b.Loop() {
		if _, note := ask(b, o.Desk, v, question); note.Stored.IsZero() {
			b.Fatal("it was written anew")
		}
	}
}

func TestAnAnswerFromBeforeARulingIsGivenAgainOnlyWhenThatIsTakenBack(t *testing.T) {
	m := says("The article says that a ferry carries cars across the river since then. [1.2]")
	m.Say(draft)
	o := open(t, m)
	v := visit(t)
	ask(t, o.Desk, v, question)
	whole := v.Answerer.Articles()[0]
	falls, stands := corpus.Place{Article: whole}, corpus.Place{Article: whole, Sentence: 1}
	ruled, err := v.Answerer.Without([]*corpus.Article{whole.Without(falls)}, func(p corpus.Place) []corpus.Place {
		if p.Ref() == falls.Ref() {
			return []corpus.Place{stands}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after := v
	after.Answerer = ruled
	reply, note := ask(t, o.Desk, after, question)
	if !note.Stored.IsZero() || len(m.Requests()) != 2 || reply.Mode() != answer.Written {
		t.Errorf("%+v %v", note, reply.Claims())
	}
	for _, s := range reply.Sources() {
		if s.Ref() == falls.Ref() {
			t.Errorf("what fell is cited: %s", s.Quote)
		}
	}
	reply, note = ask(t, o.Desk, v, question) // as it was before
	if note.Stored.IsZero() || len(m.Requests()) != 2 || reply.Sources()[0].Ref() != falls.Ref() {
		t.Errorf("%+v %v", note, reply.Claims())
	}
}
