package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Ids as Discord gives them.
const (
	guildA  = "900000000000000001"
	guildB  = "900000000000000002"
	channel = "910000000000000001"
	alice   = "100000000000000001"
	bob     = "200000000000000002"
)

// noon is the time of the test stores.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// openAt opens a store whose clock stands and whose ids repeat from run to run.
func openAt(t testing.TB, path string, change ...func(*Options)) *Store {
	t.Helper()
	opt := Options{Path: path, Now: func() time.Time { return noon }, Rand: rand.NewChaCha8([32]byte{1})}
	for _, c := range change {
		c(&opt)
	}
	s, err := Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// empty is the file of a store without rows. Making one takes longer than most tests.
var empty = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "store")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "r.db")
	s, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// emptyFile is where a store without rows stands until the test ends.
func emptyFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.db")
	ok(t, os.WriteFile(path, must[[]byte](t)(empty()), 0o600))
	return path
}

func openNew(t testing.TB) *Store {
	t.Helper()
	return openAt(t, emptyFile(t))
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("-want +got\n%s", diff)
	}
}

func fails(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

// anAnswer is a full one, without an id.
func anAnswer() Answer {
	return Answer{
		Guild: guildA, Channel: channel, Message: "920000000000000001", Asker: alice,
		Question: "Why did Baku object to the raids?", Text: "It called them ethnically motivated.",
		Mode: "quoted", Kind: KindAsk, Answered: true, Confidence: 0.75, At: noon,
		Citations: []Citation{
			{N: 1, Ref: "rift@2#p3.s1", Quote: "One."},
			{N: 2, Ref: "rift@2#p3.s10", Quote: "Two."},
			{N: 3, Ref: "rift@21#p1.s1", Quote: "Three."},
		},
	}
}

func TestAnAnswerComesBackAsItWasRecorded(t *testing.T) {
	s, a := openNew(t), anAnswer()
	a.ID = must[string](t)(s.RecordAnswer(t.Context(), a))
	if len(a.ID) != 16 {
		t.Errorf("id %q", a.ID)
	}
	same(t, must[Answer](t)(s.Answer(t.Context(), a.ID)), a)
	same(t, must[Answer](t)(s.AnswerAt(t.Context(), a.Message)), a)

	a.Channel, a.Message = "911", "921"
	ok(t, s.SetMessage(t.Context(), a.ID, a.Channel, a.Message))
	same(t, must[Answer](t)(s.AnswerAt(t.Context(), "921")), a)

	_, err := s.RecordAnswer(t.Context(), a)
	fails(t, err, ErrExists)
}

func TestAnAnswerThatIsNotThereIsNotFound(t *testing.T) {
	s := openNew(t)
	must[string](t)(s.RecordAnswer(t.Context(), Answer{})) // one without a message
	_, err := s.Answer(t.Context(), "x")
	fails(t, err, ErrNotFound)
	_, err = s.AnswerAt(t.Context(), "")
	fails(t, err, ErrNotFound)
	fails(t, s.SetMessage(t.Context(), "x", "1", "2"), ErrNotFound)
	fails(t, s.Rate(t.Context(), Feedback{Answer: "x", User: bob}), ErrNotFound)
}

func TestACitationNumberComesOnce(t *testing.T) {
	s, a := openNew(t), anAnswer()
	a.Citations[1].N = 1
	_, err := s.RecordAnswer(t.Context(), a)
	fails(t, err, ErrInvalid)
}

func TestAnswersAreFoundByWhatTheyCite(t *testing.T) {
	s, a := openNew(t), anAnswer()
	id := must[string](t)(s.RecordAnswer(t.Context(), a))
	for _, c := range []struct {
		guild, prefix string
		found         bool
	}{
		{guildA, "rift", true},
		{guildA, "rif", false},
		{guildA, "rift@2", true},
		{guildA, "rift@21#p1", true},
		{guildA, "rift@2#p1", false},
		{guildA, "rift@2#p3", true},
		{guildA, "rift@2#p3.s1", true},
		{guildA, "rift@2#p3.s100", false},
		{guildA, "rift@1", false},
		{guildA, "%", false},
		{guildB, "rift", false},
		{"", "rift", false},
		{AnyGuild, "rift", true},
	} {
		found := must[[]Answer](t)(s.AnswersCiting(t.Context(), c.guild, c.prefix))
		if (len(found) == 1 && found[0].ID == id && len(found[0].Citations) == 3) != c.found {
			t.Errorf("%s in guild %q: %v", c.prefix, c.guild, found)
		}
	}
	_, err := s.AnswersCiting(t.Context(), guildA, "")
	fails(t, err, ErrInvalid)
}

func TestTurnsAreTheNewestInOrder(t *testing.T) {
	s := openNew(t)
	for i := range 5 {
		// The order is that of adding, whatever the clocks say.
		ok(t, s.AddTurn(t.Context(), Turn{
			Guild: guildA, Channel: channel, Role: RoleUser, User: alice,
			Text: fmt.Sprint(i), At: noon.Add(-time.Duration(i) * time.Hour),
		}))
	}
	ok(t, s.AddTurn(t.Context(), Turn{Channel: "other", Role: RoleBot, Text: "x"}))
	var texts []string
	for _, turn := range must[[]Turn](t)(s.Turns(t.Context(), channel, 3)) {
		texts = append(texts, turn.Text)
	}
	same(t, texts, []string{"2", "3", "4"})

	ok(t, s.Forget(t.Context(), channel))
	ok(t, s.Forget(t.Context(), channel))
	same(t, len(must[[]Turn](t)(s.Turns(t.Context(), channel, 3))), 0)
	same(t, len(must[[]Turn](t)(s.Turns(t.Context(), "other", -1))), 0)
	same(t, len(must[[]Turn](t)(s.Turns(t.Context(), "other", 1))), 1)
	fails(t, s.AddTurn(t.Context(), Turn{Channel: "c", Role: "system"}), ErrInvalid)
}

func TestASecondRatingReplacesTheFirst(t *testing.T) {
	s := openNew(t)
	id := must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	bad := Feedback{Answer: id, User: bob, Comment: "wrong date", At: noon}
	ok(t, s.Rate(t.Context(), Feedback{Answer: id, User: bob, Good: true, At: noon.Add(-time.Hour)}))
	same(t, len(must[[]Feedback](t)(s.Complaints(t.Context(), guildA, time.Time{}))), 0)
	ok(t, s.Rate(t.Context(), bad))
	same(t, must[[]Feedback](t)(s.Complaints(t.Context(), guildA, noon)), []Feedback{bad})
	same(t, len(must[[]Feedback](t)(s.Complaints(t.Context(), guildA, noon.Add(time.Second)))), 0)
	same(t, len(must[[]Feedback](t)(s.Complaints(t.Context(), guildB, time.Time{}))), 0)
}

func TestTheSameQuestionIsOneGap(t *testing.T) {
	s := openNew(t)
	first := must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "Who is  the mayor?", Asker: alice, Channel: channel, At: noon.Add(-time.Hour)}))
	again := must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "who is the MAYOR", Asker: bob, Channel: channel, Nearest: []string{"a@1#p1.s1"}}))
	must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildB, Question: "Who is the mayor?"}))
	same(t, again, Gap{
		ID: first.ID, Guild: guildA, Question: "Who is  the mayor?", Asker: alice, Channel: channel,
		Nearest: []string{"a@1#p1.s1"}, Count: 2, At: noon.Add(-time.Hour), LastAt: noon,
		Askers: []Asker{{alice, channel, noon.Add(-time.Hour)}, {bob, channel, noon}},
	})
	same(t, must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9)), []Gap{again})
	same(t, must[Gap](t)(s.Gap(t.Context(), guildA, first.ID)), again)
	_, err := s.Gap(t.Context(), guildB, first.ID)
	fails(t, err, ErrNotFound)
	_, err = s.RecordGap(t.Context(), Gap{Question: " ?! "})
	fails(t, err, ErrInvalid)
}

