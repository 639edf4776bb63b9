package world

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

func furnished(t testing.TB) (*World, Scene) {
	t.Helper()
	w := New(NewClock(time.Time{}), "http://cdn.test")
	t.Cleanup(w.Close)
	s, err := w.Furnish("Rapporteur")
	if err != nil {
		t.Fatal(err)
	}
	return w, s
}

func TestCreateMessageRefusesWhatDiscordRefuses(t *testing.T) {
	w, s := furnished(t)
	for _, c := range []struct {
		name  string
		draft Draft
		want  *Error
	}{
		{"blank", Draft{Content: " \n "}, ErrEmptyMessage},
		{"2,001 characters", Draft{Content: strings.Repeat("é", maxContent+1)}, tooLong(maxContent, "content")},
		{"a large file", Draft{Files: []File{{Name: "a", Data: make([]byte, maxFileSize+1)}}}, ErrTooLarge},
		{"a reply to nothing", Draft{Content: "a", Reference: &DraftReference{MessageID: 1}}, invalidField("", "")},
		{"both ways to ping", Draft{Content: "a", AllowedMentions: &AllowedMentions{Parse: []string{"users"}, Users: []ID{1}}}, invalidField("", "")},
	} {
		if _, err := w.CreateMessage(s.Alice.ID, s.General.ID, c.draft); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestReplyToADeletedMessageShowsNull(t *testing.T) {
	w, s := furnished(t)
	m, _ := s.Alice.Say(s.General.ID, "first")
	r, err := s.Bob.Reply(m, "second")
	if err != nil || r.ReferencedMessage.Content != "first" || r.Mentions[0].ID != s.Alice.ID {
		t.Fatalf("reply %+v, %v", r, err)
	}
	if err := s.Alice.Delete(m); err != nil {
		t.Fatal(err)
	}
	if r, err = w.Message(s.Bob.ID, s.General.ID, r.ID); err != nil || r.ReferencedMessage == nil || r.ReferencedMessage.Message != nil {
		t.Fatalf("reply to a deleted message: %+v, %v", r.ReferencedMessage, err)
	}
}

func TestEnforcedNonceReturnsTheEarlierMessageForAWhile(t *testing.T) {
	w, s := furnished(t)
	d := Draft{Content: "once", Nonce: []byte(`"n"`), EnforceNonce: true}
	a, err := w.CreateMessage(s.Bot.ID, s.General.ID, d)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := w.CreateMessage(s.Bot.ID, s.General.ID, d); b.ID != a.ID {
		t.Error("the same nonce made a second message")
	}
	w.Clock.Advance(nonceMemory + time.Second)
	if b, _ := w.CreateMessage(s.Bot.ID, s.General.ID, d); b.ID == a.ID {
		t.Error("an old nonce is still remembered")
	}
}

func TestABotsFourthEditOfAnOldMessageFails(t *testing.T) {
	w, s := furnished(t)
	m, _ := w.CreateMessage(s.Bot.ID, s.General.ID, Draft{Content: "a"})
	w.Clock.Advance(oldMessage + time.Second)
	for i := range maxOldEdits + 1 {
		text := "b"
		_, err := w.EditMessage(s.Bot.ID, s.General.ID, m.ID, Edit{Content: &text})
		if (i == maxOldEdits) != errors.Is(err, ErrOldMessageEdits) {
			t.Errorf("edit %d: %v", i+1, err)
		}
	}
}

func BenchmarkCreateMessage(b *testing.B) {
	_, s := furnished(b)
	for b.Loop() {
		if _, err := s.Alice.Say(s.General.ID, "hello"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHistoryOfAHundredThousand(b *testing.B) {
	w, s := furnished(b)
	const count = 100_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range count {
		if _, err := s.Alice.Say(s.General.ID, "hello"); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	middle := w.channels[s.General.ID].messages[count/2].ID
	for b.Loop() {
		if page, err := w.Messages(s.Bob.ID, s.General.ID, Page{Around: middle, Limit: 100}); err != nil || len(page) != 100 {
			b.Fatal(len(page), err)
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/count, "B/message")
}
