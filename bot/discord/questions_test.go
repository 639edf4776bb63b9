package discord

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

func TestModeratorsKeepQuestions(t *testing.T) {
	n := open(t)
	list := func(texts ...string) {
		t.Helper()
		reads(t, n.slash(n.Mo, "knowledge questions list", nil), texts...)
	}
	add := func(o world.Options, texts ...string) {
		t.Helper()
		reads(t, n.slash(n.Mo, "knowledge questions add", o), texts...)
	}
	list("No question is saved")
	add(world.Options{"question": aboutBridge}, "Saved", "answer it now")
	add(world.Options{"question": strings.ToUpper(aboutBridge)}, "saved already")
	add(world.Options{"question": "Who painted @everyone's ceiling in Kelm?", "article": "bridge"}, "do not answer it")
	list("1 of 2 questions", "**not answered**", "only A bridge over the Alm")
	reads(t, n.slash(n.Mo, "knowledge questions remove", world.Options{"question": "Which one?"}), "No such question")
	guild := n.Guild.ID.String()
	first := must[[]store.Question](t)(n.store.Questions(n.ctx, guild))[0]
	reads(t, n.slash(n.Mo, "knowledge questions remove", world.Options{"question": first.ID}), "Removed", aboutBridge)
	list("0 of 1 question ")
	for i := range store.MaxQuestionsOfGuild - 1 {
		_, _, err := n.store.SaveQuestion(n.ctx, store.Question{Guild: guild, Text: fmt.Sprintf("Why number %d?", i), Creator: n.Mo.ID.String()})
		if err != nil {
			t.Fatal(err)
		}
	}
	add(world.Options{"question": "One more?"}, "200 questions are saved")
	list("page 1 of 20", "[Next page]")
	n.turnsTo(n.Mo, n.slash(n.Mo, "knowledge questions list", nil), "Next page", "page 2 of 20")
}

func TestAModeratorSavesTheQuestionOfAnAnswer(t *testing.T) {
	n := open(t)
	post := n.ask(aboutBridge)
	lacks(t, post, "Save as question")
	lacks(t, n.click(n.Bob, post, "Show quotes"), "Save as question")
	quotes := n.click(n.Mo, post, "Show quotes")
	reads(t, quotes, "[Save as question]")
	reads(t, n.click(n.Mo, quotes, "Save as question"), "Saved:", "answer it now")
	reads(t, n.click(n.Mo, quotes, "Save as question"), "saved already")
	all := must[[]store.Question](t)(n.store.Questions(n.ctx, n.Guild.ID.String()))
	if len(all) != 1 || all[0].Text != aboutBridge || all[0].Creator != n.Mo.ID.String() || all[0].Asker != n.Alice.ID.String() {
		t.Errorf("%+v", all)
	}
	direct := must[world.Channel](t)(n.World.OpenDirect(n.Mo.ID, n.Bot.Bot.ID))
	own := n.slashIn(direct.ID, n.Mo, "ask", world.Options{"question": aboutBridge})
	lacks(t, n.click(n.Mo, own, "Show quotes"), "Save as question")
}

func TestAPreviewShowsWhatAChangeDoesToAnswersAndPosts(t *testing.T) {
	l := shelved(t)
	l.stored(l.ask(aboutSale))
	for _, q := range []string{aboutSale, aboutBridge, "How much will the schools cost?"} {
		reads(t, l.know("questions add", world.Options{"question": q}), "Saved")
	}
	m := l.sends(l.modal(l.Mo, "edit", world.Options{"article": "harbour", "paragraph": 1}), map[string]string{
		bodyInput: "Westport's council voted in March 2025 to sell the harbour to Norden Freight. The sale is worth 260 million crowns.",
	})
	reads(t, m, "posts that cite what this changes: 1.", "an answer: https://discord.com/channels/", "2 of 3 now, 2 of 3 after this",
		"“"+aboutSale+"”**\n> *Before:* “The sale is worth 240 million crowns.” ([The harbour should stay public](https://westport.example/harbour), ¶1)\n> *After:* “The sale is worth 260 million crowns.” (")
	lacks(t, m, aboutBridge)
	m = l.know("add", world.Options{"file": file("schools.md", school)})
	reads(t, m, "2 of 3 now, 3 of 3 after this", "*Before:* not answered\n> *After:* “")
	lacks(t, m, "posts that cite")
}

