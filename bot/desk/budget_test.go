package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/store"
)

// spend has a guild use up what a test has given it.
func (o *office) spend(t testing.TB, guild, user string, n int) {
	t.Helper()
	day := store.DayOf(o.clock.now())
	if err := o.store.CountTokens(t.Context(), store.Tokens{Guild: guild, User: user, Day: day, Calls: 1, Prompt: n}); err != nil {
		t.Fatal(err)
	}
}

func TestASpentBudgetQuotesAndSaysSoOnceADay(t *testing.T) {
	m := says(draft)
	o := open(t, m, limited(1000))
	reply, note := ask(t, o.Desk, visit(t), question)
	if reply.Mode() != answer.Written || note.Notice != "" {
		t.Fatalf("%+v, %+v", reply, note)
	}
	o.spend(t, guildA, "", 1000)
	calls := len(m.Requests())
	for day := range 2 {
		until := time.Date(2026, 11, 25+day, 0, 0, 0, 0, time.UTC)
		for i := range 3 {
			v := visit(t)
			v.User = []string{alice, bob}[i%2]
			reply, note = ask(t, o.Desk, v, variant(10*day+i))
			if reply.Mode() != answer.Quoted || !reply.Answered() || reply.Note() != "" || reply.Cause() != nil {
				t.Errorf("%+v", reply)
			}
			if told := note.Notice != ""; told != (i == 0) || told && !note.Until.Equal(until) {
				t.Errorf("day %d, question %d: %+v", day, i, note)
			}
		}
		if reply, note = ask(t, o.Desk, visit(t), question); reply.Mode() != answer.Written || note.Stored.IsZero() || note.Notice != "" {
			t.Errorf("what was written before is not given: %+v, %+v", reply, note)
		}
		o.clock.set(until.Add(-time.Nanosecond))
		if reply, note = ask(t, o.Desk, visit(t), variant(99)); reply.Mode() != answer.Quoted || note.Notice != "" {
			t.Errorf("before midnight: %+v, %+v", reply, note)
		}
		if len(m.Requests()) != calls {
			t.Errorf("%d calls beyond the budget", len(m.Requests())-calls)
		}
		o.clock.set(until)
		if day == 0 {
			o.spend(t, guildA, "", 1000)
		}
	}
	if reply, _ = ask(t, o.Desk, visit(t), variant(50)); reply.Mode() != answer.Written {
		t.Errorf("the next day: %+v", reply)
	}
}

func TestAGuildCanOnlyLowerTheOperatorsLimit(t *testing.T) {
	for _, c := range []struct {
		operator, guild, spent int
		written                bool
	}{
		{0, 0, 1_000_000, true},
		{1000, 0, 999, true},
		{1000, 0, 1000, false},
		{1000, 500, 499, true},
		{1000, 500, 500, false},
		{1000, 5000, 999, true},
		{1000, 5000, 1000, false},
		{0, 500, 499, true},
		{0, 500, 500, false},
		{1000, -1, 1000, false},
		{-1, 0, 1000, true},
	} {
		o := open(t, says(draft), limited(c.operator))
		o.spend(t, guildA, "", c.spent)
		o.spend(t, guildB, "", 1_000_000) // another's
		v := visit(t)
		v.Budget = c.guild
		reply, note := ask(t, o.Desk, v, question)
		if written := reply.Mode() == answer.Written; written != c.written || written == (note.Notice != "") {
			t.Errorf("%+v: %s, %+v", c, reply.Mode(), note)
		}
	}
}

func TestInDirectMessagesEachPersonHasABudget(t *testing.T) {
	o := open(t, says(draft), limited(1000))
	o.spend(t, "", alice, 1000)
	for _, c := range []struct {
		user string
		mode answer.Mode
		told bool
	}{{alice, answer.Quoted, true}, {bob, answer.Written, false}, {alice, answer.Quoted, false}} {
		v := visit(t)
		v.Guild, v.User = "", c.user
		v.Fresh = true // what bob had written, alice could be given
		reply, note := ask(t, o.Desk, v, question)
		if reply.Mode() != c.mode || (note.Notice != "") != c.told || c.told && !strings.Contains(note.Notice, "your") {
			t.Errorf("%+v: %s, %+v", c, reply.Mode(), note)
		}
	}
	if _, err := o.store.Erase(t.Context(), alice); err != nil {
		t.Fatal(err)
	}
	if used, err := o.store.TokensUsed(t.Context(), "", alice, "2026-11-24"); used != 0 || err != nil {
		t.Errorf("%d tokens of somebody who is erased: %v", used, err)
	}
}

func TestErasureRefillsNoBudget(t *testing.T) {
	m := says(draft)
	o := open(t, m, limited(100))
	v := visit(t)
	v.Guild = ""
	ask(t, o.Desk, v, question)
	if _, err := o.store.Erase(t.Context(), alice); err != nil {
		t.Fatal(err)
	}
	if reply, _ := ask(t, o.Desk, v, question); reply.Mode() != answer.Quoted || len(m.Requests()) != 1 {
		t.Errorf("%s after %d calls", reply.Mode(), len(m.Requests()))
	}
}

