package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestASavedAnswerComesBackInItsGuild(t *testing.T) {
	s := openNew(t)
	ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guildA, Digest: "d", Body: "one"}))
	ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guildB, Digest: "d", Body: "two"}))
	same(t, must[Saved](t)(s.SavedAnswer(t.Context(), guildA, "d")), Saved{guildA, "d", "one", noon})
	later := noon.Add(time.Hour)
	ok(t, s.SaveAnswer(t.Context(), Saved{guildA, "d", "three", later}))
	same(t, must[Saved](t)(s.SavedAnswer(t.Context(), guildA, "d")), Saved{guildA, "d", "three", later})
	_, err := s.SavedAnswer(t.Context(), "", "d")
	fails(t, err, ErrNotFound)
	fails(t, s.SaveAnswer(t.Context(), Saved{}), ErrInvalid)
	fails(t, s.SaveAnswer(t.Context(), Saved{Digest: "d", Body: strings.Repeat("x", MaxSavedBytes+1)}), ErrInvalid)
}

func TestASavedAnswerAges(t *testing.T) {
	s := openNew(t)
	limit := noon.Add(-Settings{}.Retention())
	ok(t, s.SaveAnswer(t.Context(), Saved{Digest: "at the limit", At: limit}))
	ok(t, s.SaveAnswer(t.Context(), Saved{Digest: "past it", At: limit.Add(-time.Millisecond)}))
	must[Saved](t)(s.SavedAnswer(t.Context(), "", "at the limit"))
	_, err := s.SavedAnswer(t.Context(), "", "past it")
	fails(t, err, ErrNotFound)
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{Saved: 1})
}

func TestTheOldestSavedAnswersGo(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	s := openNew(t)
	fill := func(guild string, n int, at time.Time) {
		t.Helper()
		tx, err := s.writer.Begin()
		ok(t, err)
		for i := range n {
			_, err := tx.Exec(`INSERT INTO saved VALUES ($1, $2, '', $3)`, guild, fmt.Sprintf("d%05d", i), millis(at.Add(time.Duration(i)*time.Millisecond)))
			ok(t, err)
		}
		ok(t, tx.Commit())
	}
	count := func(where string) (n int) {
		t.Helper()
		ok(t, s.writer.QueryRow(`SELECT count(*) FROM saved WHERE `+where).Scan(&n))
		return n
	}
	fill(guildA, MaxSavedOfGuild, noon)
	ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guildA, Digest: "new", At: noon.Add(time.Hour)}))
	same(t, []int{count("guild = '" + guildA + "'"), count("digest = 'd00000'"), count("digest = 'new'")}, []int{MaxSavedOfGuild, 0, 1})

	for i := range MaxSaved / MaxSavedOfGuild {
		fill(fmt.Sprint(i), MaxSavedOfGuild, noon.Add(-time.Hour))
	}
	ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guildB, Digest: "new", At: noon.Add(time.Hour)}))
	same(t, []int{count("1 = 1"), count("guild = '" + guildA + "'"), count("guild = '" + guildB + "'")}, []int{MaxSaved, MaxSavedOfGuild, 1})
}
