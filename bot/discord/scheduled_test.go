package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
)

// archive is a knowledge with its past.
type archive struct {
	mu   sync.Mutex
	now  *answer.Answerer
	past []*corpus.Article
}

func (a *archive) For(string) *answer.Answerer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *archive) AsOf(context.Context, string, time.Time) ([]*corpus.Article, error) {
	return nil, store.ErrNotFound
}

func (a *archive) Since(context.Context, string) (time.Time, error) { return time.Time{}, nil }

func (a *archive) Version(_ context.Context, _, slug string, version int) (*corpus.Article, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, x := range a.past {
		if x.Slug == slug && x.Version == version {
			return x, nil
		}
	}
	return nil, store.ErrNotFound
}

// publish puts files in the place of what is there, as the versions given.
func (a *archive) publish(t testing.TB, files map[string]string, versions map[string]int) {
	t.Helper()
	var articles []*corpus.Article
	for name, text := range files {
		x, _, err := corpus.Parse(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if v := versions[x.Slug]; v > 0 {
			x = x.WithVersion(v)
		}
		articles = append(articles, x)
	}
	slices.SortFunc(articles, func(x, y *corpus.Article) int { return strings.Compare(x.Slug, y.Slug) })
	index := must[*search.Index](t)(search.New(articles))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now, a.past = answer.New(index), append(a.past, articles...)
}

// desk is a newsroom whose briefings are due by the sandbox's clock.
type desked struct {
	*newsroom
	archive *archive
}

// scheduling starts a sandbox with the bot at 07:50 UTC of a Monday.
func scheduling(t testing.TB, o sandbox.Options, change ...func(*Options)) *desked {
	t.Helper()
	if single, ok := t.(*testing.T); ok {
		single.Parallel()
	}
	o.Start = time.Date(2026, 11, 30, 7, 50, 0, 0, time.UTC)
	d := &desked{newsroom: furnish(t, o), archive: new(archive)}
	d.archive.publish(t, articles, nil)
	d.start(append([]func(*Options){d.options}, change...)...)
	return d
}

// options have the bot look at the sandbox's clock often.
func (d *desked) options(o *Options) {
	o.Knowledge, o.Past, o.Now = d.archive, d.archive, d.World.Clock.Now
	o.delivery = delivery.Options{MaxSleep: 5 * time.Millisecond}
}

// schedule makes a schedule of Mo's for 08:00 each day in the general channel.
func (d *desked) schedule(change ...func(*store.Schedule)) store.Schedule {
	d.t.Helper()
	s := store.Schedule{
		Guild: d.Guild.ID.String(), Channel: d.General.ID.String(), Creator: d.Mo.ID.String(), Title: "Morning briefing",
		When: "daily 08:00", Zone: "UTC",
	}
	for _, f := range change {
		f(&s)
	}
	r := delivery.New(delivery.Options{Store: d.store, Now: d.World.Clock.Now})
	return must[store.Schedule](d.t)(r.Create(d.ctx, s))
}

// until waits for the latest run of a schedule to be in one of the states.
func (d *desked) until(s store.Schedule, states ...string) store.Run {
	d.t.Helper()
	for {
		runs := must[[]store.Run](d.t)(d.store.Runs(d.ctx, s.ID, 1))
		if len(runs) > 0 && slices.Contains(states, runs[0].State) {
			return runs[0]
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// due has the next slot come and waits for what becomes of it.
func (d *desked) due(s store.Schedule, states ...string) store.Run {
	d.t.Helper()
	next := must[store.Schedule](d.t)(d.store.Schedule(d.ctx, s.ID)).NextDue
	if next.IsZero() {
		d.t.Fatal("nothing is due")
	}
	if len(states) == 0 {
		states = []string{store.RunPosted}
	}
	d.World.Clock.Advance(next.Sub(d.World.Clock.Now()))
	for {
		r := d.until(s, store.RunClaimed, store.RunHeld, store.RunPosting, store.RunPosted, store.RunLate, store.RunSkipped, store.RunMissed, store.RunFailed)
		if !r.Due.Before(next) && slices.Contains(states, r.State) {
			return r
		}
		if !r.Due.Before(next) && !r.Open() {
			d.t.Fatalf("the run is %s: %s", r.State, r.Why)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// posts are the bot's messages in a channel, oldest first.
func (d *desked) posts(channel world.ID) []world.Message {
	d.t.Helper()
	return d.postsSeenBy(d.Olga, channel)
}

func (d *desked) postsSeenBy(p *world.Person, channel world.ID) []world.Message {
	d.t.Helper()
	found := must[[]world.Message](d.t)(d.World.Messages(p.ID, channel, world.Page{Limit: 100}))
	slices.Reverse(found)
	return slices.DeleteFunc(found, func(m world.Message) bool { return m.Author.ID != d.Bot.Bot.ID || m.Type != world.DefaultMessage })
}

// direct waits for the bot's direct message to somebody.
func (d *desked) direct(to *world.Person) world.Message {
	d.t.Helper()
	ch := must[world.Channel](d.t)(d.World.OpenDirect(to.ID, d.Bot.Bot.ID))
	return must[world.Message](d.t)(to.Await(d.ctx, ch.ID, func(m world.Message) bool { return m.Author.ID == d.Bot.Bot.ID }))
}

// restart ends the bot as it is and starts another.
func (d *desked) restart(change ...func(*Options)) {
	d.t.Helper()
	if err := d.stop(); err != nil {
		d.t.Fatal(err)
	}
	d.start(append([]func(*Options){d.options}, change...)...)
}

func TestAScheduledBriefingArrivesOnceFromTwoBots(t *testing.T) {
	var arrived []time.Time
	var mu sync.Mutex
	d := scheduling(t, sandbox.Options{Observe: func(x rest.Exchange) {
		if x.Method+" "+x.Route == posting {
			mu.Lock()
			arrived = append(arrived, time.Now())
			mu.Unlock()
		}
	}})
	second := must[*store.Store](t)(store.Open(d.ctx, store.Options{Path: d.path}))
	other := *d.newsroom
	other.start(d.options, func(o *Options) { o.Store = second })
	t.Cleanup(func() {
		if err := other.stop(); err != nil {
			t.Error(err)
		}
		if err := second.Close(); err != nil {
			t.Error(err)
		}
	})
	s := d.schedule()
	for day := range 3 {
		began := time.Now()
		r := d.due(s)
		time.Sleep(50 * time.Millisecond) // for one too many
		mu.Lock()
		if len(arrived) != day+1 {
			t.Errorf("%d messages were sent", len(arrived))
		} else {
			t.Logf("posted after %v", arrived[day].Sub(began).Round(time.Millisecond))
		}
		mu.Unlock()
		posts := d.posts(d.General.ID)
		if len(posts) != day+1 || posts[day].ID.String() != r.Message {
			t.Errorf("%d posts stand there", len(posts))
		}
	}
	first := d.posts(d.General.ID)[0]
	reads(t, first, "Morning briefing", "harbour", "[1]", "Sources", "Mon 30 Nov 2026, 08:00, UTC", "no. ")
	reads(t, d.posts(d.General.ID)[1], "Nothing is new, changed or withdrawn since the last briefing")
	if first.MentionEveryone || len(first.MentionRoles)+len(first.Mentions) > 0 {
		t.Errorf("somebody is pinged: %+v", first)
	}
}

func TestWhatIsNewChangedAndWithdrawnIsTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	d.due(s)
	changed := strings.Replace(articles["harbour.md"], "240 million", "260 million", 1)
	d.archive.publish(t, map[string]string{
		"harbour.md": changed,
		"market.md":  "---\ntitle: The fish market\nkind: report\n---\nThe fish market of Westport will move to the northern quay in May 2027. The council said that 40 stalls have signed.\n",
	}, map[string]int{"harbour": 2})
	d.due(s)
	m := d.posts(d.General.ID)[1]
	reads(t, m, "Corrections", "Was:", "240 million", "Now:", "260 million", "Article withdrawn:", "A bridge over the Alm",
		"From new articles", "northern quay", "version 1", "version 2")
	d.due(s)
	reads(t, d.posts(d.General.ID)[2], "Nothing is new")
}

func TestAnArticleThatLeavesTheScopeIsNotToldAsWithdrawn(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	d.due(s)
	r := delivery.New(delivery.Options{Store: d.store, Now: d.World.Clock.Now})
	s = must[store.Schedule](t)(d.store.Schedule(d.ctx, s.ID))
	s.Scope, s.Articles = store.ScopeArticles, []string{"bridge"}
	s = must[store.Schedule](t)(r.Replace(d.ctx, d.Mo.ID.String(), s))
	d.due(s)
	reads(t, d.posts(d.General.ID)[1], "Nothing is new")
}

func TestNothingNewIsLeftOutByChoiceAndLogged(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule(func(s *store.Schedule) { s.NothingNew = store.NothingNewSkip })
	d.due(s)
	r := d.due(s, store.RunSkipped)
	if r.Why != "nothing new" || len(d.posts(d.General.ID)) != 1 {
		t.Errorf("%q, %d posts", r.Why, len(d.posts(d.General.ID)))
	}
}

func TestABriefingOfNothingSaysWhy(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	for why, change := range map[string]func(*store.Schedule){
		"no article has the tag “harbours”":                                               func(s *store.Schedule) { s.Scope, s.Tag = store.ScopeTag, "harbours" },
		"none of the articles that were chosen for it is there any more: lighthouse, sea": func(s *store.Schedule) { s.Scope, s.Articles = store.ScopeArticles, []string{"lighthouse", "sea"} },
	} {
		s := d.schedule(change)
		if r := d.due(s, store.RunFailed); r.Why != why {
			t.Errorf("%q", r.Why)
		}
	}
	d.archive.publish(t, map[string]string{"sea.md": "---\ntitle: The sea\n---\nThe council of Westport likes the sea and the harbour.\n"}, nil)
	if r := d.due(d.schedule(func(s *store.Schedule) { s.Shape = store.ShapeTimeline }), store.RunFailed); r.Why != "its articles hold no sentence that such a briefing could quote" {
		t.Errorf("%q", r.Why)
	}
}

func TestABriefingOfATagHasItsArticles(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	tagged := map[string]string{"bridge.md": articles["bridge.md"], "harbour.md": strings.Replace(articles["harbour.md"], "kind: opinion", "kind: opinion\ntags: [Port, sale]", 1)}
	d.archive.publish(t, tagged, nil)
	d.due(d.schedule(func(s *store.Schedule) { s.Scope, s.Tag = store.ScopeTag, "port" }))
	m := d.posts(d.General.ID)[0]
	reads(t, m, "harbour")
	lacks(t, m, "Alm")
}

func TestWhatMembersAskedInPublicIsTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	for _, p := range []*world.Person{d.Alice, d.Bob} {
		d.slash(p, "ask", world.Options{"question": aboutBridge})
		d.slash(p, "ask", world.Options{"question": "Who won the football cup final in Reykjavik?"})
		d.slash(p, "ask", world.Options{"question": aboutHarbour, "private": true})
	}
	must[world.Message](t)(d.Alice.AnswerTo(d.ctx, must[world.Message](t)(d.Alice.Write(d.Bot.Bot.ID, "What will the new bridge cost?"))))
	d.slash(d.Bob, "ask", world.Options{"question": "What will the new bridge cost?"})
	d.due(s)
	posts := d.posts(d.General.ID)
	m := posts[len(posts)-1]
	reads(t, m, "Asked most", aboutBridge, "(2 times)", "Asked, and not answered by the articles", "football cup final")
	lacks(t, m, aboutHarbour, "What will the new bridge cost?")
}

func TestWhatIsAskedAmongModeratorsIsNotTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	for _, p := range []*world.Person{d.Mo, d.Olga} {
		d.slashIn(d.Staff.ID, p, "ask", world.Options{"question": aboutBridge})
	}
	d.due(s)
	lacks(t, d.posts(d.General.ID)[0], "Asked most")
}

// Where @everyone sees nothing, what is asked in channels is asked among those with a
// role, though no channel itself is closed.
func TestWhatIsAskedInAServerThatIsNotOpenToAllIsNotTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	for _, p := range []*world.Person{d.Alice, d.Bob} {
		d.slash(p, "ask", world.Options{"question": aboutBridge})
	}
	must[world.Role](t)(d.World.UpdateRole(d.Olga.ID, d.Guild.ID, d.Guild.ID, func(r *world.Role) {
		r.Permissions &^= world.ViewChannel
	}))
	d.due(s)
	lacks(t, d.posts(d.General.ID)[0], "Asked most")
}

func TestOnlyTheScheduledRoleIsNotified(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	other := must[world.Role](t)(d.World.AddRole(d.Olga.ID, d.Guild.ID, world.Role{Name: "Press", Mentionable: true}))
	d.archive.publish(t, map[string]string{
		"odd.md": fmt.Sprintf("---\ntitle: <@&%s> and @everyone\n---\nThe council of Westport greeted <@&%s> and @everyone at the harbour in May 2026.\n\nThe council of Westport sold the old harbour in March 2026.\n", other.ID, d.Moderators.ID),
	}, nil)
	s := d.schedule(func(s *store.Schedule) {
		s.Role = other.ID.String()
		s.Title = fmt.Sprintf("News <@&%s>", d.Moderators.ID)
	})
	d.due(s)
	m := d.posts(d.General.ID)[0]
	if !slices.Equal(m.MentionRoles, []world.ID{other.ID}) || m.MentionEveryone || len(m.Mentions) > 0 {
		t.Errorf("roles %v, everyone %v, users %v", m.MentionRoles, m.MentionEveryone, m.Mentions)
	}
}

func TestALateBriefingSaysSo(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	if err := d.stop(); err != nil {
		t.Fatal(err)
	}
	d.World.Clock.Advance(30 * time.Minute)
	d.start(d.options)
	r := d.until(s, store.RunLate)
	m := d.posts(d.General.ID)[0]
	reads(t, m, "Late: this was due <t:"+fmt.Sprint(r.Due.Unix())+":f>")
	if !strings.Contains(r.Why, "after its time") {
		t.Errorf("%q", r.Why)
	}
}

func TestWithoutEmbedLinksABriefingIsPlainTextAndFound(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	must[struct{}](t)(struct{}{}, d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.EmbedLinks))
	lines := make([]string, 60)
	for i := range lines {
		lines[i] = fmt.Sprintf("On %d May 2026 the council of Westport sold berth number %d of the old harbour to the company Norden Freight for %d crowns.", i%28+1, i+1, 1000+i)
	}
	d.archive.publish(t, map[string]string{"long.md": "---\ntitle: Berths\nkind: report\n---\n" + strings.Join(lines, "\n\n") + "\n"}, nil)
	s := d.schedule(func(s *store.Schedule) { s.Shape = store.ShapeTimeline })
	cut := make(chan struct{})
	d.API.Inflict(on(posting, 1, rest.Fault{Status: http.StatusInternalServerError, Delay: time.Millisecond}))
	close(cut)
	r := d.due(s)
	posts := d.posts(d.General.ID)
	if len(posts) < 2 || posts[0].ID.String() != r.Message {
		t.Fatalf("%d posts", len(posts))
	}
	for i, m := range posts {
		if len(m.Embeds) > 0 || len([]rune(m.Content)) > 2000 {
			t.Errorf("part %d: %d embeds, %d characters", i+1, len(m.Embeds), len([]rune(m.Content)))
		}
		reads(t, m, fmt.Sprintf("%d/%d", i+1, len(posts)))
	}
	// It is found by what it says, whole and in parts.
	b := must[*Bot](t)(start(d.ctx, d.optionsNow()))
	t.Cleanup(b.close)
	post := delivery.Post{Schedule: s, Channel: s.Channel, Nonce: r.Nonce, Slot: r.Slot, Due: r.Due, Since: r.At.Add(-time.Hour)}
	if id, err := (scheduled{b}).Find(d.ctx, post); err != nil || id != r.Message {
		t.Errorf("found %q, %v", id, err)
	}
	if err := d.Olga.Delete(posts[1]); err != nil {
		t.Fatal(err)
	}
	there := must[standing](t)((scheduled{b}).standing(d.ctx, post))
	if there.whole() || len(there.parts) != len(posts)-1 || there.parts[2] != "" {
		t.Errorf("%+v", there)
	}
}

// optionsNow are the options of a bot that no gateway runs.
func (d *desked) optionsNow() Options {
	o := Options{Token: d.Bot.Token, API: d.URL, Store: d.store, Log: slog.New(slog.NewTextHandler(d.log, nil))}
	d.options(&o)
	return o
}

func TestAMissingPermissionPausesAndIsTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	if err := d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.SendMessages); err != nil {
		t.Fatal(err)
	}
	r := d.due(s, store.RunFailed)
	m := d.direct(d.Mo)
	reads(t, m, "I paused the briefing **Morning briefing**", "Send Messages", "/briefing resume")
	if !strings.Contains(r.Why, "Send Messages") || must[store.Schedule](t)(d.store.Schedule(d.ctx, s.ID)).Paused == "" {
		t.Errorf("%q", r.Why)
	}
}

