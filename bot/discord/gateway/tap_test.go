package gateway

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"pgregory.net/rapid"
)

// wire is a server's side of a tap that has said yes to the upgrade.
type wire struct {
	tap    *tap
	server net.Conn
}

func newWire(t testing.TB, resume *resumption) *wire {
	client, server := net.Pipe()
	w := &wire{newTap(client, "token", patience{time.Second, usual().acks}, resume, nil, slog.New(slog.DiscardHandler)), server}
	t.Cleanup(func() {
		_ = w.tap.Close()
		_ = server.Close()
	})
	return w
}

const yes = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

// passed is what the library gets to see of what the server sends, in messages,
// and why it ended.
func (w *wire) passed(sent []byte) (texts []string, err error) {
	go func() {
		_, _ = w.server.Write(append([]byte(yes), sent...))
		_ = w.server.Close()
	}()
	data, err := io.ReadAll(w.tap)
	data = bytes.TrimPrefix(data, []byte(yes))
	read := messages{r: bufio.NewReader(bytes.NewReader(data))}
	for {
		m, readErr := read.next()
		if readErr != nil {
			return texts, err
		}
		texts = append(texts, string(m.payload()))
	}
}

// text is a server's text frame.
func text(s string) []byte {
	return message{textFrame, append(make([]byte, headroom), s...)}.encoded()
}

const (
	hello = `{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}`
	ready = `{"t":"READY","s":1,"op":0,"d":{"session_id":"abc","resume_gateway_url":"wss://there","guilds":[]}}`
)

func TestTheLibrarySeesOnlyWhatItCanTake(t *testing.T) {
	for _, sent := range whatWasSent() {
		w := newWire(t, nil)
		texts, _ := w.passed(bytes.Join([][]byte{text(hello), text(ready), text(sent), text(`{"op":11}`)}, nil))
		if len(texts) < 3 || texts[0] != hello || texts[1] != ready || texts[len(texts)-1] != `{"op":11}` {
			t.Errorf("of %s the library sees %q", sent, texts)
		}
	}
}

func TestAnEndIsKnownByItsCause(t *testing.T) {
	closed := append([]byte{finBit | closeFrame, 2 + 3, 4014 >> 8, 4014 & 0xff}, "why"...)
	for _, c := range []struct {
		name string
		sent []byte
		is   func(error) bool
	}{
		{"op 7", text(`{"op":7,"d":null}`), func(err error) bool { return errors.Is(err, errReconnect) }},
		{"op 9", text(`{"op":9,"d":false}`), func(err error) bool { e := new(invalidError); return errors.As(err, &e) && !e.resumable }},
		{"op 9, resumable", text(`{"op":9,"d":true}`), func(err error) bool { e := new(invalidError); return errors.As(err, &e) && e.resumable }},
		{"a close code", closed, func(err error) bool {
			e := new(closeError)
			return errors.As(err, &e) && e.code == 4014 && e.reason == "why"
		}},
		{"a masked frame", []byte{finBit | textFrame, maskBit, 0, 0, 0, 0}, func(err error) bool { return errors.Is(err, errFrame) }},
		{"a frame without end", []byte{finBit | textFrame, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, func(err error) bool { return errors.Is(err, errFrame) }},
		{"the end of the stream", nil, func(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) }},
	} {
		w := newWire(t, nil)
		if _, err := w.passed(append(text(hello), c.sent...)); err != nil && !c.is(err) {
			t.Errorf("%s: Read says %v", c.name, err)
		}
		if why := w.tap.why(); !c.is(why) {
			t.Errorf("%s: %v", c.name, why)
		}
		if _, err := w.tap.Write([]byte{finBit | closeFrame, 0}); err == nil {
			t.Errorf("%s: something was written after it", c.name)
		}
	}
}

func TestAnUpgradeThatIsRefusedIsKnownByItsStatus(t *testing.T) {
	w := newWire(t, nil)
	go func() { _, _ = io.WriteString(w.server, "HTTP/1.1 502 Bad Gateway\r\n\r\nhello") }()
	_, err := w.tap.Read(make([]byte, 10))
	if e := new(statusError); !errors.As(err, &e) || e.status != "502 Bad Gateway" {
		t.Errorf("error %v", err)
	}
}

func TestSilenceEndsAConnection(t *testing.T) {
	w := newWire(t, nil)
	w.tap.deadline = time.Now().Add(50 * time.Millisecond)
	if _, err := w.tap.Read(make([]byte, 10)); !errors.Is(err, errSilent) {
		t.Errorf("error %v", err)
	}
}

