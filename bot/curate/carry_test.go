package curate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/store"
)

func TestArticlesGoToAnotherBotWithTheirVersions(t *testing.T) {
	from := newScene(t, nil)
	ctx := t.Context()
	from.publish(change("mill", "The mill stands still.", 0))
	from.publish(change("mill", "The mill turns.", 1))
	from.publish(change("pier", "The pier is red.", 0))
	must[*Published](t)(from.Withdraw(ctx, guildA, "pier", alice, "gone", 1))
	articles := must[[]bundle.Article](t)(from.Export(ctx, guildA, ""))

	to := newScene(t, map[string]string{"guilds/" + guildB + "/mill.md": "Our own mill.", "quay.md": "The quay is long."})
	p := must[[]Import](t)(to.ProposeImport(ctx, guildB, bob, articles))
	same(t, []any{p[0].Slug, described(p[0].Before), described(p[0].Article), p[0].Versions()}, []any{"mill", "mill@1 Our own mill.", "mill@2 The mill turns.", 1})
	same(t, []any{p[1].Slug, p[1].Article == nil, p[1].Versions(), p[1].Skipped}, []any{"pier", true, 2, ""})
	same(t, to.reads(guildB), []string{"mill@1 Our own mill.", "quay@1 The quay is long."})

	n, versions, err := to.Import(ctx, guildB, bob, articles)
	ok(t, err)
	same(t, []int{len(n), versions}, []int{2, 3})
	same(t, to.reads(guildB), []string{"mill@2 The mill turns.", "quay@1 The quay is long."})
	same(t, to.onDisk("guilds/"+guildB+"/mill.md"), "The mill turns.")
	same(t, to.onDisk("guilds/"+guildB+"/pier.md"), "")
	pier := must[[]store.Version](t)(to.History(ctx, guildB, "pier"))
	same(t, []any{pier[1].Action, pier[1].By, pier[0].Action}, []any{store.VersionAdded, bob, store.VersionWithdrawn})
	if want := "imported: version 1 of " + time.Now().UTC().Format(time.DateOnly) + ", because"; pier[1].Why != want {
		t.Errorf("%q, want %q", pier[1].Why, want)
	}

	again := must[[]Import](t)(to.ProposeImport(ctx, guildB, bob, articles))
	same(t, []string{again[0].Skipped, again[1].Skipped}, []string{"it says exactly that already", "it is withdrawn there, and stays here as it is"})
	n, _, err = to.Import(ctx, guildB, bob, articles)
	ok(t, err)
	same(t, len(n), 0)
	to.restart()
	same(t, to.reads(guildB), []string{"mill@2 The mill turns.", "quay@1 The quay is long."})
}

// imported is an article in a bundle, in so many versions.
func imported(slug string, texts ...string) bundle.Article {
	a := bundle.Article{Slug: slug, Live: true}
	for i, text := range texts {
		a.Versions = append(a.Versions, bundle.Version{Version: i + 1, Action: "edited", Name: slug + ".md", Data: []byte(text), At: time.Now()})
	}
	return a
}

func TestWhatShouldBeMendedInAnImportIsToldBeforeIt(t *testing.T) {
	s := newScene(t, nil)
	s.publish(change("mill", "The mill stands still. It is old.", 0))
	all := must[[]Import](t)(s.ProposeImport(t.Context(), guildA, bob, []bundle.Article{
		imported("mill", "The mill turns. It is old."),
		imported("pier", "---\ntitle: The pier\npublished: long ago\n---\nThe pier is red."),
	}))
	same(t, []int{all[0].Sentences(), all[1].Sentences()}, []int{1, 1})
	if got := fmt.Sprint(all[1].Problems); !strings.Contains(got, "long ago") {
		t.Errorf("%s", got)
	}
}

func TestAnImportIsOneChangeHoweverMuchComesWithIt(t *testing.T) {
	s := newScene(t, nil, func(o *Options) { o.Limits = Limits{Changes: 2, Articles: 1000} })
	var bundled []bundle.Article
	for n := range 250 {
		bundled = append(bundled, imported(fmt.Sprintf("a%d", n), fmt.Sprintf("One %d.", n), fmt.Sprintf("Two %d.", n)))
	}
	n, versions, err := s.Import(t.Context(), guildA, alice, bundled)
	ok(t, err)
	same(t, []int{len(n), versions}, []int{250, 500})
	s.publish(change("e", "One.", 0))
	_, _, err = s.Import(t.Context(), guildA, alice, []bundle.Article{imported("f", "One.")})
	refuses(t, err, "Changes in the last hour: 2 of at most 2, and this would be one more", "Whoever runs the bot")
	s.agrees()
}

