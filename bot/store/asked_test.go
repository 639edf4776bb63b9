package store

import (
	"fmt"
	"testing"
	"time"
)

// record notes a question of a member as asked and answered, or as a gap.
func record(t testing.TB, s *Store, answered bool, question, asker string, change ...func(*Answer)) {
	t.Helper()
	a := Answer{Guild: guildA, Channel: channel, Asker: asker, Question: question, Text: "So.", Mode: "quoted", Kind: KindAsk, Answered: answered, Public: true, At: noon}
	for _, f := range change {
		f(&a)
	}
	_, err := s.RecordAnswer(t.Context(), a)
	ok(t, err)
	if !answered {
		_, err := s.RecordGap(t.Context(), Gap{Guild: a.Guild, Question: question, Asker: asker, Channel: a.Channel, At: a.At, Public: a.Public})
		ok(t, err)
	}
}

func TestOnlyWhatTwoMembersAskedInPublicIsShownToAll(t *testing.T) {
	private := func(a *Answer) { a.Public = false }
	for name, c := range map[string]struct {
		ask  func(t *testing.T, s *Store, answered bool)
		want int // how often
	}{
		"two members": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold the harbour?", alice)
			record(t, s, answered, "who sold the HARBOUR", bob)
		}, 2},
		"one member twice": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", alice)
		}, 0},
		"one of two in private": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", bob, private)
		}, 0},
		"first in private, then for all": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice, private)
			record(t, s, answered, "Who sold it?", bob)
			record(t, s, answered, "Who sold it?", alice)
		}, 2},
		"in another guild": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", bob, func(a *Answer) { a.Guild = guildB })
		}, 0},
		"in a direct message": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", bob, func(a *Answer) { a.Guild = "" })
		}, 0},
		"in a channel that not all can read": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", bob, func(a *Answer) { a.Channel = "910000000000000009" })
		}, 0},
		"longer ago": {func(t *testing.T, s *Store, answered bool) {
			for _, user := range []string{alice, bob} {
				record(t, s, answered, "Who sold it?", user, func(a *Answer) { a.At = noon.Add(-time.Hour) })
			}
		}, 0},
		"by somebody who was erased": {func(t *testing.T, s *Store, answered bool) {
			record(t, s, answered, "Who sold it?", alice)
			record(t, s, answered, "Who sold it?", bob)
			_, err := s.Erase(t.Context(), bob)
			ok(t, err)
		}, 0},
	} {
		for _, answered := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " answered ", answered), func(t *testing.T) {
				s := openNew(t)
				c.ask(t, s, answered)
				a := Asking{Guild: guildA, Since: noon, Channels: []string{channel}, Limit: 9}
				find, other := s.AskedMost, s.AskedInVain
				if !answered {
					find, other = other, find
				}
				got := must[[]Asked](t)(find(t.Context(), a))
				if len(got) != min(c.want, 1) || c.want > 0 && got[0].Count != c.want {
					t.Errorf("%+v", got)
				}
				same(t, len(must[[]Asked](t)(other(t.Context(), a))), 0)
			})
		}
	}
}

func TestTheMostAskedComesFirstAndTheRestIsLeftOut(t *testing.T) {
	s := openNew(t)
	for n, question := range []string{"One?", "Two?", "Three?"} {
		for range n + 1 {
			record(t, s, true, question, alice)
			record(t, s, true, question, bob)
		}
	}
	got := must[[]Asked](t)(s.AskedMost(t.Context(), Asking{Guild: guildA, Channels: []string{channel}, Limit: 2}))
	same(t, got, []Asked{{"Three?", 6}, {"Two?", 4}})
	same(t, must[[]string](t)(s.ChannelsAsked(t.Context(), guildA, noon)), []string{channel})
	same(t, len(must[[]string](t)(s.ChannelsAsked(t.Context(), guildA, noon.Add(time.Second)))), 0)
}

func TestQuestionsOfDirectMessagesAreNotRead(t *testing.T) {
	s := openNew(t)
	_, err := s.AskedMost(t.Context(), Asking{})
	fails(t, err, ErrInvalid)
	_, err = s.AskedInVain(t.Context(), Asking{})
	fails(t, err, ErrInvalid)
	_, err = s.ChannelsAsked(t.Context(), "", noon)
	fails(t, err, ErrInvalid)
}
