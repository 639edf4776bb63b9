package discord

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
	"rapporteur/prompts"
)

// What a model may write of the articles of these tests, by the numbers that
// prompts give to their passages.
const (
	aboutCost = "What will the new bridge cost?"

	bridgeDraft = "The old bridge over the Alm was closed in 2019. [1.1] " + ferryDraft + newBridgeDraft
	ferryDraft  = "According to the transport ministry, a ferry has carried cars across the river since then. [2.1] "
	// newBridgeDraft keeps who says so.
	newBridgeDraft = "The ministry said that the new bridge will open in 2027 and will cost 85 million crowns. [3.1]"
	// untrue is what no article carries.
	untrue = "The zyzzyva resigned in Westport. [1.1] "
)

// clientOf is a client of a scripted server.
func clientOf(t testing.TB, s *llmtest.Server, o openai.Options) *openai.Client {
	t.Helper()
	o.BaseURL, o.Key, o.Model, o.Transport = s.URL, llmtest.Key, llmtest.Model, s.Transport()
	c, err := openai.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// writingWith has the bot's answers written by a model.
func writingWith(t testing.TB, m llm.Model) func(*Options) {
	t.Helper()
	set, err := prompts.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return func(o *Options) {
		o.Desk = desk.New(desk.Options{
			Writer: &answer.Writer{Model: m, Prompts: set, Secret: bytes.Repeat([]byte{7}, 16)}, Log: o.Log,
		})
	}
}

// quickly has answers grow faster than anybody could read, for tests that do not
// look at the pace.
func quickly(o *Options) { o.pace = pace{time.Millisecond, 20 * time.Millisecond} }

// openWriting starts a sandbox, a scripted model and the bot.
func openWriting(t *testing.T, change ...func(*Options)) (*newsroom, *llmtest.Server) {
	t.Helper()
	t.Parallel()
	s := llmtest.Start(t)
	n := furnish(t, sandbox.Options{})
	n.start(append([]func(*Options){writingWith(t, clientOf(t, s, openai.Options{}))}, change...)...)
	return n, s
}

// slowly is an answer whose pieces come one by one.
func slowly(between time.Duration, pieces ...string) llmtest.Reply {
	return llmtest.Reply{Pieces: pieces, Between: between}
}

// unfinished reports whether a message says that its answer is not whole.
func unfinished(m world.Message) bool { return strings.Contains(read(m), "Still writing") }

func finished(m world.Message) bool { return !unfinished(m) }

// seen are all states of the bot's messages, in their order.
type seen struct {
	mu       sync.Mutex
	versions []world.Event
	replies  map[world.ID]world.Message // the latest state of each, by the message that it answers
	typing   []world.Event
}

// watch notes every state of every message of the bot's from now on.
func (n *newsroom) watch() *seen {
	s := &seen{replies: make(map[world.ID]world.Message)}
	after := n.World.Events(n.ctx, -1)
	go func() {
		for e := range after {
			s.note(n, e)
		}
	}()
	return s
}

func (s *seen) note(n *newsroom, e world.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := e.Data.(world.MessageEvent); ok && m.Author.ID == n.Bot.Bot.ID && m.Flags&world.Loading == 0 {
		s.versions = append(s.versions, e)
		if m.MessageReference != nil {
			s.replies[m.MessageReference.MessageID] = m.Message
		}
	}
	if e.Kind == "TYPING_START" && e.By == n.Bot.Bot.ID {
		s.typing = append(s.typing, e)
	}
}

// states is how many states of messages were seen.
func (s *seen) states() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.versions)
}

// growing has the model write an answer piece by piece: the first when begin says so,
// and each other once what was written before it can be seen. A sentence can be seen
// when its line is over, or the next has begun.
func (n *newsroom) growing(s *llmtest.Server, w *seen, begin func() bool, pieces ...string) {
	gate := make(chan struct{})
	s.Reply(llmtest.Reply{Pieces: pieces, Gate: gate})
	until := func(happened func() bool) {
		for !happened() && n.ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
	}
	go func() {
		defer close(gate)
		until(begin)
		for k := range pieces {
			until(func() bool { return w.states() >= k })
			select {
			case gate <- struct{}{}:
			case <-n.ctx.Done():
			}
		}
	}()
}

