package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"
)

// secret is a question that no other text of the tests holds.
const secret = "Where does my cousin Rovshan live nowadays?"

// fillFor gives a person a row in every table, in two guilds and in direct
// messages, and a mention in another's texts.
func fillFor(t testing.TB, s *Store, user string) {
	t.Helper()
	ctx := t.Context()
	for _, guild := range []string{guildA, guildB, ""} {
		a := anAnswer()
		a.Guild, a.Asker, a.Question = guild, user, secret
		a.Text = "You asked: " + secret + " Nobody knows."
		id := must[string](t)(s.RecordAnswer(ctx, a))
		ok(t, s.AddTurn(ctx, Turn{Guild: guild, Channel: channel, Role: RoleUser, User: user, Text: secret}))
		ok(t, s.AddTurn(ctx, Turn{Guild: guild, Channel: channel, Role: RoleBot, Text: "To " + secret, Answer: id}))
		ok(t, s.Rate(ctx, Feedback{Answer: id, User: user, Comment: secret}))
		must[Gap](t)(s.RecordGap(ctx, Gap{Guild: guild, Question: secret, Asker: user, Channel: channel}))
		must[int](t)(s.CountUse(ctx, guild, user, DayOf(noon), "ask", 3))
		used := Tokens{Guild: guild, Day: DayOf(noon), Command: KindAsk, Model: "m", Purpose: "answer", Calls: 1, Prompt: 90, Completion: 10}
		if guild == "" {
			used.User = user
		}
		ok(t, s.CountTokens(ctx, used))
		ok(t, s.SaveAnswer(ctx, Saved{Guild: guild, Digest: "d", Body: "To you, " + user}))
		ok(t, s.SaveSettings(ctx, guild, user, Settings{Language: "fr"}))
		if guild != "" {
			c := aSchedule()
			c.Guild, c.Creator = guild, user
			r := held(t, s, must[Schedule](t)(s.CreateSchedule(ctx, c)), "slot", secret)
			_, _, err := s.Decide(ctx, r.RunKey, user, false, "not today", noon)
			ok(t, err)
			publish(t, s, Version{Guild: guild, Slug: "rift", Version: 1, File: guild + ".md", Data: []byte("One."), Action: VersionAdded, By: user})
		}
	}
	ok(t, s.AddTurn(ctx, Turn{Guild: guildA, Channel: channel, Role: RoleUser, User: bob, Text: "Ask <@" + user + ">, not me."}))
}

// fillOthers puts rows of other people around, so that pages are full and split.
func fillOthers(t testing.TB, s *Store, n int) {
	t.Helper()
	for i := range n {
		a := anAnswer()
		a.Asker = fmt.Sprint(300000000000000000 + i)
		id := must[string](t)(s.RecordAnswer(t.Context(), a))
		ok(t, s.AddTurn(t.Context(), Turn{Guild: guildA, Channel: fmt.Sprint(i % 7), Role: RoleUser, User: a.Asker, Text: a.Question}))
		ok(t, s.Rate(t.Context(), Feedback{Answer: id, User: bob, Good: true}))
		must[int](t)(s.CountUse(t.Context(), guildA, a.Asker, DayOf(noon), "ask", 1))
	}
}

// traces lists the files of the database that hold one of the texts.
func traces(t testing.TB, s *Store, texts ...string) []string {
	t.Helper()
	var found []string
	for _, suffix := range []string{"", "-wal", "-shm", ".lock", "-journal"} {
		data, err := os.ReadFile(s.opt.Path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		ok(t, err)
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				found = append(found, fmt.Sprintf("%q in *%s", text, suffix))
			}
		}
	}
	return found
}

func noTraces(t testing.TB, s *Store, texts ...string) {
	t.Helper()
	if found := traces(t, s, texts...); found != nil {
		t.Fatalf("found %v", found)
	}
}

