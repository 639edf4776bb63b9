package discord

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// namesAnswerer answers from one article that names somebody.
func namesAnswerer(t *testing.T, version int, who string) *answer.Answerer {
	t.Helper()
	a, _, err := corpus.Parse("mayor.md", []byte("President "+who+" met the press. "+who+" said that the bridge is open."))
	if err != nil {
		t.Fatal(err)
	}
	index, err := search.New([]*corpus.Article{a.WithVersion(version)})
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

func TestNamesFollowTheArticlesAndAreFoundOnceForAllGuilds(t *testing.T) {
	c := newNameCache()
	var waiting []func()
	later := func(find func()) error {
		waiting = append(waiting, find)
		return nil
	}
	of := func(guild string, a *answer.Answerer) (names []string) {
		for _, n := range c.of(guild, a, later) {
			names = append(names, n.Name)
		}
		return names
	}
	work := func() {
		for _, find := range waiting {
			find()
		}
		waiting = nil
	}
	first := namesAnswerer(t, 1, "Ada Lund")
	for _, guild := range []string{"1", "2", "1"} {
		if names := of(guild, first); names != nil {
			t.Errorf("guild %s is offered %q before any were found", guild, names)
		}
	}
	if len(waiting) != 1 {
		t.Errorf("they are looked for %d times", len(waiting))
	}
	work()
	for _, guild := range []string{"1", "2", "3"} {
		if names := of(guild, first); !slices.Contains(names, "Ada Lund") {
			t.Errorf("guild %s is offered %q", guild, names)
		}
	}
	second := namesAnswerer(t, 2, "Tarn Keller")
	if names := of("1", second); !slices.Contains(names, "Ada Lund") {
		t.Errorf("while names are looked for the former ones are offered, not %q", names)
	}
	work()
	if names := of("1", second); !slices.Contains(names, "Tarn Keller") || slices.Contains(names, "Ada Lund") {
		t.Errorf("after a change guild 1 is offered %q", names)
	}
	if names := of("2", second); !slices.Contains(names, "Tarn Keller") {
		t.Errorf("after a change guild 2 is offered %q", names)
	}
	if len(waiting) != 0 {
		t.Error("names are looked for again")
	}
	gone := make(chan struct{})
	runtime.AddCleanup(first, func(int) { close(gone) }, 0)
	for end := time.Now().Add(10 * time.Second); ; {
		runtime.GC()
		select {
		case <-gone:
			runtime.KeepAlive(c)
			return
		case <-time.After(10 * time.Millisecond):
			if time.Now().After(end) {
				t.Fatal("the former answerer is still held")
			}
		}
	}
}
