package gateway

import (
	"strconv"
	"sync"
)

// memory is how many of the newest IDs are remembered. A session replays what
// happened since it was lost, for minutes at most.
const memory = 1 << 15

// seen remembers the newest IDs.
type seen struct {
	mu   sync.Mutex
	ids  map[uint64]struct{}
	ring []uint64
	next int // in the ring, when it is full
}

func newSeen() *seen { return &seen{ids: make(map[uint64]struct{})} }

// first says whether an ID is met for the first time. What is no ID never is.
func (s *seen) first(id string) bool {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.ids[n]; known {
		return false
	}
	s.ids[n] = struct{}{}
	if len(s.ring) < memory {
		s.ring = append(s.ring, n)
		return true
	}
	delete(s.ids, s.ring[s.next])
	s.ring[s.next] = n
	s.next = (s.next + 1) % memory
	return true
}
