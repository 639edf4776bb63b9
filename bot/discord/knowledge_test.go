package discord

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate"
	"rapporteur/bot/ingest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// reader is an Ingest that reads files as the program does, and pages from a table.
type reader struct {
	*ingest.Reader
	pages map[string]string
}

func (r reader) Fetch(ctx context.Context, address string) (*ingest.File, error) {
	return r.ReadFrom(ctx, address, "page.html", "text/html; charset=utf-8", []byte(r.pages[address]))
}

// keeping is a Knowledge of what a keeper keeps now.
type keeping struct{ *curate.Keeper }

func (k keeping) For(guild string) *answer.Answerer { return answer.New(k.Index(guild)) }

// library is a newsroom whose moderators keep its articles.
type library struct {
	*newsroom
	keeper *curate.Keeper
	folder string
	ingest reader
}

// shelved starts a newsroom with articles that are kept in a folder. change may alter
// the keeper's options.
func shelved(t *testing.T, change ...func(*curate.Options)) *library {
	t.Helper()
	l := furnished(t, change...)
	l.start(l.curated)
	return l
}

func furnished(t *testing.T, change ...func(*curate.Options)) *library {
	t.Helper()
	t.Parallel()
	return stocked(t, change...)
}

// stocked is one of several libraries in a test.
func stocked(t testing.TB, change ...func(*curate.Options)) *library {
	t.Helper()
	l := &library{newsroom: furnish(t, sandbox.Options{}), folder: t.TempDir(), ingest: reader{ingest.New(ingest.Options{}), map[string]string{}}}
	t.Cleanup(func() {
		if err := l.ingest.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, text := range articles {
		if err := os.WriteFile(filepath.Join(l.folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := curate.Options{Store: l.store, Folder: l.folder, Quiet: time.Millisecond}
	for _, f := range change {
		f(&o)
	}
	l.keeper = must[*curate.Keeper](t)(curate.Open(l.ctx, o))
	return l
}

// curated has the bot keep the library's articles. The guild is at home, so that its
// moderators keep the shared ones too.
func (l *library) curated(o *Options) {
	o.Knowledge, o.Past, o.Curator, o.Ingest, o.Home = keeping{l.keeper}, l.keeper, l.keeper, l.ingest, l.Guild.ID.String()
}

// know calls a subcommand of /knowledge as Mo and returns what he reads.
func (l *library) know(name string, o world.Options) world.Message {
	l.t.Helper()
	return l.slash(l.Mo, "knowledge "+name, o)
}

// modal calls a subcommand that opens a form.
func (l *library) modal(by *world.Person, name string, o world.Options) *world.OpenModal {
	l.t.Helper()
	return must[*world.OpenModal](l.t)(must[*world.Pending](l.t)(by.Slash(l.General.ID, "knowledge "+name, o)).Modal(l.ctx))
}

// sends fills in a form, sends it, and returns what is shown then.
func (l *library) sends(m *world.OpenModal, values map[string]string) world.Message {
	l.t.Helper()
	return must[world.Message](l.t)(must[*world.Pending](l.t)(m.Submit(values)).Reply(l.ctx))
}

// press presses a button as Mo and waits until its message shows the text.
func (l *library) press(m world.Message, name, text string) world.Message {
	l.t.Helper()
	return l.turnsTo(l.Mo, m, name, text)
}

func file(name, text string) world.File {
	return world.File{Name: name, ContentType: "text/markdown", Data: []byte(text)}
}

const school = `---
title: Two schools for Westport
author: Bo Ek
kind: report
url: https://westport.example/schools
published: 2025-06-01
---
The council will build two schools in Westport by 2028. They will cost 61 million crowns.

Parents had asked for three schools.
`

// TestAnArticleIsAddedInThreeActionsASentenceMendedInThreeAndUndoneInTwo counts what
// a moderator does: commands, forms that are sent, buttons that are pressed.
func TestAnArticleIsAddedInThreeActionsASentenceMendedInThreeAndUndoneInTwo(t *testing.T) {
	l := shelved(t)
	actions := 0
	count := func(most int, what string) {
		if actions > most {
			t.Errorf("%s took %d actions, more than %d", what, actions, most)
		}
		actions = 0
	}
	did := func(m world.Message) world.Message { actions++; return m }

	m := did(l.know("add", world.Options{"file": file("schools.md", school), "why": "It is new."}))
	reads(t, m, "Two schools for Westport", "Bo Ek", "2025-06-01", "report", "2 paragraphs", "The council will build two schools", "[Publish]", "[Correct details]", "[Cancel]")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees a draft")
	}
	lacks(t, l.ask("How many schools will the council build?"), "will build two schools")
	m = did(l.press(m, "Publish", "Published: Two schools for Westport, version 1"))
	count(3, "adding")
	reads(t, l.ask("How many schools will the council build?"), "will build two schools")

	form := l.modal(l.Mo, "edit", world.Options{"article": "two-schools-for-westport", "paragraph": 1})
	actions++
	m = did(l.sends(form, map[string]string{bodyInput: "The council will build two schools in Westport by 2028. They will cost 65 million crowns.", whyInput: "The sum was wrong."}))
	reads(t, m, "~~61~~", "**65**", "becomes version 2", "[Publish]")
	lacks(t, m, "will build two schools") // the sentence that stays
	m = did(l.press(m, "Publish", "Published: Two schools for Westport, version 2"))
	count(3, "mending")
	reads(t, l.ask("How much will the schools cost?"), "65 million")

	m = did(l.press(m, "Undo", "version 3"))
	count(2, "undoing")
	reads(t, l.ask("How much will the schools cost?"), "61 million")
	l.press(m, "Undo", "version 4") // what was undone comes back the same way
	reads(t, l.ask("How much will the schools cost?"), "65 million")

	versions := must[[]store.Version](t)(l.keeper.History(l.ctx, l.Guild.ID.String(), "two-schools-for-westport"))
	var got []string
	for _, v := range versions {
		got = append(got, v.Action+" "+v.Why)
		if v.By != l.Mo.ID.String() {
			t.Errorf("version %d is by %s", v.Version, v.By)
		}
	}
	if want := "[restored undoes version 3 restored undoes version 2 edited The sum was wrong. added It is new.]"; fmt.Sprint(got) != want {
		t.Errorf("%q", got)
	}
	written := must[[]byte](t)(os.ReadFile(filepath.Join(l.folder, "guilds", l.Guild.ID.String(), "two-schools-for-westport.md")))
	if !strings.Contains(string(written), "65 million") {
		t.Errorf("the file on disk:\n%s", written)
	}
}

func TestOnlyModeratorsKeepArticles(t *testing.T) {
	l := shelved(t)
	m := l.know("add", world.Options{"file": file("schools.md", school)})
	// Discord hides the command from others; who calls it all the same is refused.
	for _, name := range []string{"list", "log"} {
		if _, err := l.Alice.Slash(l.General.ID, "knowledge "+name, nil); err == nil {
			t.Errorf("Alice is offered %s", name)
		}
	}
	if err := l.Olga.TakeRole(l.Guild.ID, l.Mo.ID, l.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	l.press(m, "Publish", "Only moderators")
	if all := l.keeper.Standing(l.Guild.ID.String()); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// schools adds the article about schools as Mo.
func (l *library) schools() {
	l.t.Helper()
	l.press(l.know("add", world.Options{"file": file("schools.md", school)}), "Publish", "Published")
}

const schoolSlug = "two-schools-for-westport"

// edit changes a paragraph and gives the preview.
func (l *library) edit(by *world.Person, article string, paragraph int, text string) world.Message {
	l.t.Helper()
	return l.sends(l.modal(by, "edit", world.Options{"article": article, "paragraph": paragraph}), map[string]string{bodyInput: text})
}

// live are the guild's articles as they are read now: slug, version and first
// sentence.
func (l *library) live(slug string) string {
	l.t.Helper()
	for _, a := range l.keeper.Articles(l.Guild.ID.String()) {
		if a.Slug == slug {
			return fmt.Sprintf("%d %s", a.Version, a.Plain(a.Passages[0].Span))
		}
	}
	return ""
}

func TestADraftSurvivesARestart(t *testing.T) {
	l := shelved(t)
	m := l.know("add", world.Options{"file": file("schools.md", school)})
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	l.start(l.curated)
	l.press(m, "Publish", "Published: Two schools")
	if got := l.live(schoolSlug); !strings.HasPrefix(got, "1 The council") {
		t.Error(got)
	}
}

func TestPublishingTwiceMakesOneVersionAndCancellingNone(t *testing.T) {
	l := shelved(t)
	m := l.know("add", world.Options{"file": file("schools.md", school)})
	l.pressTogether(l.Mo, m, "Published", "Publish", "Publish", "Publish")
	if got := l.live(schoolSlug); !strings.HasPrefix(got, "1 ") {
		t.Error(got)
	}
	l.press(l.edit(l.Mo, schoolSlug, 2, "Parents wanted four."), "Publish", "Published")
	m = l.know("restore", world.Options{"article": schoolSlug, "version": 1})
	l.pressTogether(l.Mo, m, "Published", "Restore it", "Restore it")
	m = l.know("remove", world.Options{"article": schoolSlug})
	l.pressTogether(l.Mo, m, "Withdrawn", "Withdraw it", "Withdraw it")
	if all := must[[]store.Version](t)(l.keeper.History(l.ctx, l.Guild.ID.String(), schoolSlug)); len(all) != 4 {
		t.Errorf("%+v", all)
	}
	l.press(l.know("restore", world.Options{"article": schoolSlug, "version": 1}), "Restore it", "Published")
	m = l.edit(l.Mo, schoolSlug, 2, "Parents wanted three.")
	l.press(m, "Cancel", "Nothing was changed")
	if got := l.live(schoolSlug); !strings.HasPrefix(got, "5 ") {
		t.Error(got)
	}
}

func TestADraftIsItsMakersAlone(t *testing.T) {
	l := shelved(t)
	l.schools()
	kept := must[store.ArticleDraft](t)(l.store.ArticleDraft(l.ctx, l.know("remove", world.Options{"article": schoolSlug}).Interaction.ID.String()))
	if kept.User != l.Mo.ID.String() {
		t.Fatalf("%+v", kept)
	}
	b := &Bot{o: Options{Store: l.store, Curator: l.keeper, Ingest: l.ingest, Home: l.Guild.ID.String()}}
	for name, c := range map[string]struct {
		user, guild string
		want        error
	}{
		"another moderator": {l.Olga.ID.String(), l.Guild.ID.String(), errNotTheirs},
		"another guild":     {l.Mo.ID.String(), "77", errOtherGuild},
	} {
		i := &discordgo.Interaction{GuildID: c.guild, Member: &discordgo.Member{Permissions: discordgo.PermissionManageGuild}}
		_, err := b.draftOf(l.ctx, &call{Interaction: i, user: &discordgo.User{ID: c.user}, args: []string{kept.ID}})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSharedArticlesAreKeptByTheHomeGuildAlone(t *testing.T) {
	for name, c := range map[string]struct {
		home string
		want string
	}{
		"none":    {"", "RAPPORTEUR_HOME_GUILD"},
		"another": {"77", "the moderators of another server keep it"},
	} {
		t.Run(name, func(t *testing.T) {
			l := furnished(t)
			l.start(l.curated, func(o *Options) { o.Home = c.home })
			reads(t, l.know("remove", world.Options{"article": "bridge"}), c.want)
			reads(t, l.know("restore", world.Options{"article": "bridge", "version": 1}), c.want)
			reads(t, l.know("add", world.Options{"file": file("schools.md", school), "for-all": true}), c.want)
			reads(t, l.know("export", world.Options{"for-all": true}), c.want)
			for _, command := range []string{"edit", "purge"} {
				o := world.Options{"article": "bridge"}
				if command == "edit" {
					o["paragraph"] = 1
				}
				reads(t, l.know(command, o), c.want)
			}
			reads(t, l.know("show", world.Options{"article": "bridge"}), "for all servers", "The old bridge")
			l.schools() // their own they keep
			reads(t, l.know("list", nil), "bridge", "for all servers", schoolSlug)
		})
	}
	t.Run("at home", func(t *testing.T) {
		l := shelved(t)
		m := l.know("add", world.Options{"file": file("schools.md", school), "for-all": true})
		reads(t, m, "All servers will read it.")
		l.press(m, "Publish", "Published")
		if got := l.keeper.Standing(""); len(got) != 3 {
			t.Errorf("%+v", got)
		}
		l.press(l.know("remove", world.Options{"article": "bridge"}), "Withdraw it", "Withdrawn: bridge")
		lacks(t, l.ask("Why was the bridge closed?"), "cracks")
		reads(t, l.know("log", nil), "withdrew the shared article", "bridge", "added the shared article", "<@"+l.Mo.ID.String()+">")
	})
}

// TestWhoChangedASharedArticleAndWhyIsTheHomeGuildsBusiness has other moderators see
// what changed and when, wherever that is shown.
func TestWhoChangedASharedArticleAndWhyIsTheHomeGuildsBusiness(t *testing.T) {
	l := furnished(t)
	const editor, reason = "910000000000000055", "A lawyer wrote to us."
	a := l.keeper.Articles("")[0]
	text := strings.Replace(articles[a.Slug+".md"], "2019", "2018", 1)
	must[*curate.Published](t)(l.keeper.Publish(l.ctx, curate.Change{Slug: a.Slug, Data: []byte(text), By: editor, Why: reason, Saw: 1}))
	sees := func(l *library, home bool) {
		t.Helper()
		article := world.Options{"article": a.Slug}
		for name, shown := range map[string]struct {
			m        world.Message
			parts    []string
			who, why bool
		}{
			"history": {l.know("history", article), []string{"Version 2", "(now): edited by", "<t:", "Version 1", "an edit on disk"}, true, true},
			"list":    {l.know("list", nil), []string{"version 2, edited by", "<t:"}, true, false},
			"show":    {l.know("show", article), []string{"Version 2 of " + a.Slug}, false, true},
			"diff":    {l.know("diff", article), []string{"~~2019~~", "**2018**"}, false, false},
			"log":     {l.know("log", nil), nil, home, home},
		} {
			reads(t, shown.m, shown.parts...)
			said := read(shown.m)
			if who := strings.Contains(said, editor); who != (home && shown.who) {
				t.Errorf("%s tells who: %v\n%s", name, who, said)
			}
			if why := strings.Contains(said, "lawyer"); why != (home && shown.why) {
				t.Errorf("%s tells why: %v\n%s", name, why, said)
			}
		}
		typed := world.Options{"article": a.Slug, "version": ""}
		offered := must[[]world.Choice](t)(must[*world.Pending](t)(l.Mo.Type(l.General.ID, "knowledge restore", typed, "version")).Choices(l.ctx))
		if len(offered) != 2 || strings.Contains(fmt.Sprint(offered), "lawyer") != home {
			t.Errorf("offered %v", offered)
		}
	}
	l.start(l.curated, func(o *Options) { o.Home = "77" })
	sees(l, false)
	reads(t, l.know("history", world.Options{"article": a.Slug}), "those who keep it for all servers")
	lacks(t, l.know("export", world.Options{"article": a.Slug}), "Another bot takes them over")

	home := stocked(t)
	must[*curate.Published](t)(home.keeper.Publish(home.ctx, curate.Change{Slug: a.Slug, Data: []byte(text), By: editor, Why: reason, Saw: 1}))
	home.start(home.curated)
	sees(home, true)
}

func TestOfTwoWhoEditTheSecondSeesTheFirstsChangeAndDecides(t *testing.T) {
	l := shelved(t)
	l.schools()
	const mine, theirs = "The council will build four schools in Westport by 2028.", "Parents had asked for nine schools."
	t.Run("in other paragraphs both are kept", func(t *testing.T) {
		l.know("questions add", world.Options{"question": "How many schools will the council build in Westport?"})
		first := l.edit(l.Olga, schoolSlug, 2, theirs)
		second := l.edit(l.Mo, schoolSlug, 1, mine)
		l.turnsTo(l.Olga, first, "Publish", "Published")
		m := l.press(second, "Publish", "Somebody else has changed")
		reads(t, m, "~~three~~", "**nine**", "~~two~~", "**four**", "both changes are kept", "[Publish mine on top]", "[Take theirs]", "*After:* “"+mine)
		l.press(m, "Publish mine on top", "Published")
		if got := l.live(schoolSlug); got != "3 "+mine {
			t.Error(got)
		}
		reads(t, l.ask("How many schools had parents asked for?"), "nine schools")
	})
	t.Run("in one paragraph the second decides", func(t *testing.T) {
		first := l.edit(l.Olga, schoolSlug, 1, "The council will build five schools in Westport.")
		second := l.edit(l.Mo, schoolSlug, 1, "The council will build six schools in Westport.")
		l.turnsTo(l.Olga, first, "Publish", "Published")
		m := l.press(second, "Publish", "Somebody else has changed")
		reads(t, m, "**five**", "**six**", "takes the place of theirs")
		l.press(m, "Take theirs", "Nothing was changed")
		if got := l.live(schoolSlug); !strings.Contains(got, "4 The council will build five") {
			t.Error(got)
		}
	})
	t.Run("who undoes what has changed since is told", func(t *testing.T) {
		done := l.press(l.edit(l.Mo, schoolSlug, 1, "The council will build seven schools."), "Publish", "Published")
		l.turnsTo(l.Olga, l.edit(l.Olga, schoolSlug, 1, "The council will build eight schools."), "Publish", "Published")
		reads(t, l.press(done, "Undo", "Not undone"), "**eight**", "/knowledge history")
	})
}

func TestEarlierAnswersKeepShowingTheVersionThatTheyCited(t *testing.T) {
	l := shelved(t)
	l.schools()
	answer := l.ask("How much will the schools cost?")
	reads(t, answer, "61 million")
	l.press(l.edit(l.Mo, schoolSlug, 1, "The sum is not known yet."), "Publish", "Published")
	quotes := l.click(l.Alice, answer, "Show quotes")
	reads(t, quotes, "61 million", "There is a newer version of the article: 2", "version 1")
	lacks(t, quotes, "The sum is not known")
	l.press(l.know("remove", world.Options{"article": schoolSlug, "why": "It was a rumour."}), "Withdraw it", "Withdrawn")
	lacks(t, l.ask("How much will the schools cost?"), "million crowns by", "The sum is not known")
	reads(t, l.click(l.Alice, answer, "Show quotes"), "61 million", "has been withdrawn since")
	reads(t, l.know("show", world.Options{"article": schoolSlug}), "is withdrawn", "restore")
}

func TestHistoryShowsComparesAndRestoresVersions(t *testing.T) {
	l := shelved(t)
	l.schools()
	for _, n := range []string{"one", "three", "four", "five"} {
		l.press(l.edit(l.Mo, schoolSlug, 2, "Parents had asked for "+n+" schools."), "Publish", "Published")
	}
	m := l.know("history", world.Options{"article": schoolSlug})
	reads(t, m, "Version 5", "(now)", "<@"+l.Mo.ID.String()+">", "edited", "[Show version 5]", "[Version 2 to current]", "[Restore version 2]", "page 1 of 2")
	lacks(t, m, "Restore version 5")
	older := l.press(m, "Next page", "page 2 of 2")
	reads(t, older, "Version 1", "added")
	reads(t, l.click(l.Mo, older, "Show version 1"), "an earlier version; the current one is 5", "Parents had asked for three", "[Download]")
	reads(t, l.click(l.Mo, older, "Version 1 to current"), "~~three~~", "**five**")
	preview := l.click(l.Mo, older, "Restore version 1")
	reads(t, preview, "It becomes version 6", "~~five~~", "**three**")
	l.press(preview, "Restore it", "Published: Two schools for Westport, version 6")
	reads(t, l.know("diff", world.Options{"article": schoolSlug, "from": 2, "to": 3}), "~~one~~", "**three**")
	reads(t, l.know("diff", world.Options{"article": schoolSlug}), "version 5 to version 6", "**three**")
	reads(t, l.know("diff", world.Options{"article": schoolSlug, "from": 99}), "has versions 1 to 6")
	reads(t, l.know("restore", world.Options{"article": schoolSlug, "version": 99}), "has no text")
}

func TestALongParagraphIsChangedInTheFile(t *testing.T) {
	l := shelved(t)
	long := strings.Repeat("The council talks about the harbour and the sale of it. ", 80)
	l.press(l.know("add", world.Options{"file": file("long.md", "---\ntitle: Long\n---\n"+long+"\n\nIt costs 5 crowns.\n")}), "Publish", "Published")
	m := must[*world.Pending](t)(l.Mo.Slash(l.General.ID, "knowledge edit", world.Options{"article": "long", "paragraph": 1}))
	reads(t, must[world.Message](t)(m.Reply(l.ctx)), "Discord's text box takes 4000", "/knowledge add file: article:")

	shown := l.know("show", world.Options{"article": "long", "download": true})
	if len(shown.Attachments) != 1 || shown.Attachments[0].Filename != "long.v1.md" {
		t.Fatalf("%+v", shown.Attachments)
	}
	data := l.fetched(shown.Attachments[0])
	if !strings.HasPrefix(data, "---\ntitle: Long\n") {
		t.Errorf("%q", data)
	}
	l.press(l.edit(l.Mo, "long", 2, "It costs 6 crowns."), "Publish", "Published")
	back := l.know("add", world.Options{"article": "long", "file": file("long.v1.md", strings.Replace(data, "5 crowns", "7 crowns", 1))})
	reads(t, back, "Somebody else has changed", "**6**", "**7**") // it was made from version 1
	l.press(back, "Publish mine on top", "Published")
	reads(t, l.ask("What does it cost?"), "7 crowns")
}

// fetched is the content of a file that was posted.
func (l *library) fetched(a world.Attachment) string {
	l.t.Helper()
	request := must[*http.Request](l.t)(http.NewRequestWithContext(l.ctx, http.MethodGet, a.URL, nil))
	response := must[*http.Response](l.t)(l.http().Do(request)) //nolint:bodyclose // below
	defer response.Body.Close()
	return string(must[[]byte](l.t)(io.ReadAll(response.Body)))
}

func (l *library) http() *http.Client { return &http.Client{Transport: l.Transport()} }

func TestWhatWasReadIsCorrectedBeforeItIsPublic(t *testing.T) {
	l := shelved(t)
	m := l.know("add", world.Options{"file": file("schools.md", school), "author": "Eva Ås", "kind": "opinion"})
	reads(t, m, "Eva Ås", "opinion piece")
	form := must[*world.OpenModal](t)(must[*world.Pending](t)(l.Mo.Click(m, "Correct details")).Modal(l.ctx))
	sent := must[*world.Pending](t)(form.Submit(map[string]string{titleInput: "Three schools?", publishedInput: "2 June 2025", kindInput: "report"}))
	m = must[world.Message](t)(sent.ReplyWhere(l.ctx, func(m world.Message) bool { return strings.Contains(read(m), "Three schools") }))
	reads(t, m, "2025-06-02", "Eva Ås", "[Publish]")
	l.press(m, "Publish", "Published: Three schools?")
	a := l.keeper.Articles(l.Guild.ID.String())
	if got := a[len(a)-1]; got.Title != "Three schools?" || got.Author != "Eva Ås" || got.Published != "2025-06-02" || got.Kind != "report" || got.URL == "" {
		t.Errorf("%+v", got.Meta)
	}
	m = l.know("add", world.Options{"file": file("schools.md", school)})
	form = must[*world.OpenModal](t)(must[*world.Pending](t)(l.Mo.Click(m, "Correct details")).Modal(l.ctx))
	sent = must[*world.Pending](t)(form.Submit(map[string]string{kindInput: "rant"}))
	m = must[world.Message](t)(sent.ReplyWhere(l.ctx, func(m world.Message) bool { return strings.Contains(read(m), "not known") }))
	reads(t, m, "Nothing was corrected. The kind is not known", "[Publish]")
}

func TestAnArticleIsWrittenInAFormAndReadFromAPage(t *testing.T) {
	l := shelved(t)
	m := l.sends(l.modal(l.Mo, "add", world.Options{"title": "Ferry", "why": "news"}), map[string]string{
		bodyInput: "The ferry stops in May.\n\nIt costs 3 crowns.", authorInput: "Ina Berg", publishedInput: "2026-05-01",
	})
	reads(t, m, "Publish “Ferry”?", "Ina Berg", "2026-05-01", "2 paragraphs")
	l.press(m, "Publish", "Published: Ferry")
	reads(t, l.ask("When does the ferry stop?"), "stops in May")
	m = l.sends(l.modal(l.Mo, "add", world.Options{"title": "Tram"}), map[string]string{bodyInput: "The tram is red.", publishedInput: "some day"})
	reads(t, m, "Publish “Tram”?", "Date: *not given*", "“some day” was given as the date, which is none", "[Correct details]")
	m = l.know("add", world.Options{"file": file("tram.md", "---\ntitle: Tram\n---\nThe tram is red."), "published": "3/4/2031"})
	reads(t, m, "“3/4/2031” was given as the date, which may be two", "such as 2031-03-14")

	l.ingest.pages["https://westport.example/pool"] = "<html><head><title>The pool</title></head><body><article><h1>The pool</h1><p>The pool of Westport opens again in July after two years of repairs to its roof and its heating.</p></article></body></html>"
	m = l.know("add", world.Options{"url": "https://westport.example/pool"})
	reads(t, m, "Publish “The pool”?", "https://westport.example/pool")
	reads(t, l.know("add", world.Options{"url": "https://westport.example/pool", "file": file("a.md", "A.")}), "not both")
	reads(t, l.know("add", world.Options{"file": world.File{Name: "a.bin", Data: []byte{0, 1, 2, 3, 0, 0, 255, 254, 0, 7}}}), "Save it as .md")
	reads(t, l.know("add", world.Options{"file": file("big.txt", strings.Repeat("x", 5<<20+1))}), "larger than 5 MB")
}

func TestANearDuplicateIsPointedOut(t *testing.T) {
	l := shelved(t)
	l.schools()
	m := l.know("add", world.Options{"file": file("copy.md", strings.Replace(school, "title: Two schools for Westport", "title: A copy", 1))})
	reads(t, m, "Already here", "Two schools for Westport", "word for word")
	lacks(t, l.know("add", world.Options{"file": file("other.md", "---\ntitle: Rain\n---\nIt will rain on Monday in the whole of the valley, and on Tuesday in the hills alone.\n")}), "Already here")
}

func TestAHostileFileCallsNobodyAndLinksNowhereInAPreview(t *testing.T) {
	l := shelved(t)
	hostile := "---\ntitle: \"@everyone [free](https://evil.example) **bold** <@" + l.Alice.ID.String() + ">\"\nauthor: \"`code` ||spoiler|| @here\"\nurl: https://westport.example/fine\n---\n" +
		"@everyone <@" + l.Alice.ID.String() + "> <@&" + l.Moderators.ID.String() + "> [click](https://evil.example/x) https://evil.example/y discord.gg/evil ```code``` # head\n\n" +
		"> quote\n\u202eright\u200bto left. ~~gone~~ **bold** __under__.\n"
	m := l.know("add", world.Options{"file": file("evil.md", hostile)})
	harmless := func(m world.Message) {
		t.Helper()
		if m.MentionEveryone || len(m.Mentions)+len(m.MentionRoles) > 0 {
			t.Errorf("somebody is called: %+v", m.Mentions)
		}
		shown := m.Content
		for _, e := range m.Embeds {
			shown += "\n" + e.Title + "\n" + e.Description
		}
		shown = strings.ReplaceAll(shown, `\<`, "")
		for _, live := range []string{"](https://evil", "<@" + l.Alice.ID.String(), "@everyone", "\u202e", " https://evil", " discord.gg/evil"} {
			if strings.Contains(shown, live) {
				t.Errorf("%q is live:\n%s", live, shown)
			}
		}
	}
	harmless(m)
	reads(t, m, "Look at this", "mention")
	done := l.press(m, "Publish", "Published")
	harmless(done)
	slug := l.keeper.Standing(l.Guild.ID.String())[0].Slug
	for _, shown := range []world.Message{
		l.edit(l.Mo, slug, 1, "@everyone [click](https://evil.example/z) <@"+l.Alice.ID.String()+"> ~~**x"),
		l.know("list", nil), l.know("show", world.Options{"article": slug}), l.know("history", world.Options{"article": slug}),
		l.know("remove", world.Options{"article": slug, "why": "@everyone [x](https://evil.example)"}),
	} {
		harmless(shown)
	}
}

func TestQuotasAreSaidInASentence(t *testing.T) {
	l := shelved(t, func(o *curate.Options) { o.Limits = curate.Limits{Articles: 1, Changes: 3} })
	l.schools()
	reads(t, l.know("add", world.Options{"file": file("rain.md", "---\ntitle: Rain\n---\nIt rains.\n")}), "Nothing was changed", "Articles here: 1 of at most 1")
	var last world.Message
	for _, n := range []string{"one", "four"} {
		last = l.press(l.edit(l.Mo, schoolSlug, 2, "Parents had asked for "+n+"."), "Publish", "Published")
	}
	reads(t, l.press(last, "Undo", "Not undone"), "Changes in the last hour: 3 of at most 3", "[Undo]")
	reads(t, l.edit(l.Mo, schoolSlug, 2, "Parents had asked for five."), "Changes in the last hour: 3 of at most 3")
	m := l.know("remove", world.Options{"article": schoolSlug})
	m = l.press(m, "Withdraw it", "Not published")
	reads(t, m, "Changes in the last hour: 3 of at most 3", "The draft waits until", "[Try again]")
}

func TestArticlesAreCarriedToAnotherServer(t *testing.T) {
	l := shelved(t)
	l.schools()
	l.press(l.edit(l.Mo, schoolSlug, 2, "Parents had asked for four schools."), "Publish", "Published")
	m := l.know("export", nil)
	reads(t, m, "1 article with 2 versions")
	zip := l.fetched(m.Attachments[0])
	if again := l.fetched(l.know("export", nil).Attachments[0]); again != zip {
		t.Error("the same articles gave another zip")
	}

	other := stocked(t)
	other.start(other.curated)
	m = other.know("import", world.Options{"file": world.File{Name: "articles.zip", ContentType: "application/zip", Data: []byte(zip)}})
	reads(t, m, "Import 1 article?", schoolSlug, "new, with 2 versions")
	lacks(t, other.ask("How many schools had parents asked for?"), "four schools")
	done := other.press(m, "Publish", "1 article with 2 versions are here")
	reads(t, other.ask("How many schools had parents asked for?"), "four schools")
	reads(t, other.know("history", world.Options{"article": schoolSlug}), "imported: version 1 of", "Version 2")
	reads(t, other.know("import", world.Options{"file": world.File{Name: "articles.zip", Data: []byte(zip)}}), "Nothing to import", "says exactly that already")
	reads(t, other.know("import", world.Options{"file": world.File{Name: "articles.zip", Data: []byte("no zip")}}), "no zip")

	l.press(l.edit(l.Mo, schoolSlug, 2, "Parents had asked for five schools."), "Publish", "Published")
	later := l.fetched(l.know("export", nil).Attachments[0])
	m = other.know("import", world.Options{"file": world.File{Name: "articles.zip", ContentType: "application/zip", Data: []byte(later)}})
	reads(t, m, "Import 1 article?", "changes the one that is here, in 1 sentence", "count as one change of this hour")
	again := other.press(m, "Publish", "Imported")
	reads(t, other.press(done, "Undo", "is undone"), "0 articles as before it", "have changed since", schoolSlug)
	other.press(again, "Undo", "1 article as before it")
	if got := other.live(schoolSlug); !strings.HasPrefix(got, "4 ") {
		t.Error(got)
	}
	reads(t, other.ask("How many schools had parents asked for?"), "four schools")
}

func TestALargeExportIsSeveralZipsThatAreImportedOneByOne(t *testing.T) {
	l := furnished(t)
	l.start(l.curated, func(o *Options) { o.exported = 3500 })
	l.schools()
	for n := range 5 {
		random := make([]byte, 500)
		_, _ = rand.Read(random) // which no zip makes smaller than it is
		text := fmt.Sprintf("The number of day %d is %x.", n, random)
		must[*curate.Published](t)(l.keeper.Publish(l.ctx, curate.Change{Guild: l.Guild.ID.String(), Slug: fmt.Sprintf("figures-%d", n), Data: []byte(text), By: l.Mo.ID.String()}))
	}
	m := l.know("export", nil)
	reads(t, m, "6 articles with 6 versions", "They fill 2 zips, each to be imported by itself")
	second := must[world.Message](t)(l.Mo.Await(l.ctx, l.General.ID, func(m world.Message) bool {
		return len(m.Attachments) > 0 && m.Attachments[0].Filename == "articles-2-of-2.zip" && m.Flags&world.Ephemeral != 0
	}))
	other := stocked(t)
	other.start(other.curated)
	for _, p := range []world.Message{m, second} {
		zip := world.File{Name: "articles.zip", ContentType: "application/zip", Data: []byte(l.fetched(p.Attachments[0]))}
		other.press(other.know("import", world.Options{"file": zip}), "Publish", "are here")
	}
	if all := other.keeper.Standing(other.Guild.ID.String()); len(all) != 6 {
		t.Errorf("%d articles", len(all))
	}
}

func TestAnArticleIsErasedOnceItsNameIsTyped(t *testing.T) {
	l := shelved(t)
	l.schools()
	answer := l.ask("How much will the schools cost?")
	waiting := l.edit(l.Mo, schoolSlug, 2, "A draft with its text.")
	form := l.modal(l.Mo, "purge", world.Options{"article": schoolSlug})
	reads(t, l.sends(form, map[string]string{slugInput: "schools"}), "Nothing was erased")
	form = l.modal(l.Mo, "purge", world.Options{"article": schoolSlug})
	reads(t, l.sends(form, map[string]string{slugInput: schoolSlug, whyInput: "A court ordered it."}), "Erased", "1 version", "1 answer")
	if got := l.live(schoolSlug); got != "" {
		t.Error(got)
	}
	l.press(waiting, "Publish", "That is over")
	l.untilBlanked()
	if blank := l.showing(l.General.ID, blankText); len(blank) != 1 || blank[0].ID != answer.ID || len(l.showing(l.General.ID, "61 million")) > 0 {
		t.Errorf("%+v", blank)
	}
	m := l.know("log", nil)
	reads(t, m, "erased the text of the article", schoolSlug, "A court ordered it.")
	reads(t, l.know("restore", world.Options{"article": schoolSlug, "version": 1}), "has no text")
	if left, _ := filepath.Glob(filepath.Join(l.folder, "guilds", "*", "*")); len(left) != 0 {
		t.Errorf("%v", left)
	}
}

func TestTheLogTurnsItsPages(t *testing.T) {
	l := shelved(t)
	l.schools()
	for n := range 6 {
		m := l.press(l.edit(l.Mo, schoolSlug, 2, fmt.Sprintf("Parents had asked for %d schools.", n+10)), "Publish", "Published")
		l.press(m, "Undo", fmt.Sprintf("version %d", 2*n+3))
	}
	m := l.know("log", nil)
	reads(t, m, "restored a version of the article", "undoes version", "page 1 of 2")
	l.press(m, "Next page", "page 2 of 2")
	reads(t, l.slash(l.Mo, "settings", world.Options{"threads": "never"}), "Saved")
	staff, general := "<#"+l.Staff.ID.String()+">", "<#"+l.General.ID.String()+">"
	l.slash(l.Mo, "settings", world.Options{"staff": l.Staff.ID, "corrections": false, "allow": l.General.ID})
	reads(t, l.know("log", nil), "changed the settings", `threads: none → never`, "staff channel: none → "+staff, "channels: none → "+general, "corrections: on → off")
}

func TestModeratorsAreOfferedArticlesParagraphsAndVersions(t *testing.T) {
	l := shelved(t)
	l.schools()
	l.press(l.know("remove", world.Options{"article": schoolSlug, "why": "A rumour."}), "Withdraw it", "Withdrawn")
	offered := func(by *world.Person, command string, o world.Options, focused string) string {
		t.Helper()
		p, err := by.Type(l.General.ID, "knowledge "+command, o, focused)
		if err != nil {
			return "" // not even the command
		}
		var names []string
		for _, c := range must[[]world.Choice](t)(p.Choices(l.ctx)) {
			names = append(names, c.Name)
		}
		return strings.Join(names, "|")
	}
	for _, c := range []struct {
		command, focused, want, not string
		o                           world.Options
	}{
		{"show", "article", "A bridge over the Alm", "schools", world.Options{"article": ""}},
		{"restore", "article", "two-schools-for-westport (withdrawn)", "bridge", world.Options{"article": "schools"}},
		{"edit", "paragraph", "¶2 A ferry", "schools", world.Options{"article": "bridge", "paragraph": "2"}},
		{"restore", "version", "Version 2, withdrawn on", "nothing", world.Options{"article": schoolSlug, "version": ""}},
		{"restore", "version", "A rumour.", "Version 1", world.Options{"article": schoolSlug, "version": "2"}},
	} {
		got := offered(l.Mo, c.command, c.o, c.focused)
		if !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%s %s: %s", c.command, c.focused, got)
		}
	}
	if got := offered(l.Alice, "show", world.Options{"article": ""}, "article"); got != "" {
		t.Errorf("Alice is offered %s", got)
	}
}

func TestWithoutACuratorNothingIsChanged(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Mo, "knowledge list", nil), "cannot be changed from Discord")
}
