package bot

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"rapporteur/bot/answer"
)

// Answer is a reply to one question of a run.
type Answer struct {
	ID    json.RawMessage // a JSON string or number
	Reply *Reply
	Took  time.Duration
}

// MarshalJSON writes the reply's object with "id" before and "took_ms", with
// microseconds as decimals, behind its fields.
func (a Answer) MarshalJSON() ([]byte, error) {
	reply, err := json.Marshal(a.Reply)
	if err != nil {
		return nil, fmt.Errorf("write answer %s: %w", a.ID, err)
	}
	took, err := json.Marshal(math.Round(float64(a.Took)/float64(time.Microsecond)) / 1000)
	if err != nil {
		return nil, fmt.Errorf("write answer %s: %w", a.ID, err)
	}
	out := append([]byte(`{"id":`), a.ID...)
	out = append(append(out, ','), reply[1:len(reply)-1]...)
	out = append(append(out, `,"took_ms":`...), took...)
	return append(out, '}'), nil
}

// Checked is the finding on one claim of a run.
type Checked struct {
	ID      json.RawMessage
	Finding *Finding
}

// MarshalJSON writes the finding with "id" before its fields.
func (c Checked) MarshalJSON() ([]byte, error) {
	f := c.Finding
	sources := f.Sources
	if sources == nil {
		sources = []answer.Source{}
	}
	return json.Marshal(struct {
		ID      json.RawMessage `json:"id"`
		Claim   string          `json:"claim"`
		Verdict Verdict         `json:"verdict"`
		Sources []Source        `json:"sources"`
		Why     string          `json:"why,omitempty"`
		English string          `json:"english,omitempty"`
		Says    []Claim         `json:"says,omitempty"`
		Note    string          `json:"note,omitempty"`
	}{c.ID, f.Claim, f.Verdict, sources, f.Why, f.English, f.Says, f.Note})
}

// BrokenLine stands in a batch's output for a line that could not be used.
type BrokenLine struct {
	ID    json.RawMessage `json:"id"`   // null where the line has none that can be read
	Line  int             `json:"line"` // from 1
	Error string          `json:"error"`
}
