package render

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
)

// planned is the case of one file of testdata/plans, which is read as golden is.
type planned struct {
	Show     string // proposal, plans, runs or question
	Plain    bool
	Proposal Proposal
	Plans    []Plan
	Runs     []Run
	Page, Of int
	Title    string
	Question Question
}

func (p planned) posts(t fataler, r Renderer) []Post {
	switch p.Show {
	case "proposal":
		return r.Proposal(p.Proposal)
	case "plans":
		return r.Plans(p.Plans, p.Page)
	case "runs":
		return r.Runs(p.Title, p.Runs, p.Page, p.Of, "schedule")
	case "question":
		return r.Question(p.Question)
	}
	t.Fatalf("nothing is known of %q", p.Show)
	return nil
}

// own are the moments, mentions and links that a case has posts show.
func (p planned) own() []string {
	var out []string
	for _, plan := range append(p.Plans, p.Proposal.Plan) {
		out = append(out, "<#"+plan.Channel+">", "<@&"+plan.Role+">")
		for _, next := range plan.Next {
			out = append(out, fmt.Sprintf("<t:%d:F>", next.Unix()), Moment(next))
		}
	}
	for _, c := range p.Proposal.Changes {
		if c.Sigil != "" {
			out = append(out, "<"+c.Sigil+c.From+">", "<"+c.Sigil+c.To+">")
		}
	}
	for _, run := range p.Runs {
		out = append(out, fmt.Sprintf("<t:%d:f>", run.Due.Unix()), "[see it](https://discord.com/channels/"+run.Guild+"/"+run.Channel+"/"+run.Message+")")
	}
	return append(out, "<#910>")
}

// checkPlanned checks posts as checkPosts does, without what is theirs to show.
func checkPlanned(t fataler, posts []Post, own []string, articles ...*corpus.Article) {
	hidden := func(s string) string {
		for _, markup := range own {
			s = strings.ReplaceAll(s, markup, "here")
		}
		return s
	}
	checked := make([]Post, len(posts))
	for i, p := range posts {
		checkForm(t, p)
		checked[i] = Post{Content: hidden(p.Content), Components: p.Components}
		for _, e := range p.Embeds {
			copied := *e
			copied.Description = hidden(e.Description)
			checked[i].Embeds = append(checked[i].Embeds, &copied)
		}
	}
	checkPosts(t, checked, articles)
}

func TestGoldenPlans(t *testing.T) {
	checkGoldens(t, "testdata/plans", 8, func(t *testing.T, archive *txtar.Archive) []Post {
		var p planned
		if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &p); err != nil {
			t.Fatal(err)
		}
		posts := p.posts(t, Renderer{Plain: p.Plain, Buttons: testCodec(t)})
		checkPlanned(t, posts, p.own())
		return posts
	})
}

func TestWhateverIsPlannedIsSafeAndWithinTheLimits(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	codec := testCodec(t)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"", "77", "@everyone", "1> @here <#2"})
		texts := func(label string) (out []string) {
			for range rapid.IntRange(0, 4).Draw(t, label+"s") {
				out = append(out, "x"+drawHostile(t, label))
			}
			return out
		}
		var p planned
		for range rapid.IntRange(0, 12).Draw(t, "plans") {
			p.Plans = append(p.Plans, Plan{
				Title: drawHostile(t, "title"), When: drawHostile(t, "when"), Channel: id.Draw(t, "channel"), Role: id.Draw(t, "role"),
				Details: texts("detail"), Paused: drawHostile(t, "paused"), Missing: texts("missing"), Warnings: texts("warning"),
				Next: []time.Time{before, before.Add(time.Hour)}[:rapid.IntRange(0, 2).Draw(t, "next")],
			})
			p.Runs = append(p.Runs, Run{
				Due: before, Outcome: "posted", Late: time.Duration(rapid.Int64Range(0, 1e16).Draw(t, "late")), Words: 3,
				Why: strings.Repeat(drawHostile(t, "why"), 20), Guild: id.Draw(t, "guild"), Channel: "7", Message: id.Draw(t, "message"),
			})
		}
		p.Proposal = Proposal{
			Heading: "x" + drawHostile(t, "heading"), Note: "x" + drawHostile(t, "note"), Confirm: "Save", Cancel: "Cancel", ID: "1",
			Changes: []Change{
				{Name: "title", From: drawHostile(t, "from"), To: drawHostile(t, "to")},
				{Name: "role", From: id.Draw(t, "from"), To: id.Draw(t, "to"), Sigil: RoleSigil},
			},
		}
		p.Proposal.Plan = append(p.Plans, Plan{Title: "x"})[0]
		r := Renderer{Plain: rapid.Bool().Draw(t, "plain"), Buttons: codec}
		for _, show := range []string{"proposal", "plans", "runs"} {
			p.Show, p.Title, p.Page, p.Of = show, "x"+drawHostile(t, "title"), rapid.IntRange(-1, 4).Draw(t, "page"), len(p.Runs)
			own := p.own()
			for i, markup := range own { // none of what is no id
				if strings.ContainsAny(markup, "@ ") && !strings.HasPrefix(markup, "<@&77>") && !strings.HasPrefix(markup, "[see it]") || strings.Contains(markup, "everyone") {
					own[i] = "\x00"
				}
			}
			checkPlanned(t, p.posts(t, r), own)
		}
	})
}

// TestAFaultStandsAboveItsCarets has each character take one place, whatever was
// typed.
func TestAFaultStandsAboveItsCarets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(drawHostile(t, "text"), rapid.IntRange(1, 20).Draw(t, "times"))
		from := rapid.IntRange(0, len(text)).Draw(t, "from")
		to := rapid.IntRange(from, len(text)).Draw(t, "to")
		block := Fault(text, from, to)
		lines := strings.Split(block, "\n")
		if len(lines) != 4 || lines[0] != "```" || lines[3] != "```" || strings.Contains(lines[1]+lines[2], "`") {
			t.Fatalf("%q", block)
		}
		shown := []rune(lines[1])
		at := strings.Index(lines[2], "^")
		carets := strings.Count(lines[2], "^")
		if at < 0 || at+carets > len(shown)+1 || len(shown) > faultWidth+2 || strings.Trim(lines[2], " ^") != "" {
			t.Fatalf("%q", block)
		}
		if from < len(text) && utf8.RuneStart(text[from]) {
			if want, _ := utf8.DecodeRuneInString(text[from:]); shown[at] != inCode(want) {
				t.Fatalf("the caret is below %q of\n%s", shown[at], block)
			}
		}
	})
}

func TestAFaultAtTheEndOfALongTextIsShown(t *testing.T) {
	text := strings.Repeat("Monday and ", 20)
	want := "```\n…" + strings.Repeat("Monday and ", 4) + "\n" + strings.Repeat(" ", 45) + "^\n```"
	if got := Fault(text, len(text), len(text)); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := Fault("daily", 0, 5); got != "```\ndaily\n^^^^^\n```" {
		t.Errorf("got\n%s", got)
	}
}