func TestAClosedGapIsAskedAnew(t *testing.T) {
	s := openNew(t)
	g := must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "Who?", Asker: alice}))
	fails(t, s.CloseGap(t.Context(), guildB, g.ID, bob), ErrNotFound)
	ok(t, s.CloseGap(t.Context(), guildA, g.ID, bob))
	ok(t, s.CloseGap(t.Context(), guildA, g.ID, bob))
	same(t, len(must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))), 0)
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 9)),
		[]Audit{{Guild: guildA, By: bob, Action: ActionCloseGap, Subject: g.ID, At: noon}})

	if again := must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "who"})); again.ID == g.ID || again.Count != 1 {
		t.Errorf("%+v", again)
	}
}

func TestSettingsAreDefaultsUntilSavedAndEachChangeIsAudited(t *testing.T) {
	s := openNew(t)
	same(t, must[Settings](t)(s.Settings(t.Context(), guildA)), Settings{})
	same(t, Settings{}.Retention(), 365*24*time.Hour)
	want := Settings{
		Moderators: "1", Staff: "2", Channels: []string{"3", "4"}, Language: "fr", DailyBudget: 5,
		Threads: ThreadsAlways, HoldBriefings: true, RetentionDays: 30,
	}
	ok(t, s.SaveSettings(t.Context(), guildA, bob, want))
	same(t, must[Settings](t)(s.Settings(t.Context(), guildA)), want)
	same(t, must[Settings](t)(s.Settings(t.Context(), guildB)), Settings{})

	ok(t, s.SaveSettings(t.Context(), guildA, alice, want)) // changes nothing
	want.RetentionDays = 31
	ok(t, s.SaveSettings(t.Context(), guildA, alice, want))
	audits := must[[]Audit](t)(s.Audits(t.Context(), guildA, 9))
	same(t, len(audits), 2)
	same(t, audits[0], Audit{Guild: guildA, By: alice, Action: ActionSettings, Detail: "retention days: 30 → 31", At: noon})
	same(t, len(must[[]Audit](t)(s.Audits(t.Context(), guildA, 1))), 1)

	want.Quotas = Quotas{Articles: 50, Megabytes: 8, Changes: 20}
	ok(t, s.SaveSettings(t.Context(), guildA, bob, want))
	same(t, must[Settings](t)(s.Settings(t.Context(), guildA)), want)
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 1))[0].Detail,
		"most articles: 0 → 50; most megabytes: 0 → 8; most changes an hour: 0 → 20")

	for _, bad := range []Settings{
		{DailyBudget: -1},
		{RetentionDays: -1},
		{Threads: "x"},
		{RetentionDays: MaxRetentionDays + 1},
		{Quotas: Quotas{Articles: -1}},
		{Quotas: Quotas{Megabytes: -1}},
		{Quotas: Quotas{Changes: -1}},
	} {
		fails(t, s.SaveSettings(t.Context(), guildA, bob, bad), ErrInvalid)
	}
}

