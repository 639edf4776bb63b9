package curate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
)

// change is one by alice to an article of guild A.
func change(slug, text string, saw int) Change {
	return Change{Guild: guildA, Slug: slug, File: slug + ".md", Data: []byte(text), By: alice, Why: "because", Saw: saw}
}

func (s *scene) publish(c Change) *Published {
	s.t.Helper()
	done := must[*Published](s.t)(s.Publish(s.t.Context(), c))
	if done.Unwritten != nil {
		s.t.Errorf("not on disk: %v", done.Unwritten)
	}
	return done
}

func TestAModeratorAddsMendsWithdrawsAndRestores(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	file := "guilds/" + guildA + "/mill.md"
	ctx := t.Context()

	done := s.publish(change("mill", "The mill stands still.", 0))
	same(t, []any{done.Action, done.File, done.Before == nil}, []any{store.VersionAdded, file, true})
	same(t, s.onDisk(file), "The mill stands still.")
	same(t, s.reads(guildA), []string{"mill@1 The mill stands still.", "pier@1 The pier is red."})
	same(t, s.reads(guildB), []string{"pier@1 The pier is red."})

	p := must[*Proposal](t)(s.Propose(ctx, change("mill", "The mill turns.", 1)))
	same(t, []any{p.Action, p.Article.Version, described(p.Before)}, []any{store.VersionEdited, 2, "mill@1 The mill stands still."})
	same(t, s.reads(guildA)[0], "mill@1 The mill stands still.") // nothing is public yet
	s.publish(p.Change)
	same(t, s.reads(guildA)[0], "mill@2 The mill turns.")
	same(t, s.onDisk(file), "The mill turns.")

	gone := must[*Published](t)(s.Withdraw(ctx, guildA, "mill", bob, "out of date", 2))
	same(t, []any{gone.Version.Version, described(gone.Before), gone.Article == nil}, []any{3, "mill@2 The mill turns.", true})
	same(t, s.reads(guildA), []string{"pier@1 The pier is red."})
	same(t, s.onDisk(file), "")
	same(t, s.Guilds(), []string(nil))
	_, err := s.Withdraw(ctx, guildA, "mill", bob, "", 3)
	fails(t, err, store.ErrNotFound)

	back := must[*Published](t)(s.Restore(ctx, guildA, "mill", 1, bob, "it was right", 3))
	same(t, described(back.Article), "mill@4 The mill stands still.")
	same(t, s.onDisk(file), "The mill stands still.")
	same(t, s.history(guildA, "mill"), []string{
		"added by " + alice, "edited by " + alice, "withdrawn by " + bob, "restored by " + bob,
	})
	s.agrees()
	s.look()
	s.restart()
	same(t, s.reads(guildA), []string{"mill@4 The mill stands still.", "pier@1 The pier is red."})
	same(t, len(s.history(guildA, "mill")), 4)
	s.agrees()
}

func TestTheSecondOfTwoWhoEditSeesWhatTheFirstDid(t *testing.T) {
	s := newScene(t, nil)
	s.publish(change("mill", "The mill stands still.", 0))
	s.publish(change("mill", "The mill turns.", 1))
	second := change("mill", "The mill burnt down.", 1)
	_, err := s.Publish(t.Context(), second)
	var c *ConflictError
	if !errors.As(err, &c) {
		t.Fatalf("%v", err)
	}
	same(t, []any{c.Saw, c.Latest.Version, c.Latest.By, c.Latest.Why, described(c.Seen), described(c.Theirs)},
		[]any{1, 2, alice, "because", "mill@1 The mill stands still.", "mill@2 The mill turns."})
	second.Saw = 2
	s.publish(second)
	for _, err := range []error{
		second2(s.Withdraw(t.Context(), guildA, "mill", bob, "", 2)),
		second2(s.Restore(t.Context(), guildA, "mill", 1, bob, "", 2)),
	} {
		if !errors.As(err, &c) {
			t.Errorf("%v", err)
		}
	}
	_, err = s.Publish(t.Context(), change("unknown", "New.", 4))
	fails(t, err, store.ErrNotFound)
}

func second2[T any](_ T, err error) error { return err }

func TestOfManyWhoPublishAtOnceOneDoesAndNothingIsLost(t *testing.T) {
	s := newScene(t, nil)
	s.publish(change("mill", "The mill stands still.", 0))
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for saw := 1; ; {
				_, err := s.Publish(t.Context(), change("mill", fmt.Sprintf("Text %d.", i), saw))
				var c *ConflictError
				if !errors.As(err, &c) {
					ok(t, err)
					return
				}
				saw = c.Latest.Version
			}
		})
	}
	wg.Wait()
	same(t, len(s.history(guildA, "mill")), 21)
	s.agrees()
}

