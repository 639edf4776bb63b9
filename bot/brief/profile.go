package brief

import (
	"encoding/json"
	"slices"

	"rapporteur/bot/cite"
)

// Profile is everything that articles say of a person or a body, and what they
// say themselves. Only About makes one, after every text has been checked
// against the sentences that it cites. The zero value says nothing of nobody.
type Profile struct {
	name       string
	statements []Point
	positions  []Position
	sources    []cite.Source
	similar    []string
	left       int
}

// Name is the name as the articles spell it, or as it was asked for when they
// do not have it.
func (p *Profile) Name() string { return p.name }

// Statements are what is said of them, in the order of the articles' text. A
// sentence of an opinion article is attributed to its author as in a briefing.
func (p *Profile) Statements() []Point { return slices.Clone(p.statements) }

// Positions are what they themselves say, want or object to.
func (p *Profile) Positions() []Position { return slices.Clone(p.positions) }

// Sources are numbered from 1 in the order of their first use: statements, then
// positions.
func (p *Profile) Sources() []cite.Source { return slices.Clone(p.sources) }

// Empty reports whether the articles have nothing of that name.
func (p *Profile) Empty() bool { return len(p.sources) == 0 }

// Similar are names of the articles that are spelled much like the one asked
// for, the nearest first. There are none where the name is known.
func (p *Profile) Similar() []string { return slices.Clone(p.similar) }

// Left is how many further texts the articles have, which the profile has not.
func (p *Profile) Left() int { return p.left }

// MarshalJSON writes the profile's parts. Empty lists are written as such,
// never as null.
func (p *Profile) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name       string        `json:"name"`
		Statements []Point       `json:"statements"`
		Positions  []Position    `json:"positions"`
		Sources    []cite.Source `json:"sources"`
		Similar    []string      `json:"similar"`
		Left       int           `json:"left"`
	}{p.name, notNil(p.statements), notNil(p.positions), notNil(p.sources), notNil(p.similar), p.left})
}
