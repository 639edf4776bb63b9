package main

import "math"

// matrix is a square matrix, or a list of rows.
type matrix [][]float64

func newMatrix(rows, columns int) matrix {
	m := make(matrix, rows)
	for i := range m {
		m[i] = make([]float64, columns)
	}
	return m
}

// addOuter adds weight times v vᵀ.
func (m matrix) addOuter(v []float64, weight float64) {
	for i, x := range v {
		if x *= weight; x != 0 {
			row := m[i]
			for j, y := range v {
				row[j] += x * y
			}
		}
	}
}

// apply returns m v.
func (m matrix) apply(v []float64) []float64 {
	out := make([]float64, len(m))
	for i, row := range m {
		out[i] = dot(row, v)
	}
	return out
}

func dot(a, b []float64) float64 {
	var sum float64
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// rounds of the orthogonal iteration, after which the leading eigenvectors of
// the matrices met here no longer change in the digits that are kept.
const rounds = 40

// eigen returns the n leading eigenvectors of a symmetric matrix, as rows, and
// their values, by orthogonal iteration from a fixed start.
func eigen(m matrix, n int) (matrix, []float64) {
	q := newMatrix(n, len(m))
	state := uint64(1)
	for i := range q {
		for j := range q[i] {
			state = state*6364136223846793005 + 1442695040888963407
			q[i][j] = float64(state>>40)/(1<<24) - .5
		}
	}
	values := make([]float64, n)
	for range rounds {
		for i := range q {
			q[i] = m.apply(q[i])
		}
		for i := range q {
			for k := range i {
				d := dot(q[i], q[k])
				for j := range q[i] {
					q[i][j] -= d * q[k][j]
				}
			}
			values[i] = math.Sqrt(dot(q[i], q[i]))
			scale(q[i], 1/values[i])
		}
	}
	return q, values
}

func scale(v []float64, by float64) {
	for i := range v {
		v[i] *= by
	}
}
