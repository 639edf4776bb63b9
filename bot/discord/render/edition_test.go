package render

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// issued is the case of one file of testdata/editions: an edition of what stands
// below "articles", after one of what stands below "before" as an earlier version.
type issued struct {
	Show              string // edition, held, preview or questions
	Plain             bool
	Shape             string
	First             bool // there was no edition before
	Title, Signature  string
	Role              string
	Late              bool
	Lost              int
	Asked, Unanswered []edition.Asked
	Edits             [][2]string // what a moderator puts in the place of what
	Most              int
	Skip              bool // at the deadline
}

// own are the moments and mentions that a case has posts show.
func (c issued) own() []string {
	return []string{Moment(before), full(before), "<@&" + c.Role + ">", "<#910>"}
}

func (c issued) edition(t testing.TB, archive *txtar.Archive) (*edition.Edition, []*corpus.Article) {
	t.Helper()
	folder := func(name string, version int) (out []*corpus.Article) {
		for _, f := range archive.Files {
			if path.Dir(f.Name) == name {
				out = append(out, corpustest.Parse(t, path.Base(f.Name), expanded(t, string(f.Data))).WithVersion(version))
			}
		}
		return out
	}
	old, now := folder("before", 1), folder("articles", 2)
	for i, a := range now { // what has not changed has the version that it had
		for _, b := range old {
			if a.Slug == b.Slug && a.Text == b.Text {
				now[i] = b
			}
		}
	}
	o := edition.Options{Shape: c.Shape, Most: c.Most, Asked: c.Asked, Unanswered: c.Unanswered}
	if c.First {
		old = nil
	} else {
		o.Since = before
		if old == nil {
			old = []*corpus.Article{}
		}
	}
	plan := edition.NewPlan(now, old)
	var b *brief.Briefing
	if len(plan.Brief) > 0 {
		b = compose(t, plan.Brief)
	}
	e := edition.New(plan, b, o)
	if len(c.Edits) > 0 {
		text := e.Text()
		for _, edit := range c.Edits {
			if !strings.Contains(text, edit[0]) {
				t.Fatalf("%q is not in\n%s", edit[0], text)
			}
			text = strings.Replace(text, edit[0], edit[1], 1)
		}
		var lost []edition.Lost
		if e, lost = e.Edit(text); len(lost) > 0 {
			t.Fatalf("%+v", lost)
		}
	}
	return e, slices.Concat(old, now)
}

func (c issued) posts(t fataler, r Renderer, e *edition.Edition) []Post {
	h := Held{Title: c.Title, Channel: "910", Deadline: before, Post: !c.Skip, Edition: e, Lost: make([]edition.Lost, c.Lost), Weak: e.Weak, Args: []string{"schedule", "nonce"}}
	switch c.Show {
	case "edition":
		o := EditionOptions{Title: c.Title, Signature: c.Signature, Role: c.Role, Lost: c.Lost}
		if c.Late {
			o.Late = before
		}
		return r.Edition(e, o)
	case "held":
		return []Post{r.Held(h)}
	case "preview":
		return Renderer{Plain: r.Plain}.Preview(h)
	case "questions":
		return r.Questions(e)
	}
	t.Fatalf("nothing is known of %q", c.Show)
	return nil
}

func TestGoldenEditions(t *testing.T) {
	checkGoldens(t, "testdata/editions", 10, func(t *testing.T, archive *txtar.Archive) []Post {
		var c issued
		if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &c); err != nil {
			t.Fatal(err)
		}
		e, articles := c.edition(t, archive)
		posts := c.posts(t, Renderer{Plain: c.Plain, Buttons: testCodec(t)}, e)
		checkPlanned(t, posts, c.own(), articles...)
		return posts
	})
}

func TestWhateverAnEditionSaysIsSafeAndWithinTheLimits(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	codec := testCodec(t)
	rapid.Check(t, func(t *rapid.T) {
		now, old := []*corpus.Article{drawArticle(t, "one"), drawArticle(t, "two")}, []*corpus.Article{drawArticle(t, "one"), drawArticle(t, "three")}
		if rapid.Bool().Draw(t, "first") {
			old = nil
		}
		plan := edition.NewPlan(now, old)
		var b *brief.Briefing
		if len(plan.Brief) > 0 {
			var err error
			if b, err = brief.Compose(plan.Brief, brief.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		asked := []edition.Asked{{Question: drawHostile(t, "asked"), Count: rapid.IntRange(0, 3).Draw(t, "count")}}
		shape := rapid.SampledFrom([]string{"", edition.Timeline, edition.Positions, edition.Narrative}).Draw(t, "shape")
		e := edition.New(plan, b, edition.Options{Shape: shape, Asked: asked, Unanswered: asked, Since: before})
		c := issued{
			Title: drawHostile(t, "title"), Signature: drawHostile(t, "signature"), Role: rapid.SampledFrom([]string{"", "77", "@everyone", "1> @here"}).Draw(t, "role"),
			Late: rapid.Bool().Draw(t, "late"), Lost: rapid.IntRange(0, 2).Draw(t, "lost"), Skip: rapid.Bool().Draw(t, "skip"),
		}
		r := Renderer{Plain: rapid.Bool().Draw(t, "plain"), Buttons: codec}
		own := []string{Moment(before), full(before), "<@&77>", "<#910>"}
		for _, c.Show = range []string{"edition", "held", "preview", "questions"} {
			if posts := c.posts(t, r, e); len(posts) > 0 || c.Show != "questions" {
				checkPlanned(t, posts, own, slices.Concat(now, old)...)
			}
		}
		if _, poll := r.Poll(e, c.Signature); poll != nil {
			if length(poll.Question.Text) > maxPollQuestion || len(poll.Answers) < 2 || len(poll.Answers) > maxPollAnswers {
				t.Fatalf("%+v", poll)
			}
			for _, a := range poll.Answers {
				if n := length(a.Media.Text); n == 0 || n > maxPollAnswer {
					t.Fatalf("an answer of %d units", n)
				}
			}
		}
	})
}
