package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// aVersion is one of the article rift, of guild A.
func aVersion(n int, action, text string) Version {
	return Version{
		Guild: guildA, Slug: "rift", Version: n, File: "guilds/" + guildA + "/rift.md",
		Data: []byte(text), Action: action, By: alice, Why: "why " + text,
	}
}

func publish(t testing.TB, s *Store, versions ...Version) []Version {
	t.Helper()
	return must[[]Version](t)(s.PublishVersions(t.Context(), versions...))
}

func TestAVersionIsPublishedWithItsPointerAndAudit(t *testing.T) {
	s := openNew(t)
	v := publish(t, s, aVersion(1, VersionAdded, "One."))[0]
	same(t, []any{v.At, v.Digest}, []any{noon, DigestOf([]byte("One."))})
	same(t, must[Version](t)(s.Version(t.Context(), guildA, "rift", 1)), v)
	same(t, must[[]Article](t)(s.Articles(t.Context())), []Article{{
		Guild: guildA, Slug: "rift", Version: 1, File: v.File, Digest: v.Digest, Live: true,
	}})
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 9)), []Audit{{
		Guild: guildA, By: alice, Action: ActionAddArticle, Subject: "rift", Detail: "version 1: why One.", At: noon,
	}})
	ok(t, s.NoteWritten(t.Context(), guildA, "rift", 1))
	same(t, must[[]Article](t)(s.Articles(t.Context()))[0].Written, 1)
	fails(t, s.NoteWritten(t.Context(), guildA, "rift", 2), ErrChanged)
	_, err := s.Version(t.Context(), "", "rift", 1)
	fails(t, err, ErrNotFound)
}

func TestOfAllWhoChangeTheSameVersionOneDoes(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."))
	const editors = 20
	won := make(chan int, editors)
	var wg sync.WaitGroup
	for i := range editors {
		wg.Go(func() {
			_, err := s.PublishVersions(t.Context(), aVersion(2, VersionEdited, fmt.Sprint("By ", i)))
			if err == nil {
				won <- i
				return
			}
			fails(t, err, ErrChanged)
		})
	}
	wg.Wait()
	same(t, len(won), 1)
	same(t, string(must[Version](t)(s.Version(t.Context(), guildA, "rift", 2)).Data), fmt.Sprint("By ", <-won))
	same(t, len(must[[]Audit](t)(s.Audits(t.Context(), guildA, 99))), 2)
}

func TestOfManyVersionsAllArePublishedOrNone(t *testing.T) {
	s := openNew(t)
	other := aVersion(1, VersionAdded, "Two.")
	other.Slug = "other"
	_, err := s.PublishVersions(t.Context(), aVersion(1, VersionAdded, "One."), other)
	fails(t, err, ErrExists) // of one file
	same(t, must[[]Article](t)(s.Articles(t.Context())), []Article(nil))
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 9)), []Audit(nil))
	// A file may pass from one article to another.
	withdrawn := aVersion(2, VersionWithdrawn, "")
	publish(t, s, aVersion(1, VersionAdded, "One."), withdrawn, other)
	same(t, len(must[[]Article](t)(s.Articles(t.Context()))), 2)
}

