package edition

import (
	"encoding/json"
	"time"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
)

type correctionJSON struct {
	Kind       Kind     `json:"kind"`
	Article    string   `json:"article"`
	Old        string   `json:"old"`
	New        string   `json:"new"`
	OldSources []int    `json:"old_sources"`
	NewSources []int    `json:"new_sources"`
	Aspects    []string `json:"aspects"`
}

// MarshalJSON writes what a briefing's object has, with what is new. Empty lists are
// written as such, never as null.
func (e *Edition) MarshalJSON() ([]byte, error) {
	corrections := []correctionJSON{}
	for _, c := range e.Corrections() {
		one := correctionJSON{c.Kind, c.Article, c.Old, c.New, notNil(c.OldSources), notNil(c.NewSources), []string{}}
		for _, a := range c.Aspects {
			one.Aspects = append(one.Aspects, a.String())
		}
		corrections = append(corrections, one)
	}
	return json.Marshal(struct {
		Title       string           `json:"title"`
		Since       time.Time        `json:"since,omitzero"`
		Nothing     bool             `json:"nothing"`
		Corrections []correctionJSON `json:"corrections"`
		News        []Line           `json:"news"`
		Points      []Line           `json:"points"`
		Timeline    []brief.Event    `json:"timeline"`
		Positions   []brief.Position `json:"positions"`
		Sources     []cite.Source    `json:"sources"`
		Left        int              `json:"left"` // corrections and news that are not shown
		Mode        cite.Mode        `json:"mode"`
		Language    string           `json:"language,omitempty"`
		Note        string           `json:"note,omitempty"`
		Dropped     []cite.Dropped   `json:"dropped,omitempty"`
	}{
		e.title, e.since, e.Nothing(), corrections, notNil(e.News()), notNil(e.Points()), notNil(e.Timeline()), notNil(e.Positions()),
		e.Sources(), e.left.corrections + e.left.news, e.mode, e.Language(), e.note, e.dropped,
	})
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
