package curate

import (
	"path/filepath"
	"strings"
	"testing"

	"rapporteur/bot/store"
)

// held is where a crash leaves what it had on its way into or out of a file's place.
func (s *scene) held(name string) string {
	dir, base := filepath.Split(filepath.FromSlash(name))
	return filepath.Join(dir, heldMark+base)
}

func TestWhatWasSavedTwiceAroundAStopAreTwoVersions(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": "The harbour was sold."})
	s.put(s.held("harbour.md"), "Somebody saved this just when the bot was killed.")
	s.put("harbour.md", "And this before it was started again.")
	s.restart()
	s.look()
	s.agrees()
	same(t, s.history("", "harbour"), []string{"added by disk", "edited by disk", "edited by disk"})
	for version, text := range map[int]string{2: "just when the bot was killed", 3: "started again"} {
		if v := must[store.Version](t)(s.store.Version(t.Context(), "", "harbour", version)); !strings.Contains(string(v.Data), text) {
			t.Errorf("version %d: %s", version, v.Data)
		}
	}
	same(t, s.reads(""), []string{"harbour@3 And this before it was started again."})
}

func TestWhatWasSavedBesideAWithdrawnArticleIsItsNextVersion(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": "The harbour was sold.", "ferry.md": "The ferry runs daily.", "pier.md": "The pier stands."})
	must[*Published](t)(s.Withdraw(t.Context(), "", "harbour", alice, "", 1))
	s.put(s.held("harbour.md"), "Somebody saved this just when the bot was killed.")
	s.put("harbour.md", "And this before it was started again.")
	s.restart()
	s.look()
	s.agrees()
	same(t, s.history("", "harbour"), []string{"added by disk", "withdrawn by " + alice, "added by disk", "edited by disk"})
}

func TestWhatWasSavedTwiceAndIsNoArticleLiesBeside(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": "The harbour was sold."})
	s.put(s.held("harbour.md"), "\x00\x01\x02")
	s.put("harbour.md", "And this before it was started again.")
	s.restart()
	s.look()
	same(t, s.reads(""), []string{"harbour@2 And this before it was started again."})
	same(t, s.onDisk(s.held("harbour.md")), "\x00\x01\x02")
	if !strings.Contains(s.log.String(), "the earlier text cannot be used") {
		t.Error(s.log.String())
	}
}