func TestErasureLeavesNoByteOfAPerson(t *testing.T) {
	s := openNew(t)
	fillOthers(t, s, 150)
	fillFor(t, s, alice)
	fillOthers(t, s, 150)
	if len(traces(t, s, alice)) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	done := must[Erased](t)(s.Erase(t.Context(), alice))
	same(t, done, Erased{Answers: 3, Turns: 6, Feedback: 3, Gaps: 3, Uses: 3, Tokens: 1, Audits: 9, Schedules: 2, Versions: 2, Mentions: 1})
	noTraces(t, s, alice, secret)
	same(t, len(must[[]Answer](t)(s.AnswersCiting(t.Context(), AnyGuild, "rift"))), 303)
	h := must[Health](t)(s.Check(t.Context()))
	if h.Problems != nil || h.Unpurged {
		t.Errorf("%+v", h)
	}
	same(t, must[Erased](t)(s.Erase(t.Context(), alice)), Erased{})
	_, err := s.Erase(t.Context(), "")
	fails(t, err, ErrInvalid)
}

func TestErasureKeepsWhatIsNotPersonal(t *testing.T) {
	s := openNew(t)
	fillFor(t, s, alice)
	a := anAnswer()
	a.Text = "See <@" + alice + "> and 5" + alice + "."
	id := must[string](t)(s.RecordAnswer(t.Context(), a))
	must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "Who?", Asker: alice}))
	must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: "Who?", Asker: bob, Channel: channel}))
	must[Erased](t)(s.Erase(t.Context(), alice))

	kept := must[Answer](t)(s.Answer(t.Context(), id))
	a.ID, a.Asker, a.Question = id, "", ""
	a.Text = "See <@erased> and 5" + alice + "." // a longer number is another's
	same(t, kept, a)
	gaps := must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))
	if len(gaps) != 1 || gaps[0].Question != "Who?" || gaps[0].Asker != bob || gaps[0].Count != 2 || len(gaps[0].Askers) != 1 {
		t.Errorf("%+v", gaps)
	}
	same(t, must[[]Use](t)(s.Uses(t.Context(), guildA, DayOf(noon))), []Use{{"", "ask", 5}})
	audits := must[[]Audit](t)(s.Audits(t.Context(), guildA, 9))
	same(t, len(audits), 4) // settings, a schedule, a briefing, an article
	for _, a := range audits {
		same(t, a.By, "erased")
	}
	turns := must[[]Turn](t)(s.Turns(t.Context(), channel, 9))
	same(t, len(turns), 1)
	same(t, turns[0].Text, "Ask <@erased>, not me.")
}

func TestErasureTakesTheReplyOfACheckAndTheChannelOfADirectMessage(t *testing.T) {
	s, a := openNew(t), anAnswer()
	a.Guild, a.Kind = "", KindCheck
	id := must[string](t)(s.RecordAnswer(t.Context(), a))
	must[Erased](t)(s.Erase(t.Context(), alice))
	kept := must[Answer](t)(s.Answer(t.Context(), id))
	same(t, []string{kept.Text, kept.Channel, kept.Message}, []string{"", "", ""})
	same(t, kept.Citations, a.Citations)
}

func TestErasureReachesWhatOnlyStoodInDeletedRows(t *testing.T) {
	s := openNew(t)
	fillOthers(t, s, 100)
	for range 30 {
		ok(t, s.AddTurn(t.Context(), Turn{Channel: channel, Role: RoleUser, User: alice, Text: secret}))
	}
	fillOthers(t, s, 100)
	ok(t, s.Forget(t.Context(), channel))
	if len(traces(t, s, alice)) == 0 {
		t.Fatal("the -wal file is folded already; the test shows nothing")
	}
	same(t, must[Erased](t)(s.Erase(t.Context(), alice)), Erased{})
	noTraces(t, s, alice, secret)
}

