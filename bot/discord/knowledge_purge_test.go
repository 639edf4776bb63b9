package discord

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// ofTheHarbour is said by the article about the harbour alone.
var ofTheHarbour = []string{
	"Dock workers walked out", "guarantee of 1,200 jobs", "calls the demand unrealistic", "claim deserves doubt", "a gap of 30 million",
	"The sale is worth 240 million", "The sale was worth 240 million",
}

// holdings are where something stands: the rows of all tables, the files of the database
// as they lie there, and the folder of articles.
func (l *library) holdings(texts ...string) (found []string) {
	l.t.Helper()
	look := func(where string, data []byte) {
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				found = append(found, fmt.Sprintf("%q in %s", text, where))
			}
		}
	}
	db := must[*sql.DB](l.t)(sql.Open("sqlite", l.path))
	defer db.Close()
	rows := must[*sql.Rows](l.t)(db.QueryContext(l.ctx, `SELECT name FROM sqlite_master WHERE type = 'table'`))
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			l.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, name := range tables {
		rows := must[*sql.Rows](l.t)(db.QueryContext(l.ctx, `SELECT * FROM `+name))
		columns := must[[]string](l.t)(rows.Columns())
		for rows.Next() {
			values := make([]sql.RawBytes, len(columns))
			to := make([]any, len(columns))
			for i := range values {
				to[i] = &values[i]
			}
			if err := rows.Scan(to...); err != nil {
				l.t.Fatal(err)
			}
			for i, v := range values {
				look("a row of "+name+"."+columns[i], v)
			}
		}
		if err := rows.Close(); err != nil {
			l.t.Fatal(err)
		}
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		data, err := os.ReadFile(l.path + suffix)
		if err == nil {
			look("the file *"+suffix, data)
		}
	}
	err := filepath.WalkDir(l.folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		look(path, data)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return found
}

func TestAPurgedArticleIsNowhere(t *testing.T) {
	l := reviewed(t, councilSays)
	const slug = "harbour"
	was := must[[]byte](t)(os.ReadFile(filepath.Join(l.folder, "harbour.md")))
	posts := l.saying()
	l.slash(l.Alice, "ask", world.Options{"question": aboutTheSale, "private": true})
	l.ask("Who captains the dock workers of the harbour?")
	l.slash(l.Alice, "ask", world.Options{"question": aboutTheSale, "as-of": time.Now().UTC().Format(time.DateOnly)})
	l.press(l.edit(l.Mo, slug, 1, "Westport's council voted in March 2025 to sell the harbour to Norden Freight. The sale was worth 240 million crowns."), "Publish", "Published")
	l.press(l.know("remove", world.Options{"article": slug, "why": "Dock workers walked out"}), "Withdraw it", "Withdrawn")
	l.press(l.know("restore", world.Options{"article": slug, "version": 1}), "Restore it", "Published")
	l.know("questions add", world.Options{"question": "Is it so? Norden Freight calls the demand unrealistic."})
	l.say(l.Bob, l.General.ID, l.mentioning("Is it so that dock workers walked out? They want a guarantee of 1,200 jobs."))
	l.sends(must[*world.OpenModal](t)(must[*world.Pending](t)(l.Bob.Click(posts["ask"], "👎")).Modal(l.ctx)), map[string]string{commentInput: "They want a guarantee of 1,200 jobs."})
	l.sends(l.opens(l.disagreeing(), "1: Both"), map[string]string{whyInput: "Norden Freight calls the demand unrealistic."})
	zip := l.fetched(l.know("export", world.Options{"for-all": true}).Attachments[0])
	l.know("add", world.Options{"file": file("again.md", string(was)), "for-all": true}) // a draft that waits, of another name
	l.edit(l.Mo, slug, 2, "Dock workers walked out twice.")
	if missing := len(l.holdings(ofTheHarbour[:3]...)); missing < 10 {
		t.Fatalf("the test looks in the wrong place: %d", missing)
	}

	form := l.modal(l.Mo, "purge", world.Options{"article": slug})
	m := l.sends(form, map[string]string{slugInput: slug, whyInput: "A court ordered it."})
	reads(t, m, "Erased: the text of “harbour” in 3 versions", "my posts that cite it: 9", "and 4 more: all are in the file", "Backups and exports")
	if file := l.fetched(m.Attachments[0]); !strings.Contains(file, "https://discord.com/channels/"+l.Guild.ID.String()+"/"+l.General.ID.String()+"/"+posts["ask"].ID.String()+"\n") {
		t.Errorf("the file has\n%s", file)
	}
	if found := l.holdings(ofTheHarbour...); len(found) > 0 {
		t.Errorf("it stands in\n%s", strings.Join(found, "\n"))
	}
	for name, m := range map[string]world.Message{
		"history": l.know("history", world.Options{"article": slug}),
		"show":    l.know("show", world.Options{"article": slug}),
		"diff":    l.know("diff", world.Options{"article": slug, "from": 1, "to": 2}),
		"as-of":   l.slash(l.Alice, "ask", world.Options{"question": "Why did dock workers walk out?", "as-of": time.Now().UTC().Format(time.DateOnly)}),
		"log":     l.know("log", nil),
		"list":    l.know("questions list", nil),
		"review":  l.know("review", nil),
	} {
		lacks(t, m, ofTheHarbour...)
		if name == "log" {
			reads(t, m, "erased the text of the shared article", "A court ordered it.")
		}
	}
	for _, a := range must[[]bundle.Article](t)(bundle.Read([]byte(l.fetched(l.know("export", world.Options{"for-all": true}).Attachments[0])))) {
		for _, v := range a.Versions {
			for _, text := range ofTheHarbour {
				if strings.Contains(string(v.Data), text) {
					t.Errorf("%q is exported in version %d of %s", text, v.Version, a.Slug)
				}
			}
		}
	}
	// Neither a zip from before nor a file brings it back by itself.
	reads(t, l.know("import", world.Options{"file": world.File{Name: "articles.zip", Data: []byte(zip)}, "for-all": true}), "harbour: is left out", "erased for good")
	if err := os.WriteFile(filepath.Join(l.folder, "harbour.md"), was, 0o644); err != nil {
		t.Fatal(err)
	}
	again := must[*curate.Keeper](t)(curate.Open(l.ctx, curate.Options{Store: l.store, Folder: l.folder, Quiet: time.Millisecond}))
	for _, a := range again.Articles("") {
		if a.Slug == slug {
			t.Errorf("it is back as version %d", a.Version)
		}
	}
	if v := must[store.Version](t)(l.store.Version(l.ctx, "", slug, 1)); len(v.Data) > 0 || v.Digest == "" {
		t.Errorf("%+v", v)
	}
}
