package disagree

import (
	"math"
	"strings"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// number is a quantity with what it counts.
type number struct {
	english.Quantity
	low, high float64 // what it may stand for: the bounds of a range, of "more than", of rounding
	head      int32   // what is counted; 0 where that is not told
	headTo    int     // the token after it
	general   bool    // the head is any people
	age       bool    // of whom the words before it name
	clause    int
}

// maxValues is how many numbers or dates a sentence may give: of more, nobody can
// tell by the words around them what each belongs to.
const maxValues = 4

// readNumbers takes the numbers of a statement. Ordinals and ones say little, and
// times of day belong to programmes.
func (s *statement) readNumbers(r *alike.Reader, clauses []int) {
	t := s.text
	if len(t.Quantities) > maxValues {
		return
	}
	for _, q := range t.Quantities {
		if q.Kind == english.Ordinal || q.Unit == "clock" || strings.Contains(t.Between(q.From-1), ":") || s.labels(q.From) || q.Kind == english.Count && q.Value <= 1 {
			continue
		}
		if k := len(s.numbers); k > 0 && q.Kind == english.Amount && s.numbers[k-1].To == q.From && s.numbers[k-1].Unit == q.Unit {
			continue // the inches of "6 feet 2 inches"
		}
		n := number{Quantity: q, clause: clauses[q.From]}
		n.low, n.high = reach(t, &q)
		n.age = s.isAge(&q)
		if q.Kind == english.Count && !n.age {
			s.readHead(r, &n)
			if n.head == 0 && n.Value < leastHeadless {
				continue // "article 36", "53 to 46"
			}
		}
		s.numbers = append(s.numbers, n)
	}
}

// leastHeadless is the least count of which it need not be told what is counted: a
// smaller one is the number of a chapter, a score or a name.
const leastHeadless = 1000

// How far a number may be off.
const (
	exactly = .005
	roughly = .1  // "about 200"
	rounded = .06 // "3 million" for 2.94 million
)

// reach is the range of true values for which a text may give a number.
func reach(t *alike.Text, q *english.Quantity) (low, high float64) {
	low, high = q.Value, q.Last
	bound := q.Bound
	switch before := t.Word(q.From - 1); {
	case before == "many" && t.Word(q.From-2) == "as":
		bound = english.AtMost
	case softeners[before]:
		bound = english.About
	}
	off := exactly
	if bound == english.About {
		off = roughly
	} else if unit := lastDigit(t, q); unit > 0 {
		off = max(exactly, min(rounded, unit/2/math.Max(1e-9, math.Abs(q.Value))))
	}
	switch bound {
	case english.AtLeast:
		return low * (1 - exactly), math.Inf(1)
	case english.AtMost:
		return math.Inf(-1), high * (1 + exactly)
	}
	return low * (1 - off), high * (1 + off)
}

var softeners = alike.Set(`nearly almost roughly about around approximately some estimated circa close perhaps probably`)

// lastDigit is the worth of the last digit of a number that is written with a scale,
// "2.9 million", or as a share; 0 of any other.
func lastDigit(t *alike.Text, q *english.Quantity) float64 {
	scaled := false
	scale := 1.0
	for i := q.From; i < q.To; i++ {
		switch t.Word(i) {
		case "thousand":
			scaled, scale = true, 1e3
		case "million", "mn", "mln":
			scaled, scale = true, 1e6
		case "billion", "bn":
			scaled, scale = true, 1e9
		case "trillion":
			scaled, scale = true, 1e12
		}
	}
	if !scaled && q.Kind != english.Percent && q.Kind != english.Amount {
		return 0
	}
	if q.Kind == english.Amount {
		return .02 * q.Value // miles are given for kilometres
	}
	_, decimals, _ := strings.Cut(t.Word(q.From), ".")
	return scale * math.Pow10(-len(decimals))
}

// isAge reports whether a number stands for somebody's age: "Jane Roe, 54, said",
// "aged 54", "54-year-old".
func (s *statement) isAge(q *english.Quantity) bool {
	t := s.text
	if q.Kind != english.Count || q.Value > 120 {
		return false
	}
	if t.Word(q.From-1) == "aged" || t.Word(q.From-1) == "of" && t.Word(q.From-2) == "age" || t.Word(q.To) == "year" && t.Word(q.To+1) == "old" {
		return true
	}
	return q.From > 0 && strings.HasPrefix(t.Between(q.From-1), ",") && strings.HasPrefix(t.Between(q.To-1), ",") &&
		t.Tokens[q.From-1].Flags&english.Capital != 0
}

// headReach is how many words after a number may lie before what it counts.
const headReach = 4

// readHead finds what is counted: the first word after the number, or the plural that
// follows it: "40 million cubic metres".
func (s *statement) readHead(r *alike.Reader, n *number) {
	t := s.text
	for _, x := range t.Terms {
		if x.From < n.To {
			continue
		}
		first := t.Word(x.From)
		if x.From > n.To && strings.ContainsAny(t.Between(x.From-1), ",;:()") || x.From-n.To >= headReach ||
			x.Stop || heads[first] || strings.HasSuffix(first, "ing") {
			return
		}
		if n.head != 0 && (x.Name || verbish(t, x.From) || clauseWords[first] || !strings.HasSuffix(t.Word(x.To-1), "s")) {
			return
		}
		n.head, n.headTo, n.general = r.ID(x.Key), x.To, generalPeople[first]
	}
}

// heads end what is counted though they are no stop words.
var heads = alike.Set(`after before during under over against between among into through while per than more less`)

var generalPeople = alike.Set(`people persons men women residents others victims`)

// conflict reports whether two numbers of one thing cannot both be right.
func (n *number) conflict(r *alike.Reader, o *number) bool {
	if n.Kind != o.Kind || n.Unit != o.Unit || n.age != o.age {
		return false
	}
	if n.low <= o.high && o.low <= n.high {
		return false
	}
	if n.age {
		return math.Abs(n.Value-o.Value) > 1
	}
	if n.Kind != english.Count {
		return true
	}
	switch {
	case n.head == 0 || o.head == 0:
		return n.head == o.head
	case n.head == o.head:
		return true
	case n.general != o.general && (n.general && o.low > n.high || o.general && n.low > o.high):
		return r.Between(n.head, o.head) == 0 // more miners than people
	}
	return r.Between(n.head, o.head) >= sameHead
}

// sameHead is the strength from which two words count the same.
const sameHead = .7
