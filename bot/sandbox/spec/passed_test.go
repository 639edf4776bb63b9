package spec

import (
	"net/http"
	"testing"
)

func TestExchangesThatDifferInMoreThanIDsAreCheckedEach(t *testing.T) {
	of := func(body string) digest {
		return digestOf("PUT", "/x", http.StatusOK, "application/json", []byte(body), "application/json", nil)
	}
	const body = `{"id":"1575934259808436228","roles":["1575934259808436229","1575934259808436230"],"n":12}`
	same := `{"id":"2575934259808436227","roles":["1275934259808436229","1475934259808436230"],"n":12}`
	if of(body) != of(same) {
		t.Error("other ids make it another exchange")
	}
	for _, other := range []string{
		`{"id":"1575934259808436228","roles":["1575934259808436229","1575934259808436229"],"n":12}`, // twice the same
		`{"id":"1575934259808436228","roles":["1575934259808436228","1575934259808436230"],"n":12}`,
		`{"id":"15759342598084362280","roles":["1575934259808436229","1575934259808436230"],"n":12}`,
		`{"id":1575934259808436228,"roles":["1575934259808436229","1575934259808436230"],"n":12}`,
		`{"id":"0575934259808436228","roles":["1575934259808436229","1575934259808436230"],"n":12}`,
		`{"id":"1575934259808436228x","roles":["1575934259808436229","1575934259808436230"],"n":12}`,
		`{"id":"1575934259808436228","roles":["1575934259808436229","1575934259808436230"],"n":13}`,
		`{"id":"1575934259808436228","roles":["1575934259808436229","1575934259808436230"],"n":"12"}`,
		`{"id":"1575934259808436228","roles":["1575934259808436229"],"n":12}`, ``,
	} {
		if of(body) == of(other) {
			t.Errorf("%s is taken for the same", other)
		}
	}
	if of(body) == digestOf("PUT", "/x", http.StatusOK, "application/json", nil, "application/json", []byte(body)) {
		t.Error("a request is taken for an answer")
	}
}