func TestAnEditOnDiskThatNobodyHasSeenIsNotOverwritten(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	s.put("pier.md", "The pier is blue.")
	c := Change{Slug: "pier", Data: []byte("The pier is green."), By: alice, Saw: 1}
	var conflict *ConflictError
	for range 100 { // the file must have stood still first
		_, err := s.Publish(t.Context(), c)
		if errors.As(err, &conflict) {
			break
		}
		var r *RefusedError
		if !errors.As(err, &r) || !strings.Contains(r.Message, "being changed on disk") {
			t.Fatalf("%v", err)
		}
		time.Sleep(testQuiet)
	}
	same(t, described(conflict.Theirs), "pier@2 The pier is blue.")
	same(t, conflict.Latest.By, store.Disk)
	c.Saw = 2
	s.publish(c)
	same(t, s.onDisk("pier.md"), "The pier is green.")
	s.agrees()
}

func TestAnotherProcessThatWasQuickerIsNoticed(t *testing.T) {
	s := newScene(t, nil)
	s.publish(change("mill", "The mill stands still.", 0))
	_, err := s.store.PublishVersions(t.Context(), store.Version{
		Guild: guildA, Slug: "mill", Version: 2, File: "guilds/" + guildA + "/mill.md", Data: []byte("The mill turns."), Action: store.VersionEdited, By: bob,
	})
	ok(t, err)
	_, err = s.Publish(t.Context(), change("mill", "The mill burnt down.", 1))
	var c *ConflictError
	if !errors.As(err, &c) || c.Latest.By != bob || described(c.Theirs) != "mill@2 The mill turns." {
		t.Fatalf("%+v", err)
	}
	s.look()
	same(t, s.onDisk("guilds/"+guildA+"/mill.md"), "The mill turns.")
	// One that is new to this process.
	_, err = s.store.PublishVersions(t.Context(), store.Version{
		Guild: guildA, Slug: "dock", Version: 1, File: "guilds/" + guildA + "/dock.md", Data: []byte("The dock is deep."), Action: store.VersionAdded, By: bob,
	})
	ok(t, err)
	_, err = s.Publish(t.Context(), change("dock", "The dock is shallow.", 0))
	if !errors.As(err, &c) || c.Latest.By != bob || described(c.Theirs) != "dock@1 The dock is deep." {
		t.Fatalf("%+v", err)
	}
	s.look()
	s.agrees()
}

