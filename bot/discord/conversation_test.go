package discord

import (
	"strings"
	"testing"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// mentioning is a message that begins with the bot's mention.
func (n *newsroom) mentioning(text string) string { return "<@" + n.Bot.Bot.ID.String() + "> " + text }

// say writes a message as somebody and returns the bot's reply to it.
func (n *newsroom) say(by *world.Person, channel world.ID, text string) world.Message {
	n.t.Helper()
	return must[world.Message](n.t)(by.AnswerTo(n.ctx, must[world.Message](n.t)(by.Say(channel, text))))
}

func TestAMentionIsAnsweredWithAReply(t *testing.T) {
	n := open(t)
	m := n.say(n.Alice, n.General.ID, n.mentioning(aboutBridge))
	reads(t, m, "closed in 2019", "[1]")
	if m.MentionEveryone || len(m.Mentions) > 0 {
		t.Errorf("somebody is pinged: %+v", m.Mentions)
	}
	a := n.stored(m)
	if a.Question != aboutBridge {
		t.Errorf("stored the question %q", a.Question)
	}
}

func TestAReplyToTheBotIsAFollowUp(t *testing.T) {
	n := open(t)
	first := n.say(n.Alice, n.General.ID, n.mentioning(aboutBridge))
	n.stored(first)
	followUp := must[world.Message](t)(n.Alice.Reply(first, "And the new one, what will it cost?"))
	reads(t, must[world.Message](t)(n.Alice.AnswerTo(n.ctx, followUp)), "85 million crowns")
}

func TestAReplyToAnAnswerOfACommandIsAFollowUp(t *testing.T) {
	n := open(t)
	first := n.ask(aboutBridge)
	n.stored(first)
	followUp := must[world.Message](t)(n.Bob.Reply(first, "And the new one, what will it cost?"))
	reads(t, must[world.Message](t)(n.Bob.AnswerTo(n.ctx, followUp)), "85 million crowns")
}

func TestABareMentionAsksAboutTheMessageThatItAnswers(t *testing.T) {
	n := open(t)
	question := must[world.Message](t)(n.Bob.Say(n.General.ID, aboutBridge))
	m := must[world.Message](t)(n.Alice.Reply(question, n.mentioning("")))
	reads(t, must[world.Message](t)(n.Alice.AnswerTo(n.ctx, m)), "closed in 2019")
}

func TestABareMentionIsToldHowToAsk(t *testing.T) {
	n := open(t)
	reads(t, n.say(n.Alice, n.General.ID, n.mentioning("")), "help")
}

func TestOtherMessagesAreNoneOfTheBotsBusiness(t *testing.T) {
	n := open(t)
	must[world.Message](t)(n.Bob.Say(n.General.ID, aboutBridge))
	// What the bot answers next shows that it has looked at the first.
	n.say(n.Alice, n.General.ID, n.mentioning(aboutHarbour))
	for _, m := range must[[]world.Message](t)(n.Bob.See(n.General.ID)) {
		if m.Author.ID == n.Bot.Bot.ID && strings.Contains(read(m), "2019") {
			t.Error("the bot answered what it was not asked")
		}
	}
}

func TestADirectMessageIsAConversation(t *testing.T) {
	n := open(t)
	first := must[world.Message](t)(n.Alice.Write(n.Bot.Bot.ID, aboutBridge))
	reads(t, must[world.Message](t)(n.Alice.AnswerTo(n.ctx, first)), "closed in 2019")
	n.remembered(first.ChannelID, 2)
	reads(t, n.say(n.Alice, first.ChannelID, "And the new one, what will it cost?"), "85 million crowns")
}

// remembered waits until so many turns of a conversation are stored: they are
// when the answer can be seen already.
func (n *newsroom) remembered(channel world.ID, turns int) []store.Turn {
	n.t.Helper()
	for {
		found := must[[]store.Turn](n.t)(n.store.Turns(n.ctx, channel.String(), 99))
		if len(found) >= turns {
			return found
		}
		if n.ctx.Err() != nil {
			n.t.Fatalf("%d turns are stored, want %d", len(found), turns)
		}
	}
}

func TestDiscussOpensAThreadInWhichTheBotRemembers(t *testing.T) {
	n := open(t)
	m := n.slash(n.Alice, "discuss", world.Options{"topic": "the sale of the harbour"})
	reads(t, m, "Discussion", "the sale of the harbour")
	kit := must[world.Message](t)(n.Alice.AwaitThread(n.ctx, m, func(m world.Message) bool { return m.Type == world.DefaultMessage && m.Author.ID == n.Bot.Bot.ID }))
	reads(t, kit, "harbour", "[1]", "?")
	thread := kit.ChannelID
	n.remembered(thread, 2)
	reads(t, n.say(n.Bob, thread, "What guarantee do the dock workers want?"), "1,200 jobs")
	turns := n.remembered(thread, 4)
	if turns[2].User != n.Bob.ID.String() || turns[2].Role != store.RoleUser {
		t.Errorf("turns %+v", turns)
	}
	reads(t, n.say(n.Bob, thread, "When did they walk out?"), "4 April 2025")
}

func TestDiscussSaysWhatNoArticleCovers(t *testing.T) {
	n := open(t)
	m := n.slash(n.Alice, "discuss", world.Options{"topic": "the football cup final in Reykjavik"})
	lacks(t, m, "Discussion:")
	if gaps := must[[]store.Gap](t)(n.store.Gaps(n.ctx, n.Guild.ID.String(), 9)); len(gaps) != 1 {
		t.Errorf("gaps %+v", gaps)
	}
}

func TestDiscussWithoutThePermissionSaysWhichAndShowsTheKit(t *testing.T) {
	n := open(t)
	if err := n.Olga.Deny(n.General.ID, n.Bot.Bot.ID, world.CreatePublicThreads); err != nil {
		t.Fatal(err)
	}
	p := must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "discuss", world.Options{"topic": "the sale of the harbour"}))
	m := must[world.Message](t)(p.Reply(n.ctx))
	reads(t, m, "Create Public Threads")
	lacks(t, m, "Send Messages in Threads")
	reads(t, must[world.Message](t)(p.Followup(n.ctx, 1)), "harbour", "[1]")
}