func atOnce() bool { return true }

// reply is the latest state of the bot's reply to a message.
func (s *seen) reply(to world.ID) (world.Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.replies[to]
	return m, ok
}

// of are the states of one message, once so many are there.
func (s *seen) of(n *newsroom, id world.ID, least int) (states []world.Message, at []time.Time) {
	n.t.Helper()
	for len(states) < least {
		if n.ctx.Err() != nil {
			n.t.Fatalf("%d states were seen, want %d", len(states), least)
		}
		time.Sleep(time.Millisecond)
		states, at = nil, nil
		s.mu.Lock()
		for _, e := range s.versions {
			if m := e.Data.(world.MessageEvent).Message; m.ID == id {
				states, at = append(states, m), append(at, e.At.Time)
			}
		}
		s.mu.Unlock()
	}
	return states, at
}

// whole is the reply to something that was asked once it is not growing any more.
func (n *newsroom) whole(p *world.Pending, err error) world.Message {
	n.t.Helper()
	return must[world.Message](n.t)(must[*world.Pending](n.t)(p, err).ReplyWhere(n.ctx, finished))
}

// wholeAfter is the bot's message after m once it is not growing any more.
func (n *newsroom) wholeAfter(by *world.Person, m world.Message) world.Message {
	n.t.Helper()
	first := must[world.Message](n.t)(by.AnswerTo(n.ctx, m))
	return must[world.Message](n.t)(by.Await(n.ctx, m.ChannelID, func(x world.Message) bool { return x.ID == first.ID && finished(x) }))
}

// grewTo fails unless the states of a message show one sentence at first, then
// more of them, each with its source and in words that it goes on, and at last the
// whole answer.
func grewTo(t testing.TB, states []world.Message, sentences ...string) {
	t.Helper()
	before := 0
	for i, m := range states {
		shown := 0
		for shown < len(sentences) && strings.Contains(read(m), sentences[shown]) {
			shown++
		}
		lacks(t, m, sentences[shown:]...)
		if shown <= before && i < len(states)-1 {
			t.Errorf("state %d shows %d sentences after %d", i+1, shown, before)
		}
		before = shown
		reads(t, m, "**Sources**", fmt.Sprintf("\n[%d] ", shown))
		lacks(t, m, fmt.Sprintf("[%d]", shown+1), "half a sentence")
		if i < len(states)-1 {
			reads(t, m, "Still writing", fmt.Sprintf("%d sentence", shown))
			lacks(t, m, "Show quotes")
			continue
		}
		reads(t, m, "sentences verified", "written", "Show quotes")
	}
	if before != len(sentences) {
		t.Errorf("the whole answer has %d sentences", before)
	}
}

// Parts of the sentences above.
var bridgeSentences = []string{"closed in 2019. [1]", "a ferry has carried cars", "will open in 2027"}

func TestAWrittenAnswerGrowsSentenceBySentence(t *testing.T) {
	n, s := openWriting(t, quickly)
	w := n.watch()
	n.growing(s, w, atOnce, "The old bridge over the Alm was closed in 2019. [1.1] And half a sentence", "\n"+ferryDraft+"\n", newBridgeDraft)
	// The half of a sentence is one by itself when its line ends; no article carries it.
	s.Say("")
	m := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	states, _ := w.of(n, m.ID, 3)
	grewTo(t, states, bridgeSentences...)
	reads(t, m, "3 of 4 sentences verified", "1 sentence that the model wrote was left out")
	if a := n.stored(m); a.Mode != "written" || len(a.Citations) != 3 {
		t.Errorf("stored %+v", a)
	}
}

