package cite

import "rapporteur/bot/english/lexis"

// far is the nearness below which two words have nothing to do with each other.
const far = .4

// seeNearness looks how near the words that nothing carries are in meaning to
// those of the sentence: another word for the same is near to one of them, what an
// article does not say is near to none.
func (a *alignment) seeNearness(d []float32) {
	said := make([]lexis.Word, len(a.main.words))
	for j := range a.main.words {
		if w := &a.main.words[j]; w.sort == content {
			said[j] = lexis.Find(w.stem)
		}
	}
	d[dNear], d[dNearVerb], d[dNearFree] = 1, 1, 1
	var sum, all float32
	gap := 0
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		if a.hits[i].strength >= missing || w.light() {
			if !w.light() {
				gap = 0
			}
			continue
		}
		gap++
		d[dGap] = max(d[dGap], float32(gap))
		if w.sort != content {
			continue
		}
		n := a.nearest(lexis.Find(w.stem), said)
		d[dNear], d[dNearFree] = min(d[dNear], n.any), min(d[dNearFree], n.free)
		if a.claim.isVerb(i) {
			d[dNearVerb] = min(d[dNearVerb], n.any)
		}
		if n.any < far {
			d[dFar] += w.weight
		}
		if n.wider > n.same {
			d[dWider] += w.weight
		}
		d[dOpposite] = max(d[dOpposite], n.opposed)
		sum, all = sum+w.weight*n.any, all+w.weight
	}
	d[dNearMean] = 1
	if all > 0 {
		d[dNearMean] = sum / all
	}
}

// missing is the strength below which a word counts as not carried.
const missing = .5

// nearness is how near a word is to those of a sentence.
type nearness struct {
	any, free            float32 // to any of them, and to one that carries nothing
	same, wider, opposed float32 // the surest of these links
}

func (a *alignment) nearest(w lexis.Word, said []lexis.Word) (n nearness) {
	if w == 0 {
		return n
	}
	for j, v := range said {
		if v == 0 {
			continue
		}
		near := lexis.Similarity(w, v)
		l := lexis.Between(w, v)
		same := max(l[lexis.Synonym], l[lexis.Similar], l[lexis.Derived], l.Narrower())
		if v == w {
			near, same = 1, 1
		}
		n.same, n.wider, n.opposed = max(n.same, same), max(n.wider, l.Broader()), max(n.opposed, l.Opposed())
		if l.Opposed() > same {
			continue
		}
		near = max(near, same)
		n.any = max(n.any, near)
		if a.taken[j] < 0 {
			n.free = max(n.free, near)
		}
	}
	return n
}
