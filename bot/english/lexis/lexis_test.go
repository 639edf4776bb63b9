package lexis

import (
	"testing"

	"pgregory.net/rapid"
)

func find(t *testing.T, key string) Word {
	t.Helper()
	w := Find(key)
	if w == 0 {
		t.Fatalf("no entry %q", key)
	}
	return w
}

func TestWordsAreLinkedByTheirMeanings(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		kind  Kind
		least float32
	}{
		{"buy", "purchas", Synonym, .5},
		{"car", "automobil", Synonym, .5},
		{"destruct", "destroy", Derived, .3},
		{"presidenti", "presid", Derived, .3},
		{"buy", "sell", Antonym, .3},
		{"victori", "defeat", Antonym, .2},
		{"tini", "larg", Opposite, .1},
		{"walk", "move", General, .1},
		{"dog", "canin", General, .1},
		{"anim", "dog", Narrow, 0},
		{"move", "walk", Special, .1},
	} {
		l := Between(find(t, c.a), find(t, c.b))
		if l[c.kind] < c.least {
			t.Errorf("%s to %s: kind %d is %.2f, at least %.2f is wanted (%v)", c.a, c.b, c.kind, l[c.kind], c.least, l)
		}
	}
}

func TestUsualMeaningsWeighMore(t *testing.T) {
	bank := find(t, "bank")
	usual, rare := Between(bank, find(t, "financi institut")), Between(bank, find(t, "cant"))
	if usual[Synonym]+usual[General] <= rare[Synonym]+rare[General] {
		t.Errorf("a bank is an institution by %v and a cant by %v", usual, rare)
	}
}

func TestNoWordIsLinkedWithNothing(t *testing.T) {
	if w := Find("qqxyzzy"); w != 0 {
		t.Fatalf("entry %q for a word that is none", w.Key())
	}
	if l := Between(0, find(t, "buy")); l != (Links{}) {
		t.Errorf("links of no word: %v", l)
	}
	if s := Similarity(0, find(t, "buy")); s != 0 {
		t.Errorf("similarity with no word: %v", s)
	}
	if Find("") != 0 {
		t.Error("an entry for the empty key")
	}
}

func TestEntriesAreFoundAndLinkedBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Word(rapid.IntRange(1, Len()).Draw(t, "word"))
		if got := Find(w.Key()); got != w {
			t.Fatalf("%q is entry %d, found %d", w.Key(), w, got)
		}
		if s := Similarity(w, w); s != 0 && (s < .97 || s > 1.03) {
			t.Fatalf("%q is %.2f like itself", w.Key(), s)
		}
		previous := Word(0)
		Each(w, func(other Word, kind Kind, weight float32) bool {
			if other == w || other == 0 || int(other) > Len() || other < previous || kind > Special || weight <= 0 || weight > 1 {
				t.Fatalf("%q has an odd link: %d of kind %d and weight %.2f", w.Key(), other, kind, weight)
			}
			previous = other
			there, back := Between(w, other), Between(other, w)
			if there[kind] != weight && kind != Special {
				t.Fatalf("%q to %q: kind %d is %.2f, listed as %.2f", w.Key(), other.Key(), kind, there[kind], weight)
			}
			if there[General] != back[Special] || there[Broad] != back[Narrow] || there[Synonym] != back[Synonym] {
				t.Fatalf("%q and %q are not linked alike both ways: %v, %v", w.Key(), other.Key(), there, back)
			}
			return true
		})
	})
}

func TestLookingUpAllocatesNothing(t *testing.T) {
	var sink float32
	n := testing.AllocsPerRun(100, func() {
		a, b := Find("purchas"), Find("give up")
		l := Between(a, b)
		sink += l.Broader() + l.Opposed() + Similarity(a, b)
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		Find("purchas")
	}
}

func BenchmarkBetween(b *testing.B) {
	x, y := Find("purchas"), Find("buy")
	for b.Loop() {
		Between(x, y)
	}
}

func BenchmarkSimilarity(b *testing.B) {
	x, y := Find("purchas"), Find("buy")
	for b.Loop() {
		Similarity(x, y)
	}
}
