package alike_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/curate/alike"
)

// keys are the terms of a text that are no stop words, names marked.
func keys(text string) string {
	var out []string
	for _, x := range alike.NewReader().Read(text).Terms {
		switch {
		case x.Stop:
		case x.Known:
			out = append(out, "^"+x.Key)
		default:
			out = append(out, x.Key)
		}
	}
	return strings.Join(out, ", ")
}

func TestANameHasOneKeyHoweverItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"Turkish votes":                  "^turkey, vote",
		"the vote in turkey":             "vote, ^turkey",
		"EU aid":                         "^european union, aid",
		"aid of the european union":      "aid, ^european union",
		"when did finland join nato":     "^finland, join, ^north atlant treati organ",
		"ships can go far":               "ship, can, go, far",
		"the US president":               "^unit state, presid",
		"power cut, power outage":        "power cut, power outag",
		"12 people in May 2021, a tenth": "peopl",
	} {
		if got := keys(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestHowFarOneTermStandsForAnother(t *testing.T) {
	r := alike.NewReader()
	for _, x := range []struct {
		a, b        string
		least, most float32
	}{
		{"kill", "kill", 1, 1},
		{"power cut", "blackout", .75, .95},
		{"buy", "purchas", .7, .95},
		{"decid", "decis", .9, 1},
		{"talk", "peac talk", .6, .75},
		{"nuclear power", "nuclear power plant", .6, .75},
		{"nuclear power", "nuclear energi", .7, .9},
		{"kill", "injur", 0, 0},
		{"soldier", "civilian", 0, 0},
		{"", "kill", 0, 0},
	} {
		if got := r.Strength(x.a, x.b); got < x.least || got > x.most {
			t.Errorf("%q for %q: %.2f, want %.2f to %.2f", x.a, x.b, got, x.least, x.most)
		}
	}
	if !r.Opposed("begin", "end") || r.Opposed("begin", "start") || r.Opposed("begin", "") {
		t.Error("opposites are not told")
	}
}

func TestStrengthIsSymmetricalAndWithinItsBounds(t *testing.T) {
	r := alike.NewReader()
	word := rapid.OneOf(rapid.SampledFrom(strings.Fields("kill die war peac turkey eu nato talk power cut outag leader lead \xff")), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 0, 3).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 0, 3).Draw(t, "b"), " ")
		s := r.Strength(a, b)
		if s != alike.NewReader().Strength(b, a) || s < 0 || s > alike.Same || a == b && s != alike.Same {
			t.Fatalf("%q and %q: %v", a, b, s)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("Turkish votes, 12 of them, in May 2021; the U.S. \xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		x := alike.NewReader().Read(text)
		last := 0
		for _, term := range x.Terms {
			if term.From < last || term.To <= term.From || term.To > len(x.Tokens) {
				t.Fatalf("term %+v after token %d of %d", term, last, len(x.Tokens))
			}
			last = term.To
		}
		if len(x.Tokens) > alike.MaxTokens || len(x.Words) != len(x.Tokens) || len(x.Stems) != len(x.Tokens) {
			t.Fatalf("%d tokens, %d words", len(x.Tokens), len(x.Words))
		}
	})
}