func TestDiscussInADirectMessageShowsTheKitThere(t *testing.T) {
	n := open(t)
	direct := must[world.Message](t)(n.Alice.Write(n.Bot.Bot.ID, aboutBridge)).ChannelID
	m := n.slashIn(direct, n.Alice, "discuss", world.Options{"topic": "the sale of the harbour"})
	reads(t, m, "harbour", "[1]")
}

func TestTheDiscussButtonOpensAThreadForTheAnswer(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	opened := n.click(n.Bob, m, "Discuss")
	reads(t, opened, "<#"+m.ID.String()+">")
	reads(t, n.say(n.Bob, m.ID, "And the new one, what will it cost?"), "85 million crowns")
	// Somebody else presses the button too.
	reads(t, n.click(n.Alice, m, "Discuss"), "<#"+m.ID.String()+">")
}

func TestAPrivateAnswerCannotBeDiscussed(t *testing.T) {
	n := open(t)
	m := n.slash(n.Alice, "ask", world.Options{"question": aboutBridge, "private": true})
	reads(t, n.click(n.Alice, m, "Discuss"), "Only you see that answer")
}

func TestWithoutTheIntentTheBotHearsMentionsOnly(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	n.start(func(o *Options) { o.Content = ContentOff })
	m := n.ask(aboutBridge)
	reads(t, n.click(n.Bob, m, "Discuss"), "Mention me there")
	reads(t, n.say(n.Bob, m.ID, n.mentioning("And the new one, what will it cost?")), "85 million crowns")
}

func TestTheMenuAsksAboutAMessage(t *testing.T) {
	n := open(t)
	question := must[world.Message](t)(n.Bob.Say(n.General.ID, aboutBridge))
	m := must[world.Message](t)(must[*world.Pending](t)(n.Alice.Menu(question, "Ask about this")).Reply(n.ctx))
	reads(t, m, "closed in 2019")
}

func TestTheMenuChecksEachClaimOfAMessage(t *testing.T) {
	n := open(t)
	claims := must[world.Message](t)(n.Bob.Say(n.General.ID, "The old bridge over the Alm was closed in 2019. The new bridge will open in 2031. Ture Holm collects stamps."))
	m := must[world.Message](t)(must[*world.Pending](t)(n.Alice.Menu(claims, "Check against the articles")).Reply(n.ctx))
	reads(t, m, "Supported", "Contradicted", "Not covered", "2027")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees the check")
	}
}