func TestWhoTakesNoDirectMessagesIsToldInTheStaffChannel(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	d.staffed()
	d.World.CloseDirects(d.Mo.ID, true)
	s := d.schedule(func(s *store.Schedule) {
		s.Channel = must[world.Channel](t)(d.World.AddChannel(d.Olga.ID, d.Guild.ID, world.Channel{Name: "short-lived"})).ID.String()
	})
	id := must[world.ID](t)(world.ParseID(s.Channel))
	if err := d.Olga.DeleteChannel(id); err != nil {
		t.Fatal(err)
	}
	d.due(s, store.RunFailed)
	m := must[world.Message](t)(d.Mo.Await(d.ctx, d.Staff.ID, func(m world.Message) bool { return m.Author.ID == d.Bot.Bot.ID }))
	reads(t, m, "I paused the briefing", "channel is gone", "/briefing edit")
}

// staffed chooses the staff channel.
func (d *desked) staffed() {
	d.t.Helper()
	if err := d.store.SaveSettings(d.ctx, d.Guild.ID.String(), d.Mo.ID.String(), store.Settings{Staff: d.Staff.ID.String()}); err != nil {
		d.t.Fatal(err)
	}
}

func TestFaultsOfDiscordPostABriefingOnce(t *testing.T) {
	for name, f := range map[string]rest.Fault{
		"lost answer":  {Lose: true},
		"cut":          {Cut: true},
		"server error": {Status: http.StatusBadGateway},
		"rate limit":   {Status: http.StatusTooManyRequests, RetryAfter: 300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			d := scheduling(t, sandbox.Options{})
			s := d.schedule()
			d.API.Inflict(on(posting, 7, f))
			d.due(s, store.RunPosted, store.RunLate)
			if posts := d.posts(d.General.ID); len(posts) != 1 {
				t.Errorf("%d posts", len(posts))
			}
		})
	}
}

