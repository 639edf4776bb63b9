package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How many questions come at the same moment, and how often.
const (
	atOnce = 200
	waves  = 3
)

// ferryArticle is what is asked about: plain sentences, which may be repeated
// without saying who says so.
const ferryArticle = `---
title: The ferry of Orle
kind: report
---
The ferry of Orle has carried cars across the Alm since May 2019. It was built in Saltmere and has two decks.

The ferry takes 40 cars and 200 people at a time. A crossing of the Alm takes eleven minutes in good weather.

The town of Orle bought the ferry for 12 million crowns. The harbour of Orle was dredged in 2018 so that the ferry could land.

The ferry sails from six in the morning until midnight. In January 2021 ice kept the ferry in the harbour for nine days.
`

var ferryQuestions = []string{
	"Since when has the ferry carried cars across the Alm?", "How many cars does the ferry take?", "What did Orle pay for the ferry?",
	"When does the ferry sail?", "How long does a crossing of the Alm take?",
}

// written measures what becomes of many questions at once when a language model
// takes seconds for each, and what the bot holds meanwhile, wave after wave.
func (p programs) written(ctx context.Context, n int) error {
	m, err := startModel()
	if err != nil {
		return err
	}
	defer m.close()
	s, err := p.stage(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	knowledge := filepath.Join(p.dir, "knowledge")
	if err := os.Mkdir(knowledge, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(knowledge, "ferry.md"), []byte(ferryArticle), 0o600); err != nil {
		return err
	}
	b, err := s.startBot(ctx, p, "RAPPORTEUR_KNOWLEDGE="+knowledge, "RAPPORTEUR_MODEL="+modelName, "RAPPORTEUR_MODEL_URL="+m.url)
	if err != nil {
		return err
	}
	time.Sleep(time.Second)
	fmt.Printf("written: %d MB resident before\n", b.resident()>>20)
	for k := range waves {
		if err := s.wave(ctx, b, k, n); err != nil {
			return err
		}
	}
	return b.stop()
}

// wave asks n questions at once and waits until they are answered.
func (s *stage) wave(ctx context.Context, b *robot, wave, n int) error {
	began := time.Now()
	ids, err := s.together(ctx, wave, n)
	if err != nil {
		return err
	}
	var c counts
	peak := int64(0)
	for c.open = n; c.open > 0; {
		if time.Since(began) > 5*time.Minute {
			return fmt.Errorf("%d were left without an answer", c.open)
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		peak = max(peak, b.resident())
		if c, err = s.became(ids); err != nil {
			return err
		}
	}
	took := time.Since(began)
	t, err := s.times(ids)
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second)
	fmt.Printf("written: %d questions at once: %v, after %v; at most %d MB resident, %d MB two seconds after\n  acknowledged: %v\n",
		n, c, took.Round(100*time.Millisecond), peak>>20, b.resident()>>20, t)
	return nil
}

// together asks n questions at the same moment, none twice, and returns the ids.
func (s *stage) together(ctx context.Context, wave, n int) ([]string, error) {
	var all asked
	for k := range n {
		all.ask(func() (string, error) {
			return s.question(ctx, k, fmt.Sprintf("%s (%d of %d)", ferryQuestions[k%len(ferryQuestions)], k+1, wave+1))
		})
	}
	return all.wait()
}

// counts are what became of questions.
type counts struct{ written, quoted, refused, busy, open int }

func (c counts) String() string {
	return fmt.Sprintf("%d answered in the model's words, %d quoted, %d told that the articles do not say, %d told to come again, %d open",
		c.written, c.quoted, c.refused, c.busy, c.open)
}

// became looks up what questions have come to.
func (s *stage) became(ids []string) (c counts, err error) {
	for _, id := range ids {
		var view struct {
			Original *struct {
				Content string `json:"content"`
				Flags   int    `json:"flags"`
				Embeds  []struct {
					Footer *struct {
						Text string `json:"text"`
					} `json:"footer"`
				} `json:"embeds"`
			} `json:"original"`
		}
		if err := s.get("interactions/"+id, &view); err != nil {
			return c, err
		}
		const loading = 1 << 7
		o := view.Original
		footer := ""
		if o != nil && len(o.Embeds) > 0 && o.Embeds[0].Footer != nil {
			footer = o.Embeds[0].Footer.Text
		}
		switch {
		case o == nil || o.Flags&loading != 0 || strings.HasPrefix(footer, "Still writing"):
			c.open++
		case strings.HasSuffix(footer, "written"):
			c.written++
		case strings.HasSuffix(footer, "quoted"):
			c.quoted++
		case o.Content != "":
			c.busy++
		default:
			c.refused++
		}
	}
	return c, nil
}