func TestWhatCannotBeReadOrWasErasedIsLeftOutOfAnImport(t *testing.T) {
	s := newScene(t, nil)
	ctx := t.Context()
	s.publish(change("pier", "The pier is red.", 0))
	s.publish(change("mill", "The mill stands still.", 0))
	for _, slug := range []string{"pier", "mill"} {
		_, _, err := s.Purge(ctx, guildA, slug, bob, "a court's order", 1)
		ok(t, err)
	}
	s.publish(change("mill", "Another mill.", 2)) // which came by a moderator's hand
	contradictory := imported("dock", "The dock is deep.")
	contradictory.Versions = append(contradictory.Versions, bundle.Version{Version: 2, Action: store.VersionWithdrawn, At: time.Now()})
	mixed := imported("quay", "\n\n", "The pier is red.", "The quay is *long*.", "The quay is longer.")
	mixed.Versions[2].Name = "quay.txt"
	all := []bundle.Article{
		imported("pier", "The pier is blue."), imported("pier-2", "The pier is red."), imported("mill", "The mill stands still."),
		mixed, contradictory,
	}
	p := must[[]Import](t)(s.ProposeImport(ctx, guildA, alice, all))
	for i, want := range []string{"erased for good", "erased for good", "erased for good", "", ""} {
		if got := p[i].Skipped; !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", p[i].Slug, got)
		}
	}
	same(t, []any{p[3].Left, p[3].Versions(), p[4].Article == nil}, []any{2, 2, true})
	_, _, err := s.Import(ctx, guildA, alice, all)
	ok(t, err)
	want := []string{"mill@3 Another mill.", "quay@2 The quay is longer."}
	same(t, s.reads(guildA), want)
	quay := must[[]store.Version](t)(s.History(ctx, guildA, "quay"))
	same(t, []string{quay[1].File, quay[0].File}, []string{"guilds/" + guildA + "/quay.txt", "guilds/" + guildA + "/quay.md"})
	ok(t, s.correct(ctx)) // all that is kept can be read
	s.agrees()
	s.restart()
	same(t, s.reads(guildA), want)

	older := must[[]Import](t)(s.ProposeImport(ctx, guildA, alice, []bundle.Article{imported("quay", "The quay is longer."), imported("quay", "The quay is *long*.")}))
	same(t, []any{older[0].Skipped, older[1].Known}, []any{"it says exactly that already", 1})
}

func TestAnImportIsUndoneAsOneButForWhatHasChangedSince(t *testing.T) {
	s := newScene(t, map[string]string{"quay.md": "The quay is long."})
	ctx := t.Context()
	s.publish(change("mill", "The mill stands still.", 0))
	s.publish(change("gone", "It was here.", 0))
	must[*Published](t)(s.Withdraw(ctx, guildA, "gone", alice, "", 1))
	before := s.reads(guildA)
	done, _, err := s.Import(ctx, guildA, bob, []bundle.Article{
		imported("mill", "The mill turns."), imported("gone", "It is back."), imported("pier", "One.", "The pier is red."), imported("dock", "The dock is deep."),
	})
	ok(t, err)
	same(t, done, []Carried{{"mill", 1, 2}, {"gone", 2, 3}, {"pier", 0, 2}, {"dock", 0, 1}})
	s.publish(change("dock", "The dock is deeper.", 1))
	stays := must[[]string](t)(s.UndoImport(ctx, guildA, bob, done))
	same(t, stays, []string{"dock"})
	want := append([]string{"dock@2 The dock is deeper."}, strings.ReplaceAll(before[0], "mill@1", "mill@3"), before[1])
	same(t, s.reads(guildA), want)
	stays = must[[]string](t)(s.UndoImport(ctx, guildA, bob, done)) // twice is once
	same(t, []any{len(stays), s.reads(guildA)}, []any{4, want})
	same(t, must[[]store.Version](t)(s.History(ctx, guildA, "mill"))[0].Why, "undoes an import")
	s.agrees()
	s.restart()
	same(t, s.reads(guildA), want)
}

func TestAnImportIsAllOrNothingAndWithinTheLimits(t *testing.T) {
	s := newScene(t, map[string]string{"quay.md": "The quay is long."}, func(o *Options) { o.Limits = Limits{Articles: 2} })
	_, _, err := s.Import(t.Context(), guildA, alice, []bundle.Article{imported("a", "One."), imported("b", "Two."), imported("c", "Three.")})
	refuses(t, err, "at most 2")
	same(t, s.reads(guildA), []string{"quay@1 The quay is long."})
	p := must[[]Import](t)(s.ProposeImport(t.Context(), guildA, alice, []bundle.Article{
		imported("quay", "Another quay."), imported("broken", "\n\n"), {Slug: "nothing"}, imported("mill", "The mill."),
	}))
	for i, want := range []bool{true, true, true, false} {
		if (p[i].Skipped != "") != want {
			t.Errorf("%s: %q", p[i].Slug, p[i].Skipped)
		}
	}
}

func TestANewArticleGetsANameThatIsFree(t *testing.T) {
	s := newScene(t, map[string]string{"quay.md": "The quay is long."})
	s.publish(change("mill", "The mill.", 0))
	same(t, s.Slug(guildA, "mill.md"), "mill-2")
	same(t, s.Slug(guildA, "quay.md"), "quay-2")
	same(t, s.Slug(guildB, "mill.md"), "mill")
	must[*Published](t)(s.Withdraw(t.Context(), guildA, "mill", alice, "", 1))
	same(t, s.Slug(guildA, "mill.md"), "mill")
}
