package gateway

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"
)

// Why a connection ended, when Discord did not say it by a close code.
var (
	errReconnect = errors.New("asked to reconnect (op 7)")
	errSilent    = errors.New("the connection is dead: nothing came in time")
	errRetired   = errors.New("the connection was given up")
)

// invalidError is op 9: the session is not, or no longer, valid.
type invalidError struct{ resumable bool }

func (e *invalidError) Error() string {
	return fmt.Sprintf("the session is invalid (op 9, resumable: %v)", e.resumable)
}

// closeError is a close frame.
type closeError struct {
	code   int
	reason string
}

func (e *closeError) Error() string { return fmt.Sprintf("closed with %d %s", e.code, e.reason) }

// statusError is the refusal of the upgrade to a WebSocket.
type statusError struct{ status string }

func (e *statusError) Error() string { return "the gateway answered " + e.status }

// resumption is what it takes to take up a session.
type resumption struct {
	id  string
	url string // the gateway's address for it
	seq int64  // the newest event that was read
}

// patience is how long a connection waits.
type patience struct {
	step time.Duration // for HELLO, and then for the first event
	// acks is how many heartbeat intervals may pass without an acknowledgement.
	acks float64
}

// tap is the TCP or TLS connection below discordgo's WebSocket. It reads whole
// messages before it hands them on, and so can do what the library does not:
//
//   - set a deadline for every read: for HELLO, for READY, and from then on for
//     the acknowledgement of a heartbeat;
//   - keep from the library what locks it up or makes it panic (op 7 and 9, which
//     end the connection here; what is no payload; an interval of zero);
//   - know the close code, the session and the newest sequence number;
//   - put RESUME in the place of the first IDENTIFY. The library resumes only on
//     the session object of the old connection, whose Close sleeps a second under
//     its lock and whose heartbeat may close the new connection. So each connection
//     has a session object of its own, and what is resumed is given to the tap.
//
// When it has failed nothing more is written: the library would say goodbye with
// code 1000, which ends the session that is to be resumed.
type tap struct {
	net.Conn
	messages messages
	token    string
	patience patience
	resume   *resumption  // what is taken up; nil to identify
	identify func()       // called when IDENTIFY has been sent; may be nil
	log      *slog.Logger // told of what is left out
	done     chan struct{}

	// The reader's own.
	inspected []byte // to be read by the library
	upgraded  bool   // the HTTP answer is over
	deadline  time.Time
	interval  time.Duration // zero before HELLO
	began     bool          // an event has come

	mu       sync.Mutex
	cause    error // why it ended
	speaking bool  // frames are written, no longer HTTP
	greeted  bool  // IDENTIFY or RESUME has been sent
	session  resumption
}

func newTap(conn net.Conn, token string, p patience, resume *resumption, identify func(), log *slog.Logger) *tap {
	t := &tap{
		Conn: conn, token: token, patience: p, resume: resume, identify: identify, log: log,
		done: make(chan struct{}), deadline: time.Now().Add(p.step),
	}
	if resume != nil {
		t.session = *resume
	}
	t.messages.r = bufio.NewReaderSize(timed{t}, 16<<10)
	return t
}

// timed reads from the connection, each time with the tap's deadline.
type timed struct{ tap *tap }

func (r timed) Read(p []byte) (int, error) {
	if err := r.tap.Conn.SetReadDeadline(r.tap.deadline); err != nil {
		return 0, err
	}
	return r.tap.Conn.Read(p)
}

// Read hands on what has been inspected.
func (t *tap) Read(p []byte) (int, error) {
	for len(t.inspected) == 0 {
		if err := t.advance(); err != nil {
			return 0, t.fail(err)
		}
	}
	n := copy(p, t.inspected)
	t.inspected = t.inspected[n:]
	return n, nil
}

// SetDeadline sets the writes' alone: reads have their own.
func (t *tap) SetDeadline(at time.Time) error { return t.Conn.SetWriteDeadline(at) }

// SetReadDeadline does nothing, for the same reason.
func (t *tap) SetReadDeadline(time.Time) error { return nil }

// fail ends the connection and remembers why. The first reason counts.
func (t *tap) fail(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		err = errSilent
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cause == nil {
		t.cause = err
		close(t.done)
		_ = t.Conn.Close() // nobody is left to tell
	}
	return t.cause
}

// Close is for the library.
func (t *tap) Close() error {
	_ = t.fail(errRetired)
	return nil
}

// why is why the connection ended, nil while it has not.
func (t *tap) why() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cause
}

// resumable is what can be taken up after this connection, nil for nothing.
func (t *tap) resumable() *resumption {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.session.id == "" {
		return nil
	}
	session := t.session
	return &session
}