func TestWhatCannotBePublishedIsRefusedWithASentence(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."}, func(o *Options) { o.Limits = Limits{Articles: 2, Bytes: 40} })
	s.publish(change("mill", "The mill stands still.", 0))
	for name, c := range map[string]struct {
		change Change
		want   string
	}{
		"no text":       {change("new", " ", 0), "holds no text"},
		"the same":      {change("mill", "The mill stands still.", 1), "exactly that already"},
		"no name":       {Change{Guild: guildA, Data: []byte("x"), By: alice}, "has no name"},
		"a long name":   {change(strings.Repeat("a", 80), "x", 0), "too long"},
		"an odd name":   {change("../../etc", "x", 0), "cannot be the name"},
		"a hidden name": {change("_x", "x", 0), "cannot be the name"},
		"shared's name": {change("pier", "Ours.", 0), "all servers already"},
		"a format":      {Change{Guild: guildA, Slug: "new", File: "new.pdf", Data: []byte("x"), By: alice}, `format ".pdf"`},
		"too much":      {change("mill", strings.Repeat("long ", 20), 1), "larger than"},
		"too large":     {change("new", strings.Repeat("long ", 2<<20), 0), "larger than 5 MB"},
	} {
		_, err := s.Publish(t.Context(), c.change)
		var r *RefusedError
		if !errors.As(err, &r) || !strings.Contains(r.Message, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.publish(change("dock", "Deep.", 0))
	_, err := s.Publish(t.Context(), change("new", "x.", 0))
	var r *RefusedError
	if !errors.As(err, &r) || !strings.Contains(r.Message, "at most 2") {
		t.Errorf("%v", err)
	}
	_, err = s.Publish(t.Context(), Change{Guild: guildA, Slug: "mill", Data: []byte("x"), Saw: 1})
	fails(t, err, store.ErrInvalid)
	same(t, len(s.history(guildA, "mill")), 1)
	s.agrees()
}

func TestChangesInAnHourAreBounded(t *testing.T) {
	s := newScene(t, nil, func(o *Options) { o.Limits = Limits{Changes: 2} })
	s.publish(change("mill", "One.", 0))
	s.publish(change("pier", "Two.", 0))
	_, err := s.Publish(t.Context(), change("mill", "Three.", 1))
	refuses(t, err, "Changes in the last hour: 2 of at most 2", "Whoever runs the bot set that limit")
	s.publish(Change{Slug: "mill", Data: []byte("Elsewhere."), By: alice}) // others go on
}

// choose has the moderators of guildA choose less than the operator lets them.
func (s *scene) choose(q store.Quotas) {
	s.t.Helper()
	ok(s.t, s.store.SaveSettings(s.t.Context(), guildA, bob, store.Settings{Quotas: q}))
}

func refuses(t *testing.T, err error, parts ...string) {
	t.Helper()
	var r *RefusedError
	if !errors.As(err, &r) {
		t.Fatalf("not refused: %v", err)
	}
	for _, part := range parts {
		if !strings.Contains(r.Message, part) {
			t.Errorf("%q does not say %q", r.Message, part)
		}
	}
}

// TestALimitThatIsLoweredTakesNothingAway lowers each below what is there: no more
// comes, and what is there can be read, mended and made less.
func TestALimitThatIsLoweredTakesNothingAway(t *testing.T) {
	s := newScene(t, map[string]string{"quay.md": "The quay is long."})
	mega := strings.Repeat("A long sentence of no news. ", 1<<20/28+1)
	s.publish(change("mill", "The mill stands still.", 0))
	s.publish(change("long", mega, 0))
	s.publish(change("gone", "Away.", 0))
	must[*Published](t)(s.Withdraw(t.Context(), guildA, "gone", alice, "", 1))

	s.choose(store.Quotas{Articles: 1})
	theirs := "The moderators of this server chose that limit"
	_, err := s.Publish(t.Context(), change("dock", "The dock.", 0))
	refuses(t, err, "Articles here: 2 of at most 1", "Withdraw one first", theirs)
	_, err = s.Restore(t.Context(), guildA, "gone", 1, alice, "", 2)
	refuses(t, err, "at most 1", theirs)
	_, _, err = s.Import(t.Context(), guildA, alice, []bundle.Article{imported("dock", "The dock.")})
	refuses(t, err, "at most 1", theirs)
	s.publish(change("mill", "The mill turns.", 1))
	same(t, s.reads(guildA)[1:], []string{"mill@2 The mill turns.", "quay@1 The quay is long."})

	s.choose(store.Quotas{Megabytes: 1})
	_, err = s.Publish(t.Context(), change("mill", "The mill turns now.", 2))
	refuses(t, err, "larger than 1 MB", theirs)
	s.publish(change("mill", "It turns.", 2)) // shorter
	s.publish(change("long", "Short.", 1))
	s.publish(change("dock", "The dock.", 0))

	s.choose(store.Quotas{Changes: 3})
	_, err = s.Withdraw(t.Context(), guildA, "mill", alice, "", 3)
	refuses(t, err, "in the last hour: ", "of at most 3", theirs)
	same(t, must[Use](t)(s.Use(t.Context(), guildA)).Most, Limits{2000, 64 << 20, 3})
	s.choose(store.Quotas{Articles: 5000, Megabytes: 5000, Changes: 5000}) // more than the operator's
	same(t, must[Use](t)(s.Use(t.Context(), guildA)).Most, DefaultLimits)
	same(t, must[Use](t)(s.Use(t.Context(), "")), Use{Have: Limits{1, 17, 0}, Most: DefaultLimits, Operator: DefaultLimits})
}

func TestAFileOfAnotherFormatTakesThePlaceOfTheOld(t *testing.T) {
	s := newScene(t, map[string]string{"sights/pier.txt": "The pier is red."})
	done := s.publish(Change{Slug: "pier", File: `C:\up\Whatever.MD`, Data: []byte("The *pier* is blue."), By: alice, Saw: 1})
	same(t, done.File, "sights/pier.md")
	same(t, []string{s.onDisk("sights/pier.txt"), s.onDisk("sights/pier.md")}, []string{"", "The *pier* is blue."})
	s.look()
	same(t, s.reads(""), []string{"pier@2 The *pier* is blue."})
	s.agrees()
}

func TestANewArticleIsNamedByItsFile(t *testing.T) {
	s := newScene(t, nil)
	done := s.publish(Change{Guild: guildA, File: "Harbour News.txt", Data: []byte("Ships."), By: alice})
	same(t, []string{done.Slug, done.File}, []string{"harbour-news", "guilds/" + guildA + "/harbour-news.txt"})
	s.look()
	same(t, len(s.history(guildA, "harbour-news")), 1)
}

func TestAPurgedArticleIsGoneAndItsFileIsNotLoadedAgain(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red.", "dock.md": "The dock is deep."})
	s.publish(Change{Slug: "pier", Data: []byte("The pier is blue."), By: alice, Saw: 1})
	must[*corpus.Article](t)(s.Version(t.Context(), "", "pier", 1)) // is kept in memory now
	_, _, err := s.Purge(t.Context(), "", "pier", bob, "a court's order", 1)
	var c *ConflictError
	if !errors.As(err, &c) {
		t.Fatalf("%v", err)
	}
	done, erased, err := s.Purge(t.Context(), "", "pier", bob, "a court's order", 2)
	ok(t, err)
	same(t, []any{done.Action, erased.Versions}, []any{store.VersionErased, 2})
	for n := 1; n <= 3; n++ {
		_, err := s.Version(t.Context(), "", "pier", n)
		fails(t, err, store.ErrNotFound)
	}
	same(t, s.onDisk("pier.md"), "")
	for _, text := range []string{"The pier is red.", "The pier is blue."} {
		s.put("pier.md", text)
		s.look()
		same(t, s.reads(""), []string{"dock@1 The dock is deep."})
	}
	if !strings.Contains(s.log.String(), "erased for good") {
		t.Errorf("nobody is told: %s", s.log)
	}
	again := must[*Proposal](t)(s.Propose(t.Context(), Change{Slug: "pier-2", Data: []byte("The pier is red."), By: alice}))
	if got := fmt.Sprint(again.Problems); !strings.Contains(got, "erased here for good") {
		t.Errorf("a moderator who adds it is told %s", got)
	}
	s.put("pier.md", "Something else.")
	s.look()
	same(t, s.reads(""), []string{"dock@1 The dock is deep.", "pier@4 Something else."})
	s.agrees()
}

func TestWhatIsToldOfAPurgedArticleMeanwhileIsErasedLater(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red, and twelve boats lie there."})
	was := must[*corpus.Article](t)(s.Version(t.Context(), "", "pier", 1))
	_, _, err := s.Purge(t.Context(), "", "pier", bob, "a court's order", 1)
	ok(t, err)
	a := store.Answer{Guild: guildA, Channel: "1", Message: "2", Text: was.Text, Kind: store.KindAsk, Citations: []store.Citation{{N: 1, Ref: "pier@1#p1.s1", Quote: was.Text}}}
	id := must[string](t)(s.store.RecordAnswer(t.Context(), a))
	s.purgeLate(t.Context())
	late := must[store.Answer](t)(s.store.Answer(t.Context(), id))
	same(t, []string{late.Text, late.Citations[0].Quote}, []string{"", ""})
}

func TestAFolderThatCannotBeWrittenKeepsNothingFromBeingPublished(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("root may write everywhere: a file stands where a folder would be")
	}
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	ok(t, os.WriteFile(filepath.Join(s.folder, "guilds"), []byte("in the way"), 0o600))
	done := must[*Published](t)(s.Publish(t.Context(), change("mill", "The mill stands still.", 0)))
	if done.Unwritten == nil {
		t.Fatal("where was it written?")
	}
	same(t, len(s.reads(guildA)), 2)
	s.look()
	s.restart()
	same(t, len(s.reads(guildA)), 2)
	same(t, s.history(guildA, "mill"), []string{"added by " + alice})
	ok(t, os.Remove(filepath.Join(s.folder, "guilds")))
	s.look()
	same(t, s.onDisk("guilds/"+guildA+"/mill.md"), "The mill stands still.")
	s.agrees()
}

func TestArticlesOfTheProgramCanBeChangedInTheStore(t *testing.T) {
	files := t.TempDir()
	write := func(name, text string) { ok(t, os.WriteFile(filepath.Join(files, name), []byte(text), 0o600)) }
	write("pier.md", "The pier is red.")
	write("dock.md", "The dock is deep.")
	embedded := func(o *Options) { o.Folder, o.Files = "", os.DirFS(files) }
	s := newScene(t, nil, embedded)
	s.publish(Change{Slug: "pier", Data: []byte("The pier is blue."), By: alice, Saw: 1})
	must[*Published](t)(s.Withdraw(t.Context(), "", "dock", alice, "", 1))
	s.publish(change("mill", "The mill stands still.", 0))
	want := []string{"mill@1 The mill stands still.", "pier@2 The pier is blue."}
	same(t, s.reads(guildA), want)
	s.restart(embedded)
	same(t, s.reads(guildA), want)
	// What a moderator did stands, whatever a new program brings.
	write("pier.md", "The pier is grey.")
	write("dock.md", "The dock is shallow.")
	write("new.md", "New.")
	s.restart(embedded)
	same(t, s.reads(guildA), []string{"mill@1 The mill stands still.", "new@1 New.", "pier@2 The pier is blue."})
	write("new.md", "Newer.")
	s.restart(embedded)
	same(t, s.reads(guildB), []string{"new@2 Newer.", "pier@2 The pier is blue."})
}

func TestAGuildsOwnArticleHidesASharedOneThatComesLater(t *testing.T) {
	s := newScene(t, map[string]string{"dock.md": "The dock is deep."})
	s.publish(change("pier", "Our pier is blue.", 0))
	s.put("pier.md", "The pier is red.")
	s.look()
	same(t, s.reads(guildA), []string{"dock@1 The dock is deep.", "pier@1 Our pier is blue."})
	same(t, s.reads(guildB), []string{"dock@1 The dock is deep.", "pier@1 The pier is red."})
	must[*Published](t)(s.Withdraw(t.Context(), guildA, "pier", alice, "", 1))
	same(t, s.reads(guildA), s.reads(guildB))
	s.publish(Change{Slug: "pier", Data: []byte("The pier is grey."), By: alice, Saw: 1})
	same(t, s.reads(guildA), []string{"dock@1 The dock is deep.", "pier@2 The pier is grey."})
	s.agrees()
}

func TestAProposalCanBeAskedBeforeItIsPublic(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	p := must[*Proposal](t)(s.Propose(t.Context(), change("mill", "The mill was built in 1904.", 0)))
	for guild, want := range map[string]int{guildA: 1, guildB: 0} {
		index := must[*search.Index](t)(s.IndexWith(guild, p))
		same(t, len(index.Search(search.Query{Text: "When was the mill built?"}).Passages), want)
	}
	same(t, s.reads(guildA), []string{"pier@1 The pier is red."})
}

// TestWhatIsProposedIsWhatIsReadThen has each kind of proposal made, read from, and
// carried out.
func TestWhatIsProposedIsWhatIsReadThen(t *testing.T) {
	s := newScene(t, map[string]string{"dock.md": "The dock is deep."})
	s.publish(change("pier", "Our pier is blue.", 0))
	s.put("pier.md", "The pier is red.") // which that of the guild hides
	s.look()
	s.publish(change("pier", "Our pier is green.", 1))
	check := func(p *Proposal, do func() (*Published, error)) {
		t.Helper()
		want := make(map[string][]string)
		for _, guild := range []string{guildA, guildB, ""} {
			for _, a := range must[*search.Index](t)(s.IndexWith(guild, p)).Articles() {
				want[guild] = append(want[guild], fmt.Sprintf("%s@%d %s", a.Slug, a.Version, a.Text))
			}
		}
		done := must[*Published](t)(do())
		if (done.Before == nil) != (p.Before == nil) || done.Action != p.Action {
			t.Errorf("proposed %+v, done %+v", p, done)
		}
		for guild, read := range want {
			same(t, s.reads(guild), read)
		}
	}
	ctx := t.Context()
	check(must[*Proposal](t)(s.ProposeRestore(ctx, guildA, "pier", 1, alice, 2)), func() (*Published, error) { return s.Restore(ctx, guildA, "pier", 1, alice, "", 2) })
	check(must[*Proposal](t)(s.ProposeWithdrawal(ctx, guildA, "pier", alice, 3)), func() (*Published, error) { return s.Withdraw(ctx, guildA, "pier", alice, "", 3) })
	check(must[*Proposal](t)(s.ProposeRestore(ctx, guildA, "pier", 2, alice, 4)), func() (*Published, error) { return s.Restore(ctx, guildA, "pier", 2, alice, "", 4) })
	check(must[*Proposal](t)(s.ProposeWithdrawal(ctx, "", "pier", alice, 1)), func() (*Published, error) { return s.Withdraw(ctx, "", "pier", alice, "", 1) })
	if _, err := s.ProposeWithdrawal(ctx, "", "pier", alice, 2); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if _, ok := errors.AsType[*ConflictError](second(s.ProposeRestore(ctx, guildA, "pier", 1, alice, 1))); !ok {
		t.Error("a proposal on an old version is no conflict")
	}
}

func second[T any](_ T, err error) error { return err }
