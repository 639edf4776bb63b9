package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestThePastOfAFileIsReadWithoutChangingIt(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	path := filepath.Join(t.TempDir(), "r.db")
	_, err := ReadPast(t.Context(), path, noon)
	fails(t, err, ErrNotFound)
	makeVersion(t, path, 8)
	before := must[[]byte](t)(os.ReadFile(path))
	same(t, must[Past](t)(ReadPast(t.Context(), path, noon)), Past{})
	same(t, must[[]byte](t)(os.ReadFile(path)), before)

	s := openAt(t, path)
	at := func(n int, slug, action, text string, hours int) Version {
		v := Version{Slug: slug, Version: n, File: slug + ".md", Action: action, By: Disk, At: noon.Add(time.Duration(hours) * time.Hour)}
		if text != "" {
			v.Data = []byte(text)
		}
		return v
	}
	publish(t, s, at(1, "rift", VersionAdded, "one", 0), at(1, "mill", VersionAdded, "mill", 0))
	publish(t, s, at(2, "rift", VersionEdited, "two", 2))
	publish(t, s, at(2, "mill", VersionWithdrawn, "", 3))
	v := at(1, "ferry", VersionAdded, "ferry", 4)
	v.By = bob
	publish(t, s, v, aVersion(1, VersionAdded, "a guild's own"))

	texts := func(versions []Version) (out []string) {
		for _, v := range versions {
			out = append(out, v.Slug+" "+string(v.Data))
		}
		return out
	}
	for hours, want := range map[int][]string{-1: nil, 0: {"mill mill", "rift one"}, 1: {"mill mill", "rift one"}, 2: {"mill mill", "rift two"}, 3: {"rift two"}, 9: {"ferry ferry", "rift two"}} {
		p := must[Past](t)(ReadPast(t.Context(), path, noon.Add(time.Duration(hours)*time.Hour)))
		same(t, texts(p.Then), want)
		same(t, p.Since, noon)
		var now []any
		for _, c := range p.Now {
			now = append(now, c.Slug, c.Version.Version, string(c.Data), c.Live, c.Written)
		}
		same(t, now, []any{"ferry", 1, "ferry", true, false, "mill", 2, "", false, true, "rift", 2, "two", true, true})
	}
}
