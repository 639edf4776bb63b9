package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func digestsOf(t testing.TB, s *Store, model string, digests ...string) []string {
	t.Helper()
	var out []string
	ok(t, s.Vectors(t.Context(), model, digests, func(v Vector) error {
		out = append(out, v.Digest+"="+string(v.Body))
		return nil
	}))
	slices.Sort(out)
	return out
}

func TestVectorsAreKeptByModelAndText(t *testing.T) {
	s := openNew(t)
	ok(t, s.SaveVectors(t.Context(), "small", []Vector{{"a", []byte("1")}, {"b", []byte("2")}}))
	ok(t, s.SaveVectors(t.Context(), "large", []Vector{{"a", []byte("3")}}))
	ok(t, s.SaveVectors(t.Context(), "small", []Vector{{"b", []byte("4")}}))
	same(t, digestsOf(t, s, "small", "a", "b", "c"), []string{"a=1", "b=4"})
	same(t, digestsOf(t, s, "large", "a", "b"), []string{"a=3"})
	same(t, digestsOf(t, s, "none", "a", "b"), []string(nil))
	same(t, digestsOf(t, s, "small"), []string(nil))
}

func TestABatchOfVectorsIsKeptWholeOrNotAtAll(t *testing.T) {
	s := openNew(t)
	fails(t, s.SaveVectors(t.Context(), "small", []Vector{{"a", []byte("1")}, {"b", nil}}), ErrInvalid)
	same(t, digestsOf(t, s, "small", "a", "b"), []string(nil))
}

func TestManyVectorsAreReadInBoundedStatements(t *testing.T) {
	s := openNew(t)
	var vectors []Vector
	var digests []string
	for i := range 3*maxDigests + 1 {
		digests = append(digests, fmt.Sprint(i))
		vectors = append(vectors, Vector{digests[i], []byte{byte(i)}})
	}
	ok(t, s.SaveVectors(t.Context(), "small", vectors))
	if got := digestsOf(t, s, "small", digests...); len(got) != len(vectors) {
		t.Errorf("%d of %d", len(got), len(vectors))
	}
	enough := errors.New("enough")
	n := 0
	err := s.Vectors(t.Context(), "small", digests, func(Vector) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
}

func TestVectorsThatNoLibraryHoldsAreSwept(t *testing.T) {
	now := noon
	s := openAt(t, emptyFile(t), func(o *Options) { o.Now = func() time.Time { return now } })
	ok(t, s.SaveVectors(t.Context(), "small", []Vector{{"held", []byte("1")}, {"gone", []byte("2")}}))
	ok(t, s.SaveVectors(t.Context(), "old-model", []Vector{{"held", []byte("3")}}))
	now = noon.Add(40 * 24 * time.Hour)
	ok(t, s.UseVectors(t.Context(), "small", []string{"held", "unknown"}))
	same(t, must[int](t)(s.SweepVectors(t.Context(), 30*24*time.Hour)), 2)
	same(t, digestsOf(t, s, "small", "held", "gone"), []string{"held=1"})
	same(t, digestsOf(t, s, "old-model", "held"), []string(nil))
}

func TestVectorsOfAFileThatIsInUseAreCounted(t *testing.T) {
	path := emptyFile(t)
	s := openAt(t, path)
	ok(t, s.SaveVectors(t.Context(), "small", []Vector{{"a", []byte("1")}, {"b", []byte("2")}}))
	count := func(model string, digests ...string) int {
		return must[int](t)(ExamineVectors(t.Context(), path, model, digests))
	}
	same(t, []int{count("small", "a", "b", "c"), count("large", "a"), count("small")}, []int{2, 0, 0})
	_, err := ExamineVectors(t.Context(), path+"-none", "small", []string{"a"})
	fails(t, err, ErrNotFound)
	old := t.TempDir() + "/old.db"
	makeVersion(t, old, 4)
	same(t, must[int](t)(ExamineVectors(t.Context(), old, "small", []string{"a"})), 0)
}

func TestUseIsWrittenOnceADay(t *testing.T) {
	now := noon
	s := openAt(t, emptyFile(t), func(o *Options) { o.Now = func() time.Time { return now } })
	ok(t, s.SaveVectors(t.Context(), "small", []Vector{{"a", []byte("1")}}))
	used := func() time.Time {
		var ms int64
		ok(t, s.writer.QueryRow(`SELECT used FROM vectors`).Scan(&ms))
		return fromMillis(ms)
	}
	for _, step := range []struct {
		at   time.Duration
		want time.Duration
	}{{time.Hour, 0}, {25 * time.Hour, 25 * time.Hour}, {26 * time.Hour, 25 * time.Hour}} {
		now = noon.Add(step.at)
		ok(t, s.UseVectors(t.Context(), "small", []string{"a"}))
		if got := used(); !got.Equal(noon.Add(step.want)) {
			t.Errorf("at %v the use is that of %v, want %v", step.at, got.Sub(noon), step.want)
		}
	}
}

func BenchmarkVectors10000(b *testing.B) {
	s := openNew(b)
	body := []byte(strings.Repeat("x", 1540))
	var digests []string
	for part := range 100 {
		var vectors []Vector
		for i := range 100 {
			digests = append(digests, fmt.Sprintf("%043d", part*100+i))
			vectors = append(vectors, Vector{digests[len(digests)-1], body})
		}
		ok(b, s.SaveVectors(b.Context(), "small", vectors))
	}
	for b.Loop() {
		n := 0
		if err := s.Vectors(context.Background(), "small", digests, func(Vector) error { n++; return nil }); err != nil || n != len(digests) {
			b.Fatal(n, err)
		}
	}
}
