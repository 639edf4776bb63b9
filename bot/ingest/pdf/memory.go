package pdf

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"
)

// maxMemory bounds what PDFium may use for one document, in bytes, while a file has
// at most 5 MB.
const maxMemory = 64 << 20

// memory is that of one instance of PDFium. It is taken from Go once, in full, and
// of the operating system as far as it is used: growing by copying would need more
// than twice as much.
type memory struct {
	bytes     []byte
	exhausted bool // more was wanted
}

// with has the module that is made with ctx use this memory.
func (m *memory) with(ctx context.Context) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(uint64, uint64) experimental.LinearMemory { return m }))
}

// Reallocate gives the memory another size, nil where that is too much.
func (m *memory) Reallocate(size uint64) []byte {
	if size > maxMemory {
		m.exhausted = true
		return nil
	}
	if m.bytes == nil {
		m.bytes = make([]byte, 0, maxMemory)
	}
	return m.bytes[:size]
}

// Free gives the memory back.
func (m *memory) Free() { m.bytes = nil }
