package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// makeVersion makes a database as the program of a version left it:
// migrated so far and holding rows, those of testdata/v1.sql to v<version>.sql.
func makeVersion(t *testing.T, path string, version int64) {
	t.Helper()
	db, err := sql.Open("sqlite", Options{Path: path}.withDefaults().writeDSN())
	ok(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, v := range migrations() {
		if v > version {
			break
		}
		ok(t, migrateTo(t.Context(), db, slog.New(slog.DiscardHandler), v))
		rows, err := os.ReadFile(fmt.Sprintf("testdata/v%d.sql", v))
		ok(t, err)
		_, err = db.Exec(string(rows))
		ok(t, err)
	}
}

func TestTheRowsOfEveryVersionSurvive(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	for _, version := range migrations() {
		t.Run(fmt.Sprintf("from version %d", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "r.db")
			makeVersion(t, path, version)
			s := openAt(t, path)
			if h := must[Health](t)(s.Check(t.Context())); h.Version != newest() || h.Problems != nil {
				t.Errorf("%+v", h)
			}
			checkRowsOfVersion1(t, s, version)
			if version >= 2 {
				checkRowsOfVersion2(t, s, version)
			}
			if version >= 5 {
				same(t, must[[]byte](t)(s.Key(t.Context(), "buttons"))[:3], []byte{0, 1, 2})
			}
			same(t, must[[]Schedule](t)(s.Schedules(t.Context(), guildA)), []Schedule(nil))
			same(t, must[[]Correction](t)(s.Corrections(t.Context(), 9)), []Correction(nil))
			if version < 10 {
				same(t, must[[]Article](t)(s.Articles(t.Context())), []Article(nil))
			} else {
				same(t, string(must[Version](t)(s.Version(t.Context(), "", "rift", 1)).Data), "One.")
				same(t, must[[]Uncorrected](t)(s.Uncorrected(t.Context())), []Uncorrected{{"", "rift", 0, 1}})
			}
			if version >= 11 {
				told := CorrectionList{guildA, "", "rift", 1}
				found, outcomes, err := s.CorrectionsOf(t.Context(), told, 9)
				ok(t, err)
				same(t, []any{len(found), len(outcomes)}, []any{0, 0}) // nobody knows what became of it
			}
			same(t, must[[]Question](t)(s.Questions(t.Context(), guildA)), []Question(nil))
			if version >= 18 {
				same(t, must[[]PostedAt](t)(s.ErasedPosts(t.Context(), 9)), []PostedAt{{"910000000000000001", "920000000000000001", "930000000000000001"}})
			}
			if version >= 15 {
				f, is, err := s.ClaimFeed(t.Context(), "me", time.Now(), time.Minute)
				ok(t, err)
				same(t, []any{is, f.Title, f.Seen, f.Sites}, []any{true, "Harbour News", []string{"a"}, []string{"news.example"}})
			}
			if version >= 8 {
				same(t, must[[]Schedule](t)(s.Schedules(t.Context(), guildB))[0].Title, "Morning")
			}
			if version >= 9 {
				r := must[Run](t)(s.RunOfNonce(t.Context(), "schedule-1", "n"))
				same(t, []any{r.State, r.Message, r.GateMessage}, []any{RunPosted, "920000000000000009", ""})
			}
			if version >= 7 {
				same(t, digestsOf(t, s, "small", "d1"), []string{"d1=\x01\x02"})
			}
			if version >= 6 {
				same(t, must[int](t)(s.TokensUsed(t.Context(), guildA, "", "2026-11-24")), 340)
			}
		})
	}
}

func checkRowsOfVersion1(t *testing.T, s *Store, version int64) {
	at := time.UnixMilli(1750000000000).UTC()
	same(t, must[Answer](t)(s.AnswerAt(t.Context(), "920000000000000001")), Answer{
		ID: "answer-1", Guild: guildA, Channel: channel, Message: "920000000000000001", Asker: alice,
		Question: "Why?", Text: "Because.", Mode: "quoted", Kind: KindAsk, Answered: true, Confidence: 0.5, At: at,
		Citations: []Citation{{1, "rift@2#p3.s1", "One."}},
	})
	same(t, must[[]Turn](t)(s.Turns(t.Context(), channel, 9)),
		[]Turn{{Guild: guildA, Channel: channel, Role: RoleUser, User: alice, Text: "Why?", At: at}})
	want := Settings{Moderators: "7", Staff: "8", Language: "fr", DailyBudget: 9, Threads: ThreadsAlways}
	if version >= 3 {
		want.HoldBriefings, want.RetentionDays = true, 30
	}
	if version >= 16 {
		want.Quotas = Quotas{Articles: 50, Megabytes: 8, Changes: 20}
	}
	same(t, must[Settings](t)(s.Settings(t.Context(), guildA)), want)
	same(t, must[[]Use](t)(s.Uses(t.Context(), guildA, "2026-11-24")), []Use{{alice, "ask", 4}})
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 9)),
		[]Audit{{Guild: guildA, By: bob, Action: "settings", Detail: "language", At: at}})
}

func checkRowsOfVersion2(t *testing.T, s *Store, version int64) {
	at := time.UnixMilli(1750000000000).UTC()
	askers := []Asker{{alice, channel, at}}
	if version >= 4 {
		askers = append(askers, Asker{bob, "910000000000000002", at.Add(time.Millisecond)})
	}
	same(t, must[[]Feedback](t)(s.Complaints(t.Context(), guildA, time.Time{})),
		[]Feedback{{Answer: "answer-1", User: bob, Comment: "wrong", At: at}})
	same(t, must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9)), []Gap{{
		ID: "gap-1", Guild: guildA, Question: "Who?", Asker: alice, Channel: channel, Nearest: []string{"rift@2#p3.s1"},
		Count: 3, At: at, LastAt: at, Askers: askers,
	}})
}

func TestMigrationsAreNumberedWithoutAHole(t *testing.T) {
	names := must[[]string](t)(fs.Glob(embedded, "migrations/*.sql"))
	for i, n := range migrations() {
		if want := fmt.Sprintf(`^migrations/%04d_\w+\.sql$`, i+1); n != int64(i+1) || !regexp.MustCompile(want).MatchString(names[i]) {
			t.Errorf("%s, number %d, does not match %s", names[i], n, want)
		}
	}
}

func TestADatabaseOfANewerProgramIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.db")
	s := openAt(t, path)
	_, err := s.writer.Exec(`INSERT INTO ` + versionTable + ` (version_id, is_applied) VALUES (99, 1)`)
	ok(t, err)
	ok(t, s.Close())
	before := must[[]byte](t)(os.ReadFile(path))
	_, err = Open(t.Context(), Options{Path: path})
	fails(t, err, ErrNewer)
	if want := fmt.Sprintf("has version 99, this program knows up to version %d", newest()); !bytes.Contains([]byte(err.Error()), []byte(want)) {
		t.Errorf("%v", err)
	}
	if !bytes.Equal(before, must[[]byte](t)(os.ReadFile(path))) {
		t.Error("the file has changed")
	}
}
