package discord

import (
	"strings"
	"testing"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
	"rapporteur/prompts"
)

const (
	bridgeClosed  = "The old bridge over the Alm was closed in 2019."
	brueckeZu     = "Die alte Brücke über die Alm wurde 2019 geschlossen."
	brueckeFalsch = "Die alte Brücke über die Alm wurde 2018 geschlossen."
)

// translating has briefings written, and one sentence of them translated as said.
func translating(t testing.TB, as string) func(*Options) {
	t.Helper()
	m := new(llmtest.Scripted)
	m.Script(func(r llm.Request) (string, error) {
		return map[string]string{"briefing": bridgeClosed + " [1.1]", "translate": "1. " + as, "translate back": "1. " + bridgeClosed}[r.Purpose], nil
	})
	set := must[*prompts.Set](t)(prompts.Load(nil))
	return func(o *Options) {
		o.Desk = desk.New(desk.Options{
			Writer: &answer.Writer{Model: m, Prompts: set, Secret: []byte("0123456789abcdef"), Translate: true}, Log: o.Log,
		})
	}
}

func TestALanguageIsRefusedWhereNothingWouldBeInIt(t *testing.T) {
	quoting := open(t)
	writing := furnish(t, sandbox.Options{})
	writing.start(writingWith(t, new(llmtest.Scripted)))
	for n, why := range map[*newsroom]string{quoting: "no language model", writing: "RAPPORTEUR_TRANSLATE"} {
		m := n.slash(n.Mo, "briefing create", n.planned(world.Options{"language": "de"}))
		shows(t, m, why, "Leave language out")
		lacks(t, m, "[Save]")
		if s := n.plan(world.Options{"language": "en"}); s.Language != "en" {
			t.Errorf("saved %+v", s)
		}
		shows(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": n.schedules()[0].ID, "language": "fr"}), why)
	}
}

func TestALanguageIsSavedShownAndTakenBack(t *testing.T) {
	n := open(t, translating(t, brueckeZu))
	if s := n.plan(world.Options{"language": "de"}); s.Language != "de" {
		t.Errorf("saved %+v", s)
	}
	id := n.schedules()[0].ID
	shows(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": id}), "in Deutsch")
	shows(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": id, "language": "fr", "shape": "positions"}), "in their own language")
	reads(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": id, "shape": "timeline"}), "[Save]", "in their own language") // it is no reason to refuse that
	n.turnsTo(n.Mo, n.slash(n.Mo, "briefing edit", world.Options{"schedule": id, "clear": "language"}), "Save", "Saved")
	if s := n.schedules()[0]; s.Language != "" {
		t.Errorf("saved %+v", s)
	}
}

func TestABriefingIsInTheGuildsLanguage(t *testing.T) {
	n := open(t, translating(t, brueckeZu))
	reads(t, n.slash(n.Alice, "brief", world.Options{"article": "bridge"}), bridgeClosed)
	n.slash(n.Mo, "settings", world.Options{"language": "de"})
	m := n.slash(n.Alice, "brief", world.Options{"article": "bridge"})
	reads(t, m, brueckeZu, "written")
	lacks(t, m, bridgeClosed)
	if a := n.stored(m); !strings.Contains(a.Text, brueckeZu) || a.Mode != "written" {
		t.Errorf("stored %+v", a)
	}
}

func TestAScheduledBriefingIsInItsLanguageAsFarAsThatIsVerified(t *testing.T) {
	for name, c := range map[string]struct{ as, shown string }{"good": {brueckeZu, brueckeZu}, "another year": {brueckeFalsch, bridgeClosed}} {
		t.Run(name, func(t *testing.T) {
			d := scheduling(t, sandbox.Options{}, translating(t, c.as))
			d.due(d.schedule(func(s *store.Schedule) {
				s.Language, s.Scope, s.Articles = "de", store.ScopeArticles, []string{"bridge"}
			}))
			posted := d.posts(d.General.ID)
			if len(posted) != 1 {
				t.Fatalf("%d posts", len(posted))
			}
			shows(t, posted[0], c.shown)
			if c.shown == bridgeClosed {
				shows(t, posted[0], "1 of 3 points are in the articles' language")
				lacks(t, posted[0], "2018")
			}
		})
	}
}
