package render

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"rapporteur/bot/discord/button"
)

// feedsCase is the case of one file of testdata/feeds.
type feedsCase struct {
	Plain, Full bool
	Feeds       []Feed
	Page, Of    int
}

// posts are those of a case. Whose moments and mentions are shown is before and Mo.
func (c feedsCase) posts(r Renderer) []Post {
	for i := range c.Feeds {
		f := &c.Feeds[i]
		f.At, f.By = before, "700000000000000007"
		for _, label := range []string{"Unfollow", "Publish by itself", "Look now"} {
			f.Choices = append(f.Choices, Choice{Label: label, Do: button.Feed, With: []string{label[:1], f.ID}})
		}
	}
	return r.Feeds(c.Feeds, c.Page, c.Of, c.Full)
}

func TestGoldenFeeds(t *testing.T) {
	checkGoldens(t, "testdata/feeds", 3, func(t *testing.T, archive *txtar.Archive) []Post {
		var c feedsCase
		if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &c); err != nil {
			t.Fatal(err)
		}
		posts := c.posts(Renderer{Plain: c.Plain, Buttons: testCodec(t)})
		checkCurated(t, posts, nil)
		return posts
	})
}

func TestWhateverFeedsSayIsSafeAndWithinTheLimits(t *testing.T) {
	codec := testCodec(t)
	rapid.Check(t, func(t *rapid.T) {
		c := feedsCase{Plain: rapid.Bool().Draw(t, "plain"), Full: rapid.Bool().Draw(t, "full"), Page: 1}
		c.Of = rapid.IntRange(1, 12).Draw(t, "of")
		for i := range min(c.Of, FeedsOnPage) {
			f := Feed{
				ID: fmt.Sprint(i), Title: drawHostile(t, "title"), Address: "https://x/" + drawHostile(t, "address"), Failure: drawHostile(t, "failure"),
				Failures: rapid.IntRange(0, 3).Draw(t, "failures"), Looked: before, Shared: rapid.Bool().Draw(t, "shared"),
				Behind: rapid.IntRange(0, 500).Draw(t, "behind"), NextTitle: drawHostile(t, "next"), Moved: drawHostile(t, "moved"), Remaining: rapid.IntRange(0, 2).Draw(t, "remaining"),
			}
			if f.Failures < 3 {
				f.Next = before
			}
			c.Feeds = append(c.Feeds, f)
		}
		checkCurated(t, c.posts(Renderer{Plain: c.Plain, Buttons: codec}), nil)
	})
}
