package render

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/discord/button"
)

// curated is the case of one file of testdata/knowledge, which is read as golden is.
// Articles are named by the files beside it.
type curated struct {
	Show     string // review, kept, past or audit
	Plain    bool
	Heading  string
	Notes    []string
	Sections []struct{ Heading, Before, After string }
	Problems []string
	Near     string
	How      string
	Effect   struct {
		Questions          []string // asked of the articles Before and After
		Before, After      []string
		Left               int
		Cited              int
		Told               string
		Posts              []CitingPost
		Waiting, Briefings []string
	}
	Choices []struct {
		Label        string
		Do           button.Action
		With         []string
		Main, Danger bool
	}
	Kept []struct {
		Slug, Article string
		Shared        bool
		Version       int
		Action, By    string
	}
	Past     []Past
	Audit    []Audited
	Page, Of int
}

func (c curated) posts(t fataler, r Renderer, article func(string) *corpus.Article) []Post {
	switch c.Show {
	case "review":
		v := Review{Heading: c.Heading, Notes: c.Notes, Problems: c.Problems}
		for _, s := range c.Sections {
			v.Sections = append(v.Sections, ReviewSection{s.Heading, article(s.Before), article(s.After)})
		}
		v.Effect = c.effect(t, article)
		if c.Near != "" {
			v.Near = []Near{{article(c.Near), c.How}}
		}
		for _, x := range c.Choices {
			v.Choices = append(v.Choices, Choice{x.Label, x.Do, x.With, x.Main, x.Danger})
		}
		return r.Review(v)
	case "kept":
		var list []Kept
		for _, k := range c.Kept {
			list = append(list, Kept{Slug: k.Slug, Article: article(k.Article), Shared: k.Shared, Version: k.Version, Action: k.Action, By: k.By, At: before})
		}
		return r.Kept(list, c.Page, c.Of)
	case "past":
		for i := range c.Past {
			c.Past[i].At = before
		}
		return r.Past(c.Heading, c.Past, c.Page, c.Of, "o", "harbour")
	case "audit":
		for i := range c.Audit {
			c.Audit[i].At = before
		}
		return r.Audit(c.Audit, c.Page, c.Of)
	}
	t.Fatalf("nothing is known of %q", c.Show)
	return nil
}

// effect is that of a case: its questions are asked of articles before and after.
func (c curated) effect(t fataler, article func(string) *corpus.Article) Effect {
	x := c.Effect
	e := Effect{Asked: len(x.Questions), Left: x.Left, PostsAll: x.Cited, Told: x.Told, Posts: x.Posts, Waiting: x.Waiting, Briefings: x.Briefings}
	ask := func(files []string, question string, n *int) *answer.Reply {
		var articles []*corpus.Article
		for _, name := range files {
			articles = append(articles, article(name))
		}
		of, err := answer.From(articles)
		if err != nil {
			t.Fatalf("%v", err)
		}
		r, err := of.Answer(context.Background(), answer.Question{Text: question})
		if err != nil {
			t.Fatalf("%v", err)
		}
		if r.Answered() {
			*n++
		}
		return r
	}
	for _, q := range x.Questions {
		e.Outcomes = append(e.Outcomes, Outcome{q, ask(x.Before, q, &e.Before), ask(x.After, q, &e.After)})
	}
	return e
}

// checkCurated checks posts as checkPosts does, without the moments and the mentions
// of moderators that are theirs to show. Struck out is what a preview says is gone.
func checkCurated(t fataler, posts []Post, articles []*corpus.Article) {
	t.(interface{ Helper() }).Helper()
	hidden := strings.NewReplacer(Moment(before), "then", fmt.Sprintf("<t:%d:f>", before.Unix()), "then", "<@700000000000000007>", "Mo", "~~", "**",
		"https://discord.com/channels/1/2/3", "there")
	checked := make([]Post, len(posts))
	for i, p := range posts {
		checkForm(t, p)
		checked[i] = Post{Content: hidden.Replace(p.Content), Components: p.Components}
		for _, e := range p.Embeds {
			copied := *e
			copied.Description = hidden.Replace(e.Description)
			checked[i].Embeds = append(checked[i].Embeds, &copied)
		}
	}
	checkPosts(t, checked, articles)
}

func TestGoldenKnowledge(t *testing.T) {
	checkGoldens(t, "testdata/knowledge", 10, func(t *testing.T, archive *txtar.Archive) []Post {
		var c curated
		if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &c); err != nil {
			t.Fatal(err)
		}
		var articles []*corpus.Article
		posts := c.posts(t, Renderer{Plain: c.Plain, Buttons: testCodec(t)}, articlesIn(t, archive, &articles))
		checkCurated(t, posts, articles)
		return posts
	})
}

