package bundle

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func written(t testing.TB, articles ...Article) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, articles); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadBackAndTheSameBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var articles []Article
		for n := range rapid.IntRange(0, 4).Draw(t, "articles") {
			a := Article{Slug: fmt.Sprintf("article-%d", n), Live: rapid.Bool().Draw(t, "live")}
			for v := range rapid.IntRange(1, 4).Draw(t, "versions") {
				version := Version{Version: v + 1, Action: "edited", By: "7", Why: rapid.String().Draw(t, "why"), At: noon.Add(time.Duration(v) * time.Minute)}
				if data := rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "data"); len(data) > 0 {
					version.Name, version.Data = a.Slug+".md", data
				}
				version.Why = strings.ToValidUTF8(version.Why, "")
				a.Versions = append(a.Versions, version)
			}
			articles = append(articles, a)
		}
		var first, second bytes.Buffer
		if err := errors.Join(Write(&first, articles), Write(&second, articles)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatal("the same articles gave other bytes")
		}
		got, err := Read(first.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(articles, got, cmpopts.IgnoreFields(Version{}, "File"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestWhatIsTooMuchForOneZipGoesIntoSeveral(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	random := rand.New(rand.NewPCG(1, 2)) // which no zip makes smaller
	var articles []Article
	for n := range 7 {
		data := make([]byte, 40_000)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		slug := fmt.Sprintf("a%d", n)
		articles = append(articles, Article{Slug: slug, Live: true, Versions: []Version{{Version: 1, Action: "added", By: "7", At: noon, Name: slug + ".md", Data: data}}})
	}
	parts, err := Parts(articles, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	var got []Article
	for _, p := range parts {
		if len(p) > 100_000 {
			t.Errorf("a part of %d bytes", len(p))
		}
		some, err := Read(p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, some...)
	}
	if diff := cmp.Diff(articles, got, cmpopts.IgnoreFields(Version{}, "File")); diff != "" || len(parts) != 4 {
		t.Errorf("%d parts: %s", len(parts), diff)
	}
	if one, err := Parts(articles, 1<<20); err != nil || len(one) != 1 {
		t.Errorf("%d parts: %v", len(one), err)
	}
	var refused *Error
	if _, err := Parts(articles, 30_000); !errors.As(err, &refused) || !strings.Contains(refused.Advice, "“a0” has more") {
		t.Errorf("%v", err)
	}
	many := make([]Article, MaxArticles+1)
	for i := range many {
		many[i].Slug = fmt.Sprintf("b%d", i)
	}
	if two, err := Parts(many, 1<<20); err != nil || len(two) != 2 {
		t.Errorf("%d parts: %v", len(two), err)
	}
}

// zipped makes a zip of entries that nobody checks.
func zipped(t testing.TB, entries ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func listing(slug, file string, more ...string) [2]string {
	return [2]string{manifestName, fmt.Sprintf(`{"format":1,"articles":[{"slug":%q,"live":true,"versions":[{"version":1,"file":%q,"action":"added","by":"1","at":"2026-11-27T12:00:00Z"}%s]}]}`, slug, file, strings.Join(more, ""))}
}

func TestAHostileZipIsRefusedWithASentence(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	huge := strings.Repeat("x", 6<<20)
	bomb := [][2]string{{manifestName, `{"format":1,"articles":[` + func() string {
		var all []string
		for i := range 20 {
			all = append(all, fmt.Sprintf(`{"slug":"b%d","live":true,"versions":[{"version":1,"file":"articles/b%d/1.md","action":"added","by":"1","at":"2026-11-27T12:00:00Z"}]}`, i, i))
		}
		return strings.Join(all, ",")
	}() + `]}`}}
	for i := range 20 {
		bomb = append(bomb, [2]string{fmt.Sprintf("articles/b%d/1.md", i), huge[:4<<20]})
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no zip":             {[]byte("hello"), "no zip"},
		"cut off":            {written(t, Article{Slug: "a", Versions: []Version{{Version: 1, At: noon}}})[:40], "no zip"},
		"no list":            {zipped(t, [2]string{"a.md", "Text."}), "no articles.json"},
		"a broken list":      {zipped(t, [2]string{manifestName, "{"}), "cannot be read"},
		"another format":     {zipped(t, [2]string{manifestName, `{"format":2}`}), "format 2"},
		"a path upwards":     {zipped(t, listing("a", "../../etc/passwd"), [2]string{"../../etc/passwd", "x"}), "not where it should be"},
		"another's folder":   {zipped(t, listing("a", "articles/b/1.md"), [2]string{"articles/b/1.md", "x"}), "not where it should be"},
		"a slug upwards":     {zipped(t, listing("../a", "articles/../a/1.md"), [2]string{"articles/../a/1.md", "x"}), "wrongly or twice"},
		"a guild's folder":   {zipped(t, listing("guilds/7/a", "articles/guilds/7/a/1.md")), "wrongly or twice"},
		"a program":          {zipped(t, listing("a", "articles/a/1.exe"), [2]string{"articles/a/1.exe", "x"}), "not where it should be"},
		"nothing there":      {zipped(t, listing("a", "articles/a/1.md")), "not where it should be"},
		"two of one name":    {zipped(t, listing("a", ""), [2]string{"a", "x"}, [2]string{"a", "y"}), "same name"},
		"versions in a mess": {zipped(t, listing("a", "", `,{"version":1,"action":"edited","by":"1","at":"2026-11-27T12:00:00Z"}`)), "out of order"},
		"a file too large":   {zipped(t, listing("a", "articles/a/1.md"), [2]string{"articles/a/1.md", huge}), "unpacks to more"},
		"a bomb":             {zipped(t, bomb...), "unpacks to more"},
	} {
		_, err := Read(c.data)
		var refused *Error
		if !errors.As(err, &refused) || !strings.Contains(refused.Advice, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("PK"))
	f.Add(written(f, Article{Slug: "a", Live: true, Versions: []Version{{Version: 1, Name: "a.md", Data: []byte("Text."), At: noon}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		articles, err := Read(data)
		var refused *Error
		if err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		for _, a := range articles {
			if strings.ContainsAny(a.Slug, "/\\") {
				t.Fatalf("%q", a.Slug)
			}
		}
	})
}
