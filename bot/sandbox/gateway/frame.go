package gateway

import (
	"encoding/json"
	"strconv"
)

// opcode tells what a payload is (docs: Opcodes and Status Codes, Gateway Opcodes).
type opcode int

const (
	opDispatch            opcode = 0
	opHeartbeat           opcode = 1
	opIdentify            opcode = 2
	opPresenceUpdate      opcode = 3
	opVoiceStateUpdate    opcode = 4
	opResume              opcode = 6
	opReconnect           opcode = 7
	opRequestGuildMembers opcode = 8
	opInvalidSession      opcode = 9
	opHello               opcode = 10
	opHeartbeatACK        opcode = 11
)

// frame is one thing for the writer to send: a payload, bytes as they are, or
// the close of the connection, after which nothing follows.
type frame struct {
	op    opcode
	seq   int64           // of a dispatch
	event string          // of a dispatch
	data  json.RawMessage // d; null when empty
	raw   []byte          // sent instead of a payload when not nil
	close *closing        // sent instead of a payload when not nil

	compress bool // the client takes this payload compressed
}

// appendTo writes the payload as Discord does, t and s first.
func (f frame) appendTo(b []byte) []byte {
	if f.raw != nil {
		return append(b, f.raw...)
	}
	if f.op == opDispatch {
		b = append(b, `{"t":"`...)
		b = append(b, f.event...)
		b = append(b, `","s":`...)
		b = strconv.AppendInt(b, f.seq, 10)
	} else {
		b = append(b, `{"t":null,"s":null`...)
	}
	b = append(b, `,"op":`...)
	b = strconv.AppendInt(b, int64(f.op), 10)
	b = append(b, `,"d":`...)
	if f.data == nil {
		b = append(b, "null"...)
	}
	return append(append(b, f.data...), '}')
}

// invalidSession is op 9.
func invalidSession(resumable bool) frame {
	return frame{op: opInvalidSession, data: strconv.AppendBool(nil, resumable)}
}
