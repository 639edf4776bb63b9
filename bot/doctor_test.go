package bot

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// patient is a Config that is looked over, with all in its own folder.
func patient(t *testing.T) (Config, *sandbox.Server) {
	t.Helper()
	s := sandboxtest.Start(t)
	folder := t.TempDir()
	put(t, filepath.Join(folder, "kb", "bridge.md"), "---\ntitle: A bridge\n---\n\nThe old bridge was closed in 2019.\n")
	return Config{
		Knowledge: filepath.Join(folder, "kb"), Database: filepath.Join(folder, "data", "r.db"),
		Token: Secret(s.Bot.Token), DiscordAPI: s.URL,
	}, s
}

func put(t *testing.T, path, text string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// finds wants a state for a subject, words in what is said of it, and nothing
// else that is not ok.
func finds(t *testing.T, c Config, subject string, state CheckState, words ...string) {
	t.Helper()
	found, err := Doctor(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if found.State != state {
		t.Errorf("the state is %s, want %s", found.State, state)
	}
	seen := false
	for _, check := range found.Checks {
		if check.Subject != subject {
			if check.State != CheckOK {
				t.Errorf("%+v", check)
			}
			continue
		}
		seen = true
		for _, w := range words {
			if said := check.Finding + " " + check.Advice; check.State != state || !strings.Contains(said, w) {
				t.Errorf("%s is %s, want %s and %q in %q", subject, check.State, state, w, said)
			}
		}
	}
	if !seen {
		t.Errorf("nothing is said of %s", subject)
	}
}

func TestDoctorFindsAllWellAndMakesNothing(t *testing.T) {
	c, _ := patient(t)
	finds(t, c, "database", CheckOK, "is not there yet")
	if _, err := os.Stat(filepath.Dir(c.Database)); err == nil {
		t.Error("the folder of the database was made")
	}
}

func TestDoctorTellsADatabaseThatCannotBeUsed(t *testing.T) {
	c, _ := patient(t)
	s, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	finds(t, c, "database", CheckOK, "can be written", "quick check found nothing") // while it is open
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter := func(statement string) {
		t.Helper()
		db, err := sql.Open("sqlite", c.Database)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	alter(`DELETE FROM migrations WHERE version_id = (SELECT max(version_id) FROM migrations)`)
	finds(t, c, "database", CheckLook, "Back it up first")
	alter(`INSERT INTO migrations (version_id, is_applied) VALUES (9999, 1)`)
	finds(t, c, "database", CheckBad, "newer version")
	alter(`PRAGMA application_id = 7`)
	finds(t, c, "database", CheckBad, "not one of this bot's")
	put(t, c.Database, strings.Repeat("no database ", 1000))
	finds(t, c, "database", CheckBad, "not one of this bot's")
	c.Database = t.TempDir()
	finds(t, c, "database", CheckBad, "not one of this bot's")
}

func TestDoctorTellsServersThatHaveMoreThanTheyMayKeep(t *testing.T) {
	c, s := patient(t)
	guild := s.Guild.ID.String()
	finds(t, c, "quotas", CheckOK, "2000 articles of its own, of 64 MB together, and change 200 in an hour")
	for _, name := range []string{"a.md", "b.md"} {
		put(t, filepath.Join(c.Knowledge, "guilds", guild, name), "---\ntitle: "+name+"\n---\n\nThe pier is red.\n")
	}
	c.MaxArticles = 2 // the shared one is not the server's
	finds(t, c, "quotas", CheckOK)
	c.MaxArticles = 1
	finds(t, c, "quotas", CheckLook, "server "+guild+" has 2, of 1 KiB", "can add none", "RAPPORTEUR_MAX_ARTICLES")
	c.MaxArticles, c.MaxMegabytes = 0, 1
	put(t, filepath.Join(c.Knowledge, "guilds", guild, "b.md"), "---\ntitle: b\n---\n"+strings.Repeat("\nThe pier is red.\n", 1<<16))
	finds(t, c, "quotas", CheckLook, "has 2, of 1.1 MiB")

	// Once there is a database, what it has counts: the folder may be behind of it.
	kept, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	for n := range 3 {
		v := store.Version{
			Guild: guild, Slug: fmt.Sprint("kept-", n), Version: 1, File: fmt.Sprintf("guilds/%s/kept-%d.md", guild, n), Data: []byte("The pier is red."),
			Action: store.VersionAdded, By: "1",
		}
		if _, err := kept.PublishVersions(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	finds(t, c, "quotas", CheckOK)
	c.MaxArticles = 2
	finds(t, c, "quotas", CheckLook, "has 3, of 1 KiB")
}

func TestDoctorTellsADamagedDatabase(t *testing.T) {
	c, _ := patient(t)
	s, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err == nil {
		_, err = s.RecordAnswer(t.Context(), store.Answer{Channel: "1", Text: strings.Repeat("long ", 20_000), Mode: "quoted", Kind: store.KindAsk})
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(c.Database)
	if err != nil {
		t.Fatal(err)
	}
	put(t, c.Database, string(data[:len(data)-8*4096]))
	finds(t, c, "database", CheckBad, "damaged", "backup")
}

func TestDoctorTellsWhetherTheBotIsInTheHomeServer(t *testing.T) {
	c, s := patient(t)
	c.HomeGuild = s.Guild.ID.String()
	finds(t, c, "home server", CheckOK, "keep the articles of all servers", "")
	c.HomeGuild = "77"
	finds(t, c, "home server", CheckLook, "in no server of the id 77", "RAPPORTEUR_HOME_GUILD")
}

func TestDoctorTellsOfArticles(t *testing.T) {
	c, s := patient(t)
	put(t, filepath.Join(c.Knowledge, "guilds", s.Guild.ID.String(), "own.md"), "---\ntitle: Own\n---\n\nOnly here.\n")
	finds(t, c, "articles", CheckOK, "1 for every server", "servers with their own: 1")
	put(t, filepath.Join(c.Knowledge, "guilds", "77", "lost.md"), "---\ntitle: Lost\n---\n\nNowhere.\n")
	finds(t, c, "articles of server 77", CheckLook, "the bot is in no server of that id", "guilds")
	if err := os.RemoveAll(filepath.Join(c.Knowledge, "guilds")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(c.Knowledge, "slip.md"), "---\ntitle: [\n---\n\nText.\n")
	finds(t, c, "articles", CheckOK, "errors in their files: 0, warnings: 1")
	put(t, filepath.Join(c.Knowledge, "broken.md"), "---\ntitle: Broken\nkind: rumour\n---\n\nText.\n")
	finds(t, c, "articles", CheckLook, "errors in their files: 1, warnings: 1", "rapporteur knowledge lint")
	c.Knowledge = t.TempDir()
	finds(t, c, "articles", CheckLook, "refuses every question")
	c.Knowledge += "/nowhere"
	finds(t, c, "articles", CheckBad, "does not exist")
}

func TestDoctorNamesWhatTheAddressOrTheTokenLacks(t *testing.T) {
	c, _ := patient(t)
	right := c.DiscordAPI
	c.DiscordAPI = "http://discord.example"
	finds(t, c, "address", CheckBad, "https://")
	c.DiscordAPI, c.Token = right, "two words"
	finds(t, c, "token", CheckBad, "has spaces in it")
	c.Token = ""
	finds(t, c, "token", CheckBad, "DISCORD_TOKEN")
}

func TestTheWorstCheckIsTheStateAndTheJSONHasItsNames(t *testing.T) {
	for want, states := range map[CheckState][]CheckState{
		CheckOK: {CheckOK}, CheckLook: {CheckOK, CheckLook, CheckOK}, CheckBad: {CheckBad, CheckLook},
	} {
		var checks []Check
		for _, s := range states {
			checks = append(checks, Check{State: s})
		}
		if got := NewCheckup(checks, "").State; got != want {
			t.Errorf("%v are %s, want %s", states, got, want)
		}
	}
	text, err := json.Marshal(NewCheckup([]Check{{Subject: "token", State: CheckBad, Finding: "missing", Advice: "Set it."}}, "link"))
	want := `{"state":"bad","checks":[{"subject":"token","state":"bad","finding":"missing","advice":"Set it."}],"invite":"link"}`
	if err != nil || string(text) != want {
		t.Errorf("%s %v", text, err)
	}
}

func TestABackupCanBeServedFromAndReplacesNothing(t *testing.T) {
	c, _ := patient(t)
	file := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Backup(t.Context(), c, file); err == nil || !strings.Contains(advice(t, err), "There is no database") {
		t.Errorf("%v", err)
	}
	s, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closes(t, s) })
	id, err := s.RecordAnswer(t.Context(), store.Answer{Channel: "1", Text: "Yes.", Mode: "quoted", Kind: store.KindAsk})
	if err != nil {
		t.Fatal(err)
	}
	told, err := Backup(t.Context(), c, file)
	if err != nil || !strings.Contains(told, file) {
		t.Fatalf("%q %v", told, err)
	}
	copied, err := store.Open(t.Context(), store.Options{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closes(t, copied) })
	if _, err := copied.Answer(t.Context(), id); err != nil {
		t.Error(err)
	}
	for path, want := range map[string]string{
		file: "is there already", filepath.Join(t.TempDir(), "no", "copy.db"): "does not exist",
	} {
		if _, err := Backup(t.Context(), c, path); err == nil || !strings.Contains(advice(t, err), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func closes(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func advice(t *testing.T, err error) string {
	t.Helper()
	var failed *BackupError
	if !errors.As(err, &failed) {
		t.Fatalf("%v is no *BackupError", err)
	}
	return failed.Advice()
}

func TestDoctorNamesABriefingThatCannotBePosted(t *testing.T) {
	c, s := patient(t)
	db, err := store.Open(t.Context(), store.Options{Path: c.Database})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.CreateSchedule(t.Context(), store.Schedule{
		Guild: s.Guild.ID.String(), Channel: s.General.ID.String(), Title: "Morning news", When: "daily 8:00", Zone: "UTC", Poll: true,
	})
	if err := errors.Join(err, db.Close(), s.Olga.Deny(s.General.ID, s.Bot.Bot.ID, world.SendPolls)); err != nil {
		t.Fatal(err)
	}
	finds(t, c, "briefing “Morning news” in “The Newsroom”", CheckLook, "Create Polls")
}