func TestACrashBetweenPostAndRecordPostsOnce(t *testing.T) {
	var crash func()
	var once sync.Once
	d := scheduling(t, sandbox.Options{Observe: func(x rest.Exchange) {
		if x.Method+" "+x.Route == posting {
			once.Do(func() { crash() })
		}
	}})
	ended := make(chan struct{})
	crash = func() {
		d.halt() // the answer comes too late
		go func() {
			_ = d.stop()
			close(ended)
		}()
	}
	d.API.Inflict(on(posting, 1, rest.Fault{Lose: true}))
	s := d.schedule(func(s *store.Schedule) { s.Thread, s.Poll = true, true })
	d.World.Clock.Advance(10 * time.Minute)
	select {
	case <-ended:
	case <-d.ctx.Done():
		t.Fatal("nothing was posted")
	}
	if r := d.until(s, store.RunPosting); !r.Open() {
		t.Fatalf("%+v", r)
	}
	d.World.Clock.Advance(10 * time.Minute) // Discord has forgotten the nonce
	d.start(d.options)
	r := d.until(s, store.RunPosted, store.RunLate)
	d.briefedOnce(r)
}

// briefedOnce checks that a briefing stands there once, with its thread and poll.
func (d *desked) briefedOnce(r store.Run) {
	d.t.Helper()
	posts := d.posts(d.General.ID)
	if len(posts) != 2 || posts[0].ID.String() != r.Message || posts[1].Poll == nil || posts[0].Thread == nil {
		d.t.Fatalf("%d posts: %+v", len(posts), posts)
	}
	said := d.posts(posts[0].ID)
	if len(said) != 1 {
		d.t.Fatalf("the thread has %d messages of the bot", len(said))
	}
	reads(d.t, said[0], "Questions to begin with", "1. ", "2. ", "3. ")
}

