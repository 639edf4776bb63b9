package english_test

import (
	"slices"
	"testing"

	"rapporteur/bot/english"
)

func quantities(text string) ([]english.Quantity, []english.Date) {
	tokens := english.AppendTokens(nil, text)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = english.Fold(text, t)
	}
	dates := english.AppendDates(nil, text, tokens, words)
	return english.AppendQuantities(nil, text, tokens, words, dates), dates
}

func TestQuantities(t *testing.T) {
	type q = english.Quantity
	for _, c := range []struct {
		text string
		want q // From and To are not compared
	}{
		{"12 people", q{Value: 12, Last: 12}},
		{"twenty-eight people", q{Value: 28, Last: 28}},
		{"1.5 million people", q{Value: 1.5e6, Last: 1.5e6}},
		{"two hundred and five ships", q{Value: 205, Last: 205}},
		{"a million ships", q{Value: 1e6, Last: 1e6}},
		{"three thousand five hundred men", q{Value: 3500, Last: 3500}},
		{"1,554 trees", q{Value: 1554, Last: 1554}},
		{"7.8%", q{Value: 7.8, Last: 7.8, Kind: english.Percent}},
		{"20 per cent of them", q{Value: 20, Last: 20, Kind: english.Percent}},
		{"one-fifth of them", q{Value: 20, Last: 20, Kind: english.Percent}},
		{"a tenth of them", q{Value: 10, Last: 10, Kind: english.Percent}},
		{"half of them", q{Value: 50, Last: 50, Kind: english.Percent}},
		{"68 degrees Fahrenheit", q{Value: 20, Last: 20, Kind: english.Amount, Unit: "temperature"}},
		{"twice as many", q{Value: 200, Last: 200, Kind: english.Percent}},
		{"over $300,000", q{Value: 300000, Last: 300000, Kind: english.Money, Bound: english.AtLeast, Unit: "dollar"}},
		{"US$2 billion", q{Value: 2e9, Last: 2e9, Kind: english.Money, Unit: "dollar"}},
		{"£5 million", q{Value: 5e6, Last: 5e6, Kind: english.Money, Unit: "pound"}},
		{"40 euros", q{Value: 40, Last: 40, Kind: english.Money, Unit: "euro"}},
		{"12 km", q{Value: 12000, Last: 12000, Kind: english.Amount, Unit: "length"}},
		{"2000 to 4000 m", q{Value: 2000, Last: 4000, Kind: english.Amount, Unit: "length"}},
		{"8 square km", q{Value: 8e6, Last: 8e6, Kind: english.Amount, Unit: "area"}},
		{"30-40 people", q{Value: 30, Last: 40}},
		{"between 30 and 40 people", q{Value: 30, Last: 40}},
		{"about 30 people", q{Value: 30, Last: 30, Bound: english.About}},
		{"more than 30 people", q{Value: 30, Last: 30, Bound: english.AtLeast}},
		{"up to 30 people", q{Value: 30, Last: 30, Bound: english.AtMost}},
		{"the third man", q{Value: 3, Last: 3, Kind: english.Ordinal}},
		{"the 21st man", q{Value: 21, Last: 21, Kind: english.Ordinal}},
	} {
		got, _ := quantities(c.text)
		if len(got) != 1 {
			t.Errorf("%q: %+v", c.text, got)
			continue
		}
		got[0].From, got[0].To = 0, 0
		if got[0] != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got[0], c.want)
		}
	}
	for _, text := range []string{"", "at 3:32", "one of them", "no one", "a B-52", "in 1963", "hundreds"} {
		if got, _ := quantities(text); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestDates(t *testing.T) {
	type d = english.Date
	for _, c := range []struct {
		text string
		want d
	}{
		{"in 1963", d{Year: 1963, LastYear: 1963}},
		{"on 1 April 1963", d{Year: 1963, LastYear: 1963, Month: 4, Day: 1}},
		{"on April 1, 1963", d{Year: 1963, LastYear: 1963, Month: 4, Day: 1}},
		{"on the 1st of April", d{Month: 4, Day: 1}},
		{"in March of 1733", d{Year: 1733, LastYear: 1733, Month: 3}},
		{"in May", d{Month: 5}},
		{"in the 1950s", d{Year: 1950, LastYear: 1959}},
		{"in the 1700s", d{Year: 1700, LastYear: 1799}},
		{"in the nineteenth century", d{Year: 1800, LastYear: 1899}},
		{"in the 5th century BC", d{Year: -500, LastYear: -401}},
		{"in 44 BC", d{Year: -44, LastYear: -44}},
		{"in AD 301", d{Year: 301, LastYear: 301}},
		{"from 1073–1074", d{Year: 1073, LastYear: 1074}},
		{"from 1939-45", d{Year: 1939, LastYear: 1945}},
		{"2025-07-21", d{Year: 2025, LastYear: 2025, Month: 7, Day: 21}},
		{"the 1994 elections", d{Year: 1994, LastYear: 1994}},
	} {
		_, got := quantities(c.text)
		if len(got) != 1 {
			t.Errorf("%q: %+v", c.text, got)
			continue
		}
		got[0].From, got[0].To = 0, 0
		if got[0] != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got[0], c.want)
		}
	}
	for _, text := range []string{"", "1554 hectares", "they may go", "a march", "$1900", "2000 people", "1,963", "12345"} {
		if _, got := quantities(text); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestHalfOfAUnitMoreIsNoShare(t *testing.T) {
	for _, text := range []string{"a day and a half", "two and a half", "one and a half days"} {
		if got, _ := quantities(text); slices.ContainsFunc(got, func(q english.Quantity) bool { return q.Kind == english.Percent }) {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if got, _ := quantities("a third and a half of them"); len(got) != 2 {
		t.Errorf("two shares: %+v", got)
	}
}

func FuzzQuantities(f *testing.F) {
	for _, s := range []string{"between 2 and", "twenty-", "a third", "one", "£", "1939-", "the 1st of", "99999999999999999999 km", "half a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := len(english.AppendTokens(nil, text))
		found, dates := quantities(text)
		for _, q := range found {
			if q.From < 0 || q.From >= q.To || q.To > n {
				t.Fatalf("%q: %+v of %d tokens", text, q, n)
			}
		}
		for _, d := range dates {
			if d.From < 0 || d.From >= d.To || d.To > n || d.Year > d.LastYear {
				t.Fatalf("%q: %+v of %d tokens", text, d, n)
			}
		}
	})
}
