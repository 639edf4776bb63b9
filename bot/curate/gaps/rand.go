package gaps

// AdjustedRand is the adjusted Rand index of two partitions of the same things, each
// given by a label for each thing: 1 for the same partition, around 0 for what chance
// gives, below for less. (Hubert & Arabie, Comparing partitions, Journal of
// Classification 2, 1985, equation 5.) It is 1 where both put every thing by itself
// or all things together, and for no things at all. The slices must be equally long.
func AdjustedRand[A, B comparable](a []A, b []B) float64 {
	if len(a) != len(b) {
		panic("gaps: the adjusted Rand index needs two partitions of the same things")
	}
	type cell struct {
		a A
		b B
	}
	cells, rows, columns := make(map[cell]int), make(map[A]int), make(map[B]int)
	for i := range a {
		cells[cell{a[i], b[i]}]++
		rows[a[i]]++
		columns[b[i]]++
	}
	both, inA, inB := pairsIn(cells), pairsIn(rows), pairsIn(columns)
	all := pairs(len(a))
	if all == 0 || inA == inB && (inA == 0 || inA == all) {
		return 1
	}
	expected := inA * inB / all
	return (both - expected) / ((inA+inB)/2 - expected)
}

func pairs(n int) float64 { return float64(n) * float64(n-1) / 2 }

func pairsIn[K comparable](counts map[K]int) (sum float64) {
	for _, n := range counts {
		sum += pairs(n)
	}
	return sum
}
