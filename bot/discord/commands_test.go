package discord

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

func TestBriefTimelineAndWhoAreCited(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Alice, "brief", nil), "harbour", "bridge", "[1]")
	reads(t, n.slash(n.Alice, "brief", world.Options{"article": "bridge"}), "bridge", "[1]")
	reads(t, n.slash(n.Alice, "timeline", nil), "2019", "[1]")
	reads(t, n.slash(n.Alice, "who", world.Options{"name": "Ture Holm"}), "two schools", "[1]")
	lacks(t, n.slash(n.Alice, "who", world.Options{"name": "Nobody Atall"}), "[1]")
}

func TestALongProfileIsShownInPartAndWhollyToWhoeverAsks(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	var text strings.Builder
	for _, what := range []string{"bridge", "ferry", "school", "tower", "market", "museum", "theatre", "station", "garden", "prison", "harbour"} {
		text.WriteString("The council thanked Ture Holm for the new " + what + " of the old town.\n\n")
	}
	n.shelf.shared = answererOf(t, map[string]string{"holm.md": text.String()})
	n.start()
	m := n.slash(n.Alice, "who", world.Options{"name": "Ture Holm"})
	reads(t, m, "3 further statements", "[8]")
	lacks(t, m, "[9]")
	whole := n.click(n.Bob, m, "Show all")
	reads(t, whole, "[11]", "harbour")
	if whole.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees what Bob opened")
	}
}

func TestPagesAreTurnedInPlace(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	files := make(map[string]string)
	for i := range 60 {
		files[fmt.Sprintf("article-%02d.md", i)] = fmt.Sprintf("---\ntitle: Article number %02d\n---\nIt has one sentence.\n", i)
	}
	n.shelf.shared = answererOf(t, files)
	n.start()
	m := n.slash(n.Alice, "sources", nil)
	reads(t, m, "Article number 00", "Next page")
	lacks(t, m, "Article number 59", "Previous page")
	n.turns(m, "Next page", "Previous page")
}

func TestSourcesListsArticlesAndShowsParagraphs(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Alice, "sources", nil), "The harbour should stay public", "A bridge over the Alm", "Ada Lind")
	reads(t, n.slash(n.Alice, "sources", world.Options{"article": "bridge", "paragraph": 2}), "A ferry has carried cars", "¶2")
	reads(t, n.slash(n.Alice, "sources", world.Options{"article": "bridge", "paragraph": 99}), "3 paragraphs")
}

func TestChoicesAreOfferedWhileTyping(t *testing.T) {
	n := open(t)
	for _, c := range []struct {
		command, option string
		filled          world.Options
		want            string
	}{
		{"ask", "article", world.Options{"question": "x", "article": "ALM"}, "A bridge over the Alm"},
		{"ask", "article", world.Options{"question": "x", "article": "ada"}, "The harbour should stay public"},
		{"sources", "paragraph", world.Options{"article": "bridge", "paragraph": "2"}, "¶2 A ferry has carried"},
		{"who", "name", world.Options{"name": "hol"}, "Ture Holm"},
	} {
		names := n.offered(c.command, c.option, c.filled)
		for c.option == "name" && names == "" { // they are found while the bot starts
			names = n.offered(c.command, c.option, c.filled)
		}
		if !strings.Contains(names, c.want) {
			t.Errorf("%s %v: offered %q, want %q", c.command, c.filled, names, c.want)
		}
	}
}

// offered are the choices that Alice gets while she types, one a line.
func (n *newsroom) offered(command, option string, filled world.Options) string {
	n.t.Helper()
	p := must[*world.Pending](n.t)(n.Alice.Type(n.General.ID, command, filled, option))
	var names []string
	for _, choice := range must[[]world.Choice](n.t)(p.Choices(n.ctx)) {
		names = append(names, choice.Name)
	}
	return strings.Join(names, "\n")
}

func TestHelpTellsOfTheCommandsInTheAskersLanguage(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Alice, "help", nil), "</ask:", "Ask the articles a question", "2 articles")
	lacks(t, n.slash(n.Alice, "help", nil), "settings")
	reads(t, n.slash(n.Mo, "help", nil), "settings")
	n.World.SetLocale(n.Bob.ID, "ru")
	reads(t, n.slash(n.Bob, "help", nil), "Задать вопрос")
	reads(t, n.slash(n.Alice, "help", world.Options{"language": "hy"}), "Հարց տալ")
	n.slash(n.Mo, "settings", world.Options{"language": "az"})
	reads(t, n.slash(n.Alice, "help", nil), "Məqalələrə sual ver")
}

func TestPrivacyExportsAndErases(t *testing.T) {
	n := open(t)
	n.ask(aboutBridge)
	m := n.slash(n.Alice, "privacy export", nil)
	if len(m.Attachments) != 1 {
		t.Fatalf("attachments %+v", m.Attachments)
	}
	var exported store.Exported
	if err := json.Unmarshal(n.download(m.Attachments[0].URL), &exported); err != nil {
		t.Fatal(err)
	}
	if exported.User != n.Alice.ID.String() || len(exported.Answers) != 1 || exported.Answers[0].Question != aboutBridge {
		t.Errorf("exported %+v", exported)
	}
	n.turns(n.slash(n.Alice, "privacy erase", nil), "Keep it", "Nothing was deleted")
	n.turns(n.slash(n.Alice, "privacy erase", nil), "Delete everything", "1 question")
	for _, part := range []string{"", "-wal", "-shm"} {
		health := must[store.Health](t)(n.store.Check(n.ctx))
		data, err := os.ReadFile(filepath.Clean(health.Path + part))
		if err == nil && strings.Contains(string(data), n.Alice.ID.String()) {
			t.Errorf("the database file %s still holds her id", part)
		}
	}
}

// turns presses a button as Alice and waits until its message shows the text.
func (n *newsroom) turns(m world.Message, name, text string) {
	n.t.Helper()
	p := must[*world.Pending](n.t)(n.Alice.Click(m, name))
	must[world.Message](n.t)(p.ReplyWhere(n.ctx, func(m world.Message) bool { return strings.Contains(read(m), text) }))
}

func (n *newsroom) download(url string) []byte {
	n.t.Helper()
	response, err := http.Get(url)
	if err != nil {
		n.t.Fatal(err)
	}
	defer response.Body.Close()
	return must[[]byte](n.t)(io.ReadAll(response.Body))
}

func TestHostileWordsPingNobody(t *testing.T) {
	n := open(t)
	hostile := "@everyone <@" + n.Bob.ID.String() + "> <@&" + n.Moderators.ID.String() + "> [click](https://evil.example) " + aboutBridge
	for _, m := range []world.Message{
		n.ask(hostile), n.say(n.Mo, n.General.ID, n.mentioning(hostile)),
		n.slash(n.Alice, "discuss", world.Options{"topic": "the harbour sale @everyone https://evil.example"}),
		n.slash(n.Alice, "who", world.Options{"name": "@everyone [x](https://evil.example)"}),
	} {
		if m.MentionEveryone || len(m.Mentions) > 0 || len(m.MentionRoles) > 0 {
			t.Errorf("somebody is pinged by %q", m.Content)
		}
		lacks(t, m, "](https://evil.example)")
	}
	if pings := must[[]world.Message](t)(n.Bob.Pings(n.General.ID)); len(pings) > 1 { // Mo's own message
		t.Errorf("Bob is pinged %d times", len(pings))
	}
}