func TestAThreadAndAPollAreOpenedOnce(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule(func(s *store.Schedule) { s.Thread, s.Poll = true, true })
	r := d.due(s)
	d.briefedOnce(r)
	posts := d.posts(d.General.ID)
	if name := posts[0].Thread.Name; name != "Morning briefing, 30 November 2026" {
		t.Errorf("the thread is called %q", name)
	}
	poll := posts[1].Poll
	if len(poll.Answers) < 2 || poll.Question.Text == "" {
		t.Errorf("%+v", poll)
	}
	d.due(s) // nothing is new: nothing to discuss
	if posts := d.posts(d.General.ID); len(posts) != 3 || posts[2].Thread != nil {
		t.Errorf("%d posts", len(posts))
	}
}

func TestAThreadThatMayNotBeOpenedIsToldAndTheBriefingStands(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule(func(s *store.Schedule) { s.Thread, s.Poll = true, true })
	if err := d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.CreatePublicThreads|world.SendPolls); err != nil {
		t.Fatal(err)
	}
	d.due(s)
	ch := must[world.Channel](t)(d.World.OpenDirect(d.Mo.ID, d.Bot.Bot.ID))
	for len(d.postsSeenBy(d.Mo, ch.ID)) < 2 {
		time.Sleep(time.Millisecond)
	}
	told := d.postsSeenBy(d.Mo, ch.ID)
	reads(t, told[0], "I may not open a thread", "Create Public Threads", "/briefing edit")
	reads(t, told[1], "I may not post a poll", "Create Polls", "/briefing edit")
	if posts := d.posts(d.General.ID); len(posts) != 1 {
		t.Errorf("%d posts", len(posts))
	}
}

