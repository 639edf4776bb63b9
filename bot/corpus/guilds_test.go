package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAGuildReadsItsOwnArticlesAndTheSharedOnes(t *testing.T) {
	shelves, problems, err := LoadShelves(folder(
		"news.md", "# News\n\nShared.",
		"sub/more.md", "# More\n\nShared too.",
		"guilds/about.md", "# About\n\nLies beside the guilds, so it is shared.",
		"guilds/letters/x.md", "# X\n\nThis folder is no guild's.",
		"guilds/100/harbour.md", "# Harbour\n\nOf guild 100.",
		"guilds/100/deep/pier.txt", "Of guild 100.",
		"guilds/200/harbour.md", "# Harbour\n\nOf guild 200.",
	))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	for guild, want := range map[string]string{
		"":    "about more news x",
		"100": "about harbour more news pier x",
		"200": "about harbour more news x",
		"300": "about more news x",
	} {
		if got := strings.Join(slugs(shelves.For(guild)), " "); got != want {
			t.Errorf("guild %q reads %s, want %s", guild, got, want)
		}
	}
	one, _ := shelves.For("100").Article("harbour")
	two, _ := shelves.For("200").Article("harbour")
	if one.Text == two.Text {
		t.Error("two guilds read the same file")
	}
}

func TestAGuildsArticleNeverHidesASharedOne(t *testing.T) {
	shelves, problems, err := LoadShelves(folder(
		"guilds/100/news.md", "Own.",
		"guilds/100/100-late.md", "Own.",
		"guilds/100/late.md", "Own.",
		"late.md", "Shared.",
		"news.md", "Shared.",
	))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"100-late", "100-news", "late", "news"}, slugs(shelves.For("100"))); diff != "" {
		t.Error(diff)
	}
	if len(problems) != 1 || problems[0].File != "guilds/100/late.md" || problems[0].Severity != Error {
		t.Errorf("%+v", problems)
	}
}

func TestLintComparesWhatOneGuildMayRead(t *testing.T) {
	same := "---\ntitle: The same\n---\nText that stands here."
	for _, c := range []struct {
		files []string
		want  int
	}{
		{[]string{"guilds/100/a.md", same, "guilds/200/b.md", same}, 0},
		{[]string{"guilds/100/a.md", same, "guilds/100/b.md", same}, 1},
		{[]string{"guilds/100/a.md", same, "b.md", same}, 1},
	} {
		if got := Lint(folder(c.files...)); len(got) != c.want {
			t.Errorf("%v: %+v", c.files, got)
		}
	}
}

func TestGuildOf(t *testing.T) {
	for name, want := range map[string]string{
		"guilds/100/a.md": "100", "guilds/100/b/a.md": "100", "guilds/100": "", "guilds/a.md": "", "guilds//a.md": "",
		"guilds/x1/a.md": "", "other/guilds/100/a.md": "", "guilds/123456789012345678901/a.md": "",
	} {
		if got := GuildOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
