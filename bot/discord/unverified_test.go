package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// canaries are words of a model's that nobody must ever see.
var canaries = []string{
	"zyzzyva", "evil.invalid", "developer mode", "was arrested", "rm -rf", "npp.exe", "egnp.exe", "alert(1)", "resigned",
	"delete_everything", "The same again", "aaaaaaaaaa", "wants 42", "quotation of nobody", "[31mred",
}

// trial is one way in which a model's server or the model itself misbehaves.
type trial struct {
	name string
	llmtest.Misbehaviour
	patience openai.Options
}

// underRace is how many of the trials are made when the race detector is on: one in
// so many.
const underRace = 8

// trials are all of them: whatever the server does with a text of which one
// sentence is untrue, and texts that try to do harm.
func trials() []trial {
	// Where nothing is to come, it is waited for as shortly as can be.
	soon := openai.Options{FirstToken: 100 * time.Millisecond, NextToken: 100 * time.Millisecond, Call: 700 * time.Millisecond, Wait: 50 * time.Millisecond}
	later := openai.Options{FirstToken: 10 * time.Second, NextToken: 2 * time.Second, Call: 30 * time.Second, Wait: time.Second}
	var out []trial
	for _, m := range llmtest.Misbehaviours(untrue + bridgeDraft) {
		patience := soon
		if m.Want == nil {
			patience = later
		}
		out = append(out, trial{m.Name, m, patience})
	}
	for i, text := range llmtest.Hostile() {
		for _, reply := range []llmtest.Reply{
			llmtest.Say(text),
			{Text: newBridgeDraft + "\n" + text + "\n" + ferryDraft, Between: time.Millisecond},
		} {
			out = append(out, trial{fmt.Sprintf("hostile text %d", i+1), llmtest.Misbehaviour{Reply: reply}, later})
		}
	}
	if raced {
		var some []trial
		for i := 0; i < len(out); i += underRace {
			some = append(some, out[i])
		}
		return some
	}
	return out
}

// trialOf finds in what a model is asked which trial it is for: members say it in
// what they ask.
func trialOf(r llm.Request) (n int, ok bool) {
	for _, m := range r.Messages {
		for _, found := range trialMark.FindAllStringSubmatch(m.Text, -1) {
			n, _ = strconv.Atoi(found[1])
			ok = true
		}
	}
	return n, ok
}

var trialMark = regexp.MustCompile(`trial (\d+)`)

// court is a scripted server in which each request is served as its trial says.
type court struct {
	trials  []trial
	clients []*openai.Client // one for each, so that no breaker ends another's
	mu      sync.Mutex
	asked   map[string]int // times that a question was asked
}

func (c *court) reply(r llm.Request) llmtest.Reply {
	n, ok := trialOf(r)
	if !ok {
		n = len(c.trials) - 1
	}
	t := c.trials[n]
	if !t.Passes {
		return t.Reply
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	question := r.Messages[len(r.Messages)-1].Text
	if c.asked[question]++; c.asked[question] == 1 {
		return t.Reply
	}
	return llmtest.Say(untrue + bridgeDraft)
}

// Stream is for llm.Model.
func (c *court) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	n, ok := trialOf(r)
	if !ok {
		n = len(c.clients) - 1
	}
	return c.clients[n].Stream(ctx, r)
}