func TestErasureWorksWhileOthersRead(t *testing.T) {
	s := openNew(t)
	fillFor(t, s, alice)
	other := openAt(t, s.opt.Path)
	stop := make(chan struct{})
	done := make(chan error, 4)
	for i := range cap(done) {
		go func() {
			reader := []*Store{s, other}[i%2]
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if _, err := reader.Turns(t.Context(), channel, 20); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	must[Erased](t)(s.Erase(t.Context(), alice))
	noTraces(t, s, alice, secret)
	close(stop)
	for range cap(done) {
		ok(t, <-done)
	}
}

// hold opens a reading transaction in another handle, which sees the state of
// now until it is let go.
func hold(t *testing.T, s *Store) (letGo func()) {
	t.Helper()
	tx, err := s.readers.Begin()
	ok(t, err)
	must[[]string](t)(collect(t.Context(), tx, scanString, `SELECT id FROM answers`))
	return func() { _ = tx.Rollback() }
}

func TestErasureWaitsForAReaderOfAnOlderState(t *testing.T) {
	s := openNew(t)
	fillFor(t, s, alice)
	letGo := hold(t, openAt(t, s.opt.Path))
	time.AfterFunc(100*time.Millisecond, letGo)
	must[Erased](t)(s.Erase(t.Context(), alice))
	noTraces(t, s, alice, secret)
}

func TestErasureThatAReaderHoldsUpIsFinishedLater(t *testing.T) {
	for name, finish := range map[string]func(*testing.T, *Store){
		"by the next sweep": func(t *testing.T, s *Store) { must[Swept](t)(s.Sweep(t.Context())) },
		"by the next start": func(t *testing.T, s *Store) { ok(t, openAt(t, s.opt.Path).Close()) },
	} {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, emptyFile(t), func(o *Options) { o.LockWait = 50 * time.Millisecond })
			fillFor(t, s, alice)
			letGo := hold(t, openAt(t, s.opt.Path))
			done, err := s.Erase(t.Context(), alice)
			fails(t, err, ErrLocked)
			same(t, done.Answers, 3)
			if !must[Health](t)(s.Check(t.Context())).Unpurged {
				t.Error("nothing says that bytes are left")
			}
			letGo()
			finish(t, s)
			noTraces(t, s, alice, secret)
			same(t, must[Health](t)(s.Check(t.Context())).Unpurged, false)
		})
	}
}

func TestADeletedGuildLeavesNoByteAndOthersStay(t *testing.T) {
	s := openNew(t)
	fillFor(t, s, alice)
	ok(t, s.DeleteGuild(t.Context(), guildA))
	ok(t, s.DeleteGuild(t.Context(), guildA))
	noTraces(t, s, guildA)
	same(t, len(must[[]Tokens](t)(s.TokenSums(t.Context(), ""))), 2)
	_, err := s.SavedAnswer(t.Context(), guildA, "d")
	fails(t, err, ErrNotFound)
	same(t, must[Saved](t)(s.SavedAnswer(t.Context(), guildB, "d")).Body, "To you, "+alice)
	same(t, len(must[[]Answer](t)(s.AnswersCiting(t.Context(), AnyGuild, "rift"))), 2)
	same(t, must[Settings](t)(s.Settings(t.Context(), guildB)).Language, "fr")
	fails(t, s.DeleteGuild(t.Context(), ""), ErrInvalid)
}

func TestAnExportHoldsEverySection(t *testing.T) {
	s := openNew(t)
	fillFor(t, s, alice)
	var e Exported
	data := must[[]byte](t)(s.Export(t.Context(), alice))
	ok(t, json.Unmarshal(data, &e))
	same(t, []int{len(e.Answers), len(e.Turns), len(e.Feedback), len(e.Gaps), len(e.Uses), len(e.Audits), len(e.Briefed), len(e.Edited), e.NamedIn},
		[]int{3, 6, 3, 3, 4, 9, 2, 2, 1})
	same(t, e.Uses[1], ExportedUse{Day: DayOf(noon), Kind: "tokens", N: 100})
	same(t, e.Answers[0].Refs, []string{"rift@2#p3.s1", "rift@2#p3.s10", "rift@21#p1.s1"})
	if !strings.HasPrefix(string(data), "{\n  \"about\": \"This is everything") {
		t.Errorf("%.80s", data)
	}
	if data := must[[]byte](t)(s.Export(t.Context(), "300000000000000003")); !strings.Contains(string(data), `"answers": []`) || !strings.Contains(string(data), aboutNone) {
		t.Errorf("%s", data)
	}
}
