package semantic

import (
	"encoding/binary"
	"errors"
	"math"
)

// vector points where another does, in a byte a dimension: its numbers are
// codes times scale, and its length is 1 but for what rounding adds. That keeps
// the cosine of two within some thousandths.
type vector struct {
	scale float32
	codes []int8
}

const mostCode = 127

// quantise makes a vector of numbers that are finite and not all zero.
func quantise(numbers []float32) *vector {
	var squares, most float64
	for _, x := range numbers {
		squares += float64(x) * float64(x)
		most = max(most, math.Abs(float64(x)))
	}
	v := &vector{scale: float32(most / mostCode / math.Sqrt(squares)), codes: make([]int8, len(numbers))}
	for i, x := range numbers {
		v.codes[i] = int8(math.Round(float64(x) / most * mostCode))
	}
	return v
}

// cosine is that of two vectors of one length.
func (v *vector) cosine(w *vector) float64 {
	return float64(v.scale) * float64(w.scale) * float64(dot(v.codes, w.codes))
}

// dot does eight at once into four sums, so that none waits for the one before.
// No sum overflows below 33,000 dimensions.
func dot(a, b []int8) int32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 int32
	i := 0
	for ; i+8 <= len(a); i += 8 {
		x, y := a[i:i+8:i+8], b[i:i+8:i+8]
		s0 += int32(x[0])*int32(y[0]) + int32(x[4])*int32(y[4])
		s1 += int32(x[1])*int32(y[1]) + int32(x[5])*int32(y[5])
		s2 += int32(x[2])*int32(y[2]) + int32(x[6])*int32(y[6])
		s3 += int32(x[3])*int32(y[3]) + int32(x[7])*int32(y[7])
	}
	for ; i < len(a); i++ {
		s0 += int32(a[i]) * int32(b[i])
	}
	return s0 + s1 + s2 + s3
}

const scaleBytes = 4

// pack is the form in which a vector is stored: its scale as a little-endian
// float32, then its codes.
func (v *vector) pack() []byte {
	out := binary.LittleEndian.AppendUint32(make([]byte, 0, scaleBytes+len(v.codes)), math.Float32bits(v.scale))
	for _, c := range v.codes {
		out = append(out, byte(c))
	}
	return out
}

var errPacked = errors.New("this is no vector")

func unpack(body []byte) (*vector, error) {
	if len(body) <= scaleBytes {
		return nil, errPacked
	}
	v := &vector{scale: math.Float32frombits(binary.LittleEndian.Uint32(body)), codes: make([]int8, len(body)-scaleBytes)}
	if !(v.scale > 0) || math.IsInf(float64(v.scale), 0) {
		return nil, errPacked
	}
	for i, b := range body[scaleBytes:] {
		v.codes[i] = int8(b)
	}
	return v, nil
}
