package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// client is a bot on the sandbox, written with some library, that behaves as
// testdata/discordjs/bot.js does.
type client struct {
	*sandbox.Server
	ctx     context.Context
	resumed func(*testing.T) // waits until the library says that its session was resumed
}

// run goes through all that the bot does.
func (c *client) run(t *testing.T) {
	t.Run("a deferred reply is edited and followed up", c.deferredReply)
	t.Run("values are offered while typing", c.autocomplete)
	t.Run("a modal opens and is answered", c.modal)
	t.Run("buttons and selects work on an ephemeral reply", c.components)
	t.Run("a subcommand opens a thread", c.thread)
	t.Run("a message menu reads its message", c.menu)
	t.Run("a mention is answered without a ping", c.mention)
	t.Run("the session is resumed after a drop", c.resume)
}

func (c *client) deferredReply(t *testing.T) {
	p := begun(t)(c.Alice.Slash(c.General.ID, "ask", world.Options{"question": "Why?"}))
	reply := got(t)(p.Reply(c.ctx))
	if reply.Content != "You asked: Why?" || len(reply.Embeds) != 1 || reply.Embeds[0].Title != "An answer" {
		t.Errorf("the reply is %+v", reply)
	}
	private := got(t)(p.Followup(c.ctx, 1))
	if private.Flags&world.Ephemeral == 0 {
		t.Errorf("the first follow-up has flags %b", private.Flags)
	}
	public := got(t)(p.Followup(c.ctx, 2))
	if len(public.Attachments) != 1 {
		t.Fatalf("the second follow-up has %d files", len(public.Attachments))
	}
	if text := download(t, public.Attachments[0].URL); text != "forty-two" {
		t.Errorf("the file holds %q", text)
	}
	seen, err := c.Bob.See(c.General.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range seen {
		if m.ID == private.ID {
			t.Error("Bob sees what only Alice may")
		}
	}
}

func (c *client) autocomplete(t *testing.T) {
	p := begun(t)(c.Alice.Type(c.General.ID, "ask", world.Options{"article": "RI"}, "article"))
	choices, err := p.Choices(c.ctx)
	if err != nil || len(choices) != 2 || choices[0].Name != "The rift" {
		t.Errorf("choices %v, %v", choices, err)
	}
}

func (c *client) modal(t *testing.T) {
	form, err := begun(t)(c.Alice.Slash(c.General.ID, "form", nil)).Modal(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := form.Submit(map[string]string{"reason": "no"}); err == nil {
		t.Error("two characters were sent where the form asks for three")
	}
	reply := got(t)(begun(t)(form.Submit(map[string]string{"reason": "because"})).Reply(c.ctx))
	if reply.Content != "Because: because" {
		t.Errorf("the reply is %q", reply.Content)
	}
}

func (c *client) components(t *testing.T) {
	panel := begun(t)(c.Alice.Slash(c.General.ID, "panel", nil))
	m := got(t)(panel.Reply(c.ctx))
	begun(t)(c.Alice.Choose(m, "Pick", "The river"))
	got(t)(panel.ReplyWhere(c.ctx, func(m world.Message) bool { return m.Content == "Picked The river" }))
	if _, err := c.Bob.Click(m, "Press"); err == nil {
		t.Error("Bob pressed a button that only Alice sees")
	}
	begun(t)(c.Alice.Click(m, "Press"))
	pressed := got(t)(panel.ReplyWhere(c.ctx, func(m world.Message) bool { return m.Content == "Pressed" }))
	if len(pressed.Components) != 0 {
		t.Errorf("%d rows are left", len(pressed.Components))
	}
}

func (c *client) thread(t *testing.T) {
	p := begun(t)(c.Alice.Slash(c.General.ID, "discuss about", world.Options{"topic": "The harvest"}))
	reply := got(t)(p.Reply(c.ctx))
	welcome := got(t)(c.Alice.AwaitThread(c.ctx, reply, func(m world.Message) bool { return m.Content == "Welcome." }))
	if welcome.ChannelID != reply.ID {
		t.Errorf("the thread's ID is %s, its first message's %s", welcome.ChannelID, reply.ID)
	}
}

func (c *client) menu(t *testing.T) {
	m := got(t)(c.Bob.Say(c.General.ID, "one two three"))
	reply := got(t)(begun(t)(c.Alice.Menu(m, "Count the words")).Reply(c.ctx))
	if reply.Content != "3 words" {
		t.Errorf("the reply is %q", reply.Content)
	}
}

func (c *client) mention(t *testing.T) {
	m := got(t)(c.Alice.Say(c.General.ID, "<@"+c.Bot.Bot.ID.String()+"> hello"))
	answer := got(t)(c.Alice.AnswerTo(c.ctx, m))
	if answer.Content != "I heard: @Rapporteur hello" || len(answer.Mentions) != 0 {
		t.Errorf("the answer is %q and pings %v", answer.Content, answer.Mentions)
	}
	if _, err := c.Alice.Await(c.ctx, c.General.ID, func(x world.Message) bool { return x.ID == m.ID && len(x.Reactions) == 1 }); err != nil {
		t.Error(err)
	}
}

func (c *client) resume(t *testing.T) {
	c.Gateway.Drop()
	m := got(t)(c.Alice.Say(c.General.ID, "<@"+c.Bot.Bot.ID.String()+"> still there?"))
	c.resumed(t)
	if answer := got(t)(c.Alice.AnswerTo(c.ctx, m)); answer.Content != "I heard: @Rapporteur still there?" {
		t.Errorf("the answer is %q", answer.Content)
	}
}

// begun fails the test when an act was refused.
func begun(t *testing.T) func(*world.Pending, error) *world.Pending {
	return func(p *world.Pending, err error) *world.Pending {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
}

// got fails the test when a message did not come.
func got(t *testing.T) func(world.Message, error) world.Message {
	return func(m world.Message, err error) world.Message {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
}

func download(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, resp.Status, err)
	}
	return string(data)
}