func TestAVersionThatMakesNoSenseIsRefused(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."))
	for name, change := range map[string]func(*Version){
		"no slug":             func(v *Version) { v.Slug = "" },
		"no maker":            func(v *Version) { v.By = "" },
		"no file":             func(v *Version) { v.File = "" },
		"no text":             func(v *Version) { v.Data = nil },
		"a withdrawal's text": func(v *Version) { v.Action = VersionWithdrawn },
		"an erasure":          func(v *Version) { v.Action, v.Data = VersionErased, nil },
		"an unknown action":   func(v *Version) { v.Action = "mended" },
		"version 0":           func(v *Version) { v.Version = 0 },
		"an edit of nothing":  func(v *Version) { v.Slug, v.Version = "new", 1 },
	} {
		v := aVersion(2, VersionEdited, "Two.")
		change(&v)
		if _, err := s.PublishVersions(t.Context(), v); err == nil {
			t.Errorf("%s was published", name)
		} else {
			fails(t, err, ErrInvalid)
		}
	}
	publish(t, s, aVersion(2, VersionWithdrawn, ""))
	_, err := s.PublishVersions(t.Context(), aVersion(3, VersionWithdrawn, ""))
	fails(t, err, ErrChanged)
	publish(t, s, aVersion(3, VersionRestored, "One."))
	same(t, must[int](t)(s.KnownDigest(t.Context(), guildA, "rift", DigestOf([]byte("One.")))), 3)
	same(t, must[int](t)(s.KnownDigest(t.Context(), guildA, "rift", DigestOf([]byte("Two.")))), 0)
	later := aVersion(4, VersionEdited, "Four.")
	later.At = noon.Add(time.Minute)
	publish(t, s, later)
	// What was made at one moment, as an import does, is one change.
	same(t, must[int](t)(s.ChangesBy(t.Context(), guildA, noon.Add(-time.Hour))), 2)
	same(t, must[int](t)(s.ChangesBy(t.Context(), guildA, noon)), 1)
}

// TestTheVersionsOfATimeAreThoseThatWereCurrentThen lets a clock that also runs
// backwards pass between changes, and compares with a list in memory.
func TestTheVersionsOfATimeAreThoseThatWereCurrentThen(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	blank := filepath.Join(t.TempDir(), "r.db")
	ok(t, openAt(t, blank).Close())
	migrated := must[[]byte](t)(os.ReadFile(blank))
	rapid.Check(t, func(r *rapid.T) {
		folder := must[string](t)(os.MkdirTemp("", "store-versions-"))
		defer os.RemoveAll(folder)
		path := filepath.Join(folder, "r.db")
		ok(t, os.WriteFile(path, migrated, 0o600))
		now := noon
		s := openAt(t, path, func(o *Options) { o.Now = func() time.Time { return now } })
		defer func() { _ = s.Close() }()
		var all []Version
		current := make(map[string]Version)
		for range rapid.IntRange(1, 20).Draw(r, "changes") {
			now = now.Add(time.Duration(rapid.IntRange(-3, 10).Draw(r, "minutes")) * time.Minute)
			guild, slug := rapid.SampledFrom([]string{"", guildA, guildB}).Draw(r, "guild"), rapid.SampledFrom([]string{"a", "b"}).Draw(r, "slug")
			had := current[guild+slug]
			v := Version{Guild: guild, Slug: slug, Version: had.Version + 1, File: guild + slug + ".md", By: bob, Action: VersionAdded, Data: []byte("x")}
			if had.Version > 0 && had.Action != VersionWithdrawn && rapid.Bool().Draw(r, "withdraw") {
				v.Action, v.Data = VersionWithdrawn, nil
			}
			v = publish(t, s, v)[0]
			if v.At.Before(had.At) {
				r.Fatalf("version %d is of %v, and that before of %v", v.Version, v.At, had.At)
			}
			current[guild+slug] = v
			v.Data = nil
			all = append(all, v)
		}
		at := all[rapid.IntRange(0, len(all)-1).Draw(r, "then")].At.Add(time.Duration(rapid.IntRange(-1, 1).Draw(r, "off")) * time.Millisecond)
		want := make(map[string]Version)
		for _, v := range all {
			if v.Guild != guildB && !v.At.After(at) {
				want[v.Guild+v.Slug] = v
			}
		}
		got := make(map[string]Version)
		for _, v := range must[[]Version](t)(s.VersionsAt(t.Context(), guildA, at)) {
			got[v.Guild+v.Slug] = v
		}
		same(t, got, want)
	})
}

// article is a text that must not be found after its erasure.
const article = "The harbour master resigned over the missing ledgers."