func TestAWrittenAnswerChangesAtMostOnceASecond(t *testing.T) {
	n, s := openWriting(t)
	var pieces []string
	for i := range 3 {
		pieces = append(pieces, strings.SplitAfter(bridgeDraft, "] ")[i])
	}
	// So long that three states are due however late the first one comes.
	s.Reply(slowly(450*time.Millisecond, append(pieces, " ", " ", " ", " ")...))
	w := n.watch()
	m := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	states, at := w.of(n, m.ID, 3)
	for i := 1; i < len(at); i++ {
		if pause := at[i].Sub(at[i-1]); pause < growEvery {
			t.Errorf("state %d of %d came %v after the one before", i+1, len(states), pause)
		}
	}
	if unfinished(states[len(states)-1]) || finished(states[0]) {
		t.Error("the states are in another order")
	}
}

func TestAMentionIsAnsweredInAMessageThatGrows(t *testing.T) {
	n, s := openWriting(t, quickly)
	w := n.watch()
	typing := func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.typing) > 0
	}
	n.growing(s, w, typing, "The old bridge over the Alm was closed in 2019. [1.1]\n", ferryDraft+"\n", newBridgeDraft)
	asked := must[world.Message](t)(n.Alice.Say(n.General.ID, n.mentioning(aboutBridge)))
	m := n.wholeAfter(n.Alice, asked)
	states, _ := w.of(n, m.ID, 3)
	grewTo(t, states, bridgeSentences...)
	if m.MessageReference == nil || m.MessageReference.MessageID != asked.ID || len(m.Mentions) > 0 {
		t.Errorf("%+v", m)
	}
	n.stored(m)
}

func TestADirectMessageAndAThreadAreAnsweredInTheModelsWords(t *testing.T) {
	n, s := openWriting(t, quickly)
	s.Script(func(r llm.Request) llmtest.Reply {
		if strings.Contains(r.Messages[len(r.Messages)-1].Text, aboutCost) {
			return llmtest.Say("The new bridge will cost 85 million crowns, the ministry said. [3.1]")
		}
		return llmtest.Say(bridgeDraft)
	})
	first := must[world.Message](t)(n.Alice.Write(n.Bot.Bot.ID, aboutBridge))
	reads(t, n.wholeAfter(n.Alice, first), "written")
	turns := n.remembered(first.ChannelID, 2)
	if !strings.Contains(turns[1].Text, "a ferry has carried cars") {
		t.Errorf("turns %+v", turns)
	}
	m := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	n.click(n.Bob, m, "Discuss")
	asked := must[world.Message](t)(n.Bob.Say(m.ID, aboutCost))
	reads(t, n.wholeAfter(n.Bob, asked), "85 million crowns", "written")
}

