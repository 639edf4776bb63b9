package eval

import (
	"context"
	"fmt"
	"path/filepath"

	"rapporteur/bot/answer"
	"rapporteur/bot/search"
)

// Claim is one line of a file of claims: what is claimed of the library of a
// set, and the right verdict.
type Claim struct {
	ID           string         `json:"id"`
	Set          string         `json:"set"`
	Claim        string         `json:"claim"`
	Verdict      answer.Verdict `json:"verdict"`
	GoldPassages []string       `json:"gold_passages"`
	Why          string         `json:"why"` // what the claim turns on: number, date, negation …
}

// ClaimFigures is how well claims were checked. The zero value counts none.
type ClaimFigures struct {
	Claims   int     `json:"claims"`
	Accuracy float64 `json:"accuracy"`
	// FalseSupport is the share, 0..1, of the claims that the articles do not
	// support and that were called supported.
	FalseSupport float64 `json:"false_support"`
	// Confusion counts claims by right verdict and then by verdict given.
	Confusion map[answer.Verdict]map[answer.Verdict]int `json:"confusion"`
	// ByWhy is the accuracy by what the claims turn on.
	ByWhy map[string]Share `json:"by_why"`
}

// Share is a count of a number of cases.
type Share struct {
	Right int `json:"right"`
	Of    int `json:"of"`
}

// add counts one claim.
func (f *ClaimFigures) add(c *Claim, given answer.Verdict) {
	if f.Confusion == nil {
		f.Confusion = make(map[answer.Verdict]map[answer.Verdict]int)
		f.ByWhy = make(map[string]Share)
	}
	if f.Confusion[c.Verdict] == nil {
		f.Confusion[c.Verdict] = make(map[answer.Verdict]int)
	}
	f.Claims++
	f.Confusion[c.Verdict][given]++
	s := f.ByWhy[c.Why]
	s.Of++
	if given == c.Verdict {
		s.Right++
	}
	f.ByWhy[c.Why] = s
	f.sum()
}

// sum computes the shares from the confusion.
func (f *ClaimFigures) sum() {
	right, unsupported, falsely := 0, 0, 0
	for gold, given := range f.Confusion {
		right += given[gold]
		if gold == answer.Supported {
			continue
		}
		for verdict, n := range given {
			unsupported += n
			if verdict == answer.Supported {
				falsely += n
			}
		}
	}
	f.Accuracy = float64(right) / float64(f.Claims)
	if unsupported > 0 {
		f.FalseSupport = float64(falsely) / float64(unsupported)
	}
}

// Claims checks every claim of a file against the library of its set, a folder
// in sets, and reports how many verdicts were right.
func Claims(ctx context.Context, file, sets string) (ClaimFigures, error) {
	var figures ClaimFigures
	err := EachClaim(ctx, file, sets, func(c Claim, f *answer.Finding) { figures.add(&c, f.Verdict) })
	return figures, err
}

// EachClaim checks every claim of a file and hands it with its finding to each.
// A set is loaded once.
func EachClaim(ctx context.Context, file, sets string, each func(Claim, *answer.Finding)) error {
	answerers := make(map[string]*answer.Answerer)
	return ReadLines(file, func(c Claim) error {
		a := answerers[c.Set]
		if a == nil {
			var err error
			if a, err = answererOf(filepath.Join(sets, c.Set)); err != nil {
				return fmt.Errorf("claim %s: %w", c.ID, err)
			}
			answerers[c.Set] = a
		}
		finding, err := a.Check(ctx, c.Claim)
		if err != nil {
			return fmt.Errorf("check claim %s: %w", c.ID, err)
		}
		each(c, finding)
		return nil
	})
}

// answererOf loads a set and answers from its library.
func answererOf(dir string) (*answer.Answerer, error) {
	set, err := Load(dir)
	if err != nil {
		return nil, err
	}
	index, err := search.New(set.Articles)
	if err != nil {
		return nil, err
	}
	return answer.New(index), nil
}
