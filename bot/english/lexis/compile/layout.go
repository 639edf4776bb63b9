package main

import (
	"encoding/binary"
	"math"
	"math/bits"

	"rapporteur/bot/english/lexis"
)

// layout writes the entries as lexis.go says.
func layout(keys []string, links [][]link, vectors [][]int8) []byte {
	slots := make([]uint16, 1<<bits.Len(uint(len(keys)*3/2)))
	mask := uint32(len(slots) - 1)
	for i, key := range keys {
		slot := lexis.Hash(key) & mask
		for slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		slots[slot] = uint16(i + 1)
	}
	var text, packed []byte
	names, rows := []uint32{0}, []uint32{0}
	for i, key := range keys {
		names, rows = append(names, uint32(len(text))), append(rows, uint32(len(packed)/3))
		text = append(text, key...)
		for _, k := range links[i] {
			packed = binary.LittleEndian.AppendUint16(packed, uint16(k.to+1))
			packed = append(packed, byte(k.kind)<<5|byte(math.Round(31*k.weight)))
		}
	}
	names, rows = append(names, uint32(len(text))), append(rows, uint32(len(packed)/3))
	dimensions := len(vectors[0])
	out := make([]byte, 0, 4<<20)
	for _, n := range []int{len(slots), len(keys) + 1, dimensions, len(packed) / 3} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for _, s := range slots {
		out = binary.LittleEndian.AppendUint16(out, s)
	}
	for _, n := range names {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	for _, n := range rows {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	out = append(out, make([]byte, dimensions)...)
	for _, v := range vectors {
		for _, x := range v {
			out = append(out, byte(x))
		}
	}
	return append(append(out, packed...), text...)
}
