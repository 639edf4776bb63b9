package render

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"pgregory.net/rapid"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// drawArticle draws an article in which everything is hostile but one sentence.
func drawArticle(t *rapid.T, slug string) *corpus.Article {
	var text strings.Builder
	var a corpus.Article
	for range rapid.IntRange(1, 4).Draw(t, "passages") {
		var p corpus.Passage
		p.Start = text.Len()
		for range rapid.IntRange(1, 4).Draw(t, "sentences") {
			p.Sentences = append(p.Sentences, writeSentence(t, &text))
		}
		p.End = text.Len()
		p.Section = drawHostile(t, "section")
		a.Passages = append(a.Passages, p)
	}
	a.Slug, a.Version, a.Text = slug, rapid.IntRange(1, 3).Draw(t, "version"), text.String()
	a.Meta = corpus.Meta{
		Title: drawHostile(t, "title"), Author: drawHostile(t, "author"), Publisher: drawHostile(t, "publisher"), Published: drawHostile(t, "published"),
		URL:  rapid.OneOf(rapid.SampledFrom([]string{"", "https://x.example/a_b(c)?d=[e]", "http://x.example", "https://u:p@evil.example", "javascript:x", "https://x.example/\u202e", "https://bücher.example"}), rapid.Map(rapid.Just(0), func(int) string { return "https://x.example/" + drawHostile(t, "path") })).Draw(t, "url"),
		Kind: rapid.SampledFrom([]corpus.Kind{"", corpus.Report, corpus.Opinion, corpus.Statement}).Draw(t, "kind"),
	}
	return &a
}

// writeSentence writes a hostile sentence, or a long one, around words that a
// question finds.
func writeSentence(t *rapid.T, text *strings.Builder) corpus.Span {
	start := text.Len()
	fmt.Fprintf(text, "%s The bridge of Orle was closed in 2019 %s.", drawHostile(t, "before"), strings.Repeat(drawHostile(t, "after")+" ", rapid.SampledFrom([]int{1, 1, 1, 1, 60}).Draw(t, "times")))
	span := corpus.Span{Start: start, End: text.Len()}
	text.WriteByte(' ')
	return span
}

func TestWhateverIsRenderedIsSafeAndWithinTheLimits(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	codec := testCodec(t)
	rapid.Check(t, func(t *rapid.T) {
		articles := []*corpus.Article{drawArticle(t, "one"), drawArticle(t, strings.Repeat("two", 30))}
		library := answererFor(t, articles)
		question := rapid.SampledFrom([]string{"", "When was the bridge of Orle closed? "}).Draw(t, "question") + drawHostile(t, "rest")
		reply, err := library.Answer(context.Background(), answer.Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := library.CheckEach(context.Background(), "The bridge of Orle was closed in "+rapid.SampledFrom([]string{"2019", "2018"}).Draw(t, "year")+". "+drawHostile(t, "claim"))
		if err != nil {
			t.Fatal(err)
		}
		briefing, err := brief.Compose(articles, brief.Options{})
		if err != nil {
			t.Fatal(err)
		}
		profile, err := brief.About(articles, rapid.SampledFrom([]string{"Orle", "Orles", "@everyone"}).Draw(t, "name"), brief.AboutOptions{})
		if err != nil {
			t.Fatal(err)
		}
		kit, err := library.Discuss(context.Background(), "The bridge of Orle "+drawHostile(t, "topic"), "")
		if err != nil {
			t.Fatal(err)
		}
		var quotes []Quote
		for _, s := range append(reply.Sources(), FindingSources(findings)...) {
			quotes = append(quotes, Quote{N: s.N, Ref: s.Ref(), Text: s.Quote, Article: rapid.SampledFrom([]*corpus.Article{s.Of(), s.Of().WithVersion(9), nil}).Draw(t, "now")})
		}
		r := Renderer{Plain: rapid.Bool().Draw(t, "plain"), Buttons: codec}
		id := rapid.SampledFrom([]string{"", "a1"}).Draw(t, "id")
		beside := Beside{
			ID: id, Article: rapid.SampledFrom([]string{"", "one", strings.Repeat("two", 30)}).Draw(t, "only"),
			Stored: rapid.SampledFrom([]time.Time{{}, before}).Draw(t, "stored"), Notice: drawHostile(t, "beside"),
		}
		a := articles[rapid.IntRange(0, 1).Draw(t, "article")]
		for _, posts := range [][]Post{
			r.Answer(reply, beside),
			r.Quotes(quotes),
			r.Findings(findings, drawHostile(t, "original"), beside),
			r.Briefing(briefing, beside),
			r.Timeline(briefing, beside),
			r.Profile(profile, Beside{ID: id}),
			r.Kit(kit, beside),
			r.Sources(articles, rapid.IntRange(-1, 3).Draw(t, "page")),
			r.Passage(a, rapid.IntRange(0, 5).Draw(t, "paragraph")),
			r.Help(Help{Commands: []HelpCommand{{drawHostile(t, "command"), drawHostile(t, "what")}}}),
			{Notice("x" + drawHostile(t, "notice"))},
			{Markup("x" + Escape(drawHostile(t, "part")))},
		} {
			checkPosts(t, posts, articles)
			checkNumbers(t, posts)
		}
	})
}

func answererFor(t *rapid.T, articles []*corpus.Article) *answer.Answerer {
	index, err := newIndex(articles)
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

var marker = regexp.MustCompile(`(?:^|[^\\])\[(\d+)\]`)

// linkText is the name of an article that is a link, which may be a number.
var linkText = regexp.MustCompile(`\[[^\[\]]*\]\(`)

// checkNumbers checks that every number in brackets of the bot's own stands in
// the list of sources too, or in front of a quote: nothing is cited that is not
// shown. What is quoted has its brackets escaped.
func checkNumbers(t fataler, posts []Post) {
	var all strings.Builder
	for _, p := range posts {
		all.WriteString(p.Content + "\n")
		for _, e := range p.Embeds {
			all.WriteString(e.Description + "\n")
		}
	}
	uses := make(map[int]int)
	text := strings.ReplaceAll(linkText.ReplaceAllString(all.String(), "("), "][", "] [")
	for _, m := range marker.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatalf("%v", err)
		}
		uses[n]++
	}
	if strings.Contains(all.String(), "more posts are not shown") || !strings.Contains(all.String(), "**Sources**") {
		return
	}
	for n := 1; n <= len(uses); n++ {
		if uses[n] < 2 {
			t.Fatalf("number %d stands %d times in %q", n, uses[n], all.String())
		}
	}
}

