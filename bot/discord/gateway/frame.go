package gateway

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// WebSocket's opcodes (RFC 6455, 5.2).
const (
	continuation = 0x0
	textFrame    = 0x1
	binaryFrame  = 0x2
	closeFrame   = 0x8
	finBit       = 0x80
	maskBit      = 0x80
)

// maxMessage is the most that is read as one message. READY and GUILD_CREATE of
// the largest guilds have a few MB.
const maxMessage = 64 << 20

// headroom is the longest header of a frame without a mask.
const headroom = 10

var errFrame = errors.New("a malformed WebSocket frame")

// message is a WebSocket message or control frame of the server.
type message struct {
	opcode byte
	buffer []byte // headroom, then the payload
}

func (m message) payload() []byte { return m.buffer[headroom:] }

// encoded is the message as one frame.
func (m message) encoded() []byte {
	n := len(m.buffer) - headroom
	var header [headroom]byte
	header[0] = finBit | m.opcode
	h := 2
	switch {
	case n < 126:
		header[1] = byte(n)
	case n < 1<<16:
		header[1] = 126
		binary.BigEndian.PutUint16(header[2:], uint16(n))
		h = 4
	default:
		header[1] = 127
		binary.BigEndian.PutUint64(header[2:], uint64(n))
		h = 10
	}
	copy(m.buffer[headroom-h:], header[:h])
	return m.buffer[headroom-h:]
}

// messages puts frames together to messages.
type messages struct {
	r       *bufio.Reader
	partial *message // of which more is to come
}

// next is the next message. Control frames may come between the frames of one.
func (f *messages) next() (message, error) {
	for {
		m, fin, err := f.frame()
		if err != nil {
			return message{}, err
		}
		switch {
		case m.opcode >= closeFrame:
			if !fin {
				return message{}, errFrame
			}
			return m, nil
		case f.partial == nil && m.opcode == continuation, f.partial != nil && m.opcode != continuation:
			return message{}, errFrame
		case f.partial == nil && fin:
			return m, nil
		case f.partial == nil:
			f.partial = &m
		default:
			f.partial.buffer = append(f.partial.buffer, m.payload()...)
			if len(f.partial.buffer) > maxMessage {
				return message{}, fmt.Errorf("a message of more than %d bytes", maxMessage)
			}
			if fin {
				whole := *f.partial
				f.partial = nil
				return whole, nil
			}
		}
	}
}

// frame reads one frame. Nothing was negotiated that uses the reserved bits, and
// servers do not mask (RFC 6455, 5.1).
func (f *messages) frame() (m message, fin bool, err error) {
	var header [8]byte
	if _, err := io.ReadFull(f.r, header[:2]); err != nil {
		return m, false, err
	}
	if header[0]&0x70 != 0 || header[1]&maskBit != 0 {
		return m, false, errFrame
	}
	m.opcode, fin = header[0]&0xf, header[0]&finBit != 0
	n := uint64(header[1])
	switch n {
	case 126:
		_, err = io.ReadFull(f.r, header[:2])
		n = uint64(binary.BigEndian.Uint16(header[:2]))
	case 127:
		_, err = io.ReadFull(f.r, header[:8])
		n = binary.BigEndian.Uint64(header[:8])
	}
	if err != nil {
		return m, false, err
	}
	if n > maxMessage || m.opcode >= closeFrame && n > 125 {
		return m, false, fmt.Errorf("%w of %d bytes", errFrame, n)
	}
	m.buffer = make([]byte, headroom+int(n))
	_, err = io.ReadFull(f.r, m.payload())
	return m, fin, err
}

// clientText is a text frame as clients send it. The mask is zero: it guards
// proxies against scripts of browsers (RFC 6455, 10.3), of which there are none.
func clientText(payload []byte) []byte {
	var header [14]byte
	header[0] = finBit | textFrame
	h := 2
	switch n := len(payload); {
	case n < 126:
		header[1] = maskBit | byte(n)
	case n < 1<<16:
		header[1] = maskBit | 126
		binary.BigEndian.PutUint16(header[2:], uint16(n))
		h = 4
	default:
		header[1] = maskBit | 127
		binary.BigEndian.PutUint64(header[2:], uint64(n))
		h = 10
	}
	return append(header[:h+4], payload...)
}