func TestAnAnswerWhoseGrowthDiscordRefusesIsGivenWhole(t *testing.T) {
	const patching = "PATCH /channels/{channel_id}/messages/{message_id}"
	for _, c := range []struct {
		name  string
		fault rest.Fault
	}{
		{"the first cannot be sent", on(posting, 1, rest.Fault{Status: http.StatusForbidden})},
		{"the first is sent, and nobody hears of it", on(posting, 5, rest.Fault{Lose: true})},
		{"no part can be added", on(patching, 99, rest.Fault{Status: http.StatusForbidden})},
		{"a part cannot be added", on(patching, 1, rest.Fault{Status: http.StatusForbidden})},
		{"parts are lost", on(patching, 1, rest.Fault{Lose: true})},
		{"Discord is down for a moment", on("", 2, rest.Fault{Status: http.StatusServiceUnavailable})},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, s := openWriting(t, quickly)
			s.Script(func(llm.Request) llmtest.Reply {
				n.API.Inflict(c.fault)
				return slowly(300*time.Millisecond, strings.SplitAfter(bridgeDraft, "] ")...)
			})
			asked := must[world.Message](t)(n.Alice.Say(n.General.ID, n.mentioning(aboutBridge)))
			m := must[world.Message](t)(n.Alice.Await(n.ctx, n.General.ID, func(m world.Message) bool {
				return m.MessageReference != nil && m.MessageReference.MessageID == asked.ID && finished(m)
			}))
			reads(t, m, bridgeSentences...)
			for n.answers() != 1 { // one that could not be changed is replaced
				if n.ctx.Err() != nil {
					t.Fatalf("there are %d answers", n.answers())
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
}

// answers is how many messages of the bot's stand in the general channel.
func (n *newsroom) answers() (number int) {
	for _, m := range n.everything() {
		if m.Author.ID == n.Bot.Bot.ID {
			number++
		}
	}
	return number
}

func TestAnAnswerThatIsDeletedWhileItGrowsIsGivenAllTheSame(t *testing.T) {
	n, s := openWriting(t, quickly)
	gate := make(chan struct{}, 2)
	gate <- struct{}{}
	gate <- struct{}{} // a sentence is over when the next begins
	s.Reply(llmtest.Reply{Pieces: strings.SplitAfter(bridgeDraft, "] "), Gate: gate})
	asked := must[world.Message](t)(n.Alice.Say(n.General.ID, n.mentioning(aboutBridge)))
	half := must[world.Message](t)(n.Alice.AnswerTo(n.ctx, asked))
	if err := n.Mo.Delete(half); err != nil {
		t.Fatal(err)
	}
	close(gate)
	m := must[world.Message](t)(n.Alice.Await(n.ctx, n.General.ID, func(m world.Message) bool {
		return m.Author.ID == n.Bot.Bot.ID && m.ID != half.ID && finished(m)
	}))
	reads(t, m, bridgeSentences...)
	n.stored(m)
}

func TestStoppingTellsThoseWhoseAnswerIsBeingWritten(t *testing.T) {
	n, s := openWriting(t, quickly, func(o *Options) { o.Finishing = 10 * time.Millisecond })
	s.Always(llmtest.Reply{Pieces: []string{"The old bridge over the Alm was closed in 2019. [1.1]\n", "The"}, StallAfter: 1})
	w := n.watch()
	p := must[*world.Pending](t)(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	must[world.Message](t)(p.ReplyWhere(n.ctx, unfinished))
	asked := must[world.Message](t)(n.Bob.Say(n.General.ID, n.mentioning(aboutBridge)))
	half := must[world.Message](t)(n.Bob.AnswerTo(n.ctx, asked))
	if err := n.stop(); err != nil {
		t.Error(err)
	}
	reads(t, must[world.Message](t)(p.ReplyWhere(n.ctx, finished)), "being restarted")
	told := n.wholeAfter(n.Bob, asked)
	reads(t, told, "being restarted")
	if told.ID != half.ID {
		t.Error("the half of the answer stands there still")
	}
	states, _ := w.of(n, half.ID, 2)
	if unfinished(states[len(states)-1]) {
		t.Error("the answer grew after that")
	}
}

func TestWaitingForTheModelHoldsNoPlace(t *testing.T) {
	n, s := openWriting(t, func(o *Options) { o.Finishing = 10 * time.Millisecond })
	s.Always(llmtest.Reply{Before: time.Hour})
	const asking = 4 // more than there are places on a machine for tests
	var waiting []*world.Pending
	for i := range asking {
		by := []*world.Person{n.Alice, n.Bob}[i%2]
		waiting = append(waiting, must[*world.Pending](t)(by.Slash(n.General.ID, "ask", world.Options{"question": fmt.Sprintf("%s (%d)", aboutBridge, i)})))
	}
	for len(s.Calls()) < asking {
		if n.ctx.Err() != nil {
			t.Fatalf("%d of %d reach the model", len(s.Calls()), asking)
		}
		time.Sleep(time.Millisecond)
	}
	reads(t, n.slash(n.Mo, "sources", nil), "A bridge over the Alm")
	if err := n.stop(); err != nil {
		t.Error(err)
	}
	for _, p := range waiting {
		reads(t, must[world.Message](t)(p.Reply(n.ctx)), "being restarted")
	}
}

func TestAnAnswerIsQuotedWhereTheModelFailsAndSaysWhy(t *testing.T) {
	n, s := openWriting(t, quickly)
	s.Always(llmtest.SpentQuota())
	m := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	reads(t, m, "closed in 2019", "Quoted, because the model's quota is spent.", "quoted")
	if a := n.stored(m); a.Mode != "quoted" {
		t.Errorf("stored %+v", a)
	}
	if !strings.Contains(n.log.String(), "the language model failed") {
		t.Error("the operator is not told")
	}
}

func TestTheGuildsLanguageIsTheModels(t *testing.T) {
	n, s := openWriting(t, quickly)
	n.slash(n.Mo, "settings", world.Options{"language": "fr"})
	s.Always(llmtest.Say(bridgeDraft))
	m := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge}))
	// Either the model is told, or the reader why it is not.
	if calls := s.Calls(); len(calls) == 0 || !strings.Contains(calls[0].Prompt(), "Write in this language: fr") && !strings.Contains(read(m), "in English, as the articles are") {
		t.Errorf("%d calls; the answer is\n%s", len(calls), read(m))
	}
}

func TestTheBudgetIsSetAndSaidInWords(t *testing.T) {
	n, _ := openWriting(t)
	reads(t, n.slash(n.Mo, "settings", nil), "as many tokens a day as the operator allows")
	reads(t, n.slash(n.Mo, "settings", world.Options{"budget": 50_000}), "at most 50000 tokens a day")
	if s := must[store.Settings](t)(n.store.Settings(n.ctx, n.Guild.ID.String())); s.DailyBudget != 50_000 {
		t.Errorf("saved %+v", s)
	}
	reads(t, n.slash(n.Mo, "settings", world.Options{"budget": 0}), "as many tokens a day as the operator allows")
	reads(t, n.slash(n.Alice, "help", nil), "A language model's", "What does not pass is left out")
}

func TestWithoutAModelTheBudgetIsKeptAndTheReasonSaid(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Mo, "settings", nil), "**Language model:** none is set up, so that answers quote the articles and cost nothing")
	reads(t, n.slash(n.Mo, "settings", world.Options{"budget": 50_000}), "the budget of 50000 tokens a day counts once there is one")
	reads(t, n.slash(n.Alice, "help", nil), "no language model takes part")
}