func TestTwoDesksOnOneDatabaseSayItOnce(t *testing.T) {
	o := open(t, says(draft), limited(1000))
	other := o.another(t, says(draft), openStore(t, o.path, o.clock.now), limited(1000))
	o.spend(t, guildA, "", 1000)
	var told sync.Map
	var all sync.WaitGroup
	v := visit(t)
	for i := range 20 {
		all.Go(func() {
			_, note, err := []*desk.Desk{o.Desk, other}[i%2].Answer(t.Context(), v, answer.Question{Text: variant(i)})
			if err != nil {
				t.Error(err)
			}
			if note.Notice != "" {
				told.Store(i, note)
			}
		})
	}
	all.Wait()
	n := 0
	told.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("told %d times", n)
	}
	restarted := o.another(t, says(draft), o.store, limited(1000))
	if _, note := ask(t, restarted, visit(t), question); note.Notice != "" {
		t.Error("told again after a restart")
	}
}

// TestManyAtOnceDoNotOvershootWithoutBound has many ask while nobody's answer is
// done, so that nothing is counted yet.
func TestManyAtOnceDoNotOvershootWithoutBound(t *testing.T) {
	const limit, asking = 10_000, 200
	synctest.Test(t, func(t *testing.T) {
		m := &paced{text: draft, pace: make(chan struct{}), used: llm.Usage{Prompt: 900, Completion: 100}}
		d := desk.New(desk.Options{Writer: writerOf(t, m), Model: "large", DailyTokens: limit})
		v := visit(t)
		var all sync.WaitGroup
		var mu sync.Mutex
		written := 0
		for i := range asking {
			all.Go(func() {
				reply, _, err := d.Answer(t.Context(), v, answer.Question{Text: variant(i)})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				} else if reply.Mode() == answer.Written {
					written++
				}
			})
		}
		synctest.Wait()
		asked, _, _ := m.counts()
		close(m.pace)
		all.Wait()
		if asked < 5 || asked > 20 || written != asked {
			t.Errorf("%d of %d calls were made under a limit of %d, %d written", asked, asking, limit, written)
		}
	})
}

// TestABudgetThatIsSpentOnTheWayStillAnswers has the repair of an answer refused.
func TestABudgetThatIsSpentOnTheWayStillAnswers(t *testing.T) {
	o := open(t, nil)
	m := says("The old bridge over the Alm was closed in 2018. [1.1]") // wants a repair
	d := o.another(t, m, o.store, limited(10))
	reply, note := ask(t, d, visit(t), question)
	if reply.Mode() != answer.Quoted || !reply.Answered() || note.Notice == "" || len(m.Requests()) != 1 || strings.Contains(o.log.String(), "failed") {
		t.Errorf("%+v, %+v after %d calls: %s", reply, note, len(m.Requests()), o.log)
	}
}

func TestACallThatBeganBeforeMidnightIsCountedForItsDay(t *testing.T) {
	m := &paced{text: draft, pace: make(chan struct{}, 100), used: llm.Usage{Prompt: 100, Completion: 10}}
	o := open(t, m, limited(50))
	o.clock.set(time.Date(2026, 11, 24, 23, 59, 59, 0, time.UTC))
	done := make(chan *answer.Reply)
	go func() {
		reply, _, _ := o.Answer(context.WithoutCancel(t.Context()), visit(t), answer.Question{Text: question})
		done <- reply
	}()
	for asked := 0; asked == 0; asked, _, _ = m.counts() {
		time.Sleep(time.Millisecond)
	}
	o.clock.set(time.Date(2026, 11, 25, 0, 0, 1, 0, time.UTC))
	close(m.pace)
	if reply := <-done; reply.Mode() != answer.Written {
		t.Fatalf("%+v", reply)
	}
	for day, want := range map[store.Day]int{"2026-11-24": 110, "2026-11-25": 0} {
		if got, err := o.store.TokensUsed(t.Context(), guildA, "", day); got != want || err != nil {
			t.Errorf("%s: %d, want %d: %v", day, got, want, err)
		}
	}
	if reply, _ := ask(t, o.Desk, visit(t), variant(1)); reply.Mode() != answer.Written {
		t.Errorf("the new day: %s", reply.Mode())
	}
}

func TestChecksKitsAndBriefingsKeepToTheBudget(t *testing.T) {
	m := says(draft)
	o := open(t, m, limited(1000))
	v := visit(t)
	commands := map[string]func() (desk.Note, error){
		"check": func() (desk.Note, error) {
			_, note, err := o.CheckEach(t.Context(), v, "The old bridge over the Alm was closed in 2018.")
			return note, err
		},
		"discuss": func() (desk.Note, error) {
			_, note, err := o.Discuss(t.Context(), v, "the old bridge over the Alm", "")
			return note, err
		},
		"brief": func() (desk.Note, error) {
			_, note, err := o.Brief(t.Context(), v, v.Answerer.Articles(), brief.Options{})
			return note, err
		},
	}
	for name, run := range commands {
		v.Command = name
		if note, err := run(); err != nil || note != (desk.Note{}) {
			t.Errorf("%s: %+v, %v", name, note, err)
		}
	}
	asked := len(m.Requests())
	counted := 0
	for _, row := range o.sums(t) {
		counted += row.Calls
	}
	if asked < 2 || counted != asked {
		t.Errorf("%d calls, %d counted", asked, counted)
	}
	o.spend(t, guildA, "", 1000)
	told := 0
	for name, run := range commands {
		note, err := run()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if note.Notice != "" {
			told++
		}
	}
	if told != 1 || len(m.Requests()) != asked {
		t.Errorf("told %d times, %d calls beyond the budget", told, len(m.Requests())-asked)
	}
}
