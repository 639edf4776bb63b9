package cite

import "testing"

func TestOppositesAreSymmetricAndMany(t *testing.T) {
	pairs := 0
	for a, others := range opposites() {
		for b := range others {
			pairs++
			if a == b || !opposed(b, a) {
				t.Errorf("%q is opposed to %q, but not the other way round", a, b)
			}
		}
	}
	if pairs/2 < 150 {
		t.Errorf("%d pairs", pairs/2)
	}
}

func TestReadFindsNamesNegationAndHedges(t *testing.T) {
	f := Read("The Bank of Ireland did not fail, but Ana Diaz reportedly left.")
	var names []string
	for _, n := range f.names {
		names = append(names, f.raw(n.from, n.to))
	}
	if len(names) != 2 || names[0] != "Bank of Ireland" || names[1] != "Ana Diaz" {
		t.Errorf("names %q", names)
	}
	for _, w := range f.words {
		if negated := w.folded == "fail"; w.sort == content && w.negated != negated {
			t.Errorf("%s: negated %v", w.folded, w.negated)
		}
		if w.folded == "left" && !w.hedged || w.folded == "fail" && w.hedged {
			t.Errorf("%s: hedged %v", w.folded, w.hedged)
		}
	}
}