func TestNothingThatIsNotVerifiedIsEverSeenWhateverTheModelDoes(t *testing.T) {
	t.Parallel()
	s := llmtest.Start(t)
	c := &court{trials: trials(), asked: make(map[string]int)}
	for _, x := range c.trials {
		c.clients = append(c.clients, clientOf(t, s, x.patience))
	}
	s.Script(c.reply)
	n := furnish(t, sandbox.Options{NoRateLimits: true})
	n.lasting(5 * time.Minute)
	n.start(writingWith(t, c), func(o *Options) {
		o.pace = pace{time.Nanosecond, time.Nanosecond} // every state is shown
		o.Limits = queue.Limits{Workers: 32, Waiting: 9999, PerMember: 9999, PerGuild: 9999}
	})
	w := n.watch()
	v := n.venue(w)
	written := make([]bool, len(c.trials))
	var work sync.WaitGroup
	atOnce := make(chan struct{}, 3) // so that a slow machine acknowledges all in time
	for i, x := range c.trials {
		work.Go(func() {
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			written[i] = v.try(i)
			if x.Want == nil && x.Reply.Text == untrue+bridgeDraft && !written[i] {
				t.Errorf("%s: the answer is not written", x.name)
			}
		})
	}
	work.Wait()
	wrote := 0
	for _, yes := range written {
		if yes {
			wrote++
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	grown := 0
	for _, e := range w.versions {
		m := e.Data.(world.MessageEvent).Message
		if unfinished(m) {
			grown++
		}
		v.judge(m)
	}
	t.Logf("%d trials in %d ways: %d states of messages were seen, %d of them growing; %d trials ended in a written answer",
		len(c.trials), len(v.ways()), len(w.versions), grown, wrote)
	if grown < len(c.trials) || wrote < len(c.trials)/8 {
		t.Errorf("of %d trials %d ended in a written answer, and %d states were growing: too few to tell", len(c.trials), wrote, grown)
	}
}

func TestWhatIsSeenIsJudgedLineByLine(t *testing.T) {
	p := post{venue: &venue{articles: answererOf(t, articles).Articles(), said: []string{"Is it open?"}}, places: make(map[int]paragraph)}
	p.sources("[1] A bridge over the Alm, ¶1\n[2] [The harbour should stay public](https://westport.example/harbour), ¶1")
	for line, right := range map[string]bool{
		"The old bridge over the Alm was closed in 2019. [1]":                             true,
		"> A ferry has carried cars across the river since then, according":               true,
		"1 sentence that the model wrote was left out, because it could not be verified.": true,
		"[2] [The harbour should stay public](https://westport.example/harbour), ¶1":      true,
		"Is it open?": true,
		"The old bridge over the Alm was closed in 2018. [1]":         false,
		"The old bridge over the Alm was closed in 2019. [2]":         false,
		"The old bridge over the Alm was closed in 2019. [3]":         false,
		"> The mayor left office. [1]":                                false,
		"The mayor left office.":                                      false,
		"**The mayor left office**":                                   false,
		"[2] [Another article](https://westport.example/harbour), ¶1": false,
	} {
		if why := p.wrong(line); (why == "") != right {
			t.Errorf("%q: %q", line, why)
		}
	}
}

// venue is where a trial asks, and what may be seen there.
type venue struct {
	n        *newsroom
	seen     *seen
	thread   world.ID
	articles []*corpus.Article
	mu       sync.Mutex
	said     []string // by members
	judged   map[string]bool
}

// first reports whether texts are new to the judge, whatever was asked.
func (v *venue) first(texts []string) bool {
	key := trialMark.ReplaceAllString(strings.Join(texts, "\n"), "trial")
	seen := v.judged[key]
	v.judged[key] = true
	return !seen
}

// venue opens a thread for the trials.
func (n *newsroom) venue(s *seen) *venue {
	n.t.Helper()
	kit := n.slash(n.Alice, "discuss", world.Options{"topic": "the sale of the harbour"})
	v := &venue{n: n, seen: s, thread: kit.ID, articles: n.shelf.shared.Articles(), said: []string{"the sale of the harbour"}, judged: make(map[string]bool)}
	n.remembered(v.thread, 2)
	return v
}

// say is a text of a member's that names the trial and how it is asked.
func (v *venue) say(format string, trial int) string {
	text := fmt.Sprintf(format, trial)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.said = append(v.said, text)
	return text
}

// ways are all in which a model may come to be asked, by what a member does in a
// trial.
func (v *venue) ways() map[string]func(text string) world.Message {
	n := v.n
	slash := func(o world.Options, name string) world.Message {
		return n.whole(n.Alice.Slash(n.General.ID, name, o))
	}
	said := func(text string) world.Message { return must[world.Message](n.t)(n.Bob.Say(n.General.ID, text)) }
	return map[string]func(string) world.Message{
		"ask":     func(text string) world.Message { return slash(world.Options{"question": text}, "ask") },
		"private": func(text string) world.Message { return slash(world.Options{"question": text, "private": true}, "ask") },
		"menu":    func(text string) world.Message { return n.whole(n.Alice.Menu(said(text), "Ask about this")) },
		"mention": func(text string) world.Message { return v.answer(said(n.mentioning(text))) },
		"thread":  func(text string) world.Message { return v.answer(must[world.Message](n.t)(n.Bob.Say(v.thread, text))) },
		"letter": func(text string) world.Message {
			return v.answer(must[world.Message](n.t)(n.Bob.Write(n.Bot.Bot.ID, text)))
		},
		"discuss": func(text string) world.Message { return slash(world.Options{"topic": text}, "discuss") },
		"brief":   func(string) world.Message { return slash(nil, "brief") },
		"check": func(text string) world.Message {
			return n.whole(n.Alice.Menu(said(text), "Check against the articles"))
		},
	}
}

// try asks in every way at once, and reports whether the answer to /ask was
// written.
func (v *venue) try(trial int) (written bool) {
	var asked sync.WaitGroup
	for way, ask := range v.ways() {
		asked.Go(func() {
			shown := ask(v.say("The old bridge over the Alm: when was it closed? This is trial %d by "+way+".", trial))
			if way == "ask" {
				written = strings.Contains(read(shown), "· written")
			}
		})
	}
	asked.Wait()
	return written
}

// answer is the whole of the bot's reply to a message.
func (v *venue) answer(m world.Message) world.Message {
	v.n.t.Helper()
	for v.n.ctx.Err() == nil {
		if reply, ok := v.seen.reply(m.ID); ok && finished(reply) {
			return reply
		}
		time.Sleep(5 * time.Millisecond)
	}
	v.n.t.Fatalf("no answer to %q", m.Content)
	return world.Message{}
}

// judge fails for a message that shows something which is neither a sentence of
// the articles, nor verified against the sentences that it names, nor the bot's
// own or a member's.
func (v *venue) judge(m world.Message) {
	t := v.n.t
	whole, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range canaries {
		if strings.Contains(strings.ToLower(string(whole)), strings.ToLower(c)) {
			t.Errorf("%q is seen:\n%s", c, read(m))
		}
	}
	if m.MentionEveryone || len(m.Mentions)+len(m.MentionRoles) > 0 {
		t.Errorf("somebody is called:\n%s", read(m))
	}
	for _, link := range links.FindAllString(string(whole), -1) {
		if link != "https://westport.example/harbour" {
			t.Errorf("links to %s:\n%s", link, read(m))
		}
	}
	if !v.first(texts(m)) {
		return // that has been judged
	}
	p := post{venue: v, places: make(map[int]paragraph)}
	for _, text := range texts(m) {
		p.sources(text)
	}
	for _, text := range texts(m) {
		for line := range strings.SplitSeq(text, "\n") {
			if why := p.wrong(line); why != "" {
				t.Errorf("%s: %q in\n%s", why, line, read(m))
			}
		}
	}
}

var links = regexp.MustCompile(`(?i)\w+://[^\s)>"\\]+`)

// texts are all that is written in a message, but for its buttons.
func texts(m world.Message) []string {
	out := []string{m.Content}
	for _, e := range m.Embeds {
		out = append(out, e.Title, e.Description)
		if e.Footer != nil {
			out = append(out, e.Footer.Text)
		}
	}
	return out
}

// post is what a message says of its sources.
type post struct {
	*venue
	places map[int]paragraph // by number
}

// paragraph is one of an article, from 1.
type paragraph struct {
	article *corpus.Article
	number  int
}

// A line of a list of sources: one source a line, or one article a line.
var (
	sourceLine  = regexp.MustCompile(`^(?:> )?\[(\d+)\] (.+), ¶(\d+)$`)
	articleLine = regexp.MustCompile(`^(.+): ((?:\[\d+\] ¶\d+(?: · )?)+)$`)
	inArticle   = regexp.MustCompile(`\[(\d+)\] ¶(\d+)`)
	linkedName  = regexp.MustCompile(`^\[(.+)\]\(https://westport\.example/harbour\)$`)
)

func (p post) sources(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if m := sourceLine.FindStringSubmatch(line); m != nil {
			p.place(m[1], m[2], m[3])
		}
		if m := articleLine.FindStringSubmatch(line); m != nil {
			for _, s := range inArticle.FindAllStringSubmatch(m[2], -1) {
				p.place(s[1], m[1], s[2])
			}
		}
	}
}

func (p post) place(n, name, number string) {
	if a := p.named(name); a != nil {
		k, _ := strconv.Atoi(n)
		at, _ := strconv.Atoi(number)
		p.places[k] = paragraph{a, at}
	}
}

// named is the article of a name as it is shown.
func (v *venue) named(name string) *corpus.Article {
	if m := linkedName.FindStringSubmatch(name); m != nil {
		name = m[1]
	}
	for _, a := range v.articles {
		if plain(name) == a.Name() {
			return a
		}
	}
	return nil
}

var escaped = regexp.MustCompile(`\\([^\pL\pN\s])`)

// plain is a text as Discord shows it.
func plain(text string) string {
	return strings.ReplaceAll(escaped.ReplaceAllString(text, "$1"), "\u200b", "")
}

// What begins a line, and the numbers at its end.
var (
	beginning = regexp.MustCompile(`^(?:> |- |\d+\. |-# )+`)
	speaker   = regexp.MustCompile(`^\*\*([^*]+):\*\* `)
	numbered  = regexp.MustCompile(`^(.*?) ((?:\[\d+\] ?)+)$`)
	framed    = regexp.MustCompile(`^Ada Lind writes: “(.*)”$`)
	marking   = regexp.MustCompile(`\[(\d+)\]`)
)

// wrong says why a line must not be shown, "" for one that may.
func (p post) wrong(line string) string {
	if m := sourceLine.FindStringSubmatch(line); m != nil && p.named(m[2]) != nil {
		return ""
	}
	if m := articleLine.FindStringSubmatch(line); m != nil && p.named(m[1]) != nil {
		return ""
	}
	if strings.HasPrefix(line, "**") && p.own(strings.ReplaceAll(plain(line), "**", "")) {
		return "" // a heading, or a verdict
	}
	line = beginning.ReplaceAllString(line, "")
	line = speaker.ReplaceAllString(line, "") // a name of the articles or a date, which judging a claim would not mend
	if m := numbered.FindStringSubmatch(line); m != nil {
		if text := framed.ReplaceAllString(plain(m[1]), "$1"); !p.quotes(text) && !p.verified(text, m[2]) {
			return "neither a sentence of the articles nor verified"
		}
		return ""
	}
	text := strings.TrimSpace(plain(line))
	if bare := strings.Trim(text, "“”"); text == "" || p.quotes(bare) || p.own(text) || p.member(bare) {
		return ""
	}
	return "neither the articles' words nor the bot's own"
}

// quotes reports whether a text stands in an article.
func (v *venue) quotes(text string) bool {
	for _, a := range v.articles {
		for i := range a.Passages {
			if text != "" && strings.Contains(a.Plain(a.Passages[i].Span), text) {
				return true
			}
		}
	}
	return false
}

// member reports whether a member has said so.
func (v *venue) member(text string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, said := range v.said {
		if strings.Contains(said, strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(text, "**", ""), "Discussion: "), "…")) {
			return true
		}
	}
	return false
}