func TestAnAnswerFromBeforeSaysSoAndIsAskedAnew(t *testing.T) {
	t.Parallel()
	n := furnish(t, sandbox.Options{})
	s := llmtest.Start(t)
	n.start(writingWith(t, clientOf(t, s, openai.Options{})), quickly, func(o *Options) {
		set := must[*prompts.Set](t)(prompts.Load(nil))
		w := &answer.Writer{Model: clientOf(t, s, openai.Options{}), Prompts: set, Secret: bytes.Repeat([]byte{7}, 16)}
		o.Desk = desk.New(desk.Options{Writer: w, Model: llmtest.Model, Store: n.store, Log: o.Log})
	})
	s.Always(llmtest.Say(bridgeDraft))
	ask := world.Options{"question": aboutBridge, "article": "bridge"}
	first := n.whole(n.Alice.Slash(n.General.ID, "ask", ask))
	lacks(t, first, "Answered before", "Ask anew")
	second := n.whole(n.Bob.Slash(n.General.ID, "ask", ask))
	reads(t, second, "closed in 2019", "Answered before, <t:", "· written", "[Ask anew]")
	s.Always(llmtest.Say("The old bridge over the Alm was closed in 2019. [1.1]"))
	third := n.whole(n.Alice.Click(second, "Ask anew"))
	lacks(t, third, "Answered before", "a ferry")
	reads(t, third, "closed in 2019", "1 of 1 sentence verified")
	if third.Flags&world.Ephemeral != 0 || n.stored(third).ID == n.stored(second).ID {
		t.Error("it is no answer of its own for all to see")
	}
	if calls := s.Calls(); len(calls) != 2 || strings.Contains(calls[1].Prompt(), "Westport") {
		t.Errorf("%d calls", len(calls))
	}
	asked := must[world.Message](t)(n.Bob.Say(n.General.ID, n.mentioning(aboutBridge)))
	n.wholeAfter(n.Bob, asked)
	again := must[world.Message](t)(n.Bob.Say(n.General.ID, n.mentioning(aboutBridge)))
	reads(t, n.wholeAfter(n.Bob, again), "Answered before, <t:", "[Ask anew]")
	private := n.whole(n.Alice.Slash(n.General.ID, "ask", world.Options{"question": aboutBridge, "article": "bridge", "private": true}))
	if m := n.whole(n.Alice.Click(private, "Ask anew")); m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees what was asked anew in private")
	}
}
