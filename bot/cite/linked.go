package cite

import "slices"

// fate is what becomes of a link of the claim in the sentence.
type fate uint8

const (
	farLink     fate = iota // nothing links both ends
	nearLink                // both are linked to the same word
	crossedLink             // they are linked the other way round
	keptLink
)

// places are the noun phrases or words of the sentence that carry word i of the
// claim, wherever they stand.
func (a *alignment) places(i int32, buf []int32) []int32 {
	buf = buf[:0]
	add := func(j int32) {
		if p := a.main.phrases[j]; !slices.Contains(buf, p) {
			buf = append(buf, p)
		}
	}
	w := &a.claim.words[i]
	if at := a.hits[i].at; at >= 0 && a.hits[i].strength >= .5 {
		add(at)
		for _, j := range a.main.positions[a.main.words[at].stem] {
			add(j)
		}
	}
	for _, j := range a.main.positions[w.stem] {
		add(j)
	}
	return buf
}

// seeLinks compares the links of the claim's clauses with the sentence's.
func (a *alignment) seeLinks(f *sight) {
	var buf, buf2 [16]int32
	var all, kept, far float32
	var byKind, keptByKind [adjunctLink + 1]float32
	for k := range a.claim.links {
		l := &a.claim.links[k]
		if !a.weighty(l.head) || !a.weighty(l.to) {
			continue
		}
		heads := a.places(l.head, buf[:0])
		if len(heads) == 0 {
			continue
		}
		tos := a.places(l.to, buf2[:0])
		if len(tos) == 0 {
			if a.hits[l.to].strength < .5 && a.filler(l.kind, heads, nil) >= 0 {
				f[fFillers]++
				if s := a.claim.words[l.to].sort; s != content {
					f[fFillerNames]++
				}
			}
			continue
		}
		all++
		byKind[l.kind]++
		switch a.fateOf(l.kind, heads, tos) {
		case keptLink:
			kept++
			keptByKind[l.kind]++
		case nearLink:
			kept += nearShare
			keptByKind[l.kind] += nearShare
		case crossedLink:
			f[fCrossed]++
		case farLink:
			far++
			if l.kind != adjunctLink && a.filler(l.kind, heads, tos) >= 0 {
				f[fOthers]++
			}
		}
	}
	f[fLinks] = all
	f[fKept], f[fFar] = 1, 0
	if all > 0 {
		f[fKept], f[fFar] = kept/all, far/all
	}
	for kind, at := range map[linkKind]feature{subjectLink: fKeptSubjects, objectLink: fKeptObjects, isLink: fKeptIs, ofLink: fKeptOf} {
		f[at] = -1
		if byKind[kind] > 0 {
			f[at] = keptByKind[kind] / byKind[kind]
		}
	}
}

// nearShare is what a link counts whose ends the sentence links to one word.
const nearShare = .4

// weighty reports whether a word of the claim matters to its links.
func (a *alignment) weighty(i int32) bool {
	w := &a.claim.words[i]
	return w.sort == nameWord || w.sort == numeral || w.sort == content
}

// fateOf is the best that the sentence makes of a link between what carries the
// head and what carries the word that belongs to it.
func (a *alignment) fateOf(kind linkKind, heads, tos []int32) fate {
	best := farLink
	for _, h := range heads {
		if slices.Contains(tos, h) {
			return keptLink // one noun phrase holds both
		}
	}
	for k := range a.main.links {
		l := &a.main.links[k]
		h, t := a.main.phrases[l.head], a.main.phrases[l.to]
		switch {
		case slices.Contains(heads, h) && slices.Contains(tos, t):
			best = max(best, sameWay(kind, l.kind))
		case slices.Contains(heads, t) && slices.Contains(tos, h):
			best = max(best, otherWay(kind, l.kind))
		}
		if best == keptLink {
			return best
		}
	}
	if best == farLink && a.share2(heads, tos) {
		return nearLink
	}
	return best
}

// sameWay is the fate of a link of the claim where the sentence has one of the
// other kind in the same direction.
func sameWay(claimed, said linkKind) fate {
	switch {
	case claimed == said:
		return keptLink
	case claimed == subjectLink && said == objectLink, claimed == objectLink && said == subjectLink, claimed == isLink && said == ofLink:
		return crossedLink
	case claimed == subjectLink || said == subjectLink:
		return nearLink
	case claimed == adjunctLink || said == adjunctLink:
		return keptLink
	}
	return nearLink
}

// otherWay is the same in the other direction.
func otherWay(claimed, said linkKind) fate {
	switch {
	case claimed == isLink && said == isLink:
		return keptLink
	case claimed == isLink && said == adjunctLink, claimed == adjunctLink && said == isLink:
		return crossedLink // "A is subordinate to B"
	case claimed == ofLink && said == ofLink, claimed == isLink && said == ofLink, claimed == ofLink && said == isLink:
		return crossedLink
	}
	return nearLink
}

// share2 reports whether the sentence links some word to both.
func (a *alignment) share2(heads, tos []int32) bool {
	for k := range a.main.links {
		l := &a.main.links[k]
		h, t := a.main.phrases[l.head], a.main.phrases[l.to]
		var x int32
		switch {
		case slices.Contains(heads, h):
			x = t
		case slices.Contains(heads, t):
			x = h
		default:
			continue
		}
		for m := range a.main.links {
			o := &a.main.links[m]
			oh, ot := a.main.phrases[o.head], a.main.phrases[o.to]
			if oh == x && slices.Contains(tos, ot) || ot == x && slices.Contains(tos, oh) {
				return true
			}
		}
	}
	return false
}

// filler is a word that the sentence links to one of the heads as the claim
// does something else, none of tos, or -1.
func (a *alignment) filler(kind linkKind, heads, tos []int32) int32 {
	for k := range a.main.links {
		l := &a.main.links[k]
		if l.kind != kind || !slices.Contains(heads, a.main.phrases[l.head]) || slices.Contains(tos, a.main.phrases[l.to]) {
			continue
		}
		if s := a.main.words[l.to].sort; s == function {
			continue
		}
		return l.to
	}
	return -1
}