// fillWithArticle has the text wherever the store keeps text of articles.
func fillWithArticle(t testing.TB, s *Store) {
	t.Helper()
	publish(t, s, aVersion(1, VersionAdded, article))
	publish(t, s, aVersion(2, VersionEdited, article+" Again."))
	a := anAnswer()
	a.Text, a.Public = article, true
	for i := range a.Citations {
		a.Citations[i].Quote = article
	}
	id := must[string](t)(s.RecordAnswer(t.Context(), a))
	ok(t, s.AddTurn(t.Context(), Turn{Guild: guildA, Channel: channel, Role: RoleUser, User: bob, Text: "Why?"}))
	ok(t, s.AddTurn(t.Context(), Turn{Guild: guildA, Channel: channel, Role: RoleBot, User: bob, Text: article, Answer: id}))
	ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guildA, Digest: "d", Body: article}))
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	r := Run{RunKey: RunKey{c.ID, "slot"}, Owner: "me", Channel: channel, Due: noon}
	_, _, err := s.Claim(t.Context(), r, noon, time.Minute)
	ok(t, err)
	ok(t, s.SaveDraft(t.Context(), r.RunKey, "me", Draft{Body: article, Versions: []ArticleVersion{{"rift", 2}}}, noon.Add(time.Hour)))
	ok(t, s.SetGate(t.Context(), r.RunKey, channel, "930000000000000001"))
}

func TestAnErasedArticleLeavesNoByteOfItsText(t *testing.T) {
	s := openNew(t)
	fillOthers(t, s, 100)
	fillWithArticle(t, s)
	fillOthers(t, s, 100)
	if len(traces(t, s, "missing ledgers")) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	_, err := s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 1, By: bob, Why: "a court's order"})
	fails(t, err, ErrChanged)
	done := must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 2, By: bob, Why: "a court's order"}))
	posts := done.Posts
	done.Posts = nil
	same(t, done, ErasedArticle{Version: 3, Versions: 2, Answers: 201, Turns: 1, Drafts: 1})
	same(t, posts, []PostedAt{{guildA, channel, anAnswer().Message}}) // of those that all could read
	noTraces(t, s, "missing ledgers")
	versions := must[[]Version](t)(s.Versions(t.Context(), guildA, "rift"))
	same(t, []any{len(versions), versions[0].Action, versions[0].By, versions[2].By}, []any{3, VersionErased, bob, alice})
	audits := must[[]Audit](t)(s.Audits(t.Context(), guildA, 9))
	same(t, []string{audits[0].Action, audits[0].Subject, audits[0].Detail}, []string{ActionEraseArticle, "rift", "version 3: a court's order"})
	if !must[bool](t)(s.ErasedDigest(t.Context(), guildA, DigestOf([]byte(article)))) {
		t.Error("what was erased would be taken for new")
	}
	run := must[Run](t)(s.Run(t.Context(), RunKey{must[[]Schedule](t)(s.Schedules(t.Context(), guildA))[0].ID, "slot"}))
	same(t, []string{run.State, run.Draft, run.Owner, run.GateMessage}, []string{RunClaimed, "", "", ""}) // moderators are asked anew
	// It may come again, as another article would.
	publish(t, s, aVersion(4, VersionAdded, "Something else."))
}

func TestAnErasureReachesNoOtherArticleAndNoOtherGuild(t *testing.T) {
	s := openNew(t)
	fillWithArticle(t, s)
	a := anAnswer()
	a.Guild = guildB
	elsewhere := must[string](t)(s.RecordAnswer(t.Context(), a))
	a = anAnswer()
	a.Citations = []Citation{{1, "rift-2@1#p1.s1", "Another."}}
	other := must[string](t)(s.RecordAnswer(t.Context(), a))
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 2, By: bob, Why: ""}))
	for _, id := range []string{elsewhere, other} {
		kept := must[Answer](t)(s.Answer(t.Context(), id))
		if kept.Text == "" || kept.Citations[0].Quote == "" {
			t.Errorf("%+v", kept)
		}
	}
	_, err := s.EraseArticle(t.Context(), Erasure{Guild: guildB, Slug: "rift", Saw: 0, By: bob, Why: ""})
	fails(t, err, ErrNotFound)
}

