package gateway

import (
	"bytes"
	"compress/zlib"
	"fmt"

	"github.com/gorilla/websocket"
)

// compressFrom is the length in bytes from which payloads are compressed for a
// client that asked for it in IDENTIFY. Discord does not document its own.
const compressFrom = 1024

// encoder turns payloads into WebSocket messages. The zero encoder leaves them
// as they are.
type encoder struct {
	stream bool // zlib-stream: one zlib context for the connection

	out  bytes.Buffer
	zlib *zlib.Writer
}

// encode is the message of a payload; it is valid until the next call. payloads
// says that this one may be compressed by itself (docs: Gateway, Payload
// Compression), which the stream makes needless.
func (e *encoder) encode(payload []byte, payloads bool) (messageType int, message []byte, err error) {
	if !e.stream && (!payloads || len(payload) < compressFrom) {
		return websocket.TextMessage, payload, nil
	}
	e.out.Reset()
	switch {
	case e.zlib == nil:
		e.zlib, _ = zlib.NewWriterLevel(&e.out, zlib.BestSpeed) // a level that there is
	case !e.stream:
		e.zlib.Reset(&e.out)
	}
	if _, err := e.zlib.Write(payload); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	finish := e.zlib.Close
	if e.stream {
		finish = e.zlib.Flush // ends the message with 00 00 FF FF
	}
	if err := finish(); err != nil {
		return 0, nil, fmt.Errorf("compressing a payload: %w", err)
	}
	return websocket.BinaryMessage, e.out.Bytes(), nil
}
