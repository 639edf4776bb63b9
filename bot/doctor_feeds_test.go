package bot

import (
	"testing"
	"time"

	"rapporteur/bot/store"
)

func TestDoctorTellsOfFeedsThatFailOrArePaused(t *testing.T) {
	c, _ := patient(t)
	s, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	f, err := s.FollowFeed(t.Context(), store.Feed{Guild: "1", Address: "https://news.example/feed", Title: "News", By: "2"})
	if err != nil {
		t.Fatal(err)
	}
	fail := func(due time.Time) {
		t.Helper()
		f, ok, err := s.ClaimFeed(t.Context(), "me", time.Now(), time.Minute)
		if err == nil && ok {
			err = s.FeedFailed(t.Context(), f, "There is no feed.", due)
		}
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
	finds(t, c, "feeds", CheckOK, "1 followed")
	fail(f.Due)
	fail(f.Due)
	finds(t, c, "feeds", CheckOK, "1 followed")
	fail(f.Due)
	subject := `feed "News" of server 1`
	finds(t, c, subject, CheckLook, "3 times in a row", "There is no feed.", "tried again by itself")
	fail(time.Time{})
	finds(t, c, subject, CheckLook, "is paused", "There is no feed.", "Look now")
	if err := s.LookAtFeed(t.Context(), f.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	f, ok, err := s.ClaimFeed(t.Context(), "me", time.Now(), time.Minute)
	if err == nil {
		err = s.FeedGone(t.Context(), f, "It is gone.")
	}
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	finds(t, c, subject, CheckLook, "is paused", "It is gone.", "Look now")
}