func TestRemovingRestoringAndImportingShowWhatTheyDoBeforehand(t *testing.T) {
	l := shelved(t)
	l.plan(world.Options{"articles": "bridge"})
	l.held(l.plan(world.Options{"hold": true, "title": "The draft"}))
	l.stored(l.ask(aboutBridge))
	reads(t, l.know("questions add", world.Options{"question": aboutBridge}), "Saved")
	m := l.know("remove", world.Options{"article": "bridge"})
	reads(t, m, "1 of 1 now, 0 of 1 after this", "*Before:* “", "*After:* not answered", "posts that cite what this changes: 1.", "an answer: https://discord.com/channels/",
		"by choice: “Briefing”", "that wait, and lose what they cite of this: “The draft”")
	l.press(m, "Withdraw it", "Withdrawn")
	m = l.know("restore", world.Options{"article": "bridge", "version": 1})
	reads(t, m, "0 of 1 now, 1 of 1 after this", "*Before:* not answered", "*After:* “")
	lacks(t, m, "What cites this")
	l.click(l.Mo, m, "Cancel")

	var zip bytes.Buffer
	a := bundle.Article{Slug: "bridge-two", Live: true, Versions: []bundle.Version{{Version: 1, Name: "bridge-two.md", Action: store.VersionAdded, Data: []byte(articles["bridge.md"]), At: time.Now()}}}
	if err := bundle.Write(&zip, []bundle.Article{a}); err != nil {
		t.Fatal(err)
	}
	m = l.know("import", world.Options{"file": file("articles.zip", zip.String())})
	reads(t, m, "Import 1 article?", "0 of 1 now, 1 of 1 after this", "*After:* “")
}

func TestAModeratorSavesAQuestionThatNothingAnswers(t *testing.T) {
	n := open(t)
	post := n.slash(n.Alice, "ask", world.Options{"question": aboutNothing, "article": "bridge"})
	lacks(t, post, "Save as question") // all see it
	lacks(t, n.click(n.Bob, post, "Read passage 1"), "Save as question")
	opened := n.click(n.Mo, post, "Read passage 1")
	reads(t, n.click(n.Mo, opened, "Save as question"), "Saved:", "do not answer it now")
	all := must[[]store.Question](t)(n.store.Questions(n.ctx, n.Guild.ID.String()))
	if len(all) != 1 || all[0].Text != aboutNothing || all[0].Article != "bridge" || all[0].Creator != n.Mo.ID.String() {
		t.Errorf("%+v", all)
	}
	private := world.Options{"question": aboutNothing, "private": true}
	lacks(t, n.slash(n.Alice, "ask", private), "Save as question")
	reads(t, n.slash(n.Mo, "ask", private), "[Save as question]", "The moderators see this question, though not who asked it, among")
	lacks(t, n.slash(n.Mo, "ask", world.Options{"question": "?"}), "Save as question")
	direct := must[world.Channel](t)(n.World.OpenDirect(n.Mo.ID, n.Bot.Bot.ID))
	alone := n.slashIn(direct.ID, n.Mo, "ask", world.Options{"question": aboutNothing})
	reads(t, alone, "The articles do not answer this")
	lacks(t, alone, "Save as question", "moderators")
}

func TestAPreviewSaysWhatThePostsGetThatCiteWhatChanges(t *testing.T) {
	l := shelved(t)
	l.schools()
	l.stored(l.ask("How much will the two schools of Westport cost?"))
	reads(t, l.edit(l.Mo, schoolSlug, 1, "The council will build two schools in Westport by 2028. They will cost 64 million crowns."),
		"Earlier posts that cite what this changes: 1. They get a reply with the old and the new wording.", "an answer: https://discord.com/channels/")
	reads(t, l.know("remove", world.Options{"article": schoolSlug}), "Earlier posts that cite what this changes: 1. They get a reply that says what is withdrawn.")
	l.slash(l.Mo, "settings", world.Options{"corrections": false})
	reads(t, l.know("remove", world.Options{"article": schoolSlug}), "Earlier posts that cite what this changes: 1. They get no reply")
}

func TestWhatIsTooMuchOfAPreviewIsInAFile(t *testing.T) {
	l := shelved(t)
	questions := []string{
		"How much is the sale of the harbour worth?", "When did dock workers walk out?", "What do dock workers want?",
		"What does Norden Freight call the demand?", "What did the council vote to sell in March 2025?", "What did the city's own auditors find?",
	}
	for _, q := range questions {
		if _, _, err := l.store.SaveQuestion(l.ctx, store.Question{Guild: l.Guild.ID.String(), Text: q}); err != nil {
			t.Fatal(err)
		}
	}
	m := l.know("remove", world.Options{"article": "harbour"})
	reads(t, m, "6 of 6 now, 0 of 6 after this", "…and 1 more answer changed: all are in the file.")
	if len(m.Attachments) != 1 {
		t.Fatalf("%d files", len(m.Attachments))
	}
	file := l.fetched(m.Attachments[0])
	for _, text := range append(questions, "Answers that it changes: 6", "Before: “The sale is worth 240 million crowns.” (The harbour should stay public, ¶1)", "After:  not answered") {
		if !strings.Contains(file, text) {
			t.Errorf("the file does not hold %q:\n%s", text, file)
		}
	}
	if m = l.press(m, "Withdraw it", "Withdrawn: harbour"); len(m.Attachments) != 0 {
		t.Error("the file of the preview stands below what came of it")
	}
}