func TestWhoMadeAVersionIsExportedAndErased(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."))
	data := must[[]byte](t)(s.Export(t.Context(), alice))
	if !strings.Contains(string(data), `"article": "rift"`) {
		t.Errorf("%s", data)
	}
	v := aVersion(2, VersionEdited, "Two.")
	v.By, v.Why = bob, "as <@"+alice+"> said"
	publish(t, s, v)
	done := must[Erased](t)(s.Erase(t.Context(), alice))
	same(t, []int{done.Versions, done.Mentions}, []int{1, 2}) // of the version and of its audit row
	noTraces(t, s, alice)
	same(t, must[Version](t)(s.Version(t.Context(), guildA, "rift", 1)).By, "erased")
	same(t, must[Version](t)(s.Version(t.Context(), guildA, "rift", 2)).Why, "as <@erased> said")
}

func TestAnErasureFindsWhatRepeatsItWithoutCitingIt(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	publish(t, s, aVersion(1, VersionAdded, article))
	copied := aVersion(1, VersionAdded, article)
	copied.Slug, copied.File = "rift-copy", "rift-copy.md"
	publish(t, s, copied)
	said := "Somebody said: " + article
	for _, guild := range []string{guildA, guildB} {
		a := anAnswer()
		a.Guild, a.Text, a.Question, a.Citations = guild, said, said, nil
		id := must[string](t)(s.RecordAnswer(ctx, a))
		ok(t, s.AddTurn(ctx, Turn{Guild: guild, Channel: channel, Role: RoleUser, User: bob, Text: said}))
		ok(t, s.Rate(ctx, Feedback{Answer: id, User: bob, Comment: said}))
		must[Gap](t)(s.RecordGap(ctx, Gap{Guild: guild, Question: said, Asker: bob, Channel: channel}))
		_, _, err := s.SaveQuestion(ctx, Question{Guild: guild, Text: said, Creator: bob})
		ok(t, err)
		ok(t, s.Rule(ctx, Ruling{Guild: guild, Stands: Sentence{"rift", "1"}, Falls: Sentence{"other", "2"}, By: bob, Why: said}))
		ok(t, s.SaveArticleDraft(ctx, ArticleDraft{ID: "draft of " + guild, Guild: guild, User: bob, Owner: guild, Slug: "other", Action: "publish", Why: said}))
		ok(t, s.SaveArticleDraft(ctx, ArticleDraft{ID: "another of " + guild, Guild: guild, User: bob, Owner: guild, Slug: "other", Action: "publish", Data: []byte(said)}))
	}
	ok(t, s.SaveVectors(ctx, "m", []Vector{{"of the article", []byte("v")}, {"of another", []byte("v")}}))
	e := Erasure{
		Guild: guildA, Slug: "rift", Saw: 1, By: bob, Vectors: []string{"of the article"},
		Repeats: func(text string) bool { return strings.Contains(text, article) },
	}
	done := must[ErasedArticle](t)(s.EraseArticle(ctx, e))
	same(t, done.Copies, []string{"rift-copy"})
	var left []string
	ok(t, s.Vectors(ctx, "m", []string{"of the article", "of another"}, func(v Vector) error { left = append(left, v.Digest); return nil }))
	same(t, left, []string{"of another"})
	if len(must[[]Question](t)(s.Questions(ctx, guildB))) != 1 || must[[]Audit](t)(s.Audits(ctx, guildB, 1))[0].Detail == "" {
		t.Error("another guild lost what it has not from there")
	}
	ok(t, s.DeleteGuild(ctx, guildB))
	e2 := e
	e2.Slug = "rift-copy"
	must[ErasedArticle](t)(s.EraseArticle(ctx, e2))
	noTraces(t, s, article)

	// Who was being answered meanwhile gets an answer; it is gone when that is over.
	late := anAnswer()
	late.Text = article
	must[string](t)(s.RecordAnswer(ctx, late))
	same(t, must[ErasedArticle](t)(s.EraseLate(ctx, e)).Answers, 1)
	noTraces(t, s, article)
	publish(t, s, aVersion(3, VersionAdded, "Something else, of rift."))
	late.ID, late.Text = "", "Something else"
	kept := must[string](t)(s.RecordAnswer(ctx, late))
	must[ErasedArticle](t)(s.EraseLate(ctx, e))
	same(t, must[Answer](t)(s.Answer(ctx, kept)).Text, "Something else")
}
