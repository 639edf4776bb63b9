package spec

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
)

// passed remembers exchanges in which nothing was wrong, so that those which differ in
// ids alone are checked once: every bot registers the same commands at its start, and
// checking those takes longer than all else that a test does.
type passed struct{ digests sync.Map }

type digest = [sha256.Size]byte

func (p *passed) has(d digest) bool {
	_, ok := p.digests.Load(d)
	return ok
}

func (p *passed) add(d digest) { p.digests.Store(d, struct{}{}) }

// digestOf is the same for exchanges that differ in ids alone.
func digestOf(method, route string, status int, requestType string, request []byte, responseType string, response []byte) digest {
	h := sha256.New()
	for _, part := range [][]byte{
		[]byte(method), []byte(route), binary.AppendVarint(nil, int64(status)),
		[]byte(requestType), withoutIDs(request), []byte(responseType), withoutIDs(response),
	} {
		_, _ = h.Write(binary.AppendVarint(nil, int64(len(part)))) // it never fails
		_, _ = h.Write(part)
	}
	return digest(h.Sum(nil))
}

// idLength is that of the shortest id that Discord gives now, and that the sandbox does.
const idLength = 17

// withoutIDs is a body in which every id that stands by itself in quotation marks is
// its place among the body's ids, so that two that differ still do.
func withoutIDs(body []byte) []byte {
	out := make([]byte, 0, len(body))
	places := make(map[string]int)
	for i := 0; i < len(body); {
		end := i
		for end < len(body) && body[end] >= '0' && body[end] <= '9' {
			end++
		}
		if end-i < idLength || body[i] == '0' || i == 0 || body[i-1] != '"' || end == len(body) || body[end] != '"' {
			end = max(end, i+1)
			out = append(out, body[i:end]...)
			i = end
			continue
		}
		place, ok := places[string(body[i:end])]
		if !ok {
			place = len(places)
			places[string(body[i:end])] = place
		}
		out = fmt.Appendf(out, "id %d of %d digits", place, end-i)
		i = end
	}
	return out
}