func TestUsesAddUpByDay(t *testing.T) {
	s, day := openNew(t), DayOf(noon)
	same(t, must[int](t)(s.CountUse(t.Context(), guildA, alice, day, "ask", 1)), 1)
	same(t, must[int](t)(s.CountUse(t.Context(), guildA, alice, day, "ask", 2)), 3)
	same(t, must[int](t)(s.CountUse(t.Context(), guildA, alice, day, "ask", 0)), 3)
	must[int](t)(s.CountUse(t.Context(), guildA, bob, day, "tokens", 700))
	must[int](t)(s.CountUse(t.Context(), guildA, bob, "2026-11-23", "ask", 9))
	same(t, must[[]Use](t)(s.Uses(t.Context(), guildA, day)), []Use{{alice, "ask", 3}, {bob, "tokens", 700}})
	_, err := s.CountUse(t.Context(), guildA, bob, "yesterday", "ask", 1)
	fails(t, err, ErrInvalid)
	_, err = s.CountUse(t.Context(), guildA, bob, day, "ask", -1)
	fails(t, err, ErrInvalid)
}

func TestWritersInTwoHandlesLoseNothing(t *testing.T) {
	const handles, goroutines, each = 2, 4, 25
	path := emptyFile(t)
	var wg sync.WaitGroup
	for h := range handles {
		// Ids from the same source twice would collide.
		s := openAt(t, path, func(o *Options) { o.Rand = rand.NewChaCha8([32]byte{byte(h)}) })
		for range goroutines {
			wg.Go(func() {
				for range each {
					if _, err := s.RecordAnswer(t.Context(), anAnswer()); err != nil {
						t.Error(err)
					}
					if _, err := s.CountUse(t.Context(), guildA, alice, DayOf(noon), "tokens", 1); err != nil {
						t.Error(err)
					}
					if _, err := s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "Who?"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	s := openAt(t, path)
	const all = handles * goroutines * each
	same(t, len(must[[]Answer](t)(s.AnswersCiting(t.Context(), guildA, "rift"))), all)
	same(t, must[[]Use](t)(s.Uses(t.Context(), guildA, DayOf(noon))), []Use{{alice, "ask", all}, {alice, "tokens", all}}) // answers count themselves
	same(t, must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))[0].Count, all)
}

func TestACancelledCallWritesNothing(t *testing.T) {
	s := openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := anAnswer()
	a.ID = "cancelled"
	_, err := s.RecordAnswer(ctx, a)
	fails(t, err, context.Canceled)
	_, err = s.Answer(ctx, a.ID)
	fails(t, err, context.Canceled)
	_, err = s.Answer(t.Context(), a.ID)
	fails(t, err, ErrNotFound)
}

func TestAWaitForTheWriterEndsWithTheContext(t *testing.T) {
	path := emptyFile(t)
	holder, waiter := openAt(t, path), openAt(t, path)
	tx, err := holder.writer.Begin()
	ok(t, err)
	defer func() { _ = tx.Rollback() }()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err = waiter.RecordAnswer(ctx, anAnswer())
	fails(t, err, context.DeadlineExceeded)
	if took := time.Since(start); took > 8*time.Second { // not the ten of busy_timeout
		t.Errorf("took %v", took)
	}
}

func TestCloseWaitsForWhatRunsAndRefusesWhatComes(t *testing.T) {
	s := openNew(t)
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		hold := func(*sql.Tx) error { close(inside); <-leave; return nil }
		if err := s.read(t.Context(), "hold", hold); err != nil {
			t.Error(err)
		}
	})
	<-inside
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	select {
	case err := <-closed:
		t.Error("closed while a call ran: ", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	ok(t, <-closed)
	wg.Wait()
	_, err := s.Answer(t.Context(), "x")
	fails(t, err, ErrClosed)
	_, err = s.Erase(t.Context(), alice)
	fails(t, err, ErrClosed)
	ok(t, s.Close())
}
