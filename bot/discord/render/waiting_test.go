package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/button"
)

// waitingCase is the case of one file of testdata/review. Articles are named by the
// files beside it, and their first sentence is the one that is shown.
type waitingCase struct {
	Show    string // waiting or otherwise
	Plain   bool
	Kind    string
	Waiting []struct {
		What, Text, Facts string
		More              []string
		Places            []struct{ What, Says, Article string }
		Choices           []string // labels
	}
	Otherwise []struct {
		N, Also                         int
		Here, There, Cited, Article     string
		Falls, Newer, Older, Attributed bool
	}
	Page, Of int
}

func (c waitingCase) posts(r Renderer, article func(string) *corpus.Article) []Post {
	if c.Show == "otherwise" {
		var list []Otherwise
		for _, o := range c.Otherwise {
			other := Otherwise{
				N: o.N, Here: o.Here, Also: o.Also, There: o.There, Place: corpus.Place{Article: article(o.Article)},
				Falls: o.Falls, Newer: o.Newer, Older: o.Older, Attributed: o.Attributed,
			}
			if o.Cited != "" {
				other.Cited = corpus.Place{Article: article(o.Cited)}
			}
			list = append(list, other)
		}
		return r.posts(document{title: "How much is it worth?", parts: r.otherwise(list)})
	}
	var list []Waiting
	for i, w := range c.Waiting {
		x := Waiting{What: w.What, Text: w.Text, More: w.More, Facts: w.Facts}
		for _, p := range w.Places {
			x.Places = append(x.Places, WaitingPlace{p.What, p.Says, corpus.Place{Article: article(p.Article)}})
		}
		for _, label := range w.Choices {
			x.Choices = append(x.Choices, Choice{Label: label, Do: button.Gap, With: []string{label, fmt.Sprint(i)}})
		}
		list = append(list, x)
	}
	return r.Waiting("Waits for the moderators", c.Kind, list, c.Page, c.Of)
}

func TestGoldenReview(t *testing.T) {
	checkGoldens(t, "testdata/review", 5, func(t *testing.T, archive *txtar.Archive) []Post {
		var c waitingCase
		if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &c); err != nil {
			t.Fatal(err)
		}
		var articles []*corpus.Article
		posts := c.posts(Renderer{Plain: c.Plain, Buttons: testCodec(t)}, articlesIn(t, archive, &articles))
		checkCurated(t, posts, articles)
		return posts
	})
}

// TestWhateverWaitsIsShownWithinTheLimits has hostile texts in every field.
func TestWhateverWaitsIsShownWithinTheLimits(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("a [](@<>*_`~|#-\u200b\u202e\n&😀")), 0, 2500, -1)
		a, _, err := corpus.Parse("a.md", []byte("Ferries "+strings.ReplaceAll(text.Draw(rt, "article"), "\n", " ")+" sail."))
		if err != nil || len(a.Passages) == 0 || len(a.Passages[0].Sentences) == 0 {
			rt.Skip("nothing that is an article")
		}
		var list []Waiting
		for i := range rapid.IntRange(1, WaitingOnPage).Draw(rt, "things") {
			list = append(list, Waiting{
				What: "Not answered", Text: text.Draw(rt, "text"), More: []string{text.Draw(rt, "more"), "b", "c", "d", "e"},
				Places:  []WaitingPlace{{"A", text.Draw(rt, "says"), corpus.Place{Article: a}}},
				Choices: []Choice{{Label: "Look again", Do: button.Gap, With: []string{"l", fmt.Sprint(i)}}},
			})
		}
		plain := rapid.Bool().Draw(rt, "plain")
		checkCurated(rt, Renderer{Plain: plain, Buttons: testCodec(t)}.Waiting("Waits for the moderators", "", list, 1, 99), []*corpus.Article{a})
	})
}
