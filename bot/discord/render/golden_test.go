package render

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"unicode"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

var update = flag.Bool("update", false, "write what is rendered into the golden files")

// golden is one file of testdata: its comment says why it is there, "case" is
// this in YAML, files below "articles" are the articles, and "want" is what is
// rendered. In the case and in articles, {{repeat 3 "text "}} stands for a long
// text.
type golden struct {
	Show      string // answer, growing, quotes, findings, briefing, timeline, profile, kit, sources, passage, help or notice
	Plain     bool
	ID        string // of the stored answer
	Question  string
	Article   string // the only one; for passage, the one
	Name      string // for profile
	Most      int    // statements of a profile
	Message   string // for findings and notice
	Page      int
	Paragraph int
	Versions  map[string]int // of articles, by slug; 1 else
	Copies    int            // how often each article is listed by sources
	Quotes    []goldenQuote  // none: those of the answer to the question
	Help      Help
	// Drafts are what a language model writes, one for each time that it is asked;
	// none for no model. With Fails, the last of them ends in this error.
	Drafts []string
	Fails  string
	Told   int  // for growing: how many sentences had been verified
	Stored bool // the answer is from before
	Notice string
}

// beside is what the case has beside the answer.
func (g golden) beside() Beside {
	b := Beside{ID: g.ID, Article: g.Article, Notice: g.Notice}
	if g.Stored {
		b.Stored = before
	}
	return b
}

type goldenQuote struct {
	N    int
	Ref  string
	Text string // "" for what the article has there
}

func TestGoldenPosts(t *testing.T) {
	checkGoldens(t, "testdata/golden", 40, func(t *testing.T, archive *txtar.Archive) []Post {
		posts, allowed := renderGolden(t, archive)
		checkPosts(t, posts, allowed)
		return posts
	})
}

// checkGoldens holds what each file of a folder, of which there are at least least,
// is rendered as against what it says; with -update it is made to say that.
func checkGoldens(t *testing.T, folder string, least int, render func(*testing.T, *txtar.Archive) []Post) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.txtar")
	if err != nil || len(files) < least {
		t.Fatalf("%d golden files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := readable(t, render(t, archive))
			if *update {
				archive.Files = append(without(archive.Files, "want"), txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(sectionOf(archive, "want"), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", bytes.TrimSpace(archive.Comment), diff)
			}
		})
	}
}