func TestAClockThatIsPutBackIsTold(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	r := d.due(s)
	d.World.Clock.Advance(-3 * time.Hour)
	m := d.direct(d.Mo)
	reads(t, m, "clock", "put back", fmt.Sprintf("<t:%d:f>", r.Due.Unix()))
	if r = d.until(s, store.RunPosted); !strings.Contains(r.Why, "The clock was put back") {
		t.Errorf("%q", r.Why)
	}
}

func TestNobodyReadsTwiceWhatAnErasedArticleSaid(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule()
	d.due(s)
	d.archive.publish(t, map[string]string{"harbour.md": articles["harbour.md"]}, nil)
	d.archive.mu.Lock()
	d.archive.past = slices.DeleteFunc(d.archive.past, func(a *corpus.Article) bool { return a.Slug == "bridge" })
	d.archive.mu.Unlock()
	d.due(s)
	lacks(t, d.posts(d.General.ID)[1], "Alm", "bridge", "Bridge")
}

func TestErrorsOfDiscordSayWhatFollowsFromThem(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	b := must[*Bot](t)(start(d.ctx, d.optionsNow()))
	t.Cleanup(b.close)
	e := must[*edition.Edition](t)(edition.New(edition.NewPlan(d.archive.For("").Articles(), nil), nil, edition.Options{Asked: []edition.Asked{{Question: "Who?", Count: 2}}}), nil)
	body := string(must[[]byte](t)(e.Save()))
	for name, c := range map[string]struct {
		fault rest.Fault
		want  delivery.Kind
	}{
		"long limit":   {rest.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Minute}, delivery.RateLimited},
		"server error": {rest.Fault{Status: http.StatusBadGateway}, delivery.Down},
		"not accepted": {rest.Fault{Status: http.StatusBadRequest, Body: `{"code":50035,"message":"Invalid Form Body"}`}, delivery.Refused},
		"forbidden":    {rest.Fault{Status: http.StatusForbidden, Body: `{"code":50013,"message":"Missing Permissions"}`}, delivery.NoPermission},
		"not seen":     {rest.Fault{Status: http.StatusForbidden, Body: `{"code":50001,"message":"Missing Access"}`}, delivery.NoPermission},
		"gone":         {rest.Fault{Status: http.StatusNotFound, Body: `{"code":10003,"message":"Unknown Channel"}`}, delivery.NoChannel},
	} {
		heal := d.API.Inflict(on(posting, 0, c.fault))
		_, err := (scheduled{b}).Post(d.ctx, delivery.Post{
			Schedule: store.Schedule{Guild: d.Guild.ID.String()}, Channel: d.General.ID.String(), Nonce: "n-" + name, Slot: "2026-11-30T08:00/UTC", Body: body,
		})
		heal()
		var got *delivery.PostError
		if !errors.As(err, &got) || got.Kind != c.want || c.want == delivery.RateLimited && got.Wait < 50*time.Second {
			t.Errorf("%s: %+v", name, err)
		}
		if c.want == delivery.RateLimited {
			b.close()
			b = must[*Bot](t)(start(d.ctx, d.optionsNow())) // whose gate is open
		}
	}
	if posts := d.posts(d.General.ID); len(posts) != 0 {
		t.Errorf("%d posts", len(posts))
	}
}