// verified reports whether a text is verified against sentences of the
// paragraphs that its numbers name.
func (p post) verified(text, numbers string) bool {
	var passages [][]corpus.Place
	for _, m := range marking.FindAllStringSubmatch(numbers, -1) {
		n, _ := strconv.Atoi(m[1])
		at, ok := p.places[n]
		if !ok {
			return false
		}
		var places []corpus.Place
		for k := range at.article.Passages[at.number-1].Sentences {
			places = append(places, corpus.Place{Article: at.article, Passage: at.number - 1, Sentence: k})
		}
		passages = append(passages, places)
	}
	return someVerify(text, passages, nil)
}

// someVerify tries each sentence of each passage as the one that was cited.
func someVerify(text string, passages [][]corpus.Place, markers []cite.Marker) bool {
	if at := len(markers); at < len(passages) {
		for k := range passages[at] {
			if someVerify(text, passages, append(markers[:at:at], cite.Marker{Passage: at + 1, Sentence: k + 1})) {
				return true
			}
		}
		return false
	}
	return cite.Verify(cite.Draft{Text: text, Markers: markers}, cite.NewSent(passages)).OK
}

// own reports whether a text is one of the bot's own, by itself or with a number
// or a name of the articles in it.
func (v *venue) own(text string) bool {
	if v.named(text) != nil {
		return true
	}
	for _, pattern := range ownWords {
		if pattern.MatchString(text) {
			return true
		}
	}
	return false
}

