package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func article(slug string, passages int) *Article {
	a := &Article{Slug: slug, Version: 1, Text: "A b."}
	for range passages {
		a.Passages = append(a.Passages, Passage{Span: Span{0, 4}, Sentences: []Span{{0, 4}}})
	}
	return a
}

func slugs(l *Library) []string {
	var out []string
	for _, a := range l.Articles() {
		out = append(out, a.Slug)
	}
	return out
}

func folder(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

func TestLibrariesAreOrderedAndImmutable(t *testing.T) {
	l, err := NewLibrary(article("b", 1), article("a", 2))
	if err != nil {
		t.Fatal(err)
	}
	more, err := l.With(article("c", 1))
	if err != nil {
		t.Fatal(err)
	}
	replacement := article("a", 5)
	replaced, err := more.With(replacement)
	if err != nil {
		t.Fatal(err)
	}
	fewer := replaced.Without("b").Without("nothing")
	for _, c := range []struct {
		l        *Library
		want     string
		passages int
	}{{l, "a b", 3}, {more, "a b c", 4}, {replaced, "a b c", 7}, {fewer, "a c", 6}} {
		if got := strings.Join(slugs(c.l), " "); got != c.want || c.l.Passages() != c.passages || c.l.Len() != len(c.l.Articles()) {
			t.Errorf("library has %s with %d passages, want %s with %d", got, c.l.Passages(), c.want, c.passages)
		}
	}
	if a, ok := replaced.Article("a"); !ok || a != replacement {
		t.Error("With does not replace")
	}
}

func TestLibrariesRefuseDuplicatesAndTooManyPassages(t *testing.T) {
	if _, err := NewLibrary(article("a", 1), article("a", 1)); !errors.Is(err, ErrDuplicate) {
		t.Errorf("duplicate gives %v", err)
	}
	if _, err := NewLibrary(article("a", MaxPassages), article("b", 1)); !errors.Is(err, ErrTooManyPassages) {
		t.Errorf("too many give %v", err)
	}
	full, err := NewLibrary(article("a", MaxPassages))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := full.With(article("b", 1)); !errors.Is(err, ErrTooManyPassages) {
		t.Errorf("With one too many gives %v", err)
	}
}

func TestTheZeroLibraryIsEmpty(t *testing.T) {
	for _, l := range []*Library{nil, {}} {
		if _, ok := l.Article("a"); ok || l.Len() != 0 || l.Passages() != 0 || l.Without("a").Len() != 0 {
			t.Error("not empty")
		}
		if _, _, ok := l.Resolve(Ref{"a", 1, 1, 1}); ok {
			t.Error("resolves")
		}
		if with, err := l.With(article("a", 1)); err != nil || with.Len() != 1 {
			t.Errorf("With fails: %v", err)
		}
	}
}

func TestReferencesResolveOnlyToTheirVersion(t *testing.T) {
	l, err := NewLibrary(article("a", 2), article("b", 1).WithVersion(3))
	if err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[Ref]bool{
		{"a", 1, 2, 1}: true, {"b", 3, 1, 1}: true, {"a", 2, 1, 1}: false, {"a", 1, 3, 1}: false,
		{"a", 1, 1, 2}: false, {"a", 1, 0, 1}: false, {"c", 1, 1, 1}: false, {}: false,
	} {
		a, span, ok := l.Resolve(ref)
		if ok != want || ok && (a.Slug != ref.Article || span != Span{0, 4}) {
			t.Errorf("%v resolves to %v %v %v", ref, a, span, ok)
		}
	}
}

func TestReferencesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := Ref{
			Article:   slugify(rapid.String().Draw(t, "name")),
			Version:   rapid.IntRange(1, 1<<30).Draw(t, "version"),
			Paragraph: rapid.IntRange(1, 1<<20).Draw(t, "paragraph"),
			Sentence:  rapid.IntRange(1, 1<<20).Draw(t, "sentence"),
		}
		if got, err := ParseRef(ref.String()); err != nil || got != ref {
			t.Fatalf("%v reads back as %v, %v", ref, got, err)
		}
	})
	for _, bad := range []string{"", "a", "a@1", "a@1#p1", "a@1#p1.s", "a@0#p1.s1", "a@01#p1.s1", "@1#p1.s1", "a@1#p-1.s1", "a@1#p1.s1 "} {
		if ref, err := ParseRef(bad); err == nil {
			t.Errorf("%q reads as %v", bad, ref)
		}
	}
}

