package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// curated is a newsroom whose articles are those of a keeper, and whose clocks are all the
// sandbox's, ahead of it by ahead.
type curated struct {
	*newsroom
	keeper *curate.Keeper
	ahead  time.Duration
}

// For is of the articles as they are.
func (k *curated) For(guild string) *answer.Answerer { return answer.New(k.keeper.Index(guild)) }

// curating starts a sandbox, a keeper of the test's articles and the bot.
func curating(t *testing.T, change ...func(*Options)) *curated {
	t.Helper()
	t.Parallel()
	k := &curated{newsroom: furnish(t, sandbox.Options{NoRateLimits: true})}
	k.lasting(90 * time.Second)
	k.run(change...)
	return k
}

// run starts keeper and bot, on a store of their own on the same file.
func (k *curated) run(change ...func(*Options)) {
	k.t.Helper()
	ahead := k.ahead
	now := func() time.Time { return k.World.Clock.Now().Add(ahead) }
	opened := must[*store.Store](k.t)(store.Open(k.ctx, store.Options{Path: k.path, Now: now}))
	files := fstest.MapFS{}
	for name, text := range articles {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	keeper := must[*curate.Keeper](k.t)(curate.Open(k.ctx, curate.Options{Store: opened, Files: files, Now: now}))
	ctx, cancel := context.WithCancel(k.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		keeper.Run(ctx)
	}()
	k.t.Cleanup(func() { // after the bot has stopped
		cancel()
		<-ended
		if err := opened.Close(); err != nil {
			k.t.Error(err)
		}
	})
	k.keeper, k.store = keeper, opened
	mine := *k // what changes in k later is another bot's
	k.start(append([]func(*Options){func(o *Options) {
		o.Knowledge, o.Past, o.Corrections, o.Store, o.Now = &mine, keeper, keeper, opened, now
		o.correcting = correcting{every: time.Millisecond, look: 20 * time.Millisecond}
	}}, change...)...)
}

// publish puts other words into the harbour's article.
func (k *curated) publish(from, to string) {
	k.t.Helper()
	now := slices.IndexFunc(k.keeper.Articles(""), func(a *corpus.Article) bool { return a.Slug == "harbour" })
	a := k.keeper.Articles("")[now]
	text := strings.Replace(a.Text, from, to, 1)
	if text == a.Text {
		k.t.Fatalf("%q does not stand there", from)
	}
	must[*curate.Published](k.t)(k.keeper.Publish(k.ctx, curate.Change{Slug: "harbour", Data: []byte(text), By: k.Mo.ID.String(), Saw: a.Version}))
}

// replies are the bot's corrections in a channel, the oldest first.
func (k *curated) replies(channel world.ID) []world.Message {
	k.t.Helper()
	found := must[[]world.Message](k.t)(k.World.Messages(k.Olga.ID, channel, world.Page{Limit: 100}))
	slices.Reverse(found)
	return slices.DeleteFunc(found, func(m world.Message) bool {
		return m.Author.ID != k.Bot.Bot.ID || len(m.Embeds) == 0 || m.Embeds[0].Title != "Correction"
	})
}

// untilTold waits until it is known what became of n corrections of a change.
func (k *curated) untilTold(version, n int) (found []store.Corrected, outcomes map[string]int) {
	k.t.Helper()
	l := store.CorrectionList{Reader: k.Guild.ID.String(), Slug: "harbour", Version: version}
	for {
		found, outcomes, err := k.store.CorrectionsOf(k.ctx, l, 99)
		if err != nil {
			k.t.Fatal(err)
		}
		if len(found) >= n {
			return found, outcomes
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// list waits for what the moderators are told of a change.
func (k *curated) list(version int) world.Message {
	k.t.Helper()
	return must[world.Message](k.t)(k.Olga.Await(k.ctx, k.Staff.ID, func(m world.Message) bool {
		return strings.Contains(m.Content, fmt.Sprintf("what version %d of", version))
	}))
}

// staffed sets the staff channel.
func (k *curated) staffed(change ...func(*store.Settings)) {
	k.t.Helper()
	s := store.Settings{Staff: k.Staff.ID.String()}
	for _, f := range change {
		f(&s)
	}
	if err := k.store.SaveSettings(k.ctx, k.Guild.ID.String(), k.Mo.ID.String(), s); err != nil {
		k.t.Fatal(err)
	}
}

const aboutSale = "How much is the sale of the harbour worth?"

func TestAPostWhoseSourceChangesGetsOneReply(t *testing.T) {
	k := curating(t)
	k.staffed()
	post := k.ask(aboutSale)
	reads(t, post, "240 million")
	k.stored(post)
	k.publish("240 million", "260 million")
	found, _ := k.untilTold(2, 1)
	replies := k.replies(k.General.ID)
	if len(replies) != 1 || replies[0].ID.String() != found[0].Reply || replies[0].MessageReference.MessageID != post.ID {
		t.Fatalf("%d replies: %+v", len(replies), found)
	}
	m := replies[0]
	reads(t, m, "**Was:** The sale is worth 240 million crowns.", "**Now:** The sale is worth 260 million crowns.",
		"https://westport.example/harbour", "version 1", "version 2", "[Ask again]")
	list := k.list(2)
	reads(t, list, "1 post", "version 2", "1 corrected in a reply", "/"+post.ID.String())
	again := k.click(k.Bob, m, "Ask again")
	reads(t, again, "260 million")
	k.stored(again)

	// The reply is a post like others: when what it says changes, it is corrected too.
	k.publish("260 million", "280 million")
	found, _ = k.untilTold(3, 2)
	replies = k.replies(k.General.ID)
	under := map[string]world.Message{}
	for _, r := range replies {
		under[r.MessageReference.MessageID.String()] = r
	}
	if len(replies) != 3 || len(found) != 2 {
		t.Fatalf("%d replies to %v", len(replies), under)
	}
	reads(t, under[m.ID.String()], "**Now:** The sale is worth 280 million crowns.", "[Ask again]")
	reads(t, k.click(k.Bob, under[m.ID.String()], "Ask again"), aboutSale, "280 million")
}

func TestARefusalIsNotCorrected(t *testing.T) {
	k := curating(t)
	post := k.ask(aboutSale)
	k.stored(post)
	refused := k.ask("Which football club won the sale of tickets in crowns?")
	reads(t, refused, "The articles do not answer this", "240 million")
	k.stored(refused) // the newest is told first
	k.publish("240 million", "260 million")
	if found, _ := k.untilTold(2, 1); len(found) != 1 || found[0].Message != post.ID.String() {
		t.Errorf("%+v", found)
	}
}

func TestAWithdrawnArticleIsToldUnderItsPosts(t *testing.T) {
	k := curating(t)
	k.stored(k.ask(aboutSale))
	must[*curate.Published](t)(k.keeper.Withdraw(k.ctx, "", "harbour", k.Mo.ID.String(), "", 1))
	k.untilTold(2, 1)
	reads(t, k.replies(k.General.ID)[0], "Article withdrawn. It said:", "240 million", "The harbour should stay public")
}

func TestNobodyIsToldWhoCouldNotReadThePost(t *testing.T) {
	k := curating(t)
	k.staffed(func(s *store.Settings) { s.NoCorrections = true })
	k.stored(k.slash(k.Alice, "ask", world.Options{"question": aboutSale, "private": true}))
	direct := must[world.Channel](t)(k.World.OpenDirect(k.Bob.ID, k.Bot.Bot.ID))
	k.stored(k.slashIn(direct.ID, k.Bob, "ask", world.Options{"question": aboutSale}))
	k.stored(k.ask(aboutSale))
	k.stored(k.ask(aboutSale))
	k.publish("240 million", "260 million")
	_, outcomes := k.untilTold(2, 2)
	if len(k.replies(k.General.ID)) != 0 || outcomes[store.CorrectionOff] != 2 || len(outcomes) != 1 {
		t.Errorf("%v", outcomes)
	}
	for _, m := range must[[]world.Message](t)(k.World.Messages(k.Bob.ID, direct.ID, world.Page{Limit: 100})) {
		lacks(t, m, "260 million")
	}
	reads(t, k.list(2), "2 posts", "corrections are off")

	reads(t, k.slash(k.Mo, "settings", world.Options{"corrections": true}), "when what they cite changes:** on")
	k.stored(k.ask(aboutSale)) // cites the second version, as the next one does
	gone := k.ask(aboutSale)
	k.stored(gone)
	if err := k.Olga.Delete(gone); err != nil {
		t.Fatal(err)
	}
	k.publish("260 million", "250 million")
	if _, outcomes = k.untilTold(3, 2); outcomes[store.CorrectionGone] != 1 || outcomes[store.CorrectionPosted] != 1 {
		t.Errorf("%v", outcomes)
	}
}

func TestACrashBetweenReplyAndRecordPostsNothingTwice(t *testing.T) {
	k := curating(t)
	post := k.ask(aboutSale)
	k.stored(post)
	k.API.Inflict(rest.Fault{Route: posting, Lose: true}) // it is posted, and nobody hears of it
	k.publish("240 million", "260 million")
	for len(k.replies(k.General.ID)) == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := k.stop(); err != nil {
		t.Fatal(err)
	}
	k.API.Heal()
	l := store.CorrectionList{Reader: k.Guild.ID.String(), Slug: "harbour", Version: 2}
	if found, _, err := k.store.CorrectionsOf(k.ctx, l, 9); err != nil || len(found) != 0 {
		t.Fatalf("it is on record: %v %v", found, err)
	}
	k.World.Clock.Advance(10 * time.Minute) // the lease is over, and Discord has forgotten the nonce
	k.run()
	found, _ := k.untilTold(2, 1)
	replies := k.replies(k.General.ID)
	if len(replies) != 1 || found[0].Outcome != store.CorrectionPosted || found[0].Reply != replies[0].ID.String() || found[0].Tries != 2 {
		t.Errorf("%d replies: %+v", len(replies), found)
	}
}

func TestTwoBotsTellEachCorrectionOnce(t *testing.T) {
	k := curating(t)
	k.staffed()
	const posts = 12
	for range posts {
		k.stored(k.ask(aboutSale))
	}
	other := *k
	other.newsroom = new(newsroom)
	*other.newsroom = *k.newsroom
	other.run()
	k.publish("240 million", "260 million") // which the other keeper does not hear of
	found, outcomes := k.untilTold(2, posts)
	replies := k.replies(k.General.ID)
	if len(replies) != posts || outcomes[store.CorrectionPosted] != posts {
		t.Errorf("%d replies, %v", len(replies), outcomes)
	}
	to := make(map[world.ID]int)
	for _, m := range replies {
		to[m.MessageReference.MessageID]++
		reads(t, m, "260 million")
	}
	if len(to) != posts || len(found) != posts {
		t.Errorf("replies to %v", to)
	}
	k.list(2)
	lists := 0
	for _, m := range must[[]world.Message](t)(k.World.Messages(k.Olga.ID, k.Staff.ID, world.Page{Limit: 100})) {
		if strings.Contains(m.Content, "corrected in a reply") {
			lists++
		}
	}
	if lists != 1 {
		t.Errorf("%d lists", lists)
	}
	if err := other.stop(); err != nil {
		t.Error(err)
	}
}

func TestManyPostsAreToldUpToABound(t *testing.T) {
	k := curating(t)
	k.staffed()
	a := k.stored(k.ask(aboutSale))
	const more = 7
	a.ID = ""
	for range maxCorrections + more - 1 {
		must[string](t)(k.store.RecordAnswer(k.ctx, a))
	}
	k.publish("240 million", "260 million")
	_, outcomes := k.untilTold(2, maxCorrections+more)
	if len(k.replies(k.General.ID)) != maxCorrections || outcomes[store.CorrectionPosted] != maxCorrections || outcomes[store.CorrectionListed] != more {
		t.Errorf("%d replies, %v", len(k.replies(k.General.ID)), outcomes)
	}
	reads(t, k.list(2),
		fmt.Sprintf("%d posts", maxCorrections+more), fmt.Sprintf("%d corrected in a reply; %d not told", maxCorrections, more), "and 47 more")
}

func TestWhatTheBotMayNotWriteIsListed(t *testing.T) {
	k := curating(t)
	k.staffed()
	k.stored(k.ask(aboutSale))
	if err := k.Olga.Deny(k.General.ID, k.Bot.Bot.ID, world.SendMessages); err != nil {
		t.Fatal(err)
	}
	k.publish("240 million", "260 million")
	if _, outcomes := k.untilTold(2, 1); outcomes[store.CorrectionFailed] != 1 {
		t.Errorf("%v", outcomes)
	}
}

func TestAScheduledBriefingIsCorrectedToo(t *testing.T) {
	k := curating(t, func(o *Options) { o.delivery = delivery.Options{MaxSleep: 5 * time.Millisecond} })
	r := delivery.New(delivery.Options{Store: k.store, Now: k.World.Clock.Now})
	s := must[store.Schedule](t)(r.Create(k.ctx, store.Schedule{
		Guild: k.Guild.ID.String(), Channel: k.General.ID.String(), Creator: k.Mo.ID.String(), Title: "Morning briefing", When: "daily 08:00", Zone: "UTC",
	}))
	k.World.Clock.Advance(s.NextDue.Sub(k.World.Clock.Now()))
	post := must[world.Message](t)(k.Olga.Await(k.ctx, k.General.ID, func(m world.Message) bool { return m.Author.ID == k.Bot.Bot.ID }))
	a := k.stored(post)
	if len(a.Citations) == 0 || a.Kind != store.KindBrief {
		t.Fatalf("%+v", a)
	}
	quote := a.Citations[slices.IndexFunc(a.Citations, func(c store.Citation) bool { return strings.HasPrefix(c.Ref, "harbour@") })].Quote
	k.publish(quote, "Nothing of that is so in 1999.")
	k.untilTold(2, 1)
	m := k.replies(k.General.ID)[0]
	reads(t, m, "has changed since")
	lacks(t, m, "Ask again")
	if m.MessageReference.MessageID != post.ID {
		t.Errorf("a reply to %s", m.MessageReference.MessageID)
	}
}

func TestAProfileIsAskedForAgainToo(t *testing.T) {
	k := curating(t)
	k.stored(k.slash(k.Alice, "who", world.Options{"name": "Norden Freight"}))
	k.publish("to sell the harbour to Norden Freight.", "to give the harbour to Norden Freight.")
	k.untilTold(2, 1)
	reads(t, k.click(k.Bob, k.replies(k.General.ID)[0], "Ask again"), "to give the harbour to Norden Freight.", "version 2")
}
