package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func testBot(t *testing.T) *Bot {
	t.Helper()
	b, err := New(t.Context(), Config{Knowledge: "../knowledge"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBatchKeepsOrder(t *testing.T) {
	const lines = 500
	var in strings.Builder
	for i := range lines {
		fmt.Fprintf(&in, `{"id":%d}`+"\n", i)
	}
	var out bytes.Buffer
	report, err := runLines(t.Context(), strings.NewReader(in.String()), &out, nil, func(_ context.Context, l line) (any, error) {
		time.Sleep(time.Duration(l.number*7919%13) * 100 * time.Microsecond) // later lines are often done first
		return json.RawMessage(l.text), nil
	})
	if err != nil || report != (BatchReport{Lines: lines}) {
		t.Fatalf("report %+v, error %v", report, err)
	}
	if out.String() != in.String() {
		t.Error("the output is not in the order of the input")
	}
}

// A line is answered before the next one is there, as a program at the other
// end of two pipes needs it.
func TestBatchStreams(t *testing.T) {
	b := testBot(t)
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := b.AskBatch(t.Context(), inR, outW, BatchOptions{})
		done <- err
	}()
	answers := json.NewDecoder(outR)
	for i := range 3 {
		fmt.Fprintf(inW, `{"id":"%d","question":"Why did Baku object to the raids?"}`+"\n", i)
		var got struct{ ID string }
		if err := answers.Decode(&got); err != nil || got.ID != fmt.Sprint(i) {
			t.Fatalf("answer %q, error %v; want %d", got.ID, err, i)
		}
	}
	inW.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestBatchEndsWithItsContext(t *testing.T) {
	b := testBot(t)
	in, _ := io.Pipe() // never ends
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.AskBatch(ctx, in, io.Discard, BatchOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

type fullDisk struct{}

var errFull = errors.New("full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestBatchReportsFailures(t *testing.T) {
	b := testBot(t)
	in := strings.Repeat(`{"claim":"Baku objected."}`+"\n", 50)
	if _, err := b.CheckBatch(t.Context(), strings.NewReader(in), fullDisk{}, BatchOptions{}); !errors.Is(err, errFull) {
		t.Errorf("error %v, want that of the output", err)
	}
	torn := io.MultiReader(strings.NewReader(in), failingReader{})
	report, err := b.CheckBatch(t.Context(), torn, io.Discard, BatchOptions{})
	if !errors.Is(err, errFull) || report.Lines != 50 {
		t.Errorf("%d lines, error %v; want all 50 and that of the input", report.Lines, err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errFull }

func TestBatchLines(t *testing.T) {
	b := testBot(t)
	for _, test := range []struct{ name, line, id, message string }{
		{"a line that is too long", `{"id":"a","question":"` + strings.Repeat("x", maxLine) + `"}`, `null`, "longer than"},
		{"a question of another type", `{"id":"a","question":7}`, `"a"`, `"question" holds a number`},
		{"an id of another type", `{"id":{},"question":"Why?"}`, `{}`, "neither text nor a number"},
		{"another role", `{"id":"a","question":"Why?","history":[{"role":"x"}]}`, `"a"`, "neither"},
		{"an array", `[1]`, `null`, "array instead of a JSON object"},
		{"half a line", `{"id":"a"`, `null`, "not valid JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			report, err := b.AskBatch(t.Context(), strings.NewReader("\n"+test.line+"\n"), &out, BatchOptions{})
			if err != nil || report != (BatchReport{Lines: 1, Broken: 1}) {
				t.Fatalf("report %+v, error %v", report, err)
			}
			var got BrokenLine
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if got.Line != 2 || string(got.ID) != test.id || !strings.Contains(got.Error, test.message) {
				t.Errorf("got line %d, id %s, %q", got.Line, got.ID, got.Error)
			}
		})
	}
}
