package openai

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rapporteur/bot/llm"
)

// canned is a server that always sends the same.
type canned struct {
	media string
	body  string
}

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {c.media}},
		Body: io.NopCloser(strings.NewReader(c.body)),
	}, nil
}

func answerTo(t testing.TB, media, body string) (llm.Answer, error) {
	t.Helper()
	c, err := New(Options{Model: "m", Key: "sk-secret-secret-secret", MaxOutput: 10_000, Call: 10 * time.Second, Transport: canned{media, body}})
	if err != nil {
		t.Fatal(err)
	}
	c.retries = c.noRetries()
	return llm.Complete(context.Background(), c, llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "Hello?"}}})
}

const (
	begins = `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Yes, "}}]}` + "\n\n"
	ends   = `data: {"choices":[{"index":0,"delta":{"content":"indeed."},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n"
)

// FuzzStream has a server send any bytes: the answer ends, is bounded and valid,
// and its error is one that is known.
func FuzzStream(f *testing.F) {
	for _, body := range []string{
		"", begins + ends, begins, strings.ReplaceAll(begins+ends, "\n", "\r\n"), "\ufeff" + begins + ends,
		": comment\n\n" + begins + "event: message\nid: 5\nretry: 10\n" + ends,
		begins + "data: {\"error\":{\"message\":\"Oops\",\"code\":500}}\n\n", "data: {\"object\":\"error\",\"message\":\"x\"}\n",
		"data: {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n",
		"{\"error\":\"overloaded\"}\n", "<html>", "data:[DONE]", "data: [1]\n\n", "data: {\"choices\":[{\"delta\":{\"content\":\"\xe2\x82\"}}]}\ndata: {\"choices\":[{\"delta\":{\"content\":\"\xac\"},\"finish_reason\":\"stop\"}]}\n",
		"data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\"},{\"type\":\"text\",\"text\":\"a\"}]},\"finish_reason\":\"stop\"}]}\n",
		"data: {\"choices\":[{\"delta\":{\"content\":\"<think>a</think> b\"},\"finish_reason\":\"STOP\"}],\"usage\":{\"prompt_tokens\":-1}}\n",
		"data: {\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":1e99}}\n",
	} {
		f.Add(body, false)
		f.Add(body, true)
	}
	known := []error{
		llm.ErrRefusedKey, llm.ErrQuota, llm.ErrRate, llm.ErrTooLong, llm.ErrRejected, llm.ErrTruncated,
		llm.ErrUnreachable, llm.ErrFiltered, llm.ErrBadAnswer,
	}
	f.Fuzz(func(t *testing.T, body string, isJSON bool) {
		media := "text/event-stream"
		if isJSON {
			media = "application/json"
		}
		a, err := answerTo(t, media, body)
		if !utf8.ValidString(a.Text) || len(a.Text) > 10_000 || len(a.Text) > 3*len(body) {
			t.Errorf("%d bytes of text from %d: %q", len(a.Text), len(body), a.Text)
		}
		if u := a.Usage; u.Prompt < 0 || u.Completion < 0 || u.Cached < 0 || u.Cached > u.Prompt || u.Prompt > maxCount || u.Completion > maxCount {
			t.Errorf("usage %+v", u)
		}
		if err == nil {
			if strings.TrimSpace(a.Text) == "" {
				t.Error("an answer without text")
			}
			return
		}
		kinds := 0
		for _, kind := range known {
			if errors.Is(err, kind) {
				kinds++
			}
		}
		if kinds != 1 || len(err.Error()) > 1000 || !utf8.ValidString(err.Error()) {
			t.Errorf("%d kinds: %q", kinds, err)
		}
	})
}

func TestStreamsAreReadAsTheyAreWritten(t *testing.T) {
	const yes = "Yes, indeed."
	for name, c := range map[string]struct {
		body string
		text string
		kind error
	}{
		"as documented":          {begins + ends, yes, nil},
		"CR LF":                  {strings.ReplaceAll(begins+ends, "\n", "\r\n"), yes, nil},
		"a byte order mark":      {"\ufeff" + begins + ends, yes, nil},
		"no space after data":    {strings.ReplaceAll(begins+ends, "data: ", "data:"), yes, nil},
		"no empty lines":         {strings.ReplaceAll(begins+ends, "\n\n", "\n"), yes, nil},
		"no line end at the end": {strings.TrimSuffix(begins+ends, "\n\ndata: [DONE]\n\n"), yes, nil},
		"comments and fields":    {": hi\n\nevent: x\nid: 1\nretry: 5\n" + begins + ":\n\n" + ends, yes, nil},
		"an empty event":         {"data:\n\n" + begins + ends, yes, nil},
		"an error of null":       {strings.ReplaceAll(begins+ends, `{"choices"`, `{"error":null,"choices"`), yes, nil},
		"lines of JSON":          {strings.ReplaceAll(begins+ends, "data: {", "{"), yes, nil},
		"fields of other types":  {strings.ReplaceAll(begins+ends, `"index":0`, `"logprobs":7,"index":"0"`), yes, nil},
		"another choice":         {begins + `data: {"choices":[{"index":1,"delta":{"content":"No."},"finish_reason":"stop"}]}` + "\n" + ends, yes, nil},
		"a list of parts":        {`data: {"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"Yes, "}]}}]}` + "\n" + ends, yes, nil},
		"reasoning":              {`data: {"choices":[{"delta":{"reasoning":"Hm","content":null}}]}` + "\n" + begins + ends, yes, nil},
		"text after the end":     {begins + ends + begins, yes, nil},
		"cut in a line":          {begins + ends[:30], "Yes, ", llm.ErrTruncated},
		"not JSON on the way":    {begins + "data: {\n" + ends, "Yes, ", llm.ErrBadAnswer},
		"a page on the way":      {begins + "<html>\n" + ends, "Yes, ", llm.ErrBadAnswer},
		"an error on the way":    {begins + `data: {"error":{"message":"Oops","type":"server_error"}}` + "\n" + ends, "Yes, ", llm.ErrUnreachable},
		"an error of vLLM":       {begins + `data: {"object":"error","message":"Oops","code":500}` + "\n" + ends, "Yes, ", llm.ErrUnreachable},
		"an error in words":      {begins + `{"error":"rate limit exceeded"}` + "\n", "Yes, ", llm.ErrRate},
		"usage without choices":  {begins + strings.Replace(ends, "data: [DONE]", `data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":4}}`+"\n\ndata: [DONE]", 1), yes, nil},
	} {
		a, err := answerTo(t, "text/event-stream", c.body)
		if a.Text != c.text || !errors.Is(err, c.kind) || c.kind == nil && err != nil {
			t.Errorf("%s: %q, %v", name, a.Text, err)
		}
		if name == "usage without choices" && a.Usage != (llm.Usage{Prompt: 7, Completion: 4}) {
			t.Errorf("usage %+v", a.Usage)
		}
	}
}

func TestTextComesOutWhereverItWasSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var j joiner
		var got strings.Builder
		for rest := []byte(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			piece := j.push(append([]byte(nil), rest[:n]...))
			if !utf8.ValidString(piece) {
				t.Fatalf("a piece of broken characters: %q", piece)
			}
			got.WriteString(piece)
			rest = rest[n:]
		}
		got.WriteString(j.flush())
		if got.String() != text {
			t.Fatalf("got %q, not %q", got.String(), text)
		}
	})
}

func TestBrokenCharactersDoNotGrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var j joiner
		out := ""
		pieces := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 0, 10).Draw(t, "pieces")
		n := 0
		for _, p := range pieces {
			n += len(p)
			out += j.push(p)
		}
		out += j.flush()
		if !utf8.ValidString(out) || len(out) > 3*n {
			t.Fatalf("%d bytes became %q", n, out)
		}
	})
}

func TestThoughtsAreTakenFromTheStartOnly(t *testing.T) {
	for in, want := range map[string]string{
		"Yes.":                                  "Yes.",
		"<think>Hm.</think>Yes.":                "Yes.",
		"\n<think>\nHm.\n</think>\n\nYes.\nNo.": "Yes.\nNo.",
		"<think></think>Yes.":                   "Yes.",
		"<thinking aloud> Yes.":                 "<thinking aloud> Yes.",
		"<thi":                                  "<thi",
		"":                                      "",
		" ":                                     " ",
		" Yes.":                                 " Yes.",
		"<think>never ending":                   "",
		"<think>a</think":                       "",
		"Yes, <think>no</think>.":               "Yes, <think>no</think>.",
		"<think>a</think><think>b</think>":      "<think>b</think>",
	} {
		for size := 1; size <= max(1, len(in)); size++ {
			var th thoughts
			got := ""
			for rest := in; rest != ""; {
				n := min(size, len(rest))
				got += th.push(rest[:n])
				rest = rest[n:]
			}
			if got += th.flush(); got != want {
				t.Errorf("%q in pieces of %d: %q, not %q", in, size, got, want)
			}
		}
	}
}

func TestTheWaitIsReadInAllItsForms(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        time.Duration
	}{
		{"Retry-After", "3", 3 * time.Second},
		{"Retry-After", "0.5", 500 * time.Millisecond},
		{"Retry-After-Ms", "250", 250 * time.Millisecond},
		{"Retry-After", "-3", 0},
		{"Retry-After", "NaN", 0},
		{"Retry-After", "1e300", 24 * time.Hour},
		{"Retry-After", "soon", 0},
		{"Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT", 0},
	} {
		if got := retryAfter(http.Header{c.name: {c.value}}); got != c.want {
			t.Errorf("%s: %s is %v", c.name, c.value, got)
		}
	}
	if got := retryAfter(http.Header{"Retry-After": {time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)}}); got < 50*time.Second || got > time.Minute {
		t.Errorf("in a minute is in %v", got)
	}
}

func TestRefusalsAreReadInTheFormsThatAreInUse(t *testing.T) {
	for body, want := range map[string]fault{
		`{"error":{"message":"m","type":"t","code":"c","param":"p"}}`:    {"m", "t", "c", "p"},
		`{"error":{"message":"m","type":null,"code":null,"param":null}}`: {"m", "", "", ""},
		`{"error":{"message":"m","code":429}}`:                           {"m", "", "429", ""},
		`{"error":"m"}`:                                                  {message: "m"},
		`{"object":"error","message":"m","type":"t","code":400}`:         {"m", "t", "400", ""},
		`{"detail":"m"}`:           {message: "m"},
		`{"detail":[{"msg":"m"}]}`: {message: `[{"msg":"m"}]`},
		`[{"error":{"message":"m","code":404,"status":"NOT_FOUND"}}]`: {"m", "", "404", ""},
		`<html>m</html>`: {message: "14 bytes that are not JSON:  m "},
		``:               {message: "0 bytes that are not JSON: "},
	} {
		if diff := cmp.Diff(want, readFault([]byte(body)), cmp.AllowUnexported(fault{})); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
}