// advance inspects what comes next.
func (t *tap) advance() error {
	if !t.upgraded {
		return t.readAnswer()
	}
	m, err := t.messages.next()
	if err != nil {
		return err
	}
	pass := true
	switch m.opcode {
	case textFrame:
		pass, err = t.inspect(m.payload())
	case binaryFrame:
		pass = false // compression was not asked for
	case closeFrame:
		e := &closeError{code: 1005}
		if p := m.payload(); len(p) >= 2 {
			e.code, e.reason = int(binary.BigEndian.Uint16(p)), strings.ToValidUTF8(string(p[2:]), "?")
		}
		_ = t.fail(e)
	}
	if err != nil {
		return err
	}
	if pass {
		t.inspected = m.encoded()
	}
	return nil
}

// maxAnswer is the most that the answer to the upgrade may have, in bytes.
const maxAnswer = 64 << 10

// readAnswer reads the HTTP answer to the upgrade, as far as its empty line.
func (t *tap) readAnswer() error {
	var answer []byte
	for {
		line, err := t.messages.r.ReadSlice('\n')
		answer = append(answer, line...)
		switch {
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		case len(answer) > maxAnswer:
			return errors.New("the answer to the upgrade has no end")
		case err == nil && len(strings.TrimRight(string(line), "\r\n")) == 0:
			status, _, _ := strings.Cut(string(answer), "\r\n")
			if _, status, _ = strings.Cut(status, " "); !strings.HasPrefix(status, "101 ") {
				return &statusError{status}
			}
			t.upgraded, t.inspected = true, answer
			t.mu.Lock()
			t.speaking = true
			t.mu.Unlock()
			return nil
		}
	}
}

// inspect obeys a payload, and says whether the library may see it.
func (t *tap) inspect(payload []byte) (pass bool, err error) {
	if t.began {
		if e, ok := glance(payload); ok {
			return t.dispatched(e), nil
		}
	}
	e, ok := open(payload)
	if !ok {
		t.log.Warn("gateway: left out what is no payload", "bytes", len(payload))
		return false, nil
	}
	switch e.op {
	case opDispatch:
		return t.dispatched(e), nil
	case opHello:
		return t.hello(e.data)
	case opHeartbeatACK:
		t.alive()
		return true, nil
	case opHeartbeat:
		return t.began, nil
	case opReconnect:
		return false, errReconnect
	case opInvalidSession:
		return false, &invalidError{string(e.data) == "true"}
	}
	t.log.Debug("gateway: left out an unknown opcode", "op", e.op)
	return false, nil
}

// Bounds of a heartbeat interval that makes sense. Discord's is 41.25 s.
const (
	minInterval = 50 * time.Millisecond
	maxInterval = 10 * time.Minute
)

func (t *tap) hello(data []byte) (pass bool, err error) {
	if t.interval != 0 {
		return false, nil
	}
	var h struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if err := json.Unmarshal(data, &h); err != nil {
		return false, errors.New("HELLO without a heartbeat interval")
	}
	interval := time.Duration(h.Interval) * time.Millisecond
	if interval < minInterval || interval > maxInterval {
		return false, fmt.Errorf("HELLO with a heartbeat interval of %v", interval)
	}
	t.interval = interval
	t.deadline = time.Now().Add(t.patience.step)
	return true, nil
}

// alive puts off the deadline: the next acknowledgement is due an interval from now.
func (t *tap) alive() {
	t.deadline = time.Now().Add(time.Duration(t.patience.acks * float64(t.interval)))
}

// dispatched takes note of an event.
func (t *tap) dispatched(e envelope) (pass bool) {
	if !t.began {
		t.began = true
		t.alive() // the first heartbeat follows at once
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if e.seq > 0 {
		t.session.seq = e.seq
	}
	if e.name == "READY" {
		r, ok := readReady(e.data)
		if !ok {
			t.log.Warn("gateway: left out a READY that makes no sense", "bytes", len(e.data))
			return false
		}
		t.session.id, t.session.url = r.SessionID, r.ResumeURL
		return true
	}
	if !digestible(e) {
		t.log.Debug("gateway: left out an event that nobody handles, or the library cannot take", "event", e.name)
		return false
	}
	return true
}

// writeWait is how long the network may take to accept a frame.
const writeWait = 10 * time.Second

// Write sends what the library writes, which writes each frame at once.
func (t *tap) Write(p []byte) (int, error) {
	t.mu.Lock()
	cause, first := t.cause, t.speaking && !t.greeted && len(p) > 0 && p[0]&0xf == textFrame
	if first {
		t.greeted = true
	}
	t.mu.Unlock()
	if cause != nil {
		return 0, net.ErrClosed
	}
	out := p
	if first && t.resume != nil {
		out = t.resumeFrame()
	}
	if err := t.Conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return 0, err
	}
	if _, err := t.Conn.Write(out); err != nil {
		return 0, t.fail(err)
	}
	if first && t.resume == nil && t.identify != nil {
		t.identify()
	}
	return len(p), nil
}

// resumeFrame is RESUME (docs: Topics, Gateway Events, Resume).
func (t *tap) resumeFrame() []byte {
	type data struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	payload, _ := json.Marshal(struct { // two strings and two numbers
		Op   int  `json:"op"`
		Data data `json:"d"`
	}{opResume, data{t.token, t.resume.id, t.resume.seq}})
	return clientText(payload)
}
