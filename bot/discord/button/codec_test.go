package button

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rapporteur/bot/sandbox/form"
)

func codec(t testing.TB) *Codec {
	t.Helper()
	c, err := New(bytes.Repeat([]byte{7}, MinKey))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// actions are the constants of action.go.
func actions(t testing.TB) (all []Action) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "action.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || fmt.Sprint(spec.Type) != "Action" {
			return true
		}
		letters, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Action(letters))
		return false
	})
	if !slices.Contains(all, Quotes) || !slices.Contains(all, Version) {
		t.Fatalf("action.go is read as %q", all)
	}
	return all
}

// least is the fewest arguments that an action may have.
func least(t testing.TB, a Action) int {
	t.Helper()
	n, _, known := a.arguments()
	if !known || n < 1 {
		t.Fatalf("the arguments of action %q are not known", a)
	}
	return n
}

func TestEachActionHasItsOwnLetters(t *testing.T) {
	all := actions(t)
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			t.Errorf("%q are the letters of two actions", all[i])
		}
	}
}

func TestAnIDOfLongAgoIsStillRead(t *testing.T) {
	c := codec(t)
	for id, want := range map[string][]string{
		"1:q:Jx0-aB_9kQ2LmN3p:i4BKSaUBwg8cnKwi": {"q", "Jx0-aB_9kQ2LmN3p"},
		"1:s:harbour:2:13:k4HLGfiAT1eF0GD5":     {"s", "harbour", "2", "13"},
		"1:p:a%3A%25%00:2:pEF5rr13aoY9uVnd":     {"p", "a:%\x00", "2"},
	} {
		if made, err := c.ID(Action(want[0]), want[1:]...); err != nil || made != id {
			t.Errorf("%q: made %q, %v, want %q", want, made, err, id)
		}
		a, args, err := c.Parse(id)
		if err != nil || string(a) != want[0] || !slices.Equal(args, want[1:]) {
			t.Errorf("%s: got %q %q, %v", id, a, args, err)
		}
	}
}

func TestWhatWasMadeIsReadBack(t *testing.T) {
	c, all := codec(t), actions(t)
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.SampledFrom(all).Draw(rt, "action")
		n := least(t, a)
		if a == Page {
			n += rapid.IntRange(0, 3).Draw(rt, "more")
		}
		args := make([]string, n)
		for i := range args {
			if rapid.Bool().Draw(rt, "text") {
				args[i] = rapid.StringN(0, 40, -1).Draw(rt, "arg")
			} else {
				args[i] = string(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(rt, "bytes"))
			}
		}
		id, err := c.ID(a, args...)
		if errors.Is(err, ErrTooLong) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		if !utf8.ValidString(id) || length(id) > MaxID || length(id) > form.MaxCustomID {
			rt.Fatalf("%q", id)
		}
		got, back, err := c.Parse(id)
		if err != nil || got != a || !slices.Equal(back, args) {
			rt.Fatalf("%q of %q: %q %q, %v", id, args, got, back, err)
		}
	})
}

func TestAChangedIDIsForged(t *testing.T) {
	c := codec(t)
	id, err := c.ID(Passage, "harbour", "1", "3")
	if err != nil {
		t.Fatal(err)
	}
	for i := 2; i < len(id); i++ {
		changed := []byte(id)
		changed[i] ^= 1
		if _, _, err := c.Parse(string(changed)); !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", changed, err)
		}
	}
	for _, moved := range []string{
		strings.Replace(id, "harbour:1", "harbour1:", 1),
		strings.Replace(id, ":s:", ":q:", 1),
		id + "A", id[:len(id)-1], id + ":", "1:s:harbour:1:3:",
	} {
		if _, _, err := c.Parse(moved); !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", moved, err)
		}
	}
	other, err := New(bytes.Repeat([]byte{8}, MinKey))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.Parse(id); !errors.Is(err, ErrForged) {
		t.Errorf("with another key: %v", err)
	}
}

