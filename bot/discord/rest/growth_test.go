package rest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// Ten thousand interactions, each of which uses its limit up, leave nothing
// behind: neither here nor in the library.
func TestInteractionsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "0.001")
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(api.Close)
	c, err := New(Options{Token: "t", API: api.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	text := "x"
	for n := range 10_000 {
		i := &discordgo.Interaction{ID: fmt.Sprint(n), AppID: "1", Token: fmt.Sprint("token", n)}
		if _, err := c.EditReply(t.Context(), i, &discordgo.WebhookEdit{Content: &text}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.gate.routes); n > 2*fewRoutes {
		t.Errorf("the gate remembers %d routes", n)
	}
	if n := reflect.ValueOf(c.calls.Ratelimiter).Elem().FieldByName("buckets").Len(); n != 0 {
		t.Errorf("the library remembers %d buckets", n)
	}
}
