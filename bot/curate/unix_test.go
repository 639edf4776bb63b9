//go:build unix

package curate

import (
	"syscall"
	"testing"
)

func TestAPipeInTheFolderHoldsUpNobody(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	ok(t, syscall.Mkfifo(s.file("pipe.md"), 0o600))
	s.put("dock.md", "The dock is deep.")
	s.look()
	same(t, s.reads(""), []string{"dock@1 The dock is deep.", "pier@1 The pier is red."})
}
