package cite

import "testing"

func TestFiguresAreComparedInTheFormsOfLanguages(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"1,200 jobs for 240.5 million", "1.200 Stellen für 240,5 Millionen", true},
		{"on 4 April 2019", "am 4. April 2019", true},
		{"1 200", "1 200", true},
		{"2.5 million", "25 Millionen", false},
		{"2019", "2018", false},
		{"two schools", "2 Schulen", false},
		{"in 2019 and 2027", "2027 und 2019", true},
		{"3,000 people", "३,००० लोग", true},
		{"", "5", false},
	} {
		if got := SameFigures(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v %q %q", c.a, c.b, got, groupedFigures(c.a), groupedFigures(c.b))
		}
	}
}
