package rest

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"rapporteur/bot/sandbox/world"
)

func TestIdleBucketsAreForgotten(t *testing.T) {
	clock := world.NewClock(time.Time{})
	clock.Stop()
	l := newLimiter(clock, true)
	answers := &route{names: []string{"interaction_id", "interaction_token"}, bucket: answering, open: true}
	for i := range 20 * fewWindows {
		clock.Advance(time.Millisecond)
		c := &call{route: answers, values: []string{strconv.Itoa(i), "token"}, answerHeader: http.Header{}}
		if err := l.take(c); err != nil {
			t.Fatal(err)
		}
	}
	if most := 2 * fewWindows; len(l.windows) > most {
		t.Errorf("%d windows are kept, more than %d", len(l.windows), most)
	}
}

func TestEveryRouteIsInTheTree(t *testing.T) {
	all := routes()
	tree := newTree(all)
	for _, r := range all {
		found, values, err := tree.find(r.method, segmentsOf(r.path))
		if err != nil || found.path != r.path || len(values) != len(found.names) {
			t.Errorf("%s %s: found %+v, %v", r.method, r.path, found, err)
		}
	}
}
