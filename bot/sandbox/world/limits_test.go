package world

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestLimitsOfWhatIsThere is the table of the limits that depend on more than a
// request. What reaches one is taken, and refused once it is reached.
func TestLimitsOfWhatIsThere(t *testing.T) {
	for _, limit := range []struct {
		name  string
		times int // that step is taken
		step  func(*World, Scene, Message, int) error
		want  error
	}{
		{"different reactions to a message", maxReactions, func(_ *World, s Scene, m Message, n int) error {
			return s.Alice.React(m, string(rune(0x1F600+n)))
		}, ErrMaxReactions},
		{"pins of a channel", maxPins, func(w *World, s Scene, _ Message, n int) error {
			m, err := s.Alice.Say(s.General.ID, fmt.Sprint("message ", n))
			return errors.Join(err, w.Pin(s.Olga.ID, s.General.ID, m.ID))
		}, ErrMaxPins},
		{"files of a message, one by one", maxFiles, func(w *World, s Scene, m Message, _ int) error {
			kept := []DraftAttachment{}
			now, err := w.Message(s.Alice.ID, s.General.ID, m.ID)
			for _, a := range now.Attachments {
				kept = append(kept, DraftAttachment{ID: a.ID})
			}
			_, edited := w.EditMessage(s.Alice.ID, s.General.ID, m.ID, Edit{Attachments: &kept, Files: []File{{Name: "a.txt", Data: []byte("x")}}})
			return errors.Join(err, edited)
		}, tooLong(maxFiles, "attachments")},
		{"messages in a slow channel", 1, func(w *World, s Scene, _ Message, _ int) error {
			ten := 10
			_, slowed := w.UpdateChannel(s.Olga.ID, s.General.ID, func(c *Channel) { c.RateLimitPerUser = &ten })
			_, err := s.Bob.Say(s.General.ID, "quick")
			return errors.Join(slowed, err)
		}, ErrSlowmode},
		{"edits of an old message by a bot", maxOldEdits, func(w *World, s Scene, _ Message, n int) error {
			if n == 0 {
				if _, err := w.CreateMessage(s.Bot.ID, s.General.ID, Draft{Content: "old"}); err != nil {
					return err
				}
				w.Clock.Advance(oldMessage + time.Second)
			}
			messages, err := w.Messages(s.Bot.ID, s.General.ID, Page{Limit: 1})
			if err != nil {
				return err
			}
			text := fmt.Sprint("edit ", n)
			_, err = w.EditMessage(s.Bot.ID, s.General.ID, messages[0].ID, Edit{Content: &text})
			return err
		}, ErrOldMessageEdits},
	} {
		t.Run(limit.name, func(t *testing.T) {
			w, s := furnished(t)
			m := must[Message](t)(s.Alice.Say(s.General.ID, "hello"))
			for n := range limit.times {
				if err := limit.step(w, s, m, n); err != nil {
					t.Fatalf("%d of %d: %v", n+1, limit.times, err)
				}
			}
			if err := limit.step(w, s, m, limit.times); !errors.Is(err, limit.want) {
				t.Errorf("beyond the limit: %v, want %v", err, limit.want)
			}
		})
	}
}

func TestATimeOutEndsWithinTwentyEightDays(t *testing.T) {
	w, s := furnished(t)
	w.Clock.Stop()
	until := func(d time.Duration) error {
		return s.Mo.TimeOut(s.Guild.ID, s.Alice.ID, Time{w.Clock.Now().Add(d)})
	}
	if err := until(longestTimeOut); err != nil {
		t.Error(err)
	}
	if err := until(longestTimeOut + time.Second); !errors.Is(err, invalidField("", "")) {
		t.Errorf("beyond the limit: %v", err)
	}
}

func TestAFileMayHaveTenMebibytes(t *testing.T) {
	_, s := furnished(t)
	file := func(size int) error {
		_, err := s.Alice.Say(s.General.ID, "", File{Name: "a.bin", Data: make([]byte, size)})
		return err
	}
	if err := file(maxFileSize); err != nil {
		t.Error(err)
	}
	if err := file(maxFileSize + 1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("beyond the limit: %v", err)
	}
}
