package changes

import "sort"

// gaps are what lies between the sentences that have a partner of the same wording
// and kept their order.
type gaps struct {
	old, new []int // by sentence: how many of those come before it
	start    []int // by gap: its first sentence of the new version
	oldStart []int
}

func (a *alignment) gaps() *gaps {
	g := &gaps{old: make([]int, len(a.toNew)), new: make([]int, len(a.toOld)), start: []int{0}, oldStart: []int{0}}
	kept := a.kept()
	count := 0
	keptNew := make(map[int]bool, len(kept))
	for i, partners := range a.toNew {
		g.old[i] = count
		if partners != nil && kept[i] {
			keptNew[partners[0]] = true
			count++
			g.oldStart = append(g.oldStart, i+1)
		}
	}
	count = 0
	for j := range a.toOld {
		g.new[j] = count
		if keptNew[j] {
			count++
			g.start = append(g.start, j+1)
		}
	}
	return g
}

// same reports whether two sentences stand between the same neighbours.
func (g *gaps) same(old, new int) bool { return g.old[old] == g.new[new] }

// opposite is the place in the new version that answers to that of an old sentence
// in its gap.
func (g *gaps) opposite(old int) int {
	gap := g.old[old]
	return g.start[gap] + old - g.oldStart[gap]
}

// kept are the old sentences with a partner that kept their order: the longest run
// of them whose partners are in order too.
func (a *alignment) kept() map[int]bool {
	var tails []int // old sentence with the smallest last partner of each length
	before := make(map[int]int)
	last := func(i int) int { return a.toNew[i][0] }
	previous := -1
	for i, partners := range a.toNew {
		if partners == nil || previous >= 0 && a.toNew[previous] != nil && last(previous) == last(i) {
			continue
		}
		previous = i
		k := sort.Search(len(tails), func(k int) bool { return last(tails[k]) >= last(i) })
		if k > 0 {
			before[i] = tails[k-1]
		} else {
			before[i] = -1
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	kept := make(map[int]bool, len(tails))
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			kept[i] = true
		}
	}
	return kept
}
