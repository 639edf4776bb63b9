package edition

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rapporteur/bot/cite"
)

// MaxSaved bounds what Save writes and Restore reads, in bytes.
const MaxSaved = 256 << 10

// ErrTooLarge means that an edition has more than MaxSaved bytes.
var ErrTooLarge = errors.New("edition too large")

// savedVersion is that of the form below. It counts up with each change that an
// older program would misread.
const savedVersion = 1

// saved is an edition without its articles.
type saved struct {
	Form        int               `json:"form"`
	Title       string            `json:"title"`
	Shape       string            `json:"shape"`
	Since       time.Time         `json:"since,omitzero"`
	Compared    bool              `json:"compared,omitempty"`
	Corrections []savedCorrection `json:"corrections,omitempty"`
	News        []savedText       `json:"news,omitempty"`
	Paragraphs  [][]savedText     `json:"paragraphs,omitempty"`
	Timeline    []savedEvent      `json:"timeline,omitempty"`
	Positions   []savedPosition   `json:"positions,omitempty"`
	Asked       []Asked           `json:"asked,omitempty"`
	Unanswered  []Asked           `json:"unanswered,omitempty"`
	Left        [2]int            `json:"left,omitzero"` // corrections, news
	Mode        cite.Mode         `json:"mode"`
	Language    string            `json:"language,omitempty"`
	Note        string            `json:"note,omitempty"`
	Dropped     []cite.Dropped    `json:"dropped,omitempty"`
	Versions    []Version         `json:"versions,omitempty"`
}

// savedText is a text with its references, and what came back of a translation.
type savedText struct {
	Text string   `json:"text"`
	Refs []string `json:"refs"`
	Back string   `json:"back,omitempty"`
}

type savedCorrection struct {
	Kind    Kind          `json:"kind"`
	Article Version       `json:"article"`
	Old     savedText     `json:"old"`
	New     savedText     `json:"new,omitzero"`
	Aspects []cite.Aspect `json:"aspects,omitempty"`
}

type savedEvent struct {
	Date string `json:"date"`
	savedText
}

type savedPosition struct {
	Who string `json:"who"`
	savedText
}

// Save is the edition for Restore: texts with references, no article. The error
// wraps ErrTooLarge.
func (e *Edition) Save() ([]byte, error) {
	s := saved{
		Form: savedVersion, Title: e.title, Shape: e.shape, Since: e.since, Compared: e.compared, Asked: e.asked, Unanswered: e.unanswered,
		Left: [2]int{e.left.corrections, e.left.news}, Mode: e.mode, Language: e.Language(), Note: e.note, Dropped: e.dropped, Versions: e.versions,
	}
	for _, c := range e.corrections {
		s.Corrections = append(s.Corrections, savedCorrection{c.kind, Version{c.article.Slug, c.article.Version}, c.old.save(), c.new.save(), c.aspects})
	}
	s.News = saveAll(e.news)
	for _, p := range e.body.paragraphs {
		s.Paragraphs = append(s.Paragraphs, saveAll(p))
	}
	for _, x := range e.body.timeline {
		s.Timeline = append(s.Timeline, savedEvent{x.date, x.save()})
	}
	for _, x := range e.body.positions {
		s.Positions = append(s.Positions, savedPosition{x.who, x.save()})
	}
	data, err := json.Marshal(s)
	switch {
	case err != nil:
		return nil, fmt.Errorf("save edition: %w", err)
	case len(data) > MaxSaved:
		return nil, fmt.Errorf("save edition of %d bytes: %w", len(data), ErrTooLarge)
	}
	return data, nil
}

func (t text) save() savedText {
	s := savedText{Text: t.says, Back: t.back}
	for _, p := range t.places {
		s.Refs = append(s.Refs, p.Ref().String())
	}
	return s
}

func saveAll(texts []text) []savedText {
	var out []savedText
	for _, t := range texts {
		out = append(out, t.save())
	}
	return out
}
