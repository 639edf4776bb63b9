package prompts

import (
	"testing"
	"testing/fstest"
)

func TestTheFingerprintChangesWithWhatIsAsked(t *testing.T) {
	of := func(name string, change func(string) string) string {
		t.Helper()
		data, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Load(fstest.MapFS{name: {Data: []byte(change(string(data)))}})
		if err != nil {
			t.Fatal(err)
		}
		return s.Fingerprint()
	}
	own, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	same := own.Fingerprint()
	if got := of("answer.tmpl", func(s string) string { return s }); got != same || len(got) != 64 {
		t.Errorf("%s, of the same files %s", same, got)
	}
	if got := of("answer.tmpl", func(s string) string { return s + "{{/* a reason */}}" }); got != same {
		t.Error("a comment changes it")
	}
	seen := map[string]string{same: "the program's own"}
	for _, name := range []string{"answer.tmpl", "repair.tmpl", "parts.tmpl"} {
		got := of(name, func(s string) string { return s + `{{define "more"}}Be brief.{{end}}` })
		if other, twice := seen[got]; twice {
			t.Errorf("%s changes nothing over %s", name, other)
		}
		seen[got] = name
	}
}
