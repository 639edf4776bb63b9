package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestSafe(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"two\nlines", "two\nlines"},
		{"\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"a\tb\rc", "a b c"},
		{"\u009b2J\x7f\x00x", "2Jx"},
		{"\u202eback\u2066", "back"},
		{"Zürich 🌊 ¶3", "Zürich 🌊 ¶3"},
		{"broken \xff", "broken \ufffd"},
	} {
		if got := safe(test.in); got != test.want {
			t.Errorf("safe(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestSafeJSON(t *testing.T) {
	in := "\"ü \u0085 \u202e \x7f\"\n"
	if got, want := string(safeJSON([]byte(in))), `"ü \u0085 \u202e \u007f"`+"\n"; got != want {
		t.Errorf("safeJSON = %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		in    string
		width int
		want  []string
	}{
		{"", 20, nil},
		{"one two three", 7, []string{"- one", "  two", "  three"}},
		{"averyveryverylongword b", 8, []string{"- averyveryverylongword", "  b"}},
		{"日本 日本", 6, []string{"- 日本", "  日本"}},
	} {
		if got := wrap(test.in, test.width, "- ", "  "); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("The night ferry, 日本 🌊 sails", 12)
	f.Fuzz(func(t *testing.T, text string, width int) {
		lines := wrap(text, width, "", "")
		if got := strings.Join(lines, " "); got != strings.Join(strings.Fields(text), " ") {
			t.Errorf("words changed: %q", got)
		}
		for _, line := range lines {
			if strings.Contains(line, " ") && width > 0 && uniseg.StringWidth(line) > width+1 {
				t.Errorf("line too wide: %q", line)
			}
		}
	})
}

func TestBrokenLine(t *testing.T) {
	for _, test := range []struct {
		text string
		want int
	}{
		{"A B\n", 1},
		{"A=1\nB C\nD=2\n", 2},
		{"A=1\nB=\"two\nlines\"\nC D\n", 4},
		{"A=1\nB=\"open\nC=2\n", 2},
	} {
		if got := brokenLine(test.text); got != test.want {
			t.Errorf("brokenLine(%q) = %d, want %d", test.text, got, test.want)
		}
	}
}