// ownWords are what the bot says itself in these posts. Nothing in them is open
// but numbers, times and the names of the articles and of who speaks in them.
var ownWords = patterns(
	`According to “A bridge over the Alm”:|Ada Lind argues:|According to the articles?:|According to “A bridge over the Alm” and to “The harbour should stay public”:`,
	`Sources|Nearest passages|Timeline|Positions|Questions|Where the sentences come from|Checked against the articles`,
	`\d+\. (?:\[The harbour should stay public\]\(https://westport\.example/harbour\)|A bridge over the Alm), ¶\d+`,
	`\d+ of \d+ sentences? verified · [12] articles?(?:, version 1)? · (?:written|quoted)`,
	`\d+ sentences? cited · [12] articles?(?:, version 1)? · (?:written|quoted)`,
	`Still writing… \d+ sentences? verified so far`,
	`(?:1 sentence|\d+ sentences) that the model wrote (?:was|were) left out, because (?:it|they) could not be verified\.`,
	`(?:Quoted|No answer was written), because (?:nothing that the model wrote could be verified|only \d of the \d+ sentences that the model wrote could be verified|`+modelFailed+`)\.`,
	`The questions are fixed ones, because (?:those of the model state something or take a side|`+modelFailed+`)\.`,
	`\d of \d points are quoted, because what the model wrote for them could not be verified\.`,
	`The articles do not answer this\.(?: The nearest passages are about something else, or leave it open\.)?`,
	`The articles (?:say little of this|hold no other view of this|do not cover this topic)\.`,
	`The moderators see this (?:question|topic)(?:, though not who asked it,)? among those that the articles leave open\.`,
	`Sentences by (?:article|speaker): (?:`+speakers+` \(\d+\)(?: · )?)+|`+speakers,
	`\d (?:supported|contradicted|not covered|not checked)(?: · \d (?:supported|contradicted|not covered|not checked))*`,
	`(?:Supported|Contradicted|Not covered|Not checked)(?:: (?:the articles? says? so|no article says so|this is a question; a claim states something|the article says [^;]+, the claim says [^;]+|the articles do not say [^;]+|it does not say who or what “[^”]+” is; name it to have this checked))?`,
	`Briefing: A bridge over the Alm; The harbour should stay public`,
	`What, if anything, do these quotations leave open(?: about [^?]+)?\?`,
	`What evidence would help a reader to judge what is quoted here(?: about [^?]+)?\?`,
	`Whose view(?: of [^?]+)?, if anybody's, is missing from these quotations\?`,
	`What might somebody who sees things differently from `+speakers+` say(?: about [^?]+)?\?`,
	`What, if anything, is at stake for `+speakers+` when it comes to [^?]+\?`,
)

// modelFailed is why a model is not heard.
const modelFailed = `the model could not answer|the model took too long|the model's quota is spent|the model has too much to do|the model could not be reached|the model's server withheld the answer|the model did not finish its answer`

// speakers are whose words the articles give.
const speakers = `(?:A bridge over the Alm|The harbour should stay public|The article “A bridge over the Alm”|Ada Lind|Mayor Ture Holm|Norden Freight|Dock workers|the transport ministry|the ministry)`

func patterns(all ...string) (out []*regexp.Regexp) {
	for _, p := range all {
		out = append(out, regexp.MustCompile(`^(?:`+p+`)$`))
	}
	return out
}