func TestWhatIsNotOursIsTold(t *testing.T) {
	c := codec(t)
	for id, want := range map[string]error{
		"":                                  ErrNotOurs,
		"poll_vote_3":                       ErrNotOurs,
		"a:q:x:y":                           ErrNotOurs,
		"01:q:x:y":                          ErrNotOurs,
		"1:q":                               ErrNotOurs,
		"1:" + strings.Repeat("x", 500):     ErrNotOurs,
		"2:q:x:y":                           ErrTooNew,
		"17:anything:else":                  ErrTooNew,
		"1:q:x:y":                           ErrForged,
		"1:z:x:" + c.code("1:z:x:"):         ErrTooNew, // an action of later
		"1:d:x:y:" + c.code("1:d:x:y:"):     ErrTooNew, // an argument more
		"1:q:" + c.code("1:q:"):             ErrTooNew,
		"1:q:a%4:" + c.code("1:q:a%4:"):     ErrTooNew,
		"1:q:a%zz:" + c.code("1:q:a%zz:"):   ErrTooNew,
		"1:p:v:1:x:" + c.code("1:p:v:1:x:"): nil,
		"1:q:%41bc:" + c.code("1:q:%41bc:"): nil,
		"1:q:Баку:" + c.code("1:q:Баку:"):    nil,
		"1:q:a b c:" + c.code("1:q:a b c:"):  nil,
		"1:q:\xff\xfe:" + "AAAAAAAAAAAAAAAA": ErrForged,
	} {
		if _, _, err := c.Parse(id); !errors.Is(err, want) {
			t.Errorf("%.60q: %v, want %v", id, err, want)
		}
	}
}

func TestAnIDThatDiscordWouldRefuseIsNotMade(t *testing.T) {
	c := codec(t)
	fits := 100 - len("1:q:") - len(":") - 16
	if id, err := c.ID(Quotes, strings.Repeat("x", fits)); err != nil || len(id) != MaxID {
		t.Errorf("%q, %v", id, err)
	}
	if id, err := c.ID(Quotes, strings.Repeat("й", fits)); err != nil || length(id) != MaxID {
		t.Errorf("%q, %v", id, err)
	}
	for _, arg := range []string{strings.Repeat("x", fits+1), strings.Repeat("😀", fits), strings.Repeat("𐐷", fits/2+1)} {
		if _, err := c.ID(Quotes, arg); !errors.Is(err, ErrTooLong) {
			t.Errorf("%.12q…: %v", arg, err)
		}
	}
	for _, a := range actions(t) {
		n := least(t, a)
		if _, err := c.ID(a, make([]string, n-1)...); !errors.Is(err, ErrArguments) {
			t.Errorf("%s with %d arguments: %v", a, n-1, err)
		}
	}
	if _, err := c.ID("zz", "x"); !errors.Is(err, ErrArguments) {
		t.Error(err)
	}
	if _, err := New(make([]byte, MinKey-1)); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}

func TestTheKeyIsTheCodecsOwn(t *testing.T) {
	key := bytes.Repeat([]byte{1}, MinKey)
	c, err := New(key)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := c.ID(Quotes, "x")
	clear(key)
	if after, _ := c.ID(Quotes, "x"); before != after {
		t.Error("a change of the caller's slice changed the codec's key")
	}
}

func FuzzParse(f *testing.F) {
	c := codec(f)
	for _, a := range actions(f) {
		id, err := c.ID(a, slices.Repeat([]string{"a:b"}, least(f, a))...)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(id)
	}
	f.Add("2:q:x")
	f.Fuzz(func(t *testing.T, id string) {
		a, args, err := c.Parse(id)
		if err != nil {
			if !errors.Is(err, ErrNotOurs) && !errors.Is(err, ErrForged) && !errors.Is(err, ErrTooNew) {
				t.Fatal(err)
			}
			return
		}
		if again, err := c.ID(a, args...); err != nil || again != id {
			t.Fatalf("%q is read as %s %q, which gives %q, %v", id, a, args, again, err)
		}
	})
}

// FuzzID makes ids of any arguments and reads them back.
func FuzzID(f *testing.F) {
	c := codec(f)
	f.Add("harbour", "1", "3")
	f.Add("a:b%", "\xff", "")
	f.Fuzz(func(t *testing.T, x, y, z string) {
		id, err := c.ID(Passage, x, y, z)
		if err != nil {
			return
		}
		a, args, err := c.Parse(id)
		if err != nil || a != Passage || !slices.Equal(args, []string{x, y, z}) {
			t.Fatalf("%q: %s %q, %v", id, a, args, err)
		}
	})
}
