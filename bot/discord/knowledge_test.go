package discord

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
