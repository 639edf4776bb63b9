package discord

import (
	"strings"
	"testing"

	"rapporteur/bot/sandbox/world"
)

func TestAnArticleThatIsThereAlreadyIsComparedWithTheNewOne(t *testing.T) {
	l := furnished(t)
	l.start(l.curated)
	l.schools()
	later := strings.Replace(school, "Two schools for Westport", "Westport's schools, once more", 1) + "\nThe mayor said that a third one would follow in the north of the town before long.\n"
	m := l.know("add", world.Options{"file": file("later.md", later)})
	reads(t, m, "Already here", "Two schools for Westport", "[Publish]", "[Compare with “Two schools for Westport”]")
	m = l.press(m, "Compare with", "Publish this change of “Two schools for Westport”?")
	reads(t, m, "The mayor said that a third one would follow", "[Publish as its version 2]", "[As an article of its own]")
	lacks(t, m, "Already here")

	m = l.press(m, "As an article of its own", "Already here")
	reads(t, m, "Nobody sees it before you publish it")
	m = l.press(m, "Compare with", "Publish this change")
	m = l.press(m, "Publish as its version 2", "Published")
	reads(t, m, "version 2", "[Undo]")
	if n := len(l.keeper.Standing(l.Guild.ID.String())); n != 1 {
		t.Errorf("%d articles are there", n)
	}
	reads(t, l.press(m, "Undo", "version 3"), "Two schools for Westport")
	lacks(t, l.ask("What did the mayor say about a third school?"), "a third one would follow")
}
