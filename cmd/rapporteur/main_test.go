package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rapporteur/bot"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rapporteur": main})
}

// TestScripts runs the program as a person or a script does. A script's folder
// holds the articles of testdata/articles in kb, and an evil one in evil.
func TestScripts(t *testing.T) {
	articles := os.DirFS("testdata/articles")
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("LONG", strings.Repeat("why ", bot.MaxQuestion/len("why ")+1))
			if err := os.CopyFS(e.WorkDir+"/kb", articles); err != nil {
				return err
			}
			if err := os.Mkdir(e.WorkDir+"/evil", 0o755); err != nil {
				return err
			}
			return os.WriteFile(e.WorkDir+"/evil/goats.md", []byte(evilArticle), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":  exitsWith,
			"keys":  hasKeys,
			"ids":   hasIDs,
			"clean": hasNoControls,
		},
	})
}

// evilArticle holds what a terminal would obey: escape sequences in both
// forms, a title that would be set, text that turns around.
const evilArticle = "---\ntitle: \"Goats \\e]0;owned\\a of \\x9b31m Vale\"\nauthor: \"\\e[2JMallory\"\n---\n\n" +
	"About 300 goats \x1b[31mlive\x1b[0m in \u009b2JVale \x7f\u202etoday\u202c. The goats of Vale\x07 eat\x08 thistles all year.\n"

// exitsWith runs a program and wants its exit code; any is 0 or 1, where it
// depends on the ranking: code N|any program args…
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program args…")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("run: %v", err)
	}
	if args[0] == "any" && code <= exitRefused {
		return
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// hasKeys wants exactly these keys in every JSON object of a file: keys FILE
// PATH KEY…, where PATH leads through fields and the first elements of arrays,
// and "." is the object itself.
func hasKeys(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: keys FILE PATH KEY…")
	}
	want := slices.Sorted(slices.Values(args[2:]))
	for _, line := range jsonLines(ts, args[0]) {
		var v any
		ts.Check(json.Unmarshal([]byte(line), &v))
		v = descend(ts, v, args[1])
		object, ok := v.(map[string]any)
		if !ok {
			ts.Fatalf("%s is no object in %s", args[1], line)
		}
		var got []string
		for key := range object {
			got = append(got, key)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			ts.Fatalf("%s has the keys %v, want %v", args[1], got, want)
		}
	}
}

func descend(ts *testscript.TestScript, v any, path string) any {
	for _, name := range strings.Split(path, ".") {
		if list, ok := v.([]any); ok {
			if len(list) == 0 {
				ts.Fatalf("%s leads to an empty list", path)
			}
			v = list[0]
		}
		if object, ok := v.(map[string]any); ok && name != "" {
			v = object[name]
		}
	}
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	return v
}

// hasIDs wants these ids, as JSON without quotation marks, in the lines of a
// file, in order.
func hasIDs(ts *testscript.TestScript, neg bool, args []string) {
	var got []string
	for _, line := range jsonLines(ts, args[0]) {
		var v struct{ ID json.RawMessage }
		ts.Check(json.Unmarshal([]byte(line), &v))
		got = append(got, strings.Trim(string(v.ID), `"`))
	}
	if neg || !slices.Equal(got, args[1:]) {
		ts.Fatalf("ids %v, want %v", got, args[1:])
	}
}

// hasNoControls wants nothing in a file that a terminal would obey.
func hasNoControls(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		i := strings.IndexFunc(ts.ReadFile(name), func(r rune) bool { return r != '\n' && control(r) })
		if i >= 0 != neg {
			ts.Fatalf("control character in %s at %d", name, i)
		}
	}
}

func jsonLines(ts *testscript.TestScript, name string) []string {
	text := strings.TrimSpace(ts.ReadFile(name))
	if text == "" {
		ts.Fatalf("%s is empty", name)
	}
	return strings.Split(text, "\n")
}