func TestADeadConnectionIsNoticedWithinOneAndAHalfIntervals(t *testing.T) {
	const interval = 41250 * time.Millisecond // as hello says
	for name, talks := range map[string]bool{"nothing moves": false, "only acknowledgements are missing": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, nil)
				send := func(frame []byte) (alive bool) {
					_, err := w.server.Write(frame)
					return err == nil
				}
				var library sync.WaitGroup
				library.Go(func() { _, _ = io.Copy(io.Discard, w.tap) })
				send(append(append([]byte(yes), text(hello)...), text(ready)...))
				for range 3 {
					time.Sleep(interval)
					send(text(`{"op":11}`))
				}
				synctest.Wait()
				last := time.Now()
				for talks && send(text(`{"t":"TYPING_START","s":9,"op":0,"d":{}}`)) { // events are no sign of life
					time.Sleep(100 * time.Millisecond)
				}
				<-w.tap.done
				if took := time.Since(last); took > interval*3/2 || took < interval {
					t.Errorf("noticed after %v, with heartbeats every %v", took, interval)
				}
				if why := w.tap.why(); !errors.Is(why, errSilent) {
					t.Error(why)
				}
				library.Wait()
			})
		})
	}
}

// The first frame of the client is IDENTIFY, and becomes RESUME.
func TestResumeGoesInThePlaceOfIdentify(t *testing.T) {
	got := make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = ws.Close() }()
		for range 2 {
			_, data, _ := ws.ReadMessage()
			got <- string(data)
		}
	}))
	defer server.Close()
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return newTap(conn, "token", patience{time.Second, 1.4}, &resumption{"abc", "ws://there", 7}, nil, slog.New(slog.DiscardHandler)), err
	}}
	client, resp, err := dialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close(); _ = client.Close() }()
	for _, sent := range []string{`{"op":2,"d":{"token":"token"}}`, `{"op":1,"d":7}`} {
		if err := client.WriteMessage(websocket.TextMessage, []byte(sent)); err != nil {
			t.Fatal(err)
		}
	}
	if resume := <-got; resume != `{"op":6,"d":{"token":"token","session_id":"abc","seq":7}}` {
		t.Errorf("the server got %s", resume)
	}
	if beat := <-got; beat != `{"op":1,"d":7}` {
		t.Errorf("and then %s", beat)
	}
}

func TestTheSessionIsRemembered(t *testing.T) {
	w := newWire(t, nil)
	_, _ = w.passed(bytes.Join([][]byte{
		text(hello), text(ready), text(`{"t":"MESSAGE_CREATE","s":5,"op":0,"d":{}}`), text(`{"op":0,"s":6,"d":{},"t":"X"}`),
	}, nil))
	if r := w.tap.resumable(); r == nil || *r != (resumption{"abc", "wss://there", 6}) {
		t.Errorf("resumable is %+v", r)
	}
}

// A message arrives whole however it is cut into frames, with pings in between.
func TestMessagesArriveWholeHoweverTheyAreCut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		payload := `{"op":0,"t":"MESSAGE_CREATE","s":1,"d":"` + strings.Repeat("x", rapid.SampledFrom([]int{0, 1, 100, 125, 126, 65_500, 65_536, 70_000}).Draw(r, "length")) + `"}`
		var sent []byte
		for rest, first := payload, true; rest != "" || first; first = false {
			n := rapid.IntRange(1, max(len(rest), 1)).Draw(r, "cut")
			n = min(n, len(rest))
			frame := text(rest[:n])
			rest = rest[n:]
			if !first {
				frame[0] &^= 0xf
			}
			if rest != "" {
				frame[0] &^= finBit
			}
			sent = append(sent, frame...)
			if rest != "" && rapid.Bool().Draw(r, "ping") {
				sent = append(sent, finBit|0x9, 0)
			}
		}
		w := newWire(t, nil)
		texts, _ := w.passed(append(text(hello), sent...))
		if len(texts) == 0 || texts[len(texts)-1] != payload {
			r.Fatalf("%d messages passed", len(texts))
		}
	})
}

// What the glance says of an event is what reading it says.
func TestAGlanceSeesWhatReadingSees(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		data, _ := json.Marshal(rapid.String().Draw(r, "d"))
		name := rapid.StringMatching(`[A-Z_]{1,30}`).Draw(r, "t")
		seq, _ := json.Marshal(rapid.Int64Min(0).Draw(r, "s"))
		payload := []byte(`{"t":"` + name + `","s":` + string(seq) + `,"op":0,"d":` + string(data) + `}`)
		quick, ok := glance(payload)
		slow, _ := open(payload)
		if !ok || quick.seq != slow.seq || quick.name != slow.name || !bytes.Equal(quick.data, slow.data) {
			r.Fatalf("%s: %+v, %+v", payload, quick, slow)
		}
	})
}

// FuzzStream has the tap read anything at all: it ends, and never with a panic.
func FuzzStream(f *testing.F) {
	f.Add(bytes.Join([][]byte{text(hello), text(ready), {finBit | closeFrame, 2, 0xf, 0xa0}}, nil))
	for _, sent := range whatWasSent() {
		f.Add(text(sent))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		w := newWire(t, nil)
		_, _ = w.passed(sent)
		if w.tap.why() == nil {
			t.Error("it has not ended")
		}
	})
}
