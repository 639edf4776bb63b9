package discord

import (
	"testing"

	"rapporteur/bot/curate"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// TestModeratorsChooseLessThanTheOperatorAllows goes through what they see: of how
// much they have how much, what is refused and who can change it, and the log.
func TestModeratorsChooseLessThanTheOperatorAllows(t *testing.T) {
	l := shelved(t, func(o *curate.Options) { o.Limits = curate.Limits{Articles: 3, Bytes: 8 << 20, Changes: 9} })
	reads(t, l.slash(l.Mo, "settings", nil), "**Own articles:** 0 (at most 3), 0 MB (at most 8), changes in the last hour: 0 (at most 9)",
		"**Articles for all servers:** 2 (at most 3)")
	reads(t, l.slash(l.Mo, "settings", world.Options{"articles": 4, "retention": 9}), "Nothing was saved", "at most 3 articles", "0 for as many")
	if s := must[store.Settings](t)(l.store.Settings(l.ctx, l.Guild.ID.String())); s.RetentionDays != 0 {
		t.Error("half was saved")
	}
	reads(t, l.slash(l.Mo, "settings", world.Options{"articles": 1, "megabytes": 2}), "Saved", "0 (at most 1), 0 MB (at most 2)", "whoever runs the bot allows 3, 8 MB and 9 changes")

	m := l.know("add", world.Options{"file": file("schools.md", school)})
	l.press(m, "Publish", "Published")
	reads(t, l.know("list", nil), "Own articles: 1 (at most 1), 0.1 MB (at most 2), changes in the last hour: 1 (at most 9)")
	m = l.know("add", world.Options{"file": file("pier.md", "---\ntitle: The pier\n---\nThe pier is red.\n")})
	reads(t, m, "Nothing was changed", "Articles here: 1 of at most 1, and this would add 1", "The moderators of this server chose that limit")

	l.slash(l.Mo, "settings", world.Options{"articles": 0, "changes": 1})
	m = l.know("remove", world.Options{"article": "two-schools-for-westport"})
	l.press(m, "Withdraw it", "Changes in the last hour: 1 of at most 1")
	reads(t, l.know("log", nil), "changed the settings", "most articles: none → 1; most megabytes: none → 2", "most articles: 1 → none; most changes an hour: none → 1")
}