func sectionOf(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func without(files []txtar.File, name string) []txtar.File {
	var out []txtar.File
	for _, f := range files {
		if f.Name != name {
			out = append(out, f)
		}
	}
	return out
}

// expanded fills a template in.
func expanded(t testing.TB, text string) string {
	t.Helper()
	tmpl, err := template.New("").Funcs(template.FuncMap{
		"repeat": func(n int, s string) string { return strings.Repeat(s, n) },
		"rune":   func(n int) string { return string(rune(n)) },
	}).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// renderGolden renders a case. It also gives the articles, whose addresses are
// all that may be linked.
func renderGolden(t testing.TB, archive *txtar.Archive) ([]Post, []*corpus.Article) {
	t.Helper()
	var g golden
	if err := yaml.Unmarshal([]byte(expanded(t, sectionOf(archive, "case"))), &g); err != nil {
		t.Fatal(err)
	}
	articles := articlesOf(t, archive, g)
	r := Renderer{Plain: g.Plain, Buttons: testCodec(t)}
	switch g.Show {
	case "answer":
		return r.Answer(answerTo(t, articles, g), g.beside()), articles
	case "growing":
		return []Post{growing(t, r, articles, g)}, articles
	case "quotes":
		return r.Quotes(g.quotes(t, articles)), articles
	case "findings":
		return r.Findings(checkEach(t, articles, g.Message), g.Message, g.beside()), articles
	case "briefing":
		return r.Briefing(compose(t, articles), g.beside()), articles
	case "profile":
		p, err := brief.About(articles, g.Name, brief.AboutOptions{Statements: g.Most})
		if err != nil {
			t.Fatal(err)
		}
		return r.Profile(p, Beside{ID: g.ID}), articles
	case "kit":
		k, err := answererOf(t, articles).Discuss(context.Background(), g.Question, g.Article)
		if err != nil {
			t.Fatal(err)
		}
		return r.Kit(k, g.beside()), articles
	case "timeline":
		return r.Timeline(compose(t, articles), g.beside()), articles
	case "sources":
		var all []*corpus.Article
		for range max(g.Copies, 1) {
			all = append(all, articles...)
		}
		return r.Sources(all, g.Page), articles
	case "passage":
		return r.Passage(bySlug(t, articles, g.Article), g.Paragraph), articles
	case "help":
		return r.Help(g.Help), articles
	case "notice":
		return []Post{Notice(g.Message)}, articles
	}
	t.Fatalf("nothing is known of %q", g.Show)
	return nil, nil
}

func articlesOf(t testing.TB, archive *txtar.Archive, g golden) []*corpus.Article {
	t.Helper()
	var out []*corpus.Article
	for _, f := range archive.Files {
		if path.Dir(f.Name) != "articles" {
			continue
		}
		a := corpustest.Parse(t, path.Base(f.Name), expanded(t, string(f.Data)))
		out = append(out, a.WithVersion(max(g.Versions[a.Slug], 1)))
	}
	return out
}

func bySlug(t testing.TB, articles []*corpus.Article, slug string) *corpus.Article {
	t.Helper()
	for _, a := range articles {
		if a.Slug == slug {
			return a
		}
	}
	t.Fatalf("no article %q", slug)
	return nil
}

func testCodec(t testing.TB) *button.Codec {
	t.Helper()
	codec, err := button.New(bytes.Repeat([]byte{7}, button.MinKey))
	if err != nil {
		t.Fatal(err)
	}
	return codec
}

func answererOf(t testing.TB, articles []*corpus.Article) *answer.Answerer {
	t.Helper()
	index, err := search.New(articles)
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

func answerTo(t testing.TB, articles []*corpus.Article, g golden) *answer.Reply {
	t.Helper()
	q := answer.Question{Text: g.Question, Article: g.Article}
	ask := answererOf(t, articles).Answer
	if len(g.Drafts) > 0 || g.Fails != "" {
		w := writerOf(t, articles, g)
		ask = func(ctx context.Context, q answer.Question) (*answer.Reply, error) { return w.Answer(ctx, q, nil) }
	}
	reply, err := ask(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

// writerOf writes with the drafts of the case.
func writerOf(t testing.TB, articles []*corpus.Article, g golden) *answer.Writer {
	t.Helper()
	set, err := prompts.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := new(llmtest.Scripted)
	for i, draft := range g.Drafts {
		if i == len(g.Drafts)-1 && g.Fails != "" {
			break
		}
		m.Say(draft)
	}
	if g.Fails != "" {
		last := append([]string{""}, g.Drafts...)[len(g.Drafts)]
		m.Fail(last, map[string]error{"timeout": llm.ErrTimeout, "quota": llm.ErrQuota}[g.Fails])
	}
	return &answer.Writer{Answerer: answererOf(t, articles), Model: m, Prompts: set, Secret: bytes.Repeat([]byte{7}, 16)}
}

// growing shows what had been verified at a moment.
func growing(t testing.TB, r Renderer, articles []*corpus.Article, g golden) Post {
	t.Helper()
	var posts []Post
	_, err := writerOf(t, articles, g).Answer(context.Background(), answer.Question{Text: g.Question}, func(so *answer.Reply) {
		post, ok := r.Growing(so)
		if !ok {
			t.Errorf("not shown after %d sentences", len(so.Claims()))
		}
		posts = append(posts, post)
	})
	if err != nil {
		t.Fatal(err)
	}
	return posts[g.Told-1]
}

// checkEach checks each sentence of a message.
func checkEach(t testing.TB, articles []*corpus.Article, message string) []*answer.Finding {
	t.Helper()
	out, err := answererOf(t, articles).CheckEach(context.Background(), message)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compose(t testing.TB, articles []*corpus.Article) *brief.Briefing {
	t.Helper()
	b, err := brief.Compose(articles, brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// quotes are those of the case, or those of the answer to its question.
func (g golden) quotes(t testing.TB, articles []*corpus.Article) []Quote {
	t.Helper()
	var out []Quote
	for _, q := range g.Quotes {
		ref, err := corpus.ParseRef(q.Ref)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Quote{N: q.N, Ref: ref, Text: q.Text, Article: now(articles, ref)})
	}
	if g.Question != "" {
		for _, s := range answerTo(t, articles, g).Sources() {
			out = append(out, Quote{N: s.N, Ref: s.Ref(), Text: s.Quote, Article: s.Of()})
		}
	}
	return out
}

// now is the article of a reference as it is now, nil when it is gone.
func now(articles []*corpus.Article, ref corpus.Ref) *corpus.Article {
	for _, a := range articles {
		if a.Slug == ref.Article {
			return a
		}
	}
	return nil
}

// readable is a reader's view of posts: what is sent, with invisible characters
// by their numbers.
func readable(t testing.TB, posts []Post) string {
	t.Helper()
	var b strings.Builder
	for i, p := range posts {
		fmt.Fprintf(&b, "= post %d of %d\n", i+1, len(posts))
		block(&b, "content", p.Content)
		for _, e := range p.Embeds {
			block(&b, "title", e.Title)
			block(&b, "description", e.Description)
			if e.Footer != nil {
				block(&b, "footer", e.Footer.Text)
			}
		}
		for _, row := range p.Components {
			for _, c := range row.(discordgo.ActionsRow).Components {
				pressed := c.(discordgo.Button)
				fmt.Fprintf(&b, "button: %s => %s\n", visible(labelOf(pressed)), meaning(t, pressed.CustomID))
			}
		}
	}
	return b.String()
}

func labelOf(b discordgo.Button) string {
	if b.Emoji != nil {
		return b.Emoji.Name + " " + b.Label
	}
	return b.Label
}

// meaning is what an id says, without its code.
func meaning(t testing.TB, id string) string {
	t.Helper()
	a, args, err := testCodec(t).Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	return string(a) + " " + strings.Join(args, " ")
}

func block(b *strings.Builder, name, text string) {
	if text == "" {
		return
	}
	fmt.Fprintf(b, "%s:\n", name)
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(b, "  %s\n", shortened(visible(line)))
	}
}

// shortened leaves out the middle of a long line, so that golden files can be
// read; how much it leaves out is in them.
func shortened(line string) string {
	runes := []rune(line)
	const kept = 300
	if len(runes) <= 2*kept+50 {
		return line
	}
	return string(runes[:kept]) + fmt.Sprintf("⟨%d more⟩", len(runes)-2*kept) + string(runes[len(runes)-kept:])
}

func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == ' ' || unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString("⟨" + strconv.QuoteRuneToASCII(r)[1:len(strconv.QuoteRuneToASCII(r))-1] + "⟩")
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func newIndex(articles []*corpus.Article) (*search.Index, error) { return search.New(articles) }