// articlesIn reads the articles of an archive by their names, and notes those that
// were asked for. "" is none.
func articlesIn(t *testing.T, archive *txtar.Archive, asked *[]*corpus.Article) func(name string) *corpus.Article {
	return func(name string) *corpus.Article {
		if name == "" {
			return nil
		}
		a := corpustest.Parse(t, name, expanded(t, sectionOf(archive, name)))
		*asked = append(*asked, a)
		return a
	}
}

func TestWhateverIsChangedIsShownSafelyAndWithinTheLimits(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	codec := testCodec(t)
	rapid.Check(t, func(t *rapid.T) {
		article := func(label string) *corpus.Article {
			var text strings.Builder
			for range rapid.IntRange(1, 5).Draw(t, label+" paragraphs") {
				text.WriteString(strings.Repeat("Word "+drawHostile(t, label)+". ", rapid.IntRange(1, 6).Draw(t, label+" sentences")) + "\n\n")
			}
			a, _, err := corpus.Parse("a.txt", []byte(text.String()))
			if err != nil {
				t.Skip()
			}
			a.Title, a.Author, a.URL = drawHostile(t, label+" title"), drawHostile(t, label+" author"), drawHostile(t, label+" url")
			return a
		}
		old, new := article("old"), article("new")
		by := rapid.SampledFrom([]string{"", "disk", "bot", "erased", "@everyone", "1> @here", "700000000000000007"})
		lines := func(label string) (out []string) {
			for range rapid.IntRange(0, 12).Draw(t, label) {
				out = append(out, drawHostile(t, label))
			}
			return out
		}
		r := Renderer{Plain: rapid.Bool().Draw(t, "plain"), Buttons: codec}
		sections := [][]ReviewSection{
			{{Before: old, After: new}}, {{After: new}}, {{Before: old}}, {{Heading: "x" + drawHostile(t, "heading"), Before: old, After: new}, {Heading: "Then", Before: new, After: old}},
		}
		checkCurated(t, r.Review(Review{
			Heading: "x" + drawHostile(t, "heading"), Notes: lines("note"), List: lines("line"), Problems: lines("problem"),
			Sections: rapid.SampledFrom(sections).Draw(t, "sections"), Near: []Near{{new, "100 %"}},
			Choices: []Choice{{Label: "Publish", Do: button.Publish, With: []string{"1"}}},
		}), []*corpus.Article{old, new})
		checkCurated(t, r.Kept([]Kept{{Slug: "x" + drawHostile(t, "slug"), Article: new, Version: 1, Action: "added", By: by.Draw(t, "by"), At: before}}, 1, 20), []*corpus.Article{new})
		checkCurated(t, r.Past("x"+drawHostile(t, "title"), []Past{{Version: 1, Action: "edited", By: by.Draw(t, "by"), Why: drawHostile(t, "why"), At: before, Text: true}}, 1, 9, "o", shortSlug(drawHostile(t, "slug"))), nil)
		checkCurated(t, r.Audit([]Audited{{At: before, By: by.Draw(t, "by"), Did: "changed", What: drawHostile(t, "what"), Detail: drawHostile(t, "detail")}}, 1, 99), nil)
	})
}

func shortSlug(s string) string { return strings.ToValidUTF8(s[:min(len(s), 60)], "") }

// TestADifferenceKeepsEveryWord takes the markup off again: what a preview shows of a
// sentence is the sentence. What a text itself has of such markup is escaped sign by
// sign, so that only the preview's own goes.
func TestADifferenceKeepsEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"the", "harbour", "costs", "61", "million", "@here", "~~x~~", "a**b", "(1)", "“no”,", "1.", "e\u0301"}), 0, 12)
		was, is := clean(strings.Join(words.Draw(t, "was"), " ")), clean(strings.Join(words.Draw(t, "is"), " "))
		old, new := changes.Differences(was, is)
		for _, side := range []struct {
			text, style string
			ranges      []corpus.Span
		}{{was, "~~", old}, {is, "**", new}} {
			shown := marked(side.text, side.ranges, side.style)
			if n := strings.Count(shown, side.style); n != 2*len(side.ranges) {
				t.Fatalf("%d marks for %d ranges: %q", n, len(side.ranges), shown)
			}
			plain := strings.NewReplacer(side.style, "", `\`, "", "\u200b", "").Replace(shown)
			if plain != side.text {
				t.Fatalf("%q is shown as %q", side.text, shown)
			}
		}
	})
}