func TestWithoutACodecOrAnIDThereAreNoButtons(t *testing.T) {
	a := corpustest.Parse(t, "ferry.md", "The ferry sank in 2019. It was old.\n\nThe new one sails.\n")
	for name, posts := range map[string][]Post{
		"sources": Renderer{}.Sources(slicesOf(a, 20), 2), "passage": Renderer{}.Passage(a, 1),
	} {
		if len(posts[len(posts)-1].Components) > 0 {
			t.Errorf("%s has buttons", name)
		}
	}
	r := Renderer{Buttons: testCodec(t)}
	if posts := r.Answer(answerTo(t, []*corpus.Article{a}, golden{Question: "When did the ferry sink?"}), Beside{}); len(posts[0].Components) > 0 {
		t.Error("an answer without an id has buttons")
	}
	if posts := r.Answer(answerTo(t, []*corpus.Article{a}, golden{Question: "When did the ferry sink?"}), Beside{ID: strings.Repeat("x", 200)}); len(posts[0].Components) > 0 {
		t.Error("an id that fits into no button has buttons")
	}
}

func slicesOf(a *corpus.Article, n int) []*corpus.Article {
	var out []*corpus.Article
	for range n {
		out = append(out, a)
	}
	return out
}

func TestTheNumbersOfATimelineAreThoseOfItsSources(t *testing.T) {
	b := compose(t, []*corpus.Article{corpustest.Parse(t, "ferry.md", "The ferry is blue and has two decks for cars and one for people. It was built by the yard of Orle for the town.\n\nThe ferry sank on 3 May 2019 near Orle. A new ferry was bought in June 2021 by the council of Orle.\n")})
	sources := TimelineSources(b)
	if len(sources) != len(b.Timeline()) || len(sources) == len(b.Sources()) {
		t.Fatalf("%d sources of %d for %d events", len(sources), len(b.Sources()), len(b.Timeline()))
	}
	text := Renderer{}.Timeline(b, Beside{})[0].Embeds[0].Description
	for i, s := range sources {
		if s.N != i+1 || !strings.Contains(text, fmt.Sprintf("%s [%d]", Escape(s.Plain()), s.N)) {
			t.Errorf("source %d, %q, is not in %s", s.N, s.Quote, text)
		}
	}
}

func TestTheSameInputGivesTheSamePosts(t *testing.T) {
	a := corpustest.Parse(t, "ferry.md", "The ferry sank in 2019.\n")
	r := Renderer{Buttons: testCodec(t)}
	show := func() string {
		return readable(t, r.Answer(answerTo(t, []*corpus.Article{a}, golden{Question: "When did the ferry sink?"}), Beside{ID: "a1"}))
	}
	if first := show(); first != show() || !strings.Contains(first, "Helpful") {
		t.Error(first)
	}
}

func TestAMomentIsATimestamp(t *testing.T) {
	at := discordgo.SnowflakeTimestamp
	moment, err := at("175928847299117063")
	if err != nil {
		t.Fatal(err)
	}
	post := Markup("Try again " + Moment(moment) + ".")
	if live := readMarkdown(post.Content).live; len(live) != 1 || live[0].kind != kindMoment || live[0].what != "<t:1462015105:R>" {
		t.Errorf("%q", live)
	}
}