func TestLoadReadsAFolder(t *testing.T) {
	fsys := folder("b.md", "Second.", "a.txt", "First.", "sub/c.html", "<p>Third.", "README.md", "No.", "sub/readme.md", "No.",
		".hidden.md", "No.", "_draft.md", "No.", ".git/d.md", "No.", "_old/e.md", "No.", "image.png", "No.")
	l, problems, err := Load(fsys)
	if err != nil || len(problems) > 0 || !slices.Equal(slugs(l), []string{"a", "b", "c"}) {
		t.Errorf("Load gives %v, %v, %v", slugs(l), problems, err)
	}
}

func TestBrokenFilesKeepNoOtherFromLoading(t *testing.T) {
	fsys := folder("a.md", "Fine.", "b.md", "", "c.md", strings.Repeat("x", MaxFileBytes+1), "d.md", "---\nkind: rant\n---\nFine.", "e.md/f.txt", "Fine.")
	l, problems, err := Load(fsys)
	if err != nil || !slices.Equal(slugs(l), []string{"a", "d", "f"}) {
		t.Fatalf("Load gives %v, %v", slugs(l), err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%s:%d", p.File, p.Line))
	}
	if !slices.Equal(got, []string{"b.md:0", "c.md:0", "d.md:2"}) {
		t.Errorf("problems %v", problems)
	}
}

func TestFilesOverTheLimitAreNotRead(t *testing.T) {
	fsys := growing{folder("a.md", strings.Repeat("x", 2*MaxFileBytes))}
	l, problems, err := Load(fsys)
	if err != nil || l.Len() != 0 || len(problems) != 1 || !strings.Contains(problems[0].Message, "larger than 5 MB") {
		t.Errorf("Load gives %d articles, %v, %v", l.Len(), problems, err)
	}
}

// growing is a folder whose files say that they are small.
type growing struct{ fstest.MapFS }

type growingFile struct{ fs.File }

type smallInfo struct{ fs.FileInfo }

func (smallInfo) Size() int64 { return 10 }

func (g growing) Open(name string) (fs.File, error) {
	f, err := g.MapFS.Open(name)
	if d, ok := f.(fs.ReadDirFile); ok {
		return d, err
	}
	return growingFile{f}, err
}

func (f growingFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return smallInfo{info}, err
}

func TestFilesWithOneNameGetTheirFoldersPrefix(t *testing.T) {
	fsys := folder("a.md", "One.", "a.txt", "Two.", "East/a.md", "Three.", "East/a.txt", "Four.", "north/west/a.md", "Five.")
	l, problems, err := Load(fsys)
	if err != nil || !slices.Equal(slugs(l), []string{"a", "east-a", "north-west-a"}) {
		t.Errorf("Load gives %v, %v", slugs(l), err)
	}
	if len(problems) != 2 || !strings.Contains(problems[0].Message, "Rename") {
		t.Errorf("problems %v", problems)
	}
}

func TestLoadFailsOnlyForTheFolderItself(t *testing.T) {
	missing := os.DirFS(filepath.Join(t.TempDir(), "missing"))
	if _, _, err := Load(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder gives %v", err)
	}
	if problems := Lint(missing); len(problems) != 1 || problems[0].File != "." {
		t.Errorf("a missing folder lints as %v", problems)
	}
	if l, _, err := Load(fstest.MapFS{}); err != nil || l.Len() != 0 {
		t.Errorf("an empty folder gives %v", err)
	}
}
